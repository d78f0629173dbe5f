"""Every message and event of a 智能机器人's callback, as the documents have them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import WireError
from bot.core.model import Event, MemberId, Message, MessageId, RoomId
from bot.wecom import Heard, Unknown
from bot.wecom.aibot_json import key_of, understand
from tests.wecom.samples import NOW, delivered, patient, room_of

GROUP = {
    "msgid": "CAIQ16HMjQYY/NGagIOAgAMgq4KM0AI=", "aibotid": "aibX", "chatid": "wrAbC", "chattype": "group",
    "from": {"userid": "zhang"}, "response_url": "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=C",
}  # fmt: skip
SINGLE = {"msgid": "M1", "aibotid": "aibX", "chattype": "single", "from": {"userid": "zhang"}}
MIXED = {
    "msgtype": "mixed",
    "mixed": {
        "msg_item": [
            {"msgtype": "text", "text": {"content": "@群管 看这个"}},
            {"msgtype": "image", "image": {"url": "https://u"}},
            {"msgtype": "text", "text": {"content": "和这个"}},
        ]
    },
}


def _heard(body: dict[str, Any]) -> Heard:
    return understand(delivered("aibot", body), room_of, name="群管")


@pytest.mark.parametrize(
    ("content", "text", "kind"),
    [
        ({"msgtype": "text", "text": {"content": "@群管 群规"}}, "群规", "text"),
        ({"msgtype": "image", "image": {"url": "https://u"}}, "", "image"),
        (MIXED, "看这个\n和这个", "mixed"),
        ({"msgtype": "voice", "voice": {"content": "语音转的字"}}, "语音转的字", "voice"),
        ({"msgtype": "file", "file": {"url": "https://u"}}, "", "file"),
        ({"msgtype": "video", "video": {"url": "https://u"}}, "", "video"),
    ],
)
def test_every_message_is_understood(content: dict[str, Any], text: str, kind: str) -> None:
    """Each type becomes a message of its group, answerable once, with its words and without the bot's name."""
    assert _heard({**GROUP, **content}) == Message(
        id=MessageId("K1"),
        room=RoomId("aibot/wrAbC"),
        sender=MemberId("zhang"),
        text=text,
        sent_at=NOW,
        channel="aibot",
        kind=kind,
        answer_url="https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=C",
    )


def test_a_single_chat_is_a_private_room() -> None:
    """What is said to the bot alone belongs to no group; a time is taken if there is one."""
    heard = _heard({**SINGLE, "msgtype": "text", "text": {"content": "帮助"}, "create_time": 1700000000})

    assert heard == Message(
        id=MessageId("K1"),
        room=RoomId("private:zhang"),
        sender=MemberId("zhang"),
        text="帮助",
        sent_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        channel="aibot",
    )


@pytest.mark.parametrize(
    ("quote", "quoted"),
    [
        ({"msgtype": "text", "text": {"content": "原话"}}, "原话"),
        ({"msgtype": "voice", "voice": {"content": "原话"}}, "原话"),
        ({"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "原话"}}]}}, "原话"),
        ({"msgtype": "image", "image": {"url": "https://u"}}, ""),
        ({"msgtype": "file", "file": {"url": "https://u"}}, ""),
        ({"msgtype": "video", "video": {"url": "https://u"}}, ""),
        ("nonsense", ""),
        ({}, ""),
    ],
)
def test_a_quotation_is_kept_apart(quote: object, quoted: str) -> None:
    """What is quoted is told, but is not what the member said."""
    heard = _heard({**GROUP, "msgtype": "text", "text": {"content": "@群管 对吗"}, "quote": quote})

    assert isinstance(heard, Message)
    assert (heard.text, heard.quoted) == ("对吗", quoted)


@pytest.mark.parametrize(
    ("event", "extra", "kind", "details"),
    [
        ({"eventtype": "enter_chat"}, {}, "enter_chat", {"aibotid": "aibX"}),
        (
            {
                "eventtype": "template_card_event",
                "template_card_event": {
                    "card_type": "vote_interaction",
                    "event_key": "k",
                    "task_id": "t",
                    "selected_items": {
                        "selected_item": [{"question_key": "q", "option_ids": {"option_id": ["a", "b"]}}]
                    },
                },
            },
            {"response_url": "https://r", "chattype": "group", "chatid": "wrAbC"},
            "template_card_event",
            {
                "card_type": "vote_interaction",
                "event_key": "k",
                "task_id": "t",
                "selected_items.selected_item.0.question_key": "q",
                "selected_items.selected_item.0.option_ids.option_id.0": "a",
                "selected_items.selected_item.0.option_ids.option_id.1": "b",
                "chattype": "group",
                "aibotid": "aibX",
                "response_url": "https://r",
            },
        ),
        (
            {
                "eventtype": "feedback_event",
                "feedback_event": {"id": "f", "type": 2, "content": "不准", "inaccurate_reason_list": [2, 4]},
            },
            {"chattype": "single"},
            "feedback_event",
            {
                "id": "f",
                "type": "2",
                "content": "不准",
                "inaccurate_reason_list.0": "2",
                "inaccurate_reason_list.1": "4",
                "chattype": "single",
                "aibotid": "aibX",
            },
        ),
        ({"eventtype": "disconnected_event"}, {}, "disconnected_event", {"aibotid": "aibX"}),
    ],
)
def test_every_event_is_understood(
    event: dict[str, Any], extra: dict[str, Any], kind: str, details: dict[str, str]
) -> None:
    """Each event keeps who, where, when, and its fields, flat."""
    body = {
        "msgid": "M1", "create_time": 1700000000, "aibotid": "aibX", "from": {"corpid": "ww", "userid": "zhang"},
        "msgtype": "event", "event": event, **extra,
    }  # fmt: skip

    assert _heard(body) == Event(
        id="K1",
        channel="aibot",
        kind=kind,
        chat=extra.get("chatid", ""),
        member=MemberId("zhang"),
        at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        details=details,
    )


def test_a_stream_refresh_is_an_event() -> None:
    """The platform's polling is nothing that anybody said."""
    heard = _heard({**SINGLE, "msgtype": "stream", "stream": {"id": "S1"}})

    assert isinstance(heard, Event)
    assert (heard.kind, heard.member, heard.details["id"], heard.at) == ("stream", "zhang", "S1", NOW)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"msgtype": "hologram"}, "hologram"),
        ({}, ""),
        ({"msgtype": "event"}, "event"),
        ({"msgtype": "event", "event": "nonsense"}, "event"),
        ({"msgtype": "event", "event": {"eventtype": "auth_change_event"}}, "auth_change_event"),
        ({"msgtype": "event", "event": {"eventtype": "stream"}}, "stream"),
    ],
)
def test_what_has_no_name_is_unknown(body: dict[str, Any], kind: str) -> None:
    """New types of the platform are kept, not errors."""
    assert _heard(body) == Unknown(kind=kind)


@pytest.mark.parametrize(
    "body",
    [
        {"msgtype": "text", "text": {"content": "x"}},
        {"msgtype": "text", "text": {"content": "x"}, "from": {"userid": "a"}, "chattype": "group"},
        {"msgtype": "text", "text": {"content": "x"}, "from": {"userid": "a"}, "create_time": "soon"},
    ],
)
def test_what_cannot_be_right_is_refused(body: dict[str, Any]) -> None:
    """A known type that lacks what it always has is a WireError."""
    with pytest.raises(WireError):
        _heard(body)


def test_the_key_is_the_message_id() -> None:
    """Without one, it is what was said."""
    assert key_of('{"msgid":"M1"}') == "M1"
    assert key_of('{"a":1}') == key_of('{"a":1}') != key_of('{"a":2}')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**13) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(
    [
        "msgid",
        "chatid",
        "chattype",
        "from",
        "userid",
        "msgtype",
        "text",
        "content",
        "mixed",
        "msg_item",
        "quote",
        "event",
    ]
)
kinds = st.sampled_from(["text", "mixed", "event", "stream", "group", "single", "enter_chat"])


@patient
@given(body=st.dictionaries(fields, json_values | kinds | st.dictionaries(fields, json_values | kinds, max_size=3)))
def test_any_json_is_understood_or_refused(body: dict[str, Any]) -> None:
    """Nothing but WireError comes out, and texts are texts."""
    try:
        heard = _heard(body)
    except WireError:
        return
    if isinstance(heard, Message):
        assert all(isinstance(t, str) for t in (heard.id, heard.sender, heard.text, heard.quoted, heard.answer_url))
