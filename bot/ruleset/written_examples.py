"""The shape of a rule's examples as they are written in YAML, with the circumstances they are said in."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.core.findings import Example, OtherMessage
from bot.core.model import Role, RoomId
from bot.text.spans import Span

USUAL_HOUR = time(10, 0)  # chosen: of examples that tell no time of day
MOMENT = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?\s*", re.ASCII)


def _spelt_out(example: object) -> object:
    return (
        {"text": str(example)} if isinstance(example, str | int | float) and not isinstance(example, bool) else example
    )


def _moment(value: object) -> object:
    """Return a moment of a wall clock; which one is up to the scene. A bare day stands for its usual hour."""
    told = MOMENT.fullmatch(value) if isinstance(value, str) else None
    numbers = [int(number) for number in told.groups() if number] if told is not None else []
    try:
        whole = [*numbers, USUAL_HOUR.hour] if len(numbers) == len(("year", "month", "day")) else numbers
        return datetime(*whole)  # type: ignore[arg-type] # noqa: DTZ001
    except (TypeError, ValueError):
        raise ValueError(f"要写成 2026-01-05 23:30 这样的当地时间，这里是 “{value}”") from None


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

    at: on the wall clock, at ten if it is but a day. joined, removed: how long ago. joins: how long before it others joined.
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
