"""A tap on a card, or 处理 in words: it acts once, late and doubled ones are answered kindly."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.core.cases import BOT, Case, Deed, Offence, Proof, Want, Wish
from bot.core.effects import Planned, Recard, Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.appealing import rule
from bot.core.justice.asking import ask, ladder
from bot.core.justice.cards import appeal_card, case_card, closed_cards, names, recards, with_code
from bot.core.justice.joining import joined
from bot.core.justice.recording import last, noted, settled_wants, waiting
from bot.core.justice.undoing import undo
from bot.core.measures import Act
from bot.core.model import MemberId, Standing
from bot.core.pages import DEEDS, case_page, who
from bot.core.texts import Text
from bot.core.words import day_and_time

DONE = Text("justice.done", "收到，谢谢。编号 {number} 记为已处理。")
REMOVED = Text("justice.removed", "收到，谢谢。编号 {number} 记为已处理（凭你的话，之后看到成员确实被移出会再核实）。")
PARDONED = Text("justice.pardoned", "好的，编号 {number} 不处罚。")
REST = Text("justice.rest", "这张卡片发出以后，又有{names}并入编号 {number}，还没有处理，会另发卡片。")
NOT_ASKED = Text("justice.not_asked", "编号 {number} 在等{name}处理，不用你来操作，谢谢。")
NOBODY_NAMED = Text("justice.nobody_named", "管理人员")
ABOUT_YOU = Text("justice.about_you", "编号 {number} 和你自己有关，要由别人来处理；有异议请发送“申诉 {number}”。")
SETTLED = Text("justice.settled", "编号 {number} 不用再处理了：{by}在{at}{what}。谢谢。")
NOTHING_OPEN = Text("justice.nothing_open", "编号 {number} 没有等待处理的事。")
UNKNOWN_KEY = Text("justice.unknown_key", "这个按钮已经不用了，请发送“处理 {number} 查看”。")

ENDS = (
    Deed.DONE, Deed.PROVED, Deed.LEFT, Deed.DECLINED, Deed.UNDONE, Deed.UPHELD, Deed.AMENDED, Deed.DISMISSED, Deed.ENDED,
    Deed.LAPSED,
)  # fmt: skip
"""What makes an answer late."""

LABELS = {"done": "已处理", "pardon": "不处罚"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tap:
    """An answer. key: what was tapped or said. of: outbox key of the card, empty for words. shown: whom it told of.

    later: those of them whose removal is wanted for what they did since, of which it did not tell.
    """

    by: MemberId
    key: str
    of: str
    shown: frozenset[MemberId]
    later: frozenset[MemberId]

    def tells(self, want: Want) -> bool:
        """Tell whether `want` stood on the card."""
        return want.member in self.shown and not (want.task == Remove.kind and want.member in self.later)

    def means(self, want: Want) -> bool:
        """Tell whether `want` is answered by it; who lets somebody off lets them off whole."""
        is_told = want.member in self.shown if self.key == "pardon" else self.tells(want)
        return want.state in (Wish.WAITING, Wish.LAPSED) and is_told


def answer(  # noqa: PLR0913 - who, what, and the card it came from
    case: Case,
    by: MemberId,
    key: str,
    *,
    standings: Mapping[MemberId, Standing],
    court: Court,
    code: str = "",
    of: str = "",
) -> Ruling:
    """Return what follows when `by` answers `key`: `done`, `pardon`, `show`, `uphold`, `grant`.

    code: the platform's leave to change the tapped card once; of: outbox key of that card; both empty for words.
    """
    shown = _shown(case, of)
    tap = _Tap(by=by, key=key, of=of, shown=frozenset(one.member for one in shown), later=_later(case, shown))
    ruling = _answered(case, tap, standings, court)
    planned = with_code(ruling.planned, of, code)
    is_shown = any(isinstance(plan.effect, Recard) and plan.effect.of == of for plan in planned)
    if of and code and not is_shown and key != "show" and _is_settled(ruling.case, of):
        planned = (*planned, _recard(ruling.case, by, of, code, court))
    return replace(ruling, planned=planned)


def _answered(case: Case, tap: _Tap, standings: Mapping[MemberId, Standing], court: Court) -> Ruling:
    by, key = tap.by, tap.key
    refused = _not_theirs(case, by, court)
    if refused:
        return Ruling(case=case, refused=refused)
    if key == "show":
        return Ruling(case=case, says=case_page(case, court))
    if key in ("uphold", "grant"):
        return rule(case, by, granted=key == "grant", standings=standings, court=court)
    if key not in LABELS:
        return Ruling(case=case, refused=court.texts.say(UNKNOWN_KEY, number=case.number))
    if not any(map(tap.means, case.wants)):
        return Ruling(case=case, refused=_late(case, court))
    ruling = _done(case, tap, court) if key == "done" else _pardoned(case, tap, standings, court)
    return _with_the_rest(ruling, case, tap, court)


def _done(case: Case, tap: _Tap, court: Court) -> Ruling:
    after = settled_wants(case, court, tap.means, state=Wish.DONE, proof=Proof.WORD, by=tap.by)
    after = noted(after, court, Deed.DONE, by=tap.by)
    cards = closed_cards(case, after, court, LABELS[tap.key])
    is_removal = any(tap.means(want) and want.task == Remove.kind for want in case.wants)
    says = court.texts.say(REMOVED if is_removal else DONE, number=case.number)
    return Ruling(case=after, planned=cards, says=says)


def _pardoned(case: Case, tap: _Tap, standings: Mapping[MemberId, Standing], court: Court) -> Ruling:
    """It is undone, if that was not done before."""
    declined = settled_wants(case, court, tap.means, state=Wish.DECLINED, by=tap.by)
    declined = noted(declined, court, Deed.DECLINED, by=tap.by)
    cards = closed_cards(case, declined, court, LABELS[tap.key])
    says = court.texts.say(PARDONED, number=case.number)
    back = undo(declined, standings=standings, by=tap.by, court=court, members=tap.shown)
    if back.refused:
        return Ruling(case=declined, planned=cards, says=says)
    return replace(back, planned=(*cards, *back.planned), says=f"{says}\n{back.says}")


def _shown(case: Case, of: str) -> tuple[Offence, ...]:
    """Return what the card sent under `of` told of: nothing that joined the case later. Everything for words."""
    keys = [key for _, key in case.desk.keys] if case.desk is not None else []
    asked = [n for n, entry in enumerate(case.history) if entry.what in (Deed.ASKED, Deed.REMINDED)]
    filed = [n for n, entry in enumerate(case.history) if entry.what in (Deed.OPENED, Deed.JOINED)]
    if (
        of not in keys or len(asked) != len(keys) or len(filed) != len(case.offences)
    ):  # of all at once, as people punish
        return case.offences
    sent = asked[keys.index(of)]
    return tuple(offence for n, offence in zip(filed, case.offences, strict=True) if n < sent)


def _later(case: Case, shown: Collection[Offence]) -> frozenset[MemberId]:
    """Return who is to be removed for something that is not among `shown`."""
    removed = [one for one in case.offences if one.act == Act.REMOVE and not one.is_undone]
    return frozenset(one.member for one in removed) - frozenset(one.member for one in removed if one in shown)


def _with_the_rest(ruling: Ruling, case: Case, tap: _Tap, court: Court) -> Ruling:
    """Return `ruling` with what the tapped card did not tell of asked for by another card."""
    known = [want for want in case.wants if not tap.tells(want)]
    rest = dict.fromkeys(want.member for want in waiting(ruling.case) if want in known)
    if not rest:
        return ruling
    meant = replace(case, wants=tuple(want for want in case.wants if want not in known))
    card = replace(case_card(meant, court), buttons=())
    cards = recards(((tap.by, tap.of),), card, court, case=case, done=LABELS[tap.key])
    says = court.texts.say(REST, number=case.number, names=names(rest, court))
    tapped = joined(ruling, Ruling(case=ruling.case, planned=cards, says=says))
    desk = None if ruling.case.desk is None else replace(ruling.case.desk, holder=BOT)  # it is asked, not reminded of
    return joined(tapped, ask(replace(ruling.case, desk=desk), court))


def _not_theirs(case: Case, by: MemberId, court: Court) -> str:
    """Why it is not for `by` to answer, empty if it is: for who was asked, and for who is in charge."""
    if by in case.members:
        return court.texts.say(ABOUT_YOU, number=case.number)
    keys = (*(case.desk.keys if case.desk is not None else ()), *(case.appeal.keys if case.appeal is not None else ()))
    if by in ladder(case, court) or any(to == by for to, _ in keys):
        return ""
    name = _holder(case, court)
    return court.texts.say(NOT_ASKED, number=case.number, name=name)


def _holder(case: Case, court: Court) -> str:
    """Who is being asked, by name."""
    asked = case.appeal.reviewer if case.appeal is not None and case.is_appealed else None
    holder = asked or (case.desk.holder if case.desk is not None else None)
    return court.name(holder) if holder else court.texts.say(NOBODY_NAMED)


def _late(case: Case, court: Court) -> str:
    entry = last(case, *ENDS)
    if entry is None:
        return court.texts.say(NOTHING_OPEN, number=case.number)
    return court.texts.say(
        SETTLED,
        number=case.number,
        by=who(entry.by, court),
        at=day_and_time(entry.at, court.zone),
        what=DEEDS[entry.what],
    )


def _is_settled(case: Case, of: str) -> bool:
    """Tell whether nothing is to be tapped any more on the card sent under `of`."""
    return not case.is_appealed if of.startswith("appeal-") else not any(w.state is Wish.WAITING for w in case.wants)


def _recard(case: Case, by: MemberId, of: str, code: str, court: Court) -> Planned:
    """A card that was tapped too late shows so."""
    card = appeal_card(case, court) if of.startswith("appeal-") else case_card(case, court)
    effect = Recard(
        room=court.room.id, case=case.number, to=by, of=of, card=replace(card, buttons=()), done="已结束", code=code
    )
    return Planned(effect=effect)
