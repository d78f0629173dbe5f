"""Which rows have had their time. Looked up by readers, part by part, so that the writer is never held up for long.

Postings and purses never have: they are the books, and a balance is worth only what every one of its postings says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from bot.storage import docket, filed, writes
from bot.storage.plain import microseconds
from bot.storage.states import DONE, KEYS_KEPT, PENDING, WAITING, stale
from bot.storage.tables import table

PART = 500  # chosen: rows per transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One table's share. where: which rows are over; how: what the writer does with them; deletes: and if it counts.

    number: name of the column that rows are told apart by.
    """

    name: str
    number: str = "id"
    where: ColumnElement[bool]
    how: Callable[[Connection, Sequence[Sequence[int]]], Sequence[int]]
    deletes: bool = True


def sweeps(connection: Connection, before: datetime) -> Sequence[Sweep]:
    """Return what has to be swept.

    The newest delivery, case, action and play always stay, so that their numbers are never given again.
    """
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
        *_of_docket(connection, before_us),
    )


def _of_docket(connection: Connection, before_us: int) -> Sequence[Sweep]:
    """Cases that nobody is asked about and that wait for nothing; orders; plays that were over before."""
    case, action, play = table("casefile").c, table("action").c, table("play").c
    over = case.is_open.is_(False) & case.due_at_us.is_(None) & (case.opened_at_us < before_us)
    cases = over & (case.number < _newest(connection, "casefile"))
    actions = (action.at_us < before_us) & (action.number < _newest(connection, "action"))
    plays = play.is_over.is_(True) & (play.ended_at_us < before_us) & (play.number < _newest(connection, "play"))
    return (
        Sweep(name="casefile", number="number", where=cases, how=filed.delete_cases),
        Sweep(name="action", number="number", where=actions, how=filed.delete_actions),
        Sweep(name="play", number="number", where=plays, how=filed.delete_plays),
    )


def _newest(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.max(table(name).c.number))) or 0


def stale_states(connection: Connection, before: datetime) -> Sequence[tuple[str, str]]:
    """Return (room, key) of orders that have waited for a second person since before what is pruned now."""
    case, action = table("casefile").c, table("action").c
    before_us = microseconds(before)
    cases = connection.scalar(select(func.max(case.number)).where(case.opened_at_us < before_us)) or 0
    actions = connection.scalar(select(func.max(action.number)).where(action.at_us < before_us)) or 0
    return stale(docket.waiting_for_second(connection), max(cases, actions))


def next_part(connection: Connection, sweep: Sweep, after: int) -> Sequence[int]:
    """Return the numbers of the next rows above `after` that are over."""
    rows = table(sweep.name)
    number = rows.c[sweep.number]
    wanted = select(number).where(number > after, sweep.where).order_by(number).limit(PART)
    return connection.scalars(wanted).all()
