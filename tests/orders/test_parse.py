"""`qunguan parse`: lines in, readings out."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.commandline import parse
from bot.commandline.arguments import parser
from tests.orders.kit import GRAMMARS


@pytest.fixture(autouse=True)
def _words_of_the_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the words of the issue, whatever commands there are."""
    monkeypatch.setattr(parse, "grammars", lambda: GRAMMARS)


def told(capsys: pytest.CaptureFixture[str], folder: Path, *lines: str) -> tuple[int, list[dict[str, Any]]]:
    """Run the command over `lines`; return its exit code and what it printed."""
    file = folder / "lines.jsonl"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    code = parse.run(parser().parse_args(["parse", str(file)]))
    sys.stdout.flush()
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def line(text: str, *members: str, **more: str) -> str:
    """Return one line to read."""
    return json.dumps({"text": text, "members": members, **more}, ensure_ascii=False)


def test_an_order_is_told_in_full(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Command in its Chinese word, names as given, minutes, reason; nothing to ask."""
    code, rows = told(capsys, tmp_path, line("mute @Tom 到明天9点 spam", "Tom", "张三", now="2026-11-20 10:00"))

    assert code == 0
    assert rows == [
        {
            "command": "禁言",
            "targets": ["Tom"],
            "duration_minutes": 1380,
            "reason": "spam",
            "ambiguous": False,
            "asks": None,
            "said": "禁言 @Tom 到2026-11-21 09:00 原因：spam",
            "until": "2026-11-21T09:00:00+08:00",
        }
    ]


def test_mere_talk_has_no_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Talk that mentions a command word: command is null, and so is the rest."""
    _, rows = told(capsys, tmp_path, line("昨天被禁言了真冤"))

    assert rows == [
        {
            "command": None,
            "targets": [],
            "duration_minutes": None,
            "reason": "",
            "ambiguous": False,
            "asks": None,
        }
    ]


def test_the_same_name_twice_is_two_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Who is not sure is no target; the question numbers both."""
    _, rows = told(capsys, tmp_path, line("禁言 张伟、李四 1小时", "张伟", "李四", "张伟"))

    assert rows[0]["targets"] == ["李四"]
    assert rows[0]["ambiguous"]
    assert rows[0]["asks"].startswith("“张伟”是指哪一位？\n1. 张伟（成员1）\n2. 张伟（成员3）")
    assert rows[0]["choices"] == ["张伟（成员1）", "张伟（成员3）"]


def test_a_quoted_message_and_a_time_with_an_offset(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Who is quoted is the object; a time with an offset is that moment."""
    given = line("禁言 到11点", "张三", quoted="张三", now="2026-11-20T02:00:00+00:00")
    _, rows = told(capsys, tmp_path, given)

    assert (rows[0]["targets"], rows[0]["duration_minutes"]) == (["张三"], 60)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("禁言 张三", "第 1 行：不是 JSON。请写成"),
        ("[1]", "第 1 行：不是 JSON 对象"),
        ("{}", "第 1 行：text 要是一段文字"),
        ('{"text": 1}', "第 1 行：text 要是一段文字"),
        ('{"text": "禁言", "members": "张三"}', "第 1 行：members 要是名字的列表"),
        ('{"text": "禁言", "members": [1]}', "第 1 行：members 要是名字的列表"),
        ('{"text": "禁言", "now": "昨天"}', "第 1 行：now “昨天” 不是时间"),
        ('{"text": "禁言", "now": 5}', "第 1 行：now “5” 不是时间"),
        ('{"text": "禁言", "quoted": "谁"}', "第 1 行：quoted “谁” 不在 members 里"),
        ("[" * 100_000, "第 1 行：不是 JSON"),
    ],
    ids=range(10),
)
def test_a_bad_line_is_told_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, bad: str, why: str
) -> None:
    """Place, cause and mend of a bad line; the next ones are read; the exit code is 1."""
    code, rows = told(capsys, tmp_path, bad, "", line("群规"))

    assert code == 1
    assert rows[0]["line"] == 1
    assert rows[0]["error"].startswith(why)
    assert rows[1]["command"] == "群规"


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The command line tells people; here it is the plain error."""
    with pytest.raises(FileNotFoundError):
        parse.run(parser().parse_args(["parse", str(tmp_path / "nothing.jsonl")]))
