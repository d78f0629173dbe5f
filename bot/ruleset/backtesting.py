"""A draft against the rules in force, over messages that were said: what would change, for whom, with which penalties.

Both judge every message, each with the standings that follow from its own decisions; nobody has any points at the
beginning.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.core.decide import Decision
from bot.core.model import MemberId, RoomId
from bot.core.policy import Act
from bot.ruleset.judging import Trial, Tried
from bot.ruleset.lines import Line
from bot.text.private import conceal

MOST_SAMPLES = 20  # chosen: characters around what was found are shown, of so many messages at most
SHOWN = 80  # chosen: characters of a sample


class Change(StrEnum):
    """What becomes of one message."""

    NEW = "new"
    GONE = "gone"
    OTHER = "other"
    SAME = "same"
    CLEAN = "clean"


Person = tuple[RoomId, MemberId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A message that changes. text: private numbers masked. before, after: rules that find something in it."""

    change: Change
    text: str
    room: str
    sender: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: str


@dataclass(slots=True, kw_only=True)
class RuleCount:
    """Hits of one rule. new, gone: those that only the draft, or only the rules in force, have."""

    before: int = 0
    after: int = 0
    new: int = 0
    gone: int = 0


@dataclass(slots=True, kw_only=True)
class Penalties:
    """What members met by one of the two. acts: how often. people: whom."""

    acts: Counter[Act] = field(default_factory=Counter)
    people: defaultdict[Act, set[Person]] = field(default_factory=lambda: defaultdict(set))

    def add(self, act: Act | None, person: Person) -> None:
        """Count what somebody met, if anything."""
        if act is not None:
            self.acts[act] += 1
            self.people[act].add(person)


@dataclass(slots=True, kw_only=True)
class Backtest:
    """Collects what differs. samples: how many are kept of each kind of change."""

    force: Trial
    draft: Trial
    samples: int = 5
    changes: Counter[Change] = field(default_factory=Counter)
    rules: defaultdict[str, RuleCount] = field(default_factory=lambda: defaultdict(RuleCount))
    people: dict[Change, set[Person]] = field(default_factory=lambda: {change: set() for change in Change})
    kept: dict[Change, list[Sample]] = field(default_factory=lambda: {change: [] for change in Change})
    before: Penalties = field(default_factory=Penalties)
    after: Penalties = field(default_factory=Penalties)
    _number: int = 0

    @property
    def messages(self) -> int:
        """How many were judged."""
        return self._number

    def judge(self, lines: Iterable[Line]) -> Iterator[int]:
        """Judge `lines` by both, in their order; yield after each how many were."""
        for line in lines:
            self._number += 1
            before, after = (trial.decided(line, self._number) for trial in (self.force, self.draft))
            self._count(before, after)
            yield self._number

    def _count(self, before: Tried, after: Tried) -> None:
        if not any((one.decision.findings or one.decision.step) for one in (before, after)):
            self.changes[Change.CLEAN] += 1  # by far most messages
            return
        was, now = (tuple(dict.fromkeys(f.rule for f in one.decision.findings)) for one in (before, after))
        change = _change(was, now)
        self.changes[change] += 1
        self._count_rules(was, now)
        person = (after.message.room, after.message.sender)
        self.people[change].add(person)
        self.before.add(act_of(before.decision), person)
        self.after.add(act_of(after.decision), person)
        if change not in {Change.SAME, Change.CLEAN} and len(self.kept[change]) < min(self.samples, MOST_SAMPLES):
            self.kept[change].append(_sample(change, before, after))

    def _count_rules(self, was: tuple[str, ...], now: tuple[str, ...]) -> None:
        for rule in was:
            self.rules[rule].before += 1
            self.rules[rule].gone += rule not in now
        for rule in now:
            self.rules[rule].after += 1
            self.rules[rule].new += rule not in was

    def newly_reached(self, act: Act) -> int:
        """Return how many people get `act` by the draft who did not get it by the rules in force."""
        return len(self.after.people[act] - self.before.people[act])

    def spared(self, act: Act) -> int:
        """Return how many people get `act` by the rules in force and not by the draft."""
        return len(self.before.people[act] - self.after.people[act])

    def affected(self) -> int:
        """Return how many people said something that changes."""
        return len(self.people[Change.NEW] | self.people[Change.GONE] | self.people[Change.OTHER])

    def as_json(self) -> dict[str, Any]:
        """Return all of it, JSON-ready."""
        return {
            "messages": self.messages,
            "changes": {change.value: self.changes[change] for change in Change},
            "people": self.affected(),
            "rules": {
                rule: {"before": count.before, "after": count.after, "new": count.new, "gone": count.gone}
                for rule, count in sorted(self.rules.items())
            },
            "penalties": {
                act.value: {
                    "before": self.before.acts[act],
                    "after": self.after.acts[act],
                    "people_new": self.newly_reached(act),
                    "people_spared": self.spared(act),
                }
                for act in Act
            },
            "samples": [
                {
                    "change": one.change.value,
                    "text": one.text,
                    "room": one.room,
                    "sender": one.sender,
                    "before": list(one.before),
                    "after": list(one.after),
                    "why": one.why,
                }
                for change in Change
                for one in self.kept[change]
            ],
        }


def _change(was: tuple[str, ...], now: tuple[str, ...]) -> Change:
    if was == now:
        return Change.SAME if was else Change.CLEAN
    if not was:
        return Change.NEW
    return Change.OTHER if now else Change.GONE


def act_of(decision: Decision) -> Act | None:
    """Return what `decision` does to the member, None if nothing."""
    return None if decision.step is None else decision.step.act


def _sample(change: Change, before: Tried, after: Tried) -> Sample:
    findings = after.decision.findings or before.decision.findings
    start = findings[0].span[0] if findings else 0
    text = conceal(after.message.text).replace("\n", " ")
    cut = max(0, start - SHOWN // 2)
    return Sample(
        change=change,
        text=("…" if cut else "") + text[cut : cut + SHOWN] + ("…" if len(text) > cut + SHOWN else ""),
        room=after.scene.room.name or after.message.room,
        sender=after.message.sender,
        before=tuple(dict.fromkeys(f.rule for f in before.decision.findings)),
        after=tuple(dict.fromkeys(f.rule for f in after.decision.findings)),
        why=findings[0].why if findings else "",
    )
