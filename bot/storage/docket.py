"""Cases, orders and what rooms remember, as readers look them up."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, desc, func, or_, select
from sqlalchemy import text as literal

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.model import MemberId, Role, RoomId, Standing, is_private
from bot.core.remembered import SECOND
from bot.storage.filing import NOTHING, standing_from, values_from
from bot.storage.plain import microseconds, moment, moment_or_none, storable
from bot.storage.states import CASES_KEPT, LATELY, SENT, second_number
from bot.storage.tables import table

OFTEN = timedelta(days=1)  # chosen: how far back it is looked for when somebody in charge spoke
LARGEST = 2**63 - 1
PART = 500  # chosen: numbers in one look-up

_OPEN = literal("is_open")  # as in the partial indexes: a parameter would keep them from being used
_WITH_TIME = literal("due_at_us IS NOT NULL")
_IN_CHARGE = (Role.OWNER.value, Role.HELPER.value, Role.ADMIN.value)


def cases(connection: Connection, numbers: Collection[int]) -> Sequence[Case]:
    """Return the cases of these numbers, by number."""
    case = table("casefile").c
    found: list[Case] = []
    for part in parts(numbers):
        wanted = select(case.number, case.body).where(case.number.in_(part)).order_by(case.number)
        found += values_from(Case, connection.execute(wanted))
    return tuple(found)


def actions(connection: Connection, numbers: Collection[int]) -> Sequence[Action]:
    """Return the actions of these numbers, by number."""
    action = table("action").c
    found: list[Action] = []
    for part in parts(numbers):
        wanted = select(action.number, action.body).where(action.number.in_(part)).order_by(action.number)
        found += values_from(Action, connection.execute(wanted))
    return tuple(found)


def parts(numbers: Collection[int]) -> Sequence[Sequence[int]]:
    """Return `numbers` rising and each once, in parts that fit a look-up; what cannot be a number is left out."""
    wanted = sorted(n for n in set(numbers) if 0 < n <= LARGEST)
    return [wanted[start : start + PART] for start in range(0, len(wanted), PART)]


def due_cases(connection: Connection, now: datetime, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
    """Return (number, room, due_at) of cases whose time has come, the longest due first."""
    rows = connection.execute(due_statement(microseconds(now), limit))
    return tuple((number, RoomId(room), moment(due_at_us)) for number, room, due_at_us in rows)


def due_statement(now_us: int, limit: int) -> Select[Any]:
    """Return the look-up behind `due_cases`."""
    case = table("casefile").c
    wanted = select(case.number, case.room, case.due_at_us).where(_WITH_TIME, case.due_at_us <= now_us)
    return wanted.order_by(case.due_at_us, case.number).limit(limit)


def next_case_at(connection: Connection) -> datetime | None:
    """Return when the next case is due, None if none will be."""
    return moment_or_none(connection.scalar(next_case_statement()))


def next_case_statement() -> Select[Any]:
    """Return the look-up behind `next_case_at`."""
    due_at_us = table("casefile").c.due_at_us
    return select(due_at_us).where(_WITH_TIME).order_by(due_at_us).limit(1)


def last_number(connection: Connection) -> int:
    """Return the highest number of any case, action or play, one that waits for a second person included; 0 if none."""
    numbers = (table(name).c.number for name in ("casefile", "action", "play"))
    highest = [connection.scalar(select(func.max(number))) or 0 for number in numbers]
    return max(*highest, *(second_number(key) for _, key in waiting_for_second(connection)))


def waiting_for_second(connection: Connection) -> Sequence[tuple[str, str]]:
    """Return (room, key) of orders that wait for a second person."""
    state = table("state").c
    rows = connection.execute(select(state.room, state.key).where(state.key.startswith(SECOND)))
    return [(room, key) for room, key in rows]


def states_like(connection: Connection, prefix: str, room: RoomId | None) -> Sequence[tuple[RoomId, str, Any]]:
    """Return (room, key, value) of what rooms remember under keys that begin with `prefix`, by room and key."""
    state, begins = table("state").c, storable(prefix)
    wanted = select(state.room, state.key, state.value).where(state.key.startswith(begins, autoescape=True))
    rows = connection.execute(wanted if room is None else wanted.where(state.room == storable(room)))
    found = sorted(tuple(row) for row in rows if row.key.startswith(begins))  # SQLite takes A for a in LIKE
    return tuple((RoomId(where), key, json.loads(value)) for where, key, value in found)


def answer_to(connection: Connection, key: str) -> Mapping[str, Any] | None:
    """Return what the platform answered to the effect of that key, None if it was not sent."""
    effect = table("effect").c
    wanted = select(effect.state, effect.answer).where(effect.key == storable(key))
    row = connection.execute(wanted).one_or_none()
    if row is None or row.state != SENT:
        return None
    return {} if row.answer is None else dict(json.loads(row.answer))


def rooms_of(connection: Connection, member: MemberId) -> Sequence[RoomId]:
    """Return the rooms in which `member` was ever heard of, by id; private talks are none."""
    return rooms_of_each(connection, (member,))[member]


def rooms_of_each(connection: Connection, members: Collection[MemberId]) -> Mapping[MemberId, Sequence[RoomId]]:
    """Return for each of `members` what `rooms_of` does."""
    found: defaultdict[str, list[RoomId]] = defaultdict(list)
    for part in _words(members):
        for member, room in connection.execute(rooms_statement(part)):
            if room and not is_private(RoomId(room)):
                found[member].append(RoomId(room))
    return {member: tuple(sorted(found[storable(member)])) for member in members}


def rooms_statement(members: Sequence[str]) -> Select[Any]:
    """Return the look-up behind `rooms_of_each`."""
    known = table("member").c
    return select(known.member, known.room).where(known.member.in_(members))


def states(connection: Connection, rooms: Collection[RoomId]) -> Mapping[RoomId, Mapping[str, Any]]:
    """Return what each of `rooms` remembers, by key; those that remember nothing are left out."""
    state = table("state").c
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for part in _words(rooms):
        wanted = select(state.room, state.key, state.value).where(state.room.in_(part))
        for room, key, value in connection.execute(wanted):
            found[room][key] = json.loads(value)
    return {room: found[storable(room)] for room in rooms if storable(room) in found}


def _words(names: Collection[str]) -> Sequence[Sequence[str]]:
    """Return `names` as they are stored and each once, in parts that fit a look-up."""
    wanted = sorted({storable(name) for name in names})
    return [wanted[start : start + PART] for start in range(0, len(wanted), PART)]


def audit(connection: Connection, limit: int, room: RoomId | None) -> Sequence[Action]:
    """Return the newest actions, newest first."""
    return tuple(values_from(Action, connection.execute(audit_statement(limit, room))))


def audit_statement(limit: int, room: RoomId | None) -> Select[Any]:
    """Return the look-up behind `audit`."""
    action = table("action").c
    wanted = select(action.number, action.body).order_by(desc(action.number)).limit(limit)
    return wanted if room is None else wanted.where(action.room == storable(room))


def all_cases(connection: Connection, wanted: Select[Any]) -> Sequence[Case]:
    """Return the cases that `wanted` looks up (see `cases_statement`), newest first."""
    return tuple(values_from(Case, connection.execute(wanted)))


def cases_statement(limit: int, room: RoomId | None) -> Select[Any]:
    """Return the look-up of the newest cases, of all rooms unless one is named."""
    case = table("casefile").c
    wanted = select(case.number, case.body).order_by(desc(case.number)).limit(limit)
    return wanted if room is None else wanted.where(case.room == storable(room))


def open_cases_statement(limit: int, room: RoomId | None) -> Select[Any]:
    """Return the look-up of the newest cases that are open."""
    return cases_statement(limit, room).where(_OPEN)


def cases_of(connection: Connection, account: str, now: datetime) -> dict[int, Case]:
    """Return the cases of an account that are open or were opened of late, the newest so many, by number."""
    statements = (late_cases_statement(account, microseconds(now - LATELY)), account_open_statement(account))
    bodies = {number: body for statement in statements for number, body in connection.execute(statement)}
    newest = sorted(bodies.items())[-CASES_KEPT:]
    return {case.number: case for case in values_from(Case, newest)}


def late_cases_statement(account: str, since_us: int) -> Select[Any]:
    """Return the look-up of the cases of an account that were opened of late."""
    case = table("casefile").c
    wanted = select(case.number, case.body).where(case.account == account, case.opened_at_us >= since_us)
    return wanted.order_by(desc(case.opened_at_us), desc(case.number)).limit(CASES_KEPT)


def account_open_statement(account: str) -> Select[Any]:
    """Return the look-up of the cases of an account that are open."""
    case = table("casefile").c
    wanted = select(case.number, case.body).where(_OPEN, case.account == account)
    return wanted.order_by(desc(case.number)).limit(CASES_KEPT)


def actions_in(connection: Connection, room: str, now: datetime) -> dict[int, Action]:
    """Return what was ordered in a room of late, the newest so many, by number."""
    action, since_us = table("action").c, microseconds(now - LATELY)
    wanted = audit_statement(CASES_KEPT, RoomId(room)).where(action.at_us >= since_us)
    newest_first = values_from(Action, connection.execute(wanted))
    return {one.number: one for one in reversed(newest_first)}


def state_of(connection: Connection, room: str) -> dict[str, Any]:
    """Return what a room remembers."""
    state = table("state").c
    rows = connection.execute(select(state.key, state.value).where(state.room == room))
    return {key: json.loads(value) for key, value in rows}


def standings_of(connection: Connection, account: str) -> dict[MemberId, Standing]:
    """Return the standings of an account that say more than that of somebody never heard of."""
    stored = table("standing").c
    says = (
        stored.charges != NOTHING,
        stored.mutes != NOTHING,
        stored.offences != 0,
        stored.answered_at_us.is_not(None),
    )
    told = (stored.charges, stored.mutes, stored.answered_at_us, stored.offences)
    rows = connection.execute(select(stored.member, *told).where(stored.room == account, or_(*says)))
    return {MemberId(member): standing_from(*rest) for member, *rest in rows}


def in_charge_statement(room: str, now_us: int) -> Select[Any]:
    """Return the look-up of when somebody who answers for a room last spoke, not long ago."""
    message = table("message").c
    since_us = now_us - OFTEN // timedelta(microseconds=1)
    lately = select(message.sent_at_us).where(message.room == room, message.sent_at_us >= since_us)
    return lately.where(message.role.in_(_IN_CHARGE)).order_by(desc(message.sent_at_us)).limit(1)
