"""When a night was: the hours in which nobody can be expected to be about."""

from datetime import UTC, datetime, timedelta, tzinfo

from bot.core.policy import Hours

Night = tuple[datetime, datetime]
"""(since, until), UTC, half-open."""


def last_night(now: datetime, zone: tzinfo, hours: Hours) -> Night | None:
    """Return when `hours`, local, were last over at `now`; None if they are no time at all."""
    if hours.since == hours.until:
        return None
    until = datetime.combine(now.astimezone(zone), hours.until, zone)
    if until > now:
        until -= timedelta(days=1)
    since = datetime.combine(until, hours.since, zone)
    if since >= until:
        since -= timedelta(days=1)
    return since.astimezone(UTC), until.astimezone(UTC)
