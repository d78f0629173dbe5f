"""What a room's warm memory is rebuilt from."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, desc, func, select
from sqlalchemy import text as literal

from bot.core.model import NOBODY_KNOWN, Earlier, MemberId, Message, Profile, RoomId, is_private
from bot.core.reach import Reach
from bot.core.records import History
from bot.core.scenes import REMEMBERED
from bot.storage import books, docket
from bot.storage.plain import microseconds, moment, moment_or_none, storable
from bot.storage.rows import SAID, message_from
from bot.storage.states import EARLY_CHANNEL, EARLY_KEPT
from bot.storage.tables import table

WRONGS = timedelta(days=7)  # chosen: how far back the last offence is looked for, should somebody be removed
_FOUND = literal("findings <> '[]'")  # as in the partial index: a parameter would keep it from being used


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How far back `history` looks. See `bot.core.ports.Store.history`."""

    now: datetime
    day_start: datetime
    since_early: datetime
    reach: Reach

    @property
    def found_since(self) -> datetime:
        """From when on findings are wanted."""
        wrongs = WRONGS if self.reach.profile else timedelta(0)
        return self.now - max(self.reach.cooldown, wrongs)


def history(connection: Connection, room: RoomId, account: str | None, span: Span) -> History:
    """Return what a room's warm memory is rebuilt from; of a private talk only its state is kept warm."""
    clean = storable(room)
    if is_private(room):
        return History(recent={}, today={}, standings={}, state=docket.state_of(connection, clean))
    found = replace(
        _said(connection, clean, span),
        actions=docket.actions_in(connection, clean, span.now),
        state=_state(connection, clean, span.now),
        plays=books.plays_in(connection, clean),
    )
    return found if account is None else _with_account(connection, found, storable(account), span.now)


def _with_account(connection: Connection, history: History, account: str, now: datetime) -> History:
    return replace(
        history,
        standings=docket.standings_of(connection, account),
        cases=docket.cases_of(connection, account, now),
        purses={member: purse for _, member, purse in books.purses(connection, account)},
        postings=books.late_postings(connection, account, now),
    )


def _said(connection: Connection, clean: str, span: Span) -> History:
    """What is made of messages and of what is known of members."""
    reach = span.reach
    heard = table("heard")
    recent = recent_statement(clean, microseconds(span.now - reach.recent), reach.memory)
    crowd = crowd_statement(clean, microseconds(span.now - reach.crowd), reach.crowd_memory)
    found = _found(connection, clean, span)
    return History(
        recent=_recent(connection, recent) if reach.memory > 0 else {},
        today=dict(connection.execute(today_statement(clean, microseconds(span.day_start))).all()),
        standings={},
        heard_by=frozenset(connection.scalars(select(heard.c.channel).where(heard.c.room == clean))),
        early=_early(connection, early_statement(clean, microseconds(span.since_early))),
        crowd=tuple(sorted(map(moment, connection.scalars(crowd)))) if reach.crowd_memory > 0 else (),
        profiles=_profiles(
            connection, clean, counts=_counts(connection, clean) if reach.profile or reach.counted else {}
        ),
        fired=fired(found),
        wrongs=wrongs(found),
        last_said_at=moment_or_none(connection.scalar(crowd_statement(clean, 0, 1))),
    )


def _state(connection: Connection, room: str, now: datetime) -> dict[str, Any]:
    """What the room remembers, and when somebody who answers for it last spoke."""
    state = docket.state_of(connection, room)
    spoke_us = connection.scalar(docket.in_charge_statement(room, microseconds(now)))
    return state if spoke_us is None else with_last_in_charge(state, spoke_us)


def with_last_in_charge(state: Mapping[str, Any], spoke_us: int) -> dict[str, Any]:
    """Return `state` with the later of when somebody in charge spoke as it says and as is told."""
    return {**state, "last_in_charge_at": max(spoke_us, state.get("last_in_charge_at", spoke_us))}


def recent_statement(room: str, since_us: int, memory: int) -> Select[Any]:
    """Return the look-up of each sender's last `memory` messages, oldest first."""
    message = table("message")
    newest_first = [desc(message.c.sent_at_us), desc(message.c.id)]
    place = func.row_number().over(partition_by=message.c.sender, order_by=newest_first).label("place")
    columns = (message.c.sender, message.c.sent_at_us, message.c.text, message.c.id, place)
    ranked = select(*columns).where(_looked_back_on(room, since_us)).subquery()
    wanted = select(ranked.c.sender, ranked.c.sent_at_us, ranked.c.text, ranked.c.id).where(ranked.c.place <= memory)
    return wanted.order_by(ranked.c.sent_at_us, ranked.c.id)


def _looked_back_on(room: str, since_us: int) -> ColumnElement[bool]:
    message = table("message")
    return and_(message.c.room == room, message.c.sent_at_us >= since_us, message.c.counts)


def _recent(connection: Connection, statement: Select[Any]) -> dict[MemberId, tuple[Earlier, ...]]:
    said: defaultdict[MemberId, list[Earlier]] = defaultdict(list)
    for sender, sent_at_us, text, number in connection.execute(statement):
        said[sender].append(Earlier(sent_at=moment(sent_at_us), text=text[:REMEMBERED], id=number))
    return {sender: tuple(earlier) for sender, earlier in said.items()}


def crowd_statement(room: str, since_us: int, memory: int) -> Select[Any]:
    """Return the look-up of when the last `memory` messages were sent."""
    sent_at_us = table("message").c.sent_at_us
    return select(sent_at_us).where(_looked_back_on(room, since_us)).order_by(desc(sent_at_us)).limit(memory)


def early_statement(room: str, since_us: int) -> Select[Any]:
    """Return the look-up of the newest messages that the aibot brought, newest first."""
    message = table("message").c
    wanted = select(message.sender, message.text, message.sent_at_us).where(_looked_back_on(room, since_us))
    newest_first = wanted.where(message.channel == EARLY_CHANNEL).order_by(desc(message.sent_at_us), desc(message.id))
    return newest_first.limit(EARLY_KEPT)


def _early(connection: Connection, statement: Select[Any]) -> tuple[tuple[MemberId, str, datetime], ...]:
    newest_first = connection.execute(statement).all()
    return tuple((sender, text, moment(sent_at_us)) for sender, text, sent_at_us in reversed(newest_first))


def today_statement(room: str, day_start_us: int) -> Select[Any]:
    """Return the count of each sender's messages from `day_start_us` on."""
    message = table("message")
    counted = select(message.c.sender, func.count())
    return counted.where(_looked_back_on(room, day_start_us)).group_by(message.c.sender)


def counts_statement(room: str) -> Select[Any]:
    """Return the look-up of how many messages of each sender are kept, and when the first of them was sent."""
    message = table("message")
    counted = select(message.c.sender, func.count(), func.min(message.c.sent_at_us))
    return counted.where(_looked_back_on(room, 0)).group_by(message.c.sender)


def _counts(connection: Connection, room: str) -> dict[MemberId, Profile]:
    rows = connection.execute(counts_statement(room))
    return {sender: Profile(messages=count, first_at=moment(first_us)) for sender, count, first_us in rows}


def _profiles(connection: Connection, room: str, *, counts: Mapping[MemberId, Profile]) -> dict[MemberId, Profile]:
    """What is told of members of all rooms first, so that what is told of this one stands over it."""
    member = table("member")
    profiles = dict(counts)
    rows = connection.execute(select(member).where(member.c.room.in_(("", room))).order_by(member.c.room))
    for row in rows:
        profiles[row.member] = _profile(row, profiles.get(row.member, NOBODY_KNOWN))
    return {member: profile for member, profile in profiles.items() if profile != NOBODY_KNOWN}


def _profile(row: Row[Any], known: Profile) -> Profile:
    return replace(
        known,
        name=row.name or known.name,
        joined_at=moment_or_none(row.joined_at_us) or known.joined_at,
        left_at=moment_or_none(row.left_at_us) or known.left_at,
        removed_at=moment_or_none(row.removed_at_us) or known.removed_at,
        removed_for=row.removed_for or known.removed_for,
        invited_by=row.invited_by or known.invited_by,
        tags=tuple(dict.fromkeys((*known.tags, *json.loads(row.tags)))),
    )


Found = tuple[MemberId, datetime, Sequence[Mapping[str, Any]]]
"""Who said something, when, and what rules found in it: at least `rule` and `title`."""


def found_statement(room: str, since_us: int) -> Select[Any]:
    """Return the look-up of what rules found in a room, oldest first."""
    message = table("message").c
    found = (_FOUND, message.room == room, message.sent_at_us >= since_us)
    columns = (message.sender, message.sent_at_us, message.findings)
    return select(*columns).where(*found).order_by(message.sent_at_us, message.id)


def _found(connection: Connection, room: str, span: Span) -> Sequence[Found]:
    if span.found_since >= span.now:
        return ()
    rows = connection.execute(found_statement(room, microseconds(span.found_since)))
    return [(sender, moment(sent_at_us), json.loads(findings)) for sender, sent_at_us, findings in rows]


def fired(found: Iterable[Found]) -> dict[MemberId, dict[str, datetime]]:
    """Return when each rule last found something, by member. found: oldest first."""
    last: defaultdict[MemberId, dict[str, datetime]] = defaultdict(dict)
    for sender, sent_at, findings in found:
        last[sender].update((finding["rule"], sent_at) for finding in findings)
    return dict(last)


def wrongs(found: Iterable[Found]) -> dict[MemberId, str]:
    """Return the title of the first rule that found something in the last message with a finding, by member."""
    return {sender: findings[0]["title"] for sender, _, findings in found}


def said(connection: Connection, since: datetime, limit: int) -> Sequence[tuple[int, Message]]:
    """Return those of the newest `limit` messages that were sent from `since` on and are looked back on."""
    since_us = microseconds(since)
    rows = connection.execute(said_statement(limit)).all()
    return tuple((row.id, message_from(row)) for row in reversed(rows) if row.counts and row.sent_at_us >= since_us)


def said_statement(limit: int) -> Select[Any]:
    """Return the look-up of the newest messages, by number and so without any other index."""
    message = table("message")
    return (
        select(message.c.id, message.c.counts, *(message.c[name] for name in SAID))
        .order_by(desc(message.c.id))
        .limit(limit)
    )
