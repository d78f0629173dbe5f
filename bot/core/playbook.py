"""What admins write for activities: quizzes, topics, festivals, surveys, prizes. Values; `bot.playbook` reads them from YAML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar

from bot.core.model import RoomId


class _Roomed(Protocol):
    @property
    def rooms(self) -> tuple[str, ...]: ...


Item = TypeVar("Item", bound=_Roomed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a pack. id: unique in its pack and stable, statistics are kept by it.

    kind: `choice` (one right), `several` (all right ones, no other), `judge` (true or false), `text`, `picture` (text, asked
    with a picture). options: as shown, in order; their letters are A, B, C, …. answers: for `choice` and `several` the
    letters of the right options, for `judge` `对` or `错`, else accepted wordings, the first is shown. refused: wordings
    that are near but wrong. hints: cost credits one after the other. media: media id of the picture, empty if none.
    points: what it is worth. seconds: time for it, 0 for the usual.
    """

    id: str
    kind: str
    text: str
    answers: tuple[str, ...]
    options: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    explanation: str = ""
    tags: tuple[str, ...] = ()
    points: int = 10
    seconds: int = 0
    media: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Questions that belong together. id: file name without ending. rooms: patterns of rooms it is for, empty for all."""

    id: str
    title: str
    questions: tuple[Question, ...]
    rooms: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something to talk about. id: unique over all files.

    cron: when it may be posted, five fields, empty for whenever a topic is due (see `Topics.at`). seasons: of 春夏秋冬,
    festivals: names, on whose days alone it is posted; empty for always. until: last day, None for ever.
    """

    id: str
    text: str
    cron: str = ""
    seasons: tuple[str, ...] = ()
    festivals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    until: date | None = None
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """A day that is greeted. Either `date` (03-08) or `lunar` (08-15; 12-30 is the last day of the year) or `term` (冬至) is set.

    name: as people call it. text: template with {festival} {room} {days}; off: greeted also on the days before and after
    that calendar says are free or worked instead (放假、调休), with these texts, empty for not at all.
    """

    name: str
    text: str
    date: str = ""
    lunar: str = ""
    term: str = ""
    before: str = ""
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One question of a survey. kind: `choice`, `several`, `score` (1–5), `nps` (0–10), `text`. options: for the first two."""

    text: str
    kind: str
    options: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A survey that can be begun by its name. anonymous: nobody, the owner neither, learns who answered what."""

    id: str
    title: str
    inquiries: tuple[Inquiry, ...]
    anonymous: bool = False
    private: bool = True
    lasts: timedelta = timedelta(days=3)
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ware:
    """Something that credits buy. stock: how many there are in each room, None for no end. each: at most, a person."""

    id: str
    title: str
    cost: int
    stock: int | None = None
    each: int | None = None
    level: str = ""
    about: str = ""
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """All of it. packs, forms: by id."""

    packs: Mapping[str, Pack] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    festivals: tuple[Festival, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    wares: tuple[Ware, ...] = ()


def for_room(items: Iterable[Item], room: RoomId) -> tuple[Item, ...]:
    """Return those of `items` that are for `room`."""
    return tuple(one for one in items if not one.rooms or any(fnmatchcase(room, pattern) for pattern in one.rooms))


NO_PLAYBOOK = Playbook()
