"""The message archive and its sidecar."""

import pytest

from tests.simulator.conftest import Open
from tests.simulator.kit import Stage, eventually


async def test_a_message_is_archived_as_the_documented_json(stage: Stage) -> None:
    """All fields, with seq on top; the sender is not among those it went to."""
    said = await stage.say("lina", "大家好")

    (line,) = await stage.lines(after=0, limit=10)
    to = line.pop("tolist")
    assert line == {
        "seq": 1,
        "msgid": said["ids"]["archive"],
        "action": "send",
        "from": "lina",
        "roomid": "wrDemoArchive01",
        "msgtime": int(stage.clock.now().timestamp() * 1000),
        "msgtype": "text",
        "text": {"content": "大家好"},
    }
    assert len(to) == 12
    assert "lina" not in to


async def test_a_quote_and_other_kinds_are_written_as_the_archive_writes_them(stage: Stage) -> None:
    """A quote is one text with the quoted part in it; a link keeps its own payload."""
    first = await stage.say("lina", "几点发版？")
    await stage.say("wangfang", "下午三点", quote=first["n"])
    payload = {"title": "官网", "description": "", "link_url": "https://example.com", "image_url": ""}
    await stage.say("lina", "[链接] 官网", msgtype="link", payload=payload)

    _, quoting, link = await stage.lines(after=0)
    assert quoting["text"]["content"] == '这是一条引用/回复消息：\n"李娜：\n几点发版？"\n------\n下午三点'
    assert (link["msgtype"], link["link"]) == ("link", payload)


async def test_pages_go_on_where_the_last_one_ended(stage: Stage) -> None:
    """`after` and `limit` walk through everything once, in order."""
    for i in range(7):
        await stage.say("lina", str(i))

    pages, after = [], 0
    while page := await stage.lines(after=after, limit=3):
        pages.append([line["text"]["content"] for line in page])
        after = page[-1]["seq"]

    assert pages == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


async def test_messages_older_than_five_days_are_gone(stage: Stage) -> None:
    """At five days they can no longer be pulled; seq does not start again."""
    await stage.say("lina", "旧")
    await stage.clock.advance(5 * 86400 - 1)
    assert len(await stage.lines(after=0)) == 1
    await stage.clock.advance(1)
    await stage.say("lina", "新")

    assert [(line["seq"], line["text"]["content"]) for line in await stage.lines(after=0)] == [(2, "新")]


@pytest.mark.parametrize(
    ("query", "token", "status"),
    [
        ({"after": "0"}, "", 401),
        ({"after": "0"}, "wrong", 401),
        ({"after": "-1"}, "right", 400),
        ({"after": "x"}, "right", 400),
        ({"after": "٣"}, "right", 400),
        ({"after": "0", "limit": "0"}, "right", 400),
        ({"after": "0", "limit": "1001"}, "right", 400),
        ({"after": "0", "limit": "1000"}, "right", 200),
        ({}, "right", 200),
    ],
)
async def test_the_sidecar_wants_its_token_and_sane_numbers(stage: Stage, query: dict, token: str, status: int) -> None:
    """Without the token 401, with numbers out of range 400."""
    token = stage.sim.credentials.archive_token if token == "right" else token
    headers = {"Authorization": f"Bearer {token}"}

    async with stage.session.get(f"{stage.sim.archive_source}/messages", params=query, headers=headers) as answer:
        assert answer.status == status


async def test_new_messages_are_announced_at_most_every_fifteen_seconds(open_stage: Open) -> None:
    """The first at once, all that follow within 15 s together by one notice from `sys`."""
    stage = await open_stage()
    for i in range(5):
        await stage.say("lina", str(i))
    await eventually(lambda: len(stage.bot.heard) == 1)
    await stage.clock.advance(14.9)
    await eventually(stage.sim.platform.courier.idle)
    assert len(stage.bot.heard) == 1

    await stage.clock.advance(0.1)
    await eventually(lambda: len(stage.bot.heard) == 2)
    await stage.clock.advance(60)
    await eventually(stage.sim.platform.courier.idle)

    assert len(stage.bot.heard) == 2
    notice = stage.bot.heard[0].xml
    assert (notice["Event"], notice["FromUserName"], notice["AgentID"]) == ("msgaudit_notify", "sys", "2000004")


async def test_a_notice_can_be_swallowed(stage: Stage) -> None:
    """With the switch no notice comes, but the message is there to be pulled."""
    stage.break_next("no_notify")
    await stage.say("lina", "大家好")
    await eventually(stage.sim.platform.courier.idle)

    assert stage.bot.heard == []
    assert len(await stage.lines(after=0)) == 1


async def test_a_recall_is_archived_and_what_was_said_stays(stage: Stage) -> None:
    """A `revoke` that points to the message, as documented; the bubble is empty."""
    said = await stage.say("lina", "加我领福利")
    status, _ = await stage.control("recall", {"userid": "lina", "n": said["n"]})

    original, revoke = await stage.lines(after=0)
    assert (status, original["text"]) == (200, {"content": "加我领福利"})
    assert (revoke["action"], revoke["msgtype"], revoke["from"]) == ("recall", "revoke", "lina")
    assert revoke["revoke"] == {"pre_msgid": said["ids"]["archive"]}
    assert revoke["msgid"] != said["ids"]["archive"]
    (post,) = stage.sim.platform.talk.posts()
    assert (post.text, post.is_recalled) == ("", True)


async def test_only_an_own_message_can_be_recalled_and_once(stage: Stage) -> None:
    """Another's, one that is none, one that is gone already, after being taken out."""
    said = await stage.say("lina", "一")
    kept = await stage.say("lina", "二")
    tries = [("liuyang", said["n"]), ("lina", 99), ("lina", said["n"]), ("lina", said["n"])]
    found = [(await stage.control("recall", {"userid": u, "n": n}))[0] for u, n in tries]
    await stage.call("appchat/update", {"chatid": "qunguandemo", "del_user_list": ["lina"]})

    assert found == [403, 404, 200, 409]
    assert (await stage.control("recall", {"userid": "lina", "n": kept["n"]}))[0] == 409
