"""Days in a row, against a model that looks at every day of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.play.credit.streaks import KEPT, Streak, bonus, from_json, next_bonus, to_json

A_DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 20)
GAPS = st.lists(st.integers(min_value=1, max_value=4), max_size=90)
FREEZES = st.integers(min_value=0, max_value=3)
STREAKS = ((7, 10), (30, 50))


def checked(days: list[date], freezes: int) -> Streak:
    """Return the streak of who checks in on these days, kept and read again each time."""
    streak = Streak()
    for day in days:
        streak = from_json(to_json(streak.with_day(day, freezes)))
    return streak


def days_of(gaps: list[int], first: date = FRIDAY) -> list[date]:
    """Return days that lie so far apart."""
    days = [first]
    for gap in gaps:
        days.append(days[-1] + gap * A_DAY)
    return days


def modelled(days: list[date], freezes: int) -> tuple[list[int], set[date]]:
    """Return the rows and the frozen days, walking the calendar day by day."""
    rows, frozen, missed = [1], set[date](), list[date]()
    day = days[0] + A_DAY
    while day <= days[-1]:
        if day not in days:
            missed.append(day)
        else:
            used = frozen | set(missed)
            months = {(one.year, one.month) for one in missed}
            can = all(sum((u.year, u.month) == month for u in used) <= freezes for month in months)
            frozen = used if can else frozen
            rows = [*rows[:-1], rows[-1] + 1] if can or not missed else [*rows, 1]
            missed = []
        day += A_DAY
    return rows, frozen


@given(gaps=GAPS, freezes=FREEZES)
def test_it_is_as_the_calendar_says(gaps: list[int], freezes: int) -> None:
    """However long it goes on, and though only the last days are kept one by one."""
    days = days_of(gaps)

    streak = checked(days, freezes)
    rows, frozen = modelled(days, freezes)

    assert (streak.length, streak.best, streak.last) == (rows[-1], max(rows), days[-1])
    assert streak.frozen == {day for day in frozen if streak.until is None or day > streak.until}
    assert len(streak.days) == min(len(days), KEPT)


@given(gaps=st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=20), data=st.data())
def test_a_late_message_changes_nothing(gaps: list[int], data: st.DataObject) -> None:
    """Two check-ins that arrive the wrong way round come to the same, where no freeze has to choose between gaps."""
    days = days_of(gaps)
    place = data.draw(st.integers(min_value=0, max_value=len(days) - 2))
    turned = [*days[:place], days[place + 1], days[place], *days[place + 2 :]]

    assert checked(turned, 0) == checked(days, 0)


@given(gaps=GAPS, freezes=FREEZES)
def test_every_full_row_is_paid_once(gaps: list[int], freezes: int) -> None:
    """What was paid on the way is what the rows are worth in the end."""
    streak, paid, days = Streak(), 0, days_of(gaps)
    for day in days:
        after = streak.with_day(day, freezes)
        paid += sum(extra for _, extra in bonus(streak, after, STREAKS))
        streak = from_json(to_json(after))

    rows, _ = modelled(days, freezes)

    assert paid == sum(row // 7 * 10 + row // 30 * 50 for row in rows)


@given(missed=st.integers(min_value=1, max_value=12), total=st.integers(min_value=3, max_value=14))
def test_making_a_day_up_pays_no_row_twice(missed: int, total: int) -> None:
    """Who misses a day and makes it up has got just what a row without a gap brings."""
    days = [FRIDAY + place * A_DAY for place in range(total) if place != missed]
    streak, paid = Streak(), 0
    for day in days:
        after = streak.with_day(day, 0)
        paid += sum(extra for _, extra in bonus(streak, after, STREAKS))
        streak = after
    whole = streak.with_day(FRIDAY + missed * A_DAY, 0, is_made=True)
    paid += sum(extra for _, extra in bonus(streak, whole, STREAKS))

    assert paid == (total if missed < total else total + (missed == total)) // 7 * 10
    assert whole.made == {FRIDAY + missed * A_DAY}


def test_a_freeze_is_of_the_month_of_the_missed_day() -> None:
    """One a month: 30 November and 1 December are two months, 30 November and 28 November are one."""
    streak = checked([date(2026, 11, 27), date(2026, 11, 29)], 1)

    assert streak.length == 2
    assert streak.with_day(date(2026, 12, 1), 1).length == 1
    assert checked([date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 30)], 1).with_day(
        date(2026, 12, 2), 1
    ).frozen == {date(2026, 11, 28), date(2026, 12, 1)}


def test_a_made_up_day_gives_its_freeze_back() -> None:
    """A day that somebody checks in for late was no missed one."""
    streak = checked([FRIDAY, FRIDAY + 2 * A_DAY], 1)

    whole = streak.with_day(FRIDAY + A_DAY, 1)

    assert (streak.length, streak.frozen) == (2, {FRIDAY + A_DAY})
    assert (whole.length, whole.frozen) == (3, frozenset())


@pytest.mark.parametrize(
    ("length", "coming"), [(0, (7, 10)), (6, (1, 10)), (7, (7, 10)), (29, (1, 50)), (28, (2, 50)), (209, (1, 60))]
)
def test_the_next_bonus(length: int, coming: tuple[int, int]) -> None:
    """In how many days, and how much; those of several rows on one day together."""
    assert next_bonus(length, STREAKS) == coming
    assert next_bonus(length, ()) is None
