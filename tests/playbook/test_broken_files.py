"""What a hurried admin types, and all that is printed about it; see `python -m tests.playbook.broken`."""

import difflib

import pytest

from bot.documents.composing import LINE_BREAK
from bot.documents.problems import Severity
from bot.playbook import all_kinds
from tests.playbook.broken import FOLDER, cases, expected, printed, problems_of

NAMES = cases()


def test_there_are_many_cases_of_every_kind() -> None:
    """Traps of YAML, keys, values, and what keys say together."""
    assert len(NAMES) >= 65
    assert {name.split("/")[0] for name in NAMES} == set(all_kinds())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_is_what_helps(name: str) -> None:
    """Place, source line, caret, cause, mend and the corrected lines: all of it, to the letter."""
    now, wanted = printed(name), expected(name)

    assert now == wanted, "".join(difflib.unified_diff(wanted.splitlines(True), now.splitlines(True), name, "now"))


@pytest.mark.parametrize("name", NAMES)
def test_an_error_is_an_error_and_a_warning_is_none(name: str) -> None:
    """All is told in Chinese, at its place unless the file is empty."""
    problems = problems_of(name)

    assert any(problem.severity is Severity.ERROR for problem in problems) == ("-warn-" not in name)
    assert all(problem.line >= 1 for problem in problems) or "-empty-file" in name
    assert not [problem for problem in problems if "Input should" in problem.mend + problem.cause]


@pytest.mark.parametrize("name", NAMES)
def test_a_fix_does_what_the_snippet_shows(name: str) -> None:
    """It lies within its line as written, and with it the line holds a line of the snippet."""
    lines = LINE_BREAK.split((FOLDER / f"{name}.yaml").read_text("utf-8"))
    fixes = [(problem.fix, problem.snippet) for problem in problems_of(name) if problem.fix is not None]

    for fix, snippet in fixes:
        line = lines[fix.line - 1]
        mended = line[: fix.column - 1] + fix.text + line[fix.end_column - 1 :]
        assert mended.strip() in [one.strip() for one in snippet.splitlines()]
