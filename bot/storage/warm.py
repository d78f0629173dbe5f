"""What rules look back on, kept in memory per room; rebuilt from the store when a room is met again."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime, tzinfo

from bot.core.actions import StateChange
from bot.core.findings import Finding
from bot.core.model import (
    JOIN,
    NO_HOLIDAYS,
    NOBODY,
    NOBODY_KNOWN,
    Calendar,
    Message,
    Room,
    RoomId,
    Scene,
    is_private,
)
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import History, MemberChange
from bot.storage.memories import EARLY, RoomMemory, start_of_day
from bot.storage.prints import echo, fill, print_of
from bot.storage.shared import Shared
from bot.text.echoes import Echoes

MAX_ROOMS = 2_000  # chosen: warm rooms; the least recently heard goes first
MAX_ECHOES = 20_000  # chosen: messages of all rooms that one may be like
_NEVER: dict[str, datetime] = {}


class Warm(Shared):
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
        super().__init__(store)
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
        """Make sure that `rooms`, given as configured, are warm. What was heard before must be durable, or forgotten."""
        self._fresh.clear()
        self._touched.clear()
        await self._read_last()
        if self._wanted != self._reach:
            self._stretch()
        if self._reach.echoes and self._echoes is None:
            self._echoes = await self._heard_of_late(now)
        rooms = tuple(rooms)
        await self._warm_up_talks([one for one in rooms if is_private(one.id) and one.id not in self._rooms], now)
        for room in rooms:
            await self._warm_up(room, now)
        while len(self._rooms) > MAX_ROOMS:
            self._drop(next(iter(self._rooms)))

    async def _warm_up_talks(self, talks: Sequence[Room], now: datetime) -> None:
        """Make private talks warm by one look-up for all of them: they remember nothing but their state."""
        states = await self._store.states([room.id for room in talks]) if talks else {}
        for room in talks:
            history = History(recent={}, today={}, standings={}, state=states.get(room.id, {}))
            self._rooms[room.id] = self._joined(room, history, start_of_day(now, self._zone))

    async def _warm_up(self, room: Room, now: datetime) -> None:
        memory = self._rooms.get(room.id)
        if memory is not None and memory.configured is not room:
            memory = self._configured(memory, room)
        if memory is None:
            self._rooms[room.id] = await self._remembered(room, now)
            return
        self._rooms.move_to_end(room.id)

    def _configured(self, memory: RoomMemory, room: Room) -> RoomMemory | None:
        """Return `memory` with `room` as configured now; None, and drop it, if that has another account."""
        if room.account != memory.room.account:
            self._drop(room.id)
            return None
        memory.configure(room)
        return memory

    def _stretch(self) -> None:
        """Let go of what does not reach as far as is wanted, so that it is read again."""
        before, self._reach = self._reach, self._wanted
        further = {f.name for f in fields(Reach) if getattr(self._reach, f.name) > getattr(before, f.name)}
        if further - {"echoes", "brief_echoes"}:
            for room in tuple(self._rooms):
                self._drop(room)
        if (before.echoes, before.brief_echoes) != (self._reach.echoes, self._reach.brief_echoes):
            self._echoes = None

    def _drop(self, room: RoomId) -> None:
        self._leave(self._rooms.pop(room))

    async def _heard_of_late(self, now: datetime) -> Echoes:
        said = await self._store.said(since=now - self._reach.echoes, limit=MAX_ECHOES)
        echoes = Echoes(keeps=self._reach.echoes, most=MAX_ECHOES)
        await asyncio.to_thread(
            fill, echoes, said, self._reach
        )  # 20,000 messages take a second, and callbacks cannot wait for it
        return echoes

    async def _remembered(self, room: Room, now: datetime) -> RoomMemory:
        day_start = start_of_day(now, self._zone)
        account = None if self._knows(room.account) else room.account
        history = await self._store.history(
            room.id, account=account, now=now, day_start=day_start, since_early=now - EARLY, reach=self._reach
        )
        return self._joined(room, history, day_start)

    def _joined(self, room: Room, history: History, day_start: datetime) -> RoomMemory:
        memory = RoomMemory.of(room, history, day_start)
        self._join(memory, history)
        return memory

    def forget(self, rooms: Iterable[RoomId]) -> None:
        """Drop `rooms`, what changed since the last `load`, and all rooms that share it: it did not become durable.

        Echoes since then go with them.
        """
        gone = {*rooms, *self._touched}
        gone |= {memory.room.account for room in gone if (memory := self._rooms.get(RoomId(room))) is not None}
        for room in [room for room, memory in self._rooms.items() if room in gone or memory.room.account in gone]:
            self._drop(room)
        self._drop_loose()
        self._touched.clear()
        if self._echoes is not None:
            self._echoes.drop(self._fresh)
        self._fresh.clear()

    def of(self, room: RoomId) -> RoomMemory:
        """Return the memory of a room that `load` made warm. Raises KeyError otherwise."""
        return self._rooms[room]

    def known(self, room: RoomId) -> RoomMemory | None:
        """Return the memory of a room, None if it is not warm."""
        return self._rooms.get(room)

    def memories(self) -> Iterable[RoomMemory]:
        """Return the memories of all warm rooms, private talks included."""
        return tuple(self._rooms.values())

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
            caps=memory.caps,
            exempt=memory.is_exempt(sender, now),
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
            self._echoes.add(echo(inbox, message, scene.print))
            self._fresh.append(inbox)

    def learn(self, change: MemberChange) -> None:
        """Remember what is learnt of a member of a warm room."""
        self._rooms[change.room].learn(change)

    def note(self, change: StateChange) -> None:
        """Remember a change of what a room remembers; of a room that is not warm it is read when it is."""
        self._touched.add(change.room)
        memory = self._rooms.get(change.room)
        if memory is not None:
            memory.note(change)
