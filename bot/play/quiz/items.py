"""How questions do: how often they were asked, how many were right; which rest, which are retired, which come next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.core.coding import decoded, encoded
from bot.core.customs import Quizzing
from bot.core.playbook import Pack, Question
from bot.play.quiz.rounds import FIELDS, Asked
from bot.play.venue import Venue

PREFIX = "item:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """How one question did in one room. answers: people who answered it, right: of those. disputed: times with success."""

    asked: int = 0
    right: int = 0
    answers: int = 0
    disputed: int = 0
    last_at: datetime | None = None

    @property
    def share(self) -> float:
        """The share of those who answered that was right, 0 if nobody answered."""
        return self.right / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The questions of some packs. fresh: may be asked; resting: were asked of late; retired: are asked no more."""

    fresh: tuple[Asked, ...] = ()
    resting: tuple[Asked, ...] = ()
    retired: tuple[Asked, ...] = ()

    def __len__(self) -> int:
        return len(self.fresh) + len(self.resting) + len(self.retired)


def item_of(state: Mapping[str, Any], key: str) -> Item:
    """Return how the question does that the room remembers under `key`; a new one if nothing can be read there."""
    told = state.get(key)
    if not isinstance(told, Mapping):
        return Item()
    try:
        return decoded(Item, told)
    except (KeyError, TypeError, ValueError):
        return Item()  # of another version: begun anew


def stock(packs: Iterable[Pack], venue: Venue) -> Stock:
    """Return the questions of `packs`, sorted by whether they may be asked in the room now."""
    fresh: list[Asked] = []
    resting: list[Asked] = []
    retired: list[Asked] = []
    customs = venue.customs.quiz
    for pack in packs:
        for question in pack.questions:
            one = Asked(question=question, pack=pack.id)
            item = item_of(venue.state, one.key)
            if is_retired(item, customs):
                retired.append(one)
            elif item.last_at is not None and venue.now - item.last_at < customs.no_repeat:
                resting.append(one)
            elif can_be_asked(question, venue):
                fresh.append(one)
    return Stock(fresh=tuple(fresh), resting=tuple(resting), retired=tuple(retired))


def can_be_asked(question: Question, venue: Venue) -> bool:
    """Tell whether `question` can be shown: a picture needs a media id, and a channel that posts pictures in the room."""
    return question.kind != "picture" or (bool(question.media) and venue.shows)


def is_retired(item: Item, customs: Quizzing) -> bool:
    """Tell whether a question is bad: hardly anybody who answers is right, or it was disputed with success too often.

    What nobody answered tells nothing about the question.
    """
    if item.disputed >= customs.retire_disputed > 0:
        return True
    return item.asked >= customs.retire_asked > 0 and item.answers > 0 and item.share < customs.retire_right


def picked(fresh: Iterable[Asked], count: int, *, seed: int) -> tuple[Asked, ...]:
    """Return `count` of `fresh`, or all if there are fewer, in an order that `seed` alone decides."""
    return tuple(sorted(fresh, key=lambda one: sha256(f"{seed}:{one.key}".encode()).digest())[:count])


def after_asking(item: Item, asked: Asked, at: datetime) -> dict[str, Any]:
    """Return what the room remembers of a question once it is settled."""
    is_counted = not asked.is_void
    stored: dict[str, Any] = encoded(
        replace(
            item,
            asked=item.asked + is_counted,
            right=item.right + is_counted * right_in(asked),
            answers=item.answers + is_counted * len(asked.answers),
            last_at=at,
        )
    )
    return stored


def after_rescore(item: Item, before: Asked, after: Asked) -> dict[str, Any]:
    """Return what the room remembers of a question once a dispute about it had success."""
    stored: dict[str, Any] = encoded(
        replace(item, disputed=item.disputed + 1, right=max(0, item.right + right_in(after) - right_in(before)))
    )
    return stored


def right_in(asked: Asked) -> int:
    """Return how many people answered rightly, first or not."""
    if asked.is_void:
        return 0
    return sum(1 in packed[3::FIELDS] for packed in asked.answers.values())
