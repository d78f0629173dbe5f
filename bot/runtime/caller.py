"""Brings in what time alone changes: cases and plays that are due, and every hour for rooms in which something may be."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.core.coding import encoded
from bot.core.errors import QunguanError
from bot.core.model import RoomId
from bot.core.ports import Clock, Store
from bot.core.records import Delivery
from bot.runtime.inbox import Inbox
from bot.runtime.telling import HOUSE

log = logging.getLogger(__name__)

IDLE = timedelta(seconds=30)  # chosen: looks again at least this often
LEAST_SECONDS = 0.2  # chosen: between two looks, so that a storm of cases does not mean a storm of looks
FIRST_PAUSE = timedelta(seconds=1)  # chosen
LONGEST_PAUSE = timedelta(minutes=1)  # chosen
BATCH = 500  # chosen: due cases, and plays, called at a time
HOUR = timedelta(hours=1)
OF_LATE = timedelta(hours=25)  # what a morning report may tell of
PATIENCE = timedelta(seconds=10)  # chosen: plays wait no longer for what was said while nobody ran
LOOKED_THROUGH = 5_000  # chosen: newest cases, and open ones, in whose rooms something may be


class Caller:
    """Calls each case and each play once for each time it is due, and rooms once an hour and once at the start.

    What is called is a delivery with a key, so that a restart calls nothing twice. What is still due at the same time an
    hour after it was called is called again, every hour, until something changes it. rooms: called at the start
    whatever happened in them, so that their people are known by name before the first order. has_caught_up: what was said
    before the start was taken in; no play is called before, for what was said in time counts, though nobody ran.
    """

    def __init__(
        self,
        *,
        store: Store,
        inbox: Inbox,
        clock: Clock,
        rooms: Iterable[RoomId] = (),
        has_caught_up: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store = store
        self._configured = tuple(rooms)
        self._inbox = inbox
        self._clock = clock
        self._news = asyncio.Event()
        self._hour: datetime | None = None
        self._has_caught_up = has_caught_up
        self._began_at: datetime | None = None

    def wake(self) -> None:
        """Say that cases or plays may have changed."""
        self._news.set()

    async def run(self) -> None:
        """Call until cancelled; a failing database only delays it."""
        failures = 0
        while True:
            self._news.clear()
            try:
                pause = await self.call()
            except QunguanError as error:
                pause = min(FIRST_PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE)
                failures += 1
                log.error("What is due cannot be called (%s); again in %s s", error, pause.total_seconds())  # noqa: TRY400
                await asyncio.sleep(pause.total_seconds())
                continue
            failures = 0
            await self._wait(pause)
            await asyncio.sleep(LEAST_SECONDS)

    async def call(self) -> timedelta:
        """Call what is due now; return how long nothing will be. Raises StorageError, OverloadedError."""
        now = self._clock.now()
        await self._call_hour(now)
        waits = self._waits(now)
        for number, room, due_at in (
            () if waits else await self._store.due_plays(now, limit=BATCH)
        ):  # first: people wait
            told = {"kind": "play", "room": room, "play": number}
            await self._inbox.put(_delivery(_key("play", number, due_at, now), told, now))
        for number, room, due_at in await self._store.due_cases(now, limit=BATCH):
            told = {"kind": "due", "room": room, "case": number}
            await self._inbox.put(_delivery(_key("due", number, due_at, now), told, now))
        ahead = (await self._next_play_at(now), await self._store.next_case_at())
        longest = timedelta(seconds=LEAST_SECONDS) if waits else IDLE
        return min((longest, *(at - now for at in ahead if at is not None and at > now)))

    def _waits(self, now: datetime) -> bool:
        """Tell whether what was said before the start may still be on its way."""
        self._began_at = self._began_at or now
        return not self._has_caught_up() and now - self._began_at < PATIENCE

    async def _next_play_at(self, now: datetime) -> datetime | None:
        """Return when the next play is due after `now`: one that was called and not handled must not hide the others."""
        next_at = await self._store.next_play_at()
        if next_at is None or next_at > now:
            return next_at
        soon = await self._store.due_plays(now + IDLE, limit=LOOKED_THROUGH)
        return next((due_at for _, _, due_at in soon if due_at > now), None)

    async def _call_hour(self, now: datetime) -> None:
        hour = _hour_of(now)
        if hour == self._hour:
            return
        rooms = await self._rooms(now)
        if self._hour is None:
            rooms = tuple(dict.fromkeys((*rooms, *self._configured)))
        key = encoded(hour)
        if self._hour is None:
            key = f"start-{encoded(now)}"
        for room in rooms:
            told = {"kind": "hour", "room": room, "at": encoded(now if self._hour is None else hour)}
            await self._inbox.put(_delivery(f"hour-{room}-{key}", told, now))
        self._hour = hour

    async def _rooms(self, now: datetime) -> tuple[RoomId, ...]:
        """Return the rooms in which a case is open or was opened of late, each once."""
        still_open = await self._store.all_cases(limit=LOOKED_THROUGH, open_only=True)
        newest = await self._store.all_cases(limit=LOOKED_THROUGH)
        late = (case for case in newest if case.opened_at >= now - OF_LATE)
        return tuple(dict.fromkeys(case.room for case in (*still_open, *late)))

    async def _wait(self, pause: timedelta) -> None:
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await self._news.wait()
        except TimeoutError:
            return


def _hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _key(kind: str, number: int, due_at: datetime, now: datetime) -> str:
    late = (now - due_at) // HOUR
    again = f"-{late}" if late > 0 else ""
    return f"{kind}-{number}-{encoded(due_at)}{again}"


def _delivery(key: str, told: dict[str, object], now: datetime) -> Delivery:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Delivery(channel=HOUSE, key=key, body=body, received_at=now)
