"""Hours in which something may be said are those of the room's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.play.care.hours import is_within, next_since, waited

ZONES = st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")])
NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
CLOCKS = st.builds(time, st.integers(4, 23), st.sampled_from([0, 30]))


@given(NOWS, ZONES, CLOCKS, CLOCKS)
def test_what_has_to_wait_waits_for_the_first_moment_at_which_it_may_be_said(now, zone, since, until) -> None:
    """Less than a day and an hour, never into the night, and not at all if it may be said now."""
    at = waited(now, zone, since=since, until=until)

    assert is_within(at, zone, since=since, until=until)
    assert timedelta(0) <= at - now <= timedelta(hours=25)
    assert (at == now) == is_within(now, zone, since=since, until=until)


@given(NOWS, ZONES, CLOCKS)
def test_the_morning_is_later_than_now_and_at_its_hour(now, zone, since) -> None:
    """By the clock of the room."""
    at = next_since(now, zone, since)

    assert at > now
    assert at.astimezone(zone).time() == since
