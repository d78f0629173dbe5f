"""What a person orders: warnings, mutes, removals; one case for all whom one order hits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.cases import Case, Deed, Offence, Want
from bot.core.effects import Effect, Mute, Planned, Receipt, Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import ask, ladder
from bot.core.justice.informing import SAY
from bot.core.justice.joining import joined
from bot.core.justice.recording import noted
from bot.core.ledger import charged, counts_until, muted, points_at, pruned
from bot.core.measures import Act
from bot.core.model import NOBODY, Charge, MemberId, MuteSpan, Standing, span_in_words
from bot.core.pages import penalty_in_words
from bot.core.texts import Text
from bot.core.words import act_in_words, day_and_time, number

PUNISHED_BRIEF = Text(
    "justice.punished_brief",
    "<@{member}> 管理人员对你作出处理：{what}{reason}。编号 {number}；如有异议，请发送“申诉 {number}”并写明理由。",
)
PUNISHED = Text(
    "justice.punished",
    "【群规通知】编号 {number}\n“{room}”的管理人员对你作出处理：{what}{reason}。{points}{honest}\n"
    "觉得不妥？{within}内回复“申诉 {number}”并写明理由，会尽量请另一位管理人员来看；{answer}内没人答复就算你对。",
)
PUNISHED_POINTS = Text("justice.punished_points", "\n本次 {points} 分，现在共 {total} 分{until}。")
PUNISHED_MUTE = Text(
    "justice.punished_mute",
    "\n企业微信没有禁言接口：这段时间机器人不会回应你，你的发言会继续计分，请先停一停。",
)
DID = Text("justice.did", "{name}：{what}，现在共 {total} 分")
ASKED_FOR = Text("justice.asked_for", "机器人不能在这个群移出成员，已请{who}在手机上移出。")
NOBODY_TO_ASK = Text("justice.nobody_to_ask", "机器人不能在这个群移出成员，也没有可以请的人：请在手机上移出。")
REMOVING = Text("justice.removing", "移出正在进行，结果会记入编号 {number}。")
SILENT = frozenset({Act.TAG.value, Act.NOTIFY.value})
"""Acts of which the member, and the group, learn nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What one member gets. points: added, 0 for none. span: of a mute. tag: the caller's to give."""

    member: MemberId
    act: Act
    points: float = 0.0
    span: timedelta | None = None
    tag: str = ""


def punish(
    offences: Sequence[Sentence],
    *,
    number: int,
    by: MemberId,
    reason: str,
    standings: Mapping[MemberId, Standing],
    court: Court,
) -> Ruling:
    """Return a new case of that `number` in which `by` punishes; of several sentences on one member the first counts.

    A removal that no channel can do is asked for. Raises ValueError for nobody, or a number that is none.
    """
    named = tuple(dict.fromkeys(one.member for one in offences))
    sentences = tuple(next(one for one in offences if one.member == member) for member in named)
    if not sentences or number <= 0:
        raise ValueError("a case needs a number and somebody whom it is about")
    made = tuple(_offence(one, number, reason, court) for one in sentences)
    after = {one.member: _standing(standings.get(one.member, NOBODY), one, court) for one in made}
    case = Case(
        number=number,
        account=court.room.account,
        room=court.room.id,
        opened_at=court.now,
        by=by,
        title=reason or act_in_words(sentences[0].act),
        offences=made,
        wants=tuple(_wants(made, number, court)),
    )
    case = noted(case, court, Deed.OPENED, by=by, note=penalty_in_words(made))
    planned = tuple(
        Planned(effect=effect) for one in made for effect in _effects(one, after[one.member], number, court)
    )
    ruling = Ruling(
        case=case,
        standings=tuple((case.account, member, standing) for member, standing in after.items()),
        planned=planned,
        says="\n".join([*(_did(one, after[one.member], court) for one in made), *_of_removals(case, made, court)]),
    )
    return joined(ruling, ask(case, court))


def _offence(sentence: Sentence, number: int, reason: str, court: Court) -> Offence:
    until = court.now + (sentence.span or timedelta(0))
    since = min(court.now + court.policy.grace, until)
    return Offence(
        room=court.room.id,
        member=sentence.member,
        at=court.now,
        why=reason,
        act=sentence.act.value,
        charge=Charge(number=number, points=sentence.points, at=court.now) if sentence.points > 0 else None,
        mute=MuteSpan(number=number, since=since, until=until) if sentence.act is Act.MUTE else None,
    )


def _standing(standing: Standing, offence: Offence, court: Court) -> Standing:
    standing = pruned(standing, court.now, court.policy)
    if offence.charge is not None:
        standing = charged(standing, offence.charge, now=court.now, policy=court.policy)
    if offence.mute is not None:
        standing = muted(standing, offence.mute)
    return replace(standing, answered_at=court.now)


def _wants(offences: Iterable[Offence], number_: int, court: Court) -> Iterator[Want]:
    """Yield what no channel does: removals, and telling those whom the bot cannot tell anything."""
    for one in offences:
        if one.act == Act.REMOVE and not court.removes:
            yield Want(room=one.room, member=one.member, task=Remove.kind)
        if one.act not in SILENT and not court.hears(one.member):
            text = court.texts.say(PUNISHED_BRIEF, member=one.member, **_told(one, number_, court))
            yield Want(room=one.room, member=one.member, task=SAY, text=text)


def _effects(offence: Offence, standing: Standing, number_: int, court: Court) -> tuple[Effect, ...]:
    """What is told and done; a tag and a word to the owner say nothing to the member."""
    room, member, why = court.room.id, offence.member, offence.why
    if offence.act in SILENT:
        return ()
    told = (_receipt(offence, standing, number_, court),) if court.hears(member) else ()
    if offence.mute is not None:
        return *told, Mute(room=room, case=number_, member=member, until=offence.mute.until, why=why)
    if offence.act == Act.REMOVE and court.removes:
        return *told, Remove(room=room, case=number_, member=member, why=why or act_in_words(offence.act))
    return told


def _receipt(offence: Offence, standing: Standing, number_: int, court: Court) -> Receipt:
    texts, appeals, member = court.texts, court.policy.appeals, offence.member
    said = _told(offence, number_, court)
    text = texts.say(
        PUNISHED,
        **said,
        room=court.room.name or "本群",
        points=_points(offence, standing, court),
        honest=texts.say(PUNISHED_MUTE) if offence.mute is not None else "",
        within=span_in_words(appeals.within),
        answer=span_in_words(appeals.answer),
    )
    brief = texts.say(PUNISHED_BRIEF, member=member, **said)
    return Receipt(room=court.room.id, case=number_, to=member, text=text, brief=brief)


def _told(offence: Offence, number_: int, court: Court) -> dict[str, object]:
    reason = f"（原因：{offence.why}）" if offence.why else ""
    return {"number": number_, "what": _what(offence, court), "reason": reason}


def _what(offence: Offence, court: Court) -> str:
    """What was done, with its end."""
    if offence.mute is None:
        return act_in_words(offence.act)
    until = offence.mute.until
    lasts = until - court.now
    told = act_in_words(
        offence.act, timedelta(0) if lasts % timedelta(minutes=1) else lasts
    )  # 到明天9点 is told by its end
    return f"{told}，到{day_and_time(until, court.zone)}为止"


def _points(offence: Offence, standing: Standing, court: Court) -> str:
    if offence.charge is None:
        return ""
    until = counts_until(standing, court.now, court.policy)
    ends = f"，到{day_and_time(until, court.zone)}全部清零" if until is not None and until.year < 9999 else ""
    total = number(points_at(standing, court.now, court.policy))
    return court.texts.say(PUNISHED_POINTS, points=number(offence.charge.points), total=total, until=ends)


def _did(offence: Offence, standing: Standing, court: Court) -> str:
    total = number(points_at(standing, court.now, court.policy))
    points = f"（{number(offence.charge.points)} 分）" if offence.charge is not None else ""
    return court.texts.say(DID, name=court.name(offence.member), what=_what(offence, court) + points, total=total)


def _of_removals(case: Case, offences: Iterable[Offence], court: Court) -> tuple[str, ...]:
    if not any(one.act == Act.REMOVE for one in offences):
        return ()
    if court.removes:
        return (court.texts.say(REMOVING, number=case.number),)
    people = ladder(case, court)
    asked = court.texts.say(ASKED_FOR, who=court.name(people[0])) if people else court.texts.say(NOBODY_TO_ASK)
    return (asked,)
