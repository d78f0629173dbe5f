"""One thing said over and over is told with its place."""

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
