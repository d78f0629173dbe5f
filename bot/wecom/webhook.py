"""群机器人 (消息推送): speaks in the one internal group whose address it is, hears nothing.

Source: developer.work.weixin.qq.com/document/path/99110.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import ClassVar, final

from aiohttp import ClientSession
from yarl import URL

from bot.core.effects import Effect, Reply, Say
from bot.core.errors import WireError
from bot.core.model import Room, RoomId
from bot.core.ports import Clock
from bot.core.records import Delivery
from bot.wecom import Budget, Channel, Heard, Receipt, RefusedError, RoomOf
from bot.wecom.answers import check
from bot.wecom.exchange import post
from bot.wecom.wording import fitted, mentioned


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
    can: ClassVar[frozenset[str]] = frozenset({Say.kind, Reply.kind})
    names_members: ClassVar[bool] = True
    budgets: ClassVar[tuple[Budget, ...]] = (Budget(limit=20, window=timedelta(minutes=1)),)  # platform: path/99110
    max_bytes: ClassVar[int] = 2048  # platform: path/99110

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Raise WireError: a webhook robot brings nothing."""
        del room_of
        raise WireError(f"群机器人听不到任何消息，却收到了 {delivery.key}")

    def takes(self, effect: Effect, room: Room) -> bool:
        """Tell whether it may try: where it has a robot."""
        return effect.kind in self.can and room.id in self.keys

    def target(self, effect: Effect, room: Room) -> str:
        """Return what stands for the robot's key, without telling it."""
        del effect
        return sha256(self.keys.get(room.id, "").encode()).hexdigest()[:16]

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Post the text. Raises RetryableError or RefusedError."""
        if not isinstance(effect, Say | Reply) or room.id not in self.keys:
            raise RefusedError(f"群机器人不能在 {room.id} 执行 {effect.kind}")
        text = fitted(effect.text, self.max_bytes)
        also = (effect.to,) if isinstance(effect, Reply) else ()
        notified = list(dict.fromkeys((*mentioned(text), *also)))
        content = {"content": text} | ({"mentioned_list": notified} if notified else {})
        url = URL(self.api_base.rstrip("/") + "/cgi-bin/webhook/send").with_query(key=self.keys[room.id])
        answer = await post(self.session, url, {"msgtype": "text", "text": content}, key=key)
        check(answer, api="webhook/send", now=self.clock.now())
        return Receipt(answer=answer)
