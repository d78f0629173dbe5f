"""The morning after: what happened while nobody was about, in one card; and what is done with it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.actions import StateChange
from bot.core.cases import BOT, Case, Wish
from bot.core.coding import encoded
from bot.core.effects import Ask, Card, Planned
from bot.core.justice import Court
from bot.core.model import MemberId
from bot.core.pages import case_line
from bot.core.policy import Absence, Act
from bot.core.remembered import ABSENCE
from bot.core.texts import Text
from bot.handlers.absence import ON
from bot.handlers.nights import Night, last_night
from bot.handlers.ruled import NO_CHANGES, Changes
from bot.handlers.waves import mark, named
from bot.storage.memories import RoomMemory

MORNING = Text(
    "report.morning",
    "【值守汇总】“{room}”{since}到{until}没有人管群，出了 {count} 件违规，涉及 {people} 人：\n{lines}\n"
    "处罚已经生效。都同意就不用管；要撤销，点“都撤销”，或者给我发“{undo}”。",
)
MORE = Text("report.more", "……还有 {count} 件，给我发“待办”或“记录 编号”可以看")
TITLE = "值守汇总"
BUTTONS = (("keep", "都维持"), ("undo_all", "都撤销"), ("list", "逐个看"))
KIND = "report"
TASK = "review"
WITHIN = timedelta(hours=6)  # chosen: after the night; later it is no morning any more
USUAL = Absence().hours
SHOWN = 8  # chosen: cases named in the message


def report(*, memory: RoomMemory, court: Court) -> Changes:
    """Return the report of the night that is just over: once, to who answers for the room, if anything happened."""
    night, owners = _night(memory, court), memory.room.owners()
    if night is None or not owners or court.now - night[1] >= WITHIN:
        return NO_CHANGES
    cases, day = cases_of(night, memory), f"{night[1].astimezone(court.zone):%Y%m%d}"
    key = f"{KIND}:{day}"
    if not cases or key in memory.state:
        return NO_CHANGES
    id_ = f"{KIND}-{mark(memory.room.id)}-{day}"
    ask = Ask(
        room=memory.room.id,
        to=owners[0],
        task=TASK,
        member=MemberId(""),
        text=_text(cases, night, court),
        card=card_of(id_, cases, court),
    )
    told = {"since": encoded(night[0]), "until": encoded(night[1]), "at": encoded(court.now)}
    noted = StateChange(room=memory.room.id, key=key, before=None, after=told)
    return Changes(planned=(Planned(effect=ask, key=key_of(id_), due_at=_when_awake(court)),), states=(noted,))


def _night(memory: RoomMemory, court: Court) -> Night | None:
    """The last absence by the clock, else the quiet hours; where a person ordered it, the whole day up to its end."""
    is_ordered = memory.state.get(ABSENCE) == ON
    hours = court.policy.absence.hours or court.policy.quiet or (USUAL if is_ordered else None)
    night = None if hours is None else last_night(court.now, court.zone, hours)
    return (night[1] - timedelta(days=1), night[1]) if night is not None and is_ordered else night


def _when_awake(court: Court) -> datetime | None:
    """When it may be told: at once, or at the end of quiet hours that are longer than the absence."""
    quiet = court.policy.quiet
    return quiet.end(court.now, court.zone) if quiet is not None and quiet.covers(court.now, court.zone) else None


def key_of(card_id: str) -> str:
    """Return the outbox key of the report with that card."""
    return f"{card_id}-ask"


def cases_of(night: Night, memory: RoomMemory) -> tuple[Case, ...]:
    """Return what the bot punished by itself in that night and nobody in charge has touched since, by number."""
    since, until = night
    found = (
        case
        for case in memory.cases.values()
        if case.room == memory.room.id and since <= case.opened_at < until and _is_untouched(case)
    )
    return tuple(sorted(found, key=lambda case: case.number))


def _is_untouched(case: Case) -> bool:
    people = {BOT, *case.members}
    is_penalty = any(offence.act != Act.HINT or offence.charge is not None for offence in case.offences)
    return case.by == BOT and is_penalty and not case.is_undone and all(entry.by in people for entry in case.history)


def card_of(id_: str, cases: Iterable[Case], court: Court) -> Card:
    """Return the card of a report about `cases`."""
    cases = tuple(cases)
    offences = [offence for case in cases for offence in case.offences]
    waiting = sum(want.state is Wish.WAITING for case in cases for want in case.wants)
    rows = (
        ("群", named(court.room)),
        ("违规", f"{len(cases)} 件，{len({o.member for o in offences})} 人"),
        ("禁言", f"{sum(o.mute is not None for o in offences)} 次"),
        ("等您处理", f"{waiting} 件"),
    )
    quote = "\n".join(case_line(case, court) for case in cases[:3])
    return Card(id=id_, title=TITLE, rows=rows, quote=quote, buttons=BUTTONS)


def _text(cases: tuple[Case, ...], night: Night, court: Court) -> str:
    lines = [case_line(case, court) for case in cases[:SHOWN]]
    if len(cases) > SHOWN:
        lines.append(court.texts.say(MORE, count=len(cases) - SHOWN))
    since, until = (at.astimezone(court.zone) for at in night)
    return court.texts.say(
        MORNING,
        room=named(court.room),
        since=f"{since.month}月{since.day}日 {since:%H:%M}",
        until=f"{until:%H:%M}",
        count=len(cases),
        people=len({member for case in cases for member in case.members}),
        lines="\n".join(lines),
        undo=" ".join(("撤销", *(str(case.number) for case in cases[:SHOWN]))),
    )
