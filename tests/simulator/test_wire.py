"""Envelopes and their opening."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from random import Random  # noqa: TID251
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.clock import HandClock
from bot.simulator.events import Hub
from bot.simulator.wire import ReplyError, flat_fields, open_json, open_xml, seal_json, seal_xml, xml
from bot.simulator.world import aes_key, draw_credentials
from bot.wecom.crypt import Crypt

LUCK = Random(5)  # noqa: S311
CRYPT = Crypt("token", aes_key(LUCK), "wwdemo0123456789ab")
XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"))


@given(XML_TEXT)
def test_any_text_survives_the_xml(text: str) -> None:
    """What a member types is what an XML parser reads, `]]>` and markup included."""
    read = ET.fromstring(xml({"Content": text, "Inner": {"Number": 5}}))  # noqa: S314

    assert (read.findtext("Content"), read.findtext("Inner/Number")) == (text, "5")


@given(st.text())
def test_xml_is_well_formed_whatever_is_typed(text: str) -> None:
    """Control characters that XML cannot carry are left out."""
    ET.fromstring(xml({"Content": text}))  # noqa: S314


@given(st.binary(max_size=300), st.integers(0, 2**33))
def test_sealed_callbacks_can_be_opened(plain: bytes, at: int) -> None:
    """Signature, receiver and plaintext are those of the real platform."""
    in_xml = seal_xml(plain, CRYPT, to="wwdemo0123456789ab", agent=1000002, at=at, luck=LUCK)
    in_json = seal_json(plain, CRYPT, at=at, luck=LUCK)

    encrypts = (flat_fields(in_xml.body.decode())["Encrypt"], json.loads(in_json.body)["encrypt"])
    for sealed, encrypt in zip((in_xml, in_json), encrypts, strict=True):
        CRYPT.verify(sealed.query["msg_signature"], str(at), sealed.query["nonce"], encrypt)
        assert CRYPT.decrypt(encrypt) == plain


@given(st.binary(max_size=200))
def test_any_reply_of_the_bot_is_read_or_refused(reply: bytes) -> None:
    """Nothing the bot answers breaks the platform."""
    with suppress(ReplyError):
        assert isinstance(open_json(reply, CRYPT, nonce="1"), dict)
    with suppress(ReplyError):
        assert isinstance(open_xml(reply, CRYPT), dict)


def signed(encrypt: str, **change: object) -> bytes:
    """A reply whose signature fits."""
    envelope = {"encrypt": encrypt, "msgsignature": CRYPT.sign("5", "1", encrypt), "timestamp": 5, "nonce": "1"}
    return json.dumps({**envelope, **change}).encode()


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (b"[]", "被动回复不是 JSON 对象"),
        (b"{}", "被动回复缺少 encrypt、msgsignature、timestamp、nonce"),
        (signed("abc"), "被动回复解不开"),
        (signed("abc", timestamp="5"), "被动回复的 timestamp 不是整数秒"),
        (signed(CRYPT.encrypt(b"[]", bytes(16))), "被动回复的明文不是 JSON 对象"),
    ],
)
def test_a_json_reply_that_does_not_fit_says_why(reply: bytes, problem: str) -> None:
    """Each fault is named."""
    with pytest.raises(ReplyError, match=problem):
        open_json(reply, CRYPT, nonce="1")


@pytest.mark.parametrize("reply", [b"ok", b"<xml><Encrypt>a</Encrypt></xml>"])
def test_an_xml_reply_that_does_not_fit_says_why(reply: bytes) -> None:
    """Missing parts are named."""
    with pytest.raises(ReplyError, match="被动回复缺少"):
        open_xml(reply, CRYPT)


def test_credentials_have_the_platforms_shapes_and_keep_their_secrets_to_themselves() -> None:
    """Keys of 43 characters that open; nothing secret in the printed form."""
    given = draw_credentials(Random(1))  # noqa: S311

    assert (len(given.app_aes_key), len(given.corp_id)) == (43, 18)
    Crypt(given.aibot_token, given.aibot_aes_key, "")
    assert given != draw_credentials(Random(2))  # noqa: S311
    assert repr(given) == "Credentials(corp_id='wwdemo0123456789ab', agent_id=1000002)"


async def test_the_hub_keeps_the_newest_events() -> None:
    """Ids rise; what no longer fits is gone."""
    hub = Hub(kept=3)
    for i in range(5):
        hub.publish("message", {"i": i})

    assert [(e.id, e.data["i"]) for e in hub.since(0)] == [(3, 2), (4, 3), (5, 4)]
    assert [e.id for e in await hub.wait(4)] == [5]
    assert hub.since(5) == []


async def test_a_hand_clock_wakes_sleepers_at_their_own_time() -> None:
    """In order of due time, each seeing its own moment."""
    clock = HandClock()
    start, woken = clock.now(), []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.now() - start))

    tasks = [asyncio.create_task(sleep(s)) for s in (3, 1, 2)]
    await asyncio.sleep(0)
    await clock.advance(2.5)
    assert woken == [(1, timedelta(seconds=1)), (2, timedelta(seconds=2))]
    await clock.advance(1)
    await asyncio.gather(*tasks)
    assert len(woken) == 3
