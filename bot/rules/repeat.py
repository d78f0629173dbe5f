"""重复: the same message, or nearly the same, again and again: by one member, by several, over several rooms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, final

from pydantic import Field

from bot.core.findings import Example, Match, OtherMessage
from bot.core.model import Echo, Message, Scene, span_in_words
from bot.core.reach import Reach
from bot.rules import Condition, Need
from bot.text.echoes import BRIEF
from bot.text.fingerprint import NEAR, likeness_to
from bot.text.reading import Reading
from bot.text.spans import Span

MOST_WINDOW = timedelta(days=7)  # chosen: more messages than are remembered come in a longer time
_SHORT = 40  # characters; a longer text is more than a greeting
_SHORTEST = 2  # different characters; 哈哈哈 and 111 are said by everybody all the time
_ORDINARY = re.compile(
    r"\W*(?>"
    r"(?>收到|好[的滴哒嘞]?|行|可以|没问题|没事|不客气|谢+|感谢|辛苦了?|多谢|嗯|哦|噢|哈|嘿|呵|是|对|明白|了解|知道了?|已[读阅看]"
    r"|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|大家|各位|老师|家人们?|你好|您好|在吗|新年|春节|元旦|中秋|端午|国庆|生日|节日|周末"
    r"|快乐|愉快|安康|恭喜发财|恭喜|恭贺|祝贺?|欢迎|新人|新朋友|入群|加入|赞|支持|加油|厉害|棒|顶|ok|okay|yes|no|thx|thanks?|[0-9+一二三])"
    r"[了啦呀啊哦呢吧嘛的哈您你]?\W*)++",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\W*(?:第?\s*\d+\s*天\W*)?(?:[#【]?接龙|打卡|签到|报名|报数|已完成|完成打卡|早起打卡|运动打卡)")
_CHAIN = re.compile(r"^\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[.、．)）:：]\s*\S", re.MULTILINE)
_LINKS = 2  # numbered lines that make a chain everybody copies to add to it

Times = Annotated[int, Field(ge=0, le=40)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Condition):
    """Fires on a message that came before, as soon as it reaches all that is asked for; digits and disguise aside.

    times: messages, the judged one included; 3 unless given, or as many as `members` and `rooms` take. members: different
    people who sent it. rooms: different rooms it was sent in; without it only this room counts, and without both only
    the member's own messages. window: sliding, ends at `Message.sent_at`; at most 7天.
    alike: `same`, or `near` for nearly the same as well. min_length: characters from which on a text may be nearly the
    same, a number counting as one; shorter ones are never found with `members` or `rooms`.
    Never found: a bare number, emoji alone, 收到, 好的, greetings, laughter; with `members` or `rooms` 接龙 and 打卡, too, which everybody copies.
    Not for: media without words. Only what this process judged since the window began is known, the newest 20,000.
    """

    times: Times = 0
    members: Times = 0
    rooms: Times = 0
    window: Span = timedelta(minutes=10)  # chosen
    alike: Literal["same", "near"] = "near"
    min_length: Annotated[int, Field(ge=4, le=200)] = 8  # chosen

    title: ClassVar = "重复消息"
    notes: ClassVar[Mapping[str, str]] = {
        "times": "同样的话第几次命中",
        "members": "有几个不同的人发过",
        "rooms": "在几个不同的群里出现过",
        "window": "多长时间内",
        "alike": "same 一样的，near 差不多的也算（默认）",
        "min_length": "至少多少个字才算“差不多”；更短的要一样，写了 members 或 rooms 时不看",
    }
    shorthand: ClassVar = "times"
    needs: ClassVar = frozenset({Need.EVERY_MESSAGE})
    sample: ClassVar[Mapping[str, Any]] = {"members": 3, "rooms": 2, "window": "10分钟"}
    fires: ClassVar = (
        Example(
            "全网最低价代办各类证件，加微信 88123 联系我",
            others=(
                OtherMessage(
                    ago=timedelta(minutes=6), text="全网最低价代办各类证件，加微信 66001 联系我", sender="a", room="r2"
                ),
                OtherMessage(ago=timedelta(minutes=3), text="全網最低价代办各種证件！加威信 77001 联系我", sender="b"),
            ),
        ),
    )
    quiet: ClassVar = (
        Example("全网最低价代办各类证件，加微信 88123 联系我"),
        Example(
            "收到，谢谢老师",
            others=tuple(
                OtherMessage(ago=timedelta(minutes=m), text="收到，谢谢老师", sender=f"m{m}", room=f"r{m}")
                for m in (3, 2, 1)
            ),
        ),
        Example(
            "#接龙 周六聚餐\n1. 张三 2人\n2. 李四 1人\n3. 王五 3人",
            others=(
                OtherMessage(ago=timedelta(minutes=3), text="#接龙 周六聚餐\n1. 张三 2人", sender="a", room="r2"),
                OtherMessage(ago=timedelta(minutes=2), text="#接龙 周六聚餐\n1. 张三 2人\n2. 李四 1人", sender="b"),
            ),
        ),
    )

    def __post_init__(self) -> None:
        for name in ("times", "members", "rooms"):
            if getattr(self, name) == 1:
                raise ValueError(f"{name} 至少要写 2：写 1 的话每条消息都会触发")
        if not timedelta(0) < self.window <= MOST_WINDOW:
            raise ValueError(f"window 要在 0 和 {span_in_words(MOST_WINDOW)} 之间")

    @property
    def reach(self) -> Reach:
        """Messages of all rooms within the window; brief ones, too, where they may be found."""
        is_own = not (self.members or self.rooms)
        return Reach(echoes=self.window, brief_echoes=is_own or self.min_length < BRIEF)

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return how often it came; it has no place in the text."""
        if not scene.echoes:
            return None
        echoes = self._alike(message, scene)
        count = 1 + len(echoes)
        members = len({message.sender, *(echo.sender for echo in echoes)})
        rooms = len({message.room, *(echo.room for echo in echoes)})
        is_own = not (self.members or self.rooms)
        least = self.times or (3 if is_own else max(self.members, self.rooms))
        if count < least or members < self.members or rooms < self.rooms or self._is_ordinary(message.text, scene):
            return None
        return Match(condition="repeat", why=self._why(count, members, rooms), of_burst=is_own)

    def _alike(self, message: Message, scene: Scene) -> list[Echo]:
        """The earlier messages that count: alike, in time, and of whom and where the settings say."""
        floor = NEAR if self.alike == "near" and _length(scene) >= self.min_length else 1.0
        since, likeness = message.sent_at - self.window, likeness_to(scene.print)
        return [
            echo
            for echo in scene.echoes
            if since < echo.sent_at <= message.sent_at
            and (self.rooms or echo.room == message.room)
            and (self.members or self.rooms or echo.sender == message.sender)
            and (echo.print.whole == scene.print.whole if floor == 1.0 else likeness(echo.print) >= floor)
        ]

    def _is_ordinary(self, text: str, scene: Scene) -> bool:
        """Tell whether everybody says so without meaning any harm."""
        if len({char for char in text.lower() if char.isalpha()}) < _SHORTEST:
            return True
        if len(text) <= _SHORT and _ORDINARY.fullmatch(text):
            return True
        if not (self.members or self.rooms):
            return False
        return _length(scene) < self.min_length or _is_common_task(text)

    def _why(self, count: int, members: int, rooms: int) -> str:
        same = "几乎相同" if self.alike == "near" else "相同"
        span = span_in_words(self.window)
        if self.rooms:
            return f"{span}内 {rooms} 个群里出现{same}的消息（第 {count} 次）"
        if self.members:
            return f"{span}内 {members} 个人发{same}的消息（第 {count} 次）"
        return f"{span}内第 {count} 次发{same}的消息"


def _is_common_task(text: str) -> bool:
    """Tell whether `text` is one that members are meant to copy: 接龙, 打卡, 签到, a numbered list to add to."""
    if len(text) <= _SHORT and _TOGETHER.match(text):
        return True
    return len(_CHAIN.findall(text)) >= _LINKS or text.lstrip("# \n【").startswith("接龙")


def _length(scene: Scene) -> int:
    """Written characters, near enough: what comes twice counts once, and so does any number."""
    return scene.print.size + 1
