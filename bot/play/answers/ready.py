"""A question made ready to be judged, and the ways in which an answer may meet it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.core.playbook import Question
from bot.play.answers.unwrapped import folded, joined, key
from bot.text.quantities import Quantity, quantity


class Way(StrEnum):
    """How an answer was recognised, the plainest first; the last ones are why it was not."""

    SAME = "same"
    FOLDED = "folded"
    UNWRAPPED = "unwrapped"
    NUMBER = "number"
    UNITLESS = "unitless"
    LISTED = "listed"
    ECHO = "echo"
    PLACE = "place"
    SOUND = "sound"
    SLIP = "slip"
    REFUSED = "refused"
    UNIT = "unit"
    AMOUNT = "amount"


RIGHT = frozenset(Way) - {Way.REFUSED, Way.UNIT, Way.AMOUNT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An accepted wording, made ready. key: as it is compared; listed: what it names, if several things."""

    text: str
    key: str
    whole: str
    quantity: Quantity | None
    listed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A question made ready to be judged. asked: key of its text."""

    accepted: tuple[Wording, ...]
    refused: frozenset[str]
    asked: str
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """An accepted wording that was met, or refused for a reason that can be told. way: how."""

    wording: Wording
    way: Way


@lru_cache(maxsize=2048)
def ready(question: Question) -> Ready:
    """Return `question` made ready."""
    return Ready(
        accepted=tuple(map(wording, question.answers)),
        refused=frozenset(key(folded(one)) for one in question.refused),
        asked=key(folded(question.text)),
    )


@lru_cache(maxsize=4096)
def wording(text: str) -> Wording:
    """Return `text`, which is accepted, made ready."""
    whole = folded(text)
    found = key(whole)
    named = frozenset(map(key, joined(whole)))
    return Wording(
        text=text, key=found, whole=whole, quantity=quantity(found), listed=named if len(named) > 1 else frozenset()
    )
