"""Any bytes at either door: a 2xx or 4xx, never a stuck room, and memory that stays flat."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 — bodies from a fixed seed

import pytest
from aiohttp import ClientSession, ServerDisconnectedError

from bot.simulator.people import Saying
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from bot.simulator.wire import seal_json, seal_xml
from bot.wecom.crypt import Crypt
from tests.endtoend.process import BotProcess, write_config

BODIES = 20_000
WORKERS = 16
GROWTH_KIB = 40 * 1024  # of resident memory over the second half

PIECES = (
    "<xml>", "</xml>", "<MsgType>", "<![CDATA[", "]]>", "text", "event", "<Event>", "change_external_chat", "&#0;", "&amp;", "\x00",
    "\ud800", "\u202e", "微信", "9" * 40, "-1", "null", "[]", "{}", '{"msgid":', '"text"', '{"content":', "NaN", "1e999", "[" * 50,
)  # fmt: skip
VALUES = (
    None,
    True,
    0,
    -1,
    2**70,
    1e308,
    "",
    "text",
    "event",
    "a" * 3000,
    "加我薇❤ abc123",
    [],
    {},
    ["x"],
    {"content": 3},
)
JSON_KEYS = (
    "msgid",
    "aibotid",
    "chatid",
    "chattype",
    "from",
    "msgtype",
    "text",
    "event",
    "response_url",
    "quote",
    "stream",
    "mixed",
)
XML_KEYS = (
    "ToUserName",
    "FromUserName",
    "CreateTime",
    "MsgType",
    "Content",
    "MsgId",
    "AgentID",
    "Event",
    "ChangeType",
    "ChatId",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """Makes bodies, of which some are signed right and hold anything. now: Unix s."""

    luck: Random
    crypts: dict[str, Crypt]
    now: int

    def shots(self) -> Iterator[tuple[str, dict[str, str], bytes]]:
        """Yield (door, query, body) for ever."""
        while True:
            door = self.luck.choice(("app", "aibot"))
            yield door, *self.luck.choice((self._noise, self._cut, self._sealed_noise, self._sealed_tree))(door)

    def _noise(self, door: str) -> tuple[dict[str, str], bytes]:
        del door
        query = {"msg_signature": self._word(40), "timestamp": str(self.now), "nonce": self._word(8)}
        kept = {key: value for key, value in query.items() if self.luck.random() < 0.9}
        return kept, self.luck.randbytes(self.luck.choice((0, 1, 7, 100, 3000)))

    def _cut(self, door: str) -> tuple[dict[str, str], bytes]:
        """A right envelope with some bytes changed."""
        query, body = self._sealed_tree(door)
        spoiled = bytearray(body)
        for _ in range(self.luck.randrange(1, 4)):
            spoiled[self.luck.randrange(len(spoiled))] = self.luck.randrange(256)
        return query, bytes(spoiled[: self.luck.randrange(1, len(spoiled) + 1)])

    def _sealed_noise(self, door: str) -> tuple[dict[str, str], bytes]:
        text = "".join(self.luck.choices(PIECES, k=self.luck.randrange(1, 12)))
        plain = self.luck.choice((text.encode("utf-8", "surrogatepass"), self.luck.randbytes(60)))
        return self._sealed(door, plain)

    def _sealed_tree(self, door: str) -> tuple[dict[str, str], bytes]:
        """Fields that the platform knows, with values it never sends."""
        if door == "aibot":
            keys = self.luck.sample(JSON_KEYS, self.luck.randrange(1, len(JSON_KEYS)))
            return self._sealed(door, json.dumps({key: self.luck.choice(VALUES) for key in keys}).encode())
        keys = self.luck.sample(XML_KEYS, self.luck.randrange(1, len(XML_KEYS)))
        fields = "".join(
            f"<{key}>{self.luck.choice(('', '1', 'text', 'event', 'x' * 99, '<a/>'))}</{key}>" for key in keys
        )
        return self._sealed(door, f"<xml>{fields}</xml>".encode())

    def _sealed(self, door: str, plain: bytes) -> tuple[dict[str, str], bytes]:
        crypt = self.crypts[door]
        if door == "aibot":
            sealed = seal_json(plain, crypt, at=self.now, luck=self.luck)
        else:
            sealed = seal_xml(plain, crypt, to="corp", agent=1, at=self.now, luck=self.luck)
        return dict(sealed.query), sealed.body

    def _word(self, length: int) -> str:
        return "".join(self.luck.choices("0123456789abcdef", k=length))


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A platform that notices archived messages at once."""
    simulator = await start(SimulatorSettings(notify_seconds=0.1))
    yield simulator
    await simulator.stop()


@pytest.mark.slow
async def test_any_bytes_are_answered_and_nothing_gets_stuck(tmp_path: Path, simulator: Simulator) -> None:
    """20,000 bodies, signed and unsigned; then a member speaks and is heard."""
    bot = BotProcess(write_config(tmp_path, simulator.platform.world.groups()), simulator)
    await bot.start()
    given = simulator.credentials
    forge = Forge(
        luck=Random(11),  # noqa: S311
        crypts={
            "app": Crypt(given.app_token, given.app_aes_key, given.corp_id),
            "aibot": Crypt(given.aibot_token, given.aibot_aes_key, ""),
        },
        now=int(simulator.platform.clock.now().timestamp()),
    )
    statuses: Counter[int] = Counter()
    try:
        await _shoot(bot, forge, BODIES // 2, statuses)
        half = _resident_kib(bot)
        await _shoot(bot, forge, BODIES // 2, statuses)
        grown = _resident_kib(bot) - half
        await bot.idle()
        await _is_still_heard(bot, simulator)
    finally:
        await bot.stop()

    print(f"answers {dict(statuses)}, resident memory grew by {grown} KiB")  # noqa: T201
    assert sum(statuses.values()) == BODIES
    assert {status // 100 for status in statuses} <= {2, 4}
    assert statuses[200] > BODIES // 20  # some of what is signed right is understood or kept raw
    assert grown < GROWTH_KIB


async def _shoot(bot: BotProcess, forge: Forge, count: int, statuses: Counter[int]) -> None:
    shots = forge.shots()
    left = iter(range(count))

    async def shoot(session: ClientSession) -> None:
        for _ in left:
            door, query, body = next(shots)
            try:
                async with session.post(f"{bot.url}/wecom/{door}", params=query, data=body) as answer:
                    await answer.read()
                    statuses[answer.status] += 1
            except ServerDisconnectedError:
                statuses[599] += 1

    async with ClientSession() as session:
        await asyncio.gather(*(shoot(session) for _ in range(WORKERS)))


async def _is_still_heard(bot: BotProcess, simulator: Simulator) -> None:
    simulator.point_at(bot.url)
    simulator.platform.people.say("zhangwei", "qunguandemo", Saying(text="加我薇❤ abc12345 领福利"))
    async with asyncio.timeout(20):
        while not any(  # noqa: ASYNC110 — it sends no event
            c["path"].endswith("appchat/send") for c in simulator.platform.calls.view()
        ):
            await asyncio.sleep(0.1)


def _resident_kib(bot: BotProcess) -> int:
    status = Path(f"/proc/{bot.pid}/status").read_text("ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
