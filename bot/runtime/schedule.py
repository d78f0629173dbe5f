"""Timed jobs, once each however many processes run them."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, tzinfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.ports import Clock, Store

log = logging.getLogger(__name__)

NIGHT_HOUR = 4  # chosen: when groups sleep
LATE = timedelta(hours=6)  # chosen: a nightly job missed by more than this waits for the next night


class Schedule:
    """The housekeeping of one process.

    keep: how long handled deliveries and messages stay. tidy: hourly, in memory only.
    """

    def __init__(self, *, store: Store, clock: Clock, zone: tzinfo, keep: timedelta, tidy: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep
        self._zone = zone
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

    def every(self, span: timedelta, job: Callable[[], Awaitable[None]]) -> None:
        """Let this process do `job` again and again; one that takes longer than `span` is not begun twice."""
        self._scheduler.add_job(job, "interval", seconds=span.total_seconds(), coalesce=True, max_instances=1)

    def start(self) -> None:
        """Begin; needs the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; jobs under way are left to the loop's own end."""
        self._scheduler.shutdown(wait=False)

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
