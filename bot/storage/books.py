"""Plays, postings and purses, as readers look them up."""

import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, desc, select
from sqlalchemy import text as literal

from bot.core.credits import EMPTY, Posting, Purse, posted
from bot.core.model import MemberId, MessageId, RoomId
from bot.core.plays import Play
from bot.storage.booking import by_message, posting_from, purse_from
from bot.storage.docket import LARGEST, parts
from bot.storage.filing import values_from
from bot.storage.plain import microseconds, moment, moment_or_none, storable
from bot.storage.statements import POSTING
from bot.storage.states import PLAYS_KEPT, POSTED_LATELY, POSTINGS_KEPT
from bot.storage.tables import table

log = logging.getLogger(__name__)

READ_AT_ONCE = 1_000  # chosen: postings

_LIVE = literal("NOT is_over")  # as in the partial indexes: a parameter would keep them from being used
_CALLED = literal("due_at_us IS NOT NULL AND phase = 'open'")
_OF_MESSAGE = literal("message <> ''")


def plays(connection: Connection, numbers: Collection[int]) -> Sequence[Play]:
    """Return the plays of these numbers, by number."""
    play = table("play").c
    found: list[Play] = []
    for part in parts(numbers):
        wanted = select(play.number, play.body).where(play.number.in_(part)).order_by(play.number)
        found += values_from(Play, connection.execute(wanted))
    return tuple(found)


def all_plays(connection: Connection, wanted: Select[Any]) -> Sequence[Play]:
    """Return the plays that `wanted` looks up (see `plays_statement`), newest first."""
    return tuple(values_from(Play, connection.execute(wanted)))


def plays_statement(limit: int, room: RoomId | None) -> Select[Any]:
    """Return the look-up of the newest plays, of all rooms unless one is named."""
    play = table("play").c
    wanted = select(play.number, play.body).order_by(desc(play.number)).limit(limit)
    return wanted if room is None else wanted.where(play.room == storable(room))


def open_plays_statement(limit: int, room: RoomId | None) -> Select[Any]:
    """Return the look-up of the newest plays that are not over."""
    return plays_statement(limit, room).where(_LIVE)


def over_plays_statement(room: RoomId) -> Select[Any]:
    """Return the look-up of the newest plays of a room that are over."""
    return plays_statement(PLAYS_KEPT, room).where(table("play").c.is_over)


def plays_in(connection: Connection, room: str) -> dict[int, Play]:
    """Return the plays of a room that are not over, and the newest so many that are, by number."""
    play = table("play").c
    live = select(play.number, play.body).where(_LIVE, play.room == room)
    rows = [*connection.execute(live), *connection.execute(over_plays_statement(RoomId(room)))]
    return {one.number: one for one in values_from(Play, sorted((number, body) for number, body in rows))}


def due_plays(connection: Connection, now: datetime, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
    """Return (number, room, due_at) of open plays whose time has come, the longest due first."""
    rows = connection.execute(due_plays_statement(microseconds(now), limit))
    return tuple((number, RoomId(room), moment(due_at_us)) for number, room, due_at_us in rows)


def due_plays_statement(now_us: int, limit: int) -> Select[Any]:
    """Return the look-up behind `due_plays`."""
    play = table("play").c
    wanted = select(play.number, play.room, play.due_at_us).where(_CALLED, play.due_at_us <= now_us)
    return wanted.order_by(play.due_at_us, play.number).limit(limit)


def next_play_at(connection: Connection) -> datetime | None:
    """Return when the next open play is due, None if none will be."""
    return moment_or_none(connection.scalar(next_play_statement()))


def next_play_statement() -> Select[Any]:
    """Return the look-up behind `next_play_at`."""
    due_at_us = table("play").c.due_at_us
    return select(due_at_us).where(_CALLED).order_by(due_at_us).limit(1)


def postings(connection: Connection, account: str, limit: int, member: MemberId | None) -> Sequence[Posting]:
    """Return the newest postings of an account, newest first; of `member` alone if one is named."""
    rows = [row for wanted in postings_statements(account, limit, member) for row in connection.execute(wanted)]
    newest_first = sorted(rows, key=lambda row: row.number, reverse=True)[:limit]
    return tuple(posting_from(row[1:]) for row in newest_first)


def postings_statements(account: str, limit: int, member: MemberId | None) -> Sequence[Select[Any]]:
    """Return the look-ups behind `postings`: both sides of a member's account have an index of their own."""
    posting = table("posting").c
    wanted = _postings().where(posting.account == storable(account)).order_by(desc(posting.number)).limit(limit)
    if member is None:
        return (wanted,)
    return tuple(wanted.where(side == storable(member)) for side in (posting.debit, posting.credit))


def _postings() -> Select[Any]:
    posting = table("posting").c
    return select(posting.number, *(posting[name] for name in POSTING))


def late_postings(connection: Connection, account: str, now: datetime) -> dict[MessageId, tuple[Posting, ...]]:
    """Return the latest postings of an account that messages brought, by message, in the order of booking."""
    rows = connection.execute(late_postings_statement(account, microseconds(now - POSTED_LATELY)))
    return by_message(posting_from(row[1:]) for row in sorted(rows, key=lambda row: row.number))


def late_postings_statement(account: str, since_us: int) -> Select[Any]:
    """Return the look-up behind `late_postings`."""
    posting = table("posting").c
    wanted = _postings().where(_OF_MESSAGE, posting.account == account, posting.at_us >= since_us)
    return wanted.order_by(desc(posting.at_us), desc(posting.number)).limit(POSTINGS_KEPT)


def booked(connection: Connection, account: str | None) -> Iterator[Posting]:
    """Yield all postings, of one account if it is named, in the order of booking."""
    posting = table("posting").c
    wanted = _postings().order_by(posting.number)
    if account is not None:
        wanted = wanted.where(posting.account == storable(account))
    for row in connection.execute(wanted.execution_options(yield_per=READ_AT_ONCE)):
        yield posting_from(row[1:])


def purses(connection: Connection, account: str | None = None) -> Iterator[tuple[str, MemberId, Purse]]:
    """Yield (account, member, purse) of everybody who ever had credits, in one account if it is named."""
    purse = table("purse").c
    wanted = select(purse.account, purse.member, purse.body)
    if account is not None:
        wanted = wanted.where(purse.account == storable(account))
    for where, member, body in connection.execute(wanted).all():
        yield where, MemberId(member), _purse(connection, where, MemberId(member), body)


def _purse(connection: Connection, account: str, member: MemberId, body: str) -> Purse:
    try:
        return purse_from(body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:  # the books know better
        log.warning("The purse of %s in %s cannot be read, and is made anew: %s", member, account, error)
        return purse_by_books(connection, account, member)


def purse_by_books(connection: Connection, account: str, member: MemberId) -> Purse:
    """Return what all postings of a member come to, with days as in UTC."""
    purse = EMPTY
    for one in reversed(postings(connection, account, LARGEST, member)):
        purse = posted(purse, one, member, day=one.at.astimezone(UTC).date())
    return purse
