"""One thing said over and over is told with its place."""

import pytest

from tests.rules.kit import seen


def test_the_repetition_is_told_with_its_place() -> None:
    """How much of it there is, and where."""
    text = "大家看" + "顶" * 16 + "谢谢"
    match = seen("length", {"repeated": 15}, text)

    assert match is not None
    assert (match.why, match.span) == ("反复发“顶”，共 16 个字，最多 15 个", (3, 19))


def test_a_bound_is_what_is_still_fine() -> None:
    """Exactly so many may be."""
    assert seen("length", {"repeated": 15}, "顶" * 15) is None


def test_the_other_bounds_come_first() -> None:
    """A text that is too long is too long, whatever is in it."""
    match = seen("length", {"max": 10, "repeated": 15}, "顶" * 30)

    assert match is not None
    assert match.why == "30 个字，最多 10 个"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A→B→C→D", 0),
        ("★★★★★ ■□▲", 0),
        ("1 ✓ 2 ✔ 3 ✗", 0),
        ("➡️⬅️▶️", 3),
        ("❤☀☎", 3),
        ("[微笑][玫瑰] 好 [强]", 3),
        ("[1] [abc] [这不是一个表情]", 0),
        ("🤷‍♂️👩‍❤️‍👩", 2),
    ],
)
def test_what_is_shown_as_a_picture_is_an_emoji(text: str, count: int) -> None:
    """Arrows and shapes are text, codes of WeChat are pictures."""
    found = [seen("length", {"emoji": most}, f"{text}好好好好") is not None for most in (count, count - 1) if most > 0]

    assert found == [False, True][: len(found)] if count > 1 else not any(found)
