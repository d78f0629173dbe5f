"""Killed twenty times under load, the bot loses nothing and doubles nothing."""

import asyncio
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random  # noqa: TID251 — the moments of the kills, from a fixed seed

import pytest

from bot.core.cases import Case, Deed
from bot.core.coding import decoded
from bot.core.model import Charge
from bot.runtime.outbox import LANES
from bot.simulator.people import Saying
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from bot.simulator.world import crowd
from tests.endtoend.process import BotProcess, write_config

GROUPS, MEMBERS = 40, 10
MESSAGES = 2_000
KILLS = 20
OFFENCES = GROUPS * (MEMBERS - 1)
ADVERT = "@群管 加我薇❤ abc12345 领福利"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A platform with many groups that does not tire of bringing callbacks."""
    world = crowd(groups=GROUPS, members=MEMBERS)
    settings = SimulatorSettings(world=world, seed=1, notify_seconds=0.2, retry_after=0.5, retries=400)
    simulator = await start(settings)
    yield simulator
    await simulator.stop()


def said(n: int) -> tuple[str, str, str]:
    """(group, member, text) of message n. A member offends at most once, so that a reply names its cause; m1 owns."""
    group = n % GROUPS + 1
    turn = n // GROUPS
    if turn % 5 == 0 and turn // 5 in range(1, MEMBERS):
        return f"load{group}", f"g{group}m{turn // 5 + 1}", ADVERT
    return f"load{group}", f"g{group}m{turn % MEMBERS + 1}", f"@群管 第 {n} 句话"


@pytest.mark.slow
async def test_killed_at_any_instant_it_loses_nothing_and_doubles_nothing(tmp_path: Path, simulator: Simulator) -> None:
    """2,000 messages, each archived and called back, while the process is killed with SIGKILL at 20 random moments."""
    bot = BotProcess(write_config(tmp_path, simulator.platform.world.groups()), simulator)
    simulator.point_at(bot.url)
    luck = Random(7)  # noqa: S311
    spoken = 0
    for life in range(1, KILLS + 1):
        await bot.start()
        until = MESSAGES * life // KILLS
        killing = asyncio.create_task(_kill_after(bot, luck.uniform(0.05, 1.2)))
        while spoken < until:
            group, member, text = said(spoken)
            simulator.platform.people.say(member, group, Saying(text=text))
            spoken += 1
            if spoken % 20 == 0:
                await asyncio.sleep(luck.uniform(0, 0.15))
        await killing
    await bot.start()
    async with asyncio.timeout(60):
        while not simulator.platform.courier.idle():  # noqa: ASYNC110 — it sends no event
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)  # the archive's last notice and the poll behind it
    await bot.idle()
    await bot.stop()

    with sqlite3.connect(tmp_path / "bot.db") as database:
        _each_is_judged_once(database)
        _each_room_is_judged_in_order(database)
        _points_add_up(database)
        _each_offence_is_in_one_case(database)
        _ledgers_are_those_of_the_cases(database)
        _no_effect_is_doubled(database, simulator)


async def _kill_after(bot: BotProcess, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await bot.kill()


def _each_is_judged_once(database: sqlite3.Connection) -> None:
    """Both copies of every message are there once; the archive's is judged, the aibot's is not."""
    rows = database.execute("select channel, counts, count(*), count(distinct message) from message group by 1, 2")
    assert sorted(rows) == [("aibot", 0, MESSAGES, MESSAGES), ("archive", 1, MESSAGES, MESSAGES)]
    assert database.execute("select count(*) from inbox where state <> 1").fetchone() == (0,)


def _each_room_is_judged_in_order(database: sqlite3.Connection) -> None:
    """By the order of the archive."""
    judged = defaultdict(list)
    for room, text in database.execute("select room, text from message where channel = 'archive' order by id"):
        judged[room].append(text)
    spoken = defaultdict(list)
    for n in range(MESSAGES):
        group, _, text = said(n)
        spoken[group].append(text)
    assert judged == spoken


def _points_add_up(database: sqlite3.Connection) -> None:
    """Each total is what was left before, plus what was given: no judgement was lost, repeated or reordered."""
    totals = defaultdict(list)
    query = "select room, sender, points, total from message where channel = 'archive' order by id"
    for room, sender, points, total in database.execute(query):
        totals[room, sender].append((points, total))
    for series in totals.values():
        for (_, before), (points, total) in pairwise([(0, 0), *series]):
            assert abs(before + points - total) < 0.05
    assert sum(points for series in totals.values() for points, _ in series) == 3 * OFFENCES


def _cases(database: sqlite3.Connection) -> list[Case]:
    return [decoded(Case, json.loads(body)) for (body,) in database.execute("select body from casefile")]


def _each_offence_is_in_one_case(database: sqlite3.Connection) -> None:
    """With all that the platform took on its page, each once."""
    cases = _cases(database)
    deliveries = [offence.delivery for case in cases for offence in case.offences]
    charged = database.execute("select id from message where points > 0 order by id")
    assert sorted(deliveries) == [number for (number,) in charged]
    assert len(deliveries) == OFFENCES
    for case in cases:
        sent = [entry for entry in case.history if entry.what is Deed.SENT]
        assert len(sent) == 2 * len(case.offences)  # a line in the room, and a receipt
        assert all(offence.charge and offence.charge.number == case.number for offence in case.offences)


def _ledgers_are_those_of_the_cases(database: sqlite3.Connection) -> None:
    """Each charge of a case stands in the standing of its member, and none besides."""
    charges = defaultdict(list)
    for case in _cases(database):
        for offence in case.offences:
            charges[case.account, offence.member].append(offence.charge)
    standing = {
        (account, member): list(decoded(tuple[Charge, ...], json.loads(told)))
        for account, member, told in database.execute("select room, member, charges from standing")
    }
    assert {key: sorted(told, key=_order) for key, told in charges.items()} == {
        key: sorted(told, key=_order) for key, told in standing.items() if told
    }


def _order(charge: Charge) -> tuple[datetime, int]:
    return charge.at, charge.number


def _no_effect_is_doubled(database: sqlite3.Connection, simulator: Simulator) -> None:
    """One reply and one receipt an advert, one look at each room, all sent, each reply known to the platform by one key only."""
    effects = list(database.execute("select key, kind, state from effect"))
    counted = Counter((kind, state) for _, kind, state in effects)
    looks = counted.pop(("inspect", "sent"))
    assert counted == {("reply", "sent"): OFFENCES, ("receipt", "sent"): OFFENCES}
    assert looks <= 2 * GROUPS
    effects = [one for one in effects if one[1] == "reply"]
    keys = defaultdict(set)
    arrivals = Counter()
    for call in simulator.platform.calls.view():
        if call["path"].endswith("appchat/send") and call["errcode"] == 0:
            keys[call["body"]["text"]["content"]].add(call["key"])
            arrivals[call["key"]] += 1
    assert {len(k) for k in keys.values()} == {1}
    assert len(keys) == OFFENCES
    assert set(arrivals) == {key for key, _, _ in effects}
    repeated = sum(count - 1 for count in arrivals.values())
    print(f"{repeated} of {len(effects)} sends were cut off by a kill and repeated with the same key")  # noqa: T201
    assert repeated <= KILLS * LANES  # only what was under way at a kill
