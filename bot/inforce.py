"""What judges now, and the bench that it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.effects import Effect
from bot.core.model import Room
from bot.handlers.bench import Bench
from bot.ruleset.rules import RuleSet
from bot.settings import Accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The files that judge, compiled. digests: of every rule. since: by rule, from when on it is as it is."""

    accepted: Accepted
    revision: int
    digests: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)

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
