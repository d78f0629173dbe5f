"""One HTTP exchange with the platform: request out, JSON answer with an errcode back."""

import re
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartWriter
from yarl import URL

from bot.core.errors import WireError
from bot.wecom import RetryableError
from bot.wecom.codec import MAX_BYTES, read_json

_TOKEN = re.compile(r"access_token=[^&\s,]+")
_TIMEOUT = ClientTimeout(total=10, connect=5)  # chosen; the platform answers within one or two seconds


class TooLongError(Exception):
    """An answer with more bytes than it may have. limit: how many those are."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


async def get(session: ClientSession, url: URL) -> dict[str, Any]:
    """Return the answer to a GET. Raises RetryableError; no address is in it, for a token would be too."""
    return await _exchange(session, "GET", url)


async def post(session: ClientSession, url: URL, content: object, *, key: str = "") -> dict[str, Any]:
    """Return the answer to a POST. content: JSON, or the parts of a form. key: idempotency key.

    Raises RetryableError for whatever may be gone the next time; no address is in it, for a token would be too.
    """
    headers = {"Idempotency-Key": key} if key else {}
    if isinstance(content, MultipartWriter):
        return await _exchange(session, "POST", url, data=content, headers=headers)
    return await _exchange(session, "POST", url, json=content, headers=headers)


async def _exchange(session: ClientSession, method: str, url: URL, **request: Any) -> dict[str, Any]:  # noqa: ANN401
    try:
        async with session.request(method, url, timeout=_TIMEOUT, allow_redirects=False, **request) as response:
            return _answer(response, await bounded(response, MAX_BYTES))
    except TimeoutError:
        raise RetryableError(f"{url.path} 超时未答") from None
    except TooLongError as error:
        raise RetryableError(f"{url.path} 的回答超过 {error.limit} 字节") from None
    except (ClientError, OSError) as error:
        raise RetryableError(f"{url.path} 连接失败：{type(error).__name__}") from None


def _answer(response: ClientResponse, body: bytes) -> dict[str, Any]:
    path = response.url.path
    if response.status >= 500:
        raise RetryableError(f"{path} 服务器出错：HTTP {response.status}")
    try:
        answer = read_json(body)
    except WireError:
        raise RetryableError(f"{path} 的回答不是 JSON：HTTP {response.status}") from None
    if type(answer.get("errcode")) is not int:
        raise RetryableError(f"{path} 的回答没有 errcode：HTTP {response.status}")
    if "errmsg" in answer:  # kept and logged, so a token that the platform repeats in it must go
        answer["errmsg"] = _TOKEN.sub("access_token=******", str(answer["errmsg"]))
    return answer


async def bounded(response: ClientResponse, limit: int) -> bytes:
    """Return the body. Raises TooLongError if it has more than `limit` bytes."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > limit:
            raise TooLongError(limit)
    return bytes(body)
