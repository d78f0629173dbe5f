"""会话内容存档: hears everything said in groups, by pulling it from the archive sidecar; says nothing."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, final

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.core.effects import Effect
from bot.core.errors import QunguanError, WireError
from bot.core.model import Room
from bot.core.ports import Clock
from bot.core.records import Delivery
from bot.wecom import Channel, Heard, Receipt, RefusedError, RoomOf, archive_json
from bot.wecom.codec import read_json
from bot.wecom.exchange import TooLongError, bounded
from bot.wecom.fields import digest, word

_TIMEOUT = ClientTimeout(total=30, connect=5)  # chosen; a page may be 1000 messages
_MAX_PAGE = 32 << 20  # chosen; bytes
_SEQ = re.compile(rb'\s*\{\s*"seq"\s*:\s*([0-9]{1,18})\s*[,}]')

_MENDS = {
    401: "令牌不对：请核对 wecom.archive.token 与存档服务的设置",
    403: "令牌没有权限：请核对 wecom.archive.token 与存档服务的设置",
    404: "没有这个地址：请核对 wecom.archive.source",
}


class PullError(QunguanError):
    """The archive sidecar did not give what it must; nothing was taken from it."""


@final
class Archive(Channel):
    """The message archive as an ear. Not for: speaking."""

    title: ClassVar[str] = "会话内容存档"

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Return what `delivery` says; a line that nobody can read is Unknown. Raises WireError."""
        return archive_json.understand(delivery, room_of)

    def target(self, effect: Effect, room: Room) -> str:
        """Return the room: nothing is ever sent there."""
        del effect
        return room.chat("archive")

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Raise RefusedError: an archive only listens."""
        del key
        raise RefusedError(f"会话存档只能听，不能在 {room.id} 执行 {effect.kind}")


@final
class Puller:
    """Fetches archived messages page by page. source: of the sidecar, without `/messages`. token: its bearer token."""

    __slots__ = ("_clock", "_headers", "_session", "_url")

    def __init__(self, source: str, token: str, session: ClientSession, clock: Clock) -> None:
        self._url = URL(source.rstrip("/") + "/messages")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session = session
        self._clock = clock

    async def pull(self, *, after: int, limit: int) -> tuple[tuple[Delivery, ...], int]:
        """Return the messages behind `after` in order, and the seq to go on from, `after` itself if there are none.

        limit: 1 to 1000. A line that cannot be read comes along as it is. Raises PullError.
        """
        now = self._clock.now()
        deliveries: list[Delivery] = []
        last = made_out = after
        for line in _lines(await self._page(after, limit)):
            try:
                seq, delivery = _delivery(line, now)
            except WireError:
                deliveries.append(_broken(line, now))
                made_out = max(made_out, _made_out(line))
                continue
            if seq <= last:
                raise PullError(f"存档服务给出的 seq 没有递增：{last} 之后是 {seq}，请检查存档服务")
            deliveries.append(delivery)
            last = made_out = seq
        return tuple(deliveries), made_out

    async def _page(self, after: int, limit: int) -> bytes:
        url = self._url.with_query(after=after, limit=limit)
        try:
            async with self._session.get(
                url, headers=self._headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                if response.status != 200:
                    mend = _MENDS.get(response.status, "请查看存档服务的日志")
                    raise PullError(f"存档服务 {self._url} 返回 HTTP {response.status}：{mend}")
                return await bounded(response, _MAX_PAGE)
        except TimeoutError:
            raise PullError(f"存档服务 {self._url} 在 {_TIMEOUT.total:.0f} 秒内没有答完：请确认它在运行") from None
        except TooLongError as error:
            raise PullError(f"存档服务 {self._url} 一页超过 {error.limit} 字节：请检查存档服务") from None
        except (ClientError, OSError) as error:
            raise PullError(f"连接不上存档服务 {self._url}（{type(error).__name__}）：请确认它在运行") from error


def _lines(page: bytes) -> Iterator[bytes]:
    """JSON lines end with LF alone; other line breaks may stand inside a message."""
    return (line for line in page.split(b"\n") if line.strip())


def _delivery(line: bytes, now: datetime) -> tuple[int, Delivery]:
    """Return (seq, delivery). Raises WireError for a line that is no message."""
    tree = read_json(line)
    seq = tree.get("seq")
    if type(seq) is not int or seq < 0:
        raise WireError("存档消息没有 seq")
    key = word(tree, "msgid") or f"seq:{seq}"
    return seq, Delivery(channel="archive", key=key, body=line.decode(), received_at=now)


def _broken(line: bytes, now: datetime) -> Delivery:
    """The line as it is, as far as a database takes it."""
    body = line.decode("utf-8", "replace").replace("\x00", "\ufffd")
    return Delivery(channel="archive", key=f"broken:{digest(body)}", body=body, received_at=now)


def _made_out(line: bytes) -> int:
    """The seq that a broken line begins with, 0 if it does not: what is behind it must not wait for its repair."""
    begun = _SEQ.match(line)
    return int(begun[1]) if begun else 0
