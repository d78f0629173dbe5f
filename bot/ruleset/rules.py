"""All rules as one judge."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from bot.core.findings import Finding, Stage
from bot.core.model import Message, RoomId, Scene
from bot.core.reach import Reach
from bot.ruleset.rule import NEVER, Rule
from bot.ruleset.screening import Screen
from bot.text.private import conceal
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength

log = logging.getLogger(__name__)
BY_STRENGTH = tuple(Strength)

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
    _titles: dict[RoomId, tuple[str, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)
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
        """Return the titles of the rules that members of `room` can keep: those that do more than watch, or look who joins."""
        known = self._titles.get(room)
        if known is None:
            there = (rule for rule in self.rules_in(room) if rule.stage is not Stage.SHADOW and not rule.allow)
            titles = dict.fromkeys(rule.title for rule in there if not rule.is_of_joinings())
            known = self._titles[room] = tuple(titles)
        return known

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
