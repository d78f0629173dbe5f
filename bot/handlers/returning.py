"""Penalties follow the person: who went is done with where that was wanted; who is back finds everything as it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bot.core.cases import Case, Proof
from bot.core.effects import Planned, Tell
from bot.core.justice import Court, Ruling
from bot.core.justice.proving import prove, went
from bot.core.ledger import mute_end
from bot.core.model import NOBODY_KNOWN, MemberId, Message, RoomId, Scene
from bot.core.texts import Text
from bot.core.words import day_and_time, unread
from bot.handlers.barring import barred
from bot.handlers.filing import Clerk
from bot.handlers.ruled import NO_CHANGES, Changes, all_of, applied
from bot.storage.memories import RoomMemory

BACK = Text(
    "join.back",
    "【重新进群】{member} 回到了“{room}”，之前的禁言还没有结束，到{until}为止继续有效；分数也照旧累计。",
)


class Parting(Protocol):
    """Who went from a room."""

    @property
    def room(self) -> RoomId:
        """The room they went from."""

    @property
    def members(self) -> tuple[MemberId, ...]:
        """Who went."""

    @property
    def at(self) -> datetime:
        """When they went."""

    @property
    def was_removed(self) -> bool:
        """Whether somebody took them out."""


def gone(parting: Parting, *, memory: RoomMemory, court: Court) -> Changes:
    """Return what follows for cases that wanted something of those who went: it is proved, or needed no more."""
    went_away = tuple(member for member in parting.members if not _is_back(member, parting, memory))
    wanted = (case for case in memory.cases.values() if any(want.room == parting.room for want in case.wants))
    return all_of(_seen_off(case, went_away, parting, court) for case in wanted)


def _is_back(member: MemberId, parting: Parting, memory: RoomMemory) -> bool:
    """Tell whether `member` joined again since: the platform may tell late of who went."""
    joined_at = memory.profiles.get(member, NOBODY_KNOWN).joined_at
    return joined_at is not None and joined_at > parting.at


def _seen_off(case: Case, members: Iterable[MemberId], parting: Parting, court: Court) -> Changes:
    """One case, member after member, each knowing what the one before left."""
    changes = NO_CHANGES
    for member in members:
        if any(want.member == member and want.room == parting.room for want in case.wants):
            ruling = _shown(case, member, parting, court)
            if not ruling.refused and ruling.case != case:
                case, changes = ruling.case, changes + applied(ruling)
    return changes


def _shown(case: Case, member: MemberId, parting: Parting, court: Court) -> Ruling:
    if parting.was_removed:
        return prove(case, room=parting.room, member=member, how=Proof.EVENT, at=parting.at, court=court)
    return went(case, room=parting.room, member=member, at=parting.at, court=court)


def returned(message: Message, scene: Scene, *, clerk: Clerk) -> Changes:
    """Return what follows if somebody joins who is muted, of which the owner is told once, or on the list of the barred."""
    memory, bench = clerk.memory, clerk.bench
    ruling = barred(message.sender, scene, memory=memory, bench=bench, number=clerk.number)
    changes = NO_CHANGES if ruling is None else applied(ruling)
    return changes + Changes(planned=tuple(_told(message, scene, clerk)))


def _told(message: Message, scene: Scene, clerk: Clerk) -> Iterable[Planned]:
    until = mute_end(scene.standing, scene.now)
    owners = scene.room.owners()
    if until is None or not owners:
        return
    text = clerk.bench.texts.say(
        BACK,
        member=scene.name or unread(message.sender),
        room=scene.room.name or scene.room.id,
        until=day_and_time(until, scene.zone),
    )
    tell = Tell(room=message.room, to=owners[0], text=text)
    yield Planned(effect=tell, key=f"back-{message.room}-{message.sender}-{int(until.timestamp())}")
