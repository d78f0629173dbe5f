"""Customer groups: what the app is told of who comes and goes."""

import pytest

from bot.wecom import app_xml
from tests.simulator.kit import Stage, eventually
from tests.wecom.samples import delivered

ROOM = "wrDemoCustomer01"


async def told(stage: Stage, count: int = 1) -> list[dict[str, str]]:
    """The details of the first `count` events, as our own reader understands them."""
    await eventually(lambda: len(stage.bot.of("app", "change_external_chat")) >= count)
    events = [
        app_xml.understand(delivered("app", heard.plain)) for heard in stage.bot.of("app", "change_external_chat")
    ]
    return [dict(event.details) for event in events]


async def test_who_joins_is_told_as_documented(stage: Stage) -> None:
    """Ids as elements, how they came, and the versions of the member list; newcomers become known."""
    people = [{"userid": "wmNew1", "name": "新人一"}, {"userid": "sunli"}]
    status, answer = await stage.control("join", {"room": ROOM, "people": people})

    assert (status, answer["members"][-2:]) == (200, ["wmNew1", "sunli"])
    (details,) = await told(stage)
    heard = stage.bot.of("app", "change_external_chat")[0].plain
    assert "<MemChangeList><Item><![CDATA[wmNew1]]></Item><Item><![CDATA[sunli]]></Item></MemChangeList>" in heard
    wanted = {
        "FromUserName": "sys",
        "Event": "change_external_chat",
        "ChangeType": "update",
        "UpdateDetail": "add_member",
        "ChatId": ROOM,
        "JoinScene": "3",
        "MemChangeCnt": "2",
        "MemChangeList": "wmNew1,sunli",
    }
    assert {name: details[name] for name in wanted} == wanted
    assert "QuitScene" not in details
    assert len(details["CurMemVer"]) == 32
    assert stage.sim.platform.world.person("wmNew1").name == "新人一"


async def test_versions_of_the_member_list_follow_each_other(stage: Stage) -> None:
    """The version after one change is the version before the next."""
    await stage.control("leave", {"room": ROOM, "people": [{"userid": "lina"}]})
    await told(stage)
    await stage.control("join", {"room": ROOM, "people": [{"userid": "lina"}], "scene": 0})

    first, second = await told(stage, 2)
    assert first["CurMemVer"] == second["LastMemVer"]
    assert second["CurMemVer"] != second["LastMemVer"]


@pytest.mark.parametrize(("removed", "scene"), [(False, "0"), (True, "1")])
async def test_leaving_and_being_taken_out_differ(stage: Stage, removed: bool, scene: str) -> None:
    """QuitScene says which it was; the older form lists ids in one text."""
    body = {"room": ROOM, "people": [{"userid": "lina"}, {"userid": "liuyang"}], "removed": removed, "form": "commas"}
    status, answer = await stage.control("leave", body)

    assert (status, answer["members"]) == (200, ["wangfang", "liqiang"])
    (details,) = await told(stage)
    assert "<MemChangeList><![CDATA[lina,liuyang]]></MemChangeList>" in stage.bot.of("app")[0].plain
    assert (details["UpdateDetail"], details["QuitScene"]) == ("del_member", scene)


@pytest.mark.parametrize(
    ("control", "body", "status", "why"),
    [
        ("join", {"room": "qunguandemo", "people": [{"userid": "x", "name": "某"}]}, 409, "不是客户群"),
        ("join", {"room": "nowhere", "people": [{"userid": "lina"}]}, 404, "没有群"),
        ("join", {"room": ROOM, "people": [{"userid": "lina"}]}, 409, "已经在群里"),
        ("join", {"room": ROOM, "people": [{"userid": "stranger"}]}, 400, "缺少 name"),
        ("join", {"room": ROOM, "people": []}, 400, "非空的对象列表"),
        ("join", {"room": ROOM, "people": [{"userid": "sunli"}], "scene": 7}, 400, "scene 只能是 0、3"),
        ("join", {"room": ROOM, "people": [{"userid": "sunli"}], "form": "x"}, 400, "form 只能是"),
        ("leave", {"room": ROOM, "people": [{"userid": "sunli"}]}, 409, "不在群里"),
        ("leave", {"room": ROOM, "people": [{"userid": "wangfang"}], "removed": True}, 403, "群主"),
        ("leave", {"room": ROOM, "people": [{"userid": "lina"}], "removed": True, "by": "liuyang"}, 403, "只有群主"),
        ("leave", {"room": ROOM, "people": [{"userid": "lina"}], "after": -1}, 400, "after 要是 0 到"),
        ("leave", {"room": ROOM, "people": [{"userid": "lina"}], "after": True}, 400, "after 要是 0 到"),
        ("leave", {"room": "nowhere", "people": [{"userid": "lina"}], "after": 1}, 404, "没有群"),
    ],
)
async def test_what_the_client_forbids_is_refused(
    stage: Stage, control: str, body: dict[str, object], status: int, why: str
) -> None:
    """With the reason in Chinese, and nobody is told of anything."""
    refused, answer = await stage.control(control, body)

    assert refused == status
    assert why in answer["error"]
    assert stage.bot.of("app") == []


async def test_a_removal_can_come_late(stage: Stage) -> None:
    """The owner acts on the phone when they find the time; the event comes then."""
    body = {"room": ROOM, "people": [{"userid": "lina"}], "removed": True, "by": "liqiang", "after": 90}
    status, answer = await stage.control("leave", body)
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.clock.advance(89)
    assert (status, "lina" in answer["members"], stage.bot.of("app")) == (200, True, [])
    await stage.clock.advance(1)

    (details,) = await told(stage)
    assert details["QuitScene"] == "1"


async def test_who_left_before_cannot_be_removed_any_more(stage: Stage) -> None:
    """A late removal of somebody who went by themselves comes to nothing."""
    people = [{"userid": "lina"}]
    await stage.control("leave", {"room": ROOM, "people": people, "removed": True, "after": 60})
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.control("leave", {"room": ROOM, "people": people})
    await stage.clock.advance(60)
    await eventually(lambda: not stage.sim.platform.customers.later)

    (details,) = await told(stage)
    assert details["QuitScene"] == "0"


async def test_what_was_put_off_ends_with_the_platform(stage: Stage) -> None:
    """Stopping waits for nobody."""
    await stage.control("leave", {"room": ROOM, "people": [{"userid": "lina"}], "removed": True, "after": 60})
    await stage.sim.platform.customers.stop()

    assert stage.sim.platform.customers.later == set()


async def test_the_member_list_tells_which_colleague_invited(stage: Stage) -> None:
    """Of who was invited directly; of who scanned a code nobody is told, and only colleagues invite."""
    guests, scanned = [{"userid": "wmInvited01", "name": "小客"}], [{"userid": "wmScanned01", "name": "小扫"}]
    await stage.control("join", {"room": ROOM, "people": guests, "scene": 0, "invitor": "lina"})
    await stage.control("join", {"room": ROOM, "people": scanned, "scene": 3, "invitor": "lina"})

    answer = await stage.call("externalcontact/groupchat/get", {"chat_id": ROOM, "need_name": 1})
    told = {one["userid"]: one.get("invitor") for one in answer["group_chat"]["member_list"]}
    assert told["wmInvited01"] == {"userid": "lina"}
    assert told["wmScanned01"] is None
    status, _ = await stage.control(
        "join", {"room": ROOM, "people": [{"userid": "x"}], "scene": 0, "invitor": "wmInvited01"}
    )
    assert status == 400
