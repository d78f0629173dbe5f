"""发送者: who said it, and how well the group knows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match
from bot.core.model import Message, Role, Scene, span_in_words
from bot.core.reach import Reach
from bot.rules import Condition, Need
from bot.text.reading import Reading
from bot.text.spans import Span
from bot.text.wildcards import is_like

NAMES: Mapping[Role, str] = {
    Role.MEMBER: "群成员",
    Role.OWNER: "群主",
    Role.HELPER: "群助手",
    Role.STAFF: "工作人员",
    Role.ADMIN: "管理员",
}
_KNOWN = Reach(profile=True)
_UNKNOWN = Reach()

Count = Annotated[int, Field(ge=1)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sender(Condition):
    """Fires on whatever somebody says of whom all that is set here holds.

    role: one of these. joined_within, joined_before: joined the group less, or at least, so long ago. messages_below,
    messages_at_least: earlier messages in the group that are still kept. points_at_least: points that are left.
    tags: has one of these. name: the group name is like one of these, `*` stands for any characters and `?` for one.
    What nobody told (when somebody joined, a name) never fires.
    Not for: what is in a name (see `nickname`).
    """

    role: tuple[Role, ...] = ()
    joined_within: Span | None = None
    joined_before: Span | None = None
    messages_below: Count | None = None
    messages_at_least: Count | None = None
    points_at_least: Annotated[float, Field(gt=0)] | None = None
    tags: tuple[str, ...] = ()
    name: tuple[str, ...] = ()

    title: ClassVar = "发送者"
    notes: ClassVar[Mapping[str, str]] = {
        "role": "说话人的角色",
        "joined_within": "进群不到多久",
        "joined_before": "进群超过多久",
        "messages_below": "发过的消息少于几条",
        "messages_at_least": "发过的消息至少几条",
        "points_at_least": "现有的分数至少多少",
        "tags": "带有其中一个标签",
        "name": "群昵称像其中一个，* 代表任意文字",
    }
    shorthand: ClassVar = "role"
    sample: ClassVar[Mapping[str, Any]] = {
        "role": ["member", "staff"],
        "joined_within": "3天",
        "messages_below": 5,
        "points_at_least": 2,
        "tags": ["suspect", "watched"],
        "name": ["*代理*", "a?c"],
    }
    fires: ClassVar = (
        Example("大家好", name="总代理", joined=timedelta(hours=1), messages=4, points=2, tags=("watched",)),
        Example("大家好", role="staff", name="ABC", joined=timedelta(days=2), points=9, tags=("suspect", "other")),
    )
    quiet: ClassVar = (
        Example("大家好"),
        Example("大家好", name="总代理", joined=timedelta(days=3), messages=4, points=2, tags=("watched",)),
        Example("大家好", name="总代理", messages=4, points=2, tags=("watched",)),
        Example("大家好", name="总代理", joined=timedelta(hours=1), messages=5, points=2, tags=("watched",)),
        Example("大家好", name="总代理", joined=timedelta(hours=1), messages=4, points=1, tags=("watched",)),
        Example("大家好", name="总代理", joined=timedelta(hours=1), messages=4, points=2),
        Example("大家好", name="小王", joined=timedelta(hours=1), messages=4, points=2, tags=("watched",)),
        Example("大家好", role="owner", name="总代理", joined=timedelta(hours=1), points=2, tags=("watched",)),
    )

    def __post_init__(self) -> None:
        settings = (self.role, self.joined_within, self.joined_before, self.messages_below, self.messages_at_least)
        if not any((*settings, self.points_at_least, self.tags, self.name)):
            raise ValueError("至少要写一项，例如 role: [owner, staff] 或 joined_within: 3天")
        if self.joined_within and self.joined_before and self.joined_before >= self.joined_within:
            raise ValueError("joined_before（进群早于）要比 joined_within（进群不到）短：否则没有人同时符合")
        if self.messages_below and self.messages_at_least and self.messages_at_least >= self.messages_below:
            raise ValueError("messages_at_least 要比 messages_below 小：否则没有人同时符合")

    @property
    def needs(self) -> frozenset[Need]:  # type: ignore[override] # what it needs depends on what is set
        """What a room must tell for the settings in use."""
        joins = {Need.JOINS} if self.joined_within or self.joined_before else set()
        return frozenset(joins | ({Need.NAMES} if self.name else set()))

    @property
    def reach(self) -> Reach:
        """The member, unless the role and the points are enough."""
        needed = (
            self.joined_within,
            self.joined_before,
            self.messages_below,
            self.messages_at_least,
            self.tags,
            self.name,
        )
        return _KNOWN if any(needed) else _UNKNOWN

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return what holds of the sender if all does; it has no place in the text."""
        if self.role and scene.role not in self.role:
            return None
        told: list[str] = [NAMES[scene.role]] if self.role else []
        for fact in self._facts(message, scene):
            if not fact:
                return None
            told.append(fact)
        return Match(condition="sender", why=f"发送者是{'、'.join(told)}" if self.role else f"发送者{'、'.join(told)}")

    def _facts(self, message: Message, scene: Scene) -> Iterator[str]:
        """Yield what holds of the sender, one text for each setting; an empty one if it does not hold."""
        profile = scene.profile
        if self.joined_within or self.joined_before:
            yield self._joined(message, scene)
        if self.messages_below or self.messages_at_least:
            count = profile.messages
            holds = (self.messages_at_least or 0) <= count < (self.messages_below or count + 1)
            yield f"此前发过 {count} 条消息" if holds else ""
        if self.points_at_least:
            points = scene.points
            yield f"有 {points:g} 分" if points >= self.points_at_least else ""
        if self.tags:
            tag = next((tag for tag in self.tags if tag in profile.tags), "")
            yield f"有标签“{tag}”" if tag else ""
        if self.name:
            yield self._named(scene.name or profile.name)

    def _joined(self, message: Message, scene: Scene) -> str:
        joined_at = scene.profile.joined_at
        if joined_at is None:
            return ""
        age = max(message.sent_at - joined_at, timedelta(0))
        is_young = self.joined_within is None or age < self.joined_within
        is_old = self.joined_before is None or age >= self.joined_before
        return f"进群 {_rough(age)}" if is_young and is_old else ""

    def _named(self, name: str) -> str:
        fits = any(is_like(name, pattern) for pattern in self.name)
        return f"昵称是“{name}”" if name and fits else ""


def _rough(age: timedelta) -> str:
    """Return `age` in its largest unit: nobody wants to know the seconds."""
    units = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))
    unit = next((unit for unit in units if age >= unit), None)
    return "片刻" if unit is None else span_in_words(age // unit * unit)
