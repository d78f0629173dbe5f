"""A save is in force within a second, for all rooms at once, in a real process that is busy judging."""

import asyncio
import json
import sqlite3
import sys
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.people import Saying
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from tests.endtoend.process import ROOT, BotProcess, write_config
from tests.rulefiles import write

ROOM_ID = "qunguandemo"
BEFORE = """\
- {id: one, title: 甲, when: {phrases: [第]}, stage: shadow}
- {id: two, title: 乙, when: {phrases: [句话]}, stage: shadow}
"""
AFTER = BEFORE.replace("one", "three").replace("two", "four")
SECONDS = 1.0


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A platform that brings archived messages at once."""
    simulator = await start(SimulatorSettings(notify_seconds=0.02))
    yield simulator
    await simulator.stop()


def a_bot(folder: Path, simulator: Simulator) -> BotProcess:
    """A bot with rules of its own."""
    path = write_config(folder, simulator.platform.world.groups())
    config = json.loads(path.read_text(encoding="utf-8"))
    write(folder, "config.yaml", json.dumps({**config, "rules": "rules/*.yaml", "words": "words/*.txt"}))
    write(folder, "rules/a.yaml", BEFORE)
    bot = BotProcess(path, simulator)
    simulator.point_at(bot.url)
    return bot


async def talk(simulator: Simulator) -> None:
    """Say something every few milliseconds until cancelled."""
    number = 0
    while True:
        number += 1
        simulator.platform.people.say("zhangwei", ROOM_ID, Saying(text=f"第 {number} 句话"))
        await asyncio.sleep(0.01)


async def until_broken(bot: BotProcess, count: int) -> None:
    """Wait until the bot reports so many errors."""
    async with asyncio.timeout(10):
        while (await bot.health())["rules"]["broken_count"] != count:  # noqa: ASYNC110 — it sends no event
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_a_save_is_in_force_within_a_second_and_no_message_is_judged_by_a_mixture(
    tmp_path: Path, simulator: Simulator
) -> None:
    """Two rules are renamed in one save, while messages come a hundred a second."""
    bot = a_bot(tmp_path, simulator)
    await bot.start()
    talking = asyncio.create_task(talk(simulator))
    try:
        await asyncio.sleep(1)
        saved_at = time.time()
        write(tmp_path, "rules/a.yaml", AFTER)
        await asyncio.sleep(1.5)
        talking.cancel()
        await bot.idle()
    finally:
        talking.cancel()
        await bot.stop()

    with sqlite3.connect(tmp_path / "bot.db") as database:
        query = (
            "select m.revision, m.findings, i.received_at_us from message m join inbox i on i.id = m.id "
            "where m.counts order by m.id"
        )
        rows = [(n, tuple(f["rule"] for f in json.loads(found)), at) for n, found, at in database.execute(query)]
    database.close()
    seconds = next(at for number, _, at in rows if number == 2) / 1e6 - saved_at
    print(f"in force {seconds:.2f} s after the save, {len(rows)} messages")  # noqa: T201
    assert {(number, rules) for number, rules, _ in rows} == {(1, ("one", "two")), (2, ("three", "four"))}
    assert [number for number, _, _ in rows] == sorted(number for number, _, _ in rows)
    assert seconds < SECONDS


@pytest.mark.slow
async def test_a_way_back_beside_the_running_bot(tmp_path: Path, simulator: Simulator) -> None:
    """`qunguan rules rollback` needs no lock; the bot takes the files up by itself, as a new revision."""
    bot = a_bot(tmp_path, simulator)
    await bot.start()
    write(tmp_path, "rules/a.yaml", AFTER)
    await until_revision(bot, 2)
    command = (
        sys.executable,
        "-m",
        "bot",
        "rules",
        "rollback",
        "1",
        "--yes",
        "--config",
        str(tmp_path / "config.yaml"),
    )
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    await until_revision(bot, 3)
    await bot.stop()

    with sqlite3.connect(tmp_path / "bot.db") as database:
        [(note,)] = database.execute("select note from revision where id = 3")
    database.close()
    assert process.returncode == 0
    assert "已退回到第 1 版的文件" in out.decode("utf-8")
    assert note == "回到 1，rules/a.yaml（+2 −2）"


async def until_revision(bot: BotProcess, number: int) -> None:
    """Wait until the bot judges by that revision."""
    async with asyncio.timeout(10):
        while (await bot.health())["rules"]["revision"] != number:  # noqa: ASYNC110 — it sends no event
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_killed_around_a_save_it_starts_with_rules_that_are_whole(tmp_path: Path, simulator: Simulator) -> None:
    """Broken files on the disk do not keep it from starting; a mended save ends what /healthz tells of them."""
    bot = a_bot(tmp_path, simulator)
    await bot.start()
    for seconds in (0.0, 0.3, 0.6):
        write(tmp_path, "rules/a.yaml", BEFORE if seconds == 0.3 else AFTER)
        await asyncio.sleep(seconds)
        await bot.kill()
        await bot.start()
        assert (await bot.health())["rules"]["broken"] == []
    write(tmp_path, "rules/a.yaml", "- id: [\n")
    await until_broken(bot, 1)
    await bot.kill()
    await bot.start()
    assert (await bot.health())["rules"]["broken_count"] == 1
    write(tmp_path, "rules/a.yaml", BEFORE)
    await until_broken(bot, 0)
    await bot.stop()

    with sqlite3.connect(tmp_path / "bot.db") as database:
        stored = database.execute("select files from revision order by id")
        kept = [json.loads(zlib.decompress(files))["rules"] for (files,) in stored]
    database.close()
    assert {tuple(rules.values()) for rules in kept} == {(BEFORE,), (AFTER,)}
    assert kept[-1] == {"rules/a.yaml": BEFORE}
