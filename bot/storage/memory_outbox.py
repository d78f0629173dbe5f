"""The outbox of the store in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, final

from bot.core.effects import Effect, effect_to_json, is_done_by_recording
from bot.core.errors import HandledBeforeError
from bot.core.model import RoomId
from bot.core.records import Due, Outgoing, Settled
from bot.storage.states import DUE_OF_A_ROOM, RECORDED, REFUSED, SENT, SENT_KEPT, WAITING, already_settled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posted:
    """One row. inbox: the delivery it comes from, None if none."""

    outgoing: Outgoing
    inbox: int | None
    settled: Settled

    @property
    def due_at(self) -> datetime:
        return self.settled.due_at or self.outgoing.due_at


@final
class MemoryOutbox:
    """Effects by number, in the order they were posted."""

    def __init__(self) -> None:
        self._posted: dict[int, _Posted] = {}
        self._keys: set[str] = set()

    def post(self, outgoing: Iterable[Outgoing], *, inbox: int | None) -> None:
        """Take up effects; one whose key was ever taken up is left out."""
        for out in outgoing:
            if out.key in self._keys:
                continue
            self._keys.add(out.key)
            number = len(self._keys)
            state = RECORDED if is_done_by_recording(out.effect) else WAITING
            settled = Settled(id=number, state=state, due_at=out.due_at)
            self._posted[number] = _Posted(outgoing=out, inbox=inbox, settled=settled)

    def effects(self, room: RoomId) -> list[Effect]:
        """Return every effect posted for `room`, in order, whatever became of it."""
        return [p.outgoing.effect for p in self._posted.values() if p.outgoing.effect.room == room]

    def due(self, now: datetime, limit: int, without: Collection[RoomId]) -> Sequence[Due]:
        """Return effects whose turn has come, earliest first, at most `DUE_OF_A_ROOM` of a room."""
        given: Counter[RoomId] = Counter()
        ready = []
        for turn, number in sorted(self._turns(without)):
            posted = self._posted[number]
            given[posted.outgoing.effect.room] += 1
            if turn <= now and given[posted.outgoing.effect.room] <= DUE_OF_A_ROOM:
                ready.append(_due(posted))
        return tuple(ready[:limit])

    def _turns(self, without: Collection[RoomId]) -> list[tuple[datetime, int]]:
        """Return (turn, number) of what waits: an effect's turn is not before that of those tried before it."""
        held_until: dict[RoomId, datetime] = {}
        turns = []
        for number, posted in self._waiting().items():
            room = posted.outgoing.effect.room
            turn = max(posted.due_at, held_until.get(room, posted.due_at))
            if posted.settled.attempts or posted.settled.refused_by:
                held_until[room] = turn
            if room not in without:
                turns.append((turn, number))
        return turns

    def _waiting(self) -> dict[int, _Posted]:
        return {i: p for i, p in self._posted.items() if p.settled.state == WAITING}

    def next_due_at(self, without: Collection[RoomId]) -> datetime | None:
        """Return when the next turn comes, None if nothing waits outside of the rooms `without`."""
        return min((turn for turn, _ in self._turns(without)), default=None)

    def oldest_due_at(self, now: datetime) -> datetime | None:
        """Return when the waiting effect that is late longest was first due, None if none is."""
        return min((p.outgoing.due_at for p in self._waiting().values() if p.outgoing.due_at <= now), default=None)

    def begin(self, due: Due, *, channel: str, until: datetime) -> bool:
        """Take `due` up for one more attempt; tell whether this call did."""
        posted = self._waiting().get(due.id)
        if posted is None or posted.settled.attempts != due.attempts:
            return False
        begun = replace(posted.settled, attempts=due.attempts + 1, channel=channel, due_at=until)
        self._posted[due.id] = replace(posted, settled=begun)
        return True

    def recently_sent(self, since: datetime) -> Sequence[tuple[str, Effect, RoomId, datetime]]:
        """Return (channel, effect, room, when) of what was sent from `since` on, oldest first; the newest 5,000."""
        sent = sorted(
            (p.settled.at, i, p)
            for i, p in self._posted.items()
            if p.settled.state == SENT and p.settled.at is not None and p.settled.at >= since
        )
        effects = ((p.settled.channel, p.outgoing.effect, at) for at, _, p in sent[-SENT_KEPT:])
        return tuple((channel, effect, effect.room, at) for channel, effect, at in effects)

    def counts(self) -> tuple[int, int]:
        """Return how many wait, and how many were refused."""
        states = Counter(p.settled.state for p in self._posted.values())
        return states[WAITING], states[REFUSED]

    def settle(self, settled: Sequence[Settled]) -> None:
        """Write what became of all, or of none. Raises HandledBeforeError when one does not wait."""
        ids = [one.id for one in settled]
        if len(set(ids) & set(self._waiting())) < len(ids):
            raise HandledBeforeError(already_settled(ids))
        for one in settled:
            posted = self._posted[one.id]
            self._posted[one.id] = replace(posted, settled=replace(one, due_at=one.due_at or posted.due_at))
            self.post(one.outgoing, inbox=posted.inbox)

    def answer_to(self, key: str) -> Mapping[str, Any] | None:
        """Return what the platform answered to the effect of that key, None if it was not sent."""
        found = next((p.settled for p in self._posted.values() if p.outgoing.key == key), None)
        if found is None or found.state != SENT:
            return None
        return {} if found.answer is None else dict(found.answer)

    def traced(self, inbox: int) -> list[dict[str, Any]]:
        """Return the effects that come from one delivery, as the trace shows them."""
        return [_traced(p) for p in self._posted.values() if p.inbox == inbox]

    def prune(self, before: datetime) -> int:
        """Delete what no longer waits and was due before; return how many."""
        over = [i for i, p in self._posted.items() if p.settled.state != WAITING and p.due_at < before]
        for i in over:
            del self._posted[i]
        return len(over)


def _due(posted: _Posted) -> Due:
    settled, out = posted.settled, posted.outgoing
    return Due(
        id=settled.id,
        key=out.key,
        effect=out.effect,
        cause=out.cause,
        attempts=settled.attempts,
        refused_by=settled.refused_by,
    )


def _traced(posted: _Posted) -> dict[str, Any]:
    settled = posted.settled
    return {
        "key": posted.outgoing.key,
        "state": settled.state,
        "channel": settled.channel,
        "answer": None if settled.answer is None else dict(settled.answer),
        "attempts": settled.attempts,
        "due_at": posted.due_at.astimezone(UTC).isoformat(),
        "effect": effect_to_json(posted.outgoing.effect),
    }
