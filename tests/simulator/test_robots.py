"""The webhook robot and the aibot's response_url."""

import base64
import json
from hashlib import md5
from io import BytesIO

import pytest

from tests.simulator.kit import Json, Stage, eventually, local_path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def image(content: bytes, digest: str = "") -> Json:
    """An image message of a webhook."""
    encoded = base64.b64encode(content).decode()
    return {"msgtype": "image", "image": {"base64": encoded, "md5": digest or md5(content).hexdigest()}}  # noqa: S324


async def webhook(stage: Stage, body: Json, key: str = "") -> int:
    """Send by webhook; return the errcode."""
    url = f"{stage.sim.url}/cgi-bin/webhook/send?key={key or stage.sim.credentials.webhook_key}"
    async with stage.session.post(url, json=body) as answer:
        return (await answer.json())["errcode"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"msgtype": "text", "text": {"content": "好"}}, 0),
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text", "text": {"content": "字" * 683}}, 40058),
        ({"msgtype": "markdown", "markdown": {"content": "a" * 4097}}, 40058),
        ({"msgtype": "markdown_v2", "markdown_v2": {"content": "a" * 4096}}, 0),
        ({"msgtype": "shout"}, 40008),
        (image(PNG), 0),
        (image(PNG, "0" * 32), 40058),
        (image(b"GIF89a" + bytes(20)), 40005),
        ({"msgtype": "image", "image": {"base64": "###", "md5": "x"}}, 40058),
        ({"msgtype": "file", "file": {"media_id": "none"}}, 40007),
        ({"msgtype": "template_card", "template_card": {"card_type": "button_interaction"}}, 42031),
        ({"msgtype": "news", "news": {"articles": [{"title": "t"}]}}, 42028),
    ],
)
async def test_what_a_webhook_may_say(stage: Stage, body: Json, code: int) -> None:
    """Types and sizes are those of the documents; what passes is shown."""
    assert await webhook(stage, body) == code
    assert bool(stage.texts("webhook")) is (code == 0)


async def test_a_picture_of_more_than_two_megabytes_is_refused(stage: Stage) -> None:
    """40009, measured before base64."""
    url = f"{stage.sim.url}/cgi-bin/webhook/send?key={stage.sim.credentials.webhook_key}"
    body = BytesIO(json.dumps(image(PNG + bytes(2 << 20))).encode())
    async with stage.session.post(url, data=body) as answer:
        assert (await answer.json())["errcode"] == 40009


async def test_a_webhook_is_known_by_its_key_alone(stage: Stage) -> None:
    """An unknown key is 93000, a disabled robot 93004, one that left the group 93008."""
    body = {"msgtype": "text", "text": {"content": "好"}}
    key = stage.sim.credentials.webhook_key

    unknown = await webhook(stage, body, "no-such-key")
    stage.sim.webhooks.troubles[key] = 93004
    disabled = await webhook(stage, body)
    stage.sim.webhooks.troubles[key] = 93008
    out = await webhook(stage, body)

    assert (unknown, disabled, out) == (93000, 93004, 93008)


async def test_the_21st_message_of_a_minute_blocks_the_robot_for_60_seconds(stage: Stage) -> None:
    """Beyond 20 a minute the answer is 45009, for the length of the window."""
    body = {"msgtype": "text", "text": {"content": "好"}}
    codes = [await webhook(stage, body) for _ in range(21)]
    await stage.clock.advance(59)
    blocked = await webhook(stage, body)
    await stage.clock.advance(1)

    assert codes == [0] * 20 + [45009]
    assert (blocked, await webhook(stage, body)) == (45009, 0)


async def test_a_webhook_names_members_in_text_but_not_in_markdown_v2(stage: Stage) -> None:
    """`<@userid>` works in text and stays as written in markdown_v2."""
    await webhook(stage, {"msgtype": "text", "text": {"content": "<@lina> 好", "mentioned_list": ["sunli"]}})
    await webhook(stage, {"msgtype": "markdown_v2", "markdown_v2": {"content": "<@lina> 好"}})

    assert stage.texts("webhook") == ["@李娜 好 @孙丽", "<@lina> 好"]


async def ask(stage: Stage, text: str = "@群管 群规") -> str:
    """Say something to the aibot in the group; return its response_url's path and query."""
    count = len(stage.bot.of("aibot"))
    await stage.say("lina", text)
    await eventually(lambda: len(stage.bot.of("aibot")) > count)
    return local_path(stage.bot.of("aibot")[-1].json["response_url"])


MARKDOWN = {"msgtype": "markdown", "markdown": {"content": "**群规** <@lina>"}}


async def test_a_response_url_answers_once_and_quotes_the_message(stage: Stage) -> None:
    """The answer is shown with what it answers, `<@userid>` stays literal; the second use is 60140."""
    path = await ask(stage)

    codes = [(await stage.post(path, MARKDOWN))["errcode"] for _ in range(2)]

    post = stage.sim.platform.talk.posts()[-1]
    assert codes == [0, 60140]
    assert (post.via, post.text, post.quote, post.mentions) == ("aibot", "**群规** <@lina>", "@群管 群规", ())


async def test_a_response_url_dies_after_an_hour(stage: Stage) -> None:
    """At 3600 s it is worth nothing."""
    early, late = await ask(stage), await ask(stage)
    await stage.clock.advance(3599)
    first = await stage.post(early, MARKDOWN)
    await stage.clock.advance(1)
    second = await stage.post(late, MARKDOWN)

    assert (first["errcode"], second["errcode"]) == (0, 60140)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"msgtype": "text", "text": {"content": "好"}}, 40008),
        ({"msgtype": "template_card", "template_card": {"card_type": "text_notice"}}, 40008),
        ({"msgtype": "markdown", "markdown": {"content": ""}}, 44004),
        ({"msgtype": "markdown", "markdown": {"content": "字" * 6827}}, 45002),
        ({"msgtype": "markdown", "markdown": {"content": "字" * 6826}}, 0),
    ],
)
async def test_in_a_group_only_markdown_of_limited_size_is_taken(stage: Stage, body: Json, code: int) -> None:
    """Cards and other types are refused, and a refusal leaves the address usable."""
    path = await ask(stage)

    assert (await stage.post(path, body))["errcode"] == code
    assert (await stage.post(path, MARKDOWN))["errcode"] == (60140 if code == 0 else 0)


async def test_an_invented_response_code_is_refused(stage: Stage) -> None:
    """60140, as for one that is over."""
    assert (await stage.post("/cgi-bin/aibot/response?response_code=abc", MARKDOWN))["errcode"] == 60140


async def test_the_31st_answer_of_a_minute_in_one_chat_is_refused(stage: Stage) -> None:
    """30 a minute and chat; then 45009."""
    paths = [await ask(stage, f"@群管 {i}") for i in range(31)]

    codes = [(await stage.post(path, MARKDOWN))["errcode"] for path in paths]

    assert codes == [0] * 30 + [45009]


async def test_a_single_chat_takes_cards(stage: Stage) -> None:
    """What a group refuses, a single chat shows; the button calls the aibot back, once."""
    await stage.control("private", {"userid": "lina", "text": "你好", "to": "aibot"})
    await eventually(lambda: stage.bot.of("aibot"))
    message = stage.bot.of("aibot")[0].json
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "选一个"},
        "task_id": "t1",
        "button_list": [{"text": "好", "key": "yes"}],
    }
    answer = await stage.post(local_path(message["response_url"]), {"msgtype": "template_card", "template_card": card})
    n = stage.sim.platform.talk.posts()[-1].n
    stage.bot.answers = [{"status": 500}]

    await stage.control("press", {"userid": "lina", "n": n, "key": "yes"})
    await eventually(lambda: len(stage.bot.of("aibot")) == 2)
    await eventually(stage.sim.platform.courier.idle)

    event = stage.bot.of("aibot")[1].json
    assert (message["chattype"], "chatid" in message, answer["errcode"]) == ("single", False, 0)
    assert event["event"] == {
        "eventtype": "template_card_event",
        "template_card_event": {"card_type": "button_interaction", "event_key": "yes", "task_id": "t1"},
    }
    assert [a.number for a in stage.sim.platform.courier.attempts if a.kind == "template_card_event"] == [1]
