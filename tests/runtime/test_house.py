"""The bot as a channel of its own."""

import json
from collections.abc import Awaitable, Callable

import pytest

from bot.core.effects import Rollback, Say
from bot.core.errors import QunguanError, StorageError, WireError
from bot.core.model import Event, MemberId
from bot.core.records import Delivery
from bot.runtime.house import House
from bot.wecom import RefusedError, RetryableError
from tests.values import ROOM, T0

BACK = Rollback(room=ROOM.id, revision=7, by=MemberId("owner"))


def answering(text: str = "", error: Exception | None = None) -> Callable[[int, MemberId], Awaitable[str]]:
    """What puts rule files back: says `text`, or raises `error`."""

    async def rollback(revision: int, by: MemberId) -> str:
        if error is not None:
            raise error
        return f"{by} {revision} {text}"

    return rollback


def brought(body: str) -> Delivery:
    """A delivery with this body."""
    return Delivery(channel="house", key="due-1-5", body=body, received_at=T0)


def test_a_notice_is_an_event_of_its_room_with_the_whole_body() -> None:
    """Its kind begins with `house.`; nothing of the body is lost."""
    body = json.dumps({"kind": "due", "room": "r1", "case": 1})

    event = House(answering()).understand(brought(body), lambda *_: ROOM.id)

    details = {"body": body}
    assert event == Event(id="due-1-5", channel="house", kind="house.due", chat="r1", at=T0, details=details)


@pytest.mark.parametrize(
    "body", ["", "[]", "3", "null", '{"kind": "due"}', '{"kind": 1, "room": "r1"}', '{"kind": "x", "room": 2}']
)
def test_a_body_that_is_no_notice_is_refused_in_words(body: str) -> None:
    """The delivery is then set aside; the rest goes on."""
    with pytest.raises(WireError, match="due-1-5"):
        House(answering()).understand(brought(body), lambda *_: ROOM.id)


async def test_a_rollback_is_carried_out_and_told() -> None:
    """What came of it stands in the answer, from where the outbox tells it."""
    receipt = await House(answering("好了")).send(BACK, ROOM, key="k")

    assert receipt.answer == {"errcode": 0, "errmsg": "ok", "tell": "owner 7 好了"}


@pytest.mark.parametrize("error", [QunguanError("没有第 7 版"), OSError("没有第 7 版：磁盘只读")])
async def test_a_rollback_that_cannot_be_done_is_told_as_well(error: Exception) -> None:
    """Who ordered it hears why, and it is not tried again."""
    receipt = await House(answering(error=error)).send(BACK, ROOM, key="k")

    assert "没有第 7 版" in receipt.answer["tell"]


async def test_a_rollback_waits_for_a_failing_database() -> None:
    """It is tried again later."""
    with pytest.raises(RetryableError):
        await House(answering(error=StorageError("disk full"))).send(BACK, ROOM, key="k")


async def test_nothing_else_is_done_by_the_bot_itself() -> None:
    """It says nothing to anybody, and takes nothing else."""
    house, say = House(answering()), Say(room=ROOM.id, text="早")

    assert (house.takes(say, ROOM), house.takes(BACK, ROOM), house.target(BACK, ROOM)) == (False, True, "house")
    with pytest.raises(RefusedError):
        await house.send(say, ROOM, key="k")
