"""Every type of the message archive, as the documents have them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import WireError
from bot.core.model import Event, MemberId, Message, MessageId, RoomId
from bot.wecom import Heard, Unknown
from bot.wecom.archive_json import understand
from tests.wecom.archive_types import TYPES
from tests.wecom.samples import NOW, delivered, patient, room_of

AT = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(milliseconds=123)
SENT = {
    "seq": 7, "msgid": "2641513858500683770_1603876152_external", "action": "send", "from": "wmCustomer",
    "tolist": ["zhang", "li"], "roomid": "wrRoom", "msgtime": 1609459200123,
}  # fmt: skip


def _heard(body: dict[str, Any]) -> Heard:
    return understand(delivered("archive", body), room_of)


@pytest.mark.parametrize(("kind", "payload", "text"), TYPES, ids=[f"{n}-{t[0]}" for n, t in enumerate(TYPES)])
def test_every_message_is_understood(kind: str, payload: dict[str, Any], text: str) -> None:
    """Each type becomes a message of its room with all words that are in it."""
    assert _heard({**SENT, "msgtype": kind, **payload}) == Message(
        id=MessageId("K1"),
        room=RoomId("archive/wrRoom"),
        sender=MemberId("wmCustomer"),
        text=text,
        sent_at=AT,
        channel="archive",
        kind=kind,
        seconds=2 if kind in {"voice", "video"} else 0,
    )


@pytest.mark.parametrize("told", ["", None, -3, "很久", True, 10**9, {"a": 1}])
def test_a_length_that_is_none_is_not_told(told: object) -> None:
    """What is no count of seconds counts as unknown."""
    heard = _heard({**SENT, "msgtype": "voice", "voice": {"play_length": told}})

    assert isinstance(heard, Message)
    assert heard.seconds == 0


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in TYPES}))
def test_a_message_without_its_payload_has_no_words(kind: str) -> None:
    """What the platform leaves out is not an error."""
    heard = _heard({**SENT, "msgtype": kind})

    assert isinstance(heard, Message)
    assert heard.text == ""


def test_a_quotation_is_kept_apart() -> None:
    """What is quoted is told, but is not what the member said."""
    text = '这是一条引用/回复消息：\n"张三：\n加微信"\n------\n请不要发广告'

    heard = _heard({**SENT, "msgtype": "text", "text": {"content": text}})

    assert isinstance(heard, Message)
    assert (heard.text, heard.quoted) == ("请不要发广告", "加微信")


@pytest.mark.parametrize(
    ("body", "kind", "chat", "member", "detail"),
    [
        (
            {**SENT, "action": "recall", "msgtype": "revoke", "revoke": {"pre_msgid": "M0"}},
            "revoke", "wrRoom", "wmCustomer", {"pre_msgid": "M0"},
        ),
        (
            {**SENT, "roomid": "", "msgtype": "agree", "agree": {"userid": "wmA", "agree_time": 1}},
            "agree", "", "wmA", {"agree.agree_time": "1"},
        ),
        (
            {**SENT, "msgtype": "disagree", "disagree": {"userid": "wmA", "disagree_time": 1}},
            "disagree", "wrRoom", "wmA", {"disagree.disagree_time": "1"},
        ),
        (
            {"seq": 8, "msgid": "M8", "action": "switch", "time": 1609459200123, "user": "zhang"},
            "switch", "", "zhang", {"user": "zhang"},
        ),
    ],
)  # fmt: skip
def test_every_event_is_understood(
    body: dict[str, Any], kind: str, chat: str, member: str, detail: dict[str, str]
) -> None:
    """Recalls, consents and switches are events, with who, where and when."""
    event = _heard(body)

    assert isinstance(event, Event)
    assert (event.id, event.channel, event.kind, event.chat, event.member, event.at) == (
        "K1", "archive", kind, chat, member, AT,
    )  # fmt: skip
    assert detail.items() <= event.details.items()
    assert not any(name.startswith("tolist") for name in event.details)


def test_an_event_without_time_happened_when_it_was_heard() -> None:
    """Better than losing it."""
    event = _heard({"seq": 8, "msgid": "M8", "action": "switch", "user": "zhang"})

    assert isinstance(event, Event)
    assert event.at == NOW


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({**SENT, "roomid": "", "msgtype": "text", "text": {"content": "密"}}, "private"),
        ({**SENT, "roomid": "", "msgtype": "hologram"}, "private"),
        ({**SENT, "roomid": "", "action": "recall", "msgtype": "revoke"}, "private"),
        ({**SENT, "msgtype": "hologram", "hologram": {}}, "hologram"),
        ({**SENT, "action": "teleport", "msgtype": "text", "text": {"content": "x"}}, "text"),
        ({**SENT, "msgtype": ""}, "send"),
        ({"seq": 1}, ""),
    ],
)
def test_what_is_private_or_nameless_is_unknown(body: dict[str, Any], kind: str) -> None:
    """What two people say to each other is not read; new types are kept, not errors."""
    assert _heard(body) == Unknown(kind=kind)


@pytest.mark.parametrize("body", ["", "no json", "[]", '{"seq":1,"seq":2}', "\ufffd{"])
def test_a_broken_line_is_unknown(body: str) -> None:
    """It came with the others and must not stop them."""
    assert understand(delivered("archive", body), room_of) == Unknown(kind="broken")


@pytest.mark.parametrize("missing", ["from", "msgtime"])
def test_what_cannot_be_right_is_refused(missing: str) -> None:
    """A message that nobody sent, or never, is a WireError."""
    body = {**SENT, "msgtype": "text", "text": {"content": "x"}}
    del body[missing]

    with pytest.raises(WireError, match=missing):
        _heard(body)


names = st.sampled_from(
    ["msgid", "action", "from", "roomid", "msgtime", "msgtype", "text", "content", "mixed", "item", "type", "info", "vote",
     "voteitem", "chatrecord", "collect", "details", "ques"]
)  # fmt: skip
leaves = st.none() | st.integers(-5, 10**14) | st.text(max_size=5) | st.sampled_from(
    ["send", "recall", "text", "mixed", "chatrecord", "vote", "collect", "agree", '{"content":"x"}']
)  # fmt: skip
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)


@patient
@given(body=st.dictionaries(names, trees))
def test_any_json_is_understood_or_refused(body: dict[str, Any]) -> None:
    """Nothing but WireError comes out, and texts are texts."""
    try:
        heard = _heard(body)
    except WireError:
        return
    if isinstance(heard, Message):
        assert all(isinstance(t, str) for t in (heard.id, heard.sender, heard.text, heard.quoted))
