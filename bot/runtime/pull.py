"""Pulls the message archive: when it is announced, and from time to time in case the announcement was lost."""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from bot.core.errors import QunguanError
from bot.core.ports import Clock, Store
from bot.runtime.inbox import Inbox
from bot.wecom.archive import Puller

log = logging.getLogger(__name__)

POSITION = "archive"
LIMIT = 500  # chosen: messages a pull; the platform allows 1000
DEEPEST = 2_000  # chosen: deliveries that may wait before pulling pauses
FULL_PAUSE_SECONDS = 0.2  # chosen
FIRST_PAUSE = timedelta(seconds=1)  # chosen
LONGEST_PAUSE = timedelta(minutes=1)  # chosen


class ArchivePull:
    """Brings archived messages into the inbox, in the order of their `seq`, each once.

    last_good_at: when the archive last answered, None if it never did. has_caught_up: all that was there at the start was
    taken in.
    """

    def __init__(self, *, puller: Puller, inbox: Inbox, store: Store, clock: Clock, poll: timedelta) -> None:
        self._puller = puller
        self._inbox = inbox
        self._store = store
        self._clock = clock
        self._poll = poll
        self._news = asyncio.Event()
        self.last_good_at: datetime | None = None
        self.has_caught_up = False

    def wake(self) -> None:
        """Say that there may be news."""
        self._news.set()

    async def run(self) -> None:
        """Pull until cancelled."""
        failures = 0
        while True:
            self._news.clear()
            try:
                await self._pull_all()
            except QunguanError as error:
                pause = min(FIRST_PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE).total_seconds()
                failures += 1
                log.error("Pulling the message archive failed (%s); again in %s s", error, pause)  # noqa: TRY400
                await asyncio.sleep(pause)
                continue
            failures = 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll.total_seconds()):
                    await self._news.wait()

    async def _pull_all(self) -> None:
        """Pull until nothing is left, no faster than the inbox handles it."""
        position = await self._store.position(POSITION)
        while True:
            while self._inbox.depth > DEEPEST:  # noqa: ASYNC110 — it has no event for that, and it is rare
                await asyncio.sleep(FULL_PAUSE_SECONDS)
            deliveries, last = await self._puller.pull(after=position, limit=LIMIT)
            self.last_good_at = self._clock.now()
            if deliveries:
                await self._inbox.put_pulled(deliveries, position=(POSITION, last))
            if last <= position:
                self.has_caught_up = True
                return
            position = last
