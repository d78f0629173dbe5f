"""A bot that slept while things became due sees to them when it starts, all parts of it together."""

import asyncio
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession

from bot.app import running
from bot.core.cases import Case, Deed, Desk, Offence, Want
from bot.core.model import Charge, MemberId, MuteSpan, RoomId, Standing
from bot.core.records import Delivery, Outcome
from bot.demo import bot_variables
from bot.runtime.clock import SystemClock
from bot.settings import load_settings
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from bot.storage.sql import SqlStore
from tests.endtoend.process import PATIENCE, free_port, write_config
from tests.simulator.kit import eventually

ROOM = RoomId("wrDemoCustomer01")
OWNER, LINA = MemberId("wangfang"), MemberId("lina")
DAY = timedelta(days=1)


def forgotten() -> Case:
    """A case of four days ago: nobody removed whom they were asked to, and a mute is long over."""
    at = SystemClock().now() - 4 * DAY
    charge, mute = Charge(number=1, points=9, at=at), MuteSpan(number=1, since=at, until=at + DAY)
    offence = Offence(room=ROOM, member=LINA, at=at, text="加微信", act="mute", charge=charge, mute=mute)
    return Case(
        number=1,
        account=ROOM,
        room=ROOM,
        opened_at=at,
        rule="ads",
        title="禁止广告",
        offences=(offence,),
        wants=(Want(room=ROOM, member=LINA, task="remove"),),
        desk=Desk(holder=OWNER, rung=0, asked_at=at, next_at=at + DAY, until=at + 3 * DAY),
    )


async def filed(url: str, case: Case) -> None:
    """Let `case` stand in the database."""
    store = SqlStore(url)
    await store.open()
    (pending,) = await store.receive((Delivery(channel="test", key="k", body="", received_at=case.opened_at),))
    (offence,) = case.offences
    assert offence.charge is not None
    assert offence.mute is not None
    standing = Standing(charges=(offence.charge,), mutes=(offence.mute,), offences=1)
    await store.record((Outcome(inbox=pending.id, cases=(case,), standings=((ROOM, LINA, standing),)),))
    await store.close()


async def kept(url: str) -> Case:
    """The case as it stands in the database."""
    store = SqlStore(url)
    await store.open()
    (case,) = await store.cases((1,))
    await store.close()
    return case


async def at_rest(url: str) -> None:
    """Wait until nothing is left to be handled or sent."""
    async with asyncio.timeout(PATIENCE), ClientSession() as session:
        while True:
            report = await (await session.get(f"{url}/healthz")).json()
            if report["backlog"] == report["unsent_effects"] == 0:
                return
            await asyncio.sleep(0.01)


def told(simulator: Simulator) -> list[str]:
    """What the owner was told in private."""
    return [post.text for post in simulator.platform.talk.posts() if post.to == OWNER]


async def test_what_became_due_while_the_bot_slept_is_seen_to_at_the_start(tmp_path: Path) -> None:
    """The owner hears once that nobody acted, the mute is over, and the case knows what the platform took."""
    simulator = await start(SimulatorSettings(notify_seconds=0.05))
    variables = {**bot_variables(simulator), "QUNGUAN_PORT": str(free_port())}
    settings = load_settings(write_config(tmp_path, simulator.platform.world.groups()), variables)
    url = settings.storage.url.reveal()
    await filed(url, forgotten())
    try:
        for _ in range(2):
            async with running(settings) as bot:
                simulator.point_at(bot.url, "")
                await eventually(lambda: len(told(simulator)) == 1)
                await at_rest(bot.url)
    finally:
        await simulator.stop()

    case = await kept(url)
    assert "编号 1 一直没有人处理" in told(simulator)[0]
    assert [entry.what for entry in case.history if entry.what in (Deed.ENDED, Deed.LAPSED, Deed.SENT)] == [
        Deed.ENDED,
        Deed.LAPSED,
        Deed.SENT,
    ]
    assert (case.is_open, case.due_at) == (False, None)
