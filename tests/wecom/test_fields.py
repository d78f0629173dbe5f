"""Reading single fields, whatever they turn out to be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import WireError
from bot.wecom.fields import digest, flat, items, lines, moment, need, word
from tests.wecom.samples import patient

TREE: dict[str, Any] = {"a": {"b": "text", "n": 7, "yes": True, "f": 1.5, "l": ["x"], "none": None}, "empty": ""}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("a", "b"), "text"), (("a", "n"), "7"), (("a", "yes"), ""), (("a", "f"), ""), (("a", "l"), ""),
        (("a", "none"), ""), (("a",), ""), (("a", "b", "c"), ""), (("x", "y"), ""), (("empty",), ""),
    ],
)  # fmt: skip
def test_a_word_is_text_or_a_whole_number(path: tuple[str, ...], found: str) -> None:
    """Anything else at the path, or nothing, reads as empty."""
    assert word(TREE, *path) == found


def test_what_is_needed_must_be_there() -> None:
    """The error names the path."""
    assert need(TREE, "a", "b") == "text"
    with pytest.raises(WireError, match=r"a\.x"):
        need(TREE, "a", "x")


@pytest.mark.parametrize(
    ("path", "found"),
    [(("a", "l"), ("x",)), (("a", "b"), ("text",)), (("a", "none"), ()), (("empty",), ()), (("a", "b", "c"), ())],
)
def test_a_list_of_one_may_come_bare(path: tuple[str, ...], found: tuple[str, ...]) -> None:
    """One element, none, or a list read the same."""
    assert items(TREE, *path) == found


def test_a_moment_is_counted_from_1970() -> None:
    """In seconds, or in the unit given; exact."""
    assert moment("1409659813") == datetime(2014, 9, 2, 12, 10, 13, tzinfo=UTC)
    assert moment("1609459200123", timedelta(milliseconds=1)) == datetime(2021, 1, 1, 0, 0, 0, 123000, tzinfo=UTC)


@patient
@given(text=st.text(max_size=20) | st.integers(-10, 10**16).map(str))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    """Nothing but WireError comes out of a time that is none."""
    try:
        at = moment(text)
    except WireError:
        return
    assert at == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text))


def test_leaves_are_named_by_their_path() -> None:
    """Nested names are joined with dots, list elements are numbered, nothing is lost."""
    assert flat(TREE) == {
        "a.b": "text", "a.n": "7", "a.yes": "True", "a.f": "1.5", "a.l.0": "x", "a.none": "", "empty": "",
    }  # fmt: skip


def test_a_digest_tells_parts_apart() -> None:
    """Where one part ends and the next begins matters."""
    assert digest("ab", "c") == digest("ab", "c")
    assert digest("ab", "c") != digest("a", "bc")
    assert len(digest("\ud800")) == 32


def test_lines_leave_out_what_is_empty() -> None:
    """No blank lines."""
    assert lines("a", "", "b") == "a\nb"
