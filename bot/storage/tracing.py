"""The trace: judged messages with their effects and what became of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, desc, select

from bot.core.model import RoomId
from bot.storage.plain import moment, storable
from bot.storage.tables import table

_AS_STORED = ("id", "message", "channel", "room", "sender", "role", "text", "kind", "folded", "points", "total", "note")


def trace(connection: Connection, limit: int, room: RoomId | None) -> Sequence[Mapping[str, Any]]:
    """Return the newest judged messages, newest first, each with its effects."""
    rows = connection.execute(trace_statement(limit, room)).all()
    effects = _effects(connection, [row.id for row in rows])
    return [_entry(row, effects[row.id]) for row in rows]


def trace_statement(limit: int, room: RoomId | None) -> Select[Any]:
    """Return the look-up of the newest messages: by arrival, in one room by when they were sent."""
    message = table("message")
    newest = select(message).limit(limit)
    if room is None:
        return newest.order_by(desc(message.c.id))
    return newest.where(message.c.room == storable(room)).order_by(desc(message.c.sent_at_us), desc(message.c.id))


def _entry(row: Row[Any], effects: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {
        **{name: row._mapping[name] for name in _AS_STORED},  # noqa: SLF001 - public in spite of its name
        "sent_at": moment(row.sent_at_us).isoformat(),
        "findings": json.loads(row.findings),
        "effects": effects,
    }


def effects_statement(inbox: Iterable[int]) -> Select[Any]:
    """Return the look-up of the effects that come from some deliveries."""
    effect = table("effect")
    return select(effect).where(effect.c.inbox.in_(list(inbox))).order_by(effect.c.id)


def _effects(connection: Connection, inbox: Iterable[int]) -> defaultdict[int, list[Mapping[str, Any]]]:
    found: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in connection.execute(effects_statement(inbox)):
        found[row.inbox].append(_effect(row))
    return found


def _effect(row: Row[Any]) -> Mapping[str, Any]:
    return {
        "key": row.key,
        "state": row.state,
        "channel": row.channel,
        "answer": None if row.answer is None else json.loads(row.answer),
        "attempts": row.attempts,
        "due_at": moment(row.due_at_us).isoformat(),
        "effect": json.loads(row.payload),
    }
