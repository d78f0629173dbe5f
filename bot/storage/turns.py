"""The outbox as readers see it: whose turn it is, when the next one comes, what was sent.

The turn of an effect is its own time or, if effects of its room that were tried and written before it are due later,
theirs: a room's effects do not overtake one that is being tried again.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, ScalarSelect, Select, case, func, select, true
from sqlalchemy import text as literal

from bot.core.effects import Effect, effect_from_json
from bot.core.model import MessageId, RoomId
from bot.core.records import Due
from bot.storage.plain import microseconds, moment, moment_or_none, storable
from bot.storage.states import DUE_OF_A_ROOM, SENT, SENT_KEPT, WAITING
from bot.storage.tables import table

_WAITING = literal(f"state = '{WAITING}'")  # as in the partial indexes: parameters would keep them from being used
_TRIED = literal("(attempts > 0 OR refused_by <> '[]')")
_SENT = literal(f"state = '{SENT}'")
_UNREADABLE = (KeyError, TypeError, ValueError)


def due(
    connection: Connection, now: datetime, limit: int, without: Collection[RoomId]
) -> tuple[Sequence[Due], Mapping[int, str]]:
    """Return effects whose turn has come, and, by number, what is wrong with those that cannot be read."""
    readable, broken = [], {}
    for row in connection.execute(due_statement(microseconds(now), limit, without)):
        try:
            readable.append(_due(row))
        except _UNREADABLE as error:  # written by another version: must not silence the rest
            broken[row.id] = f"{type(error).__name__}: {error}"
    return tuple(readable), broken


def _due(row: Row[Any]) -> Due:
    return Due(
        id=row.id,
        key=row.key,
        effect=effect_from_json(json.loads(row.payload)),
        cause=MessageId(row.cause),
        attempts=row.attempts,
        refused_by=tuple(json.loads(row.refused_by)),
    )


def due_statement(now_us: int, limit: int, without: Collection[RoomId] = ()) -> Select[Any]:
    """Return the look-up of effects whose turn has come, earliest first, at most `DUE_OF_A_ROOM` of a room."""
    effect = table("effect")
    turns = _turns(now_us, without)
    place = func.row_number().over(partition_by=turns.c.room, order_by=[turns.c.turn_us, turns.c.id]).label("place")
    placed = select(turns.c.id, turns.c.turn_us, place).where(turns.c.turn_us <= now_us).subquery("placed")
    columns = (effect.c[name] for name in ("id", "key", "cause", "payload", "attempts", "refused_by"))
    wanted = select(*columns).join_from(placed, effect, effect.c.id == placed.c.id)
    ordered = wanted.where(placed.c.place <= DUE_OF_A_ROOM).order_by(placed.c.turn_us, placed.c.id)
    return ordered.limit(limit)


def _turns(now_us: int, without: Collection[RoomId]) -> FromClause:
    effect = table("effect").alias("own")
    before = _latest_tried_before(effect)
    rows = select(effect.c.id, effect.c.room, effect.c.due_at_us, before.label("before_us"))
    found = rows.where(_WAITING, effect.c.due_at_us <= now_us, _outside(effect, without)).subquery("found")
    turn = case((found.c.before_us > found.c.due_at_us, found.c.before_us), else_=found.c.due_at_us)
    return select(found.c.id, found.c.room, turn.label("turn_us")).subquery("turns")


def _latest_tried_before(effect: FromClause) -> ScalarSelect[Any]:
    """Return the latest time of an effect of the same room that was tried and written before `effect`."""
    tried = table("effect").alias("tried")
    same_room = tried.c.room == effect.c.room
    return (
        select(func.max(tried.c.due_at_us))
        .where(_WAITING, _TRIED, same_room, tried.c.id < effect.c.id)
        .scalar_subquery()
    )


def _outside(effect: FromClause, without: Collection[RoomId]) -> ColumnElement[bool]:
    return effect.c.room.not_in(sorted({storable(room) for room in without})) if without else true()


def next_due_at(connection: Connection, without: Collection[RoomId]) -> datetime | None:
    """Return when the next turn comes, None if nothing waits outside of the rooms `without`."""
    return moment_or_none(connection.scalar(next_due_statement(without)))


def next_due_statement(without: Collection[RoomId] = ()) -> Select[Any]:
    """Return the look-up behind `next_due_at`: the earliest effect that none before it holds back."""
    effect, tried = table("effect").alias("own"), table("effect").alias("tried")
    earlier = (tried.c.room == effect.c.room, tried.c.id < effect.c.id, tried.c.due_at_us > effect.c.due_at_us)
    is_held_back = select(tried.c.id).where(_WAITING, _TRIED, *earlier).exists()
    wanted = select(effect.c.due_at_us).where(_WAITING, _outside(effect, without), ~is_held_back)
    return wanted.order_by(effect.c.due_at_us).limit(1)


def oldest_due_at(connection: Connection, now: datetime) -> datetime | None:
    """Return when the waiting effect that is late longest was first due, None if none is due at `now`."""
    earliest = moment_or_none(connection.scalar(oldest_due_statement()))
    return earliest if earliest is not None and earliest <= now else None


def oldest_due_statement() -> Select[Any]:
    """Return the look-up behind `oldest_due_at`."""
    effect = table("effect").c
    return select(effect.first_due_at_us).where(_WAITING).order_by(effect.first_due_at_us).limit(1)


def recently_sent(connection: Connection, since: datetime) -> Sequence[tuple[str, Effect, RoomId, datetime]]:
    """Return (channel, effect, room, when) of what was sent from `since` on, oldest first; unreadable ones are left out."""
    newest_first = connection.execute(recently_sent_statement(microseconds(since))).all()
    sent = []
    for channel, payload, settled_at_us in reversed(newest_first):
        try:
            effect = effect_from_json(json.loads(payload))
        except _UNREADABLE:  # written by another version: counts for no limit
            continue
        sent.append((channel, effect, effect.room, moment(settled_at_us)))
    return tuple(sent)


def recently_sent_statement(since_us: int) -> Select[Any]:
    """Return the look-up behind `recently_sent`."""
    effect = table("effect").c
    wanted = select(effect.channel, effect.payload, effect.settled_at_us).where(_SENT, effect.settled_at_us >= since_us)
    return wanted.order_by(effect.settled_at_us.desc(), effect.id.desc()).limit(SENT_KEPT)
