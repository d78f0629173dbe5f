"""The HTTP doors that WeCom knocks at."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp import web

from bot.core.errors import ForgedError, StorageError, WireError
from bot.core.ports import Clock
from bot.core.records import Delivery
from bot.runtime.inbox import Inbox, OverloadedError

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024  # chosen: far above any callback
QUIET = timedelta(minutes=1)  # chosen

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door(Protocol):
    """An inbound channel."""

    def echo(self, query: Mapping[str, str]) -> str:
        """Return what the platform wants to read back when it verifies the address. Raises WireError."""

    def open(self, body: bytes, query: Mapping[str, str], *, now: datetime) -> Delivery:
        """Return the delivery in `body`. Raises WireError or ForgedError."""

    def passive(self, delivery: Delivery, query: Mapping[str, str], *, now: datetime) -> bytes:
        """Return what is answered in the callback's own response, mostly nothing."""


class Refusals:
    """Counts what the doors refuse, and says it in the log, each reason at most once a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said_at: dict[str, datetime] = {}
        self.count = 0

    def answer(self, error: WireError, door: str) -> web.Response:
        """Return the 4xx for `error`."""
        self.count += 1
        now, why = self._clock.now(), f"{door}: {error}"
        if now - self._said_at.get(why, now - QUIET) >= QUIET:
            self._said_at = {w: at for w, at in self._said_at.items() if now - at < QUIET} | {why: now}
            log.warning("A callback to %s is refused", why)
        return web.Response(status=403 if isinstance(error, ForgedError) else 400, text=f"{error}\n")


def make_web(*, doors: Mapping[str, Door], inbox: Inbox, refusals: Refusals, clock: Clock) -> web.Application:
    """Return the application with `GET|POST /wecom/<door>`."""
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    for name, door in doors.items():
        app.router.add_get(f"/wecom/{name}", _echoing(name, door, refusals))
        app.router.add_post(f"/wecom/{name}", _hearing(name, door, inbox, refusals, clock))
    return app


def _echoing(name: str, door: Door, refusals: Refusals) -> Handler:
    async def echo(request: web.Request) -> web.Response:
        try:
            return web.Response(text=door.echo(request.query))
        except WireError as error:
            return refusals.answer(error, name)

    return echo


def _hearing(name: str, door: Door, inbox: Inbox, refusals: Refusals, clock: Clock) -> Handler:
    async def hear(request: web.Request) -> web.Response:
        body = await request.read()
        now = clock.now()
        try:
            delivery = door.open(body, request.query, now=now)
        except WireError as error:
            return refusals.answer(error, name)
        try:
            await inbox.put(delivery)
        except (StorageError, OverloadedError):
            log.exception("A callback could not be stored; the platform will bring it again")
            return web.Response(status=503, text="not stored, please retry\n")
        return web.Response(body=door.passive(delivery, request.query, now=now))

    return hear
