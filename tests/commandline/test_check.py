"""`qunguan check --format json` and `qunguan schema`: what editors and CI read."""

import json
from pathlib import Path

import pytest

from bot.playbook import all_kinds
from bot.schemas import schemas
from tests.commandline.test_commands import qunguan


def written(folder: Path, rule: str) -> None:
    """Write a configuration with one file of rules into `folder`."""
    (folder / "config.yaml").write_text("rules: r.yaml\nwords: none\ndefaults: {owner: a}\n", encoding="utf-8")
    (folder / "r.yaml").write_text(rule, encoding="utf-8")


def test_problems_are_printed_for_programs(tmp_path: Path) -> None:
    """One list, complete places, and the exit code that people get."""
    written(tmp_path, "- id: a\n  title: 甲\n  when: {contcat: qq}\n")
    done = qunguan("check", "r.yaml", "--format", "json", cwd=tmp_path)
    [problem] = json.loads(done.stdout)

    assert done.returncode == 1
    assert (problem["file"], problem["line"], problem["column"], problem["end_column"]) == ("r.yaml", 3, 10, 17)
    assert (problem["severity"], problem["cause"]) == ("error", "未知的条件 “contcat”")
    assert (problem["source"], problem["snippet"]) == ("  when: {contcat: qq}", "when: {contact: qq}")


def test_warnings_do_not_fail(tmp_path: Path) -> None:
    """They carry the code of their lint; without any problem the list is empty."""
    written(tmp_path, "- {id: a, title: 甲, when: {words: [滚]}, then: {points: 1}}\n")
    warned = qunguan("check", "r.yaml", "--format", "json", cwd=tmp_path)
    written(tmp_path, "- {id: a, title: 甲, when: {contact: qq}, then: {points: 1}}\n")
    clean = qunguan("check", "r.yaml", "--format", "json", cwd=tmp_path)

    assert (warned.returncode, clean.returncode, json.loads(clean.stdout)) == (0, 0, [])
    assert {problem["code"] for problem in json.loads(warned.stdout)} == {"innocent", "single"}


def test_a_word_list_can_be_checked_alone(tmp_path: Path) -> None:
    """Its warnings stand at its own lines, and no secret is needed."""
    written(tmp_path, "- {id: a, title: 甲, when: {words: {lists: [ads]}}, then: {points: 1}}\n")
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("none", "words/*.txt"), encoding="utf-8")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "ads.txt").write_text("# 标题：广告\n代开发票\n代開發票\n", encoding="utf-8")
    done = qunguan("check", "words/ads.txt", cwd=tmp_path)

    assert (done.returncode, done.stdout.splitlines()[:3]) == (
        0,
        ["words/ads.txt:3:1  警告：词库 “ads” 里 “代開發票” 写了两遍，第 2 行已经有了", "    代開發票", "    ^^^^^^^^"],
    )


@pytest.mark.parametrize("kind", ["rules", "config", "texts", *all_kinds()])
def test_the_schema_is_printed(kind: str, tmp_path: Path) -> None:
    """As it lies beside the content."""
    done = qunguan("schema", kind, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, schemas()[f"{kind}.schema.json"])
