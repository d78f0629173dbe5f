"""`qunguan survey export`: a table of what was answered, and honest where there is none."""

from pathlib import Path

import pytest

from bot.__main__ import main
from tests.fakes import SetClock
from tests.rulefiles import a_folder
from tests.running import started

FORM = "id: one\ntitle: 打分\nprivate: false\nquestions:\n  - ask: 满意吗？\n    type: score\n"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A bot that ran: a survey in the group that two answered."""
    clock = SetClock()
    surveys = tmp_path / "content" / "surveys"
    surveys.mkdir(parents=True)
    (surveys / "one.yaml").write_text(FORM, "utf-8")
    base = a_folder(tmp_path)
    config = base / "config.yaml"
    config.write_text(f"{config.read_text('utf-8')}\nsurveys: content/surveys/*.yaml\n", "utf-8")
    async with started(base, clock) as bot:
        await bot.hear(["owner|/问卷 打分 群里", "owner|确认", "zhang|5", "li|4分", "zhang|3"])
    return tmp_path


def said(folder: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, str]:
    """Return the exit code of `qunguan survey export …` and what it printed."""
    code = main(["survey", "export", "--config", str(folder / "config.yaml"), *typed])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_sheets_are_written_out(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Printed, or into a file that Excel opens; the last answer of each."""
    assert said(folder, capsys, "1") == (0, "成员,满意吗？\nzhang,3\nli,4\n")
    out = tmp_path / "out.csv"
    assert said(folder, capsys, "1", "-o", str(out)) == (0, f"已写入 {out}，2 份。\n")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_is_no_survey_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the number that was asked for."""
    assert said(folder, capsys, "99") == (1, "没有编号为 99 的问卷。\n")
