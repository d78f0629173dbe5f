"""Time and luck of the simulated platform: the machine's, or moved by hand in tests."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random  # noqa: TID251 - the simulated platform draws its own luck
from typing import Protocol

BEIJING = timedelta(hours=8)  # platform: calendar days of its limits
_START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # chosen: a working morning in Beijing


class Clock(Protocol):
    """Where the simulator gets time and luck from."""

    @property
    def luck(self) -> Random:
        """Return the only source of chance."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return when `seconds` of this clock's time have passed."""


class RealClock:
    """The machine's time. seed: makes luck repeatable; None draws fresh luck."""

    def __init__(self, seed: int | None = None) -> None:
        self.luck = Random(seed)  # noqa: S311 - no secret but those of a demo on loopback

    def now(self) -> datetime:
        """Return the present, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the simulator's only reading of the machine's clock

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of real time."""
        await asyncio.sleep(max(seconds, 0.0))


class HandClock:
    """Time that stands still until `advance`."""

    def __init__(self, seed: int = 0, start: datetime = _START) -> None:
        self.luck = Random(seed)  # noqa: S311 - repeatable on purpose
        self._now = start
        self._order = count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Return the time that was set last, aware, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return once `advance` has moved time by `seconds`."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), next(self._order), woken))
        await woken

    def sleepers(self) -> int:
        """Return how many wait for time to move."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Move time by `seconds`, waking sleepers at their own moments, in order."""
        until = self._now + timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= until:
            due_at, _, woken = heapq.heappop(self._sleepers)
            self._now = max(self._now, due_at)
            if not woken.done():
                woken.set_result(None)
            await asyncio.sleep(0)
        self._now = until
        await asyncio.sleep(0)


def milliseconds(at: datetime) -> int:
    """Return `at` as Unix time in ms, the unit of the message archive and of the page."""
    return int(at.timestamp() * 1000)


def unix(at: datetime) -> int:
    """Return `at` as Unix time in s, the unit of callbacks and of expiry."""
    return int(at.timestamp())
