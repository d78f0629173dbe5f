"""进群: many people who join at once, or somebody who was removed and comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match
from bot.core.model import JOIN, Message, Scene, span_in_words
from bot.core.reach import Reach
from bot.rules import Condition, Need
from bot.text.reading import Reading
from bot.text.spans import Span

_MINUTES = tuple(timedelta(minutes=m) for m in (5, 2))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Condition):
    """Fires when somebody joins, not when somebody speaks. What it finds is told to the owner, not to the group.

    flood: people who joined within `window`, this one included; 0 for no limit. window: sliding, open at its old end.
    returned: fires when somebody joins who was removed from this room before.
    Not for: internal groups, where WeCom tells nobody of joinings.
    """

    flood: Annotated[int, Field(ge=0, le=1000)] = 0
    window: Span = timedelta(minutes=10)  # chosen
    returned: bool = False

    title: ClassVar = "进群"
    notes: ClassVar[Mapping[str, str]] = {
        "flood": "window 内第几个人进群时命中，0 不限",
        "window": "多长时间内",
        "returned": "被移出过的人又进群时命中",
    }
    shorthand: ClassVar = "flood"
    needs: ClassVar = frozenset({Need.JOINS})
    at_join: ClassVar = True
    sample: ClassVar[Mapping[str, Any]] = {"flood": 3, "window": "10分钟", "returned": True}
    fires: ClassVar = (
        Example("", kind=JOIN, joins=_MINUTES),
        Example("", kind=JOIN, removed=timedelta(days=3)),
    )
    quiet: ClassVar = (
        Example("", kind=JOIN, joins=_MINUTES[1:]),
        Example("", kind=JOIN, joins=(timedelta(minutes=11), *_MINUTES[1:])),
        Example("大家好", joins=_MINUTES, removed=timedelta(days=3)),
    )

    def __post_init__(self) -> None:
        if not self.flood and not self.returned:
            raise ValueError("flood 和 returned 至少要写一个：否则永远不会触发")
        if self.flood == 1:
            raise ValueError("flood 至少要写 2：写 1 的话每个人进群都会触发")

    @property
    def reach(self) -> Reach:
        """Who joined within the window, and whether the member was removed."""
        return Reach(joins=self.window if self.flood else timedelta(0), profile=self.returned)

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return that they come back, else how many joined."""
        if message.kind != JOIN:
            return None
        if self.returned and (why := _return(message, scene)):
            return Match(condition="join", why=why)
        since = message.sent_at - self.window
        count = 1 + sum(since < at <= message.sent_at for at in scene.joins)
        if not self.flood or count < self.flood:
            return None
        return Match(condition="join", why=f"{span_in_words(self.window)}内 {count} 人进群", of_burst=True)


def _return(message: Message, scene: Scene) -> str:
    """When and why they were removed, empty if they never were."""
    removed_at = scene.profile.removed_at
    if removed_at is None or removed_at > message.sent_at:
        return ""
    local = removed_at.astimezone(scene.zone)
    reason = f"，之前触犯过“{scene.profile.removed_for}”" if scene.profile.removed_for else ""
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M} 被移出过本群{reason}"
