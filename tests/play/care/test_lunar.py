"""The lunar calendar, and days that come every year by it, hold for this whole century."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_python import Solar

from bot.play.care.birthdays import Birthday, read_birthday, remembered, same_day, written
from bot.play.care.lunar import LunarDay, lunar_of, solar_of, term_on

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
LUNAR_BIRTHDAYS = st.builds(
    lambda month, day, is_leap: Birthday(month=month, day=day, is_lunar=True, is_leap=is_leap),
    st.integers(1, 12),
    st.integers(1, 30),
    st.booleans(),
)


def told_by_the_package(day: date) -> tuple[int, int, int, bool]:
    """What lunar-python says of a day by itself."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getYear(), abs(lunar.getMonth()), lunar.getDay(), lunar.getMonth() < 0


@settings(deadline=None, max_examples=60)
@given(DAYS)
def test_a_day_is_the_lunar_day_that_the_package_says_and_the_way_back_leads_to_it(day: date) -> None:
    """Our table of months and the package's own reckoning agree on every day."""
    lunar = lunar_of(day)

    assert (lunar.year, lunar.month, lunar.day, lunar.is_leap) == told_by_the_package(day)
    assert solar_of(lunar) == day


@settings(deadline=None, max_examples=60)
@given(LUNAR_BIRTHDAYS, st.integers(2000, 2098))
def test_a_lunar_birthday_comes_exactly_once_in_every_lunar_year(birthday: Birthday, year: int) -> None:
    """And on its own date wherever the year has it; else on 廿九, or in the ordinary month."""
    first = solar_of(LunarDay(year=year, month=1, day=1))
    behind = solar_of(LunarDay(year=year + 1, month=1, day=1))
    days = [first + timedelta(days=n) for n in range((behind - first).days)]

    on = [day for day in days if birthday.is_on(day)]

    assert len(on) == 1
    told = told_by_the_package(on[0])
    told_of_all = {(one.month, one.day, one.is_leap) for one in map(lunar_of, days)}
    exact = (birthday.month, birthday.day, birthday.is_leap)
    ordinary = (birthday.month, birthday.day, False)
    short = (birthday.month, 29, birthday.is_leap)
    wanted = next(one for one in (exact, short, ordinary, (birthday.month, 29, False)) if one in told_of_all)
    assert told[1:] == (wanted if birthday.day == 30 or wanted == exact else ordinary)


@given(st.integers(2000, 2099))
def test_29_february_is_kept_on_the_28th_where_there_is_none(year: int) -> None:
    """Once a year, leap year or not."""
    days = [date(year, 2, 1) + timedelta(days=n) for n in range(31)]

    on = [day for day in days if same_day(day, 2, 29)]

    is_long = date(year, 3, 1) - timedelta(days=1) == date(year, 2, 29) if days[28].month == 2 else False
    assert on == [date(year, 2, 29) if is_long else date(year, 2, 28)]


@pytest.mark.parametrize(
    ("day", "term"),
    [
        ("2026-02-04", "立春"),
        ("2026-04-05", "清明"),
        ("2026-12-22", "冬至"),
        ("2024-12-21", "冬至"),
        ("2026-02-05", ""),
    ],
)
def test_solar_terms_are_known_by_day(day: str, term: str) -> None:
    """Also 冬至, which the package counts to the next year."""
    assert term_on(date.fromisoformat(day)) == term


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("8月15日", "08-15"),
        ("8月15号", "08-15"),
        ("8-15", "08-15"),
        ("8.15", "08-15"),
        ("1990-8-15", "08-15"),
        ("1990年8月15日", "08-15"),
        ("一九九〇年八月十五日", "08-15"),
        ("是8月15日。", "08-15"),
        ("公历八月十五", "08-15"),
        ("二月二十九", "02-29"),
        ("农历八月十五", "lunar 08-15"),
        ("阴历 三月 初三", "lunar 03-03"),
        ("农历三月三", "lunar 03-03"),
        ("农历 8-15", "lunar 08-15"),
        ("农历八月二十五", "lunar 08-25"),
        ("腊月廿三", "lunar 12-23"),
        ("正月十五", "lunar 01-15"),
        ("农历腊月三十", "lunar 12-30"),
        ("农历1990年闰六月初一", "leap 06-01"),
        ("2月30日", None),
        ("4-31", None),
        ("13月1日", None),
        ("农历八月三十一", None),
        ("公历闰六月初一", None),
        ("快乐", None),
        ("8月", None),
        ("8月15日来我家", None),
    ],
)
def test_birthdays_are_read_as_people_write_them(said: str, meant: str | None) -> None:
    """The year is read over and never kept; what is no day is none."""
    birthday = read_birthday(said)

    assert (None if birthday is None else written(birthday)) == meant


@given(LUNAR_BIRTHDAYS | st.dates().map(lambda day: Birthday(month=day.month, day=day.day)))
def test_what_is_written_down_of_a_birthday_and_what_is_said_of_it_mean_the_same_day(birthday: Birthday) -> None:
    """Remembering and reading aloud lose nothing."""
    assert remembered(written(birthday)) == birthday
    assert read_birthday(str(birthday)) == birthday


@pytest.mark.parametrize("told", [None, "off", "", "13-01", "lunar 01-31", "1990-08-15", 8])
def test_what_is_no_birthday_is_remembered_as_none(told: object) -> None:
    """Whatever stands in the state."""
    assert remembered(told) is None
