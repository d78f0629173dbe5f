"""Taking back what a person did with a case short of undoing it: mutes that they ended go on, answers wait again."""

from dataclasses import replace

from bot.core.actions import CaseChange
from bot.core.cases import Case, Deed, Offence, Want, Wish
from bot.core.effects import Mute, Planned, Unmute
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import anew, ask
from bot.core.justice.cards import closed_cards
from bot.core.justice.informing import informed
from bot.core.justice.joining import joined
from bot.core.justice.recording import noted
from bot.core.model import MemberId, MuteSpan
from bot.core.texts import Text
from bot.core.words import day_and_time

MUTED_AGAIN = Text("reopening.muted_again", "编号 {number} 的禁言继续：{names}。")
MUTE_OVER = Text("reopening.mute_over", "编号 {number} 的禁言本来也已经到期，不再继续。")
MUTE_UNDONE = Text("reopening.mute_undone", "编号 {number} 的处罚已经撤销，禁言不再继续。")
LIFTED_AGAIN = Text("reopening.lifted_again", "编号 {number} 的禁言又已结束：{names}。")
SETTLED_AGAIN = Text("reopening.settled_again", "编号 {number} 又记为已答复，不再等待处理。")
REOPENED = Text("reopening.reopened", "编号 {number} 改回等待处理。")
CHANGED_SINCE = Text("reopening.changed_since", "编号 {number} 之后又有变化，没有动；发“处理 {number} 查看”看经过。")
TELL_MUTED_AGAIN = Text(
    "reopening.tell_muted_again", "编号 {number} 的禁言继续，到{until}为止。如有异议，请发送“申诉 {number}”并写明理由。"
)


def muted_again(case: Case, change: CaseChange, *, by: MemberId, court: Court) -> Ruling:
    """Return `case` with the mutes that `change` ended as they were, unless they would be over; who is muted is told.

    The standing is the caller's to put back.
    """
    ended = _ended(change)
    offences = tuple(_again(one, ended, court) for one in case.offences)
    pairs = zip(offences, case.offences, strict=True)
    running = [(one, one.mute) for one, old in pairs if one != old and one.mute is not None]
    if not running:
        undone = {one.member for one in case.offences if one.is_undone}
        why = MUTE_UNDONE if undone.intersection(one.member for one in ended) else MUTE_OVER
        return Ruling(case=case, refused=court.texts.say(why, number=case.number))
    wants = tuple(_waiting_again(want, change) if want.task == Mute.kind else want for want in case.wants)
    names = "、".join(dict.fromkeys(court.name(one.member) for one, _ in running))
    after = noted(replace(case, offences=offences, wants=wants), court, Deed.REDONE, by=by, note=names)
    ruling = Ruling(
        case=after,
        planned=tuple(Planned(effect=_mute(one, mute)) for one, mute in running),
        undone=tuple((one.delivery, None) for one, _ in running if one.delivery),
        says=court.texts.say(MUTED_AGAIN, number=case.number, names=names),
    )
    news = informed(after, {one.member: _told(mute, court) for one, mute in running}, court)
    if wants == case.wants or news.case.wants != after.wants:
        return joined(ruling, news)
    return joined(ruling, joined(news, ask(anew(news.case), court)))


def settled_again(case: Case, change: CaseChange, *, by: MemberId, court: Court) -> Ruling:
    """Return `case` with the mutes that `change` let go on ended as they were, and what it let wait again settled.

    Refused if they changed since. The standing is the caller's to put back.
    """
    given = _ended(change)
    offences = tuple(given.get(one, one) for one in case.offences)
    after = replace(case, offences=offences, wants=tuple(_as_before(want, change) for want in case.wants))
    if after == case:
        return Ruling(case=case, refused=court.texts.say(CHANGED_SINCE, number=case.number))
    free = [one for one in case.offences if one in given]
    names = "、".join(dict.fromkeys(court.name(one.member) for one in free))
    after = noted(after, court, Deed.ENDED if free else Deed.NOTED, by=by, note=names or "又记为已答复")
    ends = (Planned(effect=Unmute(room=one.room, case=case.number, member=one.member)) for one in free)
    return Ruling(
        case=after,
        planned=(*ends, *closed_cards(case, after, court, "已解禁" if free else "已处理")),
        undone=tuple((one.delivery, court.now) for one in free if one.delivery),
        says=court.texts.say(LIFTED_AGAIN if free else SETTLED_AGAIN, number=case.number, names=names),
    )


def reopened(case: Case, change: CaseChange, *, by: MemberId, court: Court) -> Ruling:
    """Return `case` with the wants that `change` settled waiting again, and somebody asked; refused if they changed since."""
    wants = tuple(_waiting_again(want, change) for want in case.wants)
    if wants == case.wants:
        return Ruling(case=case, refused=court.texts.say(CHANGED_SINCE, number=case.number))
    after = noted(replace(case, wants=wants), court, Deed.NOTED, by=by, note="改回等待处理")
    says = court.texts.say(REOPENED, number=case.number)
    return joined(Ruling(case=after, says=says), ask(anew(after), court))


def _ended(change: CaseChange) -> dict[Offence, Offence]:
    """Return the offences whose mutes `change` changed, each with what it was before."""
    before = change.before.offences if change.before is not None else ()
    return {new: old for old, new in zip(before, change.after.offences, strict=False) if old.mute != new.mute}


def _again(offence: Offence, ended: dict[Offence, Offence], court: Court) -> Offence:
    old = ended.get(offence, offence)
    return old if old.mute is not None and old.mute.until > court.now else offence


def _waiting_again(want: Want, change: CaseChange) -> Want:
    """Return `want` as it waited before `change`, if nothing became of it since."""
    before = change.before.wants if change.before is not None else ()
    pairs = zip(before, change.after.wants, strict=False)
    return next((old for old, new in pairs if new == want and old.state is Wish.WAITING), want)


def _as_before(want: Want, change: CaseChange) -> Want:
    """Return `want` as it was before `change`, if nothing became of it since."""
    before = change.before.wants if change.before is not None else ()
    return next((old for old, new in zip(before, change.after.wants, strict=False) if new == want), want)


def _told(mute: MuteSpan, court: Court) -> str:
    return court.texts.say(TELL_MUTED_AGAIN, number=mute.number, until=day_and_time(mute.until, court.zone))


def _mute(offence: Offence, mute: MuteSpan) -> Mute:
    return Mute(room=offence.room, case=mute.number, member=offence.member, until=mute.until, why=offence.why)
