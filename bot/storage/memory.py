"""A store in memory: what it holds ends with the process. For tests and for trying out rules.

Not for: more than some thousand messages; every look-up walks through all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from bot.core.effects import Effect
from bot.core.errors import HandledBeforeError
from bot.core.model import Message, Room, RoomId, is_private
from bot.core.reach import Reach
from bot.core.records import Delivery, Due, Health, History, Outcome, Pending, SetAside, Settled
from bot.storage.history import Span
from bot.storage.memory_docket import MemoryDocket
from bot.storage.memory_reads import history, traced
from bot.storage.plain import scrubbed
from bot.storage.rows import beginning, receiving, recording, settling
from bot.storage.states import (
    DONE,
    KEYS_KEPT,
    PENDING,
    SET_ASIDE,
    already_handled,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    """An inbox row."""

    delivery: Delivery
    state: int = PENDING
    error: str = ""


class MemoryStore(MemoryDocket):
    """See `bot.core.ports.Store`."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox: dict[int, _Arrived] = {}
        self._known: set[tuple[str, str]] = set()
        self._newest = 0
        self._positions: dict[str, int] = {}
        self._heard: defaultdict[RoomId, set[str]] = defaultdict(set)
        self._rooms: dict[RoomId, Room] = {}
        self._runs: set[tuple[str, datetime]] = set()

    async def open(self) -> None:
        """Do nothing: it is always open."""

    async def close(self) -> None:
        """Do nothing: what it holds can still be read."""

    async def receive(
        self, deliveries: Sequence[Delivery], *, position: tuple[str, int] | None = None
    ) -> Sequence[Pending]:
        """Store `deliveries`; return those never seen before."""
        receiving(deliveries, position)  # fails for what no database takes
        if position is not None:
            self._positions[position[0]] = position[1]
        return tuple(pending for d in deliveries if (pending := self._arrive(scrubbed(d))))

    def _arrive(self, delivery: Delivery) -> Pending | None:
        if (delivery.channel, delivery.key) in self._known:
            return None
        self._known.add((delivery.channel, delivery.key))
        self._newest += 1
        self._inbox[self._newest] = _Arrived(delivery=delivery)
        return Pending(id=self._newest, delivery=delivery)

    async def position(self, name: str) -> int:
        """Return the position stored under `name`, 0 if none."""
        return self._positions.get(name, 0)

    async def backlog(self, *, after: int, limit: int) -> Sequence[Pending]:
        """Return pending deliveries with an id above `after`, in order."""
        waiting = (
            Pending(id=i, delivery=a.delivery) for i, a in self._inbox.items() if i > after and a.state == PENDING
        )
        return tuple(islice(waiting, limit))

    async def history(
        self,
        room: RoomId,
        *,
        account: str | None,
        now: datetime,
        day_start: datetime,
        since_early: datetime,
        reach: Reach,
    ) -> History:
        """Return what was said in `room`, and what is kept of its account."""
        if is_private(room):
            return History(recent={}, today={}, standings={}, state=self._state_of(room))
        there = [(i, j) for i, j in self._judged.items() if j.message.room == room]
        there.sort(key=lambda pair: (pair[1].message.sent_at, pair[0]))
        learnt = [one for where in ("", room) for one in self._members.values() if one.room == where]
        span = Span(now=now, day_start=day_start, since_early=since_early, reach=reach)
        said = [(i, judged.message) for i, judged in there if judged.counts]
        return replace(
            history(said, [judged for _, judged in there], learnt, span),
            heard_by=frozenset(self._heard[room]),
            actions=self._actions_in(room, now),
            state=self._room_state(room, now),
            plays=self._plays_in(room),
            **({} if account is None else self._kept_of(account, now)),
        )

    async def said(self, *, since: datetime, limit: int) -> Sequence[tuple[int, Message]]:
        """Return (delivery, message) of what rules look back on in all rooms, in the order of arrival."""
        newest = sorted(self._judged)[-limit:]
        kept = ((i, self._judged[i]) for i in newest)
        return tuple((i, judged.message) for i, judged in kept if judged.counts and judged.message.sent_at >= since)

    async def rooms(self) -> Sequence[Room]:
        """Return all rooms, by id."""
        return tuple(self._rooms[room] for room in sorted(self._rooms))

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write all of `outcomes`, or nothing."""
        rows = recording(outcomes)  # fails for what no database takes
        ids = [outcome.inbox for outcome in outcomes]
        pending = {i for i in ids if i in self._inbox and self._inbox[i].state == PENDING}
        if len(pending) < len(ids):
            raise HandledBeforeError(already_handled(ids))
        self._book(rows)  # fails before anything is written
        for outcome in outcomes:
            self._keep(scrubbed(replace(outcome, plays=(), postings=(), purses=())))

    def _keep(self, outcome: Outcome) -> None:
        state = SET_ASIDE if outcome.error else DONE
        arrived = self._inbox[outcome.inbox]
        delivery = replace(arrived.delivery, body="") if outcome.forgets else arrived.delivery
        self._inbox[outcome.inbox] = replace(arrived, delivery=delivery, state=state, error=outcome.error)
        if outcome.room is not None:
            self._rooms[outcome.room.id] = outcome.room
        if outcome.judged is not None:
            self._judged[outcome.inbox] = outcome.judged
            self._heard[outcome.judged.message.room].add(outcome.judged.message.channel)
            self._seen.add((outcome.judged.message.room, outcome.judged.message.sender))
        self._undo(outcome.undone)
        self._file(outcome)
        self._outbox.post(outcome.outgoing, inbox=outcome.inbox)

    def outbox(self, room: RoomId) -> list[Effect]:
        """Return every effect ever written for `room`, in order, whatever became of it."""
        return self._outbox.effects(room)

    async def due(self, now: datetime, *, limit: int, without: Collection[RoomId] = ()) -> Sequence[Due]:
        """Return waiting effects whose turn has come, earliest first."""
        return self._outbox.due(now, limit, without)

    async def next_due_at(self, *, without: Collection[RoomId] = ()) -> datetime | None:
        """Return when the next turn comes, None if nothing waits outside of the rooms `without`."""
        return self._outbox.next_due_at(without)

    async def begin(self, due: Due, *, channel: str, until: datetime) -> bool:
        """Take `due` up for one more attempt; tell whether this call did."""
        beginning(due, channel, until)  # fails for what no database takes
        return self._outbox.begin(due, channel=channel, until=until)

    async def settle(self, settled: Iterable[Settled]) -> None:
        """Write what became of effects: of all of them, or of none."""
        told = [scrubbed(one) for one in settled]
        settling(told)  # fails for what no database takes
        self._outbox.settle(told)
        for delivery in (delivery for one in told for delivery in one.deliveries):
            self._arrive(delivery)

    async def recently_sent(self, since: datetime) -> Sequence[tuple[str, Effect, RoomId, datetime]]:
        """Return (channel, effect, room, when) of what was sent from `since` on, oldest first; the newest 5,000."""
        return self._outbox.recently_sent(since)

    async def health(self, now: datetime) -> Health:
        """Return the counts behind /healthz."""
        inbox = Counter(arrived.state for arrived in self._inbox.values())
        waiting, refused = self._outbox.counts()
        pending = (arrived.delivery.received_at for arrived in self._inbox.values() if arrived.state == PENDING)
        return Health(
            pending=inbox[PENDING],
            set_aside=inbox[SET_ASIDE],
            waiting=waiting,
            refused=refused,
            oldest_due_at=self._outbox.oldest_due_at(now),
            oldest_pending_at=next(pending, None),
        )

    async def trace(self, *, limit: int, room: RoomId | None = None) -> Sequence[Mapping[str, Any]]:
        """Return the newest judged messages, newest first, with their effects."""
        if room is None:
            newest = sorted(self._judged, reverse=True)
        else:
            there = (i for i, judged in self._judged.items() if judged.message.room == room)
            newest = sorted(there, key=lambda i: (self._judged[i].message.sent_at, i), reverse=True)
        return [traced(i, self._judged[i], self._outbox.traced(i)) for i in newest[:limit]]

    async def prune(self, *, before: datetime) -> int:
        """Delete what is older than `before` and finished; return how many rows."""
        newest = self._inbox.get(self._newest)
        keys_before = before if newest is None else min(before, newest.delivery.received_at - KEYS_KEPT)
        gone = [i for i, a in self._inbox.items() if a.state != PENDING and a.delivery.received_at < keys_before]
        said = [i for i, judged in self._judged.items() if judged.message.sent_at < before]
        for i in gone:
            delivery = self._inbox.pop(i).delivery
            self._known.discard((delivery.channel, delivery.key))
        for i in said:
            del self._judged[i]
        self._forget_bodies(before)
        return len(gone) + len(said) + self._outbox.prune(before) + self._prune_docket(before)

    def _forget_bodies(self, before: datetime) -> None:
        for i, arrived in self._inbox.items():
            if arrived.state == DONE and arrived.delivery.received_at < before:
                self._inbox[i] = replace(arrived, delivery=replace(arrived.delivery, body=""))

    async def claim_run(self, schedule: str, due_at: datetime) -> bool:
        """Tell whether this call is the first to claim the run."""
        if (schedule, due_at) in self._runs:
            return False
        self._runs.add((schedule, due_at))
        return True

    async def received_before(self, moment: datetime) -> int:
        """Return the id of the last delivery received before `moment`, 0 if none is kept."""
        return max((i for i, a in self._inbox.items() if a.delivery.received_at < moment), default=0)

    async def set_aside(self, *, limit: int) -> Sequence[SetAside]:
        """Return the newest deliveries that were set aside, newest first."""
        newest = sorted((i for i, a in self._inbox.items() if a.state == SET_ASIDE), reverse=True)
        return tuple(
            SetAside(pending=Pending(id=i, delivery=self._inbox[i].delivery), error=self._inbox[i].error)
            for i in newest[:limit]
        )

    async def replay(self, inbox: int) -> Pending | None:
        """Make a set-aside delivery pending again and return it; None if it is not set aside."""
        arrived = self._inbox.get(inbox)
        if arrived is None or arrived.state != SET_ASIDE:
            return None
        self._inbox[inbox] = _Arrived(delivery=arrived.delivery)
        return Pending(id=inbox, delivery=arrived.delivery)
