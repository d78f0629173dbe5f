"""Lines as hurried people write them: what each must be read as, through `qunguan parse`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.commandline import parse
from tests.orders.kit import GRAMMARS, NOW, ZONE

LINES = Path(__file__).parents[1] / "corpus" / "orders.jsonl"
OTHERWISE = {"topic": "text"}  # keys of the corpus that `parse` calls otherwise


@cache
def lines() -> tuple[dict[str, Any], ...]:
    """Return every line with what it must be read as."""
    return tuple(map(json.loads, LINES.read_text("utf-8").splitlines()))


@pytest.fixture(autouse=True)
def _words_of_the_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpus is about the words of the issue, whatever commands there are."""
    monkeypatch.setattr(parse, "grammars", lambda: GRAMMARS)


@pytest.mark.parametrize("line", lines(), ids=lambda line: line["text"])
def test_a_line_is_read_as_it_was_meant(line: dict[str, Any]) -> None:
    """Command, people, length, reason, and whether something must be asked are as a person would say."""
    given = json.dumps({"text": line["text"], "members": line["members"], "now": NOW.isoformat()})

    told = parse.parsed(parse.asked(given, now=NOW, zone=ZONE), zone=ZONE)

    wanted = {OTHERWISE.get(key, key): value for key, value in line.items() if key not in {"text", "members"}}
    assert {key: told.get(key) for key in wanted} == wanted
    assert bool(told["asks"]) == line["ambiguous"]


def test_the_corpus_has_enough_of_each_kind() -> None:
    """There are enough orders, doubtful ones and mere talk for the numbers to mean something."""
    assert len(lines()) >= 240
    assert sum(line["ambiguous"] for line in lines()) >= 40
    assert sum(line["command"] is None for line in lines()) >= 50
