"""Undoing a case, saying what cannot be undone, and doing it again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot.core.cases import Case, Deed, Entry, Wish
from bot.core.effects import Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import anew, ask
from bot.core.justice.cards import names, room_name
from bot.core.justice.informing import SAY, informed, to_be_told
from bot.core.justice.joining import joined
from bot.core.justice.recording import last, settled_wants, waiting
from bot.core.justice.taking import BACK, given_again, taken
from bot.core.model import MemberId, Standing
from bot.core.pages import who
from bot.core.texts import Text
from bot.core.words import day_and_time

UNDONE = Text("justice.undone", "编号 {number} 已撤销（{names}）：这件事的处罚已收回，不再算数。")
REDONE = Text("justice.redone", "编号 {number} 已恢复（{names}）：分数照旧，还没到期的禁言继续。")
UNDONE_BEFORE = Text("justice.undone_before", "编号 {number} 已经撤销过了（{by}，{at}），不用再撤。")
AMENDED_BEFORE = Text("justice.amended_before", "编号 {number}：{by}在{at}已经改正，分数已取回，不用再撤。")
NOT_UNDONE = Text("justice.not_undone", "编号 {number} 没有可以恢复的处罚。")
NOT_IN_IT = Text("justice.not_in_it", "编号 {number} 里没有这些人的处罚。")
GONE = Text(
    "justice.gone",
    "{names} 已被移出“{room}”，这一步撤不回来。可以把下面这段话连同群二维码发给对方：\n{invitation}",
)
INVITATION = Text(
    "justice.invitation", "你好，之前把你移出“{room}”是我们判断有误，处罚已经撤销。很抱歉，欢迎你随时扫码回来。"
)
TELL_UNDONE = Text("justice.tell_undone", "编号 {number} 的处罚已撤销，这件事不再算数{why}。给你添麻烦了，抱歉。")
TELL_REDONE = Text(
    "justice.tell_redone", "编号 {number} 的处罚已恢复{why}。如有异议，请发送“申诉 {number}”并写明理由。"
)


def undo(
    case: Case,
    *,
    standings: Mapping[MemberId, Standing],
    by: MemberId,
    court: Court,
    members: Collection[MemberId] | None = None,
    why: str = "",
) -> Ruling:
    """Return `case` undone by `by`, for `members` alone if they are given.

    standings: of the members of the account. What cannot be undone is said, with what can be done instead.
    """
    whom = _whom(case, members, is_undone=False)
    if not whom:
        return Ruling(case=case, refused=_nothing_to_undo(case, members, court))
    entry = Entry(at=court.now, what=Deed.UNDONE, by=by, note=_noted(case, whom, why, court))
    ruling = taken(case, whom, entry=entry, standings=standings, court=court)
    says = [court.texts.say(UNDONE, number=case.number, names=names(whom, court))]
    removed = removed_members(case, whom)
    if removed:
        says.append(gone_in_words(case, removed, court))
    told = _told(case, (member for member in whom if member not in removed), TELL_UNDONE, why, court)
    return joined(replace(ruling, says="\n".join(says)), informed(ruling.case, told, court))


def redo(
    case: Case,
    *,
    standings: Mapping[MemberId, Standing],
    by: MemberId,
    court: Court,
    members: Collection[MemberId] | None = None,
    why: str = "",
) -> Ruling:
    """Return `case` as it was before it was undone, as far as that still holds; what was wanted is asked for again."""
    whom = _whom(case, members, is_undone=True)
    if not whom:
        return Ruling(case=case, refused=court.texts.say(NOT_UNDONE, number=case.number))
    entry = Entry(at=court.now, what=Deed.REDONE, by=by, note=_noted(case, whom, why, court))
    ruling = given_again(case, whom, entry=entry, standings=standings, court=court)
    says = court.texts.say(REDONE, number=case.number, names=names(whom, court))
    unaware = [want for want in waiting(case) if want.task == SAY and want.member in whom]
    after = settled_wants(ruling.case, court, lambda want: want in unaware, state=Wish.VOID)
    news = _told(case, (one for one in whom if one not in {want.member for want in unaware}), TELL_REDONE, why, court)
    told = to_be_told(after, news, court)
    return joined(replace(ruling, says=says), joined(told, ask(anew(told.case), court)))


def removed_members(case: Case, members: Collection[MemberId]) -> tuple[MemberId, ...]:
    """Return those of `members` who were taken out because of `case`."""
    gone = (w.member for w in case.wants if w.task == Remove.kind and w.state is Wish.DONE and w.member in members)
    return tuple(dict.fromkeys(gone))


def gone_in_words(case: Case, members: Collection[MemberId], court: Court) -> str:
    """Return that `members` cannot be brought back, and the invitation to send."""
    room = room_name(case.room, court)
    invitation = court.texts.say(INVITATION, room=room)
    return court.texts.say(GONE, names=names(members, court), room=room, invitation=invitation)


def _whom(case: Case, members: Collection[MemberId] | None, *, is_undone: bool) -> tuple[MemberId, ...]:
    touched = (one.member for one in case.offences if one.is_undone is is_undone)
    return tuple(dict.fromkeys(member for member in touched if members is None or member in members))


def _nothing_to_undo(case: Case, members: Collection[MemberId] | None, court: Court) -> str:
    entry = last(case, *BACK)
    if entry is None or (members is not None and not set(members) & set(case.members)):
        return court.texts.say(NOT_IN_IT, number=case.number)
    return court.texts.say(
        AMENDED_BEFORE if entry.what is Deed.AMENDED else UNDONE_BEFORE,
        number=case.number,
        by=who(entry.by, court),
        at=day_and_time(entry.at, court.zone),
    )


def _noted(case: Case, members: Collection[MemberId], why: str, court: Court) -> str:
    whom = names(members, court) if len(members) < len(case.members) else ""
    return "，".join(part for part in (whom, why) if part)


def _told(case: Case, members: Iterable[MemberId], text: Text, why: str, court: Court) -> dict[MemberId, str]:
    """What each of `members` is told."""
    said = court.texts.say(text, number=case.number, why=f"（{why}）" if why else "")
    return dict.fromkeys(members, said)
