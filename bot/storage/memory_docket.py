"""What the store in memory keeps of cases, of what people ordered, and of what rooms remember."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.coding import decoded, encoded
from bot.core.model import NOBODY, MemberId, RoomId, Standing, is_private
from bot.core.records import MemberChange, Outcome
from bot.storage.docket import OFTEN
from bot.storage.history import with_last_in_charge
from bot.storage.memories import IN_CHARGE
from bot.storage.memory_books import MemoryBooks
from bot.storage.memory_reads import merged
from bot.storage.plain import microseconds, to_json
from bot.storage.shared import is_over
from bot.storage.states import CASES_KEPT, LATELY, second_number, stale

Kept = TypeVar("Kept")


class MemoryDocket(MemoryBooks):
    """See `bot.core.ports.Docket`."""

    def __init__(self) -> None:
        super().__init__()
        self._standings: dict[tuple[str, MemberId], Standing] = {}
        self._members: dict[tuple[RoomId, MemberId], MemberChange] = {}
        self._seen: set[tuple[RoomId, MemberId]] = set()
        self._cases: dict[int, Case] = {}
        self._actions: dict[int, Action] = {}
        self._states: defaultdict[RoomId, dict[str, Any]] = defaultdict(dict)

    async def cases(self, numbers: Collection[int]) -> Sequence[Case]:
        """Return the cases of these numbers, as far as there are any, by number."""
        return tuple(self._cases[number] for number in sorted(set(numbers)) if number in self._cases)

    async def actions(self, numbers: Collection[int]) -> Sequence[Action]:
        """Return the actions of these numbers, as far as there are any, by number."""
        return tuple(self._actions[number] for number in sorted(set(numbers)) if number in self._actions)

    async def due_cases(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Return (number, room, due_at) of cases whose time has come, the longest due first."""
        waiting = ((case.due_at, case) for case in self._cases.values())
        due = sorted(
            (due_at, case.number, case.room) for due_at, case in waiting if due_at is not None and due_at <= now
        )
        return tuple((number, room, due_at) for due_at, number, room in due[:limit])

    async def next_case_at(self) -> datetime | None:
        """Return when the next case is due, None if none will be."""
        return min((at for case in self._cases.values() if (at := case.due_at) is not None), default=None)

    async def last_number(self) -> int:
        """Return the highest number of any case, action or play, 0 if there is none."""
        waiting = (second_number(key) for state in self._states.values() for key in state)
        return max((*self._cases, *self._actions, *self._plays, *waiting), default=0)

    async def states_like(self, prefix: str, *, room: RoomId | None = None) -> Sequence[tuple[RoomId, str, Any]]:
        """Return (room, key, value) of what rooms remember under keys that begin with `prefix`, by room and key."""
        rooms = sorted(self._states) if room is None else [room]
        kept = ((where, self._state_of(where)) for where in rooms)
        return tuple(
            (where, key, state[key]) for where, state in kept for key in sorted(state) if key.startswith(prefix)
        )

    async def answer_to(self, key: str) -> Mapping[str, Any] | None:
        """Return what the platform answered to the effect of that outbox key; None if it was not sent."""
        return self._outbox.answer_to(key)

    async def rooms_of(self, member: MemberId) -> Sequence[RoomId]:
        """Return the rooms in which `member` was ever heard of, by id."""
        known = {room for room, who in (*self._members, *self._seen) if who == member and room}
        return tuple(sorted(room for room in known if not is_private(room)))

    async def rooms_of_each(self, members: Collection[MemberId]) -> Mapping[MemberId, Sequence[RoomId]]:
        """Return for each of `members` the rooms in which they were ever heard of, by id."""
        return {member: await self.rooms_of(member) for member in members}

    async def states(self, rooms: Collection[RoomId]) -> Mapping[RoomId, Mapping[str, Any]]:
        """Return what each of `rooms` remembers, by key; those that remember nothing are left out."""
        return {room: state for room in rooms if (state := self._state_of(room))}

    async def audit(self, *, limit: int, room: RoomId | None = None) -> Sequence[Action]:
        """Return the newest actions, newest first."""
        return _newest(self._actions, limit, lambda action: room is None or action.room == room)

    async def all_cases(self, *, limit: int, room: RoomId | None = None, open_only: bool = False) -> Sequence[Case]:
        """Return the newest cases, newest first."""
        return _newest(self._cases, limit, lambda c: room in (None, c.room) and (c.is_open or not open_only))

    def _file(self, outcome: Outcome) -> None:
        """Keep what is known of cases, orders, standings, members and rooms from now on."""
        self._cases |= {case.number: decoded(Case, encoded(case)) for case in outcome.cases}
        self._actions |= {action.number: decoded(Action, encoded(action)) for action in outcome.actions}
        self._standings |= {(account, member): standing for account, member, standing in outcome.standings}
        for one in outcome.members:
            self._members[one.room, one.member] = merged(one, self._members.get((one.room, one.member)))
        for change in outcome.states:
            self._states[change.room].pop(change.key, None)
            if change.after is not None:
                self._states[change.room][change.key] = json.loads(to_json(encoded(change.after)))

    def _kept_of(self, account: str, now: datetime) -> dict[str, Any]:
        """Return the fields of a history that are the account's."""
        return {
            "standings": self._standings_of(account),
            "cases": self._cases_of(account, now),
            "purses": self._purses_of(account),
            "postings": self._late_postings(account, now),
        }

    def _standings_of(self, account: str) -> dict[MemberId, Standing]:
        return {who: one for (where, who), one in self._standings.items() if where == account and one != NOBODY}

    def _cases_of(self, account: str, now: datetime) -> dict[int, Case]:
        mine = (case for case in self._cases.values() if case.account == account)
        wanted = sorted(case.number for case in mine if case.is_open or case.opened_at >= now - LATELY)
        return {number: self._cases[number] for number in wanted[-CASES_KEPT:]}

    def _actions_in(self, room: RoomId, now: datetime) -> dict[int, Action]:
        there = (action for action in self._actions.values() if action.room == room)
        wanted = sorted(action.number for action in there if action.at >= now - LATELY)
        return {number: self._actions[number] for number in wanted[-CASES_KEPT:]}

    def _state_of(self, room: RoomId) -> dict[str, Any]:
        """Return a copy: what is kept never changes under whoever reads it."""
        return dict(json.loads(to_json(self._states.get(room, {}))))

    def _room_state(self, room: RoomId, now: datetime) -> dict[str, Any]:
        """Return what the room remembers, and when somebody who answers for it last spoke."""
        spoke = [
            judged.message.sent_at
            for judged in self._judged.values()
            if judged.message.room == room and judged.role in IN_CHARGE and judged.message.sent_at >= now - OFTEN
        ]
        state = self._state_of(room)
        return with_last_in_charge(state, microseconds(max(spoke))) if spoke else state

    def _prune_docket(self, before: datetime) -> int:
        """Forget cases that are over and orders, both older than `before`, and plays over since; the newest of each stays."""
        old = [n for n, case in self._cases.items() if case.opened_at < before]
        ordered = [n for n, action in self._actions.items() if action.at < before]
        waiting = [(room, key) for room, state in self._states.items() for key in state]
        gone = stale(waiting, max((*old, *ordered), default=0))
        for room, key in gone:
            del self._states[RoomId(room)][key]
        cases = [n for n in old if n < max(self._cases) and is_over(self._cases[n])]
        actions = [n for n in ordered if n < max(self._actions)]
        for number in cases:
            del self._cases[number]
        for number in actions:
            del self._actions[number]
        return len(gone) + len(cases) + len(actions) + self._prune_plays(before)


def _newest(values: Mapping[int, Kept], limit: int, wanted: Callable[[Kept], bool]) -> Sequence[Kept]:
    return tuple([values[number] for number in sorted(values, reverse=True) if wanted(values[number])][:limit])
