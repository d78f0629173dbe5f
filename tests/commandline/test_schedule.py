"""`qunguan schedule list` as an admin meets it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.core.model import RoomId
from bot.core.plays import Phase, Play
from bot.core.records import Delivery, Outcome
from bot.play.topic.conversation import Conversation
from bot.runtime.clock import SystemClock
from bot.storage.sql import SqlStore
from tests.rulefiles import a_folder

DAY = timedelta(days=1)
PLAYS = "activities: {topics: {daily: 1, at: ['0 10 * * *']}, care: {festivals: true}}\n"


def a_place(folder: Path) -> Path:
    """Return the configuration of a room with topics and greetings."""
    a_folder(folder)
    config = folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + PLAYS, encoding="utf-8")
    return config


def said(config: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, str]:
    """Return the exit code of `qunguan schedule list` and what it printed."""
    code = main(["schedule", "list", "--config", str(config), *typed])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_timers_are_listed_where_no_bot_ever_ran(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of time, with room and title; JSON has the same."""
    config = a_place(tmp_path)

    code, words = said(config, capsys, "--next", "2d")
    listed = json.loads(said(config, capsys, "--next", "2d", "--format", "json")[1])

    assert code == 0
    assert words.count("话题：群里安静就发一个") == 2
    assert words.count("问候：生日、进群纪念日、节日") == 2
    mine = [one for one in listed if one["activity"] in ("topic", "care")]
    assert [one["at"] for one in listed] == sorted(one["at"] for one in listed)
    assert sorted({(one["activity"], one["at"][11:16]) for one in mine}) == [("care", "09:00"), ("topic", "10:00")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--next", "bald"), "--next：看不懂“bald”。请写 7d、12h、30m，最长 366 天。"),
        (("--next", "0d"), "--next：看不懂“0d”。请写 7d、12h、30m，最长 366 天。"),
        (("--room", "没有"), "没有叫“没有”的群：请写 config.yaml 里的 id 或群名。"),
    ],
)
def test_what_cannot_be_listed_is_told(
    typed: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the way out."""
    assert said(a_place(tmp_path), capsys, *typed) == (1, f"{told}\n")


async def test_plays_that_are_due_are_listed_with_their_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Open ones alone, and only those within the time asked for."""
    config = a_place(tmp_path)
    _, before = said(config, capsys, "--next", "1d", "--format", "json")
    room = RoomId(json.loads(before)[0]["room"])
    now = SystemClock().now()
    play = Play(
        number=7, room=room, kind="topic", title="话题“早饭”", opened_at=now, due_at=now + DAY / 4, body=Conversation()
    )
    plays = (
        play,
        replace(play, number=8, due_at=now + 3 * DAY),
        replace(play, number=9, phase=Phase.PAUSED),
        replace(play, number=10, phase=Phase.CLOSED, due_at=None),
    )
    store = SqlStore(f"sqlite:///{tmp_path / 'bot.db'}")
    await store.open()
    (pending,) = await store.receive([Delivery(channel="house", key="k", body="{}", received_at=now)])
    await store.record([Outcome(inbox=pending.id, plays=plays)])
    await store.close()

    _, told = said(config, capsys, "--next", "1d", "--format", "json")

    found = [one for one in json.loads(told) if one["what"] == "play"]
    assert [(one["number"], one["title"], one["room"]) for one in found] == [(7, "话题“早饭”", room)]
