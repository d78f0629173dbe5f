"""Whether one expression finds all that another does, as far as that can be told without reading a message."""

from collections.abc import Callable, Iterable, Set
from dataclasses import fields
from functools import lru_cache

from bot.core.model import Role
from bot.rules import Condition
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not
from bot.text.reading import Strength, Vocabulary

Vocabularies = Callable[[Condition], Vocabulary | None]
"""Gives the words that a condition looks for."""
Rooms = frozenset[frozenset[str]]
"""Rooms that fit one of the ids or globs of each set; none at all stand for everywhere."""
STRENGTHS = tuple(Strength)
MARKS = "?？"
LONGEST = 40  # chosen: characters of a word that is searched for others
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
    is_single = getattr(wide, "min_hits", 1) == 1
    has_them = more.words >= less.words or (is_single and all(_holds_one(word, more.words) for word in less.words))
    return is_as_strong and has_them and more.allow <= less.allow


def _holds_one(word: str, shorter: Set[str]) -> bool:
    """Tell whether one of `shorter` stands in `word`, or is it; a word with a mark stands for its disguises alone."""
    bare = word.rstrip(MARKS) or word
    size = len(bare)
    if size > LONGEST:
        return word in shorter
    pieces = (bare[i:j] for i in range(size) for j in range(i + 1, size + 1))
    return word in shorter or any(piece in shorter for piece in pieces)


def rooms_of(*named: tuple[str, ...]) -> Rooms:
    """Return the rooms that each of `named` (ids or globs) names."""
    return frozenset(frozenset(patterns) for patterns in named if "*" not in patterns)


def rooms_cover(wide: Rooms, narrow: Rooms) -> bool:
    """Tell whether every room of `narrow` is surely one of `wide`."""
    return all(any(few <= many for few in narrow) for many in wide)


def may_meet(pattern: str, others: Iterable[str]) -> bool:
    """Tell whether some room may fit the id or glob `pattern` and one of `others`."""
    return any(_may_both_fit(pattern, other) for other in others)


@lru_cache(maxsize=4_096)
def _may_both_fit(one: str, other: str) -> bool:
    """Tell whether some text may fit both globs; of `[` nobody asks what is behind it."""
    if "[" in one + other:
        return True
    todo, seen = [(0, 0)], {(0, 0)}
    while todo:
        i, j = todo.pop()
        a, b = one[i : i + 1], other[j : j + 1]
        if not a and not b:
            return True
        steps = [(i + 1, j)] * (a == "*") + [(i, j + 1)] * (b == "*")
        if a and b and (a == b or not {a, b}.isdisjoint("*?")):
            steps.append((i + (a != "*"), j + (b != "*")))
        todo += [step for step in steps if step not in seen]
        seen.update(steps)
    return False


def roles_of(expression: Expression) -> frozenset[Role] | None:
    """Return the roles of which one must have said it for `expression` to hold, None for anybody."""
    if isinstance(expression, Leaf):
        roles = getattr(expression.condition, "role", ()) if expression.id == "sender" else ()
        return frozenset(roles) or None
    if isinstance(expression, AllOf):
        found = [roles for part in expression.parts if (roles := roles_of(part)) is not None]
        return frozenset.intersection(*found) if found else None
    if isinstance(expression, AnyOf):
        each = [roles_of(part) for part in expression.parts]
        known = [roles for roles in each if roles is not None]
        return frozenset.union(*known) if len(known) == len(each) else None
    return None
