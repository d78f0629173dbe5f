"""Fetches the bot's trace and its cases, and passes on what is new in them, so that the page can show why."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.simulator.events import Hub

EVERY = 0.3  # chosen: s between looks
ROWS = 50  # chosen: newest rows looked at
_REMEMBERED = 1000  # chosen: rows whose last state is known

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One list of the bot's console. kind: of the events it becomes. names: under which the answer may hold its rows.

    id: names a row for good. seen: the last known state of each, the oldest first.
    """

    path: str
    kind: str
    names: tuple[str, ...]
    id: Callable[[Row], str]
    seen: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def rows(self, answer: object) -> list[Row]:
        """Return the rows of an answer, oldest first; none of an answer that has none."""
        if isinstance(answer, dict):
            answer = next((answer[name] for name in self.names if name in answer), [])
        return [row for row in reversed(answer) if isinstance(row, dict)] if isinstance(answer, list) else []

    def news(self, rows: list[Row]) -> list[Row]:
        """Return those of `rows` that are new or changed, and remember them."""
        fresh = []
        for row in rows:
            key, state = self.id(row), json.dumps(row, sort_keys=True)
            if self.seen.get(key) == state:
                continue
            self.seen[key] = state
            self.seen.move_to_end(key)
            fresh.append(row)
        while len(self.seen) > _REMEMBERED:
            self.seen.popitem(last=False)
        return fresh


def _id_of_row(row: Row) -> str:
    return str(row.get("id"))


def _number_of_case(row: Row) -> str:
    return str(row.get("number"))


class TraceFeed:
    """Looks while somebody watches; rows are passed on as they are."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._url = ""
        self._token = ""
        self._task: asyncio.Task[None] | None = None
        self._watchers = 0
        self._feeds = (
            Feed(path="trace", kind="trace", names=("rows",), id=_id_of_row),
            Feed(path="cases", kind="case", names=("cases", "rows"), id=_number_of_case),
        )

    def point_at(self, bot_url: str, console_token: str) -> None:
        """Look at the console of `bot_url` from now on; empty values stop it."""
        self._url = f"{bot_url.rstrip('/')}/console" if bot_url and console_token else ""
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
                for feed in self._feeds if self._url else ():
                    self._publish(feed, feed.rows(await self._answer(session, feed)))
                await asyncio.sleep(EVERY)

    async def _answer(self, session: aiohttp.ClientSession, feed: Feed) -> object:
        """Return the newest rows as the console gives them; nothing while the bot does not answer."""
        headers = {"Authorization": f"Bearer {self._token}"}
        url, query = f"{self._url}/{feed.path}", {"limit": ROWS}
        try:
            async with session.get(url, params=query, headers=headers) as answer:
                return await answer.json() if answer.status == 200 else []
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return []

    def _publish(self, feed: Feed, rows: list[Row]) -> None:
        for row in feed.news(rows):
            self._hub.publish(feed.kind, row)
