"""What judges now, and the bench that it makes."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.effects import Effect
from bot.core.guard import Lowered
from bot.core.model import Room
from bot.handlers.bench import Bench
from bot.ruleset.rules import RuleSet
from bot.settings import Accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The files that judge, compiled. digests: of every rule. since: by rule, from when on it is as it is.

    fallen: the rules among them that fell back.
    """

    accepted: Accepted
    revision: int
    digests: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)
    fallen: tuple[Lowered, ...] = ()

    @property
    def judge(self) -> RuleSet:
        """The rules, knowing their revision."""
        return self.accepted.judge(self.revision)

    def bench(self, possible: Callable[[Effect, Room], bool], *, has_aibot: bool) -> Bench:
        """Return it as handlers are given it. See `Bench`."""
        judge = self.judge
        return Bench(
            judge=judge,
            policy=self.accepted.content.policy,
            texts=self.accepted.texts,
            possible=possible,
            house_rules=judge.titles,
            has_aibot=has_aibot,
        )


def free_what_was() -> None:
    """Free the rules that are no longer in force, then let the collector leave alone what judges now, as at the start.

    What is frozen is never freed: without this each save would cost some MB for good (measured: 4). Nothing else goes on
    meanwhile: 0.15 s with the starter's rules, 0.6 s with 100,000 words (measured), once for each save.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
