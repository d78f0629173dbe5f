"""Which days are worked: the holidays of the state, and those of the company on top."""

from collections.abc import Collection
from datetime import date

from chinese_calendar.constants import holidays, workdays

from bot.core.model import Calendar

ANNOUNCED_IN = 11  # month; in most years the State Council tells of the next year's holidays in November


def calendar(*, off: Collection[date] = (), on: Collection[date] = ()) -> Calendar:
    """Return the calendar of the years that the package `chinesecalendar` knows, with days of one's own.

    off, on: days that are free, and days that are worked, whatever the state says.
    """
    return Calendar(
        off=frozenset(holidays).difference(on).union(off),
        on=frozenset(workdays).difference(off).union(on),
    )


def blank_years(known: Calendar, today: date) -> tuple[int, ...]:
    """Return the years of which `known` should tell something by `today`, and does not.

    They are the present year and, once its holidays are announced, the next.
    """
    years = (today.year, today.year + 1) if today.month >= ANNOUNCED_IN else (today.year,)
    told = {day.year for day in known.off | known.on}
    return tuple(year for year in years if year not in told)
