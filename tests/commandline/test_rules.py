"""`qunguan rules` as an admin meets it."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings.saving import JOURNAL
from tests.fakes import SetClock
from tests.rulefiles import ADS, a_folder, write
from tests.running import started
from tests.values import T0


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A bot that ran: two revisions, some messages, one penalty taken back."""
    clock = SetClock()
    async with started(a_folder(tmp_path), clock) as bot:
        await bot.hear(["zhang|加微信", "li|你好", "zhang|加微信", "owner|/解禁 zhang"])
        write(tmp_path, "rules/ads.yaml", ADS.replace("points: 3", "points: 4"))
        write(tmp_path, "rules/more.yaml", ADS.replace("ads", "more").replace("加微信", "看我主页"))
        clock.forward(timedelta(minutes=5))
        await bot.save()
    return tmp_path


def said(folder: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[int, list[str]]:
    """Return the exit code of `qunguan rules …` and the lines it printed."""
    code = main(["rules", typed[0], "--config", str(folder / "config.yaml"), *typed[1:]])
    told = capsys.readouterr()
    return code, (told.out + told.err).splitlines()


def test_the_history_tells_who_changed_what(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Newest first, in the zone of the configuration; the one in force is marked."""
    code, lines = said(folder, capsys, "history")

    who = (folder / "rules/ads.yaml").owner()
    assert code == 0
    assert lines[1:3] == [
        f"●   2   2026-11-20 10:05:28  {who:<10}  rules/ads.yaml（+1 −1），新增 rules/more.yaml",
        f"    1   2026-11-20 10:00:00  {who:<10}  第一次启用",
    ]


def test_a_diff_speaks_of_rules_before_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Between two revisions, or from one to the disk."""
    assert said(folder, capsys, "diff")[1] == ["第 2 版和磁盘上的文件没有不同。"]
    lines = said(folder, capsys, "diff", "1", "2")[1]

    assert lines[:2] == ["修改规则 ads（禁止广告）：then.points：3 → 4", "新增规则 more（禁止广告）"]
    assert "-  then: {points: 3}" in lines
    assert said(folder, capsys, "diff", "1")[1] == lines
    assert said(folder, capsys, "diff", "9") == (1, ["没有第 9 版。用 qunguan rules history 看有哪些。"])


async def test_a_way_back_that_the_bot_takes_up(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shown first, done when told to; the next revision says where it goes back to."""
    before = sorted(path.name for path in (folder / "rules").iterdir())
    code, lines = said(folder, capsys, "rollback", "1")
    assert (code, lines[-1]) == (1, "这里没有人可以确认。确定要退回，请加上 --yes。")
    assert sorted(path.name for path in (folder / "rules").iterdir()) == before

    code, lines = said(folder, capsys, "rollback", "1", "--yes")
    assert (code, lines[0]) == (0, "修改规则 ads（禁止广告）：then.points：4 → 3")
    assert "第 1 版里没有 rules/more.yaml：会改名为 more.yaml.bak-1" in lines
    assert (folder / "rules/ads.yaml").read_text(encoding="utf-8") == ADS
    assert said(folder, capsys, "rollback", "1", "--yes")[1] == ["磁盘上的文件和第 1 版一样，不用退回。"]

    async with started(folder, SetClock(T0 + timedelta(hours=1))) as bot:
        [newest, *_] = await bot.store.revisions(limit=1)
    assert (newest.id, newest.note) == (3, "回到 1，rules/ads.yaml（+1 −1），删除 rules/more.yaml")


def test_the_configuration_is_shown_and_not_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It holds secrets and belongs to the admin."""
    config = (folder / "config.yaml").read_text(encoding="utf-8").replace("7天", "9天")
    write(folder, "config.yaml", config)
    lines = said(folder, capsys, "rollback", "1", "--yes")[1]

    assert "-  half_life: 9天" in lines
    assert "+  half_life: 7天" in lines
    assert (folder / "config.yaml").read_text(encoding="utf-8") == config
    assert not [line for line in lines if "secret" in line]


def test_no_way_back_to_where_nobody_looks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder was renamed since, and the configuration with it: nothing is touched, and told is what to do."""
    (folder / "rules").rename(folder / "regeln")
    config = (folder / "config.yaml").read_text(encoding="utf-8")
    write(folder, "config.yaml", config.replace("rules/*.yaml", "regeln/*.yaml"))
    before = sorted((folder / "regeln").iterdir())
    code, lines = said(folder, capsys, "rollback", "1", "--yes")

    assert code == 1
    assert "+rules: rules/*.yaml" in lines
    assert lines[-2].startswith("没有改动：config.yaml 里的 rules 现在不包括 rules/ads.yaml、")
    assert (sorted((folder / "regeln").iterdir()), (folder / "rules").exists()) == (before, False)


def test_a_way_back_that_is_stuck_keeps_nobody_from_looking(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """But there is no other way back until it is finished."""
    write(folder, JOURNAL, "[")
    code, lines = said(folder, capsys, "history")
    assert (code, "上一次退回只做了一部分" in lines[-2], lines[0][:2]) == (0, True, "版本")
    assert said(folder, capsys, "rollback", "1", "--yes")[0] == 1
    assert "points: 4" in (folder / "rules/ads.yaml").read_text(encoding="utf-8")


def test_the_status_tells_how_every_rule_does(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stage, hits, share, what was taken back, and how long nothing was found."""
    monkeypatch.setattr("bot.runtime.clock.SystemClock.now", lambda _: T0 + timedelta(hours=2))

    assert said(folder, capsys, "status") == (
        0,
        [
            "第 2 版，24 小时内判断了 4 条发言。",
            "ads（禁止广告）：正式执行；命中 24 小时 2 次（50.0%）、30 天 2 次；处罚 2 次，撤销 1 次（50%）；最近一天内命中过",
            "listed（词库广告）：正式执行；命中 24 小时 0 次、30 天 0 次；有记录以来没有命中",
            "more（禁止广告）：正式执行；命中 24 小时 0 次、30 天 0 次；有记录以来没有命中",
        ],
    )


def test_without_a_database_there_is_no_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so."""
    code, lines = said(a_folder(tmp_path), capsys, "history")

    assert code == 1
    assert lines[0].startswith("还没有数据库")
