"""农历: which day of the lunar calendar a day is, and on which days lunar dates and solar terms fall.

The package behind it is used nowhere else, see docs/decisions/lunar.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

FIRST_YEAR, LAST_YEAR = 1900, 2199  # chosen: far beyond whatever a group needs
MONTHS = 12
LONGEST = 30  # days of a long lunar month; a short one has 29


@dataclass(frozen=True, slots=True, kw_only=True)
class LunarDay:
    """A day of the lunar calendar. year: the one in which its lunar year begins. is_leap: of the month doubled (闰)."""

    year: int
    month: int
    day: int
    is_leap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Month:
    month: int
    is_leap: bool
    first: date
    days: int


def lunar_of(day: date) -> LunarDay:
    """Return which lunar day `day` is. Raises ValueError outside of the years 1901 to 2199."""
    year = day.year if day >= _months(day.year)[0].first else day.year - 1
    found = next(month for month in reversed(_months(year)) if month.first <= day)
    return LunarDay(year=year, month=found.month, day=(day - found.first).days + 1, is_leap=found.is_leap)


def solar_of(lunar: LunarDay) -> date:
    """Return on which day `lunar` falls, or what stands for it.

    三十 of a month that has 29 days is 廿九 then; a leap month the year does not have is the ordinary one of that number.
    Raises ValueError for a month or day that no year has, and outside of the years 1900 to 2199.
    """
    if not (1 <= lunar.month <= MONTHS and 1 <= lunar.day <= LONGEST):
        raise ValueError(f"there is no lunar day {lunar.month}-{lunar.day}")
    months = [month for month in _months(lunar.year) if month.month == lunar.month]
    found = next((month for month in months if month.is_leap == lunar.is_leap), months[0])
    return found.first + timedelta(days=min(lunar.day, found.days) - 1)


@lru_cache(maxsize=128)
def term_on(day: date) -> str:
    """Return the solar term (节气) that begins on `day`, in China's time; empty if none does."""
    from lunar_python import Solar  # noqa: PLC0415 — takes 0.1 s to load, and is not always needed

    return str(Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi())


@cache
def _months(year: int) -> tuple[_Month, ...]:
    """Return the months of a lunar year, in order."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the lunar calendar is known from {FIRST_YEAR} to {LAST_YEAR}, not of {year}")
    from lunar_python import LunarYear, Solar  # noqa: PLC0415 — as above

    told = (month for month in LunarYear.fromYear(year).getMonths() if month.getYear() == year)
    return tuple(
        _Month(
            month=abs(month.getMonth()),
            is_leap=month.isLeap(),
            first=date.fromisoformat(Solar.fromJulianDay(month.getFirstJulianDay()).toYmd()),
            days=month.getDayCount(),
        )
        for month in told
    )
