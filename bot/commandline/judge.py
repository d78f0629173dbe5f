"""`qunguan judge`: what the rules would do with lines of text."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from bot.ruleset.judging import Tally, Trial, judge_lines
from bot.runtime.clock import SystemClock
from bot.settings import environment, load_content, load_rules, load_texts
from bot.starter import config_path
from bot.texts import all_texts

EVERY = 500  # chosen: lines between two looks at the progress


def run(options: argparse.Namespace) -> int:
    """Answer every line with one of JSON; return 1 if any could not be judged. Raises SettingsError and OSError."""
    content = load_content(options.config or config_path(), environment())
    trial = Trial(
        judge=load_rules(content),
        policy=content.policy,
        texts=load_texts(content, all_texts()),
        now=SystemClock().now(),
        rooms={room.id: room for room in content.rooms},
        zone=content.zone,
    )
    tally = Tally()
    with _opened(options.file) as lines:
        for answer in judge_lines(_with_progress(lines), trial, tally):
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    for sentence in tally.summary():
        print(sentence, file=sys.stderr)
    return 1 if tally.bad else 0


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
