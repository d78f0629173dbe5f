"""Clean text and exact times."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.plain import microseconds, moment, scrubbed, storable
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
