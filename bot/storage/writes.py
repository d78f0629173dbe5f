"""What the writer does in one transaction. Each function serves many calls of its kind together."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, delete, func, select, update

from bot.core.errors import HandledBeforeError
from bot.core.records import Delivery, Pending
from bot.storage import statements
from bot.storage.filed import add_tags, mark_undone, put_states
from bot.storage.rows import PENDING_COLUMNS, Receiving, Recording, Settling, pending_from
from bot.storage.statements import Row
from bot.storage.states import DONE, PENDING, SET_ASIDE, WAITING, already_handled, already_settled
from bot.storage.tables import table


def receive(connection: Connection, calls: Sequence[Receiving]) -> Sequence[Sequence[Pending]]:
    """Store deliveries; return for each call those never seen before."""
    positions = {call.position[0]: call.position for call in calls if call.position is not None}
    statements.PUT_POSITIONS.run(connection, sorted(positions.values()))
    ids = _new_ids(connection, [row for call in calls for row in call.rows])
    return [_pending(call.deliveries, islice(ids, len(call.rows))) for call in calls]


def _pending(deliveries: Sequence[Delivery], ids: Iterable[int | None]) -> Sequence[Pending]:
    paired = zip(deliveries, ids, strict=True)
    return tuple(Pending(id=number, delivery=delivery) for delivery, number in paired if number is not None)


def _new_ids(connection: Connection, rows: Sequence[Row]) -> Iterator[int | None]:
    """Add inbox rows; yield the number of each, None for one that is there already."""
    steps = statements.ADD_DELIVERIES.steps(connection, rows)
    return iter([number for part, result in steps for number in _ids_of(connection, part, result)])


def _ids_of(connection: Connection, part: Sequence[Row], result: CursorResult[Any]) -> Sequence[int | None]:
    added = result.rowcount
    if connection.dialect.name != "sqlite":
        fresh = {(row.channel, row.key): row.id for row in result}
    elif added == len(part):
        return range(result.lastrowid - added + 1, result.lastrowid + 1)
    else:
        fresh = _added_since(connection, result.lastrowid - added) if added else {}
    return [fresh.pop((row[0], row[1]), None) for row in part]


def _added_since(connection: Connection, number: int) -> dict[tuple[str, str], int]:
    inbox = table("inbox")
    rows = connection.execute(select(inbox.c.channel, inbox.c.key, inbox.c.id).where(inbox.c.id > number))
    return {(channel, key): added for channel, key, added in rows}


def record(connection: Connection, calls: Sequence[Recording]) -> Sequence[None]:
    """Write outcomes. Raises HandledBeforeError when a delivery is not pending."""
    done = [row for call in calls for row in call.done]
    aside = [row for call in calls for row in call.set_aside]
    if _set_aside(connection, aside) < len(aside) or statements.MARK_DONE.run(connection, done) < len(done):
        raise HandledBeforeError(already_handled([row[-1] for row in (*done, *aside)]))
    forgotten = [number for call in calls for number in call.forgotten]
    forget_bodies(connection, [forgotten] if forgotten else ())
    statements.ADD_MESSAGES.run(connection, [row for call in calls for row in call.messages])
    statements.ADD_HEARD.run(connection, sorted({row for call in calls for row in call.heard}))
    statements.PUT_STANDINGS.run(connection, _last(2, (row for call in calls for row in call.standings)))
    statements.PUT_MEMBERS.run(connection, _merged(2, (row for call in calls for row in call.members)))
    statements.ADD_SEEN.run(connection, sorted({row for call in calls for row in call.seen}))
    statements.PUT_ROOMS.run(connection, _last(1, (row for call in calls for row in call.rooms)))
    statements.ADD_EFFECTS.run(connection, [row for call in calls for row in call.effects])
    _file(connection, calls)
    _book(connection, calls)
    return [None] * len(calls)


def _file(connection: Connection, calls: Sequence[Recording]) -> None:
    """Write what hardly any message changes."""
    statements.PUT_CASES.run(connection, _last(1, (row for call in calls for row in call.cases)))
    statements.PUT_ACTIONS.run(connection, _last(1, (row for call in calls for row in call.actions)))
    put_states(connection, _last(2, (row for call in calls for row in call.states)))
    add_tags(connection, [row for call in calls for row in call.tags])
    mark_undone(connection, [row for call in calls for row in call.undone])


def _book(connection: Connection, calls: Sequence[Recording]) -> None:
    """Write what activities change. A posting that is there already fails: booking it twice would be wrong, dropping it too."""
    statements.PUT_PLAYS.run(connection, _last(1, (row for call in calls for row in call.plays)))
    statements.ADD_POSTINGS.run(connection, [row for call in calls for row in call.postings])
    statements.PUT_PURSES.run(connection, _last(2, (row for call in calls for row in call.purses)))


def _last(width: int, rows: Iterable[Row]) -> Sequence[Row]:
    """Return the last row for each key, a key being the first `width` values; sorted, so that writers never cross."""
    return sorted({row[:width]: row for row in rows}.values(), key=lambda row: row[:width])


def _merged(width: int, rows: Iterable[Row]) -> Sequence[Row]:
    """Return one row for each key, with what the last row that says something says; sorted like those of `_last`."""
    merged: dict[Row, Row] = {}
    for row in rows:
        old = merged.get(row[:width], row)
        merged[row[:width]] = tuple(new or was for new, was in zip(row, old, strict=True))
    return [merged[key] for key in sorted(merged)]


def _set_aside(connection: Connection, rows: Sequence[Row]) -> int:
    inbox = table("inbox")
    statement = update(inbox).where(inbox.c.id == bindparam("number"), inbox.c.state == PENDING)
    changed = statement.values(state=SET_ASIDE, error=bindparam("why"))
    return sum(connection.execute(changed, {"why": why, "number": number}).rowcount for why, number in rows)


def settle(connection: Connection, calls: Sequence[Settling]) -> Sequence[None]:
    """Write what became of effects. Raises HandledBeforeError when one does not wait."""
    rows = [row for call in calls for row in call.rows]
    if _settle(connection, rows) < len(rows):
        raise HandledBeforeError(already_settled([row[-1] for row in rows]))
    outgoing = [pair for call in calls for pair in call.outgoing]
    causes = _inbox_of(connection, {number for number, _ in outgoing})
    effects = [(key, cause, causes[number], *rest) for number, (key, cause, _, *rest) in outgoing]
    statements.ADD_EFFECTS.run(connection, effects)
    statements.ADD_DELIVERIES.run(connection, [row for call in calls for row in call.told])
    return [None] * len(calls)


def _settle(connection: Connection, rows: Sequence[Row]) -> int:
    effect = table("effect")
    statement = (
        update(effect)
        .where(effect.c.id == bindparam("number"), effect.c.state == WAITING)
        .values(
            state=bindparam("state_"),
            channel=bindparam("channel_"),
            answer=bindparam("answer_"),
            attempts=bindparam("attempts_"),
            refused_by=bindparam("refused_by_"),
            due_at_us=func.coalesce(bindparam("due_at"), effect.c.due_at_us),
            settled_at_us=bindparam("settled_at"),
        )
    )
    names = ("state_", "channel_", "answer_", "attempts_", "refused_by_", "due_at", "settled_at", "number")
    return sum(connection.execute(statement, dict(zip(names, row, strict=True))).rowcount for row in rows)


def begin(connection: Connection, calls: Sequence[Row]) -> Sequence[bool]:
    """Take effects up for an attempt, each (due_at_us, channel, number, attempts so far); tell for each whether it was."""
    effect = table("effect").c
    as_read = (effect.id == bindparam("number"), effect.state == WAITING, effect.attempts == bindparam("attempts_"))
    statement = update(table("effect")).where(*as_read)
    taken = statement.values(attempts=effect.attempts + 1, due_at_us=bindparam("until"), channel=bindparam("channel_"))
    names = ("until", "channel_", "number", "attempts_")
    return [connection.execute(taken, dict(zip(names, call, strict=True))).rowcount == 1 for call in calls]


def _inbox_of(connection: Connection, effects: set[int]) -> dict[int, int | None]:
    if not effects:
        return {}
    effect = table("effect")
    rows = connection.execute(select(effect.c.id, effect.c.inbox).where(effect.c.id.in_(effects)))
    return dict(rows.all())


def claim_run(connection: Connection, calls: Sequence[Row]) -> Sequence[bool]:
    """Claim runs, each (schedule, due_at_us); tell for each whether it was free."""
    return [statements.ADD_RUNS.run(connection, [call]) == 1 for call in calls]


def replay(connection: Connection, calls: Sequence[int]) -> Sequence[Pending | None]:
    """Make set-aside deliveries pending again; return each, None if it is not set aside."""
    inbox = table("inbox")
    statement = update(inbox).where(inbox.c.id == bindparam("number"), inbox.c.state == SET_ASIDE)
    pending = statement.values(state=PENDING, error="").returning(*(inbox.c[c] for c in PENDING_COLUMNS))
    rows = [connection.execute(pending, {"number": number}).one_or_none() for number in calls]
    return [None if row is None else pending_from(*row) for row in rows]


def delete_deliveries(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Delete handled or set-aside deliveries; return for each call how many there were."""
    inbox = table("inbox")
    return [
        connection.execute(delete(inbox).where(inbox.c.id.in_(ids), inbox.c.state != PENDING)).rowcount for ids in calls
    ]


def delete_messages(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Delete messages; return for each call how many there were."""
    message = table("message")
    return [connection.execute(delete(message).where(message.c.id.in_(ids))).rowcount for ids in calls]


def delete_effects(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Delete effects that do not wait; return for each call how many there were."""
    effect = table("effect")
    return [
        connection.execute(delete(effect).where(effect.c.id.in_(ids), effect.c.state != WAITING)).rowcount
        for ids in calls
    ]


def forget_bodies(connection: Connection, calls: Sequence[Sequence[int]]) -> Sequence[int]:
    """Empty the bodies of handled deliveries; return for each call how many there were."""
    inbox = table("inbox")
    statement = update(inbox).values(body="")
    return [connection.execute(statement.where(inbox.c.id.in_(ids), inbox.c.state == DONE)).rowcount for ids in calls]
