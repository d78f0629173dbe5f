"""What the decrypted JSON of a 智能机器人's callback says.

Source: developer.work.weixin.qq.com/document/path/100719 (messages), 101027 (events).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.model import Event, MemberId, Message, MessageId, RoomId, private_room
from bot.core.records import Delivery
from bot.wecom import Heard, RoomOf, Unknown
from bot.wecom.codec import read_json
from bot.wecom.fields import digest, flat, items, lines, moment, need, word
from bot.wecom.wording import unaddressed

_KINDS = frozenset({"text", "image", "mixed", "voice", "file", "video"})
_EVENTS = frozenset({"enter_chat", "template_card_event", "feedback_event", "disconnected_event"})
_AROUND = ("chattype", "aibotid", "response_url")


def key_of(plain: str) -> str:
    """Return what makes a callback the same when it comes again: its msgid. Raises WireError if it is not JSON."""
    return word(read_json(plain), "msgid") or "event:" + digest(plain)


def understand(delivery: Delivery, room_of: RoomOf, *, name: str) -> Heard:
    """Return what `delivery` says.

    name: of the bot, taken out of the text where it is addressed. Raises WireError for anything but JSON, or if
    what a message always has is missing.
    """
    tree = read_json(delivery.body)
    kind = word(tree, "msgtype")
    if kind not in _KINDS:
        return _happened(tree, kind, delivery)
    sender = MemberId(need(tree, "from", "userid"))
    return Message(
        id=MessageId(delivery.key),
        room=_room(tree, sender, delivery.channel, room_of),
        sender=sender,
        text=unaddressed(words(tree), name),
        sent_at=_at(tree, delivery.received_at),
        channel=delivery.channel,
        kind=kind,
        answer_url=word(tree, "response_url"),
        quoted=_quoted(tree),
    )


def words(tree: Mapping[str, Any]) -> str:
    """Return the words of a message, a quote or a part of a mixed message; empty if it has none."""
    kind = word(tree, "msgtype")
    if kind == "mixed":
        return lines(*(words(part) for part in items(tree, "mixed", "msg_item") if isinstance(part, Mapping)))
    return word(tree, kind, "content")


def _room(tree: Mapping[str, Any], sender: MemberId, channel: str, room_of: RoomOf) -> RoomId:
    if word(tree, "chattype") == "group":
        return room_of(channel, need(tree, "chatid"))
    return private_room(sender)


def _quoted(tree: Mapping[str, Any]) -> str:
    quote = tree.get("quote")
    return words(quote) if isinstance(quote, Mapping) else ""


def _at(tree: Mapping[str, Any], received_at: datetime) -> datetime:
    """Messages carry no time of their own."""
    said = word(tree, "create_time")
    return moment(said) if said else received_at


def _happened(tree: Mapping[str, Any], kind: str, delivery: Delivery) -> Event | Unknown:
    if kind == "stream":
        return _event(kind, tree.get(kind), tree, delivery)
    name = word(tree, "event", "eventtype") if kind == "event" else ""
    if name not in _EVENTS:
        return Unknown(kind=name or kind)
    return _event(name, tree["event"].get(name), tree, delivery)


def _event(name: str, inner: object, tree: Mapping[str, Any], delivery: Delivery) -> Event:
    around = {field: word(tree, field) for field in _AROUND if word(tree, field)}
    return Event(
        id=delivery.key,
        channel=delivery.channel,
        kind=name,
        chat=word(tree, "chatid"),
        member=MemberId(word(tree, "from", "userid")),
        at=_at(tree, delivery.received_at),
        details={**(flat(inner) if isinstance(inner, Mapping) else {}), **around},
    )
