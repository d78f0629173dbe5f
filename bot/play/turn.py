"""What activities answer: what follows, and when they want to be called."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from bot.core.actions import StateChange
from bot.core.credits import Posting
from bot.core.effects import Effect, Planned
from bot.core.plays import Phase, Play


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A time at which an activity wants to be called in a room, again and again.

    id: unique within activity and room, stable over restarts. cron: five fields, in the room's zone; days of the week by
    name (mon-fri), for numbers mean different days to different programs. grace: how late it may still be called;
    missed: what becomes of times that passed while the bot was down, within `grace`: `last` calls the last of them, `skip`
    none, `all` each. told: handed back when the time has come, JSON. title: in Chinese, what will happen.
    """

    id: str
    cron: str
    title: str
    grace: timedelta = timedelta(minutes=30)
    missed: str = "last"
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A timer's time has come. due_at: when that was; now is `Venue.now`."""

    timer: str
    due_at: datetime
    told: Mapping[str, Any] = field(default_factory=dict)


class Claim(IntEnum):
    """How surely something is meant for a play that would take it: of several plays the surest has it, of equals the first.

    AGAIN: it only says once more what was said, or may well be about something else. LIKELY: it reads as a move. ASKED: it
    answers what the play asked this very person.
    """

    AGAIN = 1
    LIKELY = 2
    ASKED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What follows. plays: begun or changed, each once; a begun one bears `Venue.number` or one behind it.

    planned: what is to be said and done; a key of its own for what must happen once whatever else (`play-12-draw`).
    refused: why nothing follows, in Chinese; all else is then empty. note: in Chinese, for the trace of the message. unseen:
    what was said is kept nowhere but in `plays`, for nobody is to learn who said it.
    """

    plays: tuple[Play, ...] = ()
    planned: tuple[Planned | Effect, ...] = ()
    postings: tuple[Posting, ...] = ()
    states: tuple[StateChange, ...] = ()
    refused: str = ""
    note: str = ""
    claim: Claim = Claim.LIKELY
    unseen: bool = False

    def __add__(self, other: "Turn") -> "Turn":
        """Return both, what `other` says last."""
        return Turn(
            plays=(*self.plays, *other.plays),
            planned=(*self.planned, *other.planned),
            postings=(*self.postings, *other.postings),
            states=(*self.states, *other.states),
            refused=self.refused or other.refused,
            note=other.note or self.note,
            claim=min(self.claim, other.claim),
            unseen=self.unseen or other.unseen,
        )


NOTHING = Turn()


def ended(play: Play, now: datetime, phase: Phase = Phase.CLOSED) -> Play:
    """Return `play` as it is once it is over."""
    return replace(play, phase=phase, due_at=None, ended_at=now)
