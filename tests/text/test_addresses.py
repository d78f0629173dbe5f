"""Addresses: what stands in them is nobody's disguise."""

import pytest

from bot.text.addresses import addresses, is_inside


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("看 weixin.qq.com/a 吧", ["weixin.qq.com/a"]),
        ("https://a.b/jia?x=1 和 me@ma.cn", ["https://a.b/jia?x=1", "me@ma.cn"]),
        ("加微信 jia", []),
        ("3.5 折", []),
    ],
)
def test_addresses_are_found(text: str, found: list[str]) -> None:
    """Web and mail addresses are found in their order, prices are none."""
    assert [text[start:end] for start, end in addresses(text)] == found


@pytest.mark.parametrize(("span", "inside"), [((0, 2), False), ((1, 3), True), ((4, 6), False)])
def test_a_span_is_inside_if_it_shares_a_character(span: tuple[int, int], *, inside: bool) -> None:
    """Spans that only touch share nothing."""
    assert is_inside(((2, 4),), *span) is inside
