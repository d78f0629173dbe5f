"""The one place from which things happen at their time: timers of activities, housekeeping, what is done again and again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta, tzinfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.coding import decoded, encoded
from bot.core.errors import QunguanError
from bot.core.ports import Clock, Store
from bot.core.records import Delivery
from bot.runtime.clock import SystemClock
from bot.runtime.timetable import Slot, Timers, call, slots

log = logging.getLogger(__name__)

NIGHT_HOUR = 4  # chosen: when groups sleep
LATE = timedelta(hours=6)  # chosen: a nightly job missed by more than this waits for the next night
POSITION = "schedule"
SWEEP = timedelta(minutes=1)  # chosen: looks again at least this often, for clocks may jump and machines sleep
LEAST = timedelta(milliseconds=50)  # chosen: between two looks
PAUSE = timedelta(seconds=5)  # chosen: before trying again what could not be put in
ASKED_EVERY = timedelta(minutes=10)  # chosen: a room first heard of today has its timers so soon
WRITTEN_EVERY = timedelta(minutes=10)  # chosen: how old the stored position may be while nothing comes
BATCH = 1_000  # chosen: deliveries put in at once

Put = Callable[..., Awaitable[None]]
"""`Inbox.put_pulled`."""


async def _nowhere(deliveries: Sequence[Delivery], *, position: tuple[str, int]) -> None:
    del deliveries, position


class Schedule:
    """Timed jobs of one process, each done once however many processes run.

    keep: how long handled deliveries and messages stay. tidy: hourly, in memory only. timers: tells what is to be called;
    asked at the start, by `refresh`, and now and then for rooms taken up meanwhile. put: takes in the calls, with the position up to which all were put in, in one
    transaction: what passed while nobody ran is found from there. A call has a key, so the same one put in twice, by
    another process too, is one.
    """

    def __init__(  # noqa: PLR0913 # the composition root hands over what it needs
        self,
        *,
        store: Store,
        clock: Clock,
        zone: tzinfo,
        keep: timedelta,
        tidy: Callable[[], None],
        timers: Callable[[], Timers] = tuple,
        put: Put = _nowhere,
    ) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep
        self._zone = zone
        self._timers = timers
        self._put = put
        self._slots: dict[tuple[str, str, str], Slot] = {}
        self._next: dict[tuple[str, str, str], datetime] = {}
        self._ready: list[Delivery] = []
        self._done_until: datetime | None = None
        self._written_at: datetime | None = None
        self._asked_at = clock.now()
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=zone)
        self._scheduler.add_job(
            self._once("prune", self._prune),
            "cron",
            hour=NIGHT_HOUR,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=int(LATE.total_seconds()),
        )
        self._scheduler.add_job(tidy, "interval", hours=1, coalesce=True, max_instances=1)
        self.every(SWEEP, self.look)

    def every(self, span: timedelta, job: Callable[[], Awaitable[None]]) -> None:
        """Let this process do `job` again and again; one that takes longer than `span` is not begun twice."""
        self._scheduler.add_job(job, "interval", seconds=span.total_seconds(), coalesce=True, max_instances=1)

    def start(self) -> None:
        """Begin; needs the running loop."""
        self._scheduler.start()
        self._look_at(self._clock.now())

    def stop(self) -> None:
        """End; jobs under way are left to the loop's own end."""
        self._scheduler.shutdown(wait=False)

    def refresh(self) -> None:
        """Ask anew what is to be called: times of what is new count from now on, what stays goes on."""
        now = self._asked_at = self._clock.now()
        fresh = dict(slots(self._timers()))
        for key, slot in fresh.items():
            if self._slots.get(key) != slot:
                self._plan(slot, now)
        for key in self._slots.keys() - fresh.keys():
            self._next.pop(key, None)
        self._slots = fresh
        self._look_at(min(self._next.values(), default=now + SWEEP))

    async def look(self) -> None:
        """Put in all whose time has come; a failing database only delays it."""
        async with self._turn:
            try:
                if self._done_until is None:
                    await self._begin()
                elif self._clock.now() - self._asked_at >= ASKED_EVERY:
                    self.refresh()
                await self._call(self._clock.now())
            except QunguanError as error:
                log.error("What is due by the clock cannot be put in (%s); again soon", error)  # noqa: TRY400
                self._look_at(self._clock.now() + PAUSE)
                return
        self._look_at(min(self._next.values(), default=self._clock.now() + SWEEP))

    async def _begin(self) -> None:
        """Take up where the position says that this process, or another, left off."""
        now, stored = self._clock.now(), await self._store.position(POSITION)
        left_off = min(decoded(datetime, stored), now) if stored else now
        self._asked_at = now
        self._slots = dict(slots(self._timers()))
        for slot in self._slots.values():
            self._plan(slot, left_off)
        self._done_until = left_off

    async def _call(self, now: datetime) -> None:
        """Put in what is due, then remember that it is; what could not be put in is kept for the next time."""
        for key, next_at in tuple(self._next.items()):
            if next_at <= now:
                slot = self._slots[key]
                self._ready += (call(slot, due_at, now) for due_at in slot.due(next_at - _INSTANT, now))
                self._plan(slot, now)
        position = (POSITION, encoded(now))
        while self._ready:
            batch = self._ready[:BATCH]
            is_last = len(batch) == len(self._ready)
            await self._put(batch, position=position if is_last else (POSITION, encoded(self._done_until)))
            del self._ready[:BATCH]
            self._written_at = now if is_last else self._written_at
        if self._written_at is None or now - self._written_at >= WRITTEN_EVERY:
            await self._put((), position=position)
            self._written_at = now
        self._done_until = now

    def _plan(self, slot: Slot, after: datetime) -> None:
        try:
            next_at = slot.next_at(after)
        except ValueError as error:
            log.error("The times of %s cannot be read: %s", "/".join(slot.key), error)  # noqa: TRY400
            next_at = None
        if next_at is None:
            self._next.pop(slot.key, None)
        else:
            self._next[slot.key] = next_at

    def _look_at(self, moment: datetime) -> None:
        """Have `look` called at `moment`: one job, for whatever comes next. The scheduler goes by the machine's clock."""
        if self._scheduler.running:
            pause = max(moment - self._clock.now(), LEAST)
            run_at = SystemClock().now() + pause
            self._scheduler.add_job(
                self.look, "date", run_date=run_at, id="look", replace_existing=True, misfire_grace_time=None
            )

    def _once(self, name: str, job: Callable[[datetime], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Claim the firing in the store before `job` runs, so that one process alone does it."""

        async def run() -> None:
            now = self._clock.now()
            due_at = self._night(now)
            if await self._store.claim_run(name, due_at):
                await job(now)

        return run

    def _night(self, now: datetime) -> datetime:
        """When the last nightly jobs were due, however late they fire."""
        local = now.astimezone(self._zone)
        due_at = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
        return due_at if due_at <= local else due_at - timedelta(days=1)

    async def _prune(self, now: datetime) -> None:
        rows = await self._store.prune(before=now - self._keep)
        log.info("Pruned %s rows older than %s days", rows, self._keep.days)


_INSTANT = timedelta(microseconds=1)
