"""Wildcards are two, and every other character is itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.wildcards import is_like


@pytest.mark.parametrize(
    ("pattern", "alike", "other"),
    [
        ("A0*", "a0小妹", "ba0"),
        ("用户????", "用户8848", "用户88480"),
        ("[官方]*", "[官方]客服", "官客服"),
        ("[!a]", "[!A]", "b"),
        ("a]b", "a]b", "ab"),
    ],
)
def test_only_two_characters_are_wild(pattern: str, alike: str, other: str) -> None:
    """Brackets, which stand in many names, are themselves."""
    assert (is_like(alike, pattern), is_like(other, pattern)) == (True, False)


@given(st.text(max_size=30))
def test_a_name_is_like_itself(name: str) -> None:
    """Whatever stands in it."""
    assert is_like(name, name)
