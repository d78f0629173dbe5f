"""Windows that block and windows that drop."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.limits import DAY, HOUR, MINUTE, Blocking, Dropping, Limit

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing


@pytest.mark.parametrize(("window", "blocked_for"), [(MINUTE, MINUTE), (HOUR, HOUR), (DAY, timedelta(hours=12))])
def test_a_block_lasts_as_long_as_its_window_a_day_until_midnight(window: timedelta, blocked_for: timedelta) -> None:
    """A minute, an hour, or the rest of the day in Beijing; then counting starts anew."""
    limit = Blocking(Limit(count=2, window=window))
    taken = [limit.allows("k", NOON) for _ in range(3)]
    almost = NOON + blocked_for - timedelta(microseconds=1)

    assert taken == [True, True, False]
    assert not limit.allows("k", almost)
    assert [limit.allows("k", NOON + blocked_for) for _ in range(3)] == [True, True, False]


def test_what_is_refused_is_not_counted_and_does_not_lengthen_the_block() -> None:
    """Knocking while blocked changes nothing."""
    limit = Blocking(Limit(count=1, window=MINUTE))
    limit.allows("k", NOON)
    for second in range(10, 60):
        assert not limit.allows("k", NOON + timedelta(seconds=second))

    assert limit.allows("k", NOON + timedelta(seconds=70))


def test_keys_do_not_share_a_window_and_amounts_are_added() -> None:
    """Each key has its own count; one call may take many."""
    limit = Blocking(Limit(count=10, window=MINUTE))

    assert [limit.allows("a", NOON, 6), limit.allows("b", NOON, 6), limit.allows("a", NOON, 6)] == [True, True, False]


def test_a_new_window_opens_when_the_last_is_over() -> None:
    """Ten a minute, every minute, are never blocked."""
    limit = Blocking(Limit(count=10, window=MINUTE))

    assert all(limit.allows("k", NOON + timedelta(seconds=6 * i)) for i in range(100))


def test_a_dropping_window_slides() -> None:
    """Two in any minute: the third waits until the first is a minute old."""
    limit = Dropping(Limit(count=2, window=MINUTE))
    at = [limit.allows("k", NOON + timedelta(seconds=s)) for s in (0, 50, 55, 60, 61, 110)]

    assert at == [True, True, False, True, False, True]


def test_the_tightest_of_several_windows_counts() -> None:
    """Three an hour hold even when no minute is full."""
    limit = Dropping(Limit(count=2, window=MINUTE), Limit(count=3, window=HOUR))
    at = [limit.allows("k", NOON + timedelta(minutes=m)) for m in (0, 2, 4, 6, 60)]

    assert at == [True, True, True, False, True]
