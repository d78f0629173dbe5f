"""刷屏: many messages from one member in a short time, or in a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match
from bot.core.model import Message, Reach, Scene, span_in_words
from bot.rules import Condition, Need
from bot.text.reading import Reading
from bot.text.spans import Span

_BEFORE = tuple((timedelta(seconds=s), "在吗") for s in (5, 4, 3, 2, 1))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Condition):
    """Fires on the message that makes `limit` within `window`, and on each after the first `daily` of a day.

    limit: messages, the judged one included; 0 for no limit. window: sliding, ends at `Message.sent_at`, open at its
    old end. daily: messages a day that are fine; 0 for no cap.
    Not for: one very long message (see `length`).
    """

    limit: Annotated[int, Field(ge=0, le=1000)] = 6  # chosen
    window: Span = timedelta(seconds=10)  # chosen
    daily: Annotated[int, Field(ge=0)] = 0

    title: ClassVar = "刷屏"
    shorthand: ClassVar = "limit"
    needs: ClassVar = frozenset({Need.EVERY_MESSAGE})
    sample: ClassVar[Mapping[str, Any]] = {"limit": 6, "window": "10秒", "daily": 50}
    fires: ClassVar = (Example("在吗", before=_BEFORE), Example("在吗", today=50))
    quiet: ClassVar = (Example("在吗"), Example("在吗", before=_BEFORE[1:]), Example("在吗", today=49))

    def __post_init__(self) -> None:
        if not (self.limit or self.daily):
            raise ValueError("limit 和 daily 不能都是 0：那样永远不会触发")

    @property
    def reach(self) -> Reach:
        """The messages that make the limit together with the judged one; nothing without a limit."""
        return Reach(recent=self.window, memory=self.limit - 1) if self.limit else Reach()

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the broken limit, else the broken cap; neither has a place in the text."""
        since = message.sent_at - self.window
        count = 1 + sum(since < earlier.sent_at <= message.sent_at for earlier in scene.recent)
        if self.limit and count >= self.limit:
            return Match(condition="rate", why=f"{span_in_words(self.window)}内 {count} 条消息", of_burst=True)
        today = 1 + scene.today
        if self.daily and today > self.daily:
            return Match(condition="rate", why=f"今天第 {today} 条消息，每天最多 {self.daily} 条", of_burst=True)
        return None
