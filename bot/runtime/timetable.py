"""What will be called when: timers of rooms, the times they name, and the notices that call them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.activities import all_activities
from bot.core.coding import encoded
from bot.core.model import RoomId
from bot.core.records import Delivery
from bot.play.turn import Timer
from bot.play.venue import Venue
from bot.runtime.telling import HOUSE
from bot.text.cron import next_time, next_times

ON_TIME = timedelta(minutes=1)  # chosen: what is called no later than this was not missed
LONGEST_BACK = timedelta(days=7)  # chosen: what was missed longer ago is not made up, whatever a timer says
MOST_MISSED = 500  # chosen: times of one timer that are made up at once

Timers = Iterable[tuple[RoomId, tzinfo, str, Timer]]
"""(room, its zone, activity, timer)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A timer in a room."""

    room: RoomId
    zone: tzinfo
    activity: str
    timer: Timer

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same slot in another timetable."""
        return self.room, self.activity, self.timer.id

    def next_at(self, after: datetime) -> datetime | None:
        """Return its first time later than `after`, in UTC; None if there is none."""
        return next_time(self.timer.cron, after, self.zone)

    def times(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Yield its times later than `after` and not later than `until`, in UTC."""
        return next_times(self.timer.cron, after, self.zone, until)

    def due(self, after: datetime, now: datetime) -> tuple[datetime, ...]:
        """Return its times since `after` that are to be called at `now`: those on time, and the missed ones it wants."""
        since = max(after, now - max(min(self.timer.grace, LONGEST_BACK), ON_TIME) - timedelta(microseconds=1))
        times = tuple(self.times(since, now))[-MOST_MISSED:]
        if self.timer.missed == "last":
            return times[-1:]
        return times if self.timer.missed == "all" else tuple(at for at in times if now - at <= ON_TIME)


def timers_in(venues: Iterable[Venue]) -> Timers:
    """Yield what is to be called again and again in rooms; only their customs, playbook and zone matter."""
    for venue in venues:
        for kind, activity in all_activities().items():
            for timer in activity.timers(venue):
                yield venue.room.id, venue.zone, kind, timer


def slots(timers: Timers) -> Mapping[tuple[str, str, str], Slot]:
    """Return `timers` by key."""
    found = (Slot(room=room, zone=zone, activity=activity, timer=timer) for room, zone, activity, timer in timers)
    return {slot.key: slot for slot in found}


def call(slot: Slot, due_at: datetime, now: datetime) -> Delivery:
    """Return the delivery that calls `slot` for `due_at`: the same one however often, and whoever, makes it."""
    due_us = encoded(due_at)
    body = {
        "kind": "time",
        "room": slot.room,
        "activity": slot.activity,
        "timer": slot.timer.id,
        "due": due_us,
        "told": dict(slot.timer.told),
    }
    key = f"time-{slot.room}-{slot.activity}-{slot.timer.id}-{due_us}"
    return Delivery(channel=HOUSE, key=key, body=json.dumps(body, ensure_ascii=False), received_at=now)
