"""Notices that files were saved."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from bot.core.errors import QunguanError

log = logging.getLogger(__name__)

POLL_SECONDS = 0.12  # chosen: two looks and compiling the rules must fit into a second; a look takes 0.6 ms

Stamp = tuple[tuple[str, int, int, int], ...]
"""Of each file: path, time of its last change in ns, bytes, number on the disk."""


def stamp_of(paths: Iterable[Path]) -> Stamp:
    """Return what changes whenever one of `paths` is saved, replaced, added or removed."""
    found = []
    for path in paths:
        try:
            told = path.stat()
        except OSError:
            continue
        found.append((str(path), told.st_mtime_ns, told.st_size, told.st_ino))
    return tuple(found)


class Watch:
    """Looks at files again and again; tells once they changed and then stayed as they are from one look to the next.

    look: stamps the files, in a thread. changed: what to do about a stamp; it must not raise, and tells whether the files
    stayed as stamped while it worked. A look that fails (OSError, QunguanError) tells of no change; it is logged once.
    """

    def __init__(self, *, look: Callable[[], Stamp], changed: Callable[[Stamp], Awaitable[bool]]) -> None:
        self._look = look
        self._changed = changed
        self._trouble = ""

    async def run(self, known: Stamp) -> None:
        """Watch until cancelled. known: the stamp of what is in use."""
        before = known
        while True:
            await asyncio.sleep(POLL_SECONDS)
            now = await self._seen()
            if now is None:
                continue
            if now != known and now == before:
                known = now if await self._changed(now) else ()
            before = now

    async def _seen(self) -> Stamp | None:
        try:
            stamp = await asyncio.to_thread(self._look)
        except (OSError, QunguanError) as error:
            if str(error) != self._trouble:
                log.warning("The files cannot be looked at; what is in force stays: %s", error)
            self._trouble = str(error)
            return None
        self._trouble = ""
        return stamp
