"""What rules look back on, kept in memory per room; rebuilt from the store when a room is met again."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime, tzinfo

from bot.core.findings import Finding
from bot.core.model import (
    JOIN,
    NO_HOLIDAYS,
    NO_PRINT,
    NOBODY,
    NOBODY_KNOWN,
    Calendar,
    Echo,
    Fingerprint,
    MemberId,
    Message,
    Room,
    RoomId,
    Scene,
    Standing,
    is_private,
)
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import MemberChange
from bot.storage.memories import EARLY, RoomMemory, start_of_day
from bot.text.echoes import BRIEF, Echoes
from bot.text.fingerprint import fingerprint

MAX_ROOMS = 2_000  # chosen: warm rooms; the least recently heard goes first
MAX_ECHOES = 20_000  # chosen: messages of all rooms that one may be like
_NEVER: dict[str, datetime] = {}


class Warm:
    """The warm rooms of one process. has_archive: there is one. Not for: rooms that another process judges.

    Messages that another process judges are no echoes here, either.
    """

    def __init__(
        self,
        store: Store,
        *,
        reach: Reach,
        zone: tzinfo,
        has_archive: bool = True,
        calendar: Calendar = NO_HOLIDAYS,
    ) -> None:
        self._store = store
        self._has_archive = has_archive
        self._reach = reach
        self._wanted = reach
        self._zone = zone
        self._calendar = calendar
        self._rooms: OrderedDict[RoomId, RoomMemory] = OrderedDict()
        self._echoes: Echoes | None = None
        self._fresh: list[int] = []

    def reaches(self, reach: Reach) -> None:
        """Look as far back as `reach` says from the next `load` on."""
        self._wanted = reach

    async def load(self, rooms: Iterable[Room], *, now: datetime) -> None:
        """Make sure that `rooms` are warm. What was heard before must be durable by now, or forgotten."""
        self._fresh.clear()
        if self._wanted != self._reach:
            self._stretch()
        if self._reach.echoes and self._echoes is None:
            self._echoes = await self._heard_of_late(now)
        for room in rooms:
            if room.id in self._rooms:
                self._rooms.move_to_end(room.id)
                continue
            self._rooms[room.id] = await self._remembered(room, now)
        while len(self._rooms) > MAX_ROOMS:
            self._rooms.popitem(last=False)

    def _stretch(self) -> None:
        """Let go of what does not reach as far as is wanted, so that it is read again."""
        before, self._reach = self._reach, self._wanted
        further = {f.name for f in fields(Reach) if getattr(self._reach, f.name) > getattr(before, f.name)}
        if further - {"echoes", "brief_echoes"}:
            self._rooms.clear()
        if (before.echoes, before.brief_echoes) != (self._reach.echoes, self._reach.brief_echoes):
            self._echoes = None

    async def _heard_of_late(self, now: datetime) -> Echoes:
        said = await self._store.said(since=now - self._reach.echoes, limit=MAX_ECHOES)
        echoes = Echoes(keeps=self._reach.echoes, most=MAX_ECHOES)
        await asyncio.to_thread(
            _fill, echoes, said, self._reach
        )  # 20,000 messages take a second, and callbacks cannot wait for it
        return echoes

    async def _remembered(self, room: Room, now: datetime) -> RoomMemory:
        day_start = start_of_day(now, self._zone)
        if is_private(room.id):
            return RoomMemory(room=room, day_start=day_start)  # nothing said in private is judged or looked back on
        history = await self._store.history(
            room.id, now=now, day_start=day_start, since_early=now - EARLY, reach=self._reach
        )
        return RoomMemory.of(room, history, day_start)

    def forget(self, rooms: Iterable[RoomId]) -> None:
        """Drop what is known of `rooms`, and echoes since the last `load`, because it did not become durable."""
        for room in rooms:
            self._rooms.pop(room, None)
        if self._echoes is not None:
            self._echoes.drop(self._fresh)
        self._fresh.clear()

    def of(self, room: RoomId) -> RoomMemory:
        """Return the memory of a room that `load` made warm. Raises KeyError otherwise."""
        return self._rooms[room]

    def scene(self, message: Message, *, now: datetime, seed: int) -> Scene:
        """Return the scene in which `message` is judged."""
        memory, reach = self._rooms[message.room], self._reach
        memory.turn_day(min(message.sent_at, now), self._zone)
        sender, sent_at = message.sender, message.sent_at
        profile = memory.profiles.get(sender, NOBODY_KNOWN)
        print = print_of(message, reach)  # noqa: A001 - its name in a scene
        return Scene(
            now=now,
            room=memory.room,
            role=memory.room.role(sender),
            name=profile.name,
            standing=memory.standings.get(sender, NOBODY),
            recent=memory.recent.get(sender, ()),
            today=memory.today.get(sender, 0) if sent_at >= memory.day_start else 0,
            zone=self._zone,
            seed=seed,
            profile=profile if reach.profile else NOBODY_KNOWN,
            calendar=self._calendar,
            crowd=tuple(memory.crowd) if reach.crowd_memory else (),
            joins=memory.joins(message, sent_at - reach.joins) if reach.joins and message.kind == JOIN else (),
            print=print,
            echoes=self._echoes.like(print, since=sent_at - reach.echoes) if self._echoes and print.whole else (),
            fired=memory.fired.get(sender, _NEVER) if reach.cooldown else _NEVER,
        )

    def glance(self, message: Message, *, now: datetime, seed: int) -> Scene:
        """Return the scene of a message that no rule judges: without anything that was said before."""
        memory, sender = self._rooms[message.room], message.sender
        standing, role = memory.standings.get(sender, NOBODY), memory.room.role(sender)
        return Scene(now=now, room=memory.room, role=role, standing=standing, zone=self._zone, seed=seed)

    def is_to_be_judged(self, message: Message) -> bool:
        """Tell whether rules apply to `message`: it came by the room's ear, and not as a copy of one judged before."""
        memory = self._rooms[message.room]
        if message.channel == "archive":
            memory.heard_by.add("archive")
        if message.channel != self.ear(message.room):
            return False
        return message.channel != "archive" or not memory.take_copy(message)

    def ear(self, room: RoomId) -> str:
        """Return the channel whose messages are judged.

        `auto` is the archive if the room has an id there or the archive ever brought a message of it, else the aibot.
        """
        memory = self._rooms[room]
        if memory.room.ear != "auto":
            return memory.room.ear
        is_archived = "archive" in memory.room.chats or "archive" in memory.heard_by
        return "archive" if self._has_archive and is_archived else "aibot"

    def heard(self, message: Message, scene: Scene, *, inbox: int, findings: tuple[Finding, ...] = ()) -> None:
        """Remember that `message` was judged in `scene`, and what was found. inbox: its delivery."""
        memory = self._rooms[message.room]
        memory.heard(message, inbox=inbox, reach=self._reach)
        memory.found(message, findings)
        if self._echoes is not None and scene.print.whole:
            self._echoes.add(_echo(inbox, message, scene.print))
            self._fresh.append(inbox)

    def learn(self, change: MemberChange) -> None:
        """Remember what is learnt of a member of a warm room."""
        self._rooms[change.room].learn(change)

    def stand(self, room: RoomId, member: MemberId, standing: Standing) -> None:
        """Remember the new standing of `member`."""
        self._rooms[room].standings[member] = standing


def _fill(echoes: Echoes, said: Sequence[tuple[int, Message]], reach: Reach) -> None:
    for number, message in said:
        echoes.add(_echo(number, message, print_of(message, reach)))


def print_of(message: Message, reach: Reach) -> Fingerprint:
    """Return the fingerprint of `message` if `reach` asks for what is like it."""
    if not reach.echoes or (len(message.text) < BRIEF and not reach.brief_echoes):
        return NO_PRINT
    return fingerprint(message.text)


def _echo(number: int, message: Message, print: Fingerprint) -> Echo:  # noqa: A002 - its name in an echo
    return Echo(id=number, sent_at=message.sent_at, room=message.room, sender=message.sender, print=print)
