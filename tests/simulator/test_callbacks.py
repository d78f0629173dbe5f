"""Callbacks: sealed, retried, repeated, disordered, answered."""

import asyncio
import json

import pytest

from tests.simulator.conftest import Open
from tests.simulator.kit import Stage, eventually, sealed_json, sealed_xml


async def test_a_private_message_arrives_as_the_documented_xml(stage: Stage) -> None:
    """All fields of a text to the app, its MsgId shown on the page too."""
    _, answer = await stage.control("private", {"userid": "lina", "text": "我要申诉 ]]> <b>"})
    await eventually(lambda: stage.bot.heard)

    heard = stage.bot.heard[0]
    assert "<Content><![CDATA[我要申诉 ]]]]><![CDATA[> <b>]]></Content>" in heard.plain
    fields = {k: heard.xml[k] for k in ("ToUserName", "FromUserName", "MsgType", "MsgId", "AgentID", "CreateTime")}
    assert fields == {
        "ToUserName": "wwdemo0123456789ab",
        "FromUserName": "lina",
        "MsgType": "text",
        "MsgId": answer["ids"]["app"],
        "AgentID": "1000002",
        "CreateTime": str(int(stage.clock.now().timestamp())),
    }


async def test_a_text_that_names_the_bot_reaches_the_aibot(stage: Stage) -> None:
    """The JSON has the documented fields, the text as typed, and the quoted message."""
    first = await stage.say("lina", "今天发版本吗？")
    said = await stage.say("wangfang", "@群管 这句算问题吗", quote=first["n"])
    await eventually(lambda: stage.bot.of("aibot"))

    message = stage.bot.of("aibot")[0].json
    response_url = message.pop("response_url")
    assert message == {
        "msgid": said["ids"]["aibot"],
        "aibotid": "aibDemoQunguan0001",
        "chatid": "wrDemoAibot0001",
        "chattype": "group",
        "from": {"userid": "wangfang"},
        "msgtype": "text",
        "text": {"content": "@群管 这句算问题吗"},
        "quote": {"msgtype": "text", "text": {"content": "今天发版本吗？"}},
    }
    assert response_url.startswith(f"{stage.sim.url}/cgi-bin/aibot/response?response_code=")


async def test_a_text_that_does_not_name_the_bot_never_reaches_the_aibot(stage: Stage) -> None:
    """Only the archive has it."""
    await stage.say("lina", "大家好")
    await eventually(stage.sim.platform.courier.idle)

    assert stage.bot.of("aibot") == []
    assert [line["text"]["content"] for line in await stage.lines(after=0)] == ["大家好"]


async def test_a_failed_callback_is_tried_again_every_five_seconds_three_times(stage: Stage) -> None:
    """Four deliveries of the same message, each sealed afresh, then it is given up."""
    stage.bot.answers = [{"status": 500}, {"status": 302}, {"status": 204}, {"status": 500}]
    await stage.control("private", {"userid": "lina", "text": "在吗"})

    for count in (1, 2, 3):
        await eventually(lambda count=count: len(stage.bot.heard) == count and stage.clock.sleepers() == 1)
        await stage.clock.advance(4.9)
        assert len(stage.bot.heard) == count
        await stage.clock.advance(0.1)
    await eventually(stage.sim.platform.courier.idle)
    await stage.clock.advance(60)

    assert len(stage.bot.heard) == 4
    assert len({h.plain for h in stage.bot.heard}) == 1
    assert len({h.query["nonce"] for h in stage.bot.heard}) == 4
    attempts = stage.sim.platform.courier.attempts
    assert [(a.number, a.status, a.problem) for a in attempts] == [
        (1, 500, "HTTP 500"),
        (2, 302, "HTTP 302"),
        (3, 204, "HTTP 204"),
        (4, 500, "HTTP 500"),
    ]


async def test_a_retry_may_repeat_the_very_same_bytes(open_stage: Open) -> None:
    """With the switch, nonce and ciphertext stay."""
    stage = await open_stage(same_bytes_on_retry=True, retry_after=1.0)
    stage.bot.answers = [{"status": 500}]
    await stage.control("private", {"userid": "lina", "text": "在吗"})
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.clock.advance(1)
    await eventually(lambda: len(stage.bot.heard) == 2)

    first, second = stage.bot.heard
    assert (first.query, first.body) == (second.query, second.body)


async def test_a_slow_answer_counts_as_none(open_stage: Open) -> None:
    """After the time limit the platform hangs up and tries again."""
    stage = await open_stage(callback_timeout=0.05, retry_after=0.01, retries=1)
    stage.bot.answers = [{"delay": 0.5}]
    await stage.control("private", {"userid": "lina", "text": "在吗"})
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.clock.advance(0.01)
    await eventually(stage.sim.platform.courier.idle)

    attempts = stage.sim.platform.courier.attempts
    assert [(a.number, a.status, a.problem) for a in attempts] == [(1, 0, "0.05 秒内没有应答"), (2, 200, "")]


async def test_a_bot_that_is_down_gets_it_when_it_is_up_again(stage: Stage) -> None:
    """A refused connection is a failed try like any other."""
    stage.sim.point_at("http://127.0.0.1:9")
    await stage.control("private", {"userid": "lina", "text": "在吗"})
    await eventually(lambda: stage.clock.sleepers() == 1)
    stage.sim.point_at(stage.bot.url)
    await stage.clock.advance(5)
    await eventually(lambda: stage.bot.heard)

    assert stage.sim.platform.courier.attempts[0].status == 0
    assert stage.bot.heard[0].xml["Content"] == "在吗"


async def test_duplicates_and_disorder_can_be_switched_on(stage: Stage) -> None:
    """A duplicate is delivered on top; a disordered message overtakes nobody but is overtaken."""
    stage.break_next("duplicates")
    await stage.control("private", {"userid": "lina", "text": "一"})
    await eventually(lambda: len(stage.bot.heard) == 2)
    stage.break_next("reorder")
    await stage.control("private", {"userid": "lina", "text": "二"})
    await stage.control("private", {"userid": "lina", "text": "三"})
    await eventually(lambda: len(stage.bot.heard) == 3)
    await stage.clock.advance(1)
    await eventually(lambda: len(stage.bot.heard) == 4)

    assert [h.xml["Content"] for h in stage.bot.heard] == ["一", "一", "三", "二"]
    assert stage.bot.heard[0].xml["MsgId"] == stage.bot.heard[1].xml["MsgId"]


async def test_a_welcome_is_shown_in_the_private_chat(stage: Stage) -> None:
    """enter_chat comes once a day; its sealed text reply appears to the member alone."""
    stage.bot.passive = [("aibot", sealed_json({"msgtype": "text", "text": {"content": "欢迎，我是群管"}}))]

    opened = [(await stage.control("enter", {"userid": "lina"}))[1]["first"] for _ in range(2)]
    await eventually(lambda: stage.texts("private"))

    event = stage.bot.of("aibot")[0].json
    post = stage.sim.platform.talk.posts()[-1]
    assert opened == [True, False]
    assert (event["msgtype"], event["event"], event["from"]) == (
        "event",
        {"eventtype": "enter_chat"},
        {"userid": "lina"},
    )
    assert (post.text, post.to, post.via) == ("欢迎，我是群管", "lina", "private")


async def test_the_app_may_answer_in_the_callback_too(stage: Stage) -> None:
    """A sealed XML reply to enter_agent is shown in private; the word success is no reply."""
    stage.bot.answers = [{"body": b"success"}]
    await stage.control("private", {"userid": "lina", "text": "在吗"})
    await eventually(lambda: stage.bot.heard and stage.sim.platform.courier.idle())
    stage.bot.passive = [("app", sealed_xml("<xml><MsgType><![CDATA[text]]></MsgType><Content>你好</Content></xml>"))]
    await stage.control("enter", {"userid": "lina", "to": "app"})
    await eventually(lambda: len(stage.texts("private")) == 2)

    assert stage.texts("private") == ["在吗", "你好"]
    assert stage.bot.heard[-1].xml["Event"] == "enter_agent"


async def test_a_stream_is_asked_for_until_it_is_finished(stage: Stage) -> None:
    """An unfinished stream is polled with its id; the finished one is shown once, quoting the question."""

    def stream(content: str, *, finish: bool) -> object:
        return {"msgtype": "stream", "stream": {"id": "s1", "finish": finish, "content": content}}

    stage.bot.passive = [
        ("aibot", sealed_json(stream("想", finish=False))),
        ("aibot", sealed_json(stream("想好了", finish=True))),
    ]
    await stage.say("lina", "@群管 帮我想想")
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.clock.advance(1)
    await eventually(lambda: stage.texts("aibot"))

    poll = stage.bot.of("aibot")[1].json
    assert (poll["msgtype"], poll["stream"], "response_url" in poll) == ("stream", {"id": "s1"}, False)
    assert [(p.text, p.quote) for p in stage.sim.platform.talk.posts() if p.via == "aibot"] == [
        ("想好了", "@群管 帮我想想")
    ]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ({"msgtype": "text", "text": {"content": "好"}}, 40008),
        ({"msgtype": "stream", "stream": {"finish": True, "content": "好"}}, 40058),
        ({"msgtype": "stream", "stream": {"id": "s", "finish": True, "content": "字" * 6827}}, 45002),
        ({"msgtype": "template_card", "template_card": {"card_type": "poem"}}, 42031),
        ({"msgtype": "stream", "stream": {"id": "s", "finish": True, "content": "好"}}, 0),
    ],
)
async def test_a_passive_reply_is_held_to_the_documents(stage: Stage, reply: dict, code: int) -> None:
    """A text to an ordinary message, a stream without id, overlong or broken content are not shown."""
    stage.bot.passive = [("aibot", sealed_json(reply))]
    await stage.say("lina", "@群管 好吗")
    await eventually(stage.sim.platform.calls.view)

    call = stage.sim.platform.calls.view()[-1]
    assert (call["path"], call["errcode"]) == ("passive/aibot", code)
    assert bool(stage.texts("aibot")) is (code == 0)


async def test_a_reply_with_another_nonce_or_a_bad_signature_is_ignored(stage: Stage) -> None:
    """The reply must repeat the nonce of the callback and be signed; the reason is on record."""
    good = sealed_json({"msgtype": "stream", "stream": {"id": "s", "finish": True, "content": "好"}})

    def tampered(field: str, value: str) -> object:
        return lambda query, crypt: json.dumps({**json.loads(good(query, crypt)), field: value}).encode()

    stage.bot.passive = [("aibot", tampered("nonce", "1")), ("aibot", tampered("msgsignature", "0" * 40))]
    for number in (1, 2):
        await stage.say("lina", "@群管 好吗")
        await eventually(
            lambda number=number: [a.kind for a in stage.sim.platform.courier.attempts].count("text") == number
        )

    problems = [a.problem for a in stage.sim.platform.courier.attempts if a.kind == "text"]
    assert problems == ["被动回复的 nonce 与回调 URL 中的不同", "被动回复的签名不符"]
    assert stage.texts("aibot") == []


async def test_saving_the_callback_urls_verifies_them(stage: Stage) -> None:
    """The bot must answer with the bare decrypted text."""
    assert await stage.control("verify", {}) == (200, {"app": "", "aibot": ""})

    stage.bot.echo = lambda plain: b'"' + plain + b'"'

    _, answer = await stage.control("verify", {})
    assert answer["app"] == "应答不是解密后的明文（不能带引号、BOM 或换行）"


async def test_a_verification_that_takes_longer_than_a_second_fails(stage: Stage) -> None:
    """The limit of the documents, 1 s, in real time."""
    stage.bot.echo_delay = 1.2

    async with asyncio.timeout(4):
        assert await stage.sim.platform.courier.verify("app") == "1 秒内没有应答"


CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "要移出吗？", "desc": "请确认"},
    "task_id": "t1",
    "button_list": [{"text": "移出", "key": "yes"}],
}


async def test_a_card_in_the_group_can_be_pressed_and_calls_the_aibot_back(stage: Stage) -> None:
    """A passive card is shown to all; the press names the group; an update of the card is taken."""
    stage.bot.passive = [
        ("aibot", sealed_json({"msgtype": "template_card", "template_card": CARD})),
        ("aibot", sealed_json({"response_type": "update_template_card", "template_card": CARD})),
    ]
    await stage.say("wangfang", "@群管 移出")
    await eventually(lambda: stage.texts("aibot"))
    post = stage.sim.platform.talk.posts()[-1]

    status, _ = await stage.control("press", {"userid": "wangfang", "n": post.n, "key": "yes"})
    await eventually(lambda: len(stage.bot.of("aibot")) == 2)
    await eventually(stage.sim.platform.courier.idle)

    event = stage.bot.of("aibot")[1].json
    assert (status, post.text) == (200, "要移出吗？ 请确认\n[移出]")
    assert (event["chatid"], event["chattype"], event["msgtype"]) == ("wrDemoAibot0001", "group", "event")
    assert [c["errcode"] for c in stage.sim.platform.calls.view()] == [0]


async def test_a_stream_and_a_card_may_come_together(stage: Stage) -> None:
    """Both are shown, the card first."""
    reply = {
        "msgtype": "stream_with_template_card",
        "stream": {"id": "s", "finish": True, "content": "看卡片"},
        "template_card": CARD,
    }
    stage.bot.passive = [("aibot", sealed_json(reply))]
    await stage.say("wangfang", "@群管 移出")
    await eventually(lambda: len(stage.texts("aibot")) == 2)

    assert stage.texts("aibot")[1] == "看卡片"


async def test_a_stream_that_never_ends_is_cut_after_six_minutes(stage: Stage) -> None:
    """What it says by then is shown, and it is asked for no more."""
    stream = sealed_json({"msgtype": "stream", "stream": {"id": "s", "content": "还在想"}})
    stage.bot.passive = [("aibot", stream), ("aibot", stream)]
    await stage.say("lina", "@群管 帮我想想")
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.clock.advance(360)
    await eventually(lambda: stage.texts("aibot"))
    await eventually(stage.sim.platform.courier.idle)

    assert stage.texts("aibot") == ["还在想"]
    assert len(stage.bot.of("aibot")) == 2


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ({"msgtype": "template_card", "template_card": CARD}, ["要移出吗？ 请确认\n[移出]"]),
        ({"msgtype": "stream", "stream": {"id": "s", "finish": True, "content": "好"}}, []),
    ],
)
async def test_a_welcome_may_be_a_card_but_no_stream(stage: Stage, reply: dict, shown: list) -> None:
    """enter_chat takes text and cards; anything else is 40008."""
    stage.bot.passive = [("aibot", sealed_json(reply))]
    await stage.control("enter", {"userid": "lina"})
    await eventually(stage.sim.platform.calls.view)

    assert stage.texts("private") == shown
    assert stage.sim.platform.calls.view()[0]["errcode"] == (0 if shown else 40008)


async def test_without_a_bot_nothing_is_delivered_and_verification_says_so(stage: Stage) -> None:
    """No address, no tries; an address where nobody listens fails by name."""
    stage.sim.point_at("")
    await stage.control("private", {"userid": "lina", "text": "在吗"})
    assert stage.sim.platform.courier.idle()
    stage.sim.point_at("http://127.0.0.1:9")

    assert (await stage.sim.platform.courier.verify("app")).startswith("连接失败：")
    stage.sim.point_at(f"{stage.bot.url}/nowhere")
    assert await stage.sim.platform.courier.verify("app") == "HTTP 404"
