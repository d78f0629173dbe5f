"""Brings callbacks to the bot: five seconds to answer, three more tries, duplicates and disorder on demand.

Source: developer.work.weixin.qq.com/document/path/90238, 101027.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import aiohttp

from bot.simulator.clock import Clock, milliseconds, unix
from bot.simulator.faults import Faults
from bot.simulator.wire import ReplyError, Sealed, echo_query, open_json, open_xml, seal_json, seal_xml
from bot.simulator.world import ARCHIVE_AGENT, Credentials
from bot.wecom.crypt import Crypt

APP, AIBOT = "app", "aibot"
ECHO_SECONDS = 1.0  # platform: path/90238
LONGEST_REPLY = 1 << 20  # chosen: bytes of a passive reply that are read
_KEPT = 10_000  # chosen: attempts remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How callbacks are tried. timeout, retry_after: s; the latter from the start of one try to that of the next.

    retries: after the first try. same_bytes: a retry repeats the first envelope, nonce and all.
    """

    timeout: float = 5.0  # platform: path/90238
    retry_after: float = 5.0
    retries: int = 3
    same_bytes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One callback to be brought. kind: for the record. id: what the bot should know repeats by. once: never retried."""

    channel: str
    kind: str
    id: str
    body: bytes
    agent: int = 0
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. status: of HTTP, 0 if no answer came. problem: why it failed or why its reply was refused. at, took: ms."""

    channel: str
    kind: str
    id: str
    number: int
    nonce: str
    status: int
    problem: str
    at: int
    took: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bot put into its answer to a callback, decrypted; empty if nothing."""

    fields: dict[str, object]


class Courier:
    """Seals and posts callbacks in tasks of its own."""

    def __init__(self, credentials: Credentials, *, clock: Clock, faults: Faults, pace: Pace) -> None:
        self._corp_id = credentials.corp_id
        self._crypts = {
            APP: Crypt(credentials.app_token, credentials.app_aes_key, credentials.corp_id),
            AIBOT: Crypt(credentials.aibot_token, credentials.aibot_aes_key, ""),
        }
        self._clock = clock
        self._faults = faults
        self._pace = pace
        self._bot_url = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self.attempts: deque[Attempt] = deque(maxlen=_KEPT)

    def point_at(self, bot_url: str) -> None:
        """Bring callbacks to `bot_url`/wecom/… from now on; nothing is brought while it is empty."""
        self._bot_url = bot_url.rstrip("/")

    async def start(self) -> None:
        """Open connections; keep at most 64 of them."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))

    async def stop(self) -> None:
        """Drop what is not delivered yet, and disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def idle(self) -> bool:
        """Tell whether no callback is under way."""
        return not self._tasks

    def bring(self, letter: Letter, then: Callable[[Reply], Awaitable[None]] | None = None) -> None:
        """Deliver `letter` in the background; `then` gets the bot's passive reply if there is one."""
        if not self._bot_url:
            return
        task = asyncio.create_task(self._deliver(letter, then))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, letter: Letter, then: Callable[[Reply], Awaitable[None]] | None) -> None:
        if self._faults.strike("reorder"):
            await self._clock.sleep(self._clock.luck.uniform(0.05, 0.8))
        reply = await self._try(letter)
        if self._faults.strike("duplicates"):
            await self._attempt(letter, self._seal(letter), 0)
        if then is not None and reply is not None and reply.fields:
            await then(reply)

    async def _try(self, letter: Letter) -> Reply | None:
        """Attempt until the bot takes it or the tries are used up; None if it never did."""
        sealed = self._seal(letter)
        tries = 1 if letter.once else 1 + self._pace.retries
        for number in range(1, tries + 1):
            begun = self._clock.now()
            reply = await self._attempt(letter, sealed, number)
            if reply is not None or number == tries:
                return reply
            spent = (self._clock.now() - begun).total_seconds()
            await self._clock.sleep(self._pace.retry_after - spent)
            if not self._pace.same_bytes:
                sealed = self._seal(letter)
        return None

    async def _attempt(self, letter: Letter, sealed: Sealed, number: int) -> Reply | None:
        """Post once; None unless the bot answers 200 in time. number: 0 for a duplicate."""
        begun = self._clock.now()
        clocked = asyncio.get_running_loop().time()
        status, body, problem = await self._post(letter.channel, sealed)
        reply = None
        if status == 200:
            reply, problem = self._open(letter.channel, sealed, body)
        took = int((asyncio.get_running_loop().time() - clocked) * 1000)
        self.attempts.append(
            Attempt(
                channel=letter.channel,
                kind=letter.kind,
                id=letter.id,
                number=number,
                nonce=sealed.query["nonce"],
                status=status,
                problem=problem,
                at=milliseconds(begun),
                took=took,
            )
        )
        return reply

    async def _post(self, channel: str, sealed: Sealed) -> tuple[int, bytes, str]:
        url = f"{self._bot_url}/wecom/{channel}"
        headers = {"Content-Type": sealed.content_type}
        post = partial(self._connected().post, url, data=sealed.body, headers=headers, allow_redirects=False)
        try:
            async with asyncio.timeout(self._pace.timeout), post(params=sealed.query) as answer:
                body = await answer.content.read(LONGEST_REPLY)
                return answer.status, body, "" if answer.status == 200 else f"HTTP {answer.status}"
        except TimeoutError:
            return 0, b"", f"{self._pace.timeout:g} 秒内没有应答"
        except (aiohttp.ClientError, OSError) as error:
            return 0, b"", f"连接失败：{error}"

    def _open(self, channel: str, sealed: Sealed, body: bytes) -> tuple[Reply, str]:
        """Return the passive reply in `body`, and what is wrong with it; a wrong one is no reason to try again."""
        try:
            if channel == AIBOT:
                return Reply(fields=open_json(body, self._crypts[AIBOT], nonce=sealed.query["nonce"])), ""
            return Reply(fields=dict(open_xml(body, self._crypts[APP]))), ""
        except ReplyError as error:
            return Reply(fields={}), str(error)

    def _seal(self, letter: Letter) -> Sealed:
        crypt, at, luck = self._crypts[letter.channel], unix(self._clock.now()), self._clock.luck
        if letter.channel == AIBOT:
            return seal_json(letter.body, crypt, at=at, luck=luck)
        return seal_xml(letter.body, crypt, to=self._corp_id, agent=letter.agent or ARCHIVE_AGENT, at=at, luck=luck)

    async def verify(self, channel: str) -> str:
        """Do what WeCom's console does when the callback URL is saved; return what is wrong, empty if nothing."""
        secret = str(self._clock.luck.randrange(10**18, 10**19))
        query = echo_query(self._crypts[channel], secret, at=unix(self._clock.now()), luck=self._clock.luck)
        get = partial(self._connected().get, f"{self._bot_url}/wecom/{channel}", allow_redirects=False)
        try:
            async with asyncio.timeout(ECHO_SECONDS), get(params=query) as answer:
                body = await answer.content.read(LONGEST_REPLY)
        except TimeoutError:
            return f"{ECHO_SECONDS:g} 秒内没有应答"
        except (aiohttp.ClientError, OSError) as error:
            return f"连接失败：{error}"
        if answer.status != 200:
            return f"HTTP {answer.status}"
        return "" if body == secret.encode() else "应答不是解密后的明文（不能带引号、BOM 或换行）"

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the courier is not started; await start() first")
        return self._session
