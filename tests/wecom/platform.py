"""A stand-in for the platform that answers what a test tells it to and remembers what it was asked."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

OK: Mapping[str, Any] = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. content: its JSON, or its body if it is none."""

    method: str
    path: str
    query: Mapping[str, str]
    content: Any
    key: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Platform:
    """answers: what the next requests to a path get: JSON, bytes, a status, or an exception to break off with."""

    url: str = ""
    answers: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[Asked] = field(default_factory=list)
    tokens: int = 0
    pause: float = 0.0

    def will_answer(self, path: str, *answers: object) -> None:
        """Queue answers for `path`; when they run out, it is `OK`, and a fresh token for gettoken."""
        self.answers[path].extend(answers)

    def asked_for(self, path: str) -> list[Asked]:
        """Return the requests to `path` so far."""
        return [one for one in self.asked if one.path == path]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Note the request, and give what is queued for its path."""
        body = await request.read()
        self.asked.append(_noted(request, body))
        queue = self.answers[request.path]
        answer = queue.popleft() if queue else self._usual(request.path)
        await asyncio.sleep(self.pause)
        if isinstance(answer, type) and issubclass(answer, Exception):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(answer, int):
            return web.Response(status=answer, text="<html>")
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        return web.json_response(answer)

    def _usual(self, path: str) -> Mapping[str, Any]:
        if path != "/cgi-bin/gettoken":
            return OK
        self.tokens += 1
        return {**OK, "access_token": f"token{self.tokens}", "expires_in": 7200}


def _noted(request: web.Request, body: bytes) -> Asked:
    try:
        content = json.loads(body) if body else None
    except ValueError:
        content = body
    return Asked(
        method=request.method,
        path=request.path,
        query=dict(request.query),
        content=content,
        key=request.headers.get("Idempotency-Key", ""),
        headers=dict(request.headers),
    )


@asynccontextmanager
async def running() -> AsyncIterator[Platform]:
    """A platform on a port of its own."""
    platform = Platform()
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{path:.*}", platform.answer)
    async with TestServer(app) as server:
        platform.url = str(server.make_url("")).rstrip("/")
        yield platform
