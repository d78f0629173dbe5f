"""Clean text and exact times."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.coding import encoded
from bot.core.plays import Phase
from bot.storage.plain import microseconds, moment, scrubbed, storable, to_json, written
from tests.values import AD, ROOM, T0, message

ANY = st.text(st.characters(exclude_categories=[]))
AWARE = st.datetimes(timezones=st.timezones(), allow_imaginary=False)


@given(ANY)
def test_storable_text_can_be_stored(text: str) -> None:
    """Any text becomes text without NUL that encodes as UTF-8; doing it twice changes nothing more."""
    clean = storable(text)

    assert "\0" not in clean
    assert clean.encode().decode() == clean
    assert storable(clean) == clean


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_good_text_is_left_alone(text: str) -> None:
    """Text that can be stored is the same afterwards."""
    assert storable(text) == text


@pytest.mark.parametrize(
    ("text", "clean"), [("a\0b", "a\ufffdb"), ("\ud83d\ude00", "😀"), ("x\ud83d", "x\ufffd"), ("\ufeffx", "\ufeffx")]
)
def test_broken_text_is_mended(text: str, clean: str) -> None:
    """NUL and lone halves become U+FFFD, halves that belong together become their character."""
    assert storable(text) == clean


@given(AWARE)
def test_a_time_survives(when: datetime) -> None:
    """A time becomes whole microseconds and back, exactly, whatever its zone."""
    assert moment(microseconds(when)) == when.astimezone(UTC)


def test_microseconds_count_from_1970() -> None:
    """The count is that of Unix time, in UTC."""
    assert microseconds(datetime(1970, 1, 1, 8, 0, 1, 5, tzinfo=timezone(timedelta(hours=8)))) == 1_000_005
    assert microseconds(T0) == int(T0.timestamp()) * 10**6


def test_a_naive_time_is_refused() -> None:
    """A time without zone could be any time."""
    with pytest.raises(TypeError):
        microseconds(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


def test_values_are_scrubbed_however_deep() -> None:
    """Text is cleaned in fields, tuples and mappings; all else, and what is clean, stays."""
    assert scrubbed(message("a\0", quoted="b\ud800")) == message("a\ufffd", quoted="b\ufffd")
    assert scrubbed((("x\0", 1), {"k\0": "v\0"}, None, T0)) == (("x\ufffd", 1), {"k\ufffd": "v\ufffd"}, None, T0)
    assert scrubbed(ROOM) == ROOM
    assert scrubbed(AD) == AD


class Colour(Enum):
    """Something that is no JSON by itself."""

    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All kinds of values that a play may keep."""

    some: Any
    at: datetime | None = None
    lasts: timedelta = timedelta(hours=1)
    phase: Phase = Phase.OPEN
    colour: Colour = Colour.RED
    names: frozenset[str] = frozenset()
    more: tuple[Any, ...] = ()
    told: Any = field(default_factory=dict)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY | AWARE | st.timedeltas()
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(ANY, inner, max_size=4)
        | st.dictionaries(ANY, inner, max_size=4).map(MappingProxyType)
        | st.builds(
            Sheet,
            some=inner,
            at=st.none() | AWARE,
            lasts=st.timedeltas(),
            phase=st.sampled_from(Phase),
            colour=st.sampled_from(Colour),
            names=st.frozensets(ANY, max_size=3),
            more=st.tuples(inner),
            told=st.dictionaries(ANY, inner, max_size=2),
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_fast_is_what_is_encoded(value: object) -> None:
    """Whatever a play keeps, and whatever signs are in it: the very same JSON, which any database takes."""
    text = written(value)

    assert json.loads(text) == json.loads(to_json(encoded(scrubbed(value))))
    assert storable(text) == text
    assert "\0" not in str(json.loads(text))


@pytest.mark.parametrize("value", [{("a", 1): 2}, {Phase.OPEN: 1, 5: None}, {Colour.RED: [1]}])
def test_keys_of_any_kind_are_written_as_they_are_encoded(value: object) -> None:
    """As the text of the key."""
    assert json.loads(written({"x": value})) == encoded({"x": value})


def test_what_has_no_json_is_not_written() -> None:
    """Deep in something that has."""
    with pytest.raises(TypeError, match="object has no JSON form"):
        written(Sheet(some=[{"x": object()}]))
