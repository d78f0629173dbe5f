"""Values that the tests of the stores are made of."""

from datetime import timedelta
from typing import Any

from bot.core.effects import Reply
from bot.core.findings import Finding
from bot.core.model import Message, Standing
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import Delivery, Judged, Outcome, Outgoing, Pending
from tests.values import AD, ROOM, T0, ZHANG, message

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def delivery(key: str = "k1", *, body: str = "<xml/>", **fields) -> Delivery:
    """Return a delivery of the archive at T0."""
    return Delivery(**{"channel": "archive", "key": key, "body": body, "received_at": T0, **fields})


def judged(heard: Message, *, findings: tuple[Finding, ...] = (AD,), **fields) -> Judged:
    """Return `heard` as judged for three points."""
    values = {"role": "member", "folded": heard.text, "points": 3.0, "total": 4.5, **fields}
    return Judged(message=heard, findings=findings, **values)


def span(**fields) -> dict[str, Any]:
    """Return how far back `history` looks: `back` from `now` for recent messages, `memory` of them; a second by default."""
    values = {"now": T0 + SECOND, "back": SECOND, "memory": 0, "reach": Reach(), **fields}
    reach = values.pop("reach") | Reach(recent=values.pop("back"), memory=values.pop("memory"))
    return {"day_start": T0, "since_early": T0, "reach": reach, **values}


def reply(key: str = "e1", *, due_at=T0, **fields) -> Outgoing:
    """Return an effect on its way into the outbox."""
    effect = Reply(room=ROOM.id, to=ZHANG, text="请勿发布广告", **fields)
    return Outgoing(key=key, effect=effect, due_at=due_at, cause=message().id)


def standing(**fields) -> Standing:
    """Return a standing with points."""
    return Standing(**{"points": 4.5, "points_at": T0, "offences": 2, **fields})


async def arrive(store: Store, *keys: str) -> list[Pending]:
    """Store one delivery per key."""
    return list(await store.receive([delivery(key) for key in keys]))


async def hear(store: Store, *said: Message, outgoing: tuple[Outgoing, ...] = ()) -> list[int]:
    """Store and judge messages in order, the last with `outgoing`; return their numbers."""
    pending = await arrive(store, *(f"of {m.id}" for m in said))
    outcomes = [Outcome(inbox=p.id, judged=judged(m)) for p, m in zip(pending, said, strict=True)]
    last = outcomes.pop()
    await store.record([*outcomes, Outcome(inbox=last.inbox, judged=last.judged, outgoing=outgoing)])
    return [p.id for p in pending]


async def post(store: Store, *outgoing: Outgoing) -> int:
    """Put effects into the outbox by handling a delivery of their own; return its number."""
    (pending,) = await arrive(store, "for " + " ".join(out.key for out in outgoing))
    await store.record([Outcome(inbox=pending.id, outgoing=outgoing)])
    return pending.id
