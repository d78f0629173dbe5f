"""Calls that end in an answer or a SendError."""

from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.wecom import RefusedError, RetryableError, SendError
from bot.wecom.client import Client
from tests.fakes import SetClock
from tests.wecom.platform import OK, Platform
from tests.wecom.samples import CORP

TOKEN = "/cgi-bin/gettoken"
SEND = "/cgi-bin/message/send"
UPLOAD = "/cgi-bin/media/upload"


def _error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": f"errmsg of {code}, hint: [1], from ip: 1.2.3.4"}


async def test_a_call_carries_token_content_and_key(client: Client, platform: Platform) -> None:
    """A POST has the token in its query, the JSON as its body and the idempotency key in a header."""
    platform.will_answer(SEND, {**OK, "msgid": "m1"})

    answer = await client.call("message/send", json={"touser": "张三"}, params={"debug": "0"}, key="k-1")

    assert answer == {"errcode": 0, "errmsg": "ok", "msgid": "m1"}
    (asked,) = platform.asked_for(SEND)
    assert (asked.method, asked.query, asked.content, asked.key) == (
        "POST", {"access_token": "token1", "debug": "0"}, {"touser": "张三"}, "k-1",
    )  # fmt: skip


async def test_a_token_that_the_platform_repeats_is_not_kept(client: Client, platform: Platform) -> None:
    """Answers are stored with the effect and logged."""
    platform.will_answer(SEND, {"errcode": 0, "errmsg": "ok, url: /x?access_token=token1&debug=1"})

    answer = await client.call("message/send", json={})

    assert answer["errmsg"] == "ok, url: /x?access_token=******&debug=1"


async def test_a_call_without_content_is_a_get(client: Client, platform: Platform) -> None:
    """Reading needs no body and no key."""
    await client.call("appchat/get", params={"chatid": "c&1"})

    (asked,) = platform.asked_for("/cgi-bin/appchat/get")
    assert (asked.method, asked.query, asked.content, asked.key) == (
        "GET", {"access_token": "token1", "chatid": "c&1"}, None, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(500, "500", id="server error"),
        pytest.param(502, "502", id="bad gateway"),
        pytest.param(404, "404", id="no JSON"),
        pytest.param(b"", "200", id="empty"),
        pytest.param(b"[1]", "200", id="no object"),
        pytest.param(b'{"errmsg":"ok"}', "errcode", id="no errcode"),
        pytest.param(b'{"errcode":"0"}', "errcode", id="errcode is text"),
        pytest.param(b"x" * ((1 << 20) + 1), "超过", id="too long"),
        pytest.param(ConnectionError, "连接失败", id="cut off"),
    ],
)
async def test_what_may_be_gone_next_time_is_retryable(
    client: Client, platform: Platform, answer: object, why: str
) -> None:
    """A failing server or network is a RetryableError that says which call it was."""
    platform.will_answer(SEND, answer)

    with pytest.raises(RetryableError, match=why) as caught:
        await client.call("message/send", json={})

    assert "message/send" in str(caught.value)


async def test_nobody_listening_is_retryable(session: ClientSession, clock: SetClock) -> None:
    """A refused connection is a RetryableError, too."""
    client = Client("http://127.0.0.1:9", CORP, "the-secret", session, clock)

    with pytest.raises(RetryableError, match="连接失败"):
        await client.call("agent/get")


async def test_a_slow_answer_is_retryable(client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting ends."""
    monkeypatch.setattr("bot.wecom.exchange._TIMEOUT", ClientTimeout(total=0.05))
    platform.pause = 0.3

    with pytest.raises(RetryableError, match="超时"):
        await client.call("agent/get")


async def test_a_refusal_is_final(client: Client, platform: Platform) -> None:
    """81013 will be 81013 again; the answer is kept as evidence."""
    platform.will_answer(SEND, _error(81013))

    with pytest.raises(RefusedError) as caught:
        await client.call("message/send", json={})

    assert caught.value.answer == _error(81013)


@pytest.mark.parametrize("answer", [500, {"errcode": 40013, "errmsg": "invalid corpid"}, ConnectionError])
async def test_no_error_tells_a_secret(client: Client, platform: Platform, answer: object) -> None:
    """Neither token nor secret stands in any error, in its causes or its answer."""
    await client.call("agent/get")
    platform.will_answer(SEND, answer)
    errors = [await _failure(client)]
    platform.will_answer(SEND, {"errcode": 42001, "errmsg": ""})
    platform.will_answer(TOKEN, answer, answer)  # a GET that breaks off is sent once more by aiohttp itself
    errors.append(await _failure(client))

    for error in errors:
        told = f"{error!r} {error.answer} {error.__cause__!r}"
        assert "the-secret" not in told
        assert "token1" not in told


async def _failure(client: Client) -> SendError:
    with pytest.raises(SendError) as caught:
        await client.call("message/send", json={})
    return caught.value


async def test_an_upload_is_the_documented_form(client: Client, platform: Platform) -> None:
    """The file goes as part `media` with its name and length; a dead token is replaced; the media id comes back."""
    platform.will_answer(UPLOAD, _error(40014), {**OK, "media_id": "M-1", "created_at": "1"})

    media_id = await client.upload("file", "群规 1.txt", "一二三".encode())

    assert media_id == "M-1"
    first, asked = platform.asked_for(UPLOAD)
    assert asked.query == {"access_token": "token2", "type": "file"}
    assert asked.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    form = asked.content.decode()
    assert 'name="media"; filename="群规 1.txt"; filelength="9"' in form
    assert "Content-Type: text/plain" in form
    assert "\r\n\r\n一二三\r\n" in form
    assert "一二三" in first.content.decode()


async def test_a_file_too_small_is_refused_unsent(client: Client, platform: Platform) -> None:
    """Five bytes are too few for the platform."""
    with pytest.raises(RefusedError, match="5 字节"):
        await client.upload("file", "a.bin", b"12345")

    assert platform.asked == []


async def test_an_upload_without_media_id_failed(client: Client, platform: Platform) -> None:
    """An answer that lacks what it must have is an error."""
    with pytest.raises(RetryableError, match="media_id"):
        await client.upload("image", "a", b"123456")

    assert b"application/octet-stream" in platform.asked_for(UPLOAD)[0].content
