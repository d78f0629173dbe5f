"""签到: on which days one member checked in. How many in a row, what a freeze saved, what was made up: all follows from that."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

CHECKIN = "checkin:"
"""Key in what a room remembers; the member follows."""
KEPT = 40  # chosen: days kept one by one; what was before is only counted
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """The days of one member.

    days: of the check-ins, rising, made-up ones among them, at most `KEPT`. made: those that were made up. frozen: missed ones
    that did not break the row. until, before: the last day that is no longer kept, and how long the row was then. best: the
    longest row ever.
    """

    days: tuple[date, ...] = ()
    made: frozenset[date] = frozenset()
    frozen: frozenset[date] = frozenset()
    until: date | None = None
    before: int = 0
    best: int = 0

    @property
    def last(self) -> date | None:
        """The day of the latest check-in."""
        return self.days[-1] if self.days else self.until

    @property
    def rows(self) -> tuple[int, ...]:
        """How long each row of days was, oldest first; frozen days join but do not count."""
        rows, last = [self.before], self.until
        for day in self.days:
            if last is not None and self._joins(last, day):
                rows[-1] += 1
            else:
                rows.append(1)
            last = day
        return tuple(row for row in rows if row)

    @property
    def length(self) -> int:
        """How long the row is that ends with the latest check-in."""
        return self.rows[-1] if self.days or self.before else 0

    def has(self, day: date) -> bool:
        """Tell whether `day` counts as checked in, or lies too far back to be told."""
        return day in self.days or (self.until is not None and day <= self.until)

    def with_day(self, day: date, freezes: int, *, is_made: bool = False) -> "Streak":
        """Return it with `day`, which it has not; gaps beside it are closed as far as `freezes` a month allow."""
        days = list(self.days)
        insort(days, day)
        made = self.made | {day} if is_made else self.made
        found = replace(self, days=tuple(days), made=made, frozen=self.frozen - {day})
        place = days.index(day)
        before = days[place - 1] if place else self.until
        if before is not None:
            found = found.closed(before, day, freezes)
        if place + 1 < len(days):
            found = found.closed(day, days[place + 1], freezes)
        return replace(found, best=max(found.best, *found.rows))

    def closed(self, first: date, last: date, freezes: int) -> "Streak":
        """Return it with what lies between `first` and `last` frozen, if `freezes` a month are enough for all of that."""
        saved = self._saved(_between(first, last), freezes)
        return replace(self, frozen=self.frozen | saved) if saved else self

    def _saved(self, gap: Sequence[date], freezes: int) -> frozenset[date] | None:
        """Return the days of `gap` that freezes would save, None if there are too few for all of them."""
        if len(gap) > KEPT:
            return None
        saved = frozenset(gap) | self.frozen
        months = {day.replace(day=1) for day in gap if day not in self.frozen}
        is_possible = all(sum(one.replace(day=1) == month for one in saved) <= freezes for month in months)
        return frozenset(gap) if is_possible else None

    def _joins(self, first: date, last: date) -> bool:
        return (last - first).days - 1 <= len(self.frozen) and self.frozen.issuperset(_between(first, last))

    def folded(self) -> "Streak":
        """Return it without the days beyond `KEPT`, which are only counted. To be done last: it forgets rows."""
        found = self
        while len(found.days) > KEPT:
            first, *rest = found.days
            is_joined = found.until is not None and found._joins(found.until, first)
            found = replace(found, days=tuple(rest), until=first, before=found.before + 1 if is_joined else 1)
        if found.until is None or found.until == self.until:
            return found
        old = found.until
        made, frozen = (frozenset(day for day in days if day > old) for days in (found.made, found.frozen))
        return replace(found, made=made, frozen=frozen)


def bonus(before: Streak, after: Streak, streaks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return (days in a row, credits) for every row that became full between `before` and `after`.

    Rows that were paid for are not paid for again when a made-up day joins them.
    """
    found = []
    for days, extra in streaks:
        count = sum(row // days for row in after.rows) - sum(row // days for row in before.rows)
        if count > 0 and extra > 0:
            found.append((days, extra * count))
    return tuple(found)


def next_bonus(length: int, streaks: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return in how many days a row of `length` is full next, and what that brings; None if nothing ever does."""
    coming = [days - length % days for days, extra in streaks if extra > 0]
    if not coming:
        return None
    nearest = min(coming)
    return nearest, sum(extra for days, extra in streaks if extra > 0 and days - length % days == nearest)


def to_json(streak: Streak) -> Mapping[str, Any]:
    """Return `streak` as a room remembers it, folded, with what others read: `last`, `streak`, `best`."""
    streak = streak.folded()
    return {
        "last": streak.last.isoformat() if streak.last else "",
        "streak": streak.length,
        "best": streak.best,
        "days": [day.isoformat() for day in streak.days],
        "made": sorted(day.isoformat() for day in streak.made),
        "frozen": sorted(day.isoformat() for day in streak.frozen),
        "until": streak.until.isoformat() if streak.until else "",
        "before": streak.before,
    }


def from_json(told: Mapping[str, Any] | None) -> Streak:
    """Return what `to_json` made, or nothing at all for None."""
    if not told:
        return Streak()
    days = {name: [date.fromisoformat(one) for one in told.get(name, ())] for name in ("days", "made", "frozen")}
    return Streak(
        days=tuple(days["days"]),
        made=frozenset(days["made"]),
        frozen=frozenset(days["frozen"]),
        until=date.fromisoformat(told["until"]) if told.get("until") else None,
        before=int(told.get("before", 0)),
        best=int(told.get("best", 0)),
    )


def _between(first: date, last: date) -> tuple[date, ...]:
    """Return the days behind `first` and before `last`; of a gap longer than can matter only the beginning."""
    count = min((last - first).days - 1, KEPT + 1)
    return tuple(first + place * _A_DAY for place in range(1, count + 1))
