"""自建应用: what it says in its groups and in private, and whom it removes."""

import pytest

from bot.core.effects import (
    Ask,
    Card,
    Effect,
    Gather,
    Inspect,
    Mute,
    Recard,
    Receipt,
    Remove,
    Reply,
    Rollback,
    Say,
    Tell,
)
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
GUEST = MemberId("wmGuest0001")
UPDATE = "/cgi-bin/message/update_template_card"
CARD = Card(id="case-58", title="请移出 李四", buttons=(("done", "已处理"),))
ASK = Ask(room=GROUP.id, case=58, to=ZHANG, task="remove", member=MemberId("li"), text="请移出 李四", card=CARD)
RECARD = Recard(room=GROUP.id, case=58, to=ZHANG, of="case-58-ask-0-0", card=CARD, done="已处理", code="code1")


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
        (Receipt(room=GROUP.id, case=58, to=ZHANG, text="您好", brief="请看私信"), GROUP),
        (Reply(room=PRIVATE.id, to=ZHANG, text="您好"), PRIVATE),
        (Tell(room=GROUP.id, to=ZHANG, text="您好", is_answer=True), GROUP),
        (Receipt(room=GROUP.id, to=ZHANG, text="您好", is_answer=True), GROUP),
        (Say(room=PRIVATE.id, text="您好"), PRIVATE),
    ],
)
async def test_what_is_private_goes_by_message_send(app: App, platform: Platform, effect: Effect, room: Room) -> None:
    """Tells, tasks and everything in a private room reach one person, and not twice; who asks twice is answered twice."""
    await app.send(effect, room, key="k9")

    (asked,) = platform.asked_for(SEND)
    is_answer = isinstance(effect, Reply) or getattr(effect, "is_answer", False)
    once = {} if is_answer else {"enable_duplicate_check": 1, "duplicate_check_interval": 60}
    assert asked.key == "k9"
    assert asked.content == {
        "touser": "zhang", "msgtype": "text", "agentid": 1000002, "text": {"content": "您好"}, "safe": 0, **once,
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
        (Inspect(room=PRIVATE.id), PRIVATE),
        (Gather(room=PRIVATE.id, name="x", members=(ZHANG,), text="x"), PRIVATE),
        (Rollback(room=GROUP.id, revision=1, by=ZHANG), GROUP),
        (Tell(room=GROUP.id, to=GUEST, text="x"), GROUP),
        (Receipt(room=GROUP.id, to=GUEST, text="x"), GROUP),
        (Say(room=RoomId(f"private:{GUEST}"), text="x"), Room(id=RoomId(f"private:{GUEST}"))),
    ],
)
async def test_what_no_app_can_do_is_refused_unsent(app: App, platform: Platform, effect: Effect, room: Room) -> None:
    """Nobody is muted by the platform or removed from a private talk; external contacts cannot be told in private."""
    assert not app.takes(effect, room)
    with pytest.raises(RefusedError):
        await app.send(effect, room, key="k")
    assert platform.asked == []


async def test_the_budgets_count_people_and_groups(app: App) -> None:
    """What goes to the group counts for the group, by the chat id of the platform."""
    assert app.target(Say(room=GROUP.id, text="x"), GROUP) == "chat:chat1"
    assert app.target(Reply(room=GROUP.id, to=ZHANG, text="x"), GROUP) == "chat:chat1"
    assert app.takes(Remove(room=GROUP.id, member=ZHANG, why="x"), GROUP)
    assert app.takes(Reply(room=GROUP.id, to=GUEST, text="x"), GROUP)


def test_what_shows_nobody_a_message_uses_up_no_messages(app: App) -> None:
    """Changing cards and groups is counted apart from what is said."""
    effects = (RECARD, Remove(room=GROUP.id, member=ZHANG, why="x"), Inspect(room=GROUP.id))

    assert [app.target(effect, GROUP) for effect in effects] == ["card:zhang", "remove:chat1", "inspect:chat1"]
    assert app.target(ASK, GROUP) == "member:zhang"


async def test_a_task_with_a_card_is_sent_to_be_tapped(app: App, platform: Platform) -> None:
    """The answer brings the leave to change the card once."""
    platform.will_answer(SEND, {**OK, "response_code": "rc1"})

    receipt = await app.send(ASK, GROUP, key="case-58-ask-0-0")

    (asked,) = platform.asked_for(SEND)
    assert (asked.content["msgtype"], asked.content["touser"], asked.content["agentid"]) == (
        "template_card", "zhang", 1000002,
    )  # fmt: skip
    assert (asked.content["enable_duplicate_check"], asked.content["duplicate_check_interval"]) == (1, 14400)
    assert asked.content["template_card"]["task_id"] == "case-58@case-58-ask-0-0"
    assert "text" not in asked.content
    assert receipt.answer["response_code"] == "rc1"


@pytest.mark.parametrize("code", [43012, 40008, 42014, 42036, 42045, 42049])
async def test_a_refused_card_is_said_in_words(app: App, platform: Platform, code: int) -> None:
    """The task arrives all the same; what was refused is kept."""
    platform.will_answer(SEND, {"errcode": code, "errmsg": "x"}, {**OK, "msgid": "m1"})

    receipt = await app.send(ASK, GROUP, key="k")

    words = platform.asked_for(SEND)[1]
    assert (words.content["msgtype"], words.content["text"]["content"]) == ("text", "请移出 李四")
    assert receipt.answer == {**OK, "msgid": "m1", "card_refused": code}


@pytest.mark.parametrize("code", [81013, 60011, 42013, 42050])
async def test_a_refused_person_is_not_asked_in_words(app: App, platform: Platform, code: int) -> None:
    """Words would not reach them either."""
    platform.will_answer(SEND, {"errcode": code, "errmsg": "x"})

    with pytest.raises(RefusedError, match=str(code)):
        await app.send(ASK, GROUP, key="k")
    assert len(platform.asked_for(SEND)) == 1


async def test_a_card_is_changed_for_one_person(app: App, platform: Platform) -> None:
    """With the leave that a tap or the sending brought."""
    await app.send(RECARD, GROUP, key="k")

    (asked,) = platform.asked_for(UPDATE)
    assert (asked.content["userids"], asked.content["agentid"], asked.content["response_code"]) == (
        ["zhang"], 1000002, "code1",
    )  # fmt: skip
    assert asked.content["template_card"]["replace_text"] == "已处理"


@pytest.mark.parametrize("code", [60140, 42022])
async def test_a_leave_that_is_used_up_or_too_old_is_no_error(app: App, platform: Platform, code: int) -> None:
    """The card stays as it is; there is nothing to try again."""
    platform.will_answer(UPDATE, {"errcode": code, "errmsg": "x"})

    assert (await app.send(RECARD, GROUP, key="k")).answer["errcode"] == code


async def test_other_refusals_of_a_change_are_refusals(app: App, platform: Platform) -> None:
    """A wrong card must be seen."""
    platform.will_answer(UPDATE, {"errcode": 42045, "errmsg": "x"}, {"errcode": -1, "errmsg": "busy"})

    with pytest.raises(RefusedError, match="42045"):
        await app.send(RECARD, GROUP, key="k")
    with pytest.raises(RetryableError):
        await app.send(RECARD, GROUP, key="k")


async def test_inspecting_tells_who_is_there(app: App, platform: Platform) -> None:
    """As JSON that can be kept."""
    platform.will_answer("/cgi-bin/appchat/get", {**OK, "chat_info": {"owner": "wang", "userlist": ["wang"]}})
    platform.will_answer("/cgi-bin/user/get", {**OK, "name": "王芳"})

    answer = (await app.send(Inspect(room=GROUP.id), GROUP, key="k")).answer

    assert answer == {
        "errcode": 0, "owner": "wang", "admins": (), "members": ("wang",), "names": {"wang": "王芳"}, "inviters": {},
        "is_customer": False,
    }  # fmt: skip


async def test_gathering_makes_a_group_of_its_own(app: App, platform: Platform) -> None:
    """The answer tells its chat id."""
    platform.will_answer("/cgi-bin/appchat/create", {**OK, "chatid": "made"})

    effect = Gather(room=GROUP.id, name="调解", members=(ZHANG, MemberId("li")), text="请慢慢说")

    assert (await app.send(effect, GROUP, key="k")).answer["chatid"] == "made"
