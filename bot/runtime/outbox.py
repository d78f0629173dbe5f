"""Carries out what was decided: due effects, urgent ones first, in order per room, until settled."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from bot.core.errors import StorageError
from bot.core.model import RoomId
from bot.core.ports import Store
from bot.core.records import Due, Settled
from bot.core.texts import Texts
from bot.runtime.merging import in_order
from bot.runtime.sending import Powers, Sender
from bot.runtime.telling import told

__all__ = ["Outbox", "Powers"]

log = logging.getLogger(__name__)

BATCH = 200  # chosen: due effects looked at together
LANES = 16  # chosen: rooms sent to at the same time
PAUSE = timedelta(seconds=1)  # chosen: before looking again when the database fails
REST = timedelta(seconds=5)  # chosen: for a room whose lane broke off
IDLE = timedelta(seconds=30)  # chosen: looks again at least this often
FINISH_SECONDS = 5.0  # chosen: for sends under way when the bot stops


class Outbox:
    """Sends due effects. One room's effects go one after another; different rooms do not wait for each other.

    on_settled: called after a commit that stored deliveries, to wake whoever handles them; it must not raise.
    """

    def __init__(self, *, store: Store, powers: Powers) -> None:
        self._store = store
        self._clock = powers.clock
        self._sender = Sender(store=store, powers=powers)
        self._news = asyncio.Event()
        self._lanes: dict[RoomId, asyncio.Task[None]] = {}
        self._resting: dict[RoomId, datetime] = {}
        self._places = asyncio.Semaphore(LANES)
        self.on_settled: Callable[[], None] = lambda: None

    def use(self, texts: Texts) -> None:
        """Say what is still to be said in these words."""
        self._sender.texts = texts

    def wake(self) -> None:
        """Say that there may be something due."""
        self._news.set()

    def tidy(self) -> None:
        """Forget what no limit needs any more."""
        self._sender.tidy()

    async def recall(self) -> None:
        """Count what was sent in the last hour against the limits, as after a restart."""
        await self._sender.recall()

    async def run(self) -> None:
        """Send until cancelled; sends under way then get a moment to finish, what is left is sent after the start."""
        try:
            while True:
                self._news.clear()
                pause = await self._look()
                if pause > timedelta(0):
                    await self._wait(pause)
        finally:
            if self._lanes:
                await asyncio.wait(self._lanes.values(), timeout=FINISH_SECONDS)
            for lane in self._lanes.values():
                lane.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _wait(self, pause: timedelta) -> None:
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await self._news.wait()
        except TimeoutError:
            return

    async def _look(self) -> timedelta:
        """Open lanes for what is due; return how long nothing new will be."""
        now = self._clock.now()
        self._resting = {room: until for room, until in self._resting.items() if until > now}
        try:
            due = await self._store.due(now, limit=BATCH, without=(*self._lanes, *self._resting))
            for room, dues in groupby(sorted(due, key=lambda d: (d.effect.room, d.id)), key=lambda d: d.effect.room):
                self._open_lane(room, tuple(dues))
            next_at = await self._store.next_due_at(without=(*self._lanes, *self._resting))
        except StorageError:
            log.exception("The database fails; trying again in %s s", PAUSE.total_seconds())
            return PAUSE
        waits = (next_at or now + IDLE, now + IDLE, *self._resting.values())
        return min(waits) - now

    def _open_lane(self, room: RoomId, dues: Sequence[Due]) -> None:
        lane = asyncio.create_task(self._send_in_order(room, dues), name=f"outbox {room}")
        self._lanes[room] = lane
        lane.add_done_callback(lambda _: self._close_lane(room))

    def _close_lane(self, room: RoomId) -> None:
        lane = self._lanes.pop(room)
        if not lane.cancelled() and lane.exception() is not None:
            log.error("Sending to %s broke off; again in %s s", room, REST.seconds, exc_info=lane.exception())
            self._resting[room] = self._clock.now() + REST
        self._news.set()

    async def _send_in_order(self, room: RoomId, dues: Sequence[Due]) -> None:
        async with self._places:
            left = in_order(dues)
            while left:
                settled = await self.carry_out(left)
                if not settled or any(_holds(one) for one in settled):
                    return  # the room's later effects wait behind it
                ended = {one.id for one in settled}
                left = tuple(due for due in left if due.id not in ended)

    async def carry_out(self, dues: Sequence[Due]) -> tuple[Settled, ...]:
        """Try the first of `dues`, which are of one room, and what goes along with it; store and return what became of it.

        Raises StorageError.
        """
        now, by_id = self._clock.now, {due.id: due for due in dues}
        tried = await self._sender.send(dues)
        settled = tuple(told(by_id[one.id], replace(one, at=now()), now()) for one in tried)
        if settled:
            await self._store.settle(settled)
        if any(one.deliveries for one in settled):
            self.on_settled()
        return settled


def _holds(settled: Settled) -> bool:
    """Tell whether the room's other effects wait behind it: it was tried, and is to be tried again."""
    return settled.state == "waiting" and bool(settled.attempts or settled.refused_by)
