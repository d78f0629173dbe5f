"""Asking people for what no channel can do: owners first, then helpers, then admins; never the one it is about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cases import BOT, Case, Deed, Desk
from bot.core.effects import Ask, Planned, Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.cards import case_card, room_name, wanted_in_words
from bot.core.justice.recording import noted, waiting
from bot.core.model import MemberId
from bot.core.pages import penalty_in_words, title
from bot.core.texts import Text
from bot.core.words import day_and_time, relayed

ASK = Text(
    "justice.ask",
    "【{head}】编号 {number} ·“{room}”\n{tasks}\n原因：{title}{penalty}{quote}{how}\n{answer}请在{until}前处理。",
)
ANSWER = Text("justice.ask_answer", "处理好了请回复“处理 {number} 已处理”；不该罚请回复“处理 {number} 不处罚”。")
ANSWER_TOLD = Text("justice.ask_answer_told", "转告了请回复“处理 {number} 已处理”。")
RELAY = Text("justice.relay", "编号 {number}：请把下面这段话发到“{room}”（长按可复制）。\n{text}")
COPY = "-copy"
"""End of the key of what is sent beside a card, of which nothing can be copied: the words to be passed on."""

HOW = {
    "remove": "\n企业微信不允许机器人在这个群移出成员：请在手机上打开群聊 → 右上角 → 移出成员。",
    "mute": "\n企业微信没有禁言接口：机器人已不再回应此人，其发言会继续计分；若还在刷屏，请您在手机上提醒，或将其移出群聊。",
    "say": "\n机器人不能在这个群里发言，请代为转告（长按可复制）：\n{text}",
}
GRAVITY = ("say", "mute", "remove")
NO_TIME = timedelta(0)
FRESH = timedelta(minutes=1)  # chosen: of a card that was just sent
LEAST_TO_DO = timedelta(hours=4)  # chosen: office time in which somebody can be asked, and the next, before it lapses


def ladder(case: Case, court: Court) -> tuple[MemberId, ...]:
    """Return who may be asked about `case`, in order."""
    about = case.members
    return tuple(member for member in court.room.owners() if member not in about)


def ask(case: Case, court: Court) -> Ruling:
    """Return the first of those who may be asked being asked for what `case` wants, anew if somebody was.

    Nothing if nothing is wanted. With nobody to ask the desk is nobody's, and is looked at again later.
    """
    if not waiting(case):
        return Ruling(case=case)
    until = deadline(court, court.policy.asking.lapse, worked=LEAST_TO_DO)
    return _asked(case, court, rung=0, start=wakes_at(court), until=until)


def ask_for_more(case: Case, before: Case, court: Court) -> Ruling:
    """Return whoever is being asked about `before` being asked anew where `case` wants something graver, or one more removal.

    What is neither waits on the card that was sent. One more removal, as of one more who takes part in a campaign, waits
    until the card is `FRESH` no more, so that twenty are one card. With nobody being asked the first one is.
    """
    desk = case.desk
    if desk is None or not waiting(before):
        return ask(case, court)
    renewed = replace(case, desk=replace(desk, holder=BOT))
    if _gravest(case) > _gravest(before):
        return ask(renewed, court)
    if _removals(case) <= _removals(before):
        return Ruling(case=case)
    if court.now - desk.asked_at >= FRESH:
        return ask(renewed, court)
    next_at = min(desk.asked_at + FRESH, desk.next_at)
    return Ruling(case=replace(case, desk=replace(desk, holder=BOT, next_at=next_at)))


def anew(case: Case) -> Case:
    """Return `case` as if nobody was being asked: who is asked about it next is asked, not reminded."""
    return case if case.desk is None else replace(case, desk=replace(case.desk, holder=BOT))


def _removals(case: Case) -> int:
    return sum(want.task == Remove.kind for want in waiting(case))


def _gravest(case: Case) -> int:
    return max((GRAVITY.index(want.task) for want in waiting(case) if want.task in GRAVITY), default=-1)


def climb(case: Case, court: Court) -> Ruling:
    """Return the next one being asked, or the last one reminded."""
    desk = case.desk
    if desk is None or not waiting(case) or desk.holder == BOT:
        return (
            ask(case, court) if desk is None else _asked(case, court, rung=0, start=wakes_at(court), until=desk.until)
        )
    last = min(len(ladder(case, court)) - 1, len(court.policy.asking.steps))
    return _asked(case, court, rung=max(min(desk.rung + 1, last), 0), start=opens_at(court), until=desk.until)


def opens_at(court: Court) -> datetime:
    """Return from when on people can be expected to answer: now, or when the office opens next."""
    return court.policy.asking.office.after(court.now, NO_TIME, zone=court.zone, calendar=court.calendar)


def deadline(court: Court, span: timedelta, *, worked: timedelta) -> datetime:
    """Return when `span` has passed since people can be expected to answer, and `worked` of it in office hours.

    So a weekend or a holiday alone lets nothing lapse. worked: no more than `span` is wanted.
    """
    start, office = opens_at(court), court.policy.asking.office
    least = office.after(start, min(worked, span), zone=court.zone, calendar=court.calendar)
    return max(start + span, least)


def wakes_at(court: Court) -> datetime:
    """Return when somebody is first told: now, or when the night is over in which nobody is to be disturbed.

    The night is that of 值守, of which the morning is told anyway, and the quiet hours.
    """
    nights = (court.policy.absence.hours, court.policy.quiet)
    ends = (
        night.end(court.now, court.zone)
        for night in nights
        if night is not None and night.covers(court.now, court.zone)
    )
    return max(ends, default=court.now)


def _asked(case: Case, court: Court, *, rung: int, start: datetime, until: datetime) -> Ruling:
    people = ladder(case, court)
    if not waiting(case):
        return Ruling(case=case)
    keys = case.desk.keys if case.desk is not None else ()
    next_at = _next_at(start, rung, len(people), court)
    holder = people[rung] if people else BOT
    desk = Desk(holder=holder, rung=rung, asked_at=start, next_at=next_at, until=until, keys=keys)
    if not people:
        return Ruling(case=replace(case, desk=desk))
    is_again = case.desk is not None and case.desk.holder == holder
    key = f"case-{case.number}-ask-{rung}-{len(keys)}"
    asked = replace(case, desk=replace(desk, keys=(*keys, (holder, key))))
    asked = noted(asked, court, Deed.REMINDED if is_again else Deed.ASKED, note=court.name(holder))
    effect = Ask(
        room=court.room.id,
        case=case.number,
        to=holder,
        task=waiting(case)[0].task,
        member=waiting(case)[0].member,
        text=_words(asked, court, head="再次提醒" if is_again else "待办"),
        card=case_card(asked, court),
    )
    due_at = start if start > court.now else None
    copy = (Planned(effect=one, key=f"{key}{COPY}", due_at=due_at) for one in _to_copy(asked, effect, court))
    return Ruling(case=asked, planned=(Planned(effect=effect, key=key, due_at=due_at), *copy))


def _to_copy(case: Case, asked: Ask, court: Court) -> Iterator[Ask]:
    """What the card cannot bring: it is short, and nothing of it can be copied."""
    said = _said(case, court)
    if said:
        text = court.texts.say(RELAY, number=case.number, room=room_name(case.room, court), text=said)
        yield replace(asked, text=text, card=None)


def _said(case: Case, court: Court) -> str:
    """What is to be passed on, with the names that are known by now."""
    return "\n".join(relayed(want.text, court.room, court.calls) for want in waiting(case) if want.task == "say")


def _next_at(start: datetime, rung: int, people: int, court: Court) -> datetime:
    """When the next is asked, or the same is reminded."""
    asking, zone, calendar = court.policy.asking, court.zone, court.calendar
    if rung + 1 < people and rung < len(asking.steps):
        return asking.office.after(start, asking.steps[rung], zone=zone, calendar=calendar)
    return asking.office.after(start + asking.remind, NO_TIME, zone=zone, calendar=calendar)


def _words(case: Case, court: Court, *, head: str) -> str:
    wants, desk = waiting(case), case.desk
    quote = next((offence.text for offence in reversed(case.offences) if offence.text), "")
    penalty = penalty_in_words(case.offences)
    tasks = dict.fromkeys(want.task for want in wants)
    return court.texts.say(
        ASK,
        head=head,
        number=case.number,
        room=room_name(case.room, court),
        tasks="\n".join(dict.fromkeys(wanted_in_words(want, court) for want in wants)),
        title=title(case),
        penalty=f"（{penalty}{'，已撤销' if case.is_undone else ''}）" if penalty else "",
        quote=f"\n原话：{quote}" if quote else "",
        how="".join(HOW[task].replace("{text}", _said(case, court)) for task in tasks if task in HOW),
        answer=court.texts.say(ANSWER_TOLD if case.is_undone else ANSWER, number=case.number),
        until=day_and_time(desk.until if desk is not None else court.now, court.zone),
    )
