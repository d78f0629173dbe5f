"""智能机器人: callbacks in, one answer to each message out."""

import json

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Effect, Remove, Reply, Say
from bot.core.errors import ForgedError, WireError
from bot.core.model import MemberId, Message, Room, RoomId
from bot.wecom import RefusedError, RetryableError
from bot.wecom.aibot import WELCOME, Aibot
from bot.wecom.guard import Guard
from tests.fakes import SetClock
from tests.wecom.platform import OK, Platform
from tests.wecom.samples import AIBOT_CRYPT, NOW, aibot_callback, delivered, patient, query_for, room_of
from tests.wecom.test_crypt import AIBOT_JSON, AIBOT_MESSAGE, ECHO

ANSWER = "/cgi-bin/aibot/response"
GROUP = Room(id=RoomId("r1"), chats={"aibot": "wrAbC"})
ZHANG = MemberId("zhang")
ENTER = '{"msgid":"M9","aibotid":"B","from":{"userid":"u1"},"msgtype":"event","event":{"eventtype":"enter_chat"}}'
NAMES = {"zhang": "张三"}


def _hearing() -> Aibot:
    """A bot that only hears: it has nothing to send with."""
    return Aibot(crypt=AIBOT_CRYPT, guard=Guard(), session=None, clock=SetClock(NOW), name="群管")  # type: ignore[arg-type]


@pytest.fixture
def aibot(session: ClientSession, clock: SetClock) -> Aibot:
    """The bot that the tests send with."""
    return Aibot(
        crypt=AIBOT_CRYPT,
        guard=Guard(),
        session=session,
        clock=clock,
        name="群管",
        name_of=lambda userid: NAMES.get(userid, ""),
    )


def _reply(text: str, platform: Platform) -> Reply:
    return Reply(room=GROUP.id, to=ZHANG, text=text, answer_url=f"{platform.url}{ANSWER}?response_code=a%2Bb%3D")


def test_a_vector_goes_all_the_way() -> None:
    """From the sealed envelope to what a member said."""
    aibot = _hearing()
    query = {
        "msg_signature": "ecd19548db52af16244c0424a501c082805068e3",
        "timestamp": "1700000000",
        "nonce": "1234567890",
    }
    sent_at = NOW.fromtimestamp(1700000000, NOW.tzinfo)

    delivery = aibot.open(json.dumps({"encrypt": AIBOT_MESSAGE}).encode(), query, now=sent_at)
    heard = aibot.understand(delivery, room_of)

    assert (delivery.channel, delivery.key, delivery.body) == ("aibot", "M1", AIBOT_JSON)
    assert isinstance(heard, Message)
    assert (heard.id, heard.room, heard.text, heard.sent_at) == ("M1", "private:u1", "你好", sent_at)


def test_url_verification_is_answered() -> None:
    """The echo comes back bare; one sealed for an app is refused."""
    encrypt = AIBOT_CRYPT.encrypt(b"4711", b"0" * 16)

    assert _hearing().echo({**query_for(AIBOT_CRYPT, encrypt), "echostr": encrypt}) == "4711"
    with pytest.raises(ForgedError):
        _hearing().echo({**query_for(AIBOT_CRYPT, ECHO), "echostr": ECHO})


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"{}", b'{"encrypt":1}', b'{"encrypt":{}}', b'{"encrypt":"AAAA"}'])
def test_a_body_without_envelope_is_refused(body: bytes) -> None:
    """No envelope, no callback."""
    with pytest.raises(WireError):
        _hearing().open(body, query_for(AIBOT_CRYPT, "AAAA"), now=NOW)


@pytest.mark.parametrize("plain", ["", "[]", "<xml/>", '{"a":1,"a":2}'])
def test_genuine_nonsense_is_refused(plain: str) -> None:
    """What is well sealed and signed can still be no message: a WireError."""
    body, query = aibot_callback(plain)

    with pytest.raises(WireError):
        _hearing().open(body, query, now=NOW)


@patient
@given(body=st.binary(max_size=100), query=st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]), st.text(max_size=20)))  # fmt: skip
def test_any_bytes_are_refused(body: bytes, query: dict[str, str]) -> None:
    """Nothing but WireError comes out of what nobody signed."""
    with pytest.raises(WireError):
        _hearing().open(body, query, now=NOW)
    with pytest.raises(WireError):
        _hearing().echo(query)


def test_who_opens_the_chat_is_welcomed_in_the_callback() -> None:
    """The passive answer is sealed, signed with the callback's own nonce, and repeats it."""
    aibot = _hearing()
    body, query = aibot_callback(ENTER, nonce="98765")

    envelope = json.loads(aibot.passive(aibot.open(body, query, now=NOW), query, now=NOW))

    assert list(envelope) == ["encrypt", "msgsignature", "timestamp", "nonce"]
    assert (envelope["timestamp"], envelope["nonce"]) == (int(NOW.timestamp()), "98765")
    AIBOT_CRYPT.verify(envelope["msgsignature"], str(envelope["timestamp"]), "98765", envelope["encrypt"])
    assert json.loads(AIBOT_CRYPT.decrypt(envelope["encrypt"])) == {
        "msgtype": "text",
        "text": {"content": WELCOME.default},
    }


@pytest.mark.parametrize(
    "body",
    [AIBOT_JSON, AIBOT_JSON.replace("你好", '\\"enter_chat\\"'), ENTER.replace('"event",', '"x","enter_chat":1,')],
)
def test_nobody_else_is_answered_in_the_callback(body: str) -> None:
    """Messages and other events get an empty answer, whatever words are in them."""
    aibot = _hearing()

    assert aibot.passive(delivered("aibot", body), {"nonce": "1"}, now=NOW) == b""


def test_a_bot_without_welcome_says_nothing() -> None:
    """An admin may want no welcome."""
    aibot = Aibot(
        crypt=AIBOT_CRYPT,
        guard=Guard(),
        session=None,  # type: ignore[arg-type]
        clock=SetClock(NOW),
        name="群管",
        welcome="",
    )

    assert aibot.passive(delivered("aibot", ENTER), {"nonce": "1"}, now=NOW) == b""


async def test_an_answer_is_posted_to_its_address_unchanged(aibot: Aibot, platform: Platform) -> None:
    """Markdown goes to the one-shot address as it was given; members are called by name, as it cannot @ them."""
    receipt = await aibot.send(_reply("<@zhang> **群规**：<@li> 不发广告", platform), GROUP, key="k1")

    assert receipt.answer == OK
    (asked,) = platform.asked
    assert (asked.method, asked.path, asked.query, asked.key) == ("POST", ANSWER, {"response_code": "a+b="}, "k1")
    assert asked.content == {"msgtype": "markdown", "markdown": {"content": "@张三 **群规**： 不发广告"}}


async def test_a_long_answer_is_cut_to_fit(aibot: Aibot, platform: Platform) -> None:
    """Up to 20480 bytes."""
    await aibot.send(_reply("长" * 10000, platform), GROUP, key="k1")

    assert 20470 < len(platform.asked[0].content["markdown"]["content"].encode()) <= 20480


async def test_a_used_address_is_a_refusal(aibot: Aibot, platform: Platform) -> None:
    """Another channel has to answer then."""
    platform.will_answer(ANSWER, {"errcode": 60140, "errmsg": "x"})

    with pytest.raises(RefusedError, match="已用过"):
        await aibot.send(_reply("x", platform), GROUP, key="k1")


async def test_a_failing_server_is_asked_again(aibot: Aibot, platform: Platform) -> None:
    """5xx may pass."""
    platform.will_answer(ANSWER, 503)

    with pytest.raises(RetryableError):
        await aibot.send(_reply("x", platform), GROUP, key="k1")


@pytest.mark.parametrize(
    "effect",
    [
        Reply(room=GROUP.id, to=ZHANG, text="x"),
        Say(room=GROUP.id, text="x"),
        Remove(room=GROUP.id, member=ZHANG, why="x"),
    ],
)
async def test_it_speaks_only_when_spoken_to(aibot: Aibot, effect: Effect) -> None:
    """Without an address to answer at, nothing can be sent."""
    assert not aibot.takes(effect, GROUP)
    with pytest.raises(RefusedError, match="回复"):
        await aibot.send(effect, GROUP, key="k")


async def test_an_address_that_is_none_is_refused(aibot: Aibot) -> None:
    """Only http and https are addresses."""
    with pytest.raises(RefusedError):
        await aibot.send(Reply(room=GROUP.id, to=ZHANG, text="x", answer_url="file:///x"), GROUP, key="k")


def test_the_budget_counts_the_chat() -> None:
    """By the chat id of the platform."""
    reply = Reply(room=GROUP.id, to=ZHANG, text="x", answer_url="https://r")

    assert _hearing().target(reply, GROUP) == "wrAbC"
    assert _hearing().takes(reply, GROUP)
