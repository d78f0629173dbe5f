"""What the writer does about orders, tags, what rooms remember and what was taken back; none of it is often."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.storage import statements
from bot.storage.plain import to_json
from bot.storage.statements import Row
from bot.storage.tables import table


def put_states(connection: Connection, rows: Sequence[Row]) -> None:
    """Write what rooms remember, each (room, key, value); what has no value is forgotten."""
    statements.PUT_STATES.run(connection, [row for row in rows if row[2] is not None])
    _forget_states(connection, [row[:2] for row in rows if row[2] is None])


def _forget_states(connection: Connection, keys: Iterable[Row]) -> int:
    state = table("state")
    statement = delete(state).where(state.c.room == bindparam("room_"), state.c.key == bindparam("key_"))
    return sum(connection.execute(statement, {"room_": room, "key_": key}).rowcount for room, key in keys)


def add_tags(connection: Connection, rows: Sequence[Row]) -> None:
    """Add tags to those that members have, each (room, member, tags); the members are there."""
    member = table("member")
    for room, who, tags in rows:
        this = (member.c.room == room, member.c.member == who)
        known = json.loads(connection.scalar(select(member.c.tags).where(*this)) or "[]")
        now = tuple(dict.fromkeys((*known, *tags)))
        connection.execute(update(member).where(*this).values(tags=to_json(now)))


def mark_undone(connection: Connection, rows: Sequence[Row]) -> None:
    """Mark decisions as taken back, each (when, delivery); without when they hold again."""
    message = table("message")
    statement = update(message).where(message.c.id == bindparam("number")).values(undone_at_us=bindparam("at"))
    for at, number in rows:
        connection.execute(statement, {"at": at, "number": number})


def delete_cases(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Delete cases that nobody is asked about and that wait for nothing; return for each call how many there were."""
    case = table("casefile")
    over = (case.c.is_open.is_(False), case.c.due_at_us.is_(None))
    return [connection.execute(delete(case).where(case.c.number.in_(part), *over)).rowcount for part in calls]


def delete_actions(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Delete actions; return for each call how many there were."""
    action = table("action")
    return [connection.execute(delete(action).where(action.c.number.in_(part))).rowcount for part in calls]


def delete_plays(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Delete plays that are over; return for each call how many there were."""
    play = table("play")
    over = play.c.is_over.is_(True)
    return [connection.execute(delete(play).where(play.c.number.in_(part), over)).rowcount for part in calls]


def forget_states(connection: Connection, calls: Sequence[Sequence[Row]]) -> Sequence[int]:
    """Forget what rooms remember under keys, each (room, key); return for each call how many there were."""
    return [_forget_states(connection, keys) for keys in calls]
