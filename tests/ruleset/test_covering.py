"""What can be told of rooms without any message."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ruleset.covering import may_meet, rooms_cover, rooms_of

GLOBS = st.text(alphabet="ab*?", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ("r1", "r1", True),
        ("r1", "r2", False),
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("?b", "a?", True),
        ("", "*", True),
    ],
)
def test_two_globs_may_have_a_room_in_common(one: str, other: str, meets: bool) -> None:
    """Only where no room can fit both is it sure that they have none."""
    assert (may_meet(one, [other]), may_meet(other, [one])) == (meets, meets)


@given(GLOBS, GLOBS, st.text(alphabet="ab", max_size=6))
def test_what_fits_both_is_a_room_in_common(one: str, other: str, room: str) -> None:
    """It never says no where there is one."""
    if fnmatchcase(room, one) and fnmatchcase(room, other):
        assert may_meet(one, [other])


def test_a_long_glob_is_no_matter() -> None:
    """It is walked, not descended into."""
    assert not may_meet("a" * 1_500, ["*" + "a" * 400 + "b"])


def test_rooms_that_two_lists_name_are_fewer_than_either() -> None:
    """Those of a rule in a set are in both."""
    both = rooms_of(("school-*",), ("*-1",))

    assert rooms_cover(rooms_of(("*-1",)), both)
    assert not rooms_cover(both, rooms_of(("*-1",)))
    assert rooms_cover(rooms_of(("*",)), both)
