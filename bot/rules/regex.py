"""正则: a pattern that an admin wrote, for what neither words nor contacts can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, final

from pydantic import AfterValidator, Field

from bot.core.findings import Example, Match, Span
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.patterns import Pattern, compiled, first, shortened
from bot.text.reading import Reading, Strength


def _sound(source: str) -> str:
    compiled(source, exact=False)  # the larger of the two programs
    return source


Source = Annotated[str, AfterValidator(_sound)]
"""A pattern; what is wrong with it is told at its place."""


class On(StrEnum):
    """Which writing of a message patterns are looked for in."""

    TEXT = "text"
    FOLDED = "folded"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Regex(Condition):
    """Fires on the first of `patterns` (RE2 syntax, up to 1,000 characters each) that is found in the message.

    on: `text` as it was typed, or `folded`, with disguise undone as `words` do it at `normal`; patterns are then
    written as folded text is: simplified, half width, small letters. case: capital and small letters differ.
    Look-around and backreferences do not exist here. Of a very long message a complicated pattern sees the beginning:
    500,000 characters divided by its size, at least 250, so that none can hold messages up.
    Not for: words that people hide (see `words`), or contacts (see `contact`).
    """

    patterns: Annotated[tuple[Source, ...], Field(min_length=1)]
    on: On = On.TEXT
    case: bool = False

    title: ClassVar = "正则"
    notes: ClassVar[Mapping[str, str]] = {
        "patterns": "正则表达式（RE2 语法）",
        "on": "在什么文字里找：text 原文（默认），folded 还原以后",
        "case": "区分大小写",
    }
    shorthand: ClassVar = "patterns"
    sample: ClassVar[Mapping[str, Any]] = {"patterns": [r"日[入赚]\d{3,}", r"\bUSDT\b"], "on": "folded"}
    fires: ClassVar = (
        Example("在家日入500"),
        Example("日-赚９９９元"),
        Example("💰😀日入８００"),
        Example("收 usdt"),
    )
    quiet: ClassVar = (Example("日入50"), Example("usdtx"), Example("今日收入不错"))

    def __post_init__(self) -> None:
        if self.case and self.on is On.FOLDED:
            raise ValueError("on: folded 时文字都已变成小写，case: true 没有意义：请去掉其中一个")
        _ready(self.patterns, exact=self.case)

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first of the patterns that the text holds."""
        patterns = _ready(self.patterns, exact=self.case)
        if self.on is On.TEXT:
            found = first(patterns, reading.text)
            return _seen(found[0], found[1], reading.text) if found else None
        views = reading.views(Strength.NORMAL)
        for view in views:
            found = first(patterns, view.text, views=len(views))
            if found:
                return _seen(found[0], view.original(*found[1]), reading.text)
        return None


@lru_cache(maxsize=4096)
def _ready(sources: tuple[str, ...], *, exact: bool) -> tuple[Pattern, ...]:
    return tuple(compiled(source, exact=exact) for source in sources)


def _seen(pattern: Pattern, span: Span, text: str) -> Match:
    why = f"“{shortened(text[slice(*span)])}”符合正则“{shortened(pattern.source)}”"
    return Match(condition="regex", why=why, span=span)
