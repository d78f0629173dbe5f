"""Calls are counted by whom they call."""

import pytest
from pydantic import ValidationError

from tests.rules.kit import seen


@pytest.mark.parametrize(
    ("text", "why", "place"),
    [
        ("@张三\u2005@李四\u2005@王五\u2005看", "@了 3 个人，最多 2 个", "@王五\u2005"),
        ("看 @张三 @李四@王五 @赵六", "@了 4 个人，最多 2 个", "@王五"),
        ("@Tom@Jerry@Spike 在吗", "@了 3 个人，最多 2 个", "@Spike"),
        ("@张三 @所有人 开会", "@了所有人", "@所有人"),
        ("@ALL 开会", "@了所有人", "@ALL"),
        ("@所有人开会", "@了所有人", "@所有人开会"),
    ],
)
def test_the_call_that_is_too_many_is_told(text: str, why: str, place: str) -> None:
    """Different names count; one that calls everybody counts at once."""
    match = seen("mentions", {"max": 2, "everyone": True}, text)

    assert match is not None
    assert (match.why, text[slice(*match.span)]) == (why, place)


@pytest.mark.parametrize(
    "text",
    [
        "@张三 @张三 @张三 @李四 在吗",
        "a@b.com、c@d.com、e@f.cn 都发了",
        "@Tom Smith\u2005@李四\u2005在吗",
        "@ @ @ @",
        "单价 @ 5 元",
        "@allen 在吗",
        "所有人",
    ],
)
def test_others_pass(text: str) -> None:
    """The same name, e-mail addresses, a bare sign."""
    assert seen("mentions", {"max": 2, "everyone": True}, text) is None


def test_calling_everybody_may_be_fine() -> None:
    """Unless the rule says otherwise it is one call."""
    assert seen("mentions", {"max": 2}, "@所有人 开会") is None


def test_settings_that_can_never_fire_are_refused() -> None:
    """Neither a number nor everybody."""
    with pytest.raises(ValidationError, match="至少要写一个"):
        seen("mentions", {}, "")
