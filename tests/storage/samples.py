"""Values that the tests of the stores are made of."""

from datetime import timedelta
from typing import Any

from bot.core.actions import Action, StateChange
from bot.core.cases import Case, Desk, Offence, Want
from bot.core.credits import Posting
from bot.core.effects import Reply
from bot.core.findings import Finding
from bot.core.model import Charge, MemberId, Message, MuteSpan, RoomId, Standing
from bot.core.plays import Play
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import Delivery, Judged, Outcome, Outgoing, Pending
from tests.values import AD, ROOM, T0, ZHANG, message

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OWNER = MemberId("owner")


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
    return {"account": ROOM.id, "day_start": T0, "since_early": T0, "reach": reach, **values}


def reply(key: str = "e1", *, due_at=T0, **fields) -> Outgoing:
    """Return an effect on its way into the outbox."""
    effect = Reply(room=ROOM.id, to=ZHANG, text="请勿发布广告", **fields)
    return Outgoing(key=key, effect=effect, due_at=due_at, cause=message().id)


def standing(**fields) -> Standing:
    """Return a standing with points and a mute."""
    charges = (Charge(number=1, points=3, at=T0 - DAY), Charge(number=3, points=1.5, at=T0))
    mutes = (MuteSpan(number=3, since=T0, until=T0 + DAY),)
    return Standing(**{"charges": charges, "mutes": mutes, "answered_at": T0, "offences": 2, **fields})


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


def mute(number: int, *, lasts: timedelta = DAY) -> MuteSpan:
    """Return a mute that begins at T0."""
    return MuteSpan(number=number, since=T0, until=T0 + lasts)


def offence(number: int = 1, **fields) -> Offence:
    """Return an offence at T0 that gave three points."""
    charge = Charge(number=number, points=3, at=T0)
    return Offence(**{"room": ROOM.id, "member": ZHANG, "at": T0, "text": "加微信 ***", "charge": charge, **fields})


def case(number: int = 1, **fields) -> Case:
    """Return a case of `ROOM` that nobody is asked about and that waits for nothing."""
    values = {"account": ROOM.account, "room": ROOM.id, "opened_at": T0, "rule": "ads", "title": "禁止广告", **fields}
    return Case(**{"number": number, "offences": (offence(number),), **values})


def open_case(number: int = 1, **fields) -> Case:
    """Return a case in which somebody is asked to take the member out, and asked again an hour after T0."""
    want = Want(room=ROOM.id, member=ZHANG, task="remove")
    desk = Desk(holder=OWNER, rung=0, asked_at=T0, next_at=T0 + HOUR, until=T0 + 3 * DAY, keys=((OWNER, "case-1-ask"),))
    return case(number, **{"wants": (want,), "desk": desk, **fields})


def action(number: int = 2, **fields) -> Action:
    """Return a warning that the owner ordered in `ROOM` at T0."""
    values = {
        "room": ROOM.id,
        "at": T0,
        "by": OWNER,
        "command": "warn",
        "said": "警告 @张三",
        "did": "已警告",
        **fields,
    }
    return Action(number=number, **values)


def remember(key: str, value: object, *, room: RoomId = ROOM.id) -> StateChange:
    """Return that `room` remembers something from now on, nothing if that is None."""
    return StateChange(room=room, key=key, before=None, after=value)


async def handle(store: Store, key: str, **fields) -> int:
    """Handle one delivery with an outcome of these fields; return its number."""
    (pending,) = await arrive(store, key)
    await store.record([Outcome(inbox=pending.id, **fields)])
    return pending.id


def play(number: int = 1, **fields) -> Play:
    """Return an open play of `ROOM` that was begun at T0 and is never due; its body is JSON, as a store gives it."""
    values = {"room": ROOM.id, "kind": "quiz", "title": "知识问答", "opened_at": T0, "body": {"at": 0}, **fields}
    return Play(number=number, **values)


def posting(name: str = "p1", **fields) -> Posting:
    """Return five credits that Zhang earned by answering at T0."""
    values = {
        "account": ROOM.account,
        "room": ROOM.id,
        "at": T0,
        "debit": "@quiz",
        "credit": ZHANG,
        "amount": 5,
        "source": "quiz",
        "reason": "答对第 1 题",
        "earns": True,
        **fields,
    }
    return Posting(id=name, **values)
