"""Killed at any moment, a store keeps all it said it kept."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.sql import SqlStore
from tests.storage.samples import arrive

KILLS = 8  # chosen: some seven seconds a database
CHILD = Path(__file__).parent / "crash_child.py"


def killed_run(url: str, run: int, acknowledgements: int) -> list[str]:
    """Let a child write until it has acknowledged so many, kill it; return what it acknowledged."""
    command = [sys.executable, str(CHILD), url, str(run)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env={"PYTHONPATH": str(root)}) as child:
        acknowledged = [child.stdout.readline() for _ in range(acknowledgements)]
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
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
