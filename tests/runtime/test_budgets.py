"""Sliding windows."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.budgets import Budgets, without_reserve
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


def test_a_fifth_of_every_limit_is_kept_for_what_is_urgent() -> None:
    """Small limits are used in full: there is nothing to keep back of them."""
    kept = without_reserve(
        (Budget(limit=30, window=MINUTE), Budget(limit=1000, window=60 * MINUTE), Budget(limit=2, window=MINUTE))
    )

    assert [budget.limit for budget in kept] == [24, 800, 2]
    assert [budget.window for budget in kept] == [MINUTE, 60 * MINUTE, MINUTE]


def test_a_limit_is_tight_from_three_quarters_on() -> None:
    """In any window; what is out of the window does not count."""
    budgets, limit = Budgets(), (Budget(limit=4, window=MINUTE),)
    seen = []
    for _ in range(3):
        budgets.spend("t", limit, T0)
        seen.append(budgets.is_tight("t", limit, T0, waiting=1))

    assert seen == [False, False, True]
    assert not budgets.is_tight("t", limit, T0 + MINUTE, waiting=1)
    assert not budgets.is_tight("t", (), T0, waiting=99)


def test_a_limit_is_tight_for_those_who_do_not_all_fit() -> None:
    """Four fit into four, five do not."""
    limit = (Budget(limit=4, window=MINUTE),)

    assert [Budgets().is_tight("new", limit, T0, waiting=count) for count in (4, 5)] == [False, True]
