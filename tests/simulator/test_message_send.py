"""message/send: the app writes to members."""

from typing import Any

import pytest

from tests.simulator.kit import Json, Stage, eventually

TEXT: Json = {"touser": "wangfang", "agentid": 1000002, "msgtype": "text", "text": {"content": "你好"}}
CARD: Json = {
    "card_type": "button_interaction",
    "main_title": {"title": "移出成员？"},
    "task_id": "case-7",
    "button_list": [{"text": "移出", "key": "yes"}, {"text": "不用", "key": "no"}],
}


async def test_a_message_appears_on_the_phone_of_each_recipient(stage: Stage) -> None:
    """Every valid recipient sees it; unknown ids come back in lower case."""
    answer = await stage.call("message/send", {**TEXT, "touser": "WangFang|liqiang|NoBody"})

    shown = [(p.to, p.text, p.room) for p in stage.sim.platform.talk.posts()]
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "nobody"
    assert answer["msgid"]
    assert shown == [("wangfang", "你好", "private:wangfang"), ("liqiang", "你好", "private:liqiang")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"touser": "ghost"}, 81013),
        ({"touser": ""}, 82001),
        ({"touser": "", "toparty": "1"}, 81013),
        ({"touser": ["wangfang"]}, 40058),
        ({"touser": "|".join(f"u{i}" for i in range(1001))}, 40032),
        ({"toparty": "|".join(map(str, range(101)))}, 82002),
        ({"totag": "|".join(map(str, range(101)))}, 82003),
        ({"agentid": None}, 41011),
        ({"agentid": 5}, 40056),
        ({"agentid": True}, 40056),
        ({"agentid": 2000004}, 301002),
        ({"agentid": "1000002"}, 0),
        ({"msgtype": "shout"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": "你好"}, 40058),
        ({"text": {"content": 5}}, 40058),
        ({"msgtype": "markdown", "markdown": {"content": "字" * 683}}, 45002),
        ({"msgtype": "markdown", "markdown": {"content": "**好**"}}, 0),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d", "url": "http://a"}}, 0),
        ({"msgtype": "textcard", "textcard": {"description": "d", "url": "http://a"}}, 41016),
        ({"msgtype": "textcard", "textcard": {"title": "t", "url": "http://a"}}, 41033),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d", "url": "a"}}, 45034),
        ({"msgtype": "news", "news": {"articles": []}}, 45008),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "http://a"}] * 9}}, 45008),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "http://a"}]}}, 0),
        ({"msgtype": "file", "file": {}}, 41006),
        ({"msgtype": "file", "file": {"media_id": "gone"}}, 40007),
        ({"enable_duplicate_check": 1, "duplicate_check_interval": 99999}, 40058),
    ],
)
async def test_every_parameter_fault_has_its_code(stage: Stage, change: Json, code: int) -> None:
    """What the documents forbid is refused with the documented code, and nothing is shown."""
    body = {k: v for k, v in {**TEXT, **change}.items() if v is not None}

    assert await stage.code("message/send", body) == code
    assert bool(stage.texts("private")) is (code == 0)


async def test_a_long_text_is_cut_at_2048_bytes_between_characters(stage: Stage) -> None:
    """682 Han characters and no half one arrive."""
    await stage.call("message/send", {**TEXT, "text": {"content": "字" * 1000}})

    assert stage.texts("private") == ["字" * 682]


async def test_the_31st_message_of_a_minute_is_dropped_in_silence(stage: Stage) -> None:
    """The answer still says ok; a minute later messages arrive again."""
    answers = [await stage.code("message/send", {**TEXT, "text": {"content": str(i)}}) for i in range(32)]
    assert answers == [0] * 32
    assert stage.texts("private") == [str(i) for i in range(30)]
    assert stage.sim.platform.calls.view()[-1]["note"] == "超过每人频率，平台静默丢弃"

    await stage.clock.advance(60)
    await stage.call("message/send", TEXT)

    assert stage.texts("private")[-1] == "你好"


async def test_the_duplicate_check_shows_the_same_message_once_within_its_interval(stage: Stage) -> None:
    """With enable_duplicate_check the second copy is answered ok and not shown; later it is."""
    body = {**TEXT, "enable_duplicate_check": 1, "duplicate_check_interval": 60}
    await stage.call("message/send", body)
    await stage.call("message/send", body)
    await stage.clock.advance(61)
    await stage.call("message/send", body)

    assert stage.texts("private") == ["你好", "你好"]


async def test_the_key_of_a_call_is_kept(stage: Stage) -> None:
    """What was called, with which idempotency key, can be asked for; secrets are not in it."""
    await stage.call("message/send", TEXT, key="case-1/tell")

    calls = (await stage.get("/sim/calls"))["calls"]
    assert [(c["path"], c["key"], c["errcode"], c["shown"]) for c in calls[1:]] == [
        ("/cgi-bin/message/send", "case-1/tell", 0, [1])
    ]
    assert calls[0]["query"]["corpsecret"] == "***"
    assert calls[1]["query"] == {"access_token": "***"}


def card(**change: Any) -> Json:
    """A good card with some fields changed; None takes one away."""
    return {k: v for k, v in {**CARD, **change}.items() if v is not None}


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (card(card_type="poem"), 42031),
        (card(task_id="a b"), 42014),
        (card(task_id=None), 42014),
        (card(main_title={}), 42033),
        (card(button_list=[]), 42019),
        (card(button_list=[{"text": "x", "key": str(i)} for i in range(7)]), 42019),
        (card(button_list=[{"key": "x"}]), 42020),
        (card(button_list=[{"text": "a", "key": "x"}, {"text": "b", "key": "x"}]), 42018),
        (card(horizontal_content_list=[{"keyname": "k"}] * 7), 42035),
        (card(horizontal_content_list=[{"value": "v"}]), 42027),
        (card(jump_list=[{"title": "t"}] * 4), 42042),
        (card(jump_list=[{}]), 42033),
        (card(card_type="text_notice"), 42045),
        (card(card_type="text_notice", card_action={"type": 1}), 42028),
        (card(card_type="news_notice", card_action={"type": 1, "url": "http://a"}), 42044),
        (card(card_type="vote_interaction"), 42049),
        (card(card_type="vote_interaction", submit_button={"text": "投"}), 42046),
        (card(card_type="vote_interaction", submit_button={"text": "投", "key": "k"}), 42043),
        (card(card_type="multiple_interaction", submit_button={"text": "交", "key": "k"}), 42047),
        (
            card(
                card_type="multiple_interaction",
                submit_button={"text": "交", "key": "k"},
                select_list=[{"question_key": "q", "option_list": []}],
            ),
            42037,
        ),
    ],
)
async def test_a_card_that_lacks_something_is_refused_by_name(stage: Stage, bad: Json, code: int) -> None:
    """Each missing or overlong part of a card has its own code."""
    assert await stage.code("message/send", {**TEXT, "msgtype": "template_card", "template_card": bad}) == code


VOTE: Json = {
    "card_type": "vote_interaction",
    "main_title": {"title": "去哪？"},
    "task_id": "v1",
    "checkbox": {"question_key": "q", "option_list": [{"id": "a", "text": "甲"}]},
    "submit_button": {"text": "投票", "key": "go"},
}
CHOICE: Json = {
    "card_type": "multiple_interaction",
    "main_title": {"title": "选"},
    "task_id": "c1",
    "select_list": [{"question_key": "q", "option_list": [{"id": "a", "text": "甲"}]}],
    "submit_button": {"text": "交", "key": "go"},
}
NEWS: Json = {
    "card_type": "news_notice",
    "main_title": {"title": "早报"},
    "card_action": {"type": 1, "url": "https://a"},
    "card_image": {"url": "https://a/b.png"},
}
NOTICE: Json = {"card_type": "text_notice", "sub_title_text": "三点", "card_action": {"type": 1, "url": "https://a"}}


@pytest.mark.parametrize(
    ("good", "shown"),
    [
        (VOTE, "去哪？"),
        (CHOICE, "选"),
        (NEWS, "早报"),
        (NOTICE, "三点"),
        (CARD, "移出成员？\n[移出]\n[不用]"),
    ],
)
async def test_every_kind_of_card_can_be_sent(stage: Stage, good: Json, shown: str) -> None:
    """A card with all its parts is shown by its words."""
    assert await stage.code("message/send", {**TEXT, "msgtype": "template_card", "template_card": good}) == 0
    assert stage.texts("private") == [shown]


async def test_everybody_can_be_written_to_at_once(stage: Stage) -> None:
    """`@all` reaches the whole corp, once each."""
    await stage.call("message/send", {**TEXT, "touser": "@all"})

    everybody = [p.userid for p in stage.sim.platform.world.people()]
    assert [p.to for p in stage.sim.platform.talk.posts()] == everybody


async def test_a_pressed_button_is_called_back_with_a_response_code(stage: Stage) -> None:
    """The event names button, task and card type; other buttons and other people's cards cannot be pressed."""
    sent = await stage.call("message/send", {**TEXT, "msgtype": "template_card", "template_card": CARD})
    assert sent["response_code"]

    refused = [
        (await stage.control("press", {"userid": u, "n": n, "key": k}))[0]
        for u, n, k in (("wangfang", 1, "maybe"), ("lina", 1, "yes"), ("wangfang", 9, "yes"))
    ]
    await stage.control("press", {"userid": "wangfang", "n": 1, "key": "yes"})
    await eventually(lambda: stage.bot.heard)

    event = stage.bot.heard[0].xml
    assert refused == [400, 403, 404]
    assert (event["Event"], event["EventKey"], event["TaskId"], event["CardType"], event["FromUserName"]) == (
        "template_card_event",
        "yes",
        "case-7",
        "button_interaction",
        "wangfang",
    )
    assert event["ResponseCode"]
