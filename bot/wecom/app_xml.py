"""What the decrypted XML of a 自建应用's callback says.

Source: developer.work.weixin.qq.com/document/path/90239 (messages), 90240 (events), 92130 (客户联系), 95039 (存档).
"""

from collections.abc import Mapping
from typing import Any

from bot.core.model import Event, MemberId, Message, MessageId, private_room
from bot.core.records import Delivery
from bot.wecom import Heard, Unknown
from bot.wecom.codec import Node, read_xml
from bot.wecom.fields import digest, flat, items, lines, moment, need, word

_WORDS: Mapping[str, tuple[str, ...]] = {
    "text": ("Content",),
    "image": (),
    "voice": (),
    "video": (),
    "location": ("Label",),
    "link": ("Title", "Description", "Url"),
}
"""Message types, each with the elements that hold words."""

_EVENTS = frozenset({
    "subscribe", "unsubscribe", "enter_agent", "LOCATION", "batch_job_result", "click", "view", "view_miniprogram",
    "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
    "open_approval_change", "share_agent_change", "share_chain_change", "template_card_event",
    "template_card_menu_event", "taskcard_click", "inactive_alert", "low_active_alert", "close_inactive_agent",
    "reopen_inactive_agent", "low_active", "active_restored", "msgaudit_notify", "conversation_new_message",
    "kf_msg_or_event", "hit_keyword", "chat_archive_export_finished", "chat_archive_audit_approved_single",
    "program_notify",
})  # fmt: skip
_CHANGES = frozenset({"change_contact", "change_external_chat", "change_external_contact", "change_external_tag"})
_BELLS = frozenset({"msgaudit_notify"})
_VOLATILE = frozenset({"ResponseCode", "WelcomeCode", "Token"})  # one-shot codes; a repeat may carry fresh ones
_SYSTEM = "sys"  # FromUserName of what nobody did


def key_of(plain: str, *, signature: str) -> str:
    """Return what makes a callback the same when it comes again: MsgId, or all that an event says.

    signature: of the envelope; it tells apart what says nothing but that there is news, and may come twice a second.
    Raises WireError if `plain` is not XML.
    """
    tree = read_xml(_bytes(plain))
    message_id = word(tree, "MsgId")
    if message_id:
        return message_id
    said = sorted((name, value) for name, value in flat(tree).items() if name not in _VOLATILE)
    only_once = (signature,) if word(tree, "Event") in _BELLS else ()
    return "event:" + digest(*(part for pair in said for part in pair), *only_once)


def understand(delivery: Delivery) -> Heard:
    """Return what `delivery` says. Raises WireError if it is not XML or lacks what its type always has."""
    tree = read_xml(_bytes(delivery.body))
    kind = word(tree, "MsgType")
    if kind == "event":
        return _event(tree, delivery)
    if kind not in _WORDS:
        return Unknown(kind=kind or word(tree, "InfoType"))
    sender = MemberId(need(tree, "FromUserName"))
    return Message(
        id=MessageId(delivery.key),
        room=private_room(sender),
        sender=sender,
        text=lines(*(word(tree, name) for name in _WORDS[kind])),
        sent_at=moment(need(tree, "CreateTime")),
        channel=delivery.channel,
        kind=kind,
    )


def _event(tree: dict[str, Node], delivery: Delivery) -> Heard:
    name = word(tree, "Event")
    if name not in _EVENTS and name not in _CHANGES:
        return Unknown(kind=name or "event")
    return Event(
        id=delivery.key,
        channel=delivery.channel,
        kind=f"{name}.{need(tree, 'ChangeType')}" if name in _CHANGES else name,
        chat=word(tree, "ChatId"),
        member=_member(tree),
        at=moment(need(tree, "CreateTime")),
        details=_details(tree),
    )


def _member(tree: Mapping[str, Any]) -> MemberId:
    sender = word(tree, "FromUserName")
    return MemberId(word(tree, "UserID") if sender == _SYSTEM else sender)


def _details(tree: Mapping[str, Any]) -> dict[str, str]:
    """Flat; the member list, which comes in two forms, always with commas."""
    if "MemChangeList" not in tree:
        return flat(tree)
    listed = items(tree, "MemChangeList", "Item") or (word(tree, "MemChangeList"),)
    return flat({**tree, "MemChangeList": ",".join(map(str, listed))})


def _bytes(plain: str) -> bytes:
    return plain.encode("utf-8", "surrogatepass")
