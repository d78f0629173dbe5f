"""The shape of a rule as it is written in YAML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field

from bot.core.findings import Stage
from bot.ruleset.written_examples import NO_EXAMPLES, WrittenExamples
from bot.text.spans import SpanOrNone

SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([%％]?)\s*", re.ASCII)
ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


def _rule_id(text: str) -> str:
    if not text or len(text) > 64 or not set(text) <= ID_CHARACTERS:
        raise ValueError("要写 1–64 个小写字母、数字、“-” 或 “_”，例如 contact-ads")
    return text


def _fraction(value: object) -> object:
    """Return a share as a fraction: `5%` and 0.05 are the same."""
    told = f"要写成 5% 或 0.05 这样的比例，这里是{'空的' if value is None else f' “{value}”'}"
    written = SHARE.fullmatch(value) if isinstance(value, str) else None
    number = float(written[1]) if written is not None else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError(told)  # noqa: TRY004 # for pydantic
    share = number / 100 if written is not None and written[2] else number
    if not 0 < share <= 1:
        raise ValueError(told)
    return share


def _limits(value: object) -> object:
    if value is None:
        raise ValueError("是空的，请写成 {share: 5%}，不要护栏就写 false")
    return {} if value is True else None if value is False else value


Points = Annotated[float, Field(ge=0, le=1000)]
Name = Annotated[str, Field(min_length=1)]
Patterns = Annotated[tuple[Name, ...], Field(min_length=1)]
Priority = Annotated[int, Field(ge=-1000, le=1000)]
Share = Annotated[float | None, BeforeValidator(_fraction)]
"""None is the usual one; nobody can write it."""


HINTS: Mapping[str, str] = {
    "when": "下面写一个条件，例如 contact: wechat；几个条件写在 any:（任意一个）或 all:（同时）下面，每个以 “- ” 开头。",
    "unless": "下面写一个条件，例如 phrases: [客服]；几个条件写在 any: 或 all: 下面；没有例外就删掉 unless。",
    "then": '里面写 points（分数）和 reply（回复），例如 then: {points: 3, reply: "@{member} …"}。',
    "rooms": "写群的 id，例如 rooms: [sales]；不写就是所有群。",
}
"""What to write instead of what is no good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenThen:
    """What follows from a finding."""

    points: Points = 0.0
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenGuard:
    """After what the rule falls back a stage by itself. share: of the messages it may hit. undone: of its decisions."""

    share: Share = None
    undone: Share = None


AGuard = Annotated[WrittenGuard | None, BeforeValidator(_limits)]
"""None is `false`: no guard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOverride:
    """What is otherwise in `rooms`; what is not written stays as the rule has it."""

    rooms: Patterns
    title: Name | None = None
    when: Mapping[str, Any] | None = None
    unless: Mapping[str, Any] | None = None
    stage: Stage | None = None
    then: WrittenThen | None = None
    tags: tuple[Name, ...] | None = None
    for_all_roles: bool | None = None
    enabled: bool | None = None
    priority: Priority | None = None
    stop: bool | None = None
    allow: bool | None = None
    cooldown: SpanOrNone | None = None

    hints: ClassVar[Mapping[str, str]] = HINTS
    misplaced: ClassVar[Mapping[str, str]] = {
        "id": "同一条规则在各个群里 id 不变，请去掉。",
        "examples": "例子写在规则里；要在这些群里试，给例子加上 room。",
        "overrides": "overrides 里面不能再写 overrides。",
        "guard": "护栏按整条规则计算，要写在规则里；某些群要不同的护栏，就为它们另写一条规则。",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRule:
    """One rule; its expressions are read by `reading`."""

    id: Annotated[str, AfterValidator(_rule_id)]
    title: Name
    when: Mapping[str, Any]
    unless: Mapping[str, Any] | None = None
    stage: Stage = Stage.ENFORCE
    then: WrittenThen = WrittenThen()
    tags: tuple[Name, ...] = ()
    examples: WrittenExamples = NO_EXAMPLES
    for_all_roles: bool = False
    rooms: Patterns = ("*",)
    enabled: bool = True
    priority: Priority = 0
    stop: bool = False
    allow: bool = False
    cooldown: SpanOrNone = timedelta(0)
    guard: AGuard = WrittenGuard()
    overrides: tuple[WrittenOverride, ...] = ()

    misplaced: ClassVar[Mapping[str, str]] = {
        "points": "points 要写在 then 下面：then: {points: 3}。",
        "reply": 'reply 要写在 then 下面：then: {reply: "…"}。',
        "hit": "hit 要写在 examples 下面。",
        "pass": "pass 要写在 examples 下面。",
        **{key: f"{key} 要写在 when 或 unless 下面，多缩进两个空格。" for key in ("any", "all", "not")},
    }
    hints: ClassVar[Mapping[str, str]] = HINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSet:
    """A file that is a set of rules: what stands beside `rules` holds for all of them."""

    rules: tuple[WrittenRule, ...]
    title: Name = "规则集"
    rooms: Patterns = ("*",)
    tags: tuple[Name, ...] = ()
    enabled: bool = True

    misplaced: ClassVar[Mapping[str, str]] = {
        key: f"{key} 写在每条规则里；整个文件共用的只有 title、rooms、tags、enabled。"
        for key in (
            "id",
            "when",
            "unless",
            "stage",
            "then",
            "examples",
            "priority",
            "stop",
            "allow",
            "cooldown",
            "guard",
        )
    }
