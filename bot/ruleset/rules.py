"""One rule, compiled, and all of them as one judge."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import reduce
from operator import or_

from bot.core.findings import Finding, Match, Stage
from bot.core.guard import Guard
from bot.core.model import JOIN, Message, RoomId, Scene
from bot.core.reach import Reach
from bot.rules import Condition, Need
from bot.ruleset.expressions import Expression, leaves
from bot.ruleset.screening import Screen, judges_joining
from bot.text.private import conceal
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength

log = logging.getLogger(__name__)
BY_STRENGTH = tuple(Strength)
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
    no finding, and no later rule looks at it. cooldown: how long
    it finds nothing in what a member says after it found something there. guard: None if it never falls back. digest: same for a rule that says the same.
    variants: what it becomes in some rooms; the last that fits is taken.
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


_There = tuple[tuple[Rule, ...], Screen]
"""The rules of a room in the order of judging, and their screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules, in the order of the files and within them; a `bot.core.ports.Judge`.

    reader: knows the words of all of them. lowered: stages that rules fell back to, by their ids; see `with_lowered`.
    A rule that raises finds nothing and is logged once; the others judge on.
    """

    rules: tuple[Rule, ...]
    reader: Reader
    revision: int = field(default=0, compare=False)
    lowered: Mapping[str, Stage] = field(default_factory=dict)
    _reach: Reach = field(init=False, compare=False, repr=False)
    _strength: Strength = field(init=False, compare=False, repr=False)
    _in_room: dict[RoomId, _There] = field(init=False, default_factory=dict, compare=False, repr=False)
    _screens: dict[tuple[int, ...], _There] = field(init=False, default_factory=dict, compare=False, repr=False)
    _complained: set[str] = field(init=False, default_factory=set, compare=False, repr=False)

    def __post_init__(self) -> None:
        live = [one for rule in self.rules for one in rule.all() if one.enabled]
        conditions = tuple(c for rule in live for c in rule.conditions())
        used = (self.reader.strength(c) for c in conditions)
        strength = max((s for s in used if s is not None), key=BY_STRENGTH.index, default=Strength.NORMAL)
        rest = Reach(cooldown=max((rule.cooldown for rule in live), default=NEVER))
        object.__setattr__(self, "_reach", reduce(or_, (c.reach for c in conditions), rest))
        object.__setattr__(self, "_strength", strength)

    @property
    def reach(self) -> Reach:
        """How much of the past the rules need."""
        return self._reach

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Return what every rule saw, in the order of judging, up to the first that stops it."""
        reading = self.reader.read(message.text)
        rules, screen = self._screened(message.room)
        found: list[Finding] = []
        for place in self._chosen(screen, message, reading, scene):
            rule = rules[place]
            try:
                finding = rule.finding(message, reading, scene)
            except Exception as error:  # noqa: BLE001 — one broken rule must not silence the others
                self._complain(rule, error)
                continue
            if finding is None:
                continue
            if rule.allow:
                break
            found.append(finding)
            if rule.stop and rule.stops():
                break
        return tuple(found)

    def folded(self, text: str) -> str:
        """Return `text` as the strongest fold in use reads it, where one of its views changed anything, for the trace."""
        changed = (view.text for view in reversed(self.reader.read(text).views(self.strength())) if view.text != text)
        return next(changed, text)

    def concealed(self, text: str) -> str:
        """Return `text` with the numbers of ID cards, bank cards and mobile phones hidden; it is as long as before."""
        return conceal(text)

    def strength(self) -> Strength:
        """Return the strongest fold that any rule looks through, `normal` if none says."""
        return self._strength

    def rules_in(self, room: RoomId) -> tuple[Rule, ...]:
        """Return the rules that judge in `room`, in the order of judging, each as it is there."""
        return self._screened(room)[0]

    def titles(self, room: RoomId) -> tuple[str, ...]:
        """Return the titles of the rules that members of `room` meet: those that do more than watch."""
        shown = (rule.title for rule in self.rules_in(room) if rule.stage is not Stage.SHADOW and not rule.allow)
        return tuple(dict.fromkeys(shown))

    def with_lowered(self, lowered: Mapping[str, Stage]) -> "RuleSet":
        """Return these rules where those named in `lowered` go no further than it says; no stage is ever raised."""
        rules = tuple(rule.at_most(lowered[rule.id]) if rule.id in lowered else rule for rule in self.rules)
        return replace(self, rules=rules, lowered={**self.lowered, **lowered})

    def _screened(self, room: RoomId) -> _There:
        known = self._in_room.get(room)
        if known is None:
            there = tuple(one for rule in self.rules if (one := rule.for_room(room)) is not None)
            same = tuple(map(id, there))  # `self.rules` keeps them alive
            known = self._in_room[room] = self._screens.get(same) or self._screen(there)
            self._screens[same] = known
        return known

    def _screen(self, there: tuple[Rule, ...]) -> _There:
        """Return what judges in a room where `there` holds; takes 3 ms for 150 rules (measured)."""
        rules = tuple(sorted(there, key=lambda rule: -rule.priority))
        return rules, Screen.of([rule.when for rule in rules], strength=self.reader.strength)

    def _chosen(self, screen: Screen, message: Message, reading: Reading, scene: Scene) -> Sequence[int]:
        """Return the places of the rules worth a look; all that judge on their own where the text cannot be read."""
        try:
            return screen.chosen(message, reading, scene)
        except Exception:  # noqa: BLE001 — whoever needs what is broken will meet it and be named
            return range(screen.count)

    def _complain(self, rule: Rule, error: Exception) -> None:
        """Log what `rule` raised, the first time."""
        if rule.id not in self._complained:
            self._complained.add(rule.id)
            log.error("rule %s cannot judge and finds nothing", rule.id, exc_info=error)


def _fits(room: RoomId, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(room, pattern) for pattern in patterns)
