"""Leaving out the rules that cannot find anything, before any of them is looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.core.model import JOIN, Message, Scene
from bot.rules import Condition
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, leaves
from bot.text.reading import Reading, Strength

Trigger = frozenset[Condition]
"""Conditions of which at least one must hold for an expression to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Which of the expressions of one room are worth a look, by their places in the order given.

    count: all of them. always: those that nothing cheaper stands for. by_trigger: those that need one of their triggers. gates: conditions
    that trigger more than one expression and must be asked, once a message. strengths: of the words that trigger any. at_join: those that judge a joining.
    """

    count: int
    always: tuple[int, ...]
    by_trigger: Mapping[Condition, tuple[int, ...]]
    gates: tuple[Condition, ...]
    strengths: tuple[Strength, ...]
    at_join: tuple[int, ...]

    @classmethod
    def of(cls, expressions: Sequence[Expression], *, strength: Callable[[Condition], Strength | None]) -> Self:
        """Return the screen of `expressions`. strength: that of the words of a condition, if it has any."""
        by_trigger: dict[Condition, list[int]] = {}
        always: list[int] = []
        for place, expression in enumerate(expressions):
            trigger = _trigger(expression)
            if trigger is None:
                always.append(place)
                continue
            for key in trigger:
                by_trigger.setdefault(key, []).append(place)
        lone = {key for key, places in by_trigger.items() if len(places) == 1 and not key.by_words}
        always += [place for key in lone for place in by_trigger[key]]
        settled = set(always)
        kept = {key: tuple(p for p in places if p not in settled) for key, places in by_trigger.items()}
        kept = {key: places for key, places in kept.items() if places}
        return cls(
            count=len(expressions),
            always=tuple(sorted(settled)),
            by_trigger=kept,
            strengths=tuple(dict.fromkeys(s for key in kept if key.by_words and (s := strength(key)) is not None)),
            gates=tuple(key for key in kept if not key.by_words),
            at_join=tuple(place for place, one in enumerate(expressions) if judges_joining(one)),
        )

    def chosen(self, message: Message, reading: Reading, scene: Scene) -> Sequence[int]:
        """Return the places of all expressions that may hold, rising."""
        if message.kind == JOIN:
            return self.at_join
        struck: list[Any] = [
            *reading.struck(self.strengths),
            *(gate for gate in self.gates if _may_hold(gate, message, reading, scene)),
        ]
        if not struck:
            return self.always
        triggered = (place for key in struck for place in self.by_trigger.get(key, ()))
        return sorted({*self.always, *triggered})


def judges_joining(expression: Expression) -> bool:
    """Tell whether `expression` has anything to say of somebody's joining."""
    return any(leaf.condition.at_join for leaf in leaves(expression))


def _may_hold(gate: Condition, message: Message, reading: Reading, scene: Scene) -> bool:
    try:
        return gate.match(message, reading, scene) is not None
    except Exception:  # noqa: BLE001 — the rules that ask it will meet the error themselves and be named
        return True


def _trigger(expression: Expression) -> Trigger | None:
    """Return what must hold for `expression` to hold, None if nothing so simple can be told."""
    if isinstance(expression, Leaf):
        return frozenset({expression.condition})
    if isinstance(expression, AllOf):
        told = [(part, _trigger(part)) for part in expression.parts]
        costs = [(_gates_in(part), len(trigger), place) for place, (part, trigger) in enumerate(told) if trigger]
        return told[min(costs)[-1]][1] if costs else None
    if isinstance(expression, AnyOf):
        parts = [_trigger(part) for part in expression.parts]
        known = [part for part in parts if part is not None]
        return frozenset[Condition]().union(*known) if len(known) == len(parts) else None
    return None


def _gates_in(expression: Expression) -> int:
    return sum(not leaf.condition.by_words for leaf in leaves(expression))
