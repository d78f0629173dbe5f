"""The corp's app on qyapi: a token for many waiters, and calls that end in an answer or a SendError."""

import asyncio
import mimetypes
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import BytesPayload, ClientSession, MultipartWriter
from yarl import URL

from bot.core.ports import Clock
from bot.wecom import RefusedError, RetryableError, SendError
from bot.wecom.answers import DEAD_TOKEN, check
from bot.wecom.exchange import get, post
from bot.wecom.fields import word

_MARGIN = timedelta(minutes=5)  # chosen; a token is renewed so long before its end
_LONGEST = 86400  # chosen; seconds a token may claim to live, the platform's live 7200
_BARRED = timedelta(minutes=5)  # chosen; a wrong secret asked too often bans our address for an hour (path/90313)
_MIN_FILE = 6  # platform: path/90253, more than 5 bytes


class Client:
    """Calls the platform as one app.

    api_base: scheme and host, no path. Neither secret nor token ever comes out of it, not even in an error.
    """

    __slots__ = ("_base", "_clock", "_credentials", "_errand", "_expires_at", "_rejected", "_session", "_token")

    def __init__(self, api_base: str, corp_id: str, secret: str, session: ClientSession, clock: Clock) -> None:
        self._base = URL(api_base.rstrip("/") + "/cgi-bin/")
        self._credentials = {"corpid": corp_id, "corpsecret": secret}
        self._session = session
        self._clock = clock
        self._token = ""
        self._expires_at: datetime | None = None
        self._errand: asyncio.Task[str] | None = None
        self._rejected: tuple[SendError, datetime] | None = None

    async def call(
        self, path: str, *, json: object = None, params: Mapping[str, str] | None = None, key: str = ""
    ) -> dict[str, Any]:
        """Return the platform's answer to one call.

        path: below /cgi-bin/. json: makes it a POST. key: idempotency key, sent along with a POST.
        Raises RetryableError or RefusedError.
        """
        return await self._carried(path, lambda: json, params or {}, key)

    async def upload(self, kind: str, filename: str, content: bytes) -> str:
        """Return the media id under which the platform keeps `content` for three days.

        kind: image, voice, video or file. Raises RetryableError or RefusedError.
        """
        if len(content) < _MIN_FILE:
            raise RefusedError(f"文件 {filename} 只有 {len(content)} 字节，平台要求大于 5 字节")
        answer = await self._carried("media/upload", lambda: _form(filename, content), {"type": kind}, "")
        media_id = word(answer, "media_id")
        if not media_id:
            raise RetryableError("media/upload 的回答里没有 media_id", answer=answer)
        return media_id

    async def _carried(
        self, path: str, content: Callable[[], object], params: Mapping[str, str], key: str
    ) -> dict[str, Any]:
        """Call once, and once more if the token was dead. content: makes the body, which can be sent only once."""
        token = await self._fresh()
        answer = await self._once(path, token, content(), params, key)
        if answer["errcode"] in DEAD_TOKEN:
            token = await self._instead_of(token)
            answer = await self._once(path, token, content(), params, key)
        check(answer, api=path, now=self._clock.now())
        return answer

    async def _once(
        self, path: str, token: str, content: object, params: Mapping[str, str], key: str
    ) -> dict[str, Any]:
        url = (self._base / path).with_query({"access_token": token, **params})
        if content is None:
            return await get(self._session, url)
        return await post(self._session, url, content, key=key)

    async def _fresh(self) -> str:
        if self._expires_at is not None and self._clock.now() < self._expires_at:
            return self._token
        return await self._fetched()

    async def _instead_of(self, dead: str) -> str:
        """Return a token that is not `dead`; whoever finds it dead first has it renewed for all."""
        if dead == self._token:
            self._expires_at = None
        return await self._fresh()

    async def _fetched(self) -> str:
        """Fetch once for all who wait; one of them giving up does not stop the others."""
        if self._errand is None or self._errand.done():
            self._errand = asyncio.create_task(self._fetch(), name="wecom token")
            self._errand.add_done_callback(_noted)
        return await asyncio.shield(self._errand)

    async def _fetch(self) -> str:
        now = self._clock.now()
        if self._rejected is not None and now < self._rejected[1]:
            error, until = self._rejected
            raise RetryableError(str(error), answer=error.answer, after=until - now)
        url = (self._base / "gettoken").with_query(self._credentials)
        answer = await get(self._session, url)
        try:
            check({"errcode": answer["errcode"], "errmsg": answer.get("errmsg", "")}, api="gettoken", now=now)
        except SendError as error:
            raise self._remembered(error, now) from None
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST:
            raise RetryableError("gettoken 的回答里没有可用的 access_token 和 expires_in")
        lifetime = timedelta(seconds=seconds)
        self._token = token
        self._expires_at = now + lifetime - min(_MARGIN, lifetime / 2)
        return token

    def _remembered(self, error: SendError, now: datetime) -> RetryableError:
        """No call will work until it is mended, and asking again soon makes it worse."""
        transient = isinstance(error, RetryableError) and error.answer["errcode"] not in DEAD_TOKEN
        after = error.after if isinstance(error, RetryableError) and transient else _BARRED
        self._rejected = (error, now + after)
        return RetryableError(str(error), answer=error.answer, after=after)


def _noted(errand: asyncio.Task[str]) -> None:
    """Take the error, lest nobody be left to take it."""
    if not errand.cancelled():
        errand.exception()


def _form(filename: str, content: bytes) -> MultipartWriter:
    """Return the form of path/90253; the file name goes as UTF-8, as the platform wants it."""
    form = MultipartWriter("form-data")
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    part = BytesPayload(content, content_type=kind)
    part.set_content_disposition(
        "form-data", quote_fields=False, name="media", filename=filename, filelength=str(len(content))
    )
    form.append_payload(part)
    return form
