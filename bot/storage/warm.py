"""What rules look back on, kept in memory per room; rebuilt from the store when a room is met again."""

import re
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from bot.core.model import Earlier, MemberId, Message, Reach, Room, RoomId, Scene, Standing, is_private
from bot.core.ports import Store

MAX_ROOMS = 2_000  # chosen: warm rooms; the least recently heard goes first
MAX_MEMBERS = 5_000  # chosen: members remembered in a room before those silent longest are dropped
MAX_EARLY = 200  # chosen
REMEMBERED = 500  # chosen: characters of an earlier message kept in memory
EARLY = timedelta(minutes=5)  # chosen: by far longer than the archive takes
NOBODY = Standing()
_CALLED = re.compile(r"@\S+")


@dataclass(slots=True, kw_only=True)
class RoomMemory:
    """One warm room.

    today: messages per member from `day_start` on. early: (sender, text, sent_at) of what the aibot brought and was
    judged before the archive was known to hear this room.
    """

    room: Room
    day_start: datetime
    recent: dict[MemberId, tuple[Earlier, ...]] = field(default_factory=dict)
    today: dict[MemberId, int] = field(default_factory=dict)
    standings: dict[MemberId, Standing] = field(default_factory=dict)
    heard_by: set[str] = field(default_factory=set)
    early: deque[tuple[MemberId, str, datetime]] = field(default_factory=lambda: deque(maxlen=MAX_EARLY))


class Warm:
    """The warm rooms of one process. has_archive: there is one. Not for: rooms that another process judges."""

    def __init__(self, store: Store, *, reach: Reach, zone: tzinfo, has_archive: bool = True) -> None:
        self._store = store
        self._has_archive = has_archive
        self._reach = reach
        self._zone = zone
        self._rooms: OrderedDict[RoomId, RoomMemory] = OrderedDict()

    async def load(self, rooms: Iterable[Room], *, now: datetime) -> None:
        """Make sure that `rooms` are warm."""
        for room in rooms:
            if room.id in self._rooms:
                self._rooms.move_to_end(room.id)
                continue
            self._rooms[room.id] = await self._remembered(room, now)
        while len(self._rooms) > MAX_ROOMS:
            self._rooms.popitem(last=False)

    async def _remembered(self, room: Room, now: datetime) -> RoomMemory:
        day_start = start_of_day(now, self._zone)
        if is_private(room.id):
            return RoomMemory(room=room, day_start=day_start)  # nothing said in private is judged or looked back on
        history = await self._store.history(
            room.id,
            since=now - self._reach.recent,
            day_start=day_start,
            memory=self._reach.memory,
            since_early=now - EARLY,
        )
        return RoomMemory(
            room=room,
            day_start=day_start,
            recent=dict(history.recent),
            today=dict(history.today),
            standings=dict(history.standings),
            heard_by=set(history.heard_by),
            early=deque(((m, _unaddressed(text), at) for m, text, at in history.early), maxlen=MAX_EARLY),
        )

    def forget(self, rooms: Iterable[RoomId]) -> None:
        """Drop what is known of `rooms`, because what was applied to them did not become durable."""
        for room in rooms:
            self._rooms.pop(room, None)

    def of(self, room: RoomId) -> RoomMemory:
        """Return the memory of a room that `load` made warm. Raises KeyError otherwise."""
        return self._rooms[room]

    def scene(self, message: Message, *, now: datetime, seed: int) -> Scene:
        """Return the scene in which `message` is judged."""
        memory = self._rooms[message.room]
        self._turn_day(memory, min(message.sent_at, now))
        sender = message.sender
        return Scene(
            now=now,
            room=memory.room,
            role=memory.room.role(sender),
            standing=memory.standings.get(sender, NOBODY),
            recent=memory.recent.get(sender, ()),
            today=memory.today.get(sender, 0) if message.sent_at >= memory.day_start else 0,
            zone=self._zone,
            seed=seed,
        )

    def is_to_be_judged(self, message: Message) -> bool:
        """Tell whether rules apply to `message`: it came by the room's ear, and not as a copy of one judged before."""
        memory = self._rooms[message.room]
        if message.channel == "archive":
            memory.heard_by.add("archive")
        if message.channel != self.ear(message.room):
            return False
        return message.channel != "archive" or not _is_copy(message, memory.early)

    def ear(self, room: RoomId) -> str:
        """Return the channel whose messages are judged.

        `auto` is the archive if the room has an id there or the archive ever brought a message of it, else the aibot.
        """
        memory = self._rooms[room]
        if memory.room.ear != "auto":
            return memory.room.ear
        is_archived = "archive" in memory.room.chats or "archive" in memory.heard_by
        return "archive" if self._has_archive and is_archived else "aibot"

    def heard(self, message: Message) -> None:
        """Remember that `message` was judged."""
        memory = self._rooms[message.room]
        memory.heard_by.add(message.channel)
        sender = message.sender
        if message.channel == "aibot" and memory.room.ear == "auto":
            memory.early.append((sender, _unaddressed(message.text), message.sent_at))
        if self._reach.memory:
            earlier = Earlier(sent_at=message.sent_at, text=message.text[:REMEMBERED])
            memory.recent[sender] = (*memory.recent.get(sender, ()), earlier)[-self._reach.memory :]
        if message.sent_at >= memory.day_start:
            memory.today[sender] = memory.today.get(sender, 0) + 1
        if len(memory.recent) > MAX_MEMBERS:
            self._drop_the_silent(memory)

    def stand(self, room: RoomId, member: MemberId, standing: Standing) -> None:
        """Remember the new standing of `member`."""
        self._rooms[room].standings[member] = standing

    def _turn_day(self, memory: RoomMemory, sent_at: datetime) -> None:
        if sent_at < memory.day_start + timedelta(hours=23):
            return
        start = start_of_day(sent_at, self._zone)
        if start > memory.day_start:
            memory.day_start = start
            memory.today.clear()

    @staticmethod
    def _drop_the_silent(memory: RoomMemory) -> None:
        newest = sorted(memory.recent, key=lambda m: memory.recent[m][-1].sent_at, reverse=True)
        keep = newest[: MAX_MEMBERS // 2]
        memory.recent = {m: memory.recent[m] for m in keep}


def _is_copy(message: Message, early: deque[tuple[MemberId, str, datetime]]) -> bool:
    """Tell whether the archive brings what the aibot brought before; each copy is recognised once."""
    text = _unaddressed(message.text)
    for one in early:
        sender, said, at = one
        if sender == message.sender and said == text and abs(message.sent_at - at) < EARLY:
            early.remove(one)
            return True
    return False


def _unaddressed(text: str) -> str:
    """`text` without names it calls and without white space: the aibot's copy lacks the `@` that the archive has."""
    return "".join(_CALLED.sub("", text).split())


def start_of_day(moment: datetime, zone: tzinfo) -> datetime:
    """Return midnight in `zone` at or before `moment`."""
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
