"""Numbers are read as people write them: in figures, in Chinese, mixed; with their units."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.alike import alike
from bot.text.numerals import figures
from bot.text.quantities import clock_key, day_key, quantity
from bot.text.units import unit

DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Return `number` below 10,000 as it is said."""
    said, is_padded = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            said += ("零" if is_padded and said else "") + DIGITS[digit] + name
        is_padded = not digit
    return said or "零"


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_numbers_said_in_chinese_are_read_back(upper: int, lower: int):
    """What is said with 万 is read as the number it is."""
    assert figures(in_chinese(lower)) == str(lower)
    if upper and lower:
        gap = "零" if lower < 1000 else ""
        assert figures(f"{in_chinese(upper)}万{gap}{in_chinese(lower)}") == str(upper * 10_000 + lower)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("两百五", "250"), ("一万五", "15000"), ("1.5万", "15000"), ("1万5千", "15000"), ("一九四九年", "1949年"), ("１，０００元", "1000元"),
        ("二三十个", "二三十个"), ("三两", "3两"), ("百分之五", "百分之5"), ("三点一四", "3.14"), ("十二亿三千万", "1230000000"),
        ("30万千米", "300000千米"), ("廿四", "24"), ("零下五度", "负5度"), ("007", "007"), ("万里", "万里"), ("壹佰元", "100元"),
    ],
)  # fmt: skip
def test_numerals_become_figures(said: str, read: str):
    """What is no number stays as it is written."""
    assert figures(alike(said)) == read


@given(st.text(max_size=80))
def test_any_text_is_read(text: str):
    """Nothing that can be typed raises."""
    plain = figures(alike(text))
    quantity(plain), day_key(plain), clock_key(plain)
    assert figures(plain) == figures(figures(plain))


@pytest.mark.parametrize(
    ("one", "other"),
    [("10公里", "10km"), ("1000米", "1千米"), ("2斤", "1公斤"), ("20%", "百分之二十"), ("1/3", "三分之一"), ("90分钟", "1.5小时"), ("3*10^8m/s", "每秒30万公里"), ("半小时", "30分钟")],
)  # fmt: skip
def test_equal_quantities_are_equal(one: str, other: str):
    """Units are converted."""
    first, second = quantity(figures(alike(one))), quantity(figures(alike(other)))
    assert first is not None
    assert second is not None
    assert first.amount == second.amount


def test_dates_and_times_have_one_form():
    """However a day or a time of day is written."""
    assert {day_key(figures(said)) for said in ("十月一日", "10月1号", "10.1", "10-01")} == {(0, 10, 1)}
    assert {clock_key(figures(said)) for said in ("下午三点半", "15:30", "15点30分")} == {930}
    assert day_key("13月1日") is None
    assert unit("公里/小时") == unit("km/h")
    assert quantity("1/0") is None
    assert quantity("三分之一") is None
    assert quantity("3分之1").value == Fraction(1, 3)
