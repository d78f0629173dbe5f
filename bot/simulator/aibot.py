"""The 智能机器人: hears what @s it, answers in the callback's own body, or once through `response_url`.

Source: developer.work.weixin.qq.com/document/path/100719 (receive), 101027 (events), 101031 (passive replies),
101138 (response_url).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.simulator.calls import Calls
from bot.simulator.clock import Clock, unix
from bot.simulator.codes import MEANINGS, PlatformError
from bot.simulator.courier import AIBOT, Courier, Letter, Reply
from bot.simulator.qyapi.bodies import LONGEST_MARKDOWN, text_of
from bot.simulator.qyapi.template_cards import card_of
from bot.simulator.talk import BOT, Post, Talk, private
from bot.simulator.world import word

BOT_ID = "aibDemoQunguan0001"
TICKET_LIVES = timedelta(hours=1)  # platform: path/101138
STREAM_LIVES = timedelta(minutes=6)  # platform: path/101031
POLL_SECONDS = 1.0  # chosen: the platform does not say
PASSIVE = "passive/aibot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where a callback came from. id: the group's aibot id, empty for a single chat. room: as posts name it."""

    id: str
    room: str
    userid: str
    quote: str = ""

    def envelope(self) -> dict[str, Any]:
        """Return the fields that tell the bot where it is spoken to."""
        where: dict[str, Any] = {"chatid": self.id, "chattype": "group"} if self.id else {"chattype": "single"}
        return {**where, "from": {"userid": self.userid}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One `response_url`: good once, until `expires_at`."""

    chat: Chat
    expires_at: datetime
    used: bool = False


class Aibot:
    """The robot's side of the platform. base_url: where the bot reaches this platform."""

    def __init__(self, *, clock: Clock, courier: Courier, talk: Talk, calls: Calls, base_url: str = "") -> None:
        self._clock = clock
        self._courier = courier
        self._talk = talk
        self._calls = calls
        self.base_url = base_url
        self._tickets: dict[str, Ticket] = {}
        self._greeted: set[tuple[str, int]] = set()

    def message_id(self) -> str:
        """Return a fresh msgid, base64-looking as the platform's are."""
        return base64.b64encode(b"\x08\x10" + self._clock.luck.randbytes(20)).decode()

    def hear(self, msgid: str, chat: Chat, text: str) -> None:
        """Call back with a text that @s the robot, or that is said to it alone."""
        own = replace(chat, quote=text)
        fields = {**chat.envelope(), "response_url": self._ticket(own), "msgtype": "text", "text": {"content": text}}
        if chat.quote:
            fields["quote"] = {"msgtype": "text", "text": {"content": chat.quote}}
        self._bring("text", msgid, fields, partial(self._on_reply, own))

    def enter(self, userid: str) -> bool:
        """Call back when somebody opens the single chat; False if they did so today already."""
        today = (userid, (self._clock.now() + timedelta(hours=8)).toordinal())
        if today in self._greeted:
            return False
        self._greeted.add(today)
        chat = Chat(id="", room=private(userid), userid=userid)
        self._event("enter_chat", {"from": {"userid": userid}, "event": {"eventtype": "enter_chat"}}, chat)
        return True

    def press(self, post: Post, chat: Chat, key: str) -> None:
        """Call back with a press on a button of the card in `post`. Sent once, never retried."""
        card = {"card_type": post.card.get("card_type", ""), "event_key": key, "task_id": post.card.get("task_id", "")}
        event = {"eventtype": "template_card_event", "template_card_event": card}
        fields = {**chat.envelope(), "response_url": self._ticket(chat), "event": event}
        self._event("template_card_event", fields, chat)

    def _event(self, kind: str, fields: dict[str, Any], chat: Chat) -> None:
        whole = {"create_time": unix(self._clock.now()), **fields, "msgtype": "event"}
        self._bring(kind, self.message_id(), whole, partial(self._on_event_reply, chat, kind))

    def _bring(self, kind: str, msgid: str, fields: dict[str, Any], then: Any) -> None:  # noqa: ANN401 - a callback
        body = json.dumps({"msgid": msgid, "aibotid": BOT_ID, **fields}, ensure_ascii=False).encode("utf-8", "replace")
        once = kind == "template_card_event"
        self._courier.bring(Letter(channel=AIBOT, kind=kind, id=msgid, body=body, once=once), then)

    def _ticket(self, chat: Chat) -> str:
        """Return a new one-shot address."""
        now = self._clock.now()
        if len(self._tickets) > 10_000:  # chosen: room for an hour's talk
            self._tickets = {code: t for code, t in self._tickets.items() if t.expires_at > now}
        code = word(self._clock.luck, 48)
        self._tickets[code] = Ticket(chat=chat, expires_at=now + TICKET_LIVES)
        return f"{self.base_url}/cgi-bin/aibot/response?response_code={code}"

    def redeem(self, code: str) -> Chat:
        """Return where the answer to `code` goes. Raises PlatformError for a code that is unknown or over."""
        ticket = self._tickets.get(code)
        if ticket is None or ticket.used or self._clock.now() >= ticket.expires_at:
            raise PlatformError(60140)
        return ticket.chat

    def use_up(self, code: str) -> None:
        """Make `code` worthless."""
        self._tickets[code] = replace(self._tickets[code], used=True)

    def say(self, chat: Chat, text: str, card: Mapping[str, Any] | None = None) -> Post:
        """Show what the robot says in `chat`; in a group it quotes what it answers."""
        via, to = ("aibot", "") if chat.id else ("private", chat.userid)
        quote = chat.quote if chat.id else ""
        ids, shown = {"aibot": self.message_id()}, dict(card or {})
        return self._talk.post(room=chat.room, author=BOT, text=text, via=via, to=to, quote=quote, ids=ids, card=shown)

    async def _on_event_reply(self, chat: Chat, kind: str, reply: Reply) -> None:
        """Show a welcome or a card; an updated card changes nothing that this platform keeps."""
        fields: dict[str, Any] = reply.fields
        if kind == "enter_chat" and fields.get("msgtype") == "text":
            self._take(chat, {"text": fields.get("text")}, lambda: text_of(fields, "text", LONGEST_MARKDOWN))
            return
        if kind == "enter_chat" and fields.get("msgtype") == "template_card":
            self._take_card(chat, fields)
            return
        if kind == "template_card_event" and fields.get("response_type") == "update_template_card":
            return
        self._refuse(fields, 40008)

    async def _on_reply(self, chat: Chat, reply: Reply) -> None:
        """Show a card, or start a stream."""
        fields: dict[str, Any] = reply.fields
        kind = fields.get("msgtype")
        if kind not in {"stream", "template_card", "stream_with_template_card"}:
            self._refuse(fields, 40008)
            return
        if kind != "stream" and "template_card" in fields:
            self._take_card(chat, fields)
        if kind != "template_card":
            await self._on_stream(chat, self._clock.now() + STREAM_LIVES, reply)

    async def _on_stream(self, chat: Chat, until: datetime, reply: Reply) -> None:
        """Show a finished stream; ask again for one that goes on."""
        stream = reply.fields.get("stream")
        if not isinstance(stream, dict) or not isinstance(stream.get("id"), str) or not stream["id"]:
            self._refuse(reply.fields, 40058)
            return
        if stream.get("finish") is True or self._clock.now() >= until:
            self._take(chat, reply.fields, lambda: text_of(reply.fields, "stream", LONGEST_MARKDOWN))
            return
        await self._clock.sleep(POLL_SECONDS)
        fields = {**chat.envelope(), "msgtype": "stream", "stream": {"id": stream["id"]}}
        self._bring("stream", self.message_id(), fields, partial(self._on_stream, chat, until))

    def _take_card(self, chat: Chat, fields: dict[str, Any]) -> None:
        def shown() -> str:
            return card_of(fields)

        self._take(chat, fields, shown, card=fields.get("template_card"))

    def _take(self, chat: Chat, fields: Mapping[str, Any], read: Any, card: Any = None) -> None:  # noqa: ANN401
        """Show what `read` makes of a passive reply, or record why the platform would not."""
        try:
            post = self.say(chat, read(), card)
        except PlatformError as error:
            self._refuse(fields, error.code)
            return
        self._calls.record(path=PASSIVE, query={}, body=fields, key="", errcode=0, errmsg="ok", shown=(post.n,))

    def _refuse(self, fields: Mapping[str, Any], code: int) -> None:
        self._calls.record(path=PASSIVE, query={}, body=dict(fields), key="", errcode=code, errmsg=MEANINGS[code])
