"""`qunguan quiz` judges answers line by line, names broken lines, and lists the packs."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main

GOOD = [
    {"question": "1+1=?", "accepted": ["2"], "answer": "二"},
    {"question": "首都？", "accepted": ["北京"], "answer": "哈哈"},
    {"question": "选出", "options": ["红", "绿", "蓝"], "accepted": ["A", "C"], "answer": "c、a"},
    {"question": "首都？A.北京 B.上海", "accepted": ["A"], "answer": "选a"},
    {"question": "最高峰？", "accepted": ["珠峰"], "refused": ["珠海"], "answer": "珠海"},
    {"question": "地球是圆的，对吗？", "accepted": ["对"], "answer": "√"},
    {"question": "几个？", "accepted": [8], "answer": 8},
]
BROKEN = [
    "xx",
    "[1]",
    '{"question":"?","accepted":[],"answer":"1"}',
    '{"question":"?","accepted":["1"]}',
    '{"question":"?","accepted":["1"],"answer":"1","type":"x"}',
]


def judged(folder: Path, capsys: pytest.CaptureFixture[str], lines: list[str]) -> tuple[int, list[dict]]:
    """Return the exit code and what is printed for `lines`."""
    file = folder / "in.jsonl"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    code = main(["quiz", "judge", str(file)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_gets_a_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """What is no answer is wrong, with its own reason; options, refused wordings and kinds are taken."""
    code, told = judged(tmp_path, capsys, [json.dumps(one, ensure_ascii=False) for one in GOOD])
    assert code == 0
    assert told == [
        {"verdict": "right", "why": "和答案一致"},
        {"verdict": "wrong", "why": "像是聊天，不算作答"},
        {"verdict": "right", "why": "选的是 AC"},
        {"verdict": "right", "why": "选的是 A"},
        {"verdict": "wrong", "why": "很接近，但说的不是同一个"},
        {"verdict": "right", "why": "判断为“对”"},
        {"verdict": "right", "why": "和答案一致"},
    ]


def test_broken_lines_are_named_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A line that cannot be judged says which it is and how to write it; the exit code is 1."""
    code, told = judged(tmp_path, capsys, [*BROKEN, json.dumps(GOOD[0])])
    assert code == 1
    assert [one.get("line") for one in told] == [1, 2, 3, 4, 5, None]
    assert told[0]["error"] == "第 1 行：不是 JSON：xx。每行要写成一个 JSON 对象"
    assert told[2]["error"] == '第 3 行：accepted 一个都没有。请写成 "accepted": ["北京", "北京市"]'
    assert told[4]["error"] == "第 5 行：没有 “x” 这种题。type 可以是 choice、several、judge、text、picture"
    assert told[5]["verdict"] == "right"


def test_packs_are_listed_with_their_counts(capsys: pytest.CaptureFixture[str]):
    """The packs that come with the bot each have at least 25 questions."""
    assert main(["quiz", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    counts = {line.partition("：")[0]: int(line.split("，")[1].split(" ")[0]) for line in lines}
    assert set(counts) >= {"common_knowledge", "food_and_festivals", "work_and_safety", "science"}
    assert min(counts.values()) >= 25
