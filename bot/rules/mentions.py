"""@人: one message that calls many members, or all of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match, Span
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.reading import Reading

_EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_CALLED = re.compile(r"[@＠](?:([^@＠\u2005\n]{1,40})\u2005|([^\s@＠，。！？；：、…,!?;:]{1,40}))")
"""WeCom ends a name with U+2005; copied and typed ones end with white space or punctuation."""

_EVERYBODY = re.compile(r"所有人.*|全体成员|全体人员|全员|all|everyone|here", re.IGNORECASE)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions(Condition):
    """Fires on a message that calls more than `max` members by @, or, with `everyone`, all of them at once.

    max: different names that are fine, 0 for no bound. E-mail addresses are no calls.
    Not for: the same call over and over (see `length`, setting `repeated`).
    """

    max: Annotated[int, Field(ge=0)] = 0
    everyone: bool = False

    title: ClassVar = "@人"
    notes: ClassVar[Mapping[str, str]] = {
        "max": "最多 @ 几个人",
        "everyone": "@所有人 就命中",
    }
    shorthand: ClassVar = "max"
    sample: ClassVar[Mapping[str, Any]] = {"max": 3, "everyone": True}
    fires: ClassVar = (
        Example("@张三\u2005@李四\u2005@王五\u2005@赵六\u2005看一下"),
        Example("@张三 @李四 @王五 @Tom@Jerry 看一下"),
        Example("@所有人 开会了"),
        Example("＠all 开会了"),
    )
    quiet: ClassVar = (
        Example("@张三\u2005@李四\u2005@王五\u2005看一下"),
        Example("@张三 @张三 @张三 @张三 在吗"),
        Example("发到 a@b.com c@d.com e@f.com g@h.com"),
        Example("@张三，在吗 @张三，急 @张三！ @张三：回我"),
        Example("@全员营销部小王 在吗"),
        Example("@allen 在吗"),
        Example("@Tom Smith\u2005在吗"),
        Example("所有人都到了"),
    )

    def __post_init__(self) -> None:
        if not (self.max or self.everyone):
            raise ValueError("max（最多 @ 几个人）和 everyone: true（不许 @所有人）至少要写一个：否则永远不会触发")

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the call to everybody, else the first call that is too many."""
        text = reading.text
        if "@" not in text and "＠" not in text:
            return None
        names: set[str] = set()
        for name, span in _calls(text):
            if self.everyone and _EVERYBODY.fullmatch(name):
                return Match(condition="mentions", why="@了所有人", span=span)
            names.add(name)
            if self.max and len(names) == self.max + 1:
                beyond = span
        if not self.max or len(names) <= self.max:
            return None
        return Match(condition="mentions", why=f"@了 {len(names)} 个人，最多 {self.max} 个", span=beyond)


def _calls(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the names that `text` calls, each with its place."""
    bare = _EMAIL.sub(lambda found: "-" * len(found[0]), text)
    return ((found[1] or found[2], found.span()) for found in _CALLED.finditer(bare))
