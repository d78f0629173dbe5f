"""申诉: a member's word against a penalty, and what is decided on it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.cases import BOT, Appeal, Case, Deed, Entry, Wish
from bot.core.effects import Ask, Planned, Tell
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import deadline, ladder, wakes_at
from bot.core.justice.cards import appeal_card, closed_appeal, room_name
from bot.core.justice.informing import informed
from bot.core.justice.joining import joined
from bot.core.justice.recording import last, noted
from bot.core.justice.taking import taken
from bot.core.justice.undoing import gone_in_words, removed_members
from bot.core.model import MemberId, Standing, span_in_words
from bot.core.pages import penalty_in_words, title, who
from bot.core.texts import Text
from bot.core.words import day_and_time, quoted

MONTH = timedelta(days=30)
LEAST_TO_DECIDE = timedelta(hours=2)  # chosen: office time of the reviewer before an appeal is granted by itself

FILED = Text(
    "justice.appeal_filed",
    "申诉已收到（编号 {number}），{reviewer}，最晚{until}答复；到时没人答复就算你对。30 天内还可以申诉 {left} 次。",
)
SEEN_BY = Text("justice.seen_by", "由{name}来看")
SEEN_BY_SAME = Text("justice.seen_by_same", "这个群没有别的管理人员，只好还由{name}来看")
SEEN_BY_NOBODY = Text("justice.seen_by_nobody", "这个群现在没有能看申诉的人")
ASK_APPEAL = Text(
    "justice.ask_appeal",
    "【申诉】编号 {number} ·“{room}”\n{name} 对“{title}”的处罚（{penalty}）有异议：{words}\n"
    "维持请回复“处理 {number} 维持”，撤销处罚请回复“处理 {number} 撤销处罚”。请在{until}前决定，逾期视为撤销。",
)
NOT_YOURS = Text("justice.not_yours", "编号 {number} 里没有对你的处罚，不用申诉。")
ALREADY = Text("justice.appealed_before", "编号 {number} 已经申诉过了：{state}。")
BUSY = Text("justice.appeal_busy", "编号 {number} 正有另一位成员在申诉，等有了结果再来，谢谢。")
LATE = Text("justice.appeal_late", "申诉要在{span}内提出，编号 {number} 已经过了时间。")
TOO_MANY = Text("justice.appeal_many", "30 天内最多申诉 {count} 次，这个月已经用完了。")
CLOSED = Text("justice.appeals_closed", "这个群没有开放申诉，有异议请直接联系群主。")
NO_APPEAL = Text("justice.no_appeal", "编号 {number} 没有等待决定的申诉{decided}。")
NOT_REVIEWER = Text("justice.not_reviewer", "编号 {number} 的申诉由{name}决定，谢谢关心。")
GRANTED = Text("justice.granted", "编号 {number}：申诉成立，处罚已撤销。")
DISMISSED = Text("justice.dismissed", "编号 {number}：已维持原来的处罚，会告诉申诉人。")
TELL_GRANTED = Text(
    "justice.tell_granted", "编号 {number} 的申诉成立，处罚已撤销，这件事不再算数。给你添麻烦了，抱歉。"
)
TELL_EXPIRED = Text("justice.tell_expired", "编号 {number} 的申诉到期没有人答复，按规定算你对：处罚已撤销。")
TELL_DISMISSED = Text("justice.tell_dismissed", "编号 {number} 的申诉看过了，处罚维持不变。谢谢你把理由说清楚。")
TELL_REVIEWER = Text("justice.tell_reviewer", "编号 {number} 的申诉到期没有答复，已按规定撤销处罚。")

DECIDED = "已经有结果了"
STATES = {Wish.WAITING: "还在等答复", Wish.DONE: "处罚已撤销", Wish.DECLINED: "处罚维持"}


def appeal(case: Case, member: MemberId, words: str, *, cases: Iterable[Case], court: Court) -> Ruling:
    """Return `case` with an appeal by `member`, who is told who decides on it until when.

    cases: of the account, to count how many appeals the member made of late.
    """
    refused, used = refusal(case, member, court), appeals_of(member, cases, court)
    monthly = court.policy.appeals.monthly
    if not refused and used >= monthly:
        refused = court.texts.say(TOO_MANY, count=monthly)
    if refused:
        return Ruling(case=case, refused=refused)
    reviewer = next(iter(reviewers(case, court)), BOT)
    made = Appeal(
        member=member,
        at=court.now,
        until=deadline(court, court.policy.appeals.answer, worked=LEAST_TO_DECIDE),
        reviewer=reviewer,
        words=quoted(words),
    )
    after = noted(replace(case, appeal=made), court, Deed.APPEALED, by=member, note=made.words)
    said = {"number": case.number, "until": day_and_time(made.until, court.zone), "left": monthly - used - 1}
    filed = court.texts.say(FILED, **said, reviewer=_reviewer_in_words(case, reviewer, court))
    asked = asked_to_decide(after, court)
    return Ruling(case=asked.case, planned=asked.planned, says=filed)


def rule(case: Case, by: MemberId, *, granted: bool, standings: Mapping[MemberId, Standing], court: Court) -> Ruling:
    """Return `case` with its appeal decided by `by`, who is not whom it is about, nor who punished if others may decide.

    `BOT` decides what nobody decided in time.
    """
    made = case.appeal
    if made is None or not case.is_appealed:
        return Ruling(case=case, refused=court.texts.say(NO_APPEAL, number=case.number, decided=_decided(case, court)))
    may = (*reviewers(case, court), made.reviewer)
    if by != BOT and by not in may:
        name = who(made.reviewer, court)
        return Ruling(case=case, refused=court.texts.say(NOT_REVIEWER, number=case.number, name=name))
    state, label = (Wish.DONE, "已撤销") if granted else (Wish.DECLINED, "已维持")
    decided = replace(case, appeal=replace(made, state=state, by=by))
    cards = closed_appeal(decided, court, label)
    if not granted:
        says = court.texts.say(DISMISSED, number=case.number)
        stands = Ruling(case=noted(decided, court, Deed.DISMISSED, by=by), planned=cards, says=says)
        return joined(stands, informed(stands.case, _told(case, made.member, TELL_DISMISSED, court), court))
    entry = Entry(at=court.now, what=Deed.UPHELD, by=by, note="到期没有人答复" if by == BOT else "")
    back = taken(decided, (made.member,), entry=entry, standings=standings, court=court)
    gone = removed_members(case, (made.member,))
    is_lost = bool(gone) and not court.hears(made.member)
    told = {} if is_lost else _told(case, made.member, TELL_EXPIRED if by == BOT else TELL_GRANTED, court)
    said = [court.texts.say(GRANTED, number=case.number), *([gone_in_words(case, gone, court)] if gone else [])]
    back = joined(Ruling(case=decided, planned=cards, says="\n".join(said)), back)
    return joined(back, informed(back.case, told, court))


def expire(case: Case, *, standings: Mapping[MemberId, Standing], court: Court) -> Ruling:
    """Return `case` with its appeal granted because nobody answered; who should have is told."""
    ruling = rule(case, BOT, granted=True, standings=standings, court=court)
    if case.appeal is None or case.appeal.reviewer == BOT:
        return ruling
    text = court.texts.say(TELL_REVIEWER, number=case.number)
    tell = Tell(room=court.room.id, case=case.number, to=case.appeal.reviewer, text="\n".join([text, *_rest(ruling)]))
    return replace(ruling, planned=(*ruling.planned, Planned(effect=tell)))


def asked_to_decide(case: Case, court: Court) -> Ruling:
    """Return the reviewer of the appeal being asked; nobody is where there is none."""
    made = case.appeal
    if made is None or made.reviewer == BOT:
        return Ruling(case=case)
    key = f"appeal-{case.number}-ask-{len(case.history)}"
    after = replace(case, appeal=replace(made, keys=(*made.keys, (made.reviewer, key))))
    text = court.texts.say(
        ASK_APPEAL,
        number=case.number,
        room=room_name(case.room, court),
        name=court.name(made.member),
        title=title(case),
        penalty=penalty_in_words(case.offences),
        words=made.words or "（没有写理由）",
        until=day_and_time(made.until, court.zone),
    )
    effect = Ask(
        room=court.room.id,
        case=case.number,
        to=made.reviewer,
        task="appeal",
        member=made.member,
        text=text,
        card=appeal_card(after, court),
    )
    start = wakes_at(court)
    return Ruling(case=after, planned=(Planned(effect=effect, key=key, due_at=start if start > court.now else None),))


def reviewers(case: Case, court: Court) -> tuple[MemberId, ...]:
    """Return who may decide on an appeal, in order: not who punished, unless there is nobody else."""
    people = ladder(case, court)
    return tuple(member for member in people if member != case.by) or people


def _rest(ruling: Ruling) -> list[str]:
    """What else there is to say to who should have decided: whom to invite back."""
    return ruling.says.split("\n")[1:]


def refusal(case: Case, member: MemberId, court: Court) -> str:
    """Return why the member cannot appeal, empty if they can; what was restored can be appealed once more."""
    texts, appeals, number = court.texts, court.policy.appeals, case.number
    mine = [one for one in case.offences if one.member == member and not one.is_undone]
    if not appeals.monthly:
        return texts.say(CLOSED)
    before = _before(case, member)
    if before:
        return texts.say(ALREADY, number=number, state=before)
    if not mine:
        return texts.say(NOT_YOURS, number=number)
    if case.is_appealed:
        return texts.say(BUSY, number=number)
    restored = last(case, Deed.REDONE)
    if court.now - max([one.at for one in mine] + ([] if restored is None else [restored.at])) > appeals.within:
        return texts.say(LATE, number=number, span=span_in_words(appeals.within))
    return ""


def _before(case: Case, member: MemberId) -> str:
    """What became of the appeal that `member` made before, empty if they made none against the penalty as it stands."""
    history = _as_it_stands(case)
    has_appealed = any(entry.what is Deed.APPEALED and entry.by == member for entry in history)
    is_theirs = case.appeal is not None and case.appeal.member == member
    if case.appeal is not None and is_theirs and (has_appealed or history == case.history):
        return STATES.get(case.appeal.state, DECIDED)
    return DECIDED if has_appealed else ""


def _as_it_stands(case: Case) -> tuple[Entry, ...]:
    """Return what happened since the penalty was given, for the last time if it was taken back in between."""
    restored = last(case, Deed.REDONE)
    return case.history if restored is None else case.history[case.history.index(restored) + 1 :]


def appeals_of(member: MemberId, cases: Iterable[Case], court: Court) -> int:
    """Return how many appeals the member made within the last 30 days, but for those that somebody made void."""
    made = (e for one in cases for e in _as_it_stands(one) if e.what is Deed.APPEALED and e.by == member)
    return sum(entry.at > court.now - MONTH for entry in made)


def _reviewer_in_words(case: Case, reviewer: MemberId, court: Court) -> str:
    if reviewer == BOT:
        return court.texts.say(SEEN_BY_NOBODY)
    text = SEEN_BY_SAME if reviewer == case.by else SEEN_BY
    return court.texts.say(text, name=court.name(reviewer))


def _decided(case: Case, court: Court) -> str:
    entry = last(case, Deed.UPHELD, Deed.DISMISSED, Deed.UNDONE)
    if case.appeal is None or entry is None:
        return ""
    state = STATES.get(case.appeal.state, DECIDED)
    return f"：{who(entry.by, court)}在{day_and_time(entry.at, court.zone)}已经决定了（{state}）"


def _told(case: Case, member: MemberId, text: Text, court: Court) -> dict[MemberId, str]:
    return {member: court.texts.say(text, number=case.number)}
