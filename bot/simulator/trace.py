"""Fetches the bot's trace and passes on what is new in it, so that the page can show why."""

import asyncio
import json
from collections import OrderedDict
from typing import Any

import aiohttp

from bot.simulator.events import Hub

EVERY = 0.3  # chosen: s between looks
ROWS = 50  # chosen: newest rows looked at
_REMEMBERED = 1000  # chosen: rows whose last state is known


class TraceFeed:
    """Looks while somebody watches; rows are passed on as they are."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._url = ""
        self._token = ""
        self._seen: OrderedDict[str, str] = OrderedDict()
        self._task: asyncio.Task[None] | None = None
        self._watchers = 0

    def point_at(self, bot_url: str, console_token: str) -> None:
        """Look at the console of `bot_url` from now on; empty values stop it."""
        self._url = f"{bot_url.rstrip('/')}/console/trace" if bot_url and console_token else ""
        self._token = console_token

    def watched(self, change: int) -> None:
        """Count who watches: +1 for one more, -1 for one less."""
        self._watchers += change
        if self._watchers > 0 and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look(self) -> None:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while self._watchers > 0:
                if self._url:
                    self.take(await self._rows(session))
                await asyncio.sleep(EVERY)

    async def _rows(self, session: aiohttp.ClientSession) -> list[dict[str, Any]]:
        """Return the newest rows, oldest first; none while the bot does not answer."""
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with session.get(self._url, params={"limit": ROWS}, headers=headers) as answer:
                rows = await answer.json() if answer.status == 200 else []
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return []
        if isinstance(rows, dict):
            rows = rows.get("rows", [])
        return [row for row in reversed(rows) if isinstance(row, dict)] if isinstance(rows, list) else []

    def take(self, rows: list[dict[str, Any]]) -> None:
        """Publish each of `rows` that is new or changed."""
        for row in rows:
            key, state = str(row.get("id")), json.dumps(row, sort_keys=True)
            if self._seen.get(key) == state:
                continue
            self._seen[key] = state
            self._seen.move_to_end(key)
            self._hub.publish("trace", row)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
