"""A bot and a simulated platform in this process, with a customer group whose owner has to act by hand."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.app import running
from bot.core.cases import Case
from bot.core.coding import decoded
from bot.demo import bot_variables
from bot.runtime.clock import SystemClock
from bot.settings import Settings, load_settings
from bot.simulator.faults import Switch
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from bot.simulator.talk import Post
from tests.endtoend.process import free_port, write_config

ROOM = "wrDemoCustomer01"
APP_ROOM = "qunguandemo"
TOKEN = "console-token-of-the-story"
PATIENCE = 20.0  # s
GRACE = 1.1  # s, a little more than the policy below gives
CUSTOMER = "wmCustomer1"
ADVERTS = (
    "加我薇 abc00 领取资料",
    "想轻松赚钱的朋友都来加我薇，名额有限",
    "最后三天！代办证件请加我薇 qq5566",
)  # unlike each other
RULES = """
- id: ads
  title: 禁止引流广告
  when: {words: {words: [加我薇]}}
  then: {points: 3, reply: "@{member} 群内请不要发布广告。"}
"""
SLOW: dict[str, Any] = {"steps": ["1小时", "1小时"], "remind": "4小时", "lapse": "3天"}
QUICK: dict[str, Any] = {"steps": ["1秒", "1秒"], "remind": "1秒", "lapse": "6秒"}


class AheadClock:
    """The machine's clock, set ahead by `ahead`."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self._machine = SystemClock()

    def now(self) -> datetime:
        """The present, aware, UTC."""
        return self._machine.now() + self.ahead

    def seed(self) -> int:
        """Fresh luck."""
        return self._machine.seed()


@dataclass(kw_only=True)
class Story:
    """Both of them, and hands for everybody. settings, clock, url: of the bot; it has the same port after a restart."""

    sim: Simulator
    settings: Settings
    clock: AheadClock
    session: ClientSession
    url: str = ""
    _bot: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Start the bot over what it has stored so far."""
        bot = await self._bot.enter_async_context(running(self.settings, clock=self.clock))
        self.url = bot.url
        self.sim.point_at(bot.url, TOKEN)

    async def stop(self) -> None:
        """Stop the bot; the platform goes on."""
        await self._bot.aclose()

    async def do(self, name: str, **body: object) -> int:
        """Use one of the controls; return the HTTP status."""
        async with self.session.post(f"{self.sim.url}/sim/{name}", json=body) as answer:
            return answer.status

    async def say(self, userid: str, text: str, room: str = ROOM) -> None:
        """Speak in a group, and return once the bot has judged it."""
        body = {"userid": userid, "text": text, "room": room}
        async with self.session.post(f"{self.sim.url}/sim/say", json=body) as answer:
            assert answer.status == 200, await answer.text()
            message = (await answer.json())["ids"]["archive"]

        async def is_judged() -> bool:
            return message in {row["message"] for row in (await self._console("trace"))["rows"]}

        await until(is_judged)

    async def advertise(self, userid: str = CUSTOMER, room: str = ROOM, adverts: Iterable[str] = ADVERTS) -> Case:
        """Speak adverts until one is to be answered by a removal; return the case."""
        for advert in adverts:
            await self.say(userid, advert, room)
            await asyncio.sleep(GRACE)
            for case in await self.cases():
                if any(offence.act == "remove" for offence in case.offences):
                    return case
        raise AssertionError([*await self.cases()])

    async def is_quiet(self) -> bool:
        """Whether nothing waits in the bot or on the way to it."""
        async with self.session.get(f"{self.url}/healthz") as answer:
            health = await answer.json()
        return self.sim.platform.courier.idle() and not health["backlog"] and not health["unsent_effects"]

    async def cases(self) -> list[Case]:
        """All cases of the bot, newest first."""
        return [decoded(Case, row["case"]) for row in (await self._console("cases"))["cases"]]

    async def _console(self, path: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self.session.get(f"{self.url}/console/{path}", headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def case(self, number: int) -> Case:
        """The case with that number."""
        return next(case for case in await self.cases() if case.number == number)

    def phone(self, userid: str) -> list[Post]:
        """What the bot wrote to somebody, oldest first."""
        return [p for p in self.sim.platform.talk.posts() if p.to == userid and p.author.role == "bot"]

    def cards(self, userid: str, about: str = "") -> list[Post]:
        """The cards on somebody's phone with that in their title."""
        return [post for post in self.phone(userid) if post.card and about in post.card["main_title"]["title"]]

    def texts(self, userid: str) -> list[str]:
        """Everything else on it."""
        return [post.text for post in self.phone(userid) if not post.card]

    async def card_of(self, userid: str, about: str = "移出") -> Post:
        """The newest card on somebody's phone that asks for that, once there is one."""
        await until(lambda: self.cards(userid, about))
        return self.cards(userid, about)[-1]

    async def press(self, post: Post, key: str) -> int:
        """Tap a button of a card; return the HTTP status."""
        return await self.do("press", userid=post.to, n=post.n, key=key)

    def shown(self, post: Post) -> str:
        """What stands on the greyed button of a card, empty while it can be tapped."""
        now = self.sim.platform.talk.find(post.n)
        return str(now.card.get("replace_text", "")) if now else ""

    def trouble(self, fault: str, **switch: Any) -> None:
        """Set a switch of the platform."""
        self.sim.platform.faults.set({fault: Switch(**switch)})


async def until(holds: Callable[[], Any]) -> None:
    """Wait until `holds()` is true; it may be a coroutine function."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = holds()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def telling(folder: Path, asking: dict[str, Any]) -> AsyncIterator[Story]:
    """Run both. asking: how people are asked; the office is open, whatever day it is."""
    sim = await start(SimulatorSettings(notify_seconds=0.05))
    config = write_config(folder, sim.platform.world.groups())
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    settings = {**json.loads(config.read_text("utf-8")), "rules": "rules.yaml", "console": {"token": TOKEN}}
    for room in settings["rooms"]:
        room |= {"helpers": ["liqiang"], "admins": ["admin"], "customer": room["id"] == ROOM}
    today = datetime.now(UTC).date()  # noqa: TID251 - the bot lives in real time
    settings["calendar"] = {"on": [str(today + timedelta(days=n)) for n in range(-1, 5)]}
    office = {"office": ["0:00-12:00", "12:00-24:00"]}
    ladder = [{"at": 1, "do": "warn"}, {"at": 5, "do": "remove"}]
    settings["policy"] = {"grace": "1秒", "ladder": ladder, "asking": {**asking, **office}, "absence": {"hours": "无"}}
    config.write_text(json.dumps(settings), encoding="utf-8")
    variables = {**bot_variables(sim), "QUNGUAN_PORT": str(free_port())}
    try:
        async with ClientSession() as session:
            loaded = load_settings(config, variables)
            story = Story(sim=sim, settings=loaded, clock=AheadClock(), session=session)
            await story.start()
            await story.do("join", room=ROOM, people=[{"userid": CUSTOMER, "name": "客户甲"}])
            try:
                yield story
            finally:
                await story.stop()
    finally:
        await sim.stop()
