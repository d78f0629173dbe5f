"""user/get and externalcontact/groupchat/get."""

import pytest

from tests.simulator.kit import Json, Stage, eventually

ROOM = "wrDemoCustomer01"
LIST = "externalcontact/groupchat/get"


async def members(stage: Stage, **more: object) -> list[str]:
    """Who is in the customer group, as the platform tells."""
    answer = await stage.call(LIST, {"chat_id": ROOM, **more})
    assert answer["errcode"] == 0, answer
    return [m["userid"] for m in answer["group_chat"]["member_list"]]


async def test_the_name_of_a_colleague_can_be_read(stage: Stage) -> None:
    """Whatever the case of the id; without mobile or mail."""
    answer = await stage.get("/cgi-bin/user/get", access_token=await stage.token(), userid="WangFang")

    assert (answer["errcode"], answer["userid"], answer["name"]) == (0, "wangfang", "王芳")
    assert not {"mobile", "email"} & set(answer)


@pytest.mark.parametrize(("userid", "code"), [("ghost", 60111), ("wmNew1", 60111), ("", 41009)])
async def test_nobody_elses_name_can(stage: Stage, userid: str, code: int) -> None:
    """Unknown people and customers are no members of the corp."""
    await stage.control("join", {"room": ROOM, "people": [{"userid": "wmNew1", "name": "客户甲"}]})

    answer = await stage.get("/cgi-bin/user/get", access_token=await stage.token(), userid=userid)
    assert answer["errcode"] == code


async def test_a_customer_group_tells_who_is_in_it(stage: Stage) -> None:
    """Owner, administrators, and of each member how and when they came; names only when asked for."""
    await stage.clock.advance(60)
    await stage.control("join", {"room": ROOM, "people": [{"userid": "wmNew1", "name": "客户甲"}], "scene": 0})
    answer = await stage.call(LIST, {"chat_id": ROOM, "need_name": 1})
    bare = await stage.call(LIST, {"chat_id": ROOM})

    group = answer["group_chat"]
    owner, *_, customer = group["member_list"]
    assert (group["chat_id"], group["name"], group["owner"]) == (ROOM, "客户体验群", "wangfang")
    assert group["admin_list"] == [{"userid": "liqiang"}]
    assert len(group["member_version"]) == 32
    assert (owner["userid"], owner["type"], owner["name"]) == ("wangfang", 1, "王芳")
    now = int(stage.clock.now().timestamp())
    assert customer == {
        "userid": "wmNew1",
        "type": 2,
        "join_time": now,
        "join_scene": 1,
        "group_nickname": "",
        "name": "客户甲",
    }
    assert owner["join_time"] == now - 60
    assert all("name" not in member for member in bare["group_chat"]["member_list"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 40063),
        ({"chat_id": 5}, 40058),
        ({"chat_id": "wrNowhere"}, 40050),
        ({"chat_id": "qunguandemo"}, 90501),
        ({"chat_id": "wrDemoArchive01"}, 90501),
        ({"chat_id": ROOM, "need_name": 2}, 40058),
        ({"chat_id": ROOM, "need_name": True}, 40058),
    ],
)
async def test_other_groups_are_refused(stage: Stage, body: Json, code: int) -> None:
    """Internal groups are no customer groups."""
    assert await stage.code(LIST, body) == code


async def test_the_list_may_lag_behind_the_event(stage: Stage) -> None:
    """With the switch on, who was just removed is still listed; some seconds later no more."""
    before = (await stage.call(LIST, {"chat_id": ROOM}))["group_chat"]["member_version"]
    await stage.control("faults", {"groupchat_lag": {"probability": 1.0, "seconds": 3}})
    await stage.clock.advance(10)
    await stage.control("leave", {"room": ROOM, "people": [{"userid": "lina"}], "removed": True})
    await eventually(lambda: stage.bot.of("app", "change_external_chat"))

    event = stage.bot.of("app", "change_external_chat")[0].xml
    lagging = (await stage.call(LIST, {"chat_id": ROOM}))["group_chat"]
    assert (lagging["member_version"], event["LastMemVer"]) == (before, before)
    assert "lina" in [m["userid"] for m in lagging["member_list"]]
    await stage.clock.advance(3)
    assert "lina" not in await members(stage)


async def test_old_lists_are_forgotten(stage: Stage) -> None:
    """Of what is older than ten minutes only the last is kept."""
    for _ in range(3):
        await stage.control("leave", {"room": ROOM, "people": [{"userid": "lina"}]})
        await stage.control("join", {"room": ROOM, "people": [{"userid": "lina"}]})
        await stage.clock.advance(601)

    assert len(stage.sim.platform.customers.rolls[ROOM]) == 3


async def test_after_a_reset_everybody_is_listed_again(stage: Stage) -> None:
    """The list is that of the group as it is, however it came to be so."""
    await stage.control("leave", {"room": ROOM, "people": [{"userid": "lina"}]})
    await stage.control("reset", {})

    assert "lina" in await members(stage)
