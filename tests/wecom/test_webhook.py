"""群机器人: speaks in the room whose address it is."""

from base64 import b64decode
from dataclasses import replace
from hashlib import md5

import pytest
from aiohttp import ClientSession

from bot.core.effects import Chart, Effect, Reply, Say, Tell
from bot.core.errors import WireError
from bot.core.model import MemberId, Room, RoomId
from bot.wecom import RefusedError, RetryableError
from bot.wecom.charts import png_of
from bot.wecom.webhook import Webhook
from tests.fakes import SetClock
from tests.wecom.platform import OK, Platform
from tests.wecom.samples import delivered, room_of

SEND = "/cgi-bin/webhook/send"
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
ROOM, OTHER, SAME = Room(id=RoomId("r1")), Room(id=RoomId("r2")), Room(id=RoomId("r3"))
ZHANG = MemberId("zhang")


@pytest.fixture
def webhook(platform: Platform, session: ClientSession, clock: SetClock) -> Webhook:
    """A robot in `ROOM`, whose group `SAME` is, too."""
    return Webhook(api_base=platform.url, keys={ROOM.id: KEY, SAME.id: KEY}, session=session, clock=clock)


async def test_saying_notifies_who_is_named(webhook: Webhook, platform: Platform) -> None:
    """The key goes in the query, members named in the text into the mentioned list."""
    receipt = await webhook.send(Say(room=ROOM.id, text="<@li> 请看群规"), ROOM, key="k1")

    assert receipt.answer == OK
    (asked,) = platform.asked
    assert (asked.path, asked.query, asked.key) == (SEND, {"key": KEY}, "k1")
    assert asked.content == {"msgtype": "text", "text": {"content": "<@li> 请看群规", "mentioned_list": ["li"]}}


async def test_a_reply_notifies_its_receiver(webhook: Webhook, platform: Platform) -> None:
    """Who is answered is notified; a saying to nobody notifies nobody; long texts are cut."""
    await webhook.send(Reply(room=ROOM.id, to=ZHANG, text="好"), ROOM, key="k1")
    await webhook.send(Say(room=ROOM.id, text="长" * 2000), ROOM, key="k2")

    first, second = platform.asked
    assert first.content["text"] == {"content": "好", "mentioned_list": ["zhang"]}
    assert list(second.content["text"]) == ["content"]
    assert len(second.content["text"]["content"].encode()) <= 2048


@pytest.mark.parametrize("code", [93000, 93004, 93008])
async def test_a_robot_that_is_gone_refuses(webhook: Webhook, platform: Platform, code: int) -> None:
    """Removed, disabled, or not in the group: another channel has to speak. The key is not told."""
    platform.will_answer(SEND, {"errcode": code, "errmsg": "x"})

    with pytest.raises(RefusedError, match="群机器人") as caught:
        await webhook.send(Say(room=ROOM.id, text="x"), ROOM, key="k1")
    assert KEY not in str(caught.value)


async def test_too_many_messages_wait_a_minute(webhook: Webhook, platform: Platform) -> None:
    """Above 20 a minute the platform blocks the robot for a minute."""
    platform.will_answer(SEND, {"errcode": 45009, "errmsg": "x"})

    with pytest.raises(RetryableError) as caught:
        await webhook.send(Say(room=ROOM.id, text="x"), ROOM, key="k1")
    assert caught.value.after.total_seconds() == 60


@pytest.mark.parametrize(
    ("effect", "room"),
    [(Say(room=OTHER.id, text="x"), OTHER), (Tell(room=ROOM.id, to=ZHANG, text="x"), ROOM)],
)
async def test_what_it_cannot_do_is_refused_unsent(
    webhook: Webhook, platform: Platform, effect: Effect, room: Room
) -> None:
    """A room without robot, and anything private."""
    assert not webhook.takes(effect, room)
    with pytest.raises(RefusedError):
        await webhook.send(effect, room, key="k")
    assert platform.asked == []


async def test_rooms_with_one_robot_share_its_budget(webhook: Webhook) -> None:
    """The budget counts the robot, without telling its key."""
    say = Say(room=ROOM.id, text="x")

    assert webhook.takes(say, ROOM)
    assert webhook.target(say, ROOM) == webhook.target(say, SAME) != webhook.target(say, OTHER)
    assert KEY not in webhook.target(say, ROOM)


async def test_it_hears_nothing(webhook: Webhook) -> None:
    """A delivery in its name is an error."""
    with pytest.raises(WireError):
        webhook.understand(delivered("webhook", "{}"), room_of)


async def test_a_picture_travels_in_the_message(webhook: Webhook, platform: Platform) -> None:
    """As base64 with the md5 of its bytes; one for a single member is not for the robot."""
    chart = Chart(room=ROOM.id, title="投票", rows=(("A", 1.0),), text="A：1")
    await webhook.send(chart, ROOM, key="k1")

    (asked,) = platform.asked
    content = b64decode(asked.content["image"]["base64"])
    assert asked.content["msgtype"] == "image"
    assert asked.content["image"]["md5"] == md5(content, usedforsecurity=False).hexdigest()
    assert content == png_of(chart)
    assert not webhook.takes(replace(chart, to=ZHANG), ROOM)
