"""刷屏: many messages in a short time, in an hour, or in a day; from one member, from newcomers, or from everybody."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, final

from pydantic import Field

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene, span_in_words
from bot.core.reach import Reach
from bot.rules import Condition, Need
from bot.text.reading import Reading
from bot.text.spans import Span

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST = 1_000  # chosen: messages of a room that are looked back on; each takes its place in every stored decision
_BURST = 6  # chosen: messages within the window
_WHOSE = {"member": "", "room": "全群", "newcomer": "新成员"}
_BEFORE = tuple((timedelta(seconds=s), "在吗") for s in (5, 4, 3, 2, 1))

Count = Annotated[int, Field(ge=0, le=1000)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Condition):
    """Fires on the message that makes `limit` within `window`, and on each after the first `hourly` or `daily`.

    limit: messages, the judged one included; 0 for no limit; 6 unless given, none where `hourly` or `daily` is. window: sliding, ends at `Message.sent_at`, open at its
    old end. hourly, daily: messages within an hour, and since midnight, that are fine; 0 for no cap. per: whose are
    counted: the member's own, the member's own while they are new (`newcomer`), or anybody's in the room.
    newcomer: how long somebody is new after joining; where nobody told when that was, after their first message.
    Not for: one very long message (see `length`), the same message again and again (see `repeat`).
    """

    limit: Count | None = None
    window: Span = timedelta(seconds=10)  # chosen
    hourly: Count = 0
    daily: Annotated[int, Field(ge=0)] = 0
    per: Literal["member", "room", "newcomer"] = "member"
    newcomer: Span = timedelta(days=3)  # chosen

    title: ClassVar = "刷屏"
    notes: ClassVar[Mapping[str, str]] = {
        "limit": "window 内第几条消息命中，0 不限；不写就是 6，写了 hourly 或 daily 就不限",
        "window": "多长时间内，例如 10秒",
        "hourly": "每小时最多几条，0 不限",
        "daily": "每天最多几条，0 不限",
        "per": "按谁来数：member 每个人，room 整个群，newcomer 刚进群的人",
        "newcomer": "进群多久以内算刚进群",
    }
    shorthand: ClassVar = "limit"
    needs: ClassVar = frozenset({Need.EVERY_MESSAGE})
    sample: ClassVar[Mapping[str, Any]] = {"limit": 6, "window": "10秒", "daily": 50}
    fires: ClassVar = (Example("在吗", before=_BEFORE), Example("在吗", today=50))
    quiet: ClassVar = (Example("在吗"), Example("在吗", before=_BEFORE[1:]), Example("在吗", today=49))

    def __post_init__(self) -> None:
        if not (self.burst or self.hourly or self.daily):
            raise ValueError("limit、hourly 和 daily 不能都是 0：那样永远不会触发")
        if self.per == "room" and self.daily > MOST:
            raise ValueError(f"per: room 时 daily 最多 {MOST}")

    @property
    def burst(self) -> int:
        """The limit that holds; 0 for none."""
        if self.limit is None:
            return 0 if self.hourly or self.daily else _BURST
        return self.limit

    @property
    def reach(self) -> Reach:
        """The messages that make a limit together with the judged one."""
        span = max(self.window if self.burst else timedelta(0), HOUR if self.hourly else timedelta(0))
        count = max(self.burst - 1, self.hourly, 0)
        if self.per == "room":
            return Reach(crowd=DAY if self.daily else span, crowd_memory=max(count, self.daily))
        return Reach(recent=span, memory=count, profile=self.per == "newcomer")

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first broken limit; it has no place in the text."""
        if self.per == "newcomer" and not self._is_new(message, scene):
            return None
        why = self._excess(message.sent_at, scene)
        return Match(condition="rate", why=why, of_burst=True) if why else None

    def _is_new(self, message: Message, scene: Scene) -> bool:
        since = scene.profile.joined_at or scene.profile.first_at
        return since is None or message.sent_at - since < self.newcomer

    def _excess(self, sent_at: datetime, scene: Scene) -> str:
        whose = _WHOSE[self.per]
        limit = self.burst
        if limit and (count := self._within(self.window, sent_at, scene)) >= limit:
            return f"{whose}{span_in_words(self.window)}内 {count} 条消息"
        if self.hourly and (count := self._within(HOUR, sent_at, scene)) > self.hourly:
            return f"{whose}1小时内第 {count} 条消息，每小时最多 {self.hourly} 条"
        if self.daily and (count := self._today(sent_at, scene)) > self.daily:
            return f"{whose}今天第 {count} 条消息，每天最多 {self.daily} 条"
        return ""

    def _within(self, span: timedelta, sent_at: datetime, scene: Scene) -> int:
        if self.per == "room":
            return _between(scene.crowd, sent_at - span, sent_at)
        if not scene.recent:
            return 1
        since = sent_at - span
        return 1 + sum(since < earlier.sent_at <= sent_at for earlier in scene.recent)

    def _today(self, sent_at: datetime, scene: Scene) -> int:
        if self.per != "room":
            return 1 + scene.today
        midnight = sent_at.astimezone(scene.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return _between(scene.crowd, midnight - timedelta(microseconds=1), sent_at)


def _between(times: Sequence[datetime], after: datetime, until: datetime) -> int:
    """How many rising `times` are in (after, until], and the judged message."""
    return 1 + bisect_right(times, until) - bisect_right(times, after)
