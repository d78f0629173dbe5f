"""The shape of a rule as it is written in YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from bot.core.findings import Example, Stage
from bot.core.model import Role
from bot.text.spans import Span

ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


def _rule_id(text: str) -> str:
    if not text or len(text) > 64 or not set(text) <= ID_CHARACTERS:
        raise ValueError("要写 1–64 个小写字母、数字、“-” 或 “_”，例如 contact-ads")
    return text


def _spelt_out(example: object) -> object:
    return {"text": str(example)} if isinstance(example, str | int | float) else example


Points = Annotated[float, Field(ge=0, le=1000)]
Name = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenThen:
    """What follows from a finding."""

    points: Points = 0.0
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEarlier:
    """An earlier message of an example's sender. ago: how long before the example."""

    ago: Annotated[Span, Field(ge=timedelta(0))]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExample:
    """An example with its circumstances; a bare text stands for one without."""

    text: str
    role: Role = Role.MEMBER
    before: tuple[WrittenEarlier, ...] = ()
    today: Annotated[int, Field(ge=0)] = 0

    def example(self) -> Example:
        """Return it as the core knows examples, its earlier messages oldest first."""
        before = sorted(((earlier.ago, earlier.text) for earlier in self.before), key=lambda pair: -pair[0])
        return Example(text=self.text, before=tuple(before), today=self.today, role=self.role)


AnExample = Annotated[WrittenExample, BeforeValidator(_spelt_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExamples:
    """Texts that the rule must (`hit`) and must not (`pass`) find."""

    hit: tuple[AnExample, ...] = ()
    passed: Annotated[tuple[AnExample, ...], Field(alias="pass")] = ()


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
    examples: WrittenExamples = WrittenExamples()
    for_all_roles: bool = False
    rooms: Annotated[tuple[Name, ...], Field(min_length=1)] = ("*",)
