"""Cases, orders and what rooms remember, as readers look them up."""

import json
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
    for part in _parts(numbers):
        wanted = select(case.number, case.body).where(case.number.in_(part)).order_by(case.number)
        found += values_from(Case, connection.execute(wanted))
    return tuple(found)


def actions(connection: Connection, numbers: Collection[int]) -> Sequence[Action]:
    """Return the actions of these numbers, by number."""
    action = table("action").c
    found: list[Action] = []
    for part in _parts(numbers):
        wanted = select(action.number, action.body).where(action.number.in_(part)).order_by(action.number)
        found += values_from(Action, connection.execute(wanted))
    return tuple(found)


def _parts(numbers: Collection[int]) -> Sequence[Sequence[int]]:
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
    """Return the highest number of any case or action, one that waits for a second person included; 0 if there is none."""
    numbers = (table(name).c.number for name in ("casefile", "action"))
    highest = [connection.scalar(select(func.max(number))) or 0 for number in numbers]
    return max(*highest, *(second_number(key) for _, key in waiting_for_second(connection)))


def waiting_for_second(connection: Connection) -> Sequence[tuple[str, str]]:
    """Return (room, key) of orders that wait for a second person."""
    state = table("state").c
    rows = connection.execute(select(state.room, state.key).where(state.key.startswith(SECOND)))
    return [(room, key) for room, key in rows]


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
    rooms = connection.scalars(rooms_statement(storable(member)))
    return tuple(sorted(RoomId(room) for room in rooms if room and not is_private(RoomId(room))))


def rooms_statement(member: str) -> Select[Any]:
    """Return the look-up behind `rooms_of`."""
    known = table("member").c
    return select(known.room).where(known.member == member)


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
