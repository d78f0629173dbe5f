"""appchat/*: the app's own groups."""

import pytest

from tests.simulator.kit import Json, Stage

ROOM = "qunguandemo"
SAY: Json = {"chatid": ROOM, "msgtype": "text", "text": {"content": "大家好"}}


async def test_a_group_can_be_made_read_and_spoken_in(stage: Stage) -> None:
    """Name, owner and members come back as given; members see the group from its first message on."""
    made = await stage.call(
        "appchat/create",
        {"name": "测试群" * 30, "owner": "lina", "userlist": ["LINA", "zhangwei"], "chatid": "room1"},
    )
    info = (await stage.get("/cgi-bin/appchat/get", access_token=await stage.token(), chatid="room1"))["chat_info"]
    early, _ = await stage.control("say", {"userid": "lina", "text": "在吗", "room": "room1"})
    await stage.call("appchat/send", {**SAY, "chatid": "room1"})
    late, _ = await stage.control("say", {"userid": "lina", "text": "在吗", "room": "room1"})

    assert made["chatid"] == "room1"
    assert info == {"chatid": "room1", "name": ("测试群" * 30)[:50], "owner": "lina", "userlist": ["lina", "zhangwei"]}
    assert (early, late) == (404, 200)


async def test_chatid_and_owner_are_chosen_when_left_out(stage: Stage) -> None:
    """A group without them gets a fresh id and one of its members as owner."""
    made = await stage.call("appchat/create", {"userlist": ["lina", "zhangwei"]})

    group = stage.sim.platform.world.group(made["chatid"])
    assert group is not None
    assert group.owner in group.members


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"userlist": ["lina"]}, 86006),
        ({"userlist": "lina"}, 40058),
        ({"userlist": ["lina", "ghost"]}, 86007),
        ({"userlist": ["lina", "zhangwei"], "owner": "sunli"}, 86207),
        ({"userlist": ["lina", "zhangwei"], "chatid": ROOM}, 86215),
        ({"userlist": ["lina", "zhangwei"], "chatid": "a" * 33}, 86205),
        ({"userlist": ["lina", "zhangwei"], "chatid": "a-b"}, 86001),
    ],
)
async def test_a_group_that_cannot_be_is_refused(stage: Stage, body: Json, code: int) -> None:
    """Each fault of appchat/create has its code."""
    assert await stage.code("appchat/create", {"name": "n", **body}) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chatid": ""}, 86201),
        ({"chatid": "nowhere"}, 40050),
        ({"chatid": "wrDemoArchive01"}, 86008),
        ({"msgtype": "template_card"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "字" * 683}}, 45002),
        ({"text": {"content": "好", "mentioned_list": "lina"}}, 40058),
        ({"msgtype": "markdown", "markdown": {"content": "a" * 2049}}, 45002),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d", "url": "http://a"}}, 0),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "http://a"}]}}, 0),
        ({}, 0),
    ],
)
async def test_what_may_be_said_in_a_group(stage: Stage, change: Json, code: int) -> None:
    """Unknown groups, foreign groups, wrong types and overlong texts are refused; the rest is shown."""
    assert await stage.code("appchat/send", {**SAY, **change}) == code
    assert bool(stage.texts("app")) is (code == 0)


async def test_members_are_named_in_text_and_by_list(stage: Stage) -> None:
    """`<@userid>` becomes a name for members only; listed members are added."""
    text = {"content": "<@LINA> 和 <@ghost> 请看", "mentioned_list": ["zhangwei", "ghost", "lina", "@all"]}

    await stage.call("appchat/send", {**SAY, "text": text})

    post = stage.sim.platform.talk.posts()[0]
    assert post.text == "@李娜 和 <@ghost> 请看 @张伟 @所有人"
    assert post.mentions == ("lina", "zhangwei", "@all")


async def test_a_removed_member_is_out_and_can_no_longer_speak(stage: Stage) -> None:
    """del_user_list takes the member out for real; add_user_list lets them back in."""
    code = await stage.code("appchat/update", {"chatid": ROOM, "del_user_list": ["lina"]})
    refused = await stage.control("say", {"userid": "lina", "text": "我还在吗"})
    state = await stage.get("/sim/state")
    archived = await stage.lines(after=0)
    await stage.call("appchat/update", {"chatid": ROOM, "add_user_list": ["lina"]})
    back, _ = await stage.control("say", {"userid": "lina", "text": "我回来了"})

    assert code == 0
    assert refused == (409, {"error": "李娜已被移出群，不能再发言"})
    assert [m["userid"] for m in state["members"] if m["removed"]] == ["lina"]
    assert (archived, back) == ([], 200)
    told = [e.data for e in stage.sim.platform.hub.since(0) if e.kind == "member"]
    assert [(t["userid"], t["removed"]) for t in told] == [("lina", True), ("lina", False)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chatid": "nowhere"}, 40050),
        ({"del_user_list": ["ghost"]}, 86216),
        ({"add_user_list": ["ghost"]}, 86216),
        ({"del_user_list": ["wangfang"]}, 86207),
        ({"del_user_list": ["wangfang"], "owner": "lina"}, 0),
        ({"owner": "ghost"}, 86207),
        ({"name": "新群名"}, 0),
        ({"del_user_list": ["lina", "lina"]}, 0),
    ],
)
async def test_a_group_changes_as_a_whole_or_not_at_all(stage: Stage, change: Json, code: int) -> None:
    """Unknown people and a group left without its owner are refused, and then nothing has changed."""
    before = stage.sim.platform.world.group(ROOM)

    assert await stage.code("appchat/update", {"chatid": ROOM, **change}) == code
    assert (stage.sim.platform.world.group(ROOM) == before) is (code != 0)


async def test_taking_out_somebody_twice_is_refused(stage: Stage) -> None:
    """The second time they are not in the group any more."""
    body = {"chatid": ROOM, "del_user_list": ["lina"]}

    assert [await stage.code("appchat/update", body) for _ in range(2)] == [0, 86216]


async def test_a_group_cannot_shrink_below_two(stage: Stage) -> None:
    """The last but one member stays."""
    await stage.call("appchat/create", {"name": "n", "owner": "lina", "userlist": ["lina", "sunli"], "chatid": "two"})

    assert await stage.code("appchat/update", {"chatid": "two", "del_user_list": ["sunli"]}) == 86006
