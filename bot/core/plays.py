"""Runs of activities: a quiz, a lottery, a survey that was begun in a room and will end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.model import MemberId, RoomId


class Phase(StrEnum):
    """How far a play is. Only an open one hears and is called when it is due; a paused one waits for a person."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One run of an activity. number: of the same row of numbers as cases and orders.

    kind: module name of its activity in `bot.activities`. title: one line, as people call it. by: who began it, empty for
    the timetable. due_at: when it wants to be called, None if never. ended_at: when it was closed or cancelled. body: what
    the activity keeps, of its `Activity.body` type; JSON as it was stored until the activity revives it.
    """

    number: int
    room: RoomId
    kind: str
    title: str
    opened_at: datetime
    by: MemberId = MemberId("")
    phase: Phase = Phase.OPEN
    due_at: datetime | None = None
    ended_at: datetime | None = None
    body: Any = None

    @property
    def is_over(self) -> bool:
        """Whether it was closed or cancelled."""
        return self.phase in (Phase.CLOSED, Phase.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayChange:
    """A play that was begun (`before` is None) or changed by an order."""

    before: Play | None
    after: Play
