"""What is made of the messages that the store in memory holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from bot.core.model import NOBODY_KNOWN, Earlier, MemberId, Message, Profile
from bot.core.records import History, Judged, MemberChange
from bot.core.scenes import REMEMBERED
from bot.storage.history import Span, fired, wrongs
from bot.storage.knowing import learnt
from bot.storage.plain import finding_to_json, plain_json
from bot.storage.states import EARLY_CHANNEL, EARLY_KEPT

Said = Sequence[tuple[int, Message]]
"""Deliveries and what they brought, oldest first."""


def history(said: Said, found: Iterable[Judged], learnt: Iterable[MemberChange], span: Span) -> History:
    """Return the part of a room's history that is made of its messages and of what is known of its members.

    said: what is looked back on. found: what rules may have found something in, oldest first. learnt: of all rooms, then
    of this one.
    """
    reach, messages = span.reach, [message for _, message in said]
    findings = [
        (j.message.sender, j.message.sent_at, [finding_to_json(f) for f in j.findings])
        for j in found
        if j.findings and j.message.sent_at >= span.found_since and span.found_since < span.now
    ]
    crowd = [message.sent_at for message in messages if message.sent_at >= span.now - reach.crowd]
    return History(
        recent=recent(said, since=span.now - reach.recent, memory=reach.memory),
        today=dict(Counter(message.sender for message in messages if message.sent_at >= span.day_start)),
        standings={},
        early=early(messages, since=span.since_early),
        crowd=tuple(crowd[-reach.crowd_memory :]) if reach.crowd_memory else (),
        profiles=_profiles(learnt, counts=_counts(messages) if reach.profile or reach.counted else {}),
        fired=fired(findings),
        wrongs=wrongs(findings),
        last_said_at=messages[-1].sent_at if messages else None,
    )


def _counts(said: Sequence[Message]) -> dict[MemberId, Profile]:
    counts = Counter(message.sender for message in said)
    first = {message.sender: message.sent_at for message in reversed(said)}
    return {sender: Profile(messages=count, first_at=first[sender]) for sender, count in counts.items()}


def _profiles(told: Iterable[MemberChange], *, counts: Mapping[MemberId, Profile]) -> dict[MemberId, Profile]:
    profiles = dict(counts)
    for one in told:
        profiles[one.member] = learnt(profiles.get(one.member, NOBODY_KNOWN), one)
    return {member: profile for member, profile in profiles.items() if profile != NOBODY_KNOWN}


def merged(new: MemberChange, old: MemberChange | None) -> MemberChange:
    """Return what is known after `new` was learnt."""
    if old is None:
        return new
    told = {f.name: value for f in fields(new) if (value := getattr(new, f.name))}
    return replace(old, **{**told, "tags": tuple(dict.fromkeys((*old.tags, *new.tags)))})


def recent(said: Said, *, since: datetime, memory: int) -> Mapping[MemberId, tuple[Earlier, ...]]:
    """Return each sender's last `memory` messages from `since` on."""
    by_sender: defaultdict[MemberId, list[Earlier]] = defaultdict(list)
    for number, message in said:
        if message.sent_at >= since:
            earlier = Earlier(sent_at=message.sent_at, text=message.text[:REMEMBERED], id=number)
            by_sender[message.sender].append(earlier)
    return {sender: tuple(earlier[-memory:]) for sender, earlier in by_sender.items()} if memory > 0 else {}


def early(said: Sequence[Message], *, since: datetime) -> tuple[tuple[MemberId, str, datetime], ...]:
    """Return the newest messages that the aibot brought from `since` on. said: oldest first."""
    brought = (m for m in said if m.channel == EARLY_CHANNEL and m.sent_at >= since)
    return tuple((m.sender, m.text, m.sent_at) for m in brought)[-EARLY_KEPT:]


def traced(inbox: int, judged: Judged, effects: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return one entry of the trace."""
    message = judged.message
    entry = {
        "id": inbox,
        "message": message.id,
        "channel": message.channel,
        "room": message.room,
        "sender": message.sender,
        "role": judged.role,
        "text": message.text,
        "kind": message.kind,
        "sent_at": message.sent_at.astimezone(UTC).isoformat(),
        "folded": judged.folded,
        "findings": [finding_to_json(f) for f in judged.findings],
        "points": judged.points,
        "total": judged.total,
        "note": judged.note,
        "effects": effects,
    }
    return plain_json(entry)
