"""自建应用: what it hears by callback."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ForgedError, WireError
from bot.core.model import Event
from bot.core.records import Delivery
from bot.wecom.app import App
from bot.wecom.guard import Guard
from tests.wecom.samples import APP_CRYPT, CORP, NOW, app_callback, patient, query_for, room_of
from tests.wecom.test_crypt import ECHO, MESSAGE, MESSAGE_XML

NOTIFY = (
    f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
    "<CreateTime>1790000000</CreateTime><MsgType><![CDATA[event]]></MsgType><AgentID>2000004</AgentID>"
    "<Event><![CDATA[msgaudit_notify]]></Event></xml>"
)


def _hearing() -> App:
    """An app that only hears: it has nothing to send with."""
    return App(crypt=APP_CRYPT, guard=Guard(), client=None, agent_id=1)  # type: ignore[arg-type]


def test_the_official_url_verification_is_answered() -> None:
    """The vector's echo comes back bare, however old it is."""
    query = {
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": ECHO,
    }

    assert _hearing().echo(query) == "1616140317555161061"


def test_the_official_message_opens() -> None:
    """The vector becomes a delivery with its MsgId as key and its plaintext as body."""
    body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{MESSAGE}]]></Encrypt></xml>"
    query = {
        "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
        "timestamp": "1409659813",
        "nonce": "1372623149",
    }
    sent_at = NOW.fromtimestamp(1409659813, NOW.tzinfo)

    delivery = _hearing().open(body.encode(), query, now=sent_at)

    assert delivery == Delivery(channel="app", key="4561255354251345929", body=MESSAGE_XML, received_at=sent_at)
    assert _hearing().passive(delivery, query, now=sent_at) == b""


def test_the_archive_notice_is_heard() -> None:
    """The notice that wakes the pull goes all the way from envelope to event."""
    app = _hearing()
    body, query = app_callback(NOTIFY)

    heard = app.understand(app.open(body, query, now=NOW), room_of)

    assert isinstance(heard, Event)
    assert (heard.kind, heard.member, heard.details["AgentID"]) == ("msgaudit_notify", "", "2000004")


def test_a_replay_is_refused_and_a_retry_is_not() -> None:
    """The same envelope passes again at once, not after a minute."""
    app = _hearing()
    body, query = app_callback(NOTIFY)
    first = app.open(body, query, now=NOW)

    assert app.open(body, query, now=NOW + timedelta(seconds=5)).key == first.key
    with pytest.raises(ForgedError):
        app.open(body, query, now=NOW + timedelta(seconds=61))


def test_a_forgery_uses_up_no_nonce() -> None:
    """An envelope with a wrong signature does not shut out the genuine one."""
    app = _hearing()
    body, query = app_callback(NOTIFY)
    with pytest.raises(ForgedError):
        app.open(body, {**query, "msg_signature": "0" * 40}, now=NOW)

    assert app.open(body, query, now=NOW).body == NOTIFY


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_a_query_that_lacks_something_is_refused(missing: str) -> None:
    """The error names the missing parameter, for callbacks and for verification."""
    body, query = app_callback(NOTIFY)
    del query[missing]

    with pytest.raises(WireError, match=missing):
        _hearing().open(body, query, now=NOW)
    with pytest.raises(WireError, match=missing):
        _hearing().echo({**query, "echostr": ECHO})
    with pytest.raises(WireError, match="echostr"):
        _hearing().echo(query)


@pytest.mark.parametrize("body", [b"", b"{}", b"<xml><A>1</A></xml>", b"<xml><Encrypt><A>1</A></Encrypt></xml>"])
def test_a_body_without_envelope_is_refused(body: bytes) -> None:
    """No Encrypt, no callback."""
    with pytest.raises(WireError):
        _hearing().open(body, query_for(APP_CRYPT, ""), now=NOW)


@pytest.mark.parametrize("plain", [b"\xff\xfe\xfd", b"not xml", b""])
def test_genuine_nonsense_is_refused(plain: bytes) -> None:
    """What is well sealed and signed can still be no message: a WireError."""
    encrypt = APP_CRYPT.encrypt(plain, b"0" * 16)
    body = f"<xml><Encrypt>{encrypt}</Encrypt></xml>".encode()

    with pytest.raises(WireError):
        _hearing().open(body, query_for(APP_CRYPT, encrypt), now=NOW)


@patient
@given(body=st.binary(max_size=100), query=st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), st.text(max_size=20)))  # fmt: skip
def test_any_bytes_are_refused(body: bytes, query: dict[str, str]) -> None:
    """Nothing but WireError comes out of what nobody signed."""
    with pytest.raises(WireError):
        _hearing().open(body, query, now=NOW)
    with pytest.raises(WireError):
        _hearing().echo(query)
