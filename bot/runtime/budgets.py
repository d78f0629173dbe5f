"""How much of each target's sending limit is used. Pure: time is passed in."""

from collections import defaultdict, deque
from dataclasses import replace
from datetime import datetime, timedelta

from bot.wecom import Budget

RESERVE = 20  # chosen: per cent of every limit that only what is urgent may use
TIGHT = 75  # chosen: per cent of a limit from which on messages are merged


def without_reserve(budgets: tuple[Budget, ...]) -> tuple[Budget, ...]:
    """Return what of `budgets` is there for everybody: the rest is kept for what is urgent."""
    return tuple(replace(budget, limit=budget.limit - budget.limit * RESERVE // 100) for budget in budgets)


class Budgets:
    """Sliding windows per target. Not for: several processes that share a target."""

    def __init__(self) -> None:
        self._spent: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def wait(self, target: str, budgets: tuple[Budget, ...], now: datetime) -> timedelta:
        """Return how long `target` must wait before all `budgets` allow one more send; zero if they do now."""
        spent = self._spent.get(target)
        if not spent:
            return timedelta(0)
        return max((_wait(spent, budget, now) for budget in budgets), default=timedelta(0))

    def is_tight(self, target: str, budgets: tuple[Budget, ...], now: datetime, *, waiting: int) -> bool:
        """Tell whether `TIGHT` per cent of any of `budgets` are used, or what is left is not enough for `waiting` sends."""
        spent = self._spent.get(target, deque())
        used = ((_used(spent, budget, now), budget.limit) for budget in budgets)
        return any(count * 100 >= limit * TIGHT or count + waiting > limit for count, limit in used)

    def spend(self, target: str, budgets: tuple[Budget, ...], now: datetime) -> None:
        """Count one send to `target`."""
        if not budgets:
            return
        spent = self._spent[target]
        spent.append(now)
        while len(spent) > max(b.limit for b in budgets):
            spent.popleft()

    def forget_idle(self, now: datetime, *, older_than: timedelta) -> None:
        """Drop targets that were not used within `older_than`."""
        for target in [t for t, spent in self._spent.items() if spent[-1] < now - older_than]:
            del self._spent[target]


def _used(spent: deque[datetime], budget: Budget, now: datetime) -> int:
    return sum(at > now - budget.window for at in spent)


def _wait(spent: deque[datetime], budget: Budget, now: datetime) -> timedelta:
    if len(spent) < budget.limit:
        return timedelta(0)
    wait = spent[-budget.limit] + budget.window - now
    return min(max(wait, timedelta(0)), budget.window)  # a clock set back must not bar a target for days
