"""What the readers look up. Each function serves one call, inside one transaction that sees one state."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, desc, func, select
from sqlalchemy import text as literal

from bot.core.model import MemberId, Role, Room, RoomId
from bot.core.records import Health, Pending, SetAside
from bot.storage import turns
from bot.storage.plain import moment_or_none, storable
from bot.storage.rows import PENDING_COLUMNS, pending_from
from bot.storage.states import PENDING, REFUSED, SET_ASIDE, WAITING
from bot.storage.tables import table

_PENDING = literal(f"state = {PENDING}")  # as in the partial indexes: parameters would keep them from being used
_SET_ASIDE = literal(f"state = {SET_ASIDE}")
_WAITING = literal(f"state = '{WAITING}'")
_REFUSED = literal(f"state = '{REFUSED}'")


def position(connection: Connection, name: str) -> int:
    """Return the position stored under `name`, 0 if none."""
    stored = table("position")
    return connection.scalar(select(stored.c.value).where(stored.c.name == storable(name))) or 0


def backlog(connection: Connection, after: int, limit: int) -> Sequence[Pending]:
    """Return pending deliveries with a number above `after`, in order."""
    return tuple(pending_from(*row) for row in connection.execute(pending_statement(after, limit)))


def pending_statement(after: int, limit: int) -> Select[Any]:
    """Return the look-up behind `backlog`."""
    inbox = table("inbox")
    wanted = select(*(inbox.c[c] for c in PENDING_COLUMNS)).where(_PENDING, inbox.c.id > after)
    return wanted.order_by(inbox.c.id).limit(limit)


def set_aside(connection: Connection, limit: int) -> Sequence[SetAside]:
    """Return the newest set-aside deliveries, newest first."""
    inbox = table("inbox")
    wanted = select(inbox.c.error, *(inbox.c[c] for c in PENDING_COLUMNS)).where(_SET_ASIDE)
    rows = connection.execute(wanted.order_by(desc(inbox.c.id)).limit(limit))
    return tuple(SetAside(pending=pending_from(*rest), error=error) for error, *rest in rows)


def rooms(connection: Connection) -> Sequence[Room]:
    """Return all rooms, by id."""
    stored = table("room")
    found = (_room(row) for row in connection.execute(select(stored)))
    return tuple(sorted(found, key=lambda room: room.id))  # here, because databases differ in how they sort text


def _room(row: Row[Any]) -> Room:
    return Room(
        id=RoomId(row.id),
        name=row.name,
        chats=json.loads(row.chats),
        ear=row.ear,
        mouths=tuple(json.loads(row.mouths)),
        roles={MemberId(member): Role(role) for member, role in json.loads(row.roles).items()},
    )


def health(connection: Connection, now: datetime) -> Health:
    """Return the counts behind /healthz."""
    oldest_pending_us = connection.scalar(oldest_pending_statement())
    pending, aside, waiting, refused = (connection.scalar(count) or 0 for count in count_statements())
    return Health(
        pending=pending,
        set_aside=aside,
        waiting=waiting,
        refused=refused,
        oldest_due_at=turns.oldest_due_at(connection, now),
        oldest_pending_at=moment_or_none(oldest_pending_us),
    )


def oldest_pending_statement() -> Select[Any]:
    """Return the look-up of when the first of the pending deliveries was received."""
    inbox = table("inbox").c
    return select(inbox.received_at_us).where(_PENDING).order_by(inbox.id).limit(1)


def count_statements() -> tuple[Select[Any], ...]:
    """Return the counts of pending and set-aside deliveries, waiting and refused effects."""
    inbox, effect = table("inbox"), table("effect")
    kinds = ((inbox, _PENDING), (inbox, _SET_ASIDE), (effect, _WAITING), (effect, _REFUSED))
    return tuple(select(func.count()).select_from(rows).where(state) for rows, state in kinds)
