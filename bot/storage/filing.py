"""Standings, cases, orders and what rooms remember, to rows and back."""

import json
import logging
from collections.abc import Iterable, Sequence
from typing import TypeVar

from bot.core.actions import Action, StateChange
from bot.core.cases import Case
from bot.core.coding import decoded, encoded
from bot.core.model import Charge, MemberId, MuteSpan, Standing
from bot.core.plays import Play
from bot.core.records import MemberChange, Outcome
from bot.storage.plain import microseconds, moment_or_none, scrubbed, storable, to_json
from bot.storage.statements import Row

log = logging.getLogger(__name__)

Kept = TypeVar("Kept", Case, Action, Play)
NOTHING = "[]"


def standing_row(account: str, member: MemberId, standing: Standing) -> Row:
    """Return the row of a standing."""
    return (
        storable(account),
        storable(member),
        to_json(encoded(standing.charges)) if standing.charges else NOTHING,
        to_json(encoded(standing.mutes)) if standing.mutes else NOTHING,
        None if standing.answered_at is None else microseconds(standing.answered_at),
        standing.offences,
    )


def standing_from(charges: str, mutes: str, answered_at_us: int | None, offences: int) -> Standing:
    """Return the standing of a row."""
    return Standing(
        charges=() if charges == NOTHING else decoded(tuple[Charge, ...], json.loads(charges)),
        mutes=() if mutes == NOTHING else decoded(tuple[MuteSpan, ...], json.loads(mutes)),
        answered_at=moment_or_none(answered_at_us),
        offences=offences,
    )


def case_row(case: Case) -> Row:
    """Return the row of a case."""
    due_at, clean = case.due_at, scrubbed(case)
    return (
        case.number,
        clean.account,
        clean.room,
        clean.rule,
        microseconds(case.opened_at),
        None if due_at is None else microseconds(due_at),
        case.is_open,
        to_json(encoded(clean)),
    )


def action_row(action: Action) -> Row:
    """Return the row of an action."""
    clean = scrubbed(action)
    return (action.number, clean.room, clean.by, microseconds(action.at), to_json(encoded(clean)))


def state_row(change: StateChange) -> Row:
    """Return the row of what a room remembers from now on; its value is None if it is to be forgotten."""
    value = None if change.after is None else to_json(encoded(scrubbed(change.after)))
    return (storable(change.room), storable(change.key), value)


def tags_row(change: MemberChange) -> Row:
    """Return (room, member, tags) of what is learnt of a member."""
    return (storable(change.room), storable(change.member), tuple(storable(tag) for tag in change.tags))


def undone_rows(outcome: Outcome) -> Iterable[Row]:
    """Return (when, delivery) of decisions that were taken back; without when for what was put back."""
    return [(None if at is None else microseconds(at), number) for number, at in outcome.undone]


def values_from(kind: type[Kept], rows: Iterable[tuple[int, str]]) -> Sequence[Kept]:
    """Return the cases, actions or plays of rows (number, body), in their order; what another version wrote is left out."""
    found = []
    for number, body in rows:
        try:
            found.append(decoded(kind, json.loads(body)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # one must not silence the rest
            log.warning("%s %s cannot be read: %s: %s", kind.__name__, number, type(error).__name__, error)
    return found
