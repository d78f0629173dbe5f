"""Values to rows, before anything is sent to the database: what cannot be stored fails for its own caller alone."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row as AnyRow

from bot.core.effects import effect_to_json, is_done_by_recording
from bot.core.errors import UnstorableError
from bot.core.model import MemberId, Message, MessageId, Room, RoomId, is_private
from bot.core.records import Delivery, Due, Judged, MemberChange, Outcome, Outgoing, Pending, Settled
from bot.storage.booking import play_rows, posting_rows, purse_rows
from bot.storage.filing import action_row, case_row, standing_row, state_row, tags_row, undone_rows
from bot.storage.plain import finding_to_json, microseconds, moment, storable, to_json
from bot.storage.statements import Row
from bot.storage.states import RECORDED, WAITING, unstorable


@contextmanager
def values_of(call: str) -> Iterator[None]:
    """Raise UnstorableError for whatever goes wrong while the values of `call` become rows."""
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UnstorableError(unstorable(call, f"{type(error).__name__}: {error}")) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """One call of receive(). position: row, or None."""

    deliveries: Sequence[Delivery]
    rows: Sequence[Row]
    position: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One call of record(), table by table. members: every row of a key counts; of the others that are put, the last.

    seen: who said something, and may not be known yet. forgotten: of `done`, what loses its body.
    """

    done: Sequence[Row]
    set_aside: Sequence[Row]
    forgotten: Sequence[int]
    messages: Sequence[Row]
    heard: Sequence[Row]
    standings: Sequence[Row]
    members: Sequence[Row]
    seen: Sequence[Row]
    tags: Sequence[Row]
    cases: Sequence[Row]
    actions: Sequence[Row]
    states: Sequence[Row]
    effects: Sequence[Row]
    rooms: Sequence[Row]
    undone: Sequence[Row]
    plays: Sequence[Row]
    postings: Sequence[Row]
    purses: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """One call of settle(). outgoing: (number of the effect whose place is taken, row). told: rows of the inbox."""

    rows: Sequence[Row]
    outgoing: Sequence[tuple[int, Row]]
    told: Sequence[Row]


@values_of("receive")
def receiving(deliveries: Sequence[Delivery], position: tuple[str, int] | None) -> Receiving:
    """Return the rows of one call of receive()."""
    clean = [_clean(delivery) for delivery in deliveries]
    return Receiving(deliveries=clean, rows=[_delivery(d) for d in clean], position=position)


def _delivery(delivery: Delivery) -> Row:
    return (delivery.channel, delivery.key, delivery.body, microseconds(delivery.received_at))


def _clean(delivery: Delivery) -> Delivery:
    key, body = storable(delivery.key), storable(delivery.body)
    return delivery if (key, body) == (delivery.key, delivery.body) else replace(delivery, key=key, body=body)


PENDING_COLUMNS = ("id", "channel", "key", "body", "received_at_us")


def pending_from(number: int, channel: str, key: str, body: str, received_at_us: int) -> Pending:
    """Return the delivery of an inbox row; the values are those of PENDING_COLUMNS."""
    delivery = Delivery(channel=channel, key=key, body=body, received_at=moment(received_at_us))
    return Pending(id=number, delivery=delivery)


@values_of("record")
def recording(outcomes: Sequence[Outcome]) -> Recording:
    """Return the rows of one call of record()."""
    judged = [(o.inbox, o.judged) for o in outcomes if o.judged is not None]
    return Recording(
        done=[(o.inbox,) for o in outcomes if not o.error],
        set_aside=[(storable(o.error), o.inbox) for o in outcomes if o.error],
        forgotten=[o.inbox for o in outcomes if o.forgets],
        messages=[_message(inbox, j) for inbox, j in judged],
        heard=[(storable(j.message.room), j.message.channel) for _, j in judged],
        standings=[standing_row(*told) for o in outcomes for told in o.standings],
        members=[_member(change) for o in outcomes for change in o.members],
        seen=[_seen(j.message) for _, j in judged if not is_private(j.message.room)],
        tags=[tags_row(change) for o in outcomes for change in o.members if change.tags],
        cases=[case_row(case) for o in outcomes for case in o.cases],
        actions=[action_row(action) for o in outcomes for action in o.actions],
        states=[state_row(change) for o in outcomes for change in o.states],
        effects=[effect_row(out, o.inbox) for o in outcomes for out in o.outgoing],
        rooms=[_room(o.room) for o in outcomes if o.room is not None],
        undone=[row for o in outcomes for row in undone_rows(o)],
        plays=play_rows(outcomes),
        postings=posting_rows(outcomes),
        purses=purse_rows(outcomes),
    )


@values_of("settle")
def settling(settled: Iterable[Settled]) -> Settling:
    """Return the rows of one call of settle(). Each ends with the number of its effect."""
    told = tuple(settled)
    return Settling(
        rows=[_settled(one) for one in told],
        outgoing=[(one.id, effect_row(out, None)) for one in told for out in one.outgoing],
        told=[_delivery(_clean(delivery)) for one in told for delivery in one.deliveries],
    )


def _message(inbox: int, judged: Judged) -> Row:
    message = judged.message
    return (
        inbox,
        storable(message.id),
        message.channel,
        storable(message.room),
        storable(message.sender),
        judged.role,
        storable(message.kind),
        storable(message.text),
        storable(message.quoted),
        microseconds(message.sent_at),
        storable(judged.folded),
        to_json([finding_to_json(f) for f in judged.findings]) if judged.findings else "[]",
        judged.points,
        judged.total,
        storable(judged.note),
        judged.counts,
        message.seconds,
        storable(message.seen),
        judged.revision,
        judged.scene,
        storable(judged.decided_by),
        None,
    )


def _seen(message: Message) -> Row:
    return (storable(message.room), storable(message.sender), "", "")


def _member(change: MemberChange) -> Row:
    return (
        storable(change.room),
        storable(change.member),
        storable(change.name),
        _optional(change.joined_at),
        _optional(change.left_at),
        _optional(change.removed_at),
        storable(change.removed_for),
        storable(change.invited_by),
    )


def _optional(when: datetime | None) -> int | None:
    return None if when is None else microseconds(when)


def effect_row(out: Outgoing, inbox: int | None) -> Row:
    """Return the row of an effect that comes from the delivery `inbox`, from none if that is None."""
    effect = out.effect
    return (
        storable(out.key),
        storable(out.cause),
        inbox,
        storable(effect.room),
        effect.kind,
        to_json(effect_to_json(effect)),
        microseconds(out.due_at),
        microseconds(out.due_at),
        RECORDED if is_done_by_recording(effect) else WAITING,
    )


def _room(room: Room) -> Row:
    return (
        storable(room.id),
        storable(room.name),
        to_json(dict(room.chats)),
        room.ear,
        to_json(room.mouths),
        to_json(dict(room.roles)),
    )


def _settled(one: Settled) -> Row:
    return (
        one.state,
        storable(one.channel),
        None if one.answer is None else to_json(dict(one.answer)),
        one.attempts,
        to_json(one.refused_by),
        _optional(one.due_at),
        _optional(one.at),
        one.id,
    )


@values_of("begin")
def beginning(due: Due, channel: str, until: datetime) -> Row:
    """Return the row of one call of begin()."""
    return (microseconds(until), storable(channel), due.id, due.attempts)


SAID = ("message", "channel", "room", "sender", "kind", "text", "sent_at_us", "quoted", "seconds", "seen")


def message_from(row: AnyRow[Any]) -> Message:
    """Return the message of a row; it has the columns of SAID, maybe others."""
    return Message(
        id=MessageId(row.message),
        room=RoomId(row.room),
        sender=MemberId(row.sender),
        text=row.text,
        sent_at=moment(row.sent_at_us),
        channel=row.channel,
        kind=row.kind,
        quoted=row.quoted,
        seconds=row.seconds,
        seen=row.seen,
    )
