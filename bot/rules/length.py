"""长度: a message that is too long, too short, too full of emoji, or of one thing said over and over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.reading import Reading
from bot.text.runs import longest_run

_PICTURE = (
    "[\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25fd\u25fe\u2600-\u2604\u2607-\u2668\u2670-\u2712\u2719-\u2775"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u3297\u3299\U0001f000-\U0001fbff]"
)
_SYMBOL = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u3030\u303d]\ufe0f"
_EMOJI = re.compile(  # a picture with what belongs to it: skin, variation, joined pictures; a pair of them is a flag
    rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|\[[\u4e00-\u9fff]{{1,4}}\]"
    rf"|(?:{_PICTURE}|{_SYMBOL})[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d(?:{_PICTURE}|{_SYMBOL}|[\u2640\u2642])[\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)

Count = Annotated[int, Field(ge=0)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Length(Condition):
    """Fires on a text outside of these bounds; 0 means no bound.

    max, min: characters. lines: most lines, empty ones included. emoji: most emoji, a joined one counting once, as does
    a code of WeChat ([微笑]); arrows, stars and shapes (→ ★ ■) are text unless they are shown in colour. repeated:
    most characters that one character, or a short piece, said over and over may fill (啊啊啊…, 刷屏刷屏…); drawn lines and
    laughter may be three times as long.
    Messages without text are never too short.
    """

    max: Count = 0
    min: Count = 0
    lines: Count = 0
    emoji: Count = 0
    repeated: Annotated[int, Field(ge=0, le=1000)] = 0

    title: ClassVar = "长度"
    notes: ClassVar[Mapping[str, str]] = {
        "max": "最多多少个字",
        "min": "最少多少个字",
        "lines": "最多多少行",
        "emoji": "最多多少个表情，[微笑] 这样的也算",
        "repeated": "同样的内容连着写，最多占多少个字",
    }
    shorthand: ClassVar = "max"
    sample: ClassVar[Mapping[str, Any]] = {"max": 20, "min": 2, "lines": 3, "emoji": 4, "repeated": 10}
    fires: ClassVar = (
        Example("这句话正好二十一个字比最多的二十个多了一个"),
        Example("1\n1\n1\n1"),
        Example("😂😂👩‍👧😂😂"),
        Example("顶"),
        Example("啊啊啊啊啊啊啊啊啊啊啊"),
        Example("刷屏 刷屏 刷屏 刷屏 刷屏 刷屏"),
    )
    quiet: ClassVar = (
        Example("这句话正好有二十个字不多也不少所以没问题"),
        Example("一行\n两行\n三行"),
        Example("👩‍👩‍👧‍👦👍🏽🇨🇳1️⃣"),
        Example("你好"),
        Example("哈哈哈哈哈哈哈哈哈哈哈哈"),
        Example("===================="),
        Example("100000000"),
    )

    def __post_init__(self) -> None:
        if not (self.max or self.min or self.lines or self.emoji or self.repeated):
            raise ValueError("max、min、lines、emoji、repeated 至少要写一个：否则永远不会触发")
        if self.max and self.min > self.max:
            raise ValueError(f"min（{self.min}）不能比 max（{self.max}）大：否则每条消息都会触发")

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first bound that the text breaks; only what is repeated has a place in the text."""
        if not reading.text:
            return None
        why = self._excess(reading.text)
        if why:
            return Match(condition="length", why=why)
        return self._repetition(reading.text) if self.repeated else None

    def _repetition(self, text: str) -> Match | None:
        run = longest_run(text, beyond=self.repeated)
        if run is None:
            return None
        why = f"反复发“{run.piece}”，共 {run.size} 个字，最多 {self.repeated} 个"
        return Match(condition="length", why=why, span=run.span)

    def _excess(self, text: str) -> str:
        """Return what is too much or too little; what cannot be in so few characters is not counted."""
        size = len(text)
        if self.max and size > self.max:
            return f"{size} 个字，最多 {self.max} 个"
        if size < self.min:
            return f"{size} 个字，至少 {self.min} 个"
        if 0 < self.lines <= size and (lines := text.count("\n") + 1) > self.lines:
            return f"{lines} 行，最多 {self.lines} 行"
        if 0 < self.emoji < size and (emoji := sum(1 for _ in _EMOJI.finditer(text))) > self.emoji:
            return f"{emoji} 个表情，最多 {self.emoji} 个"
        return ""
