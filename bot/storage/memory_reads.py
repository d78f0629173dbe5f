"""What is made of the messages that the store in memory holds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.core.model import Earlier, MemberId, Message, Standing
from bot.core.records import Judged
from bot.storage.plain import finding_to_json, plain_json
from bot.storage.states import EARLY_CHANNEL, EARLY_KEPT


def recent(said: Sequence[Message], *, since: datetime, memory: int) -> Mapping[MemberId, tuple[Earlier, ...]]:
    """Return each sender's last `memory` messages from `since` on. said: oldest first."""
    by_sender: defaultdict[MemberId, list[Earlier]] = defaultdict(list)
    for message in said:
        if message.sent_at >= since:
            by_sender[message.sender].append(Earlier(sent_at=message.sent_at, text=message.text))
    return {sender: tuple(earlier[-memory:]) for sender, earlier in by_sender.items()} if memory > 0 else {}


def early(said: Sequence[Message], *, since: datetime) -> tuple[tuple[MemberId, str, datetime], ...]:
    """Return the newest messages that the aibot brought from `since` on. said: oldest first."""
    brought = (m for m in said if m.channel == EARLY_CHANNEL and m.sent_at >= since)
    return tuple((m.sender, m.text, m.sent_at) for m in brought)[-EARLY_KEPT:]


def is_kept(standing: Standing) -> bool:
    """Tell whether a standing says more than that of somebody never heard of."""
    return bool(standing.points or standing.muted_until or standing.offences)


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
