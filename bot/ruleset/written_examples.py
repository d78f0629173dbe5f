"""The shape of a rule's examples as they are written in YAML, with the circumstances they are said in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.core.findings import Example, OtherMessage
from bot.core.model import Role, RoomId
from bot.text.spans import Span


def _spelt_out(example: object) -> object:
    return {"text": str(example)} if isinstance(example, str | int | float) else example


def _moment(value: object) -> object:
    """Return a moment of a wall clock; which one is up to the scene."""
    try:
        told = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        told = None
    if told is None or told.tzinfo is not None:
        raise ValueError(f"要写成 2026-01-05 23:30 这样的当地时间，这里是 “{value}”")
    return told


Ago = Annotated[Span, Field(ge=timedelta(0))]
Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEarlier:
    """An earlier message of an example's sender. ago: how long before the example."""

    ago: Ago
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOther:
    """What somebody else said before an example. room: where, if not in its own."""

    ago: Ago
    text: str
    sender: str = "other"
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExample:
    """An example with its circumstances, see `bot.core.findings.Example`; a bare text stands for one without.

    at: on the wall clock. joined, removed: how long ago. joins: how long before it others joined.
    """

    text: str = ""
    role: Role = Role.MEMBER
    before: tuple[WrittenEarlier, ...] = ()
    today: Count = 0
    name: str = ""
    tags: tuple[str, ...] = ()
    points: Annotated[float, Field(ge=0)] = 0.0
    messages: Count = 0
    joined: Span | None = None
    removed: Span | None = None
    others: tuple[WrittenOther, ...] = ()
    joins: tuple[Ago, ...] = ()
    room: str = "example"
    at: Annotated[datetime, BeforeValidator(_moment)] | None = None
    kind: str = "text"
    seconds: Count = 0
    seen: str = ""

    def example(self) -> Example:
        """Return it as the core knows examples, all that came before it oldest first."""
        return Example(
            text=self.text,
            before=tuple(sorted(((e.ago, e.text) for e in self.before), key=lambda pair: -pair[0])),
            today=self.today,
            role=self.role,
            name=self.name,
            tags=self.tags,
            points=self.points,
            messages=self.messages,
            joined=self.joined,
            removed=self.removed,
            others=tuple(
                OtherMessage(ago=o.ago, text=o.text, sender=o.sender, room=o.room)
                for o in sorted(self.others, key=lambda other: -other.ago)
            ),
            joins=tuple(sorted(self.joins, reverse=True)),
            room=RoomId(self.room),
            at=self.at,
            kind=self.kind,
            seconds=self.seconds,
            seen=self.seen,
        )


AnExample = Annotated[WrittenExample, BeforeValidator(_spelt_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExamples:
    """What the rule must (`hit`) and must not (`pass`) find."""

    hit: tuple[AnExample, ...] = ()
    passed: Annotated[tuple[AnExample, ...], Field(alias="pass")] = ()


NO_EXAMPLES = WrittenExamples()
