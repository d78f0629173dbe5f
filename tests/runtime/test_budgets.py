"""Sliding windows."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.budgets import Budgets
from bot.wecom import Budget
from tests.values import T0

MINUTE = timedelta(minutes=1)
LIMITS = (Budget(limit=3, window=MINUTE), Budget(limit=5, window=60 * MINUTE))


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=60))
def test_no_window_ever_holds_more_than_its_limit(gaps: list[int]) -> None:
    """Whoever waits as told never exceeds any budget, in any window."""
    budgets, now, sends = Budgets(), T0, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        now += budgets.wait("t", LIMITS, now)
        budgets.spend("t", LIMITS, now)
        sends.append(now)

    for limit in LIMITS:
        assert all(sum(s <= other < s + limit.window for other in sends) <= limit.limit for s in sends)


def test_targets_do_not_share_and_idle_ones_are_forgotten() -> None:
    """Each chat has its own budget; what no limit needs is dropped."""
    budgets = Budgets()
    for _ in range(3):
        budgets.spend("a", LIMITS, T0)
    budgets.spend("free", (), T0)

    waits = (budgets.wait("a", LIMITS, T0), budgets.wait("b", LIMITS, T0))
    budgets.forget_idle(T0 + 3 * MINUTE, older_than=MINUTE)

    assert waits == (MINUTE, timedelta(0))
    assert budgets.wait("a", LIMITS, T0) == timedelta(0)
