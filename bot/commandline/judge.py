"""`qunguan judge`: what the rules would do with lines of text, and why."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from bot.ruleset.explaining import explain
from bot.ruleset.judging import Answer, Tally, Trial, judge_lines
from bot.ruleset.loading import read_words
from bot.ruleset.measuring import at_strength
from bot.ruleset.rules import RuleSet
from bot.ruleset.telling import as_json, in_lines, outcome_in_words
from bot.runtime.clock import SystemClock
from bot.settings import environment, load_content, load_rules, load_texts
from bot.settings.model import Content
from bot.settings.sources import sweep
from bot.starter import config_path
from bot.text.reading import Strength
from bot.texts import all_texts

EVERY = 500  # chosen: lines between two looks at the progress
Form = Callable[[Answer], str]


def run(options: argparse.Namespace) -> int:
    """Answer every line; return 1 if any could not be judged. Raises SettingsError and OSError."""
    content = load_content(options.config or config_path(), environment())
    ruleset = _rules(content, options.evasion)
    trial = Trial(
        judge=ruleset,
        policy=content.policy,
        texts=load_texts(content, all_texts()),
        now=SystemClock().now(),
        rooms={room.id: room for room in content.rooms},
        zone=content.zone,
        calendar=content.calendar,
    )
    tally = Tally()
    form = _form(options, ruleset)
    with _opened(options.file) as lines:
        for answer in judge_lines(_with_progress(lines), trial, tally):
            sys.stdout.write(form(answer) + "\n")
    sys.stdout.flush()
    for sentence in tally.summary():
        print(sentence, file=sys.stderr)
    return 1 if tally.bad else 0


def _rules(content: Content, evasion: str | None) -> RuleSet:
    ruleset = load_rules(content)
    if evasion is None:
        return ruleset
    return at_strength(ruleset, Strength(evasion), lists=read_words(sweep(content)[0].words)[0])


def _form(options: argparse.Namespace, ruleset: RuleSet) -> Form:
    """Return how an answer is written: JSON in one line, or text for people, who get it with --explain."""
    if (options.format or ("text" if options.explain else "json")) == "text":
        return lambda answer: _text(answer, ruleset)
    return lambda answer: _json(answer, ruleset if options.explain else None)


def _json(answer: Answer, explains: RuleSet | None) -> str:
    told = answer.result
    if explains is not None and answer.tried is not None:
        told = {**told, "explain": as_json(explain(explains, answer.tried.message, answer.tried.scene))}
    return json.dumps(told, ensure_ascii=False)


def _text(answer: Answer, ruleset: RuleSet) -> str:
    if answer.tried is None:
        return f"原文：{answer.result['text']}\n第 {answer.result['line']} 行不能判断：{answer.result['error']}\n"
    told = explain(ruleset, answer.tried.message, answer.tried.scene)
    return "\n".join((*in_lines(told), outcome_in_words(answer.tried.decision), ""))


def _opened(name: str) -> TextIO:
    """Return the file `name`, standard input for `-`; only a line feed ends a line."""
    source = sys.stdin.fileno() if name == "-" else name
    return open(source, encoding="utf-8-sig", errors="replace", newline="\n", closefd=name != "-")


def _with_progress(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines; where somebody is watching, tell how many were read."""
    watched = sys.stderr.isatty()
    count = 0
    for count, line in enumerate(lines, start=1):
        if watched and count % EVERY == 0:
            sys.stderr.write(f"\r已判 {count} 条")
        yield line
    if watched and count:
        sys.stderr.write(f"\r已判 {count} 条\n")
