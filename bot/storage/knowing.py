"""What is known of a member once one more thing is."""

from dataclasses import replace
from datetime import datetime

from bot.core.model import Profile
from bot.core.records import MemberChange


def learnt(known: Profile, change: MemberChange) -> Profile:
    """Return `known` with what `change` tells; what it leaves open stays."""
    return replace(
        known,
        name=change.name or known.name,
        joined_at=change.joined_at or known.joined_at,
        left_at=change.left_at or known.left_at,
        removed_at=change.removed_at or known.removed_at,
        removed_for=change.removed_for or known.removed_for,
        tags=tuple(dict.fromkeys((*known.tags, *change.tags))) if change.tags else known.tags,
        invited_by=change.invited_by or known.invited_by,
    )


def counted(known: Profile, sent_at: datetime) -> Profile:
    """Return `known` with one more message. Not by `replace`: every message is counted, and this takes a third of it."""
    return Profile(
        name=known.name,
        joined_at=known.joined_at,
        first_at=sent_at if known.first_at is None else min(known.first_at, sent_at),
        messages=known.messages + 1,
        tags=known.tags,
        removed_at=known.removed_at,
        removed_for=known.removed_for,
        invited_by=known.invited_by,
        left_at=known.left_at,
    )
