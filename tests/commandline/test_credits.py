"""`qunguan credits` as an admin meets it."""

import csv
import io
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.fakes import SetClock
from tests.rulefiles import a_folder
from tests.running import started
from tests.values import T0


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A bot that ran: two check-ins, one of them taken back, and thanks."""
    clock = SetClock()
    async with started(a_folder(tmp_path), clock) as bot:
        await bot.hear(["zhang|签到", "li|签到", "owner|/扣积分 @zhang 2 =cmd", "owner|确认"])
        clock.forward(T0 + timedelta(days=1) - clock.now())
        await bot.hear(["zhang|签到"])
        number = await bot.store.last_number()
        await bot.hear([f"owner|/撤销 {number}"])
    return tmp_path


def said(folder: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, str]:
    """Return the exit code of `qunguan credits …` and what it printed."""
    code = main(["credits", typed[0], "--config", str(folder / "config.yaml"), *typed[1:]])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_books_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All purses are what their postings come to."""
    assert said(folder, capsys, "audit") == (0, "账是平的：2 人的积分和流水一致。\n")


def test_a_purse_that_was_tampered_with_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each difference on a line; the exit code says so."""
    (path,) = folder.glob("**/*.db")
    with sqlite3.connect(path) as database:
        ((purse,),) = database.execute("SELECT body FROM purse WHERE member = 'li'")
        database.execute(
            "UPDATE purse SET body = ? WHERE member = 'li'", [json.dumps({**json.loads(purse), "balance": 500})]
        )
    database.close()

    code, told = said(folder, capsys, "audit")

    assert code == 1
    assert "li：积分应为 5，现为 500" in told
    assert "有 1 处不一致。" in told


def test_all_postings_are_written_out(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Oldest first, in the zone of the room; what people wrote begins no formula."""
    code, told = said(folder, capsys, "export")
    rows = list(csv.DictReader(io.StringIO(told)))

    assert code == 0
    assert [(row["从"], row["到"], row["积分"], row["来源"]) for row in rows] == [
        ("系统:checkin", "zhang", "5", "checkin"),
        ("系统:checkin", "li", "5", "checkin"),
        ("zhang", "系统:grant", "2", "grant"),
        ("系统:checkin", "zhang", "5", "checkin"),
        ("zhang", "系统:checkin", "5", "checkin"),
    ]
    assert rows[2]["原因"] == "'=cmd"
    assert rows[4]["冲正"] == rows[3]["编号"]
    assert rows[0]["时间"].startswith("2026-11-20 10:")

    code, told = said(folder, capsys, "export", "--output", str(tmp_path / "book.csv"))
    assert (code, told) == (0, f"已写入 {tmp_path / 'book.csv'}，5 条。\n")
    assert (tmp_path / "book.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert said(folder, capsys, "export", "--room", "nowhere")[1].count("\n") == 1


def test_a_room_is_named_by_its_id_or_its_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A room that does not exist is told, instead of an empty table; what a room has is the same by either name."""
    code, told = said(folder, capsys, "export", "--room", "nope")
    assert (code, told) == (1, "没有叫“nope”的群：请写 config.yaml 里的 id 或群名。\n")
    assert main(["prizes", "export", "--config", str(folder / "config.yaml"), "--room", "nope"]) == 1
    assert capsys.readouterr().err == told

    everything = said(folder, capsys, "export")
    assert everything[1].count("\n") > 3
    assert said(folder, capsys, "export", "--room", "r1") == everything
    assert said(folder, capsys, "export", "--room", "产品交流群") == everything
