"""自建应用: hears what is said to it in private and what happens; speaks in its own groups and in private."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, final

from bot.core import effects
from bot.core.effects import Ask, Attach, Card, Chart, Effect, Gather, Inspect, Recard, Remove, Reply, Say, Show, Tell
from bot.core.model import MemberId, Room, RoomId, is_private
from bot.core.records import Delivery
from bot.wecom import Budget, Channel, Heard, Receipt, RefusedError, RoomOf, app_xml, appchat, cards, charts, groups
from bot.wecom.client import Client
from bot.wecom.codec import read_xml
from bot.wecom.crypt import Crypt
from bot.wecom.envelope import echo, unseal
from bot.wecom.fields import need, word
from bot.wecom.groups import Names
from bot.wecom.guard import Guard
from bot.wecom.people import is_external
from bot.wecom.wording import fitted

_CARD = "template_card"
_OF_GROUPS = (Remove, Inspect, Gather)
_REPEAT_SECONDS = 60  # chosen; catches a repeat after a lost answer, and lets the same answer be given again later
_CARD_SECONDS = 4 * 3600  # platform: path/90236, the longest; a card is one of its kind, and its task id works once


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
    names: Names = field(default_factory=Names)

    title: ClassVar[str] = "自建应用"
    can: ClassVar[frozenset[str]] = frozenset(
        one.kind
        for one in (Say, Reply, Tell, effects.Receipt, Ask, Recard, Remove, Inspect, Gather, Chart, Show, Attach)
    )
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
        """Tell whether it may try.

        No private chat has members to change, in a customer group only people post and remove, and no external contact
        can be told anything in private.
        """
        if isinstance(effect, _OF_GROUPS) and is_private(room.id):
            return False
        if room.is_customer and (
            isinstance(effect, Say | Reply | Remove | Show) or (isinstance(effect, Chart) and not effect.to)
        ):
            return False
        return effect.kind in self.can and not is_external(_receiver(effect, room))

    def target(self, effect: Effect, room: Room) -> str:
        """Return the member or the group that the effect goes to; what shows nobody a message has a place of its own."""
        chat = room.chat("app")
        match effect:
            case Recard():
                return f"card:{effect.to}"
            case Remove() | Inspect() | Gather():
                return f"{effect.kind}:{chat}"
        member = _receiver(effect, room)
        return f"member:{member}" if member else f"chat:{chat}"

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Carry out `effect`. Raises RetryableError or RefusedError."""
        if not self.takes(effect, room):
            raise RefusedError(f"自建应用不能在 {room.id} 执行 {effect.kind}")
        match effect:
            case Say() | Reply() | Tell() | Ask() | effects.Receipt():
                return Receipt(answer=await self._said(effect, room, key))
            case Chart() | Show() | Attach():
                return Receipt(answer=await self._handed(effect, room, key))
            case Recard():
                return Receipt(answer=await self._change(effect, key))
            case Remove():
                return Receipt(answer=await appchat.remove(self.client, room.chat("app"), effect.member, key=key))
            case Inspect():
                return Receipt(answer={"errcode": 0, **asdict(await groups.inspected(self.client, room, self.names))})
            case Gather():
                text = fitted(effect.text, self.max_bytes)
                made = appchat.gather(self.client, name=effect.name, members=effect.members, text=text, key=key)
                return Receipt(answer=await made)
        raise RefusedError(f"自建应用不能在 {room.id} 执行 {effect.kind}")

    async def _said(self, effect: Say | Reply | Tell | Ask | effects.Receipt, room: Room, key: str) -> dict[str, Any]:
        member, text = _receiver(effect, room), fitted(effect.text, self.max_bytes)
        if isinstance(effect, Ask) and effect.card is not None:
            return await self._ask(effect, effect.card, key)
        if member:
            is_answer = isinstance(effect, Reply) or (isinstance(effect, Tell | effects.Receipt) and effect.is_answer)
            repeat = 0 if is_answer else _REPEAT_SECONDS  # who asks twice is answered twice
            return await self._tell(member, "text", {"content": text}, key, repeat=repeat)
        also = (effect.to,) if isinstance(effect, Reply) else ()
        return await appchat.say(self.client, room.chat("app"), text, also=also, key=key)

    async def _handed(self, effect: Chart | Show | Attach, room: Room, key: str) -> dict[str, Any]:
        if isinstance(effect, Show):
            return await self._pictured(effect, room, key)
        return await (self._show(effect, room, key) if isinstance(effect, Chart) else self._attach(effect, key))

    async def _pictured(self, show: Show, room: Room, key: str) -> dict[str, Any]:
        """Post the picture, then the words: where the platform no longer has it, nothing is posted."""
        chat = room.chat("app")
        await appchat.show(self.client, chat, show.media, key=f"{key}-picture")
        return await appchat.say(self.client, chat, fitted(show.text, self.max_bytes), key=key)

    async def _show(self, chart: Chart, room: Room, key: str) -> dict[str, Any]:
        """Send the picture; each try uploads it anew, for a media id lives three days only."""
        media = await self.client.upload("image", "chart.png", await charts.drawn(chart))
        member = _receiver(chart, room)
        if member:
            return await self._tell(member, "image", {"media_id": media}, key, repeat=0)
        return await appchat.show(self.client, room.chat("app"), media, key=key)

    async def _attach(self, attach: Attach, key: str) -> dict[str, Any]:
        """Send the words, then the file."""
        media = await self.client.upload("file", attach.name, attach.content.encode("utf-8", "replace"))
        if attach.text:
            content = {"content": fitted(attach.text, self.max_bytes)}
            await self._tell(attach.to, "text", content, f"{key}-text", repeat=_REPEAT_SECONDS)
        return await self._tell(attach.to, "file", {"media_id": media}, key, repeat=0)

    async def _ask(self, ask: Ask, card: Card, key: str) -> dict[str, Any]:
        """Send the card; where the platform takes none, the same in words."""
        try:
            return await self._tell(ask.to, _CARD, cards.asking(ask, card, key=key), key, repeat=_CARD_SECONDS)
        except RefusedError as error:
            if error.answer.get("errcode") not in cards.REFUSALS:
                raise
            refusal = error.answer
        content = {"content": fitted(ask.text, self.max_bytes)}
        answer = await self._tell(ask.to, "text", content, f"{key}-text", repeat=_REPEAT_SECONDS)
        return {**answer, "card_refused": refusal["errcode"]}

    async def _change(self, recard: Recard, key: str) -> dict[str, Any]:
        """Change a card; whoever cannot be shown the change is no reason to try again."""
        wanted = {
            "userids": [recard.to],
            "agentid": self.agent_id,
            "response_code": recard.code,
            "template_card": cards.answered(recard),
        }
        try:
            return await self.client.call("message/update_template_card", json=wanted, key=key)
        except RefusedError as error:
            if error.answer.get("errcode") not in cards.USED_UP:
                raise
            return error.answer

    async def _tell(
        self, member: MemberId, kind: str, content: Mapping[str, Any], key: str, *, repeat: int
    ) -> dict[str, Any]:
        """Send `content` to `member`. repeat: seconds within which the platform takes the same once only, 0 for never."""
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": repeat} if repeat else {}
        answer = await self.client.call(
            "message/send",
            json={
                "touser": member,
                "msgtype": kind,
                "agentid": self.agent_id,
                kind: content,
                "safe": 0,
                **check,
            },
            key=key,
        )
        if word(answer, "invaliduser") or word(answer, "unlicenseduser"):
            raise RefusedError(f"成员 {member} 不在应用的可见范围内或没有接口许可", answer=answer)
        return answer


def _receiver(effect: Effect, room: Room) -> MemberId:
    """The member that `effect` reaches in private; empty if it goes to the group."""
    if isinstance(effect, Tell | Ask | effects.Receipt | Recard | Attach) or (isinstance(effect, Chart) and effect.to):
        return effect.to
    if not is_private(room.id):
        return MemberId("")
    return effect.to if isinstance(effect, Reply) else _member_of(room.id)


def _member_of(room: RoomId) -> MemberId:
    return MemberId(room.partition(":")[2])
