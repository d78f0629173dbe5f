"""`qunguan quiz`: judge answers to questions from outside, and list the packs of questions.

A line that is no answer at all (`none` of `bot.play.answers.judging`) is told as `wrong`, with its own reason.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from bot.core.errors import QunguanError
from bot.core.playbook import Question
from bot.play.answers.foreign import question_of
from bot.play.answers.judging import RIGHT, judge

MOST_SHOWN = 60  # characters of a broken line that are repeated; chosen


class BadLineError(QunguanError):
    """A line of the input is no question with an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what somebody answered."""

    question: Question
    answer: str


def run(options: argparse.Namespace) -> int:
    """Do what is asked; return 1 if a line could not be judged. Raises SettingsError and OSError."""
    if options.action == "list":
        from bot.commandline.quiz_packs import listed  # noqa: PLC0415 # judging needs no settings

        return listed(options)

    with _opened(options.file) as lines:
        return _judged(lines)


def _judged(lines: Iterable[str]) -> int:
    """Answer every line as soon as it is read; a broken one is named, and the rest goes on."""
    is_bad = False
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told: Mapping[str, str | int] = _told(_read(line))
        except BadLineError as error:
            is_bad = True
            told = {"line": place, "error": f"第 {place} 行：{error}"}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    return 1 if is_bad else 0


def _told(asked: Asked) -> Mapping[str, str | int]:
    verdict = judge(asked.question, asked.answer)
    return {"verdict": "right" if verdict.verdict == RIGHT else "wrong", "why": verdict.why}


def _read(line: str) -> Asked:
    """Return what `line` asks. Raises BadLineError, which tells how to mend it."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"不是 JSON：{line.strip()[:MOST_SHOWN]}。每行要写成一个 JSON 对象") from error
    if not isinstance(given, dict):
        raise BadLineError('要写成一个对象：{"question": …, "accepted": [...], "answer": …}')
    question, answer = given.get("question", ""), given.get("answer")
    if not isinstance(question, str):
        raise BadLineError('question 要是文字。请写成 "question": "中国的首都是哪里？"')
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        raise BadLineError('缺少 answer，或者它不是文字。请写成 "answer": "北京"')
    kind = given.get("type", "")
    if kind not in {"", "choice", "several", "judge", "text", "picture"}:
        raise BadLineError(f"没有 “{str(kind)[:MOST_SHOWN]}” 这种题。type 可以是 choice、several、judge、text、picture")
    accepted = _wordings(given, "accepted")
    if not accepted:
        raise BadLineError('accepted 一个都没有。请写成 "accepted": ["北京", "北京市"]')
    return Asked(
        question=question_of(
            question, accepted, options=_wordings(given, "options"), refused=_wordings(given, "refused"), kind=kind
        ),
        answer=str(answer),
    )


def _wordings(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    told = given.get(name) if given.get(name) is not None else []
    told = told if isinstance(told, list) else [told]
    if not all(isinstance(one, str | int | float) for one in told):
        raise BadLineError(f'{name} 要是文字的列表。请写成 "{name}": ["北京", "北京市"]')
    words = (("对" if one else "错") if isinstance(one, bool) else str(one).strip() for one in told)
    return tuple(word for word in words if word)


def _opened(name: str) -> TextIO:
    """Return the file `name`, standard input for `-`; only a line feed ends a line."""
    source = sys.stdin.fileno() if name == "-" else name
    return open(source, encoding="utf-8-sig", errors="replace", newline="\n", closefd=name != "-")
