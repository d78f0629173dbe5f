"""`qunguan schedule list`: what will happen by itself, and when; it needs no running bot."""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from bot.activities import all_activities, revived
from bot.commandline.arguments import CONFIG
from bot.core.errors import QunguanError
from bot.core.model import Room, RoomId
from bot.core.plays import Phase, Play
from bot.handlers.playing import venues_of
from bot.inforce import InForce
from bot.play.care.festivals import named
from bot.runtime.clock import SystemClock
from bot.runtime.timetable import Slot, slots, timers_in
from bot.settings import Content, accept, environment, load_content, load_database
from bot.texts import all_texts

MOST = 5_000  # chosen: lines; whoever needs more asks for a shorter time
LONGEST = timedelta(days=366)
UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
UNITS |= {"天": UNITS["d"], "小时": UNITS["h"], "分钟": UNITS["m"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Something that will happen. what: `timer` or `play`. number: of the play, 0 for a timer."""

    at: datetime
    room: RoomId
    zone: tzinfo
    activity: str
    title: str
    what: str
    number: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it JSON-ready, with its time as the clock of the room shows it."""
        told: dict[str, Any] = {
            "at": self.at.astimezone(self.zone).isoformat(),
            "room": self.room,
            "activity": self.activity,
            "what": self.what,
            "title": self.title,
        }
        return told | {"number": self.number} if self.number else told


def run(options: argparse.Namespace) -> int:
    """Print what will happen, in the order of time. Raises SettingsError, StorageError and QunguanError."""
    path = options.config or CONFIG
    content = load_content(path, environment())
    now, until = _from_to(options.next)
    with ExitStack() as stack:
        stored_rooms, plays = _stored(path, stack)
    rooms = {room.id: room for room in (*stored_rooms, *content.rooms)}
    if options.room is not None:
        rooms = {id_: room for id_, room in rooms.items() if options.room in (id_, room.name)}
        if not rooms:
            raise QunguanError(f"没有叫“{options.room}”的群：请写 config.yaml 里的 id 或群名。")
    coming = (*_timers(content, tuple(rooms.values()), now, until), *_plays(content, plays, rooms, now, until))
    lines = sorted(coming, key=lambda one: (one.at, one.room, one.activity, one.title))[:MOST]
    if options.format == "json":
        print(json.dumps([one.as_json() for one in lines], ensure_ascii=False, indent=1))
    else:
        print("\n".join(_in_words(lines, rooms, options.next)))
    return 0


def _from_to(span: str) -> tuple[datetime, datetime]:
    """Return now, and the end of what is asked for. Raises QunguanError for a span that cannot be read."""
    found = re.fullmatch(r"(\d{1,4})\s*(d|h|m|天|小时|分钟)", span.strip().lower())
    length = int(found[1]) * UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < length <= LONGEST:
        raise QunguanError(f"--next：看不懂“{span}”。请写 7d、12h、30m，最长 {LONGEST.days} 天。")
    now = SystemClock().now()
    return now, now + length


def _stored(path: Path, stack: ExitStack) -> tuple[Sequence[Room], Sequence[Play]]:
    """Return the rooms that the bot knows and the plays that are not over; nothing where there is no database."""
    from bot.storage import books, reads  # noqa: PLC0415 — takes a while to load, and is not always needed
    from bot.storage.beside import beside, is_there  # noqa: PLC0415 — as above

    url = load_database(path, environment())
    if not is_there(url):
        return (), ()
    connection = stack.enter_context(beside(url))
    return reads.rooms(connection), books.all_plays(connection, books.open_plays_statement(MOST, None))


def _timers(content: Content, rooms: Sequence[Room], now: datetime, until: datetime) -> Iterator[Coming]:
    force = InForce(accepted=accept(content, known=all_texts()), revision=0)
    bench = force.bench(lambda effect, room: True, has_aibot=False)
    for slot in slots(timers_in(venues_of(rooms, bench, now))).values():
        yield from (_called(slot, at) for at in slot.times(now, until))


def _called(slot: Slot, at: datetime) -> Coming:
    title = slot.timer.title
    return Coming(at=at, room=slot.room, zone=slot.zone, activity=slot.activity, title=title, what="timer")


def _plays(
    content: Content, plays: Iterable[Play], rooms: Mapping[RoomId, Room], now: datetime, until: datetime
) -> Iterator[Coming]:
    """Yield open plays that will be called; one that should have been called already is called as soon as the bot runs."""
    for stored in plays:
        if stored.room not in rooms or stored.phase is not Phase.OPEN or stored.due_at is None or stored.due_at > until:
            continue
        play = revived(stored)
        activity = all_activities().get(stored.kind)
        if play is None or activity is None:
            continue
        yield Coming(
            at=max(stored.due_at, now),
            room=stored.room,
            zone=content.zones.get(stored.room, content.zone),
            activity=stored.kind,
            title=play.title if play.title.startswith(activity.title) else f"{activity.title}：{play.title}",
            what="play",
            number=play.number,
        )


def _in_words(lines: Sequence[Coming], rooms: Mapping[RoomId, Room], span: str) -> Iterator[str]:
    if not lines:
        yield f"{span} 之内没有安排。"
        return
    day = ""
    for one in lines:
        local = one.at.astimezone(one.zone)
        if named(local.date()) != day:
            day = named(local.date())
            yield day
        number = f" #{one.number}" if one.number else ""
        yield f"  {local:%H:%M}  {rooms[one.room].name or one.room}  {one.title}{number}"
    if len(lines) == MOST:
        yield f"只列出前 {MOST} 条，请用 --next 写短一点的时间，或用 --room 只看一个群。"
