"""自建应用: hears what is said to it in private and what happens; speaks in its own groups and in private."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, final

from bot.core.effects import Ask, Effect, Remove, Reply, Say, Tell
from bot.core.model import MemberId, Room, RoomId, is_private
from bot.core.records import Delivery
from bot.wecom import Budget, Channel, Heard, Receipt, RefusedError, RoomOf, app_xml, appchat
from bot.wecom.client import Client
from bot.wecom.codec import read_xml
from bot.wecom.crypt import Crypt
from bot.wecom.envelope import echo, unseal
from bot.wecom.fields import need, word
from bot.wecom.guard import Guard
from bot.wecom.wording import fitted

_REPEAT_SECONDS = 60  # chosen; catches a repeat after a lost answer, and lets the same answer be given again later


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class App(Channel):
    """The app's callback, its groups and its private chats.

    Not for: hearing groups; what is said there reaches no app.
    """

    crypt: Crypt
    guard: Guard
    client: Client
    agent_id: int

    title: ClassVar[str] = "自建应用"
    can: ClassVar[frozenset[str]] = frozenset({Say.kind, Reply.kind, Tell.kind, Ask.kind, Remove.kind})
    names_members: ClassVar[bool] = True
    budgets: ClassVar[tuple[Budget, ...]] = (  # platform: path/90312; above it messages vanish without an error
        Budget(limit=30, window=timedelta(minutes=1)),
        Budget(limit=1000, window=timedelta(hours=1)),
    )
    max_bytes: ClassVar[int] = 2048  # platform: path/90236

    def echo(self, query: Mapping[str, str]) -> str:
        """Return the answer to URL verification. Raises ForgedError or WireError."""
        return echo(query, crypt=self.crypt)

    def open(self, body: bytes, query: Mapping[str, str], *, now: datetime) -> Delivery:
        """Return the delivery in one callback.

        Raises ForgedError for a forgery or a replay, WireError for anything unreadable.
        """
        encrypt = need(read_xml(body), "Encrypt")
        plain = unseal(encrypt, query, crypt=self.crypt, guard=self.guard, now=now)
        key = app_xml.key_of(plain, signature=query["msg_signature"])
        return Delivery(channel="app", key=key, body=plain, received_at=now)

    def passive(self, delivery: Delivery, query: Mapping[str, str], *, now: datetime) -> bytes:
        """Return an empty answer: the app speaks by itself, not in the response to a callback."""
        del delivery, query, now
        return b""

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Return what `delivery` says. Raises WireError."""
        del room_of  # every message to an app is private
        return app_xml.understand(delivery)

    def takes(self, effect: Effect, room: Room) -> bool:
        """Tell whether it may try: nobody can be removed from a private chat."""
        return effect.kind in self.can and not (isinstance(effect, Remove) and is_private(room.id))

    def target(self, effect: Effect, room: Room) -> str:
        """Return the member or the group that the effect goes to."""
        member = _receiver(effect, room)
        return f"member:{member}" if member else f"chat:{room.chat('app')}"

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Carry out `effect`. Raises RetryableError or RefusedError."""
        member, chat = _receiver(effect, room), room.chat("app")
        match effect:
            case Say() | Reply() | Tell() | Ask() if member:
                return Receipt(answer=await self._tell(member, fitted(effect.text, self.max_bytes), key))
            case Say():
                text = fitted(effect.text, self.max_bytes)
                return Receipt(answer=await appchat.say(self.client, chat, text, key=key))
            case Reply():
                text = fitted(effect.text, self.max_bytes)
                return Receipt(answer=await appchat.say(self.client, chat, text, also=(effect.to,), key=key))
            case Remove() if not is_private(room.id):
                return Receipt(answer=await appchat.remove(self.client, chat, effect.member, key=key))
        raise RefusedError(f"自建应用不能在 {room.id} 执行 {effect.kind}")

    async def _tell(self, member: MemberId, text: str, key: str) -> dict[str, Any]:
        answer = await self.client.call(
            "message/send",
            json={
                "touser": member,
                "msgtype": "text",
                "agentid": self.agent_id,
                "text": {"content": text},
                "safe": 0,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": _REPEAT_SECONDS,
            },
            key=key,
        )
        if word(answer, "invaliduser") or word(answer, "unlicenseduser"):
            raise RefusedError(f"成员 {member} 不在应用的可见范围内或没有接口许可", answer=answer)
        return answer


def _receiver(effect: Effect, room: Room) -> MemberId:
    """The member that `effect` reaches in private; empty if it goes to the group."""
    if isinstance(effect, Tell | Ask):
        return effect.to
    if not is_private(room.id):
        return MemberId("")
    return effect.to if isinstance(effect, Reply) else _member_of(room.id)


def _member_of(room: RoomId) -> MemberId:
    return MemberId(room.partition(":")[2])
