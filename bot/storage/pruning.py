"""Which rows have had their time. Looked up by readers, part by part, so that the writer is never held up for long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select

from bot.storage import writes
from bot.storage.plain import microseconds
from bot.storage.states import DONE, KEYS_KEPT, PENDING, WAITING
from bot.storage.tables import table

PART = 500  # chosen: rows per transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One table's share. where: which rows are over; how: what the writer does with them; deletes: and if it counts."""

    name: str
    where: ColumnElement[bool]
    how: Callable[[Connection, Sequence[Sequence[int]]], Sequence[int]]
    deletes: bool = True


def sweeps(connection: Connection, before: datetime) -> Sequence[Sweep]:
    """Return what has to be swept. The newest delivery always stays, so that its number is never given again."""
    inbox, message, effect = table("inbox").c, table("message").c, table("effect").c
    before_us = microseconds(before)
    newest_us = connection.scalar(select(inbox.received_at_us).order_by(inbox.id.desc()).limit(1))
    keys_us = before_us if newest_us is None else min(before_us, newest_us - KEYS_KEPT // timedelta(microseconds=1))
    handled = (inbox.state != PENDING) & (inbox.received_at_us < keys_us)
    with_body = (inbox.state == DONE) & (inbox.body != "") & (inbox.received_at_us < before_us)
    settled = (effect.state != WAITING) & (effect.due_at_us < before_us)
    return (
        Sweep(name="inbox", where=handled, how=writes.delete_deliveries),
        Sweep(name="message", where=message.sent_at_us < before_us, how=writes.delete_messages),
        Sweep(name="effect", where=settled, how=writes.delete_effects),
        Sweep(name="inbox", where=with_body, how=writes.forget_bodies, deletes=False),
    )


def next_part(connection: Connection, sweep: Sweep, after: int) -> Sequence[int]:
    """Return the numbers of the next rows above `after` that are over."""
    rows = table(sweep.name)
    wanted = select(rows.c.id).where(rows.c.id > after, sweep.where).order_by(rows.c.id).limit(PART)
    return connection.scalars(wanted).all()
