"""消息类型: pictures, voice, videos, files, cards and whatever else is no plain text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, final

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene, span_in_words
from bot.rules import Condition, Need
from bot.text.reading import Reading
from bot.text.spans import Span


class Medium(StrEnum):
    """What a message is besides text. Source: developer.work.weixin.qq.com/document/path/91774."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    EMOTION = "emotion"
    CARD = "card"
    LINK = "link"
    WEAPP = "weapp"
    LOCATION = "location"
    REDPACKET = "redpacket"
    MIXED = "mixed"
    CHATRECORD = "chatrecord"
    MARKDOWN = "markdown"
    NEWS = "news"
    DOCMSG = "docmsg"
    SPHFEED = "sphfeed"
    VOTE = "vote"
    COLLECT = "collect"
    SOLITAIRE = "solitaire"
    TODO = "todo"
    CALENDAR = "calendar"
    MEETING = "meeting"
    NOTE = "note"
    CALL = "call"


NAMES: Mapping[Medium, str] = {
    Medium.IMAGE: "图片",
    Medium.VOICE: "语音",
    Medium.VIDEO: "视频",
    Medium.FILE: "文件",
    Medium.EMOTION: "表情",
    Medium.CARD: "名片",
    Medium.LINK: "链接卡片",
    Medium.WEAPP: "小程序",
    Medium.LOCATION: "位置",
    Medium.REDPACKET: "红包",
    Medium.MIXED: "图文消息",
    Medium.CHATRECORD: "聊天记录",
    Medium.MARKDOWN: "Markdown 消息",
    Medium.NEWS: "图文链接",
    Medium.DOCMSG: "在线文档",
    Medium.SPHFEED: "视频号",
    Medium.VOTE: "投票",
    Medium.COLLECT: "收集表",
    Medium.SOLITAIRE: "接龙",
    Medium.TODO: "待办",
    Medium.CALENDAR: "日程",
    Medium.MEETING: "会议",
    Medium.NOTE: "笔记",
    Medium.CALL: "语音通话",
}
_TYPES: Mapping[str, Medium] = {
    **{medium.value: medium for medium in Medium if medium is not Medium.CALL},
    "external_redpacket": Medium.REDPACKET,
    "qydiskfile": Medium.FILE,
    "meeting_notification": Medium.MEETING,
    "meeting_voice_call": Medium.CALL,
    "voip_doc_share": Medium.CALL,
    "voiptext": Medium.CALL,
}
"""Medium by the platform's msgtype; some are two types of one thing."""

TIMED = (Medium.VOICE, Medium.VIDEO)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Media(Condition):
    """Fires on a message of one of `kinds`, or, with `longer_than`, on a voice message or video of more than that.

    mixed is words and pictures in one message. longer_than: to the second; a length that nobody told never fires. Without
    `kinds` it is for voice messages and videos.
    Not for: what is in a picture (see `contact`, which reads QR codes where the channel tells them).
    """

    kinds: tuple[Medium, ...] = ()
    longer_than: Span | None = None

    title: ClassVar = "消息类型"
    notes: ClassVar[Mapping[str, str]] = {
        "kinds": "哪些类型的消息",
        "longer_than": "语音、视频超过多久，例如 60秒",
    }
    shorthand: ClassVar = "kinds"
    needs: ClassVar = frozenset({Need.MEDIA})
    sample: ClassVar[Mapping[str, Any]] = {"kinds": ["voice", "video"], "longer_than": "60秒"}
    fires: ClassVar = (Example("", kind="voice", seconds=61), Example("", kind="video", seconds=600))
    quiet: ClassVar = (
        Example("", kind="voice", seconds=60),
        Example("", kind="voice"),
        Example("", kind="image"),
        Example("今晚开会"),
    )

    def __post_init__(self) -> None:
        if not self.kinds and self.longer_than is None:
            raise ValueError("kinds（消息类型）和 longer_than（语音、视频的时长）至少要写一个：否则永远不会触发")
        untimed = [kind for kind in self.kinds if kind not in TIMED]
        if self.longer_than is not None and untimed:
            names = "、".join(NAMES[kind] for kind in untimed)
            raise ValueError(f"longer_than 只用于语音和视频，{names}没有时长：请分成两个条件")

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the type, or the length, of the message; it has no place in the text."""
        medium = _TYPES.get(message.kind)
        if medium is None or medium not in (self.kinds or TIMED):
            return None
        if self.longer_than is None:
            return Match(condition="media", why=f"发了{NAMES[medium]}")
        if message.seconds <= self.longer_than.total_seconds():
            return None
        length, most = span_in_words(timedelta(seconds=message.seconds)), span_in_words(self.longer_than)
        return Match(condition="media", why=f"{NAMES[medium]}长 {length}，最长 {most}")
