"""Festivals fall on their days, and what is said of days off is what the calendar says."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import NO_HOLIDAYS, Calendar
from bot.core.playbook import Festival
from bot.core.texts import Texts
from bot.play.care.festivals import days_off, eves_on, falls_on, holiday_of, off_in_words, off_tomorrow_in_words
from bot.settings.holidays import calendar

KNOWN = calendar()
NEW_YEARS_EVE = Festival(name="除夕", text="", lunar="12-30")
SPRING = Festival(name="春节", text="", lunar="01-01")
AUTUMN = Festival(name="中秋节", text="", lunar="08-15", before="中秋要到了")
NATIONAL = Festival(name="国庆节", text="", date="10-01", before="国庆要到了")


def of(text: str) -> date:
    """Return the day."""
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("festival", "day"),
    [
        (SPRING, "2025-01-29"),
        (SPRING, "2026-02-17"),
        (NEW_YEARS_EVE, "2026-02-16"),  # that 腊月 has 29 days
        (NEW_YEARS_EVE, "2024-02-09"),  # that one has 30
        (AUTUMN, "2026-09-25"),
        (Festival(name="端午节", text="", lunar="05-05"), "2026-06-19"),
        (Festival(name="腊八节", text="", lunar="12-08"), "2026-01-26"),
        (Festival(name="清明节", text="", term="清明"), "2026-04-05"),
        (Festival(name="冬至", text="", term="冬至"), "2026-12-22"),
        (NATIONAL, "2026-10-01"),
    ],
)
def test_a_festival_falls_on_its_day_and_on_neither_day_beside_it(festival: Festival, day: str) -> None:
    """By date, by the moon, by the sun."""
    around = [of(day) + timedelta(days=n) for n in (-1, 0, 1)]

    assert [falls_on(festival, one) for one in around] == [False, True, False]


@settings(deadline=None, max_examples=20)
@given(st.integers(2000, 2098))
def test_new_years_eve_is_the_day_before_the_spring_festival(year: int) -> None:
    """Whether 腊月 is long or short."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(70)]
    spring = next(day for day in days if falls_on(SPRING, day))

    assert [day for day in days if falls_on(NEW_YEARS_EVE, day)] == [spring - timedelta(days=1)]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-10-01", "今天起放假 7 天，10月10日（周六）上班"),
        ("2026-10-03", "假期到10月7日（周三）为止，10月10日（周六）上班"),
        ("2026-10-07", "今天是假期最后一天，10月10日（周六）上班"),
        ("2026-09-25", "今天起放假 3 天"),
        ("2026-02-17", "假期到2月23日（周一）为止，2月28日（周六）上班"),
        ("2026-10-10", ""),  # worked
        ("2026-10-17", ""),  # a plain Saturday
        ("2099-10-01", ""),  # nobody knows that year
    ],
)
def test_days_off_are_told_as_the_calendar_has_them(day: str, said: str) -> None:
    """And of a year that it does not know nothing is said."""
    assert off_in_words(of(day), KNOWN, Texts()) == said


def test_what_is_to_be_worked_is_told_the_day_before_a_holiday_begins() -> None:
    """By the festivals within it, on the last day worked, that have something to say then."""
    festivals = (AUTUMN, NATIONAL, SPRING)

    assert eves_on(of("2026-09-30"), festivals, KNOWN) == (NATIONAL,)
    assert eves_on(of("2026-09-29"), festivals, KNOWN) == ()
    assert eves_on(of("2026-10-01"), festivals, KNOWN) == ()
    assert eves_on(of("2026-09-30"), festivals, NO_HOLIDAYS) == ()
    assert off_tomorrow_in_words(of("2026-09-30"), KNOWN, Texts()) == "明天起放假 7 天，10月10日（周六）上班"


def test_a_single_day_off_is_one_day() -> None:
    """Not “1 天”."""
    known = Calendar(off=frozenset({of("2026-11-25")}))

    assert off_in_words(of("2026-11-25"), known, Texts()) == "今天放假一天"
    assert off_tomorrow_in_words(of("2026-11-24"), known, Texts()) == "明天放假一天"


@given(st.dates(date(2015, 1, 1), date(2026, 12, 20)))
def test_a_holiday_is_the_same_whichever_of_its_days_one_asks_on(day: date) -> None:
    """It has no worked day in it, ends on both sides at one, and what is left shrinks day by day."""
    free = holiday_of(day, KNOWN)

    assert all(holiday_of(one, KNOWN) == free for one in free)
    assert all(not KNOWN.is_workday(one) for one in free)
    if free:
        assert KNOWN.is_workday(free[0] - timedelta(days=1))
        assert KNOWN.is_workday(free[-1] + timedelta(days=1))
        assert days_off(day, KNOWN) == free[free.index(day) :]
