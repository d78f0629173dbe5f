"""Whether one expression finds all that another does, as far as that can be told without reading a message."""

from collections.abc import Callable
from dataclasses import fields

from bot.rules import Condition
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not
from bot.text.reading import Strength, Vocabulary

Vocabularies = Callable[[Condition], Vocabulary | None]
"""Gives the words that a condition looks for."""
STRENGTHS = tuple(Strength)
ANY_OF = frozenset({"phrases", "regex", "contact", "sender", "media", "private"})
"""Conditions that hold if one of what their shorthand lists does."""


def covers(wide: Expression, narrow: Expression, vocabulary: Vocabularies) -> bool:
    """Tell whether `wide` surely holds wherever `narrow` does. False says nothing."""
    if wide == narrow:
        return True
    if isinstance(narrow, AnyOf):
        return all(covers(wide, part, vocabulary) for part in narrow.parts)
    if isinstance(wide, AllOf):
        return all(covers(part, narrow, vocabulary) for part in wide.parts)
    return _by_part(wide, narrow, vocabulary) or _alone(wide, narrow, vocabulary)


def _by_part(wide: Expression, narrow: Expression, vocabulary: Vocabularies) -> bool:
    """Tell whether one part of either is enough."""
    if isinstance(narrow, AllOf) and any(covers(wide, part, vocabulary) for part in narrow.parts):
        return True
    return isinstance(wide, AnyOf) and any(covers(part, narrow, vocabulary) for part in wide.parts)


def _alone(wide: Expression, narrow: Expression, vocabulary: Vocabularies) -> bool:
    if isinstance(wide, Not) and isinstance(narrow, Not):
        return covers(narrow.part, wide.part, vocabulary)
    if isinstance(wide, Leaf) and isinstance(narrow, Leaf) and wide.id == narrow.id:
        return _finds_more(wide, narrow, vocabulary)
    return False


def _finds_more(wide: Leaf, narrow: Leaf, vocabulary: Vocabularies) -> bool:
    if wide.id == "words":
        return _has_more_words(wide.condition, narrow.condition, vocabulary)
    if wide.id not in ANY_OF:
        return False
    name = wide.condition.shorthand
    others = (f.name for f in fields(wide.condition) if f.name != name)  # type: ignore[arg-type]
    if any(getattr(wide.condition, other) != getattr(narrow.condition, other) for other in others):
        return False
    few, many = (frozenset(getattr(one.condition, name)) for one in (narrow, wide))
    return bool(few) and few <= many  # nothing listed may stand for everything


def _has_more_words(wide: Condition, narrow: Condition, vocabulary: Vocabularies) -> bool:
    """Tell whether `wide` looks for all words of `narrow`, at least as hard, and excuses no more."""
    settings = ("whole_words", "min_hits", "near")
    if any(getattr(wide, name, None) != getattr(narrow, name, None) for name in settings):
        return False
    more, less = vocabulary(wide), vocabulary(narrow)
    if more is None or less is None or getattr(wide, "near", None) is not None:
        return False
    is_as_strong = STRENGTHS.index(more.strength) >= STRENGTHS.index(less.strength)
    return is_as_strong and more.words >= less.words and more.allow <= less.allow


def rooms_cover(wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    """Tell whether every room that `narrow` names, by id or glob, is among those of `wide`."""
    return "*" in wide or set(narrow) <= set(wide)
