"""What judges now, and the bench that it makes."""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.commands import RuleLine
from bot.core.effects import Effect
from bot.core.guard import Lowered
from bot.core.model import Room, RoomId
from bot.core.records import Revision
from bot.documents.problems import Problem
from bot.handlers.bench import Bench
from bot.ruleset.rules import RuleSet
from bot.settings import Accepted

SHOWN = 3  # chosen: problems shown where there is little room


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The files that judge, compiled. digests: of every rule. since: by rule, from when on it is as it is.

    fallen: the rules among them that fell back. written: the rules before any fell back, None if that is not known.
    revisions: the newest, newest first; this one is the first.
    """

    accepted: Accepted
    revision: int
    digests: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)
    fallen: tuple[Lowered, ...] = ()
    written: RuleSet | None = None
    revisions: Sequence[Revision] = ()

    @property
    def judge(self) -> RuleSet:
        """The rules, knowing their revision."""
        return self.accepted.judge(self.revision)

    def bench(self, possible: Callable[[Effect, Room], bool], *, has_aibot: bool) -> Bench:
        """Return it as handlers are given it. See `Bench`."""
        judge, content = self.judge, self.accepted.content
        return Bench(
            judge=judge,
            policy=content.policy,
            texts=self.accepted.texts,
            possible=possible,
            house_rules=judge.titles,
            has_aibot=has_aibot,
            policies=content.policies,
            calendar=content.calendar,
            zone=content.zone,
            zones=content.zones,
            customs=content.customs,
            customs_by_room=content.customs_by_room,
            playbook=self.accepted.playbook,
            rules=self.lines,
            revisions=self.revisions,
        )

    def lines(self, room: RoomId) -> tuple[RuleLine, ...]:
        """Return the rules that judge in `room`, in the order of judging, as its people are shown them."""
        written = {rule.id: rule.stage for rule in (self.written or self.accepted.rules).rules_in(room)}
        return tuple(
            RuleLine(
                id=rule.id,
                title=rule.title,
                stage=rule.stage.value,
                written=written.get(rule.id, rule.stage).value,
                points=rule.points,
            )
            for rule in self.accepted.rules.rules_in(room)
            if not rule.allow
        )

    def report(self, problems: Sequence[Problem], needs_restart: Sequence[str]) -> dict[str, Any]:
        """Return what monitoring may know, JSON-ready. problems: of the last save. needs_restart: changed keys."""
        return {
            "revision": self.revision,
            "broken": [f"{problem.place} {problem.cause}" for problem in problems[:SHOWN]],
            "broken_count": len(problems),
            "needs_restart": list(needs_restart),
            "lowered": [
                {"rule": one.rule, "stage": one.stage, "at": one.at.isoformat(), "why": one.why} for one in self.fallen
            ],
        }


def as_written(accepted: Accepted, *, was: InForce | None) -> RuleSet | None:
    """Return the rules of `accepted` before any fell back. was: in force until now; what it accepted is lowered already."""
    return was.written if was is not None and accepted is was.accepted else accepted.rules


def since_when(digests: Mapping[str, str], revision: Revision, *, was: InForce | None) -> dict[str, datetime]:
    """Return from when on each rule is as it is; those that are as in what `was` in force keep their time."""
    if was is None:
        return dict.fromkeys(digests, revision.at)
    return {rule: was.since[rule] if was.digests.get(rule) == d else revision.at for rule, d in digests.items()}


def free_what_was() -> None:
    """Free the rules that are no longer in force, then let the collector leave alone what judges now, as at the start.

    What is frozen is never freed: without this each save would cost some MB for good (measured: 4). Nothing else goes on
    meanwhile: 0.15 s with the starter's rules, 0.6 s with 100,000 words (measured), once for each save.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
