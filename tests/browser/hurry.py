"""A demo whose activities take seconds, and what it asks."""

from pathlib import Path
from typing import Any

import yaml

QUIZ = {
    "title": "常识",
    "questions": [
        {"ask": "北京的简称是什么？", "answer": "京", "not": ["津"], "hints": ["和“惊”同音"], "explain": "也叫“燕京”。"}
    ],
}
FORM = {
    "title": "本周满意度",
    "questions": [
        {"ask": "这周过得怎么样？", "type": "score"},
        {"ask": "午饭吃什么？", "options": ["米饭", "面条"]},
        {"ask": "还想说什么？", "type": "text", "optional": True},
    ],
}
WARES = [{"title": "书签", "cost": 30, "stock": 4}]
QUICK = {
    "quiz": {"rest": "1秒", "late": "1秒", "no_repeat": "0秒"},
    "topics": {"listens": "10分钟", "since": "00:00", "until": "23:59"},
    "care": {"birthdays": True, "since": "00:00", "until": "23:59"},
}


def hurried(written: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the starter `config.yaml` with pauses of seconds, and with content of its own that is kept in `folder`."""
    for kind, content in (("quizzes", QUIZ), ("surveys", FORM), ("wares", WARES)):
        (folder / kind).mkdir()
        (folder / kind / "own.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        written[kind] = str(folder / kind / "*.yaml")
    for room in written["rooms"]:
        room["activities"] = QUICK
    return written
