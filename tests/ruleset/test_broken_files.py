"""What a hurried admin types, and all that is printed about it; see `python -m tests.ruleset.broken`."""

import difflib

import pytest

from bot.documents.composing import LINE_BREAK
from bot.documents.problems import Severity
from tests.ruleset.broken import FOLDER, cases, expected, printed, problems_of

NAMES = cases()


def test_there_are_many_cases() -> None:
    """Traps of YAML, keys, values, expressions, replies, examples, word lists, the configuration, and lints."""
    assert len(NAMES) >= 100


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_is_what_helps(name: str) -> None:
    """Place, source line, caret, cause, mend and the corrected lines: all of it, to the letter."""
    now, wanted = printed(name), expected(name)

    assert now == wanted, "".join(difflib.unified_diff(wanted.splitlines(True), now.splitlines(True), name, "now"))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(("07-", "149-"))])
def test_every_problem_has_its_place(name: str) -> None:
    """Line and column lie in the file; an error is there unless the case is one of a lint."""
    problems = [problem for problem in problems_of(name) if problem.file.startswith(name)]

    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 and problem.cause for problem in problems)
    assert any(problem.severity is Severity.ERROR for problem in problems) == ("-lint-" not in name)


@pytest.mark.parametrize("name", NAMES)
def test_a_fix_does_what_the_snippet_shows(name: str) -> None:
    """It lies within its line as written, and with it the line holds a line of the snippet."""
    lines = LINE_BREAK.split((FOLDER / f"{name}.yaml").read_bytes().decode("utf-8-sig", "replace"))
    fixes = [(problem.fix, problem.snippet) for problem in problems_of(name) if problem.fix is not None]

    for fix, snippet in fixes:
        line = lines[fix.line - 1]
        mended = line[: fix.column - 1] + fix.text + line[fix.end_column - 1 :]
        assert mended.strip() in [one.strip() for one in snippet.splitlines()]


def test_many_slips_can_be_mended_by_a_program() -> None:
    """Wherever the right words are known for sure, placeholders left aside."""
    fixes = [problem.fix for name in NAMES for problem in problems_of(name) if problem.fix is not None]

    assert len(fixes) >= 80
    assert not any("…" in fix.text for fix in fixes)
