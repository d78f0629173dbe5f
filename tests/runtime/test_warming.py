"""What is handled finds in memory what it is about, also after a restart."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import Action
from bot.core.cases import Wish
from bot.core.errors import StorageError
from bot.core.model import MemberId, RoomId, private_room
from bot.core.records import Delivery, Outcome
from tests.runtime.places import Place
from tests.values import AD, ROOM, T0, ZHANG, WordJudge

JUDGE = WordJudge(words={"加微信": replace(AD, points=10)})
CARD = "case-1@case-1-ask-0-0"
MINUTE = timedelta(minutes=1)


async def test_a_tap_finds_its_case_after_a_restart() -> None:
    """Nothing of the room was warm; afterwards its case is closed, and whoever waits for cases is woken."""
    place = Place(JUDGE)
    await place.bring(said="加微信", by=ZHANG)
    place.restart()
    place.woken = 0

    await place.press(CARD, "done", at=T0 + MINUTE)

    (case,) = await place.store.cases((1,))
    assert (case.wants[0].state, place.woken) == (Wish.DONE, 1)
    assert "记为已处理" in place.told()[0]


async def test_a_tap_brought_twice_has_one_effect() -> None:
    """The platform repeats what it thinks was lost; a second tap is another delivery, and is told so."""
    place = Place(JUDGE)
    await place.bring(said="加微信", by=ZHANG)
    for key in ("t1", "t1", "t2"):
        details = {"TaskId": CARD, "EventKey": "done", "ResponseCode": key}
        await place.bring("app", key=key, kind="template_card_event", by="owner", details=details, at=T0 + MINUTE)

    (case,) = await place.store.cases((1,))
    assert len([entry for entry in case.history if entry.by == "owner"]) == 1
    assert ["不用再处理" in text for text in place.told()] == [False, True]


async def test_a_card_of_nothing_is_answered_in_private() -> None:
    """Whoever taps it hears something, and nothing is set aside."""
    place = Place(JUDGE)
    await place.press("case-77@x", "done")
    await place.press("report-0123-20261120@x", "keep")

    assert (len(place.told("private:owner")), await place.errors()) == (2, [])


async def test_a_recall_finds_the_offence_after_a_restart() -> None:
    """By the id of the recalled message."""
    place = Place(JUDGE)
    await place.bring(said="加微信", by=ZHANG, id="msg1")
    place.restart()

    await place.bring(kind="revoke", chat=ROOM.id, by=ZHANG, details={"pre_msgid": "msg1"}, at=T0 + MINUTE)

    assert await place.errors() == []


async def test_what_the_bot_tells_itself_is_handled() -> None:
    """A notice that a case is due; one of a case that is gone, and a broken one, stop nothing."""
    place = Place(JUDGE)
    await place.bring(said="加微信", by=ZHANG)
    place.restart()
    at = T0 + timedelta(minutes=40)
    for told in ({"kind": "due", "room": ROOM.id, "case": 1}, {"kind": "due", "room": ROOM.id, "case": 99}):
        await place.bring("house", kind="house.due", chat=ROOM.id, details={"body": json.dumps(told)}, at=at)
    await place.bring("house", kind="house.due", chat=ROOM.id, details={"body": "{"}, at=at)

    (case,) = await place.store.cases((1,))
    assert len(case.desk.keys) == 2
    assert len(await place.errors()) == 1


async def test_a_number_in_an_order_makes_an_old_case_known() -> None:
    """Also of a case that was not read with the room; plain talk with numbers asks nothing of the store."""
    place = Place(JUDGE)
    asked: list[tuple[int, ...]] = []

    async def cases(numbers):
        asked.append(tuple(sorted(numbers)))
        return ()

    (pending,) = await place.store.receive((Delivery(channel="app", key="0", body="", received_at=T0),))
    action = Action(number=900, room=RoomId("r9"), at=T0, by=MemberId("boss"), command="warn", said="警告")
    await place.store.record((Outcome(inbox=pending.id, actions=(action,)),))
    place.store.cases = cases  # type: ignore[method-assign]
    await place.bring("app", said="价格 58 元", by="owner", room=private_room(MemberId("owner")))
    await place.bring("archive", said="撤销 58", by="owner")
    await place.bring("app", said="记录 58", by="owner", room=private_room(MemberId("owner")))

    assert asked == [(58,)]


@pytest.mark.parametrize("by", ["owner", "li"])
async def test_a_private_order_finds_the_rooms_it_may_be_about(by: str) -> None:
    """Those where the sender has a role, and those where they were heard."""
    place = Place(JUDGE)
    await place.bring(said="早", by="li")
    place.restart()

    await place.bring("app", said="我的记录", by=by, room=private_room(MemberId(by)))

    assert place.warm.known(ROOM.id) is not None
    assert place.warm.of(private_room(MemberId(by))).about == (ROOM.id,)
    assert await place.errors() == []


async def test_what_fails_to_become_durable_is_forgotten_everywhere() -> None:
    """Rooms that a tap or a private order is about are read again, too."""
    place = Place(JUDGE)
    await place.bring(said="加微信", by=ZHANG)

    async def fail(outcomes):
        raise RuntimeError("disk full")

    record, place.store.record = place.store.record, fail  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        await place.press(CARD, "pardon", at=T0 + MINUTE)
    place.store.record = record  # type: ignore[method-assign]
    await place.inbox.handle_some()

    (case,) = await place.store.cases((1,))
    assert (case.is_undone, len(place.told())) == (True, 1)


async def test_deliveries_that_nobody_handed_over_are_read_after_a_wake() -> None:
    """As the outbox stores them behind the inbox's back."""
    place = Place(JUDGE)
    await place.inbox.handle_some()
    body = json.dumps({"said": "早", "by": "li"})
    await place.store.receive((Delivery(channel="archive", key="x", body=body, received_at=T0),))

    assert await place.inbox.handle_some() == 0
    place.inbox.wake()
    assert await place.inbox.handle_some() == 1


async def test_what_wecom_tells_of_a_room_is_known_at_once() -> None:
    """Its owner, as the list of members says, has the owner's role in the next message."""
    place = Place(JUDGE)
    body = {"kind": "members", "room": "r5", "owner": "boss", "admins": [], "members": ["boss"], "names": {}}
    await place.bring("house", kind="house.members", chat="r5", details={"body": json.dumps(body)})

    assert place.rooms.get(RoomId("r5")).owners() == ("boss",)


async def test_what_cannot_be_prepared_for_is_set_aside_and_stops_nothing() -> None:
    """Something remembered that nobody can read costs one message, not the pump."""
    place = Place(JUDGE)
    await place.bring(said="早", by="li")
    place.warm.of(ROOM.id).state["dialogue:li"] = "not a dialogue"

    await place.bring(said="好", by="li")
    await place.bring(said="好", by="wu")

    assert len(await place.errors()) == 1
    assert [row["sender"] for row in await place.store.trace(limit=9)] == ["wu", "li"]


@pytest.mark.parametrize(("error", "aside"), [(StorageError("gone"), 0), (RuntimeError("a bug"), 1)])
async def test_a_database_that_fails_is_tried_again_and_a_bug_is_set_aside(error: Exception, aside: int) -> None:
    """While looking for the rooms of a private order."""
    place = Place(JUDGE)

    async def fail(members):
        raise error

    looked_up, place.store.rooms_of_each = place.store.rooms_of_each, fail  # type: ignore[method-assign]
    with pytest.raises(StorageError) if not aside else nullcontext():
        await place.bring("app", said="帮助", by="owner", room=private_room(MemberId("owner")))
    place.store.rooms_of_each = looked_up  # type: ignore[method-assign]
    handled = await place.inbox.handle_some()

    assert (handled, len(await place.errors())) == (1 - aside, aside)
