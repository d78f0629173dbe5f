"""From durable deliveries to durable outcomes: one pump, in order, many rooms to a commit."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.errors import QunguanError, StorageError, UnstorableError
from bot.core.justice import Court
from bot.core.model import Event, Message, RoomId
from bot.core.ports import Clock, Store
from bot.core.records import Delivery, Outcome, Pending
from bot.handlers.arriving import Handled, Understood, handled, meaning_of
from bot.handlers.bench import Bench
from bot.handlers.keeping import TOLD
from bot.handlers.rooms import Rooms
from bot.runtime.warming import warmed
from bot.storage.memories import RoomMemory
from bot.storage.plain import storable_message
from bot.storage.warm import Warm
from bot.wecom import Channel

log = logging.getLogger(__name__)

BATCH = 64  # chosen: deliveries handled to one commit; deciding so many takes some 20 ms
BREATH = 16  # chosen: decisions between two looks at the network, some 5 ms
MAX_FRESH = 5_000  # chosen: deliveries kept in memory for the pump; the rest is read from the store
MAX_WAITING = 20_000  # chosen: above it the platform is asked to come back later
PAUSE_SECONDS = 1.0  # chosen: before trying again when the database fails


class OverloadedError(QunguanError):
    """More waits than can be handled soon; the platform will bring it again."""


class Inbox:
    """Takes deliveries in durably, then handles them in the order of arrival.

    on_event, on_outcomes: called after the commit, to wake whoever waits; they must not raise. on_outcomes: there are new
    effects, or cases that time alone may change.
    """

    def __init__(
        self, *, store: Store, channels: Mapping[str, Channel], rooms: Rooms, warm: Warm, bench: Bench, clock: Clock
    ) -> None:
        self._store = store
        self._channels = channels
        self._rooms = rooms
        self._warm = warm
        self._bench = self._next_bench = bench
        warm.reaches(bench.reach)
        self._clock = clock
        self._news = asyncio.Event()
        self._waiting = 0
        self._fresh: deque[Pending] = deque()
        self._done = 0
        self._reads_behind = True
        self._missed = False
        self.on_event: Callable[[Event], None] = lambda event: None
        self.on_outcomes: Callable[[], None] = lambda: None

    def use(self, bench: Bench) -> None:
        """Decide by `bench` from the next commit on; a decision under way keeps the one it began with."""
        self._next_bench = bench

    @property
    def bench(self) -> Bench:
        """By what is decided from the next commit on."""
        return self._next_bench

    @property
    def depth(self) -> int:
        """How many deliveries taken in since the start wait to be handled."""
        return self._waiting

    async def put(self, delivery: Delivery) -> None:
        """Return when `delivery` is durable; a repeated one changes nothing.

        Raises StorageError, and OverloadedError before anything is stored.
        """
        if self._waiting >= MAX_WAITING:
            raise OverloadedError(f"{self._waiting} deliveries wait already")
        await self._take_in((delivery,), position=None)

    async def put_pulled(self, deliveries: Sequence[Delivery], *, position: tuple[str, int]) -> None:
        """Return when `deliveries` and the `position` behind them are durable. Raises StorageError."""
        await self._take_in(deliveries, position=position)

    async def replay(self, inbox: int) -> bool:
        """Let a delivery that was set aside be handled again; return whether there was one. Raises StorageError."""
        pending = await self._store.replay(inbox)
        self._read_behind()
        return pending is not None

    def wake(self) -> None:
        """Say that the store may have deliveries that nobody handed over."""
        self._read_behind()

    def court(self, room: RoomId) -> Court:
        """Return what cases of `room` are told with now; by the accounts of its people while it is not warm."""
        now = self._clock.now()
        memory = self._warm.known(room) or RoomMemory(room=self._rooms.get(room), day_start=now)
        return self._bench.court(memory, now=now)

    async def _take_in(self, deliveries: Sequence[Delivery], *, position: tuple[str, int] | None) -> None:
        """Store, then hand over to the pump, unless it is still reading what was stored before."""
        try:
            fresh = await self._store.receive(deliveries, position=position)
        except BaseException:
            self._read_behind()  # it may be stored all the same
            raise
        self._waiting += len(fresh)
        if self._reads_behind or len(self._fresh) >= MAX_FRESH:
            self._read_behind()
            return
        self._fresh.extend(fresh)
        self._news.set()

    def _read_behind(self) -> None:
        """Let the pump read from the store what waits: what was handed over may not be all of it."""
        self._fresh.clear()
        self._reads_behind = self._missed = True
        self._news.set()

    async def run(self) -> None:
        """Handle deliveries until cancelled."""
        while True:
            self._news.clear()
            try:
                handled = await self.handle_some()
            except StorageError:
                log.exception("The database fails; trying again in %s s", PAUSE_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if not handled:
                await self._news.wait()

    async def handle_some(self) -> int:
        """Handle what waits, at most `BATCH`; return how many deliveries that were. Raises StorageError."""
        try:
            pending = await self._next()
            await self._handle_all(pending)
        except BaseException:
            self._read_behind()
            raise
        return len(pending)

    async def _next(self) -> Sequence[Pending]:
        """Return what is to be handled next, in order: what was handed over, else what the store still has."""
        while self._fresh:
            taken = [self._fresh.popleft() for _ in range(min(BATCH, len(self._fresh)))]
            fresh = [pending for pending in taken if pending.id > self._done]
            if fresh:
                return fresh
        while self._reads_behind:
            self._missed = False
            pending = await self._store.backlog(after=0, limit=BATCH)
            if pending:
                return pending
            self._reads_behind = self._missed
        return ()

    async def _handle_all(self, pending: Sequence[Pending]) -> None:
        """Handle in one commit; if the content of one cannot be stored, each in its own, and set that one aside."""
        if not pending:
            return
        try:
            await self._handle(pending)
        except UnstorableError:
            for one in pending:
                await self._handle_alone(one)
        self._waiting = max(self._waiting - len(pending), 0)

    async def _handle_alone(self, pending: Pending) -> None:
        try:
            await self._handle((pending,))
        except UnstorableError as error:
            await self._store.record((_set_aside(pending, error),))

    async def _handle(self, pending: Sequence[Pending]) -> None:
        if self._next_bench is not self._bench:
            self._bench = self._next_bench
            self._warm.reaches(self._bench.reach)
        heard: list[Understood] = [self._understood(one) for one in pending]
        rooms = await warmed(heard, rooms=self._rooms, warm=self._warm, store=self._store, now=self._clock.now())
        try:
            outcomes = await self._outcomes(pending, heard)
            await self._store.record(outcomes)
        except BaseException:
            self._warm.forget(rooms)
            raise
        self._done = max(self._done, pending[-1].id)
        self._tell(heard, outcomes)

    async def _outcomes(self, pending: Sequence[Pending], heard: Sequence[Understood]) -> list[Outcome]:
        outcomes = []
        for one, what in zip(pending, heard, strict=True):
            outcomes.append(self._outcome(one, what))
            if len(outcomes) % BREATH == 0:
                await asyncio.sleep(0)  # callbacks are answered in between
        return outcomes

    def _understood(self, pending: Pending) -> Understood:
        try:
            heard = self._channels[pending.delivery.channel].understand(pending.delivery, self._rooms.of)
            if isinstance(heard, Message):
                return storable_message(heard)  # what is judged is what is kept
            return meaning_of(heard, self._rooms.of)
        except Exception as error:  # noqa: BLE001 — one delivery nobody can read must not stop the rest
            return error

    def _outcome(self, pending: Pending, heard: Understood) -> Outcome:
        if isinstance(heard, Exception):
            return _set_aside(pending, heard)
        if not isinstance(heard, Handled):
            return Outcome(inbox=pending.id)
        now, seed = self._clock.now(), self._clock.seed()
        try:
            outcome = handled(heard, inbox=pending.id, now=now, seed=seed, warm=self._warm, bench=self._bench)
        except Exception as error:  # noqa: BLE001 — a message whose decision raises must not block its room
            return _set_aside(pending, error)
        taken = self._rooms.newly_taken(heard.room)
        return outcome if taken is None else replace(outcome, room=taken)

    def _tell(self, heard: Sequence[Understood], outcomes: Sequence[Outcome]) -> None:
        for what in heard:
            if isinstance(what, Event):
                self.on_event(what)
        for outcome in outcomes:
            if outcome.room is not None:
                self._rooms.stored(outcome.room.id)
            for change in outcome.states:
                memory = self._warm.known(change.room) if change.key in TOLD else None
                if memory is not None:
                    self._rooms.learn(change.room, memory.state)
        if any(outcome.outgoing or outcome.cases or outcome.plays for outcome in outcomes):
            self.on_outcomes()


def _set_aside(pending: Pending, error: Exception) -> Outcome:
    log.error("Delivery %s of %s is set aside", pending.id, pending.delivery.channel, exc_info=error)
    return Outcome(inbox=pending.id, error=f"{type(error).__name__}: {error}")


async def stopped(task: "asyncio.Task[None]") -> None:
    """Cancel `task` and wait until it is over; what it ended with, it told whoever watches over it."""
    task.cancel()
    await asyncio.wait([task])
