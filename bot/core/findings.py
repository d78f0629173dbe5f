"""What a rule saw, where in the text, and why."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.model import RoomId

Span = tuple[int, int]
"""Half-open offsets in code points of the original text; (0, 0) when no place in the text can be named."""


class Stage(StrEnum):
    """How far a rule may go: `shadow` records, `soft` also answers, `enforce` also gives points."""

    SHADOW = "shadow"
    SOFT = "soft"
    ENFORCE = "enforce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What one condition saw.

    why: plain Chinese, fit to be read by a group owner. of_burst: see `Finding`.
    """

    condition: str
    why: str
    span: Span = (0, 0)
    of_burst: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule saw.

    points: as the rule gives them, whatever its stage. reply: template, empty if none. for_all_roles: counts against
    roles that the policy spares, too. of_burst: what is wrong is not this message but how many came together.
    """

    rule: str
    title: str
    condition: str
    why: str
    span: Span = (0, 0)
    tags: tuple[str, ...] = ()
    points: float = 0.0
    reply: str = ""
    stage: Stage = Stage.ENFORCE
    for_all_roles: bool = False
    of_burst: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMessage:
    """What somebody else said before an example. ago: how long. room: where, empty for the example's own."""

    ago: timedelta
    text: str
    sender: str = "other"
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that a rule or condition must, or must not, find, with the circumstances it is said in.

    before: (how long before, text) of the same sender's earlier messages, oldest first. today: messages sent
    earlier the same day. role, name, tags, points, messages: of the sender. joined, removed: how long ago, None if never
    or unknown. others: what others said before, oldest first. joins: how long before others joined, oldest first. room:
    where it is said. at: local time, None for a quiet Monday morning. kind, seconds, seen: see `Message`.
    """

    text: str = field(kw_only=False)
    before: tuple[tuple[timedelta, str], ...] = ()
    today: int = 0
    role: str = "member"
    name: str = ""
    tags: tuple[str, ...] = ()
    points: float = 0.0
    messages: int = 0
    joined: timedelta | None = None
    removed: timedelta | None = None
    others: tuple[OtherMessage, ...] = ()
    joins: tuple[timedelta, ...] = ()
    room: RoomId = RoomId("example")
    at: datetime | None = None
    kind: str = "text"
    seconds: int = 0
    seen: str = ""
