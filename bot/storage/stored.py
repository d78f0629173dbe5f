"""Judged messages as they were stored: for guards, for trying rules on them, and for deciding them once more."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select
from sqlalchemy import text as literal

from bot.core.credits import Posting, Purse
from bot.core.guard import Judgement
from bot.core.model import MemberId, Message, Role, RoomId
from bot.core.records import Stored
from bot.ruleset.lines import Line
from bot.storage import books
from bot.storage.plain import microseconds, moment, moment_or_none
from bot.storage.rows import message_from
from bot.storage.tables import table

FOUND = literal("findings <> '[]'")  # as in the partial index: a parameter would keep it from being used
UNDONE = literal("undone_at_us IS NOT NULL")
NOTHING = "[]"
JUDGEMENT = ("id", "room", "sent_at_us", "findings", "decided_by", "undone_at_us")
PART = 500  # chosen: numbers in one look-up


def judgements(connection: Connection, after: int, limit: int) -> Sequence[Judgement]:
    """Return judged messages above `after`, in the order of arrival."""
    message = table("message").c
    return _judgements(connection, _of_judgements().where(message.id > after).order_by(message.id).limit(limit))


def hits(connection: Connection, since: datetime) -> Sequence[Judgement]:
    """Return messages sent from `since` on in which a rule found something."""
    sent_at_us = table("message").c.sent_at_us
    return _judgements(connection, _of_judgements().where(FOUND, sent_at_us >= microseconds(since)))


def undone(connection: Connection, since: datetime) -> Sequence[Judgement]:
    """Return what was taken back from `since` on."""
    undone_at_us = table("message").c.undone_at_us
    return _judgements(connection, _of_judgements().where(UNDONE, undone_at_us >= microseconds(since)))


def _of_judgements() -> Select[Any]:
    message = table("message").c
    return select(*(message[name] for name in JUDGEMENT)).where(message.counts)


def _judgements(connection: Connection, wanted: Select[Any]) -> Sequence[Judgement]:
    return tuple(judgement(*row) for row in connection.execute(wanted))


def judgement(
    number: int, room: str, sent_at_us: int, findings: str, decided_by: str, undone_at_us: int | None
) -> Judgement:
    """Return what guards look at of a row of messages."""
    found = [] if findings == NOTHING else json.loads(findings)
    return Judgement(
        id=number,
        room=RoomId(room),
        sent_at=moment(sent_at_us),
        rules=tuple(finding["rule"] for finding in found),
        penalised=decided_by,
        undone_at=moment_or_none(undone_at_us),
    )


def received_before(connection: Connection, before: datetime) -> int:
    """Return the number of the last delivery received before `before`, 0 if none is kept."""
    inbox = table("inbox").c
    older = select(inbox.id).where(inbox.received_at_us < microseconds(before))
    return connection.scalar(older.order_by(inbox.id.desc()).limit(1)) or 0


def page(connection: Connection, *, after: int, limit: int, room: str = "") -> Sequence[Stored]:
    """Return stored messages above `after`, in the order of arrival; of all rooms unless one is named."""
    message = table("message").c
    wanted = select(table("message")).where(message.id > after, *_within(room)).order_by(message.id).limit(limit)
    return tuple(_stored(row) for row in connection.execute(wanted))


def messages(connection: Connection, ids: Iterable[int]) -> Mapping[int, Message]:
    """Return the messages of these deliveries, as far as they are still kept."""
    wanted, message = sorted(set(ids)), table("message").c
    found: dict[int, Message] = {}
    for start in range(0, len(wanted), PART):
        rows = connection.execute(select(table("message")).where(message.id.in_(wanted[start : start + PART])))
        found |= {row.id: message_from(row) for row in rows}
    return found


def count(connection: Connection, *, after: int, room: str = "") -> int:
    """Return how many messages there are above `after`."""
    message = table("message").c
    return connection.scalar(select(func.count()).where(message.id > after, *_within(room))) or 0


def first_at(connection: Connection) -> datetime | None:
    """Return when the first message that is still kept was sent, None if none is."""
    message = table("message").c
    first_us = connection.scalar(select(message.sent_at_us).order_by(message.id).limit(1))
    return moment_or_none(first_us)


def last(connection: Connection, number: int) -> int:
    """Return the number behind which the last `number` messages stand."""
    message = table("message").c
    return connection.scalar(select(message.id).order_by(message.id.desc()).offset(number).limit(1)) or 0


def totals(connection: Connection, since: datetime) -> Mapping[RoomId, int]:
    """Return how many messages sent from `since` on were judged, by room."""
    message = table("message").c
    counted = select(message.room, func.count()).where(message.counts, message.sent_at_us >= microseconds(since))
    return {RoomId(room): number for room, number in connection.execute(counted.group_by(message.room))}


def members(connection: Connection) -> Mapping[tuple[str, str], tuple[str, datetime | None]]:
    """Return name and time of joining of all known members, by room and member."""
    member = table("member").c
    rows = connection.execute(select(member.room, member.member, member.name, member.joined_at_us))
    return {(room, who): (name, moment_or_none(at)) for room, who, name, at in rows}


def line_of(one: Stored, known: Mapping[tuple[str, str], tuple[str, datetime | None]]) -> Line:
    """Return a stored message as a trial takes it. known: see `members`."""
    message = one.message
    name, joined_at = known.get((message.room, message.sender), ("", None))
    return Line(
        text=message.text,
        sender=message.sender,
        role=Role(one.role),
        room=message.room,
        sent_at=message.sent_at,
        kind=message.kind,
        name=name,
        seconds=message.seconds,
        seen=message.seen,
        joined_at=joined_at,
    )


def effects_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """Return the effects of these deliveries: JSON by key, every byte as it was written."""
    effect = table("effect").c
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for start in range(0, len(ids), PART):
        wanted = select(effect.inbox, effect.key, effect.payload).where(effect.inbox.in_(ids[start : start + PART]))
        for inbox, key, payload in connection.execute(wanted.order_by(effect.id)):
            found[inbox][key] = payload
    return found


def _within(room: str) -> tuple[ColumnElement[bool], ...]:
    return (table("message").c.room == room,) if room else ()


def _stored(row: Row[Any]) -> Stored:
    return Stored(
        id=row.id,
        message=message_from(row),
        role=row.role,
        findings=row.findings,
        points=row.points,
        total=row.total,
        note=row.note,
        counts=row.counts,
        revision=row.revision,
        scene=row.scene,
        decided_by=row.decided_by,
        undone_at=moment_or_none(row.undone_at_us),
    )


def postings(connection: Connection, account: str | None = None) -> Iterator[Posting]:
    """Yield all postings, of one account if it is named, in the order of booking."""
    return books.booked(connection, account)


def purses(connection: Connection) -> Iterator[tuple[str, MemberId, Purse]]:
    """Yield (account, member, purse) of everybody who ever had credits, as it is kept."""
    return books.purses(connection)
