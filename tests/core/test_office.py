"""Office hours, hours of the day, and when a case is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cases import Deed, Entry
from bot.core.measures import Act, Hours
from bot.core.model import NO_HOLIDAYS, Calendar
from bot.core.office import FARTHEST, Office
from tests.core.justice.kit import DAY, HOUR, court, punished

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
WEEKDAYS = Office()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Shanghai; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def after(start: datetime, span: timedelta, office: Office = WEEKDAYS, calendar: Calendar = NO_HOLIDAYS) -> datetime:
    """When so much office time has passed."""
    return office.after(start, span, zone=SHANGHAI, calendar=calendar)


def test_an_office_is_open_on_worked_days() -> None:
    """From nine, not at noon, not on Saturday; one that is always open is."""
    moments = (at(20, 9), at(20, 12), at(20, 13, 30), at(20, 18), at(21, 10))

    assert [WEEKDAYS.is_open(m, zone=SHANGHAI, calendar=NO_HOLIDAYS) for m in moments] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert Office(always=True).is_open(at(21, 3), zone=SHANGHAI, calendar=NO_HOLIDAYS)


@pytest.mark.parametrize(
    ("start", "span", "ends"),
    [
        (at(20, 10), timedelta(0), at(20, 10)),
        (at(20, 7), timedelta(0), at(20, 9)),
        (at(20, 12), timedelta(0), at(20, 13, 30)),
        (at(20, 11, 50), 20 * MINUTE, at(20, 13, 40)),
        (at(20, 17), HOUR, at(23, 9)),
        (at(20, 22), 30 * MINUTE, at(23, 9, 30)),
    ],
)
def test_time_counts_only_while_it_is_open(start: datetime, span: timedelta, ends: datetime) -> None:
    """Over noon, over night, over the weekend."""
    assert after(start, span) == ends


def test_holidays_are_closed_and_worked_weekends_open() -> None:
    """As the calendar says; what never opens is taken to be always open."""
    calendar = Calendar(off=frozenset({date(2026, 11, 23)}), on=frozenset({date(2026, 11, 21)}))
    never = Office(periods=())

    assert after(at(20, 18), timedelta(0), calendar=calendar) == at(21, 9)
    assert after(at(21, 18), timedelta(0), calendar=calendar) == at(24, 9)
    assert after(at(20, 3), HOUR, never) == at(20, 4)
    assert after(at(20, 3), HOUR, Office(always=True)) == at(20, 4)


@given(st.integers(0, 10**6), st.integers(0, 10**5))
def test_the_end_is_never_before_the_time_has_passed(start: int, span: int) -> None:
    """And no farther than the farthest."""
    begins, lasts = at(1, 0) + timedelta(seconds=start), timedelta(seconds=span)

    assert begins + lasts <= after(begins, lasts) <= begins + lasts + FARTHEST


def test_hours_may_run_over_midnight() -> None:
    """Half-open; their end is the next one."""
    night, noon = Hours(since=time(23), until=time(7)), Hours(since=time(12), until=time(13))

    assert [night.covers(m, SHANGHAI) for m in (at(20, 22), at(20, 23), at(21, 6), at(21, 7))] == [
        False,
        True,
        True,
        False,
    ]
    assert [noon.covers(m, SHANGHAI) for m in (at(20, 11), at(20, 12), at(20, 13))] == [False, True, False]
    assert (night.end(at(20, 23), SHANGHAI), noon.end(at(20, 12), SHANGHAI)) == (at(21, 7), at(20, 13))


def test_a_case_is_due_when_time_changes_it_next() -> None:
    """The next to be asked, the end of a mute; nothing once all is done."""
    asked, muted, warned = (punished(act).case for act in (Act.REMOVE, Act.MUTE, Act.WARN))

    assert asked.due_at == court().now + 30 * MINUTE
    assert muted.due_at == court().now + 10 * MINUTE
    assert warned.due_at is None
    ended = replace(muted, history=(Entry(at=court(DAY).now, what=Deed.ENDED),))
    undone = replace(muted, offences=tuple(replace(o, is_undone=True) for o in muted.offences))
    assert (ended.due_at, undone.due_at) == (None, None)
