"""Hours in which alone the bot says something by itself, local to the room."""

from datetime import datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)


def is_within(now: datetime, zone: tzinfo, *, since: time, until: time) -> bool:
    """Tell whether it is at least `since` and before `until` in `zone`; hours that begin where they end are all hours."""
    at = now.astimezone(zone).time()
    if since == until:
        return True
    return since <= at < until if since < until else at >= since or at < until


def next_since(now: datetime, zone: tzinfo, since: time) -> datetime:
    """Return when it will next be `since` in `zone`, later than `now`; of its zone."""
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), since, zone)
    return at if at > now else datetime.combine(local.date() + DAY, since, zone)


def waited(now: datetime, zone: tzinfo, *, since: time, until: time) -> datetime:
    """Return `now` if something may be said, else when it may be again."""
    return now if is_within(now, zone, since=since, until=until) else next_since(now, zone, since)
