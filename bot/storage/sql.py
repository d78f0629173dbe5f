"""The store on SQLite or PostgreSQL: one writer that commits in groups, and a few readers beside it."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, final

from bot.core.effects import Effect
from bot.core.guard import Lowered
from bot.core.model import Message, Room, RoomId
from bot.core.reach import Reach
from bot.core.records import Delivery, Due, Health, History, Outcome, Outgoing, Pending, Revision, SetAside, Settled
from bot.storage import filed, history, pruning, reads, revisions, tracing, turns, writes
from bot.storage.engines import storage_url, writing_engine
from bot.storage.migrate import upgrade
from bot.storage.plain import microseconds, storable
from bot.storage.rows import beginning, receiving, recording, settling
from bot.storage.session import Session
from bot.storage.sql_look_ups import SqlLookUps
from bot.storage.statements import Row, compile_all
from bot.storage.states import REFUSED
from bot.storage.writer import Writer

SEEN_KEPT = 200_000  # chosen: members of rooms who are known to be in the table of members


@final
class SqlStore(SqlLookUps):
    """See `bot.core.ports.Store`. url: see `bot.storage.engines.storage_url`.

    Made outside of the event loop or in it; opened, used and closed in one.
    """

    def __init__(self, url: str) -> None:
        self._url = storage_url(url)
        super().__init__(self._url)
        self._session = Session(writing_engine(self._url))
        self._writer = Writer(self._session)
        self._seen: set[Row] = set()

    async def open(self) -> None:
        """Take the database for this process, bring the tables up to this version, and begin to write.

        Raises StorageError when that fails, when another process has the database, and when a newer version wrote it.
        """
        await asyncio.to_thread(self._prepare)
        await self._writer.open()

    def _prepare(self) -> None:
        try:
            upgrade(self._session)
            compile_all(self._url.get_backend_name())
        except BaseException:
            self._session.disconnect()
            raise

    async def close(self) -> None:
        """Finish what was handed over, then disconnect."""
        await asyncio.to_thread(self._readers.shutdown)
        self._engine.dispose()
        await self._writer.close()  # last: whoever leaves an SQLite file last tidies it up, and readers cannot
        await asyncio.to_thread(self._session.disconnect)  # it is connected if open() was cut short

    async def receive(
        self, deliveries: Sequence[Delivery], *, position: tuple[str, int] | None = None
    ) -> Sequence[Pending]:
        """Store `deliveries`; return those never seen before."""
        return await self._writer.call(writes.receive, receiving(deliveries, position))

    async def position(self, name: str) -> int:
        """Return the position stored under `name`, 0 if none."""
        return await self._read(reads.position, name)

    async def backlog(self, *, after: int, limit: int) -> Sequence[Pending]:
        """Return pending deliveries with an id above `after`, in order."""
        return await self._read(reads.backlog, after, limit)

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
        span = history.Span(now=now, day_start=day_start, since_early=since_early, reach=reach)
        return await self._read(history.history, room, account, span)

    async def said(self, *, since: datetime, limit: int) -> Sequence[tuple[int, Message]]:
        """Return (delivery, message) of what rules look back on in all rooms, in the order of arrival."""
        return await self._read(history.said, since, limit)

    async def rooms(self) -> Sequence[Room]:
        """Return all rooms, by id."""
        return await self._read(reads.rooms)

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write all of `outcomes`, or nothing."""
        if not outcomes:
            return
        rows = recording(outcomes)
        unseen = set(rows.seen) - self._seen
        await self._writer.call(writes.record, replace(rows, seen=tuple(unseen)))
        self._remember(unseen)

    def _remember(self, seen: Collection[Row]) -> None:
        """Take note of members whom the table of members knows now, so that they are not written every time."""
        if len(self._seen) > SEEN_KEPT:
            self._seen.clear()
        self._seen.update(seen)

    async def due(self, now: datetime, *, limit: int, without: Collection[RoomId] = ()) -> Sequence[Due]:
        """Return waiting effects whose turn has come, earliest first; those that cannot be read are refused."""
        readable, broken = await self._read(turns.due, now, limit, without)
        await self.settle([Settled(id=i, state=REFUSED, answer={"error": why}, at=now) for i, why in broken.items()])
        return readable

    async def next_due_at(self, *, without: Collection[RoomId] = ()) -> datetime | None:
        """Return when the next turn comes, None if nothing waits outside of the rooms `without`."""
        return await self._read(turns.next_due_at, without)

    async def begin(self, due: Due, *, channel: str, until: datetime) -> bool:
        """Take `due` up for one more attempt; tell whether this call did."""
        return await self._writer.call(writes.begin, beginning(due, channel, until))

    async def settle(self, settled: Iterable[Settled]) -> None:
        """Write what became of effects: of all of them, or of none."""
        rows = settling(settled)
        if rows.rows:
            await self._writer.call(writes.settle, rows)

    async def recently_sent(self, since: datetime) -> Sequence[tuple[str, Effect, RoomId, datetime]]:
        """Return (channel, effect, room, when) of what was sent from `since` on, oldest first; the newest 5,000."""
        return await self._read(turns.recently_sent, since)

    async def health(self, now: datetime) -> Health:
        """Return the counts behind /healthz."""
        return await self._read(reads.health, now)

    async def trace(self, *, limit: int, room: RoomId | None = None) -> Sequence[Mapping[str, Any]]:
        """Return the newest judged messages, newest first, with their effects."""
        return await self._read(tracing.trace, limit, room)

    async def prune(self, *, before: datetime) -> int:
        """Delete what is older than `before` and finished, in parts; return how many rows."""
        stale = await self._read(pruning.stale_states, before)
        forgotten = await self._writer.call(filed.forget_states, stale) if stale else 0
        return forgotten + sum([await self._sweep(sweep) for sweep in await self._read(pruning.sweeps, before)])

    async def _sweep(self, sweep: pruning.Sweep) -> int:
        deleted, after = 0, 0
        while part := await self._read(pruning.next_part, sweep, after):
            changed = await self._writer.call(sweep.how, part)
            deleted += changed if sweep.deletes else 0
            after = part[-1]
        return deleted

    async def claim_run(self, schedule: str, due_at: datetime) -> bool:
        """Tell whether this call is the first to claim the run."""
        return await self._writer.call(writes.claim_run, (storable(schedule), microseconds(due_at)))

    async def revise(self, revision: Revision, files: str) -> int:
        """Store a revision; return its number."""
        return await self._writer.call(revisions.revise, (revision, files))

    async def lower(self, lowered: Sequence[Lowered], outgoing: Sequence[Outgoing]) -> None:
        """Store rules that fell back and what is told about it, in one transaction."""
        await self._writer.call(revisions.lower, revisions.lowering(lowered, outgoing))

    async def set_aside(self, *, limit: int) -> Sequence[SetAside]:
        """Return the newest deliveries that were set aside, newest first."""
        return await self._read(reads.set_aside, limit)

    async def replay(self, inbox: int) -> Pending | None:
        """Make a set-aside delivery pending again and return it; None if it is not set aside."""
        return await self._writer.call(writes.replay, inbox)
