"""`any`, `all` and `not` over conditions: what `when` and `unless` are made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.findings import Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.reading import Reading

NOWHERE = (0, 0)
NOT = "not"
"""What stands for the condition of a match that something was *not* found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One condition. id: its name in YAML."""

    id: str
    condition: Condition

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return what the condition sees."""
        return self.condition.match(message, reading, scene)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Holds if one of `parts` does; the first that does speaks."""

    parts: tuple["Expression", ...]

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return what the first part that holds sees."""
        for part in self.parts:
            found = part.match(message, reading, scene)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Holds if all of `parts` do; the first with a place in the text gives the place, all give their reasons."""

    parts: tuple["Expression", ...]

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return what the parts see together."""
        found: list[Match] = []
        for part in self.parts:
            match = part.match(message, reading, scene)
            if match is None:
                return None
            found.append(match)
        seen = [match for match in found if match.condition != NOT] or found
        leading = next((match for match in seen if match.span != NOWHERE), seen[0])
        why = "；".join(dict.fromkeys(match.why for match in seen))
        of_burst = any(match.of_burst for match in seen)
        return Match(condition=leading.condition, why=why, span=leading.span, of_burst=of_burst)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Holds if `part` does not; it has no place in the text."""

    part: "Expression"

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return that nothing was seen, if so."""
        if self.part.match(message, reading, scene) is not None:
            return None
        titles = "、".join(dict.fromkeys(leaf.condition.title for leaf in leaves(self.part)))
        return Match(condition=NOT, why=f"没有出现“{titles}”")


Expression = Leaf | AnyOf | AllOf | Not


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Yield the conditions of `expression`, in the order written."""
    if isinstance(expression, Leaf):
        yield expression
        return
    for part in (expression.part,) if isinstance(expression, Not) else expression.parts:
        yield from leaves(part)
