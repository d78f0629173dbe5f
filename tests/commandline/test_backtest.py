"""A draft against the rules in force, as an admin meets it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.__main__ import main
from bot.settings import load_content
from bot.settings.drafts import drafted, without_rules
from bot.settings.sources import sweep
from tests.fakes import SetClock
from tests.rulefiles import ADS, LISTED, a_folder, write
from tests.running import started
from tests.values import T0

SAID = ("zhang|加微信", "zhang|加我微号", "li|刷单", "li|加微信刷单", "wang|你好", "wang|电话 13812345678 加我微号")


def told(capsys: pytest.CaptureFixture[str], folder: Path, *typed: str) -> dict:
    """Return the JSON of a backtest."""
    code = main(["backtest", "--config", str(folder / "config.yaml"), "--format", "json", *typed])
    assert code == 0
    return json.loads(capsys.readouterr().out)


def a_file(folder: Path, said: tuple[str, ...] = SAID) -> Path:
    """Write what was said into a file."""
    path = folder / "said.jsonl"
    lines = [
        json.dumps({"sender": who, "text": text, "room": "r1", "sent_at": (T0 + timedelta(minutes=n)).isoformat()})
        for n, (who, text) in enumerate(line.split("|") for line in said)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_edit_of_one_word_gives_the_exact_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which messages, which people, which penalties; private numbers are masked."""
    said = a_file(a_folder(tmp_path))
    draft = tmp_path / "draft/ads.yaml"
    write(tmp_path, "draft/ads.yaml", ADS.replace("加微信", "加我微"))
    report = told(capsys, tmp_path, str(draft), "--file", str(said))

    assert report["messages"] == 6
    assert report["changes"] == {"new": 2, "gone": 1, "other": 1, "same": 1, "clean": 1}
    assert report["people"] == 3
    assert report["rules"] == {
        "ads": {"before": 2, "after": 2, "new": 2, "gone": 2},
        "listed": {"before": 2, "after": 2, "new": 0, "gone": 0},
    }
    assert report["penalties"]["warn"] == {"before": 2, "after": 3, "people_new": 1, "people_spared": 0}
    texts = [(one["change"], one["text"], one["before"], one["after"]) for one in report["samples"]]
    assert texts[0] == ("new", "加我微号", [], ["ads"])
    assert "13812345678" not in texts[1][1]
    assert texts[2:] == [("gone", "加微信", ["ads"], []), ("other", "加微信刷单", ["ads", "listed"], ["listed"])]


def test_a_word_list_of_the_same_name_takes_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a folder stands for the files in it."""
    said = a_file(a_folder(tmp_path))
    write(tmp_path, "draft/ads.txt", "你好\n")
    report = told(capsys, tmp_path, str(tmp_path / "draft"), "--file", str(said), "--samples", "0")

    assert report["rules"]["listed"] == {"before": 2, "after": 1, "new": 1, "gone": 2}
    assert report["samples"] == []


async def test_stored_messages_are_judged_by_what_is_on_the_disk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a draft; in force is what the bot ran with, and only the days and rooms asked for count."""
    clock = SetClock()
    async with started(a_folder(tmp_path), clock) as bot:
        await bot.hear(["zhang|加微信"])
        clock.forward(timedelta(days=3))
        await bot.hear(SAID)
    write(tmp_path, "rules/ads.yaml", ADS.replace("points: 3", "points: 9"))
    monkeypatch.setattr("bot.runtime.clock.SystemClock.now", lambda _: clock.now())

    report = told(capsys, tmp_path, "--days", "1")
    assert (report["messages"], report["changes"]["same"]) == (6, 3)
    assert report["penalties"]["mute"] == {"before": 0, "after": 3, "people_new": 2, "people_spared": 0}
    assert told(capsys, tmp_path)["messages"] == 7
    assert told(capsys, tmp_path, "--room", "other")["messages"] == 0


def test_the_text_is_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In Chinese."""
    said = a_file(a_folder(tmp_path))
    write(tmp_path, "draft/ads.yaml", ADS.replace("加微信", "加我微"))
    command = ["backtest", "--config", str(tmp_path / "config.yaml"), str(tmp_path / "draft"), "--file", str(said)]

    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "比较了 6 条消息：新命中 2 条，不再命中 1 条，换了规则命中 1 条；命中不变 1 条。",
        "涉及 3 人。",
    ]
    assert "  ads：2 → 2 次（新增 2，减少 2）" in lines
    assert "  警告：2 → 3 次，新增 1 人、减少 0 人" in lines
    assert "  [产品交流群] zhang：加我微号" in lines


def test_rules_of_the_same_id_give_way_wherever_they_are(tmp_path: Path) -> None:
    """All other lines of their file stay where they are."""
    content = load_content(a_folder(tmp_path) / "config.yaml", {})
    force, _ = sweep(content)
    write(tmp_path, "elsewhere/try.yaml", LISTED + ADS.replace("ads", "fresh"))
    merged = drafted(force, [tmp_path / "elsewhere/try.yaml"], content)

    assert merged.rules["rules/ads.yaml"] == ADS
    assert merged.rules["rules/listed.yaml"].strip() == ""
    assert list(merged.rules)[-1] == "elsewhere/try.yaml"
    both = ADS + "# 说明\n" + LISTED
    assert yaml.safe_load(without_rules(both, "a.yaml", {"ads"})) == yaml.safe_load(LISTED)
    assert without_rules(both, "a.yaml", {"none"}) == both


SET = """\
title: 规则集
rules:
  - {id: one, title: 甲, when: {phrases: [甲方, "“乙方”", "yes"]}, then: {points: 1}}
  - {id: two, title: 乙, when: {phrases: [丙方]}, then: {points: 2.5}}
rooms: [other-*]
enabled: true
"""


@pytest.mark.parametrize("text", [SET, SET.partition("rules:")[2].partition("rooms:")[0], "[{id: one}, {id: two}]"])
def test_a_rule_that_gives_way_takes_nothing_else_along(text: str) -> None:
    """Neither what holds for its set nor the rules beside it on the line."""
    was = yaml.safe_load(text)
    rules = was["rules"] if isinstance(was, dict) else was
    rules.pop()

    assert yaml.safe_load(without_rules(text, "a.yaml", {"two"})) == was
    assert without_rules(text, "a.yaml", {"one", "two"}) == ""


def test_a_draft_beside_a_set_of_rules_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A set of which nothing changed is no error, and one of which a rule changed stays where it holds."""
    write(a_folder(tmp_path), "rules/set.yaml", SET.replace("other-*", "r1"))
    said = a_file(tmp_path, (*SAID, "li|甲方", "li|丁方"))
    write(tmp_path, "draft/ads.yaml", ADS.replace("加微信", "加我微"))
    report = told(capsys, tmp_path, str(tmp_path / "draft"), "--file", str(said))
    assert report["changes"] == {"new": 2, "gone": 1, "other": 1, "same": 2, "clean": 2}

    write(tmp_path, "draft/ads.yaml", "- {id: two, title: 乙, when: {phrases: [丁方]}}\n")
    report = told(capsys, tmp_path, str(tmp_path / "draft/ads.yaml"), "--file", str(said))
    assert report["rules"]["one"] == {"before": 1, "after": 1, "new": 0, "gone": 0}


def test_what_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A draft that leads nowhere; no messages at all."""
    said = a_file(a_folder(tmp_path))
    config = ["--config", str(tmp_path / "config.yaml")]

    assert main(["backtest", *config, str(tmp_path / "none.yaml"), "--file", str(said)]) == 1
    assert "没有这个文件或文件夹" in capsys.readouterr().err
    assert main(["backtest", *config]) == 1
    assert "请用 --file" in capsys.readouterr().err
