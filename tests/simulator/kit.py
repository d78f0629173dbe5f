"""A simulated platform to call, and a small bot for it to call back."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.simulator.clock import HandClock
from bot.simulator.faults import Switch
from bot.simulator.server import Simulator
from bot.simulator.wire import flat_fields
from bot.wecom.crypt import Crypt

PATIENCE = 5.0  # s; far more than anything on loopback needs
Json = dict[str, Any]
CALM: Json = {"status": 200, "body": b"", "delay": 0.0}


async def eventually(holds: Callable[[], object]) -> None:
    """Wait until `holds()` is true."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what is waited for sends no event
            await asyncio.sleep(0.005)


@dataclass(kw_only=True)
class Heard:
    """One callback as the bot received it. plain: decrypted."""

    channel: str
    query: Mapping[str, str]
    body: bytes
    plain: str

    @property
    def xml(self) -> dict[str, str]:
        """The fields of an app callback."""
        return flat_fields(self.plain)

    @property
    def json(self) -> Json:
        """The fields of an aibot callback."""
        return json.loads(self.plain)


@dataclass(kw_only=True)
class FakeBot:
    """Verifies, decrypts and keeps callbacks; answers as told, then with an empty 200."""

    crypts: Mapping[str, Crypt]
    heard: list[Heard] = field(default_factory=list)
    answers: list[Json] = field(default_factory=list)
    passive: list[tuple[str, Any]] = field(default_factory=list)
    rows: list[Json] = field(default_factory=list)
    cases: list[Json] = field(default_factory=list)
    echo: Callable[[bytes], bytes] = field(default=lambda plain: plain)
    echo_delay: float = 0.0
    url: str = ""

    async def start(self) -> web.AppRunner:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/wecom/{channel}", self._post)
        app.router.add_get("/wecom/{channel}", self._get)
        app.router.add_get("/console/trace", self._trace)
        app.router.add_get("/console/cases", self._cases)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    def of(self, channel: str, kind: str = "") -> list[Heard]:
        """The callbacks of one channel, of one Event or MsgType if given."""
        heard = [h for h in self.heard if h.channel == channel]
        return [h for h in heard if not kind or kind in h.plain]

    async def _post(self, request: web.Request) -> web.Response:
        channel, body = request.match_info["channel"], await request.read()
        encrypt = json.loads(body)["encrypt"] if channel == "aibot" else flat_fields(body.decode())["Encrypt"]
        crypt, query = self.crypts[channel], dict(request.query)
        crypt.verify(query["msg_signature"], query["timestamp"], query["nonce"], encrypt)
        plain = crypt.decrypt(encrypt).decode()
        self.heard.append(Heard(channel=channel, query=query, body=body, plain=plain))
        answer = {**CALM, **(self.answers.pop(0) if self.answers else {})}
        await asyncio.sleep(answer["delay"])
        if self.passive and self.passive[0][0] == channel:
            _, reply = self.passive.pop(0)
            return web.Response(body=reply(query, crypt))
        return web.Response(status=answer["status"], body=answer["body"])

    async def _get(self, request: web.Request) -> web.Response:
        crypt, query = self.crypts[request.match_info["channel"]], request.query
        crypt.verify(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
        await asyncio.sleep(self.echo_delay)
        return web.Response(body=self.echo(crypt.decrypt(query["echostr"])))

    async def _trace(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer console":
            return web.Response(status=401)
        return web.json_response({"rows": self.rows[: int(request.query["limit"])]})

    async def _cases(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer console":
            return web.Response(status=401)
        return web.json_response({"cases": self.cases[: int(request.query["limit"])]})


def sealed_json(plain: Json) -> Callable[[Mapping[str, str], Crypt], bytes]:
    """A passive reply of the aibot, as the documents want it."""

    def seal(query: Mapping[str, str], crypt: Crypt) -> bytes:
        encrypt = crypt.encrypt(json.dumps(plain).encode(), bytes(16))
        signature = crypt.sign("1700000000", query["nonce"], encrypt)
        envelope = {"encrypt": encrypt, "msgsignature": signature, "timestamp": 1700000000, "nonce": query["nonce"]}
        return json.dumps(envelope).encode()

    return seal


def sealed_xml(plain: str) -> Callable[[Mapping[str, str], Crypt], bytes]:
    """A passive reply of the app."""

    def seal(query: Mapping[str, str], crypt: Crypt) -> bytes:
        del query
        encrypt = crypt.encrypt(plain.encode(), bytes(16))
        signature = crypt.sign("1700000000", "77", encrypt)
        return (
            f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            "<TimeStamp>1700000000</TimeStamp><Nonce><![CDATA[77]]></Nonce></xml>"
        ).encode()

    return seal


@dataclass(kw_only=True)
class Stage:
    """One platform under test with its clock, its bot and a client."""

    sim: Simulator
    clock: HandClock
    bot: FakeBot
    session: aiohttp.ClientSession

    async def get(self, path: str, **query: Any) -> Json:
        """Call a GET path; return its JSON."""
        async with self.session.get(self.sim.url + path, params=query) as answer:
            return await answer.json()

    async def post(self, path: str, body: Any, *, key: str = "", **query: Any) -> Json:
        """Call a POST path; return its JSON."""
        headers = {"Idempotency-Key": key} if key else {}
        async with self.session.post(self.sim.url + path, json=body, params=query, headers=headers) as answer:
            return await answer.json()

    async def control(self, name: str, body: Json) -> tuple[int, Json]:
        """Use one of the page's controls; return status and JSON."""
        async with self.session.post(f"{self.sim.url}/sim/{name}", json=body) as answer:
            return answer.status, await answer.json()

    async def token(self) -> str:
        """Fetch the app's token."""
        credentials = self.sim.credentials
        answer = await self.get("/cgi-bin/gettoken", corpid=credentials.corp_id, corpsecret=credentials.app_secret)
        return answer["access_token"]

    async def call(self, path: str, body: Any, *, key: str = "") -> Json:
        """Call a path of the app with a good token."""
        return await self.post(f"/cgi-bin/{path}", body, key=key, access_token=await self.token())

    async def code(self, path: str, body: Any) -> int:
        """Call a path of the app; return the errcode."""
        return (await self.call(path, body))["errcode"]

    async def say(self, userid: str, text: str, **more: Any) -> Json:
        """Speak in the room; return {n, ids}."""
        status, answer = await self.control("say", {"userid": userid, "text": text, **more})
        assert status == 200, answer
        return answer

    async def lines(self, **query: Any) -> list[Json]:
        """Read the archive."""
        headers = {"Authorization": f"Bearer {self.sim.credentials.archive_token}"}
        url = f"{self.sim.archive_source}/messages"
        async with self.session.get(url, params=query, headers=headers) as answer:
            assert answer.status == 200
            return [json.loads(line) for line in (await answer.text()).splitlines()]

    def texts(self, via: str) -> list[str]:
        """Everything shown that came by `via`, oldest first."""
        return [p.text for p in self.sim.platform.talk.posts() if p.via == via]

    def break_next(self, name: str, times: int = 1) -> None:
        """Let a fault happen the next `times` times."""
        self.sim.platform.faults.set({name: Switch(next=times)})


def local_path(url: str) -> str:
    """Path and query of `url`."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
