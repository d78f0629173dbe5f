"""What one decrypted line of the message archive says, and the words in it.

Source: developer.work.weixin.qq.com/document/path/91774.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.errors import WireError
from bot.core.model import Event, MemberId, Message, MessageId, RoomId
from bot.core.records import Delivery
from bot.wecom import Heard, RoomOf, Unknown
from bot.wecom.codec import read_json
from bot.wecom.fields import flat, items, lines, moment, need, word
from bot.wecom.quoting import parted

_MILLISECOND = timedelta(milliseconds=1)
_PLAYED = frozenset({"voice", "video"})
_LONGEST_LENGTH = 6  # digits, of seconds

_WORDS: Mapping[str, tuple[str, ...]] = {
    "text": ("text.content",),
    "image": (),
    "voice": (),
    "video": (),
    "emotion": (),
    "card": ("card.corpname",),
    "location": ("location.title", "location.address"),
    "file": ("file.filename",),
    "link": ("link.title", "link.description", "link.link_url"),
    "weapp": ("weapp.title", "weapp.description", "weapp.displayname"),
    "todo": ("todo.title", "todo.content"),
    "vote": ("vote.votetitle", "vote.voteitem"),
    "collect": ("collect.title", "collect.details.ques"),
    "redpacket": ("redpacket.wish",),
    "external_redpacket": ("redpacket.wish", "external_redpacket.wish"),
    "meeting": ("meeting.topic", "meeting.address", "meeting.remarks"),
    "meeting_notification": ("info.content",),
    "docmsg": ("doc.title", "doc.link_url"),
    "markdown": ("info.content",),
    "news": ("info.item.title", "info.item.description", "info.item.url"),
    "calendar": ("calendar.title", "calendar.place", "calendar.remarks"),
    "meeting_voice_call": ("meeting_voice_call.demofiledata.filename",),
    "voip_doc_share": ("voip_doc_share.filename",),
    "sphfeed": ("sphfeed.sph_name", "sphfeed.feed_desc"),
    "voiptext": (),
    "qydiskfile": ("info.filename", "qydiskfile.filename"),
    "solitaire": ("solitaire.title", "solitaire.content", "solitaire.items.content"),
    "note": ("info.title", "info.items.title", "info.items.content"),
}
"""Message types, each with the dotted paths of its words; a list on the way means all its elements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventForm:
    """kind: of the event. member: path of who did it. told: details by name, each with its path in full."""

    kind: str
    member: tuple[str, ...]
    told: tuple[tuple[str, str], ...] = ()


_EVENTS: Mapping[str, _EventForm] = {
    "switch": _EventForm(kind="switch", member=("user",)),
    "recall": _EventForm(kind="revoke", member=("from",), told=(("pre_msgid", "revoke.pre_msgid"),)),
    "agree": _EventForm(kind="agree", member=("agree", "userid")),
    "disagree": _EventForm(kind="disagree", member=("disagree", "userid")),
}
"""What is no message, by msgtype or action."""


def understand(delivery: Delivery, room_of: RoomOf) -> Heard:
    """Return what `delivery` says; what is said between two people is Unknown("private") and stays unread.

    Raises WireError if a message lacks what every message has.
    """
    try:
        tree = read_json(delivery.body)
    except WireError:
        return Unknown(kind="broken")
    action, kind = word(tree, "action"), word(tree, "msgtype")
    event = _EVENTS.get(kind) or _EVENTS.get(action)
    is_said = action in {"send", "recall"} and (event is None or event.kind == "revoke")
    if is_said and not word(tree, "roomid"):
        return Unknown(kind="private")
    if event is not None:
        return _event(tree, delivery, event)
    words = _READERS.get(kind)
    if action != "send" or words is None:
        return Unknown(kind=kind or action)
    return _message(tree, delivery, words(tree), room_of(delivery.channel, word(tree, "roomid")))


def _message(tree: Mapping[str, Any], delivery: Delivery, words: str, room: RoomId) -> Message:
    text, quoted = parted(words)
    return Message(
        id=MessageId(delivery.key),
        room=room,
        sender=MemberId(need(tree, "from")),
        text=text,
        sent_at=moment(need(tree, "msgtime"), _MILLISECOND),
        channel=delivery.channel,
        kind=word(tree, "msgtype"),
        quoted=quoted,
        seconds=_seconds(tree),
    )


def _seconds(tree: Mapping[str, Any]) -> int:
    """How long it plays; 0 for what does not, and for a length that cannot be one."""
    kind = word(tree, "msgtype")
    told = word(tree, kind, "play_length") if kind in _PLAYED else ""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _LONGEST_LENGTH else 0


def _event(tree: Mapping[str, Any], delivery: Delivery, event: _EventForm) -> Event:
    at = word(tree, "msgtime") or word(tree, "time")
    details = {name: value for name, value in flat(tree).items() if not name.startswith("tolist.")}
    details |= {name: details.get(path, "") for name, path in event.told}
    return Event(
        id=delivery.key,
        channel=delivery.channel,
        kind=event.kind,
        chat=word(tree, "roomid"),
        member=MemberId(word(tree, *event.member)),
        at=moment(at, _MILLISECOND) if at else delivery.received_at,
        details=details,
    )


def _plain_words(paths: tuple[str, ...]) -> "Callable[[Mapping[str, Any]], str]":
    split = tuple(tuple(path.split(".")) for path in paths)

    def read(tree: Mapping[str, Any]) -> str:
        return lines(*(found for path in split for found in _along(tree, path)))

    return read


def _along(node: object, path: tuple[str, ...]) -> Iterator[str]:
    """All texts at `path`, through lists."""
    if isinstance(node, list):
        for element in node:
            yield from _along(element, path)
    elif path:
        if isinstance(node, Mapping):
            yield from _along(node.get(path[0]), path[1:])
    elif isinstance(node, str):
        yield node


def _mixed_words(tree: Mapping[str, Any]) -> str:
    return lines(*(_part_words(part) for part in items(tree, "mixed", "item")))


def _record_words(tree: Mapping[str, Any]) -> str:
    """A forwarded bundle: its title and what was said in it."""
    parts = (_part_words(part) for part in items(tree, "chatrecord", "item"))
    return lines(word(tree, "chatrecord", "title"), *parts)


def _part_words(part: object) -> str:
    """The words of one part, whose content is JSON inside a string, with the fields of its type at the top."""
    if not isinstance(part, Mapping):
        return ""
    kind = word(part, "type").removeprefix("ChatRecord").lower()
    try:
        content = read_json(word(part, "content"))
    except WireError:
        return ""
    words = _READERS.get(kind, _READERS["text"])
    return words({kind: content, "info": content, "doc": content}) or _READERS["text"]({"text": content})


_READERS: "Mapping[str, Callable[[Mapping[str, Any]], str]]" = {
    **{kind: _plain_words(paths) for kind, paths in _WORDS.items()},
    "mixed": _mixed_words,
    "chatrecord": _record_words,
}
