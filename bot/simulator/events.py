"""What the page is told, in order: numbered events, kept for those who come late."""

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any

KEPT = 5000  # chosen: events a page that connects late can still see


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event. id: rises by one. kind: its name on the wire."""

    id: int
    kind: str
    data: dict[str, Any]


class Hub:
    """A bounded list of events that readers can wait on."""

    def __init__(self, kept: int = KEPT) -> None:
        self._events: deque[Happening] = deque(maxlen=kept)
        self._last = 0
        self._news = asyncio.Event()

    @property
    def last(self) -> int:
        """Return the id of the newest event, 0 before the first."""
        return self._last

    def publish(self, kind: str, data: dict[str, Any]) -> int:
        """Add an event and wake all who wait; return its id."""
        self._last += 1
        self._events.append(Happening(id=self._last, kind=kind, data=data))
        self._news.set()
        self._news = asyncio.Event()
        return self._last

    def since(self, after: int) -> list[Happening]:
        """Return the kept events with an id above `after`, in order."""
        if not self._events:
            return []
        return list(islice(self._events, max(after + 1 - self._events[0].id, 0), None))

    def forget(self) -> None:
        """Drop what was kept; ids go on rising."""
        self._events.clear()

    async def wait(self, after: int) -> list[Happening]:
        """Return the events after `after`, waiting for the first if there is none yet."""
        while not (found := self.since(after)):
            await self._news.wait()
        return found
