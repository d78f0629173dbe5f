"""One rule, compiled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from fnmatch import fnmatchcase

from bot.core.findings import Finding, Match, Stage
from bot.core.guard import Guard
from bot.core.model import JOIN, Message, RoomId, Scene
from bot.rules import Condition, Need
from bot.ruleset.expressions import Expression, leaves
from bot.ruleset.screening import judges_joining
from bot.text.private import conceal
from bot.text.reading import Reading

BY_STAGE = tuple(Stage)
EVERYWHERE = ("*",)
NEVER = timedelta(0)
USUAL = Guard()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What becomes of a rule in `rooms` (ids or globs)."""

    rooms: tuple[str, ...]
    rule: "Rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an admin wrote. points: given unless the stage forbids.

    rooms: ids or globs of the rooms where it holds; set_rooms: those where the set holds that it is in, both count.
    priority: the highest is judged first. stop: what it finds is the last thing found in a message. allow: what it sees is
    no finding, and no later rule looks at it. cooldown: how long it finds nothing in what a member says after it found
    something there. guard: None if it never falls back. digest: same for a rule that says the same. variants: what it
    becomes in some rooms; the last that fits is taken.
    """

    id: str
    title: str
    when: Expression
    unless: Expression | None = None
    stage: Stage = Stage.ENFORCE
    points: float = 0.0
    reply: str = ""
    tags: tuple[str, ...] = ()
    for_all_roles: bool = False
    rooms: tuple[str, ...] = EVERYWHERE
    enabled: bool = True
    priority: int = 0
    stop: bool = False
    allow: bool = False
    cooldown: timedelta = NEVER
    guard: Guard | None = USUAL
    digest: str = ""
    set_title: str = ""
    set_rooms: tuple[str, ...] = EVERYWHERE
    variants: tuple[Variant, ...] = ()

    def holds_in(self, room: RoomId) -> bool:
        """Tell whether it, or a variant of it, is meant for `room`."""
        return _fits(room, self.rooms) and _fits(room, self.set_rooms)

    def for_room(self, room: RoomId) -> "Rule | None":
        """Return what judges in `room` of it and its variants, None if nothing does."""
        chosen = self.variant_in(room)
        return chosen if chosen.enabled and self.holds_in(room) else None

    def variant_in(self, room: RoomId) -> "Rule":
        """Return what it becomes in `room`, whether it judges there or not."""
        return next((variant.rule for variant in reversed(self.variants) if _fits(room, variant.rooms)), self)

    def all(self) -> "tuple[Rule, ...]":
        """Return it and its variants."""
        return self, *(variant.rule for variant in self.variants)

    def at_most(self, stage: Stage) -> "Rule":
        """Return it, and its variants, going no further than `stage`."""
        variants = tuple(replace(variant, rule=variant.rule.at_most(stage)) for variant in self.variants)
        return replace(self, stage=min(self.stage, stage, key=BY_STAGE.index), variants=variants)

    def conditions(self) -> tuple[Condition, ...]:
        """Return all its conditions, exceptions included, those of variants not."""
        both = (self.when,) if self.unless is None else (self.when, self.unless)
        return tuple(leaf.condition for part in both for leaf in leaves(part))

    def needs(self) -> frozenset[Need]:
        """Return what a room must be able to tell for it to be of use there."""
        return frozenset(need for leaf in leaves(self.when) for need in leaf.condition.needs)

    def judges(self, message: Message) -> bool:
        """Tell whether it judges a message of this kind at all: joinings only if it looks for them."""
        return message.kind != JOIN or judges_joining(self.when)

    def is_of_joinings(self) -> bool:
        """Tell whether it only looks at who joins, of which those are told who answer for the room."""
        return all(one.at_join and Need.JOINS in one.needs for one in (leaf.condition for leaf in leaves(self.when)))

    def is_resting(self, message: Message, scene: Scene) -> bool:
        """Tell whether it found something in what the member said too short a time ago."""
        fired_at = scene.fired.get(self.id) if self.cooldown else None
        return fired_at is not None and fired_at <= message.sent_at < fired_at + self.cooldown

    def finding(self, message: Message, reading: Reading, scene: Scene) -> Finding | None:
        """Return what it sees in `message`, None if nothing, if `unless` excuses it, or while it rests."""
        if self.cooldown and self.is_resting(message, scene):
            return None
        match = self.when.match(message, reading, scene)
        if match is None or self.excuse(message, reading, scene) is not None:
            return None
        return self.found(match)

    def found(self, match: Match) -> Finding:
        """Return what it says of `match`."""
        return Finding(
            rule=self.id,
            title=self.title,
            condition=match.condition,
            why=conceal(match.why),
            span=match.span,
            tags=self.tags,
            points=self.points,
            reply=self.reply,
            stage=self.stage,
            for_all_roles=self.for_all_roles,
            of_burst=match.of_burst,
        )

    def excuse(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return what in `unless` lets `message` pass, if anything does."""
        return None if self.unless is None else self.unless.match(message, reading, scene)

    def stops(self) -> bool:
        """Tell whether no later rule looks at what it sees; in shadow it does nothing, this neither."""
        return self.allow or (self.stop and self.stage is not Stage.SHADOW)


def _fits(room: RoomId, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(room, pattern) for pattern in patterns)
