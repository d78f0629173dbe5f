"""The archive as an ear, and the pull from its sidecar."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Say
from bot.core.model import Message, Room, RoomId
from bot.core.records import Delivery
from bot.wecom import RefusedError, Unknown
from bot.wecom.archive import Archive, Puller, PullError, _broken, _lines
from tests.fakes import SetClock
from tests.wecom.platform import Platform
from tests.wecom.samples import NOW, patient, room_of

MESSAGES = "/archive/messages"
ROOM = Room(id=RoomId("r1"), chats={"archive": "wr1"})


@pytest.fixture
def puller(platform: Platform, session: ClientSession, clock: SetClock) -> Puller:
    """A puller of that platform's sidecar."""
    return Puller(f"{platform.url}/archive", "the-token", session, clock)


def _line(seq: int, **fields: Any) -> dict[str, Any]:
    return {
        "seq": seq, "msgid": f"m{seq}", "action": "send", "from": "zhang", "tolist": ["li"], "roomid": "wr1",
        "msgtime": 1609459200123, "msgtype": "text", "text": {"content": f"第{seq}条\u2028仍是一条"}, **fields,
    }  # fmt: skip


def _page(*lines: dict[str, Any] | bytes) -> bytes:
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n" for line in lines
    )


async def test_a_page_becomes_deliveries_in_order(puller: Puller, platform: Platform) -> None:
    """The position goes out with the token; messages come back as they are, with the position to go on from."""
    platform.will_answer(MESSAGES, _page(_line(8), _line(11)))

    deliveries, last = await puller.pull(after=7, limit=500)

    (asked,) = platform.asked
    assert (asked.method, asked.query) == ("GET", {"after": "7", "limit": "500"})
    assert asked.headers["Authorization"] == "Bearer the-token"
    assert last == 11
    assert deliveries == tuple(
        Delivery(channel="archive", key=f"m{n}", body=json.dumps(_line(n), ensure_ascii=False), received_at=NOW)
        for n in (8, 11)
    )


async def test_pulled_messages_are_understood(puller: Puller, platform: Platform) -> None:
    """From the sidecar's line to what a member said."""
    platform.will_answer(MESSAGES, _page(_line(8)))

    (delivery,), _ = await puller.pull(after=7, limit=500)
    heard = Archive().understand(delivery, room_of)

    assert isinstance(heard, Message)
    assert (heard.id, heard.room, heard.sender, heard.text) == ("m8", "archive/wr1", "zhang", "第8条\u2028仍是一条")


@pytest.mark.parametrize("page", [b"", b"\n", b"\n \r\n\n"])
async def test_no_news_leaves_the_position(puller: Puller, platform: Platform, page: bytes) -> None:
    """An empty page is not an end."""
    platform.will_answer(MESSAGES, page)

    assert await puller.pull(after=7, limit=500) == ((), 7)


@pytest.mark.parametrize(
    "broken",
    [
        b"no json", b'{"seq":9', b'{"msgid":"x"}', b'{"seq":"9"}', b'{"seq":-1}', b'{"seq":true}', b"\xff\xfe\x00", b"[9]",
        b'{"text":{"content":"\\"seq\\": 99999999"},}', b'{"seq":999999999,broken}', b'{"seq":3,broken}',
    ],
)  # fmt: skip
async def test_a_broken_line_stops_nothing(puller: Puller, platform: Platform, broken: bytes) -> None:
    """It is kept raw among the others; whatever number stands in it, the position is that of the readable ones."""
    platform.will_answer(MESSAGES, _page(_line(8), broken, _line(10)), _page(_line(8), broken, _line(10)))

    deliveries, last = await puller.pull(after=7, limit=500)

    assert last == 10
    assert [delivery.key for delivery in deliveries[::2]] == ["m8", "m10"]
    raw = deliveries[1]
    assert raw.key.startswith("broken:")
    assert raw.body == broken.decode("utf-8", "replace").replace("\x00", "\ufffd")
    assert isinstance(Archive().understand(raw, room_of), Unknown)
    assert (await puller.pull(after=7, limit=500))[0][1].key == raw.key


@pytest.mark.parametrize(
    ("broken", "last"),
    [
        (b'{"seq":9,"text":{"content":"\\u12"}}', 9),
        (b' { "seq" : 12 , oops', 12),
        (b'{"seq":9', 8),
        (b'{"seq":3,oops', 8),
        (b'{"text":"\\"seq\\":99,"', 8),
    ],
)
async def test_a_broken_last_line_does_not_hold_up_the_rest(
    puller: Puller, platform: Platform, broken: bytes, last: int
) -> None:
    """If the line begins with its seq, whole, the next pull goes on behind it."""
    platform.will_answer(MESSAGES, _page(_line(8), broken))

    assert (await puller.pull(after=7, limit=500))[1] == last


async def test_a_line_without_msgid_is_known_by_its_seq(puller: Puller, platform: Platform) -> None:
    """Every delivery has a key."""
    platform.will_answer(MESSAGES, _page({"seq": 8, "action": "switch", "user": "zhang"}))

    (delivery,), _ = await puller.pull(after=7, limit=500)

    assert delivery.key == "seq:8"


@pytest.mark.parametrize("seqs", [(7,), (8, 8), (9, 8), (1, 2)])
async def test_a_seq_that_does_not_rise_is_an_error(puller: Puller, platform: Platform, seqs: tuple[int, ...]) -> None:
    """A sidecar that turned back would be pulled for ever; nothing of such a page is taken."""
    platform.will_answer(MESSAGES, _page(*map(_line, seqs)))

    with pytest.raises(PullError, match="递增"):
        await puller.pull(after=7, limit=500)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (401, "wecom.archive.token"),
        (403, "wecom.archive.token"),
        (404, "wecom.archive.source"),
        (500, "HTTP 500"),
    ],
)
async def test_a_refusal_says_what_to_mend(puller: Puller, platform: Platform, answer: int, why: str) -> None:
    """The error names the setting, never the token."""
    platform.will_answer(MESSAGES, answer)

    with pytest.raises(PullError, match=why) as caught:
        await puller.pull(after=7, limit=500)
    assert "the-token" not in str(caught.value)


async def test_an_absent_sidecar_is_an_error(session: ClientSession, clock: SetClock) -> None:
    """Nobody listens."""
    with pytest.raises(PullError, match="连接不上"):
        await Puller("http://127.0.0.1:9/archive/", "t", session, clock).pull(after=0, limit=1)


async def test_a_slow_sidecar_is_an_error(puller: Puller, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting ends."""
    monkeypatch.setattr("bot.wecom.archive._TIMEOUT", ClientTimeout(total=0.05))
    platform.pause = 0.3

    with pytest.raises(PullError, match="没有答完"):
        await puller.pull(after=0, limit=1)


async def test_an_endless_page_is_an_error(puller: Puller, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded."""
    monkeypatch.setattr("bot.wecom.archive._MAX_PAGE", 1000)
    platform.will_answer(MESSAGES, b"x" * 1001)

    with pytest.raises(PullError, match="1000 字节"):
        await puller.pull(after=0, limit=1)


@patient
@given(st.lists(st.binary(max_size=40)))
def test_any_lines_have_keys_and_can_be_stored(lines: list[bytes]) -> None:
    """Whatever stands in a page, its lines can be taken apart and kept."""
    for line in _lines(b"\n".join(lines)):
        delivery = _broken(line, NOW)
        assert "\x00" not in delivery.body
        assert delivery.body.encode()
        assert isinstance(Archive().understand(delivery, room_of), Unknown | Message)


async def test_it_says_nothing() -> None:
    """An archive only listens."""
    say = Say(room=ROOM.id, text="x")

    assert not Archive().takes(say, ROOM)
    assert Archive().target(say, ROOM) == "wr1"
    with pytest.raises(RefusedError):
        await Archive().send(say, ROOM, key="k")
