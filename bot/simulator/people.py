"""What people do in the simulated clients: speak, take back, write in private, open a chat, press a button."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.simulator.aibot import Aibot, Chat
from bot.simulator.archive import Archive
from bot.simulator.cards import Cards
from bot.simulator.clock import Clock, milliseconds, unix
from bot.simulator.courier import APP, Courier, Letter, Reply
from bot.simulator.qyapi.template_cards import keys_of
from bot.simulator.talk import BOT, Post, Talk, private
from bot.simulator.wire import XmlValue, xml
from bot.simulator.world import BOT_NAME, Group, Person, World, word

LONGEST = 5000  # chosen: characters of one message
_CALLED = f"@{BOT_NAME}"
_AT = re.compile(r"@([^\s@]{1,32})")


class ImpossibleError(Exception):
    """Something the client would not let a person do; the message is Chinese, for whoever tried. status: of HTTP."""

    def __init__(self, why: str, *, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody is about to say. quote: number of the post it quotes, 0 if none.

    kind, payload: msgtype of the archive and its fields, for what is not text.
    """

    text: str
    quote: int = 0
    kind: str = "text"
    payload: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The hands of everybody on the platform."""

    corp_id: str
    agent_id: int
    world: World
    clock: Clock
    talk: Talk
    archive: Archive
    aibot: Aibot
    courier: Courier
    cards: Cards

    def say(self, userid: str, chat: str, saying: Saying) -> Post:
        """Speak in a group: archived, and called back to the aibot if it is named. Raises ImpossibleError."""
        person = self._person(userid)
        group = self._group(chat, person)
        quoted = self._quoted(saying)
        to_aibot = bool(group.aibot_id) and _CALLED in saying.text and saying.kind in {"text", "mixed"}
        ids = {"archive": self.archive.message_id()} if group.archive_id else {}
        if to_aibot:
            ids["aibot"] = self.aibot.message_id()
        mentions = self._mentioned(saying.text, group)
        seen = {"mentions": mentions, "quote": _as_seen(quoted), "ids": ids}
        post = self.talk.post(room=group.chatid, author=person, text=saying.text, via="member", **seen)
        if group.archive_id:
            payload = saying.payload
            if payload is None:
                payload = {"content": _with_quote(saying.text, quoted)}
            self._archive(post, group, {"msgtype": saying.kind, saying.kind: dict(payload)})
        if to_aibot:
            where = Chat(
                id=group.aibot_id, room=group.chatid, userid=person.userid, quote=quoted.text if quoted else ""
            )
            self.aibot.hear(ids["aibot"], where, saying.text)
        return post

    def write(self, userid: str, text: str) -> Post:
        """Write to the app in private: an XML callback. Raises ImpossibleError."""
        person = self._person(userid)
        if person.is_external:
            raise ImpossibleError(f"{person.name}是外部联系人，看不到应用", status=409)
        msgid = self.clock.luck.randrange(10**18, 9 * 10**18)
        post = self._private_post(person, text, {"app": str(msgid)})
        head = self._head(person, "text")
        body = xml({**head, "Content": text, "MsgId": msgid, "AgentID": self.agent_id})
        self._to_app("text", str(msgid), body, person)
        return post

    def write_to_aibot(self, userid: str, text: str) -> Post:
        """Write to the 智能机器人 in its single chat: a JSON callback. Raises ImpossibleError."""
        person = self._person(userid)
        msgid = self.aibot.message_id()
        post = self._private_post(person, text, {"aibot": msgid})
        self.aibot.hear(msgid, Chat(id="", room=private(person.userid), userid=person.userid), text)
        return post

    def enter_app(self, userid: str) -> None:
        """Open the app: an `enter_agent` event. Raises ImpossibleError."""
        person = self._person(userid)
        self._app_event("enter_agent", person, {"EventKey": ""})

    def enter_aibot(self, userid: str) -> bool:
        """Open the aibot's single chat: `enter_chat`, once a day; False if it was not the first time."""
        return self.aibot.enter(self._person(userid).userid)

    def press(self, userid: str, n: int, key: str) -> None:
        """Press button `key` of the card in post `n`. Raises ImpossibleError."""
        person, post = self._person(userid), self.talk.find(n)
        if post is None or not post.card:
            raise ImpossibleError(f"第 {n} 条消息不是卡片", status=404)
        if post.to and post.to != person.userid:
            raise ImpossibleError("这张卡片是发给别人的", status=403)
        if post.card.get("replace_text"):
            raise ImpossibleError("卡片上的按钮已经变灰，按不了", status=409)
        if key not in keys_of(post.card):
            raise ImpossibleError(f"卡片上没有按钮 {key}")
        if "aibot" in post.ids:
            group = self.world.group(post.room)
            self.aibot.press(post, Chat(id=group.aibot_id if group else "", room=post.room, userid=person.userid), key)
            return
        task = str(post.card.get("task_id", ""))
        event = {"EventKey": key, "TaskId": task, "CardType": str(post.card["card_type"])}
        code = self.cards.allow(task, self.agent_id)
        self._app_event("template_card_event", person, {**event, "ResponseCode": code})

    def recall(self, userid: str, n: int) -> Post:
        """Take back an own message in a group; the archive keeps it and tells of the recall. Raises ImpossibleError."""
        person, post = self._person(userid), self.talk.find(n)
        if post is None or post.via != "member":
            raise ImpossibleError(f"没有第 {n} 条群消息", status=404)
        if post.author.userid != person.userid:
            raise ImpossibleError("只能撤回自己的消息", status=403)
        if post.is_recalled:
            raise ImpossibleError("这条消息已经撤回了", status=409)
        group = self._group(post.room, person)
        gone = replace(post, text="", quote="", mentions=(), is_recalled=True)
        self.talk.put(gone)
        if group.archive_id:
            what = {"action": "recall", "msgid": self.archive.message_id(), "tolist": []}
            revoked = {"msgtype": "revoke", "revoke": {"pre_msgid": post.ids["archive"]}}
            self._archive(post, group, {**what, **revoked})
        return gone

    def _archive(self, post: Post, group: Group, what: Mapping[str, Any]) -> None:
        """Add what happened to `post` to the archive. what: its msgtype with the fields of it, and what is as never else."""
        userid = post.author.userid
        self.archive.add(
            {
                "msgid": post.ids["archive"],
                "action": "send",
                "from": userid,
                "tolist": [m for m in group.members if m != userid],
                "roomid": group.archive_id,
                "msgtime": milliseconds(self.clock.now()),
                **what,
            }
        )

    def _app_event(self, event: str, person: Person, fields: dict[str, XmlValue]) -> None:
        head = self._head(person, "event")
        body = xml({**head, "Event": event, **fields, "AgentID": self.agent_id})
        self._to_app(event, word(self.clock.luck, 12), body, person)

    def _head(self, person: Person, kind: str) -> dict[str, XmlValue]:
        return {
            "ToUserName": self.corp_id,
            "FromUserName": person.userid,
            "CreateTime": unix(self.clock.now()),
            "MsgType": kind,
        }

    def _to_app(self, kind: str, msgid: str, body: str, person: Person) -> None:
        async def show(reply: Reply) -> None:
            if reply.fields.get("MsgType") == "text" and reply.fields.get("Content"):
                text = str(reply.fields["Content"])
                self.talk.post(room=private(person.userid), author=BOT, text=text, via="private", to=person.userid)

        plain, once = body.encode("utf-8", "replace"), kind == "template_card_event"  # platform: path/101027
        self.courier.bring(Letter(channel=APP, kind=kind, id=msgid, body=plain, agent=self.agent_id, once=once), show)

    def _private_post(self, person: Person, text: str, ids: dict[str, str]) -> Post:
        room = private(person.userid)
        return self.talk.post(room=room, author=person, text=text, via="private", to=BOT.userid, ids=ids)

    def _person(self, userid: str) -> Person:
        person = self.world.person(userid)
        if person is None:
            raise ImpossibleError(f"没有成员 {userid}", status=404)
        return person

    def _group(self, chat: str, person: Person) -> Group:
        group = self.world.group(chat)
        if group is None or not group.shown:
            raise ImpossibleError(f"没有群 {chat}", status=404)
        if person.userid in group.gone:
            raise ImpossibleError(f"{person.name}已被移出群，不能再发言", status=409)
        if person.userid not in group.members:
            raise ImpossibleError(f"{person.name}不在群里", status=409)
        return group

    def _quoted(self, saying: Saying) -> Post | None:
        if not saying.quote:
            return None
        post = self.talk.find(saying.quote)
        if post is None:
            raise ImpossibleError(f"没有第 {saying.quote} 条消息可以引用", status=404)
        return post

    def _mentioned(self, text: str, group: Group) -> tuple[str, ...]:
        """Return who of the group is named by @ in a member's text, the bot included."""
        people = (self.world.person(m) for m in group.members)
        by_name = {p.name: p.userid for p in people if p} | {BOT_NAME: BOT.userid} if "@" in text else {}
        return tuple(dict.fromkeys(by_name[n] for n in _AT.findall(text) if n in by_name))


def _as_seen(quoted: Post | None) -> str:
    return f"{quoted.author.name}：{quoted.text}" if quoted else ""


def _with_quote(text: str, quoted: Post | None) -> str:
    """Return `text` as the archive writes an answer that quotes: all in one text."""
    if quoted is None:
        return text
    return f'这是一条引用/回复消息：\n"{quoted.author.name}：\n{quoted.text}"\n------\n{text}'
