"""Penalties and reality, compared: what time or somebody else changed is mended or told, and nothing stays for ever."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from bot.core.actions import StateChange
from bot.core.cases import Case, Proof, Want, Wish
from bot.core.coding import decoded, encoded
from bot.core.effects import Inspect, Planned, Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import ask
from bot.core.justice.proving import prove
from bot.core.justice.ticking import tick
from bot.core.model import NOBODY_KNOWN, MemberId, Message, Role, Standing, is_private
from bot.core.records import MemberChange
from bot.core.remembered import CUSTOMER, ROLES
from bot.core.words import plain
from bot.handlers.bench import Bench
from bot.handlers.ruled import NO_CHANGES, Changes, all_of, applied
from bot.storage.memories import RoomMemory

SOON = timedelta(minutes=10)  # chosen: between two readings of a room in which strangers speak
AT_ONCE = timedelta(seconds=5)  # chosen: between two readings of a room in which strangers join, or offend
HOUR = timedelta(hours=1)  # between two readings of a room in which somebody is to be removed
UNANSWERED = timedelta(days=1)  # chosen: until a room that could not be read is tried again
LAG = timedelta(minutes=10)  # chosen: by which a member list may be behind; who joined since is not missing
LATE_ANSWERS = timedelta(minutes=10)  # chosen: who answers a question so late is told that it was too late
CALM = timedelta(hours=2)  # chosen: longer than anything looks back on a quarrel
KEPT_REPORTS = timedelta(days=8)  # chosen: presses on older cards are told nothing more exact than "too old"
READ_AT, ASKED_AT = "inspected_at", "inspect_asked_at"


Standings = Mapping[MemberId, Standing]


def hourly(*, memory: RoomMemory, court: Court, bench: Bench) -> Changes:
    """Return what puts the room's cases right, has its member list read if that may tell something, and clears the past."""
    here = [case for case in memory.cases.values() if case.room == memory.room.id]
    ruled = _ruled(here, lambda case, standings: _mended(case, standings, court), memory.standings)
    asked = _read_again(here, memory, court.now, bench)
    return ruled + asked + Changes(states=tuple(_past(memory, court.now)))


def _ruled(cases: Iterable[Case], rule: Callable[[Case, Standings], Ruling | None], standings: Standings) -> Changes:
    """Return what `rule` makes of `cases`, one after another, each knowing the standings that the one before left."""
    known: ChainMap[MemberId, Standing] = ChainMap({}, dict(standings))
    changes = NO_CHANGES
    for case in cases:
        ruling = rule(case, known)
        if ruling is None or ruling.refused:
            continue
        known.update({member: standing for _, member, standing in ruling.standings})
        changes += applied(ruling)
    return changes


def _mended(case: Case, standings: Standings, court: Court) -> Ruling | None:
    """What is due and was not called, or is wanted of somebody and nobody was asked."""
    if case.due_at is not None and case.due_at <= court.now:
        return tick(case, standings=standings, court=court)
    if case.desk is None and any(want.state is Wish.WAITING for want in case.wants):
        ruling = ask(case, court)
        return ruling if ruling.case != case else None
    return None


def listed(told: Mapping[str, Any], *, memory: RoomMemory, court: Court) -> Changes:
    """Return what follows from a member list as the platform told it: names, roles, and who is not there any more.

    told: see the notice `members`. An empty list tells nothing.
    """
    members = frozenset(map(str, told.get("members") or ()))
    if not members:
        return NO_CHANGES
    gone = [case for case in memory.cases.values() if any(_missing(case, members, memory, court.now))]
    proved = all_of(_proved(case, members, memory, court) for case in gone)
    return proved + Changes(members=tuple(_named(told, memory)), states=tuple(_learnt(told, memory, court.now)))


def _missing(case: Case, members: frozenset[str], memory: RoomMemory, now: datetime) -> Iterator[Want]:
    """Yield what is wanted of people about members who are not there any more. A list may be behind those who just came."""
    for want in case.wants:
        joined_at = memory.profiles.get(want.member, NOBODY_KNOWN).joined_at
        is_new = max(case.opened_at, joined_at or case.opened_at) > now - LAG
        is_wanted = want.state is Wish.WAITING and want.room == memory.room.id
        if is_wanted and want.member not in members and not is_new:
            yield want


def _proved(case: Case, members: frozenset[str], memory: RoomMemory, court: Court) -> Changes:
    """One case, want after want, each knowing what the one before left."""
    changes = NO_CHANGES
    for want in _missing(case, members, memory, court.now):
        ruling = prove(case, room=want.room, member=want.member, how=Proof.LIST, at=court.now, court=court)
        if ruling != Ruling(case=case) and not ruling.refused:
            case, changes = ruling.case, changes + applied(ruling)
    return changes


def _named(told: Mapping[str, Any], memory: RoomMemory) -> Iterator[MemberChange]:
    for member, name in (told.get("names") or {}).items():
        readable = plain(" ".join(str(name or "").split()))  # one line: a name must not write lines of its own
        if readable and memory.profiles.get(member, NOBODY_KNOWN).name != readable:
            yield MemberChange(room=memory.room.id, member=MemberId(member), name=readable)
    for member, inviter in (told.get("inviters") or {}).items():
        if inviter and memory.profiles.get(member, NOBODY_KNOWN).invited_by != inviter:
            yield MemberChange(room=memory.room.id, member=MemberId(member), invited_by=MemberId(str(inviter)))


def _learnt(told: Mapping[str, Any], memory: RoomMemory, now: datetime) -> Iterator[StateChange]:
    """Yield what the room remembers from now on of itself."""
    roles = {str(admin): Role.ADMIN.value for admin in told.get("admins") or ()}
    if told.get("owner"):
        roles[str(told["owner"])] = Role.OWNER.value
    values = {ROLES: roles, CUSTOMER: bool(told.get("customer")), READ_AT: encoded(now)}
    for key, value in values.items():
        if memory.state.get(key) != value:
            yield StateChange(room=memory.room.id, key=key, before=memory.state.get(key), after=value)


def inspect_needed(memory: RoomMemory, message: Message, now: datetime) -> bool:
    """Tell whether somebody spoke whose name nobody knows, in a room that may be read now. Cheap for known names."""
    if memory.unreadable is memory.room:
        return False
    if memory.profiles.get(message.sender, NOBODY_KNOWN).name or is_private(message.room):
        return False
    return _may_read(memory.state, now, SOON)


def inspected(memory: RoomMemory, message: Message, *, now: datetime, bench: Bench) -> Changes:
    """Return the reading of the room if a stranger speaks there; mostly nothing."""
    return _reading(memory, now, bench) if inspect_needed(memory, message, now) else NO_CHANGES


def met(members: Iterable[MemberId], *, memory: RoomMemory, now: datetime, bench: Bench) -> Changes:
    """Return the reading of the room if one of `members`, who joined or offended, is not known by name.

    At once, or as soon as the last one is long enough ago. One that is planned or under way tells of them, too, unless
    they came after it was asked for.
    """
    nameless = [one for member in members if not (one := memory.profiles.get(member, NOBODY_KNOWN)).name]
    if not nameless or memory.unreadable is memory.room:
        return NO_CHANGES
    asked, read = memory.state.get(ASKED_AT), memory.state.get(READ_AT)
    if asked is None:
        return _reading(memory, now, bench)
    asked_at, is_answered = decoded(datetime, asked), read is not None and read >= asked
    is_late = any(one.joined_at is not None and one.joined_at > asked_at for one in nameless)
    if is_answered or (is_late and now < asked_at + AT_ONCE):
        return _reading(memory, max(now, asked_at + AT_ONCE), bench)
    return _reading(memory, now, bench) if _may_read(memory.state, now, SOON) else NO_CHANGES


def _may_read(state: Mapping[str, Any], now: datetime, apart: timedelta) -> bool:
    """Tell whether the last reading was asked for long enough ago; one that was never answered, a day ago."""
    asked, read = state.get(ASKED_AT), state.get(READ_AT)
    if asked is None:
        return True
    wait = apart if read is not None and read >= asked else UNANSWERED
    return now >= decoded(datetime, asked) + wait


def _read_again(here: Iterable[Case], memory: RoomMemory, now: datetime, bench: Bench) -> Changes:
    """The reading of the room, if somebody is to be removed there, or is not known by name, or it was never read."""
    still_open = [case for case in here if case.is_open]
    wanted = chain.from_iterable(case.wants for case in still_open)
    is_removal = any(want.state is Wish.WAITING and want.task == Remove.kind for want in wanted)
    people = {member for case in still_open for member in case.members}
    is_nameless = any(not memory.profiles.get(member, NOBODY_KNOWN).name for member in people)
    is_unread = READ_AT not in memory.state
    if not (is_removal or is_nameless or is_unread) or not _may_read(memory.state, now, HOUR):
        return NO_CHANGES
    return _reading(memory, now, bench)


def _reading(memory: RoomMemory, at: datetime, bench: Bench) -> Changes:
    effect = Inspect(room=memory.room.id)
    if not bench.possible(effect, memory.room):
        memory.unreadable = memory.room
        return NO_CHANGES
    before, after = memory.state.get(ASKED_AT), encoded(at)
    noted = StateChange(room=memory.room.id, key=ASKED_AT, before=before, after=after)
    plan = Planned(effect=effect, key=f"inspect-{memory.room.id}-{after}", due_at=at)
    return Changes(planned=(plan,), states=(noted,))


def _past(memory: RoomMemory, now: datetime) -> Iterator[StateChange]:
    """Yield the end of all that the room remembers and that is over."""
    for key, value in memory.state.items():
        if _is_over(key.partition(":")[0], value, now):
            yield StateChange(room=memory.room.id, key=key, before=value, after=None)


def _is_over(kind: str, value: object, now: datetime) -> bool:
    """Tell whether what is remembered under a key of that kind tells nothing any more."""
    if kind in {"calmed", "report"}:
        at = value.get("at") if isinstance(value, Mapping) else value
        return isinstance(at, int) and now - decoded(datetime, at) >= (CALM if kind == "calmed" else KEPT_REPORTS)
    until = value.get("until") if isinstance(value, Mapping) else None
    if not isinstance(until, int):
        return False
    rest = LATE_ANSWERS if kind in {"dialogue", "second"} else timedelta(0)
    return kind in {"dialogue", "second", "exempt", "silent", "cooling"} and decoded(datetime, until) + rest <= now
