"""Cases as they stand in a store, and the notices that the bot gives itself about them."""

import json
from datetime import datetime, timedelta
from typing import Any

from bot.core.cases import Case, Offence, Want
from bot.core.effects import Effect
from bot.core.model import Event, MemberId, RoomId
from bot.core.records import Outcome
from bot.handlers.house import notice_of, on_house
from tests.handlers.houses import House
from tests.values import ROOM, T0, ZHANG

TEN_MINUTES = timedelta(minutes=10)
TASKS = ("remove",)


def a_case(
    number: int, *, at: datetime = T0, member: str = ZHANG, tasks: tuple[str, ...] = TASKS, **fields: Any
) -> Case:
    """A case of one offence. tasks: what is wanted of a person."""
    room: RoomId = fields.get("room", ROOM.id)
    values: dict[str, Any] = {
        "account": room,
        "room": room,
        "rule": "ads",
        "title": "禁止广告",
        "offences": (Offence(room=room, member=MemberId(member), at=at, text="加微信", act="remove"),),
        "wants": tuple(Want(room=room, member=MemberId(member), task=task) for task in tasks),
        **fields,
    }
    return Case(number=number, opened_at=at, **values)


async def filed(house: House, *cases: Case, now: datetime = T0) -> None:
    """Let cases stand in the store and in memory."""
    await house.load(house.room.id, now=now)
    for case in cases:
        house.warm.file(case)
        house.warm.took(case.number)
    await house._kept(Outcome(inbox=await house._arrived("house"), cases=cases))


async def noticed(house: House, kind: str, *, now: datetime = T0, **told: Any) -> Outcome:
    """Handle a notice that the bot gives itself."""
    body = {"kind": kind, "room": house.room.id, **told}
    details = {"body": json.dumps(body)}
    event = Event(id="n", channel="house", kind=f"house.{kind}", chat=house.room.id, at=now, details=details)
    notice = notice_of(event)
    assert notice is not None
    await house.load(notice.room, now=now)
    await house.warm.fetch(notice.numbers)
    inbox = await house._arrived("house")
    return await house._kept(on_house(notice, inbox=inbox, now=now, seed=1, warm=house.warm, bench=house.bench))


def of_kind(outcome: Outcome, kind: type[Effect]) -> list[Any]:
    """Effects of that kind, in order."""
    return [out.effect for out in outcome.outgoing if isinstance(out.effect, kind)]
