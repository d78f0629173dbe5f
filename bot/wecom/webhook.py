"""群机器人 (消息推送): speaks in the one internal group whose address it is, hears nothing.

Source: developer.work.weixin.qq.com/document/path/99110.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import md5, sha256
from typing import Any, ClassVar, final

from aiohttp import ClientSession
from yarl import URL

from bot.core.effects import Chart, Effect, Reply, Say
from bot.core.errors import WireError
from bot.core.model import Room, RoomId
from bot.core.ports import Clock
from bot.core.records import Delivery
from bot.wecom import Budget, Channel, Heard, Receipt, RefusedError, RoomOf, charts
from bot.wecom.answers import check
from bot.wecom.exchange import post
from bot.wecom.wording import fitted, mentioned

LARGEST_IMAGE = 2 << 20  # platform: path/99110


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Channel):
    """One webhook robot per room.

    api_base: scheme and host. keys: of the robots, by room; a key is a secret.
    """

    api_base: str
    keys: Mapping[RoomId, str] = field(repr=False)
    session: ClientSession
    clock: Clock

    title: ClassVar[str] = "群机器人"
    can: ClassVar[frozenset[str]] = frozenset({Say.kind, Reply.kind, Chart.kind})
    names_members: ClassVar[bool] = True
    budgets: ClassVar[tuple[Budget, ...]] = (Budget(limit=20, window=timedelta(minutes=1)),)  # platform: path/99110
    max_bytes: ClassVar[int] = 2048  # platform: path/99110

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Raise WireError: a webhook robot brings nothing."""
        del room_of
        raise WireError(f"群机器人听不到任何消息，却收到了 {delivery.key}")

    def takes(self, effect: Effect, room: Room) -> bool:
        """Tell whether it may try: where it has a robot."""
        is_private = isinstance(effect, Chart) and bool(effect.to)
        return effect.kind in self.can and room.id in self.keys and not is_private

    def target(self, effect: Effect, room: Room) -> str:
        """Return what stands for the robot's key, without telling it."""
        del effect
        return sha256(self.keys.get(room.id, "").encode()).hexdigest()[:16]

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Post the text, or the picture. Raises RetryableError or RefusedError."""
        if not self.takes(effect, room):
            raise RefusedError(f"群机器人不能在 {room.id} 执行 {effect.kind}")
        url = URL(self.api_base.rstrip("/") + "/cgi-bin/webhook/send").with_query(key=self.keys[room.id])
        answer = await post(self.session, url, await self._body(effect), key=key)
        check(answer, api="webhook/send", now=self.clock.now())
        return Receipt(answer=answer)

    async def _body(self, effect: Effect) -> dict[str, Any]:
        if isinstance(effect, Chart):
            return {"msgtype": "image", "image": _image(await charts.drawn(effect))}
        if not isinstance(effect, Say | Reply):
            raise RefusedError(f"群机器人不能执行 {effect.kind}")
        text = fitted(effect.text, self.max_bytes)
        also = (effect.to,) if isinstance(effect, Reply) else ()
        notified = list(dict.fromkeys((*mentioned(text), *also)))
        content = {"content": text} | ({"mentioned_list": notified} if notified else {})
        return {"msgtype": "text", "text": content}


def _image(content: bytes) -> dict[str, str]:
    """Return `content` as the platform wants a picture. Raises RefusedError for more than it takes."""
    if len(content) > LARGEST_IMAGE:
        raise RefusedError(f"图片有 {len(content)} 字节，群机器人最多收 {LARGEST_IMAGE} 字节")
    digest = md5(content, usedforsecurity=False).hexdigest()
    return {"base64": b64encode(content).decode(), "md5": digest}
