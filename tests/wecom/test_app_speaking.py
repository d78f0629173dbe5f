"""自建应用: what it says in its groups and in private, and whom it removes."""

import pytest

from bot.core.effects import Ask, Effect, Mute, Remove, Reply, Say, Tell
from bot.core.model import MemberId, Room, RoomId
from bot.wecom import RefusedError, RetryableError
from bot.wecom.app import App
from bot.wecom.client import Client
from bot.wecom.guard import Guard
from tests.wecom.platform import OK, Platform
from tests.wecom.samples import APP_CRYPT, NOW

SEND = "/cgi-bin/message/send"
CHAT = "/cgi-bin/appchat/send"
GROUP = Room(id=RoomId("r1"), chats={"app": "chat1"})
PRIVATE = Room(id=RoomId("private:zhang"))
ZHANG = MemberId("zhang")


@pytest.fixture
def app(client: Client) -> App:
    """The app that the tests send with."""
    return App(crypt=APP_CRYPT, guard=Guard(), client=client, agent_id=1000002)


async def test_saying_posts_to_the_group_and_notifies_who_is_named(app: App, platform: Platform) -> None:
    """A member in `<@userid>` stands in the mentioned list, too."""
    receipt = await app.send(Say(room=GROUP.id, text="<@zhang> 请看群规，<@li>也是，<@zhang>"), GROUP, key="k1")

    assert receipt.answer == OK
    (asked,) = platform.asked_for(CHAT)
    assert asked.key == "k1"
    assert asked.content == {
        "chatid": "chat1",
        "msgtype": "text",
        "text": {"content": "<@zhang> 请看群规，<@li>也是，<@zhang>", "mentioned_list": ["zhang", "li"]},
        "safe": 0,
    }


async def test_saying_to_nobody_mentions_nobody(app: App, platform: Platform) -> None:
    """Without a name there is no mentioned list."""
    await app.send(Say(room=GROUP.id, text="大家好"), GROUP, key="k1")

    assert platform.asked_for(CHAT)[0].content["text"] == {"content": "大家好"}


async def test_a_reply_in_the_group_notifies_its_receiver(app: App, platform: Platform) -> None:
    """Who is answered is notified, named in the text or not."""
    await app.send(Reply(room=GROUP.id, to=ZHANG, text="已记录"), GROUP, key="k1")

    assert platform.asked_for(CHAT)[0].content["text"] == {"content": "已记录", "mentioned_list": ["zhang"]}


@pytest.mark.parametrize(
    ("effect", "room"),
    [
        (Tell(room=GROUP.id, to=ZHANG, text="您好"), GROUP),
        (Ask(room=GROUP.id, to=ZHANG, task="remove", member=MemberId("li"), text="您好"), GROUP),
        (Reply(room=PRIVATE.id, to=ZHANG, text="您好"), PRIVATE),
        (Say(room=PRIVATE.id, text="您好"), PRIVATE),
    ],
)
async def test_what_is_private_goes_by_message_send(app: App, platform: Platform, effect: Effect, room: Room) -> None:
    """Tells, tasks and everything in a private room reach one person, and not twice."""
    await app.send(effect, room, key="k9")

    (asked,) = platform.asked_for(SEND)
    assert asked.key == "k9"
    assert asked.content == {
        "touser": "zhang", "msgtype": "text", "agentid": 1000002, "text": {"content": "您好"}, "safe": 0,
        "enable_duplicate_check": 1, "duplicate_check_interval": 60,
    }  # fmt: skip
    assert app.target(effect, room) == "member:zhang"


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
async def test_a_message_that_reached_nobody_is_refused(app: App, platform: Platform, field: str) -> None:
    """Success with the only receiver invalid is a refusal."""
    platform.will_answer(SEND, {**OK, field: "zhang"})

    with pytest.raises(RefusedError, match="zhang"):
        await app.send(Tell(room=GROUP.id, to=ZHANG, text="您好"), GROUP, key="k")


async def test_long_texts_are_cut_to_fit(app: App, platform: Platform) -> None:
    """What is too long for the platform arrives cut, and says so."""
    await app.send(Say(room=GROUP.id, text="长" * 3000), GROUP, key="k1")
    await app.send(Tell(room=GROUP.id, to=ZHANG, text="长" * 3000), GROUP, key="k2")
    await app.send(Reply(room=GROUP.id, to=ZHANG, text="长" * 3000), GROUP, key="k3")

    for asked in (*platform.asked_for(CHAT), *platform.asked_for(SEND)):
        content = asked.content["text"]["content"]
        assert 2040 < len(content.encode()) <= 2048
        assert content.endswith("（内容过长，后面的已略去）")


async def test_removing_is_proved_by_the_member_list(app: App, platform: Platform) -> None:
    """The member is deleted, then the list is read, and only then is it done."""
    platform.will_answer("/cgi-bin/appchat/get", {**OK, "chat_info": {"userlist": ["wang", "li"], "owner": "wang"}})

    receipt = await app.send(Remove(room=GROUP.id, member=ZHANG, why="广告"), GROUP, key="k1")

    (asked,) = platform.asked_for("/cgi-bin/appchat/update")
    assert (asked.content, asked.key) == ({"chatid": "chat1", "del_user_list": ["zhang"]}, "k1")
    assert platform.asked_for("/cgi-bin/appchat/get")[0].query["chatid"] == "chat1"
    assert receipt.answer == {"errcode": 0, "errmsg": "ok", "verified": True}


async def test_removing_somebody_who_has_left_is_done(app: App, platform: Platform) -> None:
    """A repeat after a lost answer, or a member who left, is not an error."""
    platform.will_answer("/cgi-bin/appchat/update", {"errcode": 86216, "errmsg": "x"})
    platform.will_answer("/cgi-bin/appchat/get", {**OK, "chat_info": {"userlist": ["wang", "li"]}})

    receipt = await app.send(Remove(room=GROUP.id, member=ZHANG, why="广告"), GROUP, key="k1")

    assert receipt.answer == {"errcode": 86216, "errmsg": "x", "verified": True}


async def test_a_removal_that_did_not_happen_is_tried_again(app: App, platform: Platform) -> None:
    """The platform's word is not enough."""
    platform.will_answer("/cgi-bin/appchat/get", {**OK, "chat_info": {"userlist": ["wang", "zhang"]}})

    with pytest.raises(RetryableError, match="还在群里"):
        await app.send(Remove(room=GROUP.id, member=ZHANG, why="广告"), GROUP, key="k1")


async def test_a_group_of_somebody_else_refuses_removal(app: App, platform: Platform) -> None:
    """Only groups made by the app can be changed."""
    platform.will_answer("/cgi-bin/appchat/update", {"errcode": 86008, "errmsg": "x"})

    with pytest.raises(RefusedError, match="不是本应用建的"):
        await app.send(Remove(room=GROUP.id, member=ZHANG, why="广告"), GROUP, key="k1")
    assert platform.asked_for("/cgi-bin/appchat/get") == []


@pytest.mark.parametrize(
    ("effect", "room"),
    [
        (Mute(room=GROUP.id, member=ZHANG, until=NOW, why="x"), GROUP),
        (Remove(room=PRIVATE.id, member=ZHANG, why="x"), PRIVATE),
    ],
)
async def test_what_no_app_can_do_is_refused_unsent(app: App, platform: Platform, effect: Effect, room: Room) -> None:
    """Nobody is muted by the platform, nobody is removed from a private talk."""
    assert not app.takes(effect, room)
    with pytest.raises(RefusedError):
        await app.send(effect, room, key="k")
    assert platform.asked == []


async def test_the_budgets_count_people_and_groups(app: App) -> None:
    """What goes to the group counts for the group, by the chat id of the platform."""
    assert app.target(Say(room=GROUP.id, text="x"), GROUP) == "chat:chat1"
    assert app.target(Reply(room=GROUP.id, to=ZHANG, text="x"), GROUP) == "chat:chat1"
    assert app.takes(Remove(room=GROUP.id, member=ZHANG, why="x"), GROUP)
