"""The page's controls, its event stream, and who may use them."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from bot.simulator.world import crowd
from tests.simulator.conftest import Open
from tests.simulator.kit import Json, Stage, eventually


async def read_events(
    stage: Stage, count: int, headers: Json | None = None, **query: Any
) -> list[tuple[int, str, Json]]:
    """Read `count` events of the stream."""
    found: list[tuple[int, str, Json]] = []
    fields: dict[str, str] = {}
    url = f"{stage.sim.url}/sim/events"
    async with asyncio.timeout(5), stage.session.get(url, params=query, headers=headers) as stream:
        assert stream.content_type == "text/event-stream"
        while len(found) < count:
            line = (await stream.content.readline()).decode().rstrip("\n")
            name, _, value = line.partition(": ")
            fields[name] = value
            if name == "data":
                found.append((int(fields["id"]), fields["event"], json.loads(value)))
    return found


async def test_the_state_tells_room_people_and_switches(stage: Stage) -> None:
    """Ten members, an owner, a helper and an admin, in the app's own group."""
    state = await stage.get("/sim/state")

    assert state["room"] == {
        "id": "qunguandemo",
        "name": "产品交流群",
        "chatid": "qunguandemo",
        "archive_id": "wrDemoArchive01",
        "aibot_id": "wrDemoAibot0001",
        "owner": "wangfang",
        "is_customer": False,
    }
    roles = [m["role"] for m in state["members"]]
    assert {r: roles.count(r) for r in roles} == {"member": 10, "owner": 1, "helper": 1, "admin": 1}
    assert state["members"][10] == {
        "userid": "wangfang",
        "name": "王芳",
        "role": "owner",
        "has_app": True,
        "removed": False,
    }
    assert state["bot"]["name"] == "群管"
    assert state["day"] == {"running": False, "step": 0, "steps": 19, "caption": "", "room": "qunguandemo"}
    assert state["notify_seconds"] == 1.0


async def test_what_is_said_is_streamed_and_can_be_read_again(stage: Stage) -> None:
    """A late reader gets everything after the id it names, by query or by Last-Event-ID."""
    said = await stage.say("lina", "一 @张伟")
    await stage.say("zhangwei", "二")

    everything = await read_events(stage, 2, after=0)
    later = await read_events(stage, 1, after=everything[0][0])
    resumed = await read_events(stage, 1, headers={"Last-Event-ID": str(everything[0][0])})

    assert [(kind, data["text"]) for _, kind, data in everything] == [("message", "一 @张伟"), ("message", "二")]
    assert later == resumed == everything[1:]
    assert everything[0][2] == {
        "n": said["n"],
        "room": "qunguandemo",
        "from": "lina",
        "name": "李娜",
        "role": "member",
        "text": "一 @张伟",
        "at": int(stage.clock.now().timestamp() * 1000),
        "via": "member",
        "to": "",
        "mentions": ["zhangwei"],
        "quote": "",
        "ids": said["ids"],
        "card": {},
        "medium": {},
        "is_recalled": False,
    }


async def test_the_stream_brings_news_at_once(stage: Stage) -> None:
    """A reader who waits hears the next message and what the bot calls."""
    reading = asyncio.create_task(read_events(stage, 3, after=0))
    await asyncio.sleep(0.05)
    await stage.say("lina", "好")
    await stage.call("appchat/send", {"chatid": "nowhere"}, key="k")

    kinds = [(kind, data.get("errcode"), data.get("key")) for _, kind, data in await reading]
    assert kinds == [("message", None, None), ("platform", 0, ""), ("platform", 40050, "k")]


@pytest.mark.parametrize(
    ("name", "body", "status", "error"),
    [
        ("say", {"userid": "ghost", "text": "好"}, 404, "没有成员 ghost"),
        ("say", {"userid": "lina"}, 400, "缺少 text"),
        ("say", {"userid": "lina", "text": "  "}, 400, "不能发送空白消息"),
        ("say", {"userid": "lina", "text": "好" * 5001}, 400, "一条消息最多 5000 字"),
        ("say", {"userid": "lina", "text": "好", "room": "nowhere"}, 404, "没有群 nowhere"),
        ("say", {"userid": "lina", "text": "好", "quote": 99}, 404, "没有第 99 条消息可以引用"),
        ("say", {"userid": "lina", "text": "好", "quote": "x"}, 400, "quote 要是不小于 0 的整数"),
        ("say", {"userid": "lina", "text": "好", "payload": 1}, 400, "payload 要是对象"),
        ("day", {"action": "fly"}, 400, "action 只能是 start 或 stop"),
        ("day", {"action": "start", "pace": 0}, 400, "pace 要在 0.1 到 1000 之间"),
        ("day", {"action": "start", "pace": "fast"}, 400, "pace 要是数字"),
        ("private", {"userid": "ghost", "text": "好"}, 404, "没有成员 ghost"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_chinese(
    stage: Stage, name: str, body: Json, status: int, error: str
) -> None:
    """Place and cause are named; nothing is shown."""
    assert await stage.control(name, body) == (status, {"error": error})
    assert stage.sim.platform.talk.posts() == []


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_object_is_refused(stage: Stage, raw: bytes) -> None:
    """400, never a 5xx."""
    async with stage.session.post(f"{stage.sim.url}/sim/say", data=raw) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "127.0.0.1:8080"}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "10.0.0.5"}, 403),
        ({"Host": "[bad"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_controls_answer_to_this_machine_only(stage: Stage, headers: Json, status: int) -> None:
    """A name that leads here by DNS, and another site's page, get nothing."""
    for path in ("/sim/state", "/"):
        async with stage.session.get(stage.sim.url + path, headers=headers) as answer:
            assert answer.status == status


async def test_the_platform_itself_answers_under_any_name(stage: Stage) -> None:
    """A bot in a container reaches qyapi by another host name."""
    async with stage.session.get(f"{stage.sim.url}/cgi-bin/gettoken", headers={"Host": "simulator:9"}) as answer:
        assert (await answer.json())["errcode"] == 41002


async def test_the_page_may_load_only_what_is_its_own(stage: Stage) -> None:
    """The page comes with a strict policy, and nothing outside its folder is served."""
    async with stage.session.get(f"{stage.sim.url}/") as page:
        policy, text = page.headers["Content-Security-Policy"], await page.text()
    outside = aiohttp.client.URL(f"{stage.sim.url}/static/..%2Fserver.py", encoded=True)
    async with stage.session.get(outside) as answer:
        status = answer.status

    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "<html" in text
    assert status in {403, 404}


async def test_reset_empties_the_chat_and_brings_everybody_back(stage: Stage) -> None:
    """Chat, calls and switches start again; event ids and the archive go on."""
    await stage.say("lina", "好")
    await stage.call("appchat/update", {"chatid": "qunguandemo", "del_user_list": ["lina"]})
    stage.break_next("busy")
    before = stage.sim.platform.hub.last

    status, _ = await stage.control("reset", {})

    state = await stage.get("/sim/state")
    assert status == 200
    assert stage.sim.platform.talk.posts() == []
    assert (await stage.get("/sim/calls"))["calls"] == []
    assert [m for m in state["members"] if m["removed"]] == []
    assert not state["faults"]["busy"]["on"]
    kinds = [(e.kind, e.id > before) for e in stage.sim.platform.hub.since(0)]
    assert kinds == [("faults", True), ("member", True), ("reset", True)]
    assert len(await stage.lines(after=0)) == 1


async def test_many_rooms_can_be_made_for_load(open_stage: Open) -> None:
    """Each room has its own members, archive id and aibot."""
    stage = await open_stage(world=crowd(groups=3, members=4), notify_seconds=1.0)
    await stage.say("g2m3", "@群管 好", room="load2")
    await eventually(lambda: stage.bot.of("aibot"))

    (line,) = await stage.lines(after=0)
    assert (line["roomid"], line["tolist"]) == ("wrLoadArchive2", ["g2m1", "g2m2", "g2m4"])
    assert stage.bot.of("aibot")[0].json["chatid"] == "wrLoadAibot2"
    assert (await stage.control("say", {"userid": "g1m1", "text": "好", "room": "load2"}))[0] == 409


async def test_every_try_of_a_callback_can_be_looked_up(stage: Stage) -> None:
    """Channel, kind, id and outcome of each try."""
    _, said = await stage.control("private", {"userid": "lina", "text": "好"})
    await eventually(lambda: stage.sim.platform.courier.attempts)

    (one,) = (await stage.get("/sim/callbacks"))["callbacks"]
    assert (one["channel"], one["kind"], one["id"], one["status"]) == ("app", "text", said["ids"]["app"], 200)


async def test_a_running_stream_ends_with_the_platform(open_stage: Open) -> None:
    """Stopping does not wait for readers."""
    stage = await open_stage()
    reading = asyncio.create_task(stage.session.get(f"{stage.sim.url}/sim/events"))
    stream = await reading
    async with asyncio.timeout(3):
        await stage.sim.stop()
        rest = await stream.content.read()

    assert b"event: closing" in rest


async def test_another_room_can_be_looked_at(open_stage: Open) -> None:
    """By any of its ids; an unknown one is 404."""
    stage = await open_stage(world=crowd(groups=2, members=3))

    assert (await stage.get("/sim/state", room="wrLoadArchive2"))["room"]["name"] == "压测群2"
    async with stage.session.get(f"{stage.sim.url}/sim/state?room=nowhere") as answer:
        assert (answer.status, await answer.json()) == (404, {"error": "没有群 nowhere"})
