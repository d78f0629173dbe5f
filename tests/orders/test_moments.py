"""Until when and how long, read at different hours."""

from datetime import datetime, timedelta

import pytest

from bot.orders.moments import moment_in_words, until_at
from bot.orders.numbers import case_numbers, numeral, points_at
from bot.orders.spans import span_at, span_in_words, vague_span_at
from tests.orders.kit import NOW, ZONE

EVENING = NOW.replace(hour=21, minute=30)


@pytest.mark.parametrize(
    ("text", "now", "at"),
    [
        ("到9点", NOW.replace(hour=7), "2026-11-20 09:00"),
        ("到9:00", NOW, "2026-11-21 09:00"),
        ("到12点", NOW, "2026-11-20 12:00"),
        ("到晚上8点", EVENING, "2026-11-21 20:00"),
        ("到今晚12点半", NOW, "2026-11-21 00:30"),
        ("到今晚十一点三刻", NOW, "2026-11-20 23:45"),
        ("到凌晨12点", NOW, "2026-11-21 00:00"),
        ("到中午", NOW, "2026-11-20 12:00"),
        ("到中午1点", NOW, "2026-11-20 13:00"),
        ("到下午12点", NOW, "2026-11-20 12:00"),
        ("到9pm", NOW, "2026-11-20 21:00"),
        ("until tomorrow 9am", NOW, "2026-11-21 09:00"),
        ("到第二天8点", NOW, "2026-11-21 08:00"),
        ("到今天", NOW, "2026-11-21 00:00"),
        ("到周五18点", NOW, "2026-11-20 18:00"),
        ("到周五9点", NOW, "2026-11-27 09:00"),
        ("到周五", NOW, "2026-11-27 00:00"),
        ("到周四", NOW, "2026-11-26 00:00"),
        ("到本周日", NOW, "2026-11-22 00:00"),
        ("到下周三", NOW, "2026-11-25 00:00"),
        ("到周7", NOW, "2026-11-22 00:00"),
        ("到周末", NOW, "2026-11-21 00:00"),
        ("到25号", NOW, "2026-11-25 00:00"),
        ("到5号", NOW, "2026-12-05 00:00"),
        ("到十二月一日", NOW, "2026-12-01 00:00"),
        ("到1月5日", NOW, "2027-01-05 00:00"),
        ("到2026年12月1日8点", NOW, "2026-12-01 08:00"),
        ("到下周", NOW, "2026-11-23 00:00"),
        ("到下个月", NOW, "2026-12-01 00:00"),
        ("到年底", NOW, "2027-01-01 00:00"),
    ],
)
def test_a_moment_is_read(text: str, now: datetime, at: str) -> None:
    """What is written is the next moment that it can be; days end nothing, they begin."""
    moment = until_at(text, 0, now=now)

    assert moment is not None
    assert moment.at is not None
    assert (f"{moment.at:%Y-%m-%d %H:%M}", moment.end) == (at, len(text))
    assert until_at(moment_in_words(moment.at), 0, now=now).at == moment.at  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "now", "offers"),
    [
        ("到9点", NOW, ["11-20 21:00", "11-21 09:00"]),
        ("到今天9点", NOW, ["11-20 21:00", "11-21 09:00"]),
        ("到今晚8点", EVENING, ["11-21 20:00"]),
        ("到12点", EVENING, ["11-21 00:00", "11-21 12:00"]),
        ("到今晚", EVENING, ["11-20 22:00", "11-21 00:00"]),
        ("到早上", NOW, ["11-21 07:00", "11-21 08:00", "11-21 09:00"]),
        ("到中午", EVENING, ["11-21 12:00"]),
        ("到傍晚", NOW, ["11-20 14:00", "11-20 16:00", "11-20 18:00"]),
        ("到25点", NOW, []),
        ("到9点75分", NOW, []),
        ("到2月30日", NOW, []),
        ("到31号", NOW, []),
        ("到明天开会", NOW, []),
    ],
)
def test_a_moment_that_is_not_clear_is_offered(text: str, now: datetime, offers: list[str]) -> None:
    """What could be two moments, or none, is not guessed."""
    moment = until_at(text, 0, now=now)

    assert moment is not None
    assert moment.at is None or not offers
    assert [offer.removeprefix("到2026-") for offer in moment.offers] == offers


@pytest.mark.parametrize("text", ["到", "到底", "到时候", "明天9点", "到了"])
def test_what_names_no_moment_is_none(text: str) -> None:
    """到 alone, and what only begins with it, is no moment."""
    assert until_at(text, 0, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "offers"),
    [("10", 3), ("45", 2), ("0", 3), ("几分钟", 3), ("明天9点", 1), ("今天", 1), ("今天9点", 2), ("明天9点刷屏", 0), ("今天刷屏", 0), ("刷屏", 0)],
)  # fmt: skip
def test_a_length_that_is_not_clear_is_offered(text: str, offers: int) -> None:
    """A number without a unit, and a time without 到, are asked about."""
    span = vague_span_at(text, 0, now=NOW, zone=ZONE)

    assert len(span.offers if span else ()) == offers


@pytest.mark.parametrize("seconds", [1, 60, 3600, 86_400, 5_445, 100_000, 2_592_000])
def test_a_length_in_words_reads_back(seconds: int) -> None:
    """What is said of a length is that length."""
    span = span_at(span_in_words(timedelta(seconds=seconds)), 0, now=NOW, zone=ZONE)

    assert span is not None
    assert span.span == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "value"),
    [("半", 0.5), ("十", 10), ("十五", 15), ("二十", 20), ("一百二十", 120), ("一〇", 10), ("1.5", 1.5), ("", None), ("十个", None), ("一个", None), ("1.", None)],
)  # fmt: skip
def test_a_numeral_is_read(text: str, value: float | None) -> None:
    """Digits and Chinese numerals up to 999; nothing else."""
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("58", (58,)), ("#58、#59", (58, 59)), ("58-60", (58, 59, 60)), ("60-58", (60,)), ("1-99", (1,)), ("58分钟", ()), ("14:00", ()), ("0", ()), ("58 58", (58,))],
)  # fmt: skip
def test_case_numbers_are_read(text: str, numbers: tuple[int, ...]) -> None:
    """One, several, a range of at most fifty; what counts something else is no number of a case."""
    assert case_numbers(text, 0)[1] == numbers


def test_points_that_cannot_be_are_told() -> None:
    """Nothing, less than nothing and too much are no points; words are none at all."""
    assert [points.value for text in ("0分", "-1", "101分") if (points := points_at(text, 0))] == [None] * 3
    assert points_at("刷屏", 0) is None
