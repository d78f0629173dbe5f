"""A meet-up as it is kept: who goes, who waits, who came, what is still to be said and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.plays import Play
from bot.play.venue import Venue

KIND = "meetup"
RATING_LASTS = timedelta(days=1)  # chosen: how long after the question how it was is counted
MOST_SEATS = 10_000
STARS = (1, 2, 3, 4, 5)


class Stage(StrEnum):
    """How far a meet-up is."""

    ANNOUNCED = "announced"
    RUNNING = "running"
    OVER = "over"
    RATING = "rating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetup:
    """One meet-up. seats: 0 for no limit. place, speaker: as written, may be empty.

    going: who has a seat, in the order they got it. waiting, waiting_since: who waits for one, and when the platform
    received their wish, in microseconds; the earliest is first. came: who said that they are there. rated, stars: who said
    how it was, and how many stars of five. reminded: reminders that are done, in seconds before the begin.
    """

    topic: str
    begins: datetime
    ends: datetime
    seats: int = 0
    place: str = ""
    speaker: str = ""
    stage: Stage = Stage.ANNOUNCED
    going: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    waiting_since: tuple[int, ...] = ()
    came: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()
    stars: tuple[int, ...] = ()
    reminded: tuple[int, ...] = ()

    @property
    def free(self) -> int | None:
        """How many seats are left, None for no end."""
        return max(0, self.seats - len(self.going)) if self.seats else None

    @property
    def takes_people(self) -> bool:
        """Whether one may still sign up: until it is over."""
        return self.stage in (Stage.ANNOUNCED, Stage.RUNNING)


def signed_up(meetup: Meetup, member: str, at: datetime) -> Meetup:
    """Return `meetup` with `member` in a seat, or waiting in order of time; as it is if they are in it already.

    Nobody who has a seat loses it, though an earlier wish arrive later: it is the first of those who wait.
    """
    if member in meetup.going or member in meetup.waiting:
        return meetup
    if meetup.free is None or (meetup.free and not meetup.waiting):
        return replace(meetup, going=(*meetup.going, member))
    since = int(at.timestamp() * 1_000_000)
    place = next((n for n, other in enumerate(meetup.waiting_since) if other > since), len(meetup.waiting))
    waiting = (*meetup.waiting[:place], member, *meetup.waiting[place:])
    waiting_since = (*meetup.waiting_since[:place], since, *meetup.waiting_since[place:])
    return filled(replace(meetup, waiting=waiting, waiting_since=waiting_since))


def signed_off(meetup: Meetup, member: str) -> Meetup:
    """Return `meetup` without `member`; who waited longest has the seat."""
    if member in meetup.going:
        return filled(replace(meetup, going=tuple(one for one in meetup.going if one != member)))
    if member not in meetup.waiting:
        return meetup
    place = meetup.waiting.index(member)
    return replace(
        meetup,
        waiting=(*meetup.waiting[:place], *meetup.waiting[place + 1 :]),
        waiting_since=(*meetup.waiting_since[:place], *meetup.waiting_since[place + 1 :]),
    )


def filled(meetup: Meetup) -> Meetup:
    """Return `meetup` with as many of those who wait in seats as there are seats."""
    count = len(meetup.waiting) if meetup.free is None else min(meetup.free, len(meetup.waiting))
    if not count:
        return meetup
    return replace(
        meetup,
        going=(*meetup.going, *meetup.waiting[:count]),
        waiting=meetup.waiting[count:],
        waiting_since=meetup.waiting_since[count:],
    )


def moved_up(before: Meetup, after: Meetup) -> tuple[str, ...]:
    """Return who waited before and has a seat now."""
    return tuple(one for one in after.going if one in before.waiting)


def attended(meetup: Meetup, member: str) -> Meetup:
    """Return `meetup` with `member` there."""
    return meetup if member in meetup.came else replace(meetup, came=(*meetup.came, member))


def rated(meetup: Meetup, member: str, stars: int) -> Meetup:
    """Return `meetup` with what `member` thinks of it; what they said last counts."""
    if member not in meetup.rated:
        return replace(meetup, rated=(*meetup.rated, member), stars=(*meetup.stars, stars))
    place = meetup.rated.index(member)
    return replace(meetup, stars=(*meetup.stars[:place], stars, *meetup.stars[place + 1 :]))


def moved(meetup: Meetup, begins: datetime, ends: datetime) -> Meetup:
    """Return `meetup` at another time, with all its reminders ahead."""
    return replace(meetup, begins=begins, ends=ends, reminded=(), stage=Stage.ANNOUNCED, came=())


def next_due(meetup: Meetup, venue: Venue) -> datetime:
    """Return when something is to be said or done next."""
    custom = venue.customs.meetup
    if meetup.stage is Stage.ANNOUNCED:
        coming = (meetup.begins - span for span in custom.reminders if int(span.total_seconds()) not in meetup.reminded)
        return min((at for at in coming if at > venue.now), default=meetup.begins)
    if meetup.stage is Stage.RUNNING:
        return meetup.ends
    asked_at = meetup.ends + custom.feedback
    return asked_at if meetup.stage is Stage.OVER else asked_at + RATING_LASTS


def open_ones(plays: Mapping[int, Play]) -> Iterator[Play]:
    """Yield the meet-ups of `plays` that are not over, in the order of their numbers."""
    for number in sorted(plays):
        play = plays[number]
        if play.kind == KIND and not play.is_over and isinstance(play.body, Meetup):
            yield play


def joinable(plays: Mapping[int, Play]) -> tuple[Play, ...]:
    """Return the meet-ups that one may sign up for."""
    return tuple(play for play in open_ones(plays) if play.body.takes_people)
