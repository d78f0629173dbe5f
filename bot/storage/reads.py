"""What the readers look up. Each function serves one call, inside one transaction that sees one state."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, desc, func, or_, select
from sqlalchemy import text as literal

from bot.core.model import Earlier, MemberId, Role, Room, RoomId, Standing
from bot.core.records import Health, History, Pending, SetAside
from bot.storage import turns
from bot.storage.plain import microseconds, moment, storable
from bot.storage.rows import PENDING_COLUMNS, pending_from
from bot.storage.states import EARLY_CHANNEL, EARLY_KEPT, PENDING, REFUSED, SET_ASIDE, WAITING
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How far back `history` looks. See `bot.core.ports.Store.history`."""

    since: datetime
    since_early: datetime
    day_start: datetime
    memory: int


def history(connection: Connection, room: RoomId, span: Span) -> History:
    """Return what a room's warm memory is rebuilt from."""
    clean = storable(room)
    since_us, memory = microseconds(span.since), span.memory
    heard = table("heard")
    return History(
        recent=_recent(connection, recent_statement(clean, since_us, memory)) if memory > 0 else {},
        today=dict(connection.execute(today_statement(clean, microseconds(span.day_start))).all()),
        standings=_standings(connection, clean),
        heard_by=frozenset(connection.scalars(select(heard.c.channel).where(heard.c.room == clean))),
        early=_early(connection, early_statement(clean, microseconds(span.since_early))),
    )


def recent_statement(room: str, since_us: int, memory: int) -> Select[Any]:
    """Return the look-up of each sender's last `memory` messages, oldest first."""
    message = table("message")
    newest_first = [desc(message.c.sent_at_us), desc(message.c.id)]
    place = func.row_number().over(partition_by=message.c.sender, order_by=newest_first).label("place")
    columns = (message.c.sender, message.c.sent_at_us, message.c.text, message.c.id, place)
    ranked = select(*columns).where(_looked_back_on(room, since_us)).subquery()
    wanted = select(ranked.c.sender, ranked.c.sent_at_us, ranked.c.text).where(ranked.c.place <= memory)
    return wanted.order_by(ranked.c.sent_at_us, ranked.c.id)


def _looked_back_on(room: str, since_us: int) -> ColumnElement[bool]:
    message = table("message")
    return and_(message.c.room == room, message.c.sent_at_us >= since_us, message.c.counts)


def _recent(connection: Connection, statement: Select[Any]) -> dict[MemberId, tuple[Earlier, ...]]:
    said: defaultdict[MemberId, list[Earlier]] = defaultdict(list)
    for sender, sent_at_us, text in connection.execute(statement):
        said[sender].append(Earlier(sent_at=moment(sent_at_us), text=text))
    return {sender: tuple(earlier) for sender, earlier in said.items()}


def early_statement(room: str, since_us: int) -> Select[Any]:
    """Return the look-up of the newest messages that the aibot brought, newest first."""
    message = table("message").c
    wanted = select(message.sender, message.text, message.sent_at_us).where(_looked_back_on(room, since_us))
    newest_first = wanted.where(message.channel == EARLY_CHANNEL).order_by(desc(message.sent_at_us), desc(message.id))
    return newest_first.limit(EARLY_KEPT)


def _early(connection: Connection, statement: Select[Any]) -> tuple[tuple[MemberId, str, datetime], ...]:
    newest_first = connection.execute(statement).all()
    return tuple((sender, text, moment(sent_at_us)) for sender, text, sent_at_us in reversed(newest_first))


def today_statement(room: str, day_start_us: int) -> Select[Any]:
    """Return the count of each sender's messages from `day_start_us` on."""
    message = table("message")
    counted = select(message.c.sender, func.count())
    return counted.where(_looked_back_on(room, day_start_us)).group_by(message.c.sender)


def _standings(connection: Connection, room: str) -> dict[MemberId, Standing]:
    stored = table("standing").c
    counts = or_(stored.points != 0, stored.muted_until_us.is_not(None), stored.offences != 0)
    times = (stored.points_at_us, stored.muted_at_us, stored.muted_until_us)
    rows = connection.execute(
        select(stored.member, stored.points, stored.offences, *times).where(and_(stored.room == room, counts))
    )
    return {
        member: Standing(
            points=points,
            offences=offences,
            points_at=_optional(points_at),
            muted_at=_optional(muted_at),
            muted_until=_optional(muted_until),
        )
        for member, points, offences, points_at, muted_at, muted_until in rows
    }


def _optional(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)


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
        oldest_pending_at=_optional(oldest_pending_us),
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
