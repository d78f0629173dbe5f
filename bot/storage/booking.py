"""Plays, postings and purses, to rows and back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from bot.core.credits import EMPTY, Posting, Purse, PurseLine
from bot.core.model import MemberId, MessageId, RoomId
from bot.core.plays import Play
from bot.core.records import Outcome
from bot.storage.plain import microseconds, moment, storable, written
from bot.storage.statements import Row

_USUAL: Mapping[str, object] = {f.name: getattr(EMPTY, f.name) for f in fields(Purse)}


def play_rows(outcomes: Iterable[Outcome]) -> Sequence[Row]:
    """Return the rows of plays, of each the last state alone: a play of thousands may change with every message."""
    last = {play.number: play for outcome in outcomes for play in outcome.plays}
    return [play_row(play) for play in last.values()]


def play_row(play: Play) -> Row:
    """Return the row of a play."""
    ended_at = (play.ended_at or play.opened_at) if play.is_over else None
    return (
        play.number,
        storable(play.room),
        storable(play.kind),
        play.phase.value,
        microseconds(play.opened_at),
        None if play.due_at is None else microseconds(play.due_at),
        None if ended_at is None else microseconds(ended_at),
        play.is_over,
        written(play),
    )


def posting_rows(outcomes: Iterable[Outcome]) -> Sequence[Row]:
    """Return the rows of postings, in their order."""
    return [posting_row(posting) for outcome in outcomes for posting in outcome.postings]


def posting_row(posting: Posting) -> Row:
    """Return the row of a posting."""
    return (
        storable(posting.id),
        storable(posting.account),
        storable(posting.room),
        microseconds(posting.at),
        storable(posting.debit),
        storable(posting.credit),
        posting.amount,
        storable(posting.source),
        storable(posting.reason),
        posting.earns,
        storable(posting.message),
        posting.play,
        posting.action,
        storable(posting.reverses),
    )


def posting_from(row: Sequence[Any]) -> Posting:
    """Return the posting of a row, whose values are in the order of `posting_row`."""
    name, account, room, at_us, debit, credit, amount, source, reason, earns, message, play, action, reverses = row
    return Posting(
        id=name,
        account=account,
        room=RoomId(room),
        at=moment(at_us),
        debit=debit,
        credit=credit,
        amount=amount,
        source=source,
        reason=reason,
        earns=earns,
        message=MessageId(message),
        play=play,
        action=action,
        reverses=reverses,
    )


def purse_rows(outcomes: Iterable[Outcome]) -> Sequence[Row]:
    """Return the rows of purses, of each the last state alone."""
    last = {(account, member): purse for outcome in outcomes for account, member, purse in outcome.purses}
    return [purse_row(account, member, purse) for (account, member), purse in last.items()]


def purse_row(account: str, member: MemberId, purse: Purse) -> Row:
    """Return the row of a purse. Not by `encoded`: a round may end with purses of thousands, and this takes a fifth."""
    told = {name: getattr(purse, name) for name in _USUAL}
    lines = [(microseconds(line.at), line.amount, line.reason) for line in purse.lines]
    changed = {name: value for name, value in told.items() if value != _USUAL[name]}
    return storable(account), storable(member), written({**changed, "lines": lines})


def purse_from(body: str) -> Purse:
    """Return the purse of a row. Raises KeyError, TypeError, ValueError or AttributeError for what is none."""
    told = json.loads(body)
    lines = tuple(PurseLine(at=moment(at_us), amount=amount, reason=reason) for at_us, amount, reason in told["lines"])
    return Purse(**{**{name: value for name, value in told.items() if name in _USUAL}, "lines": lines})


def by_message(postings: Iterable[Posting]) -> dict[MessageId, tuple[Posting, ...]]:
    """Return `postings` by the message that brought them, in their order."""
    found: dict[MessageId, tuple[Posting, ...]] = {}
    for one in postings:
        found[one.message] = (*found.get(one.message, ()), one)
    return found
