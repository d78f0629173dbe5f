"""What every call passes: faults, trusted IP, frequency, token, method, JSON; and the record of it.

Source: developer.work.weixin.qq.com/document/path/90312, 90313.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.simulator.calls import Calls
from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError, errmsg
from bot.simulator.faults import BY_CODE, Faults
from bot.simulator.limits import HOUR, MINUTE, Blocking, Limit
from bot.simulator.qyapi.tokens import Tokens
from bot.simulator.settings import SimulatorSettings

PER_CORP = (Limit(count=10_000, window=MINUTE), Limit(count=150_000, window=HOUR))
PER_IP = (Limit(count=20_000, window=MINUTE), Limit(count=600_000, window=HOUR))
_SECRET = frozenset({"access_token", "corpsecret", "key", "response_code"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call as a family of calls sees it. body: the JSON object posted, empty for GET. raw: for uploads."""

    query: Mapping[str, str]
    body: dict[str, Any]
    ip: str
    raw: web.Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call gives back when it is taken.

    fields: of its JSON, beside errcode and errmsg. file: instead of JSON, if it is one. shown: numbers of the posts it
    made. note: why it made none.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    file: web.Response | None = None
    shown: tuple[int, ...] = ()
    note: str = ""


Run = Callable[[Request], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One path. needs_token: gettoken, webhooks and response_url do without. reads_json: uploads do not."""

    path: str
    method: str
    run: Run
    needs_token: bool = True
    reads_json: bool = True


class Gateway:
    """The door of `/cgi-bin/`. trusted_ips: 企业可信IP; empty trusts all. at_once: calls of one API that may run together."""

    def __init__(
        self,
        settings: SimulatorSettings,
        *,
        clock: Clock,
        faults: Faults,
        tokens: Tokens,
        calls: Calls,
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._tokens = tokens
        self._calls = calls
        self._trusted_ips = settings.trusted_ips
        self._at_once = settings.at_once
        self._running: Counter[str] = Counter()
        self._per_corp = Blocking(*PER_CORP)
        self._per_ip = Blocking(*PER_IP)

    def mount(self, app: web.Application, api: Api) -> None:
        """Serve `api` on `app`, whatever the HTTP method."""

        async def serve(raw: web.Request) -> web.StreamResponse:
            return await self._serve(api, raw)

        app.router.add_route("*", api.path, serve)

    async def _serve(self, api: Api, raw: web.Request) -> web.StreamResponse:
        self._running[api.path] += 1
        try:
            return await self._serve_one(api, raw)
        finally:
            self._running[api.path] -= 1

    async def _serve_one(self, api: Api, raw: web.Request) -> web.StreamResponse:
        if self._running[api.path] > self._at_once:
            return await self._answer(api, raw)
        if self._faults.strike("slow"):
            await self._clock.sleep(self._faults.seconds("slow"))
        if self._faults.strike("dropped"):
            return _hang_up(raw)
        if self._faults.strike("5xx"):
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        answer = await self._answer(api, raw)
        if self._faults.strike("answer_lost"):
            return _hang_up(raw)
        return answer

    async def _answer(self, api: Api, raw: web.Request) -> web.StreamResponse:
        """Run the call and record it; an API error is an HTTP 200."""
        ip, body = raw.remote or "127.0.0.1", dict[str, Any]()
        code, detail, answer = 0, "", Answer()
        try:
            self._admit(api, raw, ip)
            if api.reads_json and api.method == "POST":
                body = await _json(raw)
            answer = await api.run(Request(query=raw.query, body=body, ip=ip, raw=raw))
        except PlatformError as error:
            code, detail = error.code, error.detail
        text = errmsg(code, detail=detail, ip=ip, luck=self._clock.luck)
        self._calls.record(
            path=api.path,
            query={k: "***" if k in _SECRET else v for k, v in raw.query.items()},
            body=body,
            key=raw.headers.get("Idempotency-Key", ""),
            errcode=code,
            errmsg=text,
            shown=answer.shown,
            note=answer.note,
        )
        if answer.file is not None:
            return answer.file
        return web.json_response({"errcode": code, "errmsg": text, **answer.fields})

    def _admit(self, api: Api, raw: web.Request, ip: str) -> None:
        """Raise PlatformError for a call that may not come in."""
        if self._trusted_ips and ip not in self._trusted_ips:
            raise PlatformError(60020)
        if raw.method != api.method:
            raise PlatformError(40058, f"require {api.method}")
        now = self._clock.now()
        if not self._per_ip.allows(f"{ip} {api.path}", now) or not self._per_corp.allows(api.path, now):
            raise PlatformError(45009)
        if self._running[api.path] > self._at_once:
            raise PlatformError(45033)
        if api.path != "/cgi-bin/gettoken":
            self._strike()
        if api.needs_token:
            self._check_token(raw.query.get("access_token", ""))

    def _strike(self) -> None:
        for name, code in BY_CODE.items():
            if self._faults.strike(name):
                raise PlatformError(code)

    def _check_token(self, token: str) -> None:
        if self._faults.strike("token_dead_early"):
            self._tokens.kill()
        if self._faults.strike("token_expired"):
            self._tokens.expire()
        self._tokens.check(token)


async def _json(raw: web.Request) -> dict[str, Any]:
    """Return the JSON object posted. Raises PlatformError 40058 for anything else."""
    try:
        body = json.loads(await raw.read())
    except (ValueError, RecursionError) as error:
        raise PlatformError(40058, "Warning: wrong json format") from error
    except web.HTTPRequestEntityTooLarge as error:
        raise PlatformError(45002) from error
    if not isinstance(body, dict):
        raise PlatformError(40058, "Warning: wrong json format")
    return body


def _hang_up(raw: web.Request) -> web.StreamResponse:
    """Cut the connection without a word."""
    if raw.transport is not None:
        raw.transport.abort()
    return web.Response(status=500)
