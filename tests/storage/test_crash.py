"""Killed at any moment, a store keeps all it said it kept."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.credits import EMPTY, Purse, balances, posted
from bot.core.model import MemberId
from bot.storage.sql import SqlStore
from tests.storage.samples import arrive, span
from tests.values import ROOM, T0

KILLS = 8  # chosen: some seven seconds a database
CHILD = Path(__file__).parent / "crash_child.py"
BOOKKEEPER = Path(__file__).parent / "crash_books_child.py"


def killed_run(url: str, run: int, acknowledgements: int, *, child: Path = CHILD) -> list[str]:
    """Let a child write until it has acknowledged so many, kill it; return what it acknowledged."""
    command = [sys.executable, str(child), url, str(run)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=root, env={"PYTHONPATH": str(root)}
    ) as running:
        acknowledged = [running.stdout.readline() for _ in range(acknowledgements)]
        os.kill(running.pid, signal.SIGKILL)
        acknowledged += running.stdout.readlines()
    assert running.returncode == -signal.SIGKILL
    return [line.strip() for line in acknowledged if line.endswith("\n")]


@pytest.mark.slow
async def test_every_acknowledged_delivery_survives_a_kill(url: str, tmp_path: Path) -> None:
    """A process killed again and again while it writes never loses a delivery that it acknowledged."""
    luck = random.Random(7)  # noqa: S311 - when to kill
    acknowledged = [key for run in range(KILLS) for key in killed_run(url, run, luck.randrange(1, 1500))]

    store = SqlStore(url)
    await store.open()
    forgotten = [p.delivery.key for p in await arrive(store, *acknowledged)]
    stored = {p.delivery.key for p in await store.backlog(after=0, limit=10**6)}
    await store.close()

    assert len(acknowledged) >= KILLS
    assert forgotten == []
    assert stored >= set(acknowledged)
    if url.startswith("sqlite"):
        with sqlite3.connect(tmp_path / "qunguan.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


@pytest.mark.slow
async def test_the_books_are_even_and_whole_after_every_kill(url: str) -> None:
    """Killed in the middle of commits, the purses are what the postings come to, and a play has the answers they are for."""
    luck = random.Random(11)  # noqa: S311 - when to kill
    kept: list[str] = []
    for run in range(4):
        kept += killed_run(url, run, luck.randrange(1, 300), child=BOOKKEEPER)
        store = SqlStore(url)
        await store.open()
        books = await store.postings(ROOM.account, limit=10**6)
        history = await store.history(ROOM.id, **span())
        await store.close()

        by_books: dict[MemberId, Purse] = {}
        for one in reversed(books):
            for member in one.members:
                by_books[member] = posted(by_books.get(member, EMPTY), one, member, day=T0.date())
        assert sum(balances(books).values()) == 0
        assert history.purses == by_books
        answered = {one.id for one in books if not one.id.endswith("+")}
        assert set(history.plays[1].body["answers"]) == answered
        assert answered >= set(kept)
        assert len(books) == 2 * len(answered)
