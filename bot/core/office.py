"""Office hours: when people can be expected to answer, and how long something takes in them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from bot.core.model import Calendar

MORNING = (time(9), time(12))
AFTERNOON = (time(13, 30), time(18))
FARTHEST = timedelta(days=60)  # chosen: no office is closed for longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """periods: of a worked day, local, half-open, rising, never over midnight. always: it never closes."""

    periods: tuple[tuple[time, time], ...] = (MORNING, AFTERNOON)
    always: bool = False

    def is_open(self, at: datetime, *, zone: tzinfo, calendar: Calendar) -> bool:
        """Tell whether somebody can be expected to answer at `at`."""
        local = at.astimezone(zone)
        if self.always:
            return True
        return calendar.is_workday(local.date()) and any(a <= local.time() < b for a, b in self.periods)

    def after(self, start: datetime, span: timedelta, *, zone: tzinfo, calendar: Calendar) -> datetime:
        """Return when `span` of office time has passed since `start`; the next opening for a span of zero.

        UTC. An office that opens on no day within two months is taken to be always open.
        """
        if self.always:
            return start + span
        left, day = span, start.astimezone(zone).date()
        while datetime.combine(day, time(0), zone) < start + FARTHEST:
            for opens, closes in self.periods if calendar.is_workday(day) else ():
                begins = max(datetime.combine(day, opens, zone).astimezone(start.tzinfo), start)
                ends = datetime.combine(day, closes, zone).astimezone(start.tzinfo)
                if ends <= begins:
                    continue
                if left < ends - begins:
                    return begins + left
                left -= ends - begins
            day += timedelta(days=1)
        return start + span
