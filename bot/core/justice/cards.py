"""Cards about a case: what people tap, and what stands there once it is settled."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.cases import Case, Want
from bot.core.effects import Card, Planned, Recard
from bot.core.justice import Court
from bot.core.justice.recording import is_waiting, waiting
from bot.core.model import MemberId, RoomId
from bot.core.pages import TASKS, penalty_in_words, state_in_words, title
from bot.core.words import day_and_time, unread

CASE_BUTTONS = (("done", "已处理"), ("pardon", "不处罚"), ("show", "查看"))
APPEAL_BUTTONS = (("uphold", "维持"), ("grant", "撤销处罚"), ("show", "查看"))
MOST_NAMES = 3  # chosen


def case_card(case: Case, court: Court) -> Card:
    """Return the card that asks for what `case` wants."""
    wants = waiting(case)
    tasks = "、".join(dict.fromkeys(TASKS.get(want.task, want.task) for want in wants)) or state_in_words(case)
    rows = [
        ("群聊", room_name(case.room, court)),
        ("成员", names(dict.fromkeys(want.member for want in wants) or case.members, court)),
        ("原因", title(case)),
        ("处罚", penalty_in_words(case.offences) + (f"（{state_in_words(case)}）" if case.is_undone else "")),
        ("说明", next((want.text for want in wants if want.text and want.task != "say"), "")),
        ("截止", "" if case.desk is None or not wants else day_and_time(case.desk.until, court.zone)),
    ]
    return Card(
        id=f"case-{case.number}",
        title=f"编号 {case.number}：{tasks}",
        rows=tuple(row for row in rows if row[1]),
        quote=case.offences[-1].text if case.offences else "",
        buttons=tuple(button for button in CASE_BUTTONS if button[0] != "pardon" or not case.is_undone),
    )


def appeal_card(case: Case, court: Court) -> Card:
    """Return the card that asks for a decision on the appeal of `case`."""
    appeal = case.appeal
    rows = [("群聊", room_name(case.room, court)), ("原因", title(case)), ("处罚", penalty_in_words(case.offences))]
    if appeal is not None:
        said = next((one.text for one in case.offences if one.member == appeal.member and one.text), "")
        rows.insert(1, ("成员", known(appeal.member, court)))
        rows += [("原话", said), ("截止", f"{day_and_time(appeal.until, court.zone)}，逾期视为撤销")]
    return Card(
        id=f"appeal-{case.number}",
        title=f"编号 {case.number}：申诉",
        rows=tuple(row for row in rows if row[1]),
        quote=appeal.words if appeal is not None else "",
        buttons=APPEAL_BUTTONS,
    )


def closed_cards(before: Case, case: Case, court: Court, done: str) -> tuple[Planned, ...]:
    """Return the changes of all cards of `case` if it has come to an end since `before`. done: on the greyed button."""
    if case.desk is None or not is_waiting(before) or is_waiting(case):
        return ()
    return recards(case.desk.keys, replace(case_card(case, court), buttons=()), court, case=case, done=done)


def closed_appeal(case: Case, court: Court, done: str) -> tuple[Planned, ...]:
    """Return the changes of all cards about the appeal of `case`, which is decided."""
    keys = case.appeal.keys if case.appeal is not None else ()
    return recards(keys, replace(appeal_card(case, court), buttons=()), court, case=case, done=done)


def recards(
    keys: Iterable[tuple[MemberId, str]], card: Card, court: Court, *, case: Case, done: str
) -> tuple[Planned, ...]:
    """Return what changes the cards sent under `keys` into `card`."""
    room = court.room.id
    return tuple(
        Planned(effect=Recard(room=room, case=case.number, to=to, of=key, card=card, done=done)) for to, key in keys
    )


def with_code(planned: tuple[Planned, ...], of: str, code: str) -> tuple[Planned, ...]:
    """Return `planned` with the leave that a tap on the card `of` brought."""
    return tuple(
        replace(plan, effect=replace(plan.effect, code=code))
        if isinstance(plan.effect, Recard) and plan.effect.of == of
        else plan
        for plan in planned
    )


def names(members: Iterable[MemberId], court: Court) -> str:
    """Return the names of `members`, the first few."""
    people = [known(member, court) for member in members]
    return "、".join(people[:MOST_NAMES]) + (f"等 {len(people)} 人" if len(people) > MOST_NAMES else "")


def known(member: MemberId, court: Court) -> str:
    """Return the name of `member`, or that nobody told it yet."""
    name = court.name(member)
    return name if name != member else unread(member)


def room_name(room: RoomId, court: Court) -> str:
    """Return the name of `room` as far as it is known."""
    return court.room.name if room == court.room.id and court.room.name else room


def wanted_in_words(want: Want, court: Court) -> str:
    """Return who is to be dealt with, and how."""
    name = known(want.member, court)
    called = name if name == court.name(want.member) else f"成员 {name}"
    return f"{called}：{TASKS.get(want.task, want.task)}"
