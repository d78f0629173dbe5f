"""What is told of a private number never holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Example, Match
from tests.rules.kit import seen, seen_in

ALL = {"kinds": ["id_card", "bank_card", "phone"]}


@pytest.mark.parametrize(
    ("text", "why", "place"),
    [
        ("我的身份证110101199003071233谢谢", "含身份证号 110101********1233", "110101199003071233"),
        ("卡号 6222 0212 3456 7890 128", "含银行卡号 6222***********0128", "6222 0212 3456 7890 128"),
        ("打１３８００１３８０００", "含手机号 138****8000", "１３８００１３８０００"),
    ],
)
def test_the_number_is_told_by_its_ends(text: str, why: str, place: str) -> None:
    """And by its place, so that the evidence can be found."""
    match = seen("private", ALL, text)

    assert match is not None
    assert (match.why, text[slice(*match.span)]) == (why, place)


def test_phones_must_be_asked_for() -> None:
    """In many groups they are posted on purpose."""
    assert seen("private", {}, "有事打 13800138000") is None


@given(st.text(max_size=40), st.sampled_from(["110101199003071233", "6222021234567890128", "13800138000"]))
def test_no_reason_holds_a_number(around: str, number: str) -> None:
    """Whatever else is in the text."""
    match = seen("private", ALL, f"{around} 卡{number} {around}")

    assert match is None or number not in match.why


def test_what_is_written_in_a_picture_is_read_too() -> None:
    """Where a channel reads pictures; it has no place in the text."""
    match = seen_in("private", ALL, Example("", kind="image", seen="公民身份号码 110101199003071233"))

    assert match == Match(condition="private", why="图片里有身份证号 110101********1233")
