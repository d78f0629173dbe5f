"""What happens by itself: a case is due, the platform answered, a member list was read, an hour has passed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.core.coding import decoded
from bot.core.justice import Court, Ruling
from bot.core.justice.freeing import freed
from bot.core.justice.settling import settled
from bot.core.justice.ticking import tick
from bot.core.model import Event, RoomId
from bot.core.records import Outcome
from bot.handlers.bench import Bench
from bot.handlers.concluding import concluded
from bot.handlers.playing import Pitch, rung, ticked
from bot.handlers.reconciling import hourly, listed
from bot.handlers.reporting import report
from bot.handlers.ruled import NO_CHANGES, Changes, applied
from bot.handlers.waves import calmed
from bot.play.turn import Firing
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

PREFIX = "house."


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that nobody outside said. kind: `due`, `settled`, `members`, `hour`, `play`, `time`. told: its whole body."""

    kind: str
    room: RoomId
    told: Mapping[str, Any]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the cases and plays that must be known to handle it."""
        told = (self.told.get("case"), self.told.get("play"))
        return tuple(number for number in told if isinstance(number, int) and number > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sitting:
    """All that a notice is handled with."""

    memory: RoomMemory
    warm: Warm
    bench: Bench
    court: Court
    seed: int

    @property
    def pitch(self) -> Pitch:
        """Where the room plays."""
        return Pitch(
            memory=self.memory,
            warm=self.warm,
            bench=self.bench,
            now=self.court.now,
            seed=self.seed,
            number=self.warm.next_number,
        )


def notice_of(event: Event) -> Notice | None:
    """Return what `event` tells of the bot itself, None if it came from outside. Raises ValueError for a broken body."""
    if not event.kind.startswith(PREFIX):
        return None
    told = json.loads(event.details["body"])
    return Notice(kind=event.kind.removeprefix(PREFIX), room=RoomId(event.chat), told=told)


def on_house(notice: Notice, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `notice`; `warm` then already knows it.

    inbox: id of the delivery that brought it. Its room must be warm, its `numbers` fetched. Of a case that nobody knows
    any more, and of a kind of notice that a later version knows, nothing follows.
    """
    memory = warm.of(notice.room)
    sitting = _Sitting(memory=memory, warm=warm, bench=bench, court=bench.court(memory, now=now), seed=seed)
    handle = _HANDLERS.get(notice.kind)
    changes = handle(notice, sitting) if handle is not None else NO_CHANGES
    changes = calmed(changes, memory=memory, warm=warm, court=sitting.court)
    return concluded(changes, inbox=inbox, now=now, memory=memory, warm=warm, bench=bench)


def _due(notice: Notice, sitting: _Sitting) -> Changes:
    """Time has come for a case; one that was changed meanwhile is not due, and nothing follows."""
    case = next((case for n in notice.numbers if (case := sitting.warm.case(n)) is not None), None)
    if case is None or case.due_at is None or case.due_at > sitting.court.now:
        return NO_CHANGES
    memory, court = sitting.memory, sitting.court
    ruling = tick(case, standings=memory.standings, court=court)
    return applied(ruling, *freed(case, ruling, cases=memory.cases.values(), standings=memory.standings, court=court))


def _settled(notice: Notice, sitting: _Sitting) -> Changes:
    case = next((case for n in notice.numbers if (case := sitting.warm.case(n)) is not None), None)
    if case is None:
        return NO_CHANGES
    ruling = settled(case, notice.told, standings=sitting.memory.standings, court=sitting.court)
    return NO_CHANGES if ruling == Ruling(case=case) else applied(ruling)


def _members(notice: Notice, sitting: _Sitting) -> Changes:
    return listed(notice.told, memory=sitting.memory, court=sitting.court)


def _hour(notice: Notice, sitting: _Sitting) -> Changes:
    del notice
    repaired = hourly(memory=sitting.memory, court=sitting.court, bench=sitting.bench)
    return repaired + report(memory=sitting.memory, court=sitting.court)


def _play(notice: Notice, sitting: _Sitting) -> Changes:
    return next((ticked(number, sitting.pitch) for number in notice.numbers), NO_CHANGES)


def _time(notice: Notice, sitting: _Sitting) -> Changes:
    told = notice.told
    firing = Firing(timer=told["timer"], due_at=decoded(datetime, told["due"]), told=told.get("told", {}))
    return rung(told["activity"], firing, sitting.pitch)


_HANDLERS: Mapping[str, Callable[[Notice, _Sitting], Changes]] = MappingProxyType(
    {"due": _due, "settled": _settled, "members": _members, "hour": _hour, "play": _play, "time": _time}
)
