"""People join a customer group, over real HTTP, and its owner hears of those who matter."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from bot.app import running
from bot.demo import bot_variables
from bot.settings import load_settings
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from tests.endtoend.process import free_port, write_config
from tests.simulator.kit import eventually

ROOM = "wrDemoCustomer01"
RULES = """
- id: door-flood
  title: 批量进群
  when: {join: {flood: 3, window: 10分钟}}
- id: door-back
  title: 移出后又进群
  when: {join: {returned: true}}
- id: campaign
  title: 多群群发
  when: {repeat: {members: 2, rooms: 2}}
  then: {points: 3, reply: "@{member} 请不要群发（{why}）。"}
"""


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[Simulator]:
    """Run the simulated platform and a bot with these rules in this process."""
    simulator = await start(SimulatorSettings(notify_seconds=0.05))
    config = write_config(folder, simulator.platform.world.groups())
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    settings = {**json.loads(config.read_text("utf-8")), "rules": "rules.yaml"}
    config.write_text(json.dumps(settings), encoding="utf-8")
    variables = {**bot_variables(simulator), "QUNGUAN_PORT": str(free_port())}
    try:
        async with running(load_settings(config, variables)) as bot:
            simulator.point_at(bot.url, "")
            yield simulator
    finally:
        await simulator.stop()


async def control(simulator: Simulator, name: str, body: dict[str, object]) -> None:
    """Use one of the controls."""
    async with ClientSession() as session, session.post(f"{simulator.url}/sim/{name}", json=body) as answer:
        assert answer.status == 200, await answer.text()


def told(simulator: Simulator) -> list[str]:
    """What the owner was told in private."""
    return [post.text for post in simulator.platform.talk.posts() if post.to == "wangfang"]


async def test_a_flood_and_a_return_are_told_to_the_owner(tmp_path: Path) -> None:
    """Once for the flood; with the time for who was removed; nothing is said in the group."""
    async with house(tmp_path) as simulator:
        newcomers = [{"userid": f"wm{n}", "name": f"新人{n}"} for n in range(4)]
        await control(simulator, "join", {"room": ROOM, "people": newcomers[:2]})
        await control(simulator, "join", {"room": ROOM, "people": newcomers[2:], "form": "commas"})
        await eventually(lambda: len(told(simulator)) == 1)
        await control(simulator, "leave", {"room": ROOM, "people": [{"userid": "lina"}], "removed": True})
        await eventually(simulator.platform.courier.idle)
        await control(simulator, "join", {"room": ROOM, "people": [{"userid": "lina"}]})
        await eventually(lambda: len(told(simulator)) == 2)

        flood, back = told(simulator)
        assert "“客户体验群”10分钟内 3 人进群（规则“批量进群”）" in flood
        assert "刚进入“客户体验群”" in back
        assert "被移出过本群" in back
        assert [post for post in simulator.platform.talk.posts() if post.room == ROOM] == []


async def test_a_campaign_over_two_rooms_is_seen(tmp_path: Path) -> None:
    """Nearly the same words by another member in another group."""
    advert = "全网最低价代办各类证件，先办后付款，联系我 {n}"
    async with house(tmp_path) as simulator:
        await control(simulator, "say", {"userid": "lina", "room": ROOM, "text": advert.format(n="abc1")})
        await eventually(simulator.platform.courier.idle)
        await control(simulator, "say", {"userid": "sunli", "room": "qunguandemo", "text": advert.format(n="abc22哦")})
        posts = simulator.platform.talk.posts

        await eventually(lambda: any("请不要群发" in post.text for post in posts()))
        (said,) = [post.text for post in posts() if "请不要群发" in post.text]
        assert "10分钟内 2 个群里出现几乎相同的消息（第 2 次）" in said
