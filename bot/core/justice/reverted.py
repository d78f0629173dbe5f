"""What taking back cases and orders together comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.actions import CaseChange, StandingChange, StateChange
from bot.core.cases import Case
from bot.core.effects import Planned
from bot.core.justice.paying_back import NOTHING_REPAID, Repaid
from bot.core.model import NOBODY, MemberId, RoomId, Standing
from bot.core.plays import Play, PlayChange


@dataclass(slots=True, kw_only=True)
class Reverted:
    """What taking back comes to. after: cases as they are then, by number. states: new value by key.

    says: what was taken back, left: what could not be, both in Chinese. gone: who was taken out of which room and cannot be
    brought back. taken: numbers of the orders that are taken back. repaid: what became of plays and credits.
    """

    before: dict[int, Case] = field(default_factory=dict)
    after: dict[int, Case] = field(default_factory=dict)
    standings: dict[tuple[str, MemberId], Standing] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)
    planned: tuple[Planned, ...] = ()
    undone: tuple[tuple[int, datetime | None], ...] = ()
    says: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    gone: dict[RoomId, dict[MemberId, None]] = field(default_factory=dict)
    taken: tuple[int, ...] = ()
    repaid: Repaid = NOTHING_REPAID

    @property
    def cases(self) -> tuple[CaseChange, ...]:
        """The cases that changed."""
        return tuple(CaseChange(before=self.before[number], after=case) for number, case in self.after.items())

    def standing_changes(self, now: Mapping[MemberId, Standing]) -> tuple[StandingChange, ...]:
        """Return the standings that changed. now: as they are, of the account."""
        return tuple(
            StandingChange(account=account, member=member, before=now.get(member, NOBODY), after=after)
            for (account, member), after in self.standings.items()
        )

    def state_changes(self, room: RoomId, now: Mapping[str, Any]) -> tuple[StateChange, ...]:
        """Return what `room` remembers otherwise. now: what it remembers."""
        return tuple(
            StateChange(room=room, key=key, before=now.get(key), after=after) for key, after in self.states.items()
        )

    def play_changes(self, now: Mapping[int, Play]) -> tuple[PlayChange, ...]:
        """Return the plays that changed. now: as they are, by number."""
        return tuple(PlayChange(before=now.get(number), after=play) for number, play in self.repaid.plays.items())
