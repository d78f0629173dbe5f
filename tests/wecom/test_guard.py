"""Replays are refused, honest retries are not, and memory stays bounded."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ForgedError, WireError
from bot.wecom.guard import RETRY, WINDOW, Guard
from tests.wecom.samples import NOW, patient

SECOND = timedelta(seconds=1)


def _stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


@pytest.mark.parametrize("off", [-WINDOW, -SECOND, timedelta(0), WINDOW])
def test_a_timestamp_within_the_window_passes(off: timedelta) -> None:
    """Up to ten minutes off in either direction is a clock that is off."""
    guard = Guard()

    guard.check(_stamp(NOW + off), "n", "s", now=NOW)

    assert len(guard) == 1


@pytest.mark.parametrize("off", [-WINDOW - SECOND, WINDOW + SECOND, timedelta(days=-4000)])
def test_a_timestamp_outside_the_window_is_refused(off: timedelta) -> None:
    """What was sent long ago, or will be, is refused and not remembered."""
    guard = Guard()

    with pytest.raises(ForgedError, match="时钟"):
        guard.check(_stamp(NOW + off), "n", "s", now=NOW)
    assert len(guard) == 0


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1.5", "１２３", "1" * 15])
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    """Only plain digits are a timestamp."""
    with pytest.raises(WireError):
        Guard().check(timestamp, "n", "s", now=NOW)


def test_a_retry_is_honoured_for_a_minute() -> None:
    """The very same envelope may come again at once, three times, but not later."""
    guard = Guard()
    for after in (0, 5, 10, 15, RETRY.seconds):
        guard.check(_stamp(NOW), "n", "s", now=NOW + after * SECOND)

    with pytest.raises(ForgedError, match="重放"):
        guard.check(_stamp(NOW), "n", "s", now=NOW + RETRY + SECOND)


def test_a_nonce_belongs_to_one_signature() -> None:
    """The same nonce under another signature is refused, at once and to the end of the window."""
    guard = Guard()
    guard.check(_stamp(NOW), "n", "s", now=NOW)

    for later in (timedelta(0), WINDOW, 2 * WINDOW):
        with pytest.raises(ForgedError, match="nonce"):
            guard.check(_stamp(NOW + later), "n", "t", now=NOW + later)


def test_a_nonce_may_come_again_after_the_window() -> None:
    """The platform promises no more than that nonces do not repeat soon."""
    guard = Guard()
    guard.check(_stamp(NOW), "n", "s", now=NOW)
    later = NOW + 2 * WINDOW + SECOND

    guard.check(_stamp(later), "n", "t", now=later)

    with pytest.raises(ForgedError):
        guard.check(_stamp(later), "n", "u", now=later)


def test_an_envelope_from_the_future_is_remembered_long_enough() -> None:
    """A replay is refused even while its timestamp would still pass."""
    guard = Guard()
    guard.check(_stamp(NOW + WINDOW), "n", "s", now=NOW)

    with pytest.raises(ForgedError, match="重放"):
        guard.check(_stamp(NOW + WINDOW), "n", "s", now=NOW + 2 * WINDOW)


def test_old_nonces_are_forgotten() -> None:
    """What can no longer be replayed takes no memory."""
    guard = Guard()
    for number in range(100):
        guard.check(_stamp(NOW), f"n{number}", "s", now=NOW)

    for turns in (1, 2):
        later = NOW + turns * (2 * WINDOW + SECOND)
        guard.check(_stamp(later), f"later{turns}", "s", now=later)

    assert len(guard) == 2


@patient
@given(count=st.integers(1, 300), capacity=st.integers(0, 50))
def test_memory_never_exceeds_the_cap(count: int, capacity: int) -> None:
    """However many envelopes arrive in one second, no more than the cap is kept, and the newest always is."""
    guard = Guard(capacity)
    for number in range(count):
        guard.check(_stamp(NOW), f"n{number}", "s", now=NOW)

    assert len(guard) <= max(2, capacity)
    with pytest.raises(ForgedError):
        guard.check(_stamp(NOW), f"n{count - 1}", "t", now=NOW)


@patient
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 400)), max_size=40))
def test_no_nonce_ever_passes_under_two_signatures(arrivals: list[tuple[int, int, int]]) -> None:
    """Over any sequence, within the window one nonce passes under one signature only, and for a minute only."""
    guard, now = Guard(), NOW
    passed: dict[str, tuple[str, datetime]] = {}
    for nonce, signature, wait in arrivals:
        now += wait * SECOND
        first = passed.get(str(nonce))
        fresh = first is None or now - first[1] > 2 * WINDOW
        retry = first is not None and first[0] == str(signature) and now - first[1] <= RETRY
        try:
            guard.check(_stamp(now), str(nonce), str(signature), now=now)
        except ForgedError:
            assert not fresh
            assert not retry
            continue
        assert fresh or retry
        if fresh:
            passed[str(nonce)] = (str(signature), now)
