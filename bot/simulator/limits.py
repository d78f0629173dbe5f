"""How often something may be done: windows that block, and windows that drop in silence.

Source: developer.work.weixin.qq.com/document/path/90312 (basic frequencies), 90236, 90248, 99110.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.clock import BEIJING

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` in one `window`."""

    count: int
    window: timedelta


@dataclass(slots=True)
class _Window:
    opened_at: datetime
    used: int = 0
    blocked_until: datetime | None = None


class Blocking:
    """Fixed windows; passing one blocks for its length: 60 s, 60 min, or the rest of the day in Beijing.

    What is refused is not counted, and does not lengthen the block.
    """

    def __init__(self, *limits: Limit) -> None:
        self._limits = limits
        self._windows: dict[tuple[str, int], _Window] = {}

    def allows(self, key: str, now: datetime, amount: int = 1) -> bool:
        """Take `amount` from every window of `key`; False if one of them is, or becomes, blocked."""
        windows = [self._window(key, index, now) for index in range(len(self._limits))]
        for limit, window in zip(self._limits, windows, strict=True):
            if window.blocked_until is not None:
                return False
            if window.used + amount > limit.count:
                window.blocked_until = _end_of_block(limit, now)
                return False
        for window in windows:
            window.used += amount
        return True

    def _window(self, key: str, index: int, now: datetime) -> _Window:
        """Return the window that runs at `now`, opening a new one if the last is over."""
        window = self._windows.get((key, index))
        if window is None or now >= (window.blocked_until or window.opened_at + self._limits[index].window):
            window = self._windows[key, index] = _Window(opened_at=now)
        return window


class Dropping:
    """Sliding windows for what the platform answers with success and does not deliver."""

    def __init__(self, *limits: Limit) -> None:
        self._limits = limits
        self._taken: dict[str, deque[datetime]] = {}

    def allows(self, key: str, now: datetime) -> bool:
        """Take one from `key`; False if any window is full, and then nothing is counted."""
        taken = self._taken.setdefault(key, deque())
        longest = max(limit.window for limit in self._limits)
        while taken and taken[0] <= now - longest:
            taken.popleft()
        if any(_used(taken, now - limit.window, limit.count) >= limit.count for limit in self._limits):
            return False
        taken.append(now)
        return True


def _used(taken: deque[datetime], since: datetime, enough: int) -> int:
    """Return how many were taken after `since`, counting no further than `enough`."""
    if len(taken) < enough:
        return 0
    return enough if taken[-enough] > since else 0


def _end_of_block(limit: Limit, now: datetime) -> datetime:
    if limit.window < DAY:
        return now + limit.window
    local = now + BEIJING
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    return midnight - BEIJING
