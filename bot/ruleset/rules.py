"""One rule, compiled, and all of them as one judge."""

import logging
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import reduce
from operator import or_

from bot.core.findings import Finding, Match, Stage
from bot.core.model import Message, Reach, RoomId, Scene
from bot.rules import Condition, Need
from bot.ruleset.expressions import Expression, leaves
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength

log = logging.getLogger(__name__)
BY_STRENGTH = tuple(Strength)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an admin wrote. rooms: ids or globs of the rooms where it holds. points: given unless the stage forbids."""

    id: str
    title: str
    when: Expression
    unless: Expression | None = None
    stage: Stage = Stage.ENFORCE
    points: float = 0.0
    reply: str = ""
    tags: tuple[str, ...] = ()
    for_all_roles: bool = False
    rooms: tuple[str, ...] = ("*",)

    def holds_in(self, room: RoomId) -> bool:
        """Tell whether it judges what is said in `room`."""
        return any(fnmatchcase(room, pattern) for pattern in self.rooms)

    def conditions(self) -> tuple[Condition, ...]:
        """Return all its conditions, exceptions included."""
        both = (self.when,) if self.unless is None else (self.when, self.unless)
        return tuple(leaf.condition for part in both for leaf in leaves(part))

    def needs(self) -> frozenset[Need]:
        """Return what a room must be able to tell for it to be of use there."""
        return frozenset(need for leaf in leaves(self.when) for need in leaf.condition.needs)

    def finding(self, message: Message, reading: Reading, scene: Scene) -> Finding | None:
        """Return what it sees in `message`, None if nothing or if `unless` excuses it."""
        match = self.when.match(message, reading, scene)
        if match is None or self.excuse(message, reading, scene) is not None:
            return None
        return Finding(
            rule=self.id,
            title=self.title,
            condition=match.condition,
            why=match.why,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules, in the order of the files and within them; a `bot.core.ports.Judge`.

    reader: knows the words of all of them. A rule that raises finds nothing and is logged once; the others judge on.
    """

    rules: tuple[Rule, ...]
    reader: Reader
    revision: int = field(default=0, compare=False)
    _reach: Reach = field(init=False, compare=False, repr=False)
    _strength: Strength = field(init=False, compare=False, repr=False)
    _in_room: dict[RoomId, tuple[Rule, ...]] = field(default_factory=dict, compare=False, repr=False)
    _complained: set[str] = field(default_factory=set, compare=False, repr=False)

    def __post_init__(self) -> None:
        conditions = tuple(c for rule in self.rules for c in rule.conditions())
        used = (self.reader.strength(c) for c in conditions)
        strength = max((s for s in used if s is not None), key=BY_STRENGTH.index, default=Strength.NORMAL)
        object.__setattr__(self, "_reach", reduce(or_, (c.reach for c in conditions), Reach()))
        object.__setattr__(self, "_strength", strength)

    @property
    def reach(self) -> Reach:
        """How much of the past the rules need."""
        return self._reach

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Return what every rule saw, in the order of the rules."""
        reading = self.reader.read(message.text)
        found: list[Finding] = []
        for rule in self.rules_in(message.room):
            try:
                finding = rule.finding(message, reading, scene)
            except Exception as error:  # noqa: BLE001 — one broken rule must not silence the others
                self._complain(rule, error)
                continue
            if finding is not None:
                found.append(finding)
        return tuple(found)

    def folded(self, text: str) -> str:
        """Return `text` as the strongest fold in use reads it, where one of its views changed anything, for the trace."""
        changed = (view.text for view in reversed(self.reader.read(text).views(self.strength())) if view.text != text)
        return next(changed, text)

    def strength(self) -> Strength:
        """Return the strongest fold that any rule looks through, `normal` if none says."""
        return self._strength

    def rules_in(self, room: RoomId) -> tuple[Rule, ...]:
        """Return the rules that hold in `room`."""
        found = self._in_room.get(room)
        if found is None:
            found = tuple(rule for rule in self.rules if rule.holds_in(room))
            self._in_room[room] = found
        return found

    def titles(self, room: RoomId) -> tuple[str, ...]:
        """Return the titles of the rules that members of `room` meet: those that do more than watch."""
        shown = (rule.title for rule in self.rules_in(room) if rule.stage is not Stage.SHADOW)
        return tuple(dict.fromkeys(shown))

    def _complain(self, rule: Rule, error: Exception) -> None:
        """Log what `rule` raised, the first time."""
        if rule.id not in self._complained:
            self._complained.add(rule.id)
            log.error("rule %s cannot judge and finds nothing", rule.id, exc_info=error)
