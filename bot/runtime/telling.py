"""What the rest of the bot is told about effects that ended: deliveries from the house to itself. Pure."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.effects import Inspect
from bot.core.records import Delivery, Due, Settled
from bot.wecom.answers import in_words

HOUSE = "house"
"""Channel of what the bot tells itself."""

SENT, REFUSED = "sent", "refused"
_ROSTER = ("owner", "admins", "members", "names", "inviters")


def told(due: Due, settled: Settled, now: datetime) -> Settled:
    """Return `settled` with the deliveries that tell of it: to the case it belongs to, to the room that was read.

    now: when it was settled. What is read of a room is told and not kept twice. Of what was needless nothing is told.
    """
    if settled.state not in (SENT, REFUSED) or (settled.answer or {}).get("needless"):
        return settled
    deliveries = (_to_case(due, settled, now),) if due.effect.case else ()
    if not isinstance(due.effect, Inspect) or settled.state != SENT:
        return replace(settled, deliveries=deliveries)
    answer = settled.answer or {}
    kept = {**{k: v for k, v in answer.items() if k not in _ROSTER}, "members": len(answer.get("members", ()))}
    return replace(settled, answer=kept, deliveries=(*deliveries, _of_members(due, answer, now)))


def _to_case(due: Due, settled: Settled, now: datetime) -> Delivery:
    answer = settled.answer or {}
    body = {
        "kind": "settled",
        "room": due.effect.room,
        "case": due.effect.case,
        "effect": due.effect.kind,
        "key": due.key,
        "to": getattr(due.effect, "to", ""),
        "member": getattr(due.effect, "member", ""),
        "state": settled.state,
        "channel": settled.channel,
        "errcode": answer.get("errcode", 0),
        "errmsg": in_words(answer) if settled.state == REFUSED else answer.get("errmsg", ""),
        "verified": bool(answer.get("verified")),
        "instead": next((out.effect.kind for out in settled.outgoing if settled.state == REFUSED), ""),
    }
    return _delivery(f"settled-{due.key}-{settled.state}", body, now)


def _of_members(due: Due, answer: Mapping[str, Any], now: datetime) -> Delivery:
    listed = {"owner": "", "admins": (), "members": (), "names": {}, "inviters": {}} | {
        k: answer[k] for k in _ROSTER if k in answer
    }
    body = {"kind": "members", "room": due.effect.room, **listed, "customer": bool(answer.get("is_customer"))}
    return _delivery(f"members-{due.key}", body, now)


def _delivery(key: str, body: Mapping[str, Any], now: datetime) -> Delivery:
    return Delivery(channel=HOUSE, key=key, body=json.dumps(body, ensure_ascii=False), received_at=now)
