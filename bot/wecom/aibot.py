"""智能机器人: hears what is said to it by name, answers each message once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, final

from aiohttp import ClientSession
from yarl import URL

from bot.core.effects import Effect, Reply
from bot.core.model import Room
from bot.core.ports import Clock
from bot.core.records import Delivery
from bot.core.texts import Text
from bot.wecom import Budget, Channel, Heard, Receipt, RefusedError, RoomOf, aibot_json
from bot.wecom.answers import check
from bot.wecom.codec import read_json
from bot.wecom.crypt import Crypt
from bot.wecom.envelope import echo, unseal
from bot.wecom.exchange import post
from bot.wecom.fields import need, word
from bot.wecom.guard import Guard
from bot.wecom.wording import NameOf, fitted, with_names

WELCOME = Text("aibot.welcome", "您好，我是群管。在这里发“帮助”可以看到我能做什么，发“群规”可以看到本群的规则。")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Aibot(Channel):
    """The 智能机器人 by URL callback.

    name: as members @ it. welcome: said when somebody opens the private chat, first time a day; empty for nothing.
    name_of: readable name of a member, for it cannot @ anybody.
    Not for: what is said in a group without @ing it; speaking without being asked.
    """

    crypt: Crypt
    guard: Guard
    session: ClientSession
    clock: Clock
    name: str
    welcome: str = WELCOME.default
    name_of: NameOf = lambda _userid: ""

    title: ClassVar[str] = "智能机器人"
    can: ClassVar[frozenset[str]] = frozenset({Reply.kind})
    budgets: ClassVar[tuple[Budget, ...]] = (  # platform: path/101463
        Budget(limit=30, window=timedelta(minutes=1)),
        Budget(limit=1000, window=timedelta(hours=1)),
    )
    max_bytes: ClassVar[int] = 20480  # platform: path/101138
    done_before: ClassVar[frozenset[int]] = frozenset({60140})  # platform: path/90313; each address works once

    def echo(self, query: Mapping[str, str]) -> str:
        """Return the answer to URL verification. Raises ForgedError or WireError."""
        return echo(query, crypt=self.crypt)

    def open(self, body: bytes, query: Mapping[str, str], *, now: datetime) -> Delivery:
        """Return the delivery in one callback.

        Raises ForgedError for a forgery or a replay, WireError for anything unreadable.
        """
        encrypt = need(read_json(body), "encrypt")
        plain = unseal(encrypt, query, crypt=self.crypt, guard=self.guard, now=now)
        return Delivery(channel="aibot", key=aibot_json.key_of(plain), body=plain, received_at=now)

    def passive(self, delivery: Delivery, query: Mapping[str, str], *, now: datetime) -> bytes:
        """Return what is answered in the callback's own response: a welcome to who opens the chat, else nothing."""
        if not self.welcome or '"enter_chat"' not in delivery.body:
            return b""
        tree = read_json(delivery.body)
        if word(tree, "msgtype") != "event" or word(tree, "event", "eventtype") != "enter_chat":
            return b""
        answer = json.dumps({"msgtype": "text", "text": {"content": self.welcome}}, ensure_ascii=False)
        return self.sealed(answer, nonce=query["nonce"], timestamp=int(now.timestamp()))

    def sealed(self, answer: str, *, nonce: str, timestamp: int) -> bytes:
        """Return the response body that carries `answer`, JSON as path/101031 has it.

        nonce: that of the callback, as the platform demands. timestamp: Unix s.
        """
        luck = b"".join(self.clock.seed().to_bytes(8, "big") for _ in range(2))
        encrypt = self.crypt.encrypt(answer.encode(), luck)
        signature = self.crypt.sign(str(timestamp), nonce, encrypt)
        envelope = {"encrypt": encrypt, "msgsignature": signature, "timestamp": timestamp, "nonce": nonce}
        return json.dumps(envelope).encode()

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Return what `delivery` says. Raises WireError."""
        return aibot_json.understand(delivery, room_of, name=self.name)

    def takes(self, effect: Effect, room: Room) -> bool:
        """Tell whether it may try: only to answer what was said to it."""
        del room
        return isinstance(effect, Reply) and bool(effect.answer_url)

    def target(self, effect: Effect, room: Room) -> str:
        """Return the chat."""
        del effect
        return room.chat("aibot")

    async def send(self, effect: Effect, room: Room, *, key: str) -> Receipt:
        """Post the answer to the one-shot address. Raises RetryableError or RefusedError."""
        if not isinstance(effect, Reply) or not effect.answer_url.startswith(("https://", "http://")):
            raise RefusedError(f"智能机器人只能回复对它说的话，不能在 {room.id} 执行 {effect.kind}")
        content = fitted(with_names(effect.text, self.name_of), self.max_bytes)
        url = URL(effect.answer_url, encoded=True)
        answer = await post(self.session, url, {"msgtype": "markdown", "markdown": {"content": content}}, key=key)
        check(answer, api="aibot/response", now=self.clock.now())
        return Receipt(answer=answer)
