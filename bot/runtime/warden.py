"""Watches over the rules: those that find too much, or whose penalties are taken back, fall back a stage."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.findings import Stage
from bot.core.guard import BELOW, DAY, FAST, LEAST_TELLING, LEAST_UNDONE, STAGES, Tallies, verdict
from bot.core.ports import Annals, Clock
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet

log = logging.getLogger(__name__)

PAGE = 5_000  # chosen: judged messages counted at a time
UNDONE_WITHIN = timedelta(days=7)  # chosen: how long a penalty that was taken back counts against a rule
EVERY = timedelta(minutes=1)  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A rule that must fall back. why: in Chinese, with numbers."""

    rule: Rule
    before: Stage
    after: Stage
    why: str


class Warden:
    """Counts, and lets rules fall.

    rules: those in force. since: from when on what a rule does counts. fall: makes rules fall back.
    Counting begins with what was received within the last day; one process judges, so one counts.
    """

    def __init__(
        self,
        *,
        store: Annals,
        clock: Clock,
        rules: Callable[[], RuleSet],
        since: Callable[[str], datetime],
        fall: Callable[[Sequence[Fall]], Awaitable[None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._since = since
        self._fall = fall
        self._tallies = Tallies()
        self._after: int | None = None

    async def look(self) -> None:
        """Count what was judged since the last look, then let fall what must. Raises StorageError."""
        now = self._clock.now()
        await self._count(now)
        undone = await self._undone(now)
        suspects = self._tallies.busy(LEAST_TELLING) | {rule for rule, (_, number) in undone.items() if number}
        falls = []
        for rule in self._rules().rules:
            if rule.id not in suspects:
                continue
            fall = await asyncio.to_thread(self._judged, rule, now, undone)  # up to 70 ms (measured); callbacks go on
            if fall is not None:
                falls.append(fall)
        if falls:
            await self._fall(falls)

    async def _count(self, now: datetime) -> None:
        if self._after is None:
            self._after = await self._store.received_before(now - DAY)
        while page := await self._store.judgements(after=self._after, limit=PAGE):
            self._tallies.add(page)
            self._after = page[-1].id
            if len(page) < PAGE:
                break
        self._tallies.forget(before=now - DAY)

    async def _undone(self, now: datetime) -> dict[str, tuple[int, int]]:
        """Return (penalties, those taken back) of rules of which enough were taken back to tell anything."""
        since = now - UNDONE_WITHIN
        taken_back = await self._store.undone(since=since)
        undone = Counter(
            one.penalised for one in taken_back if one.sent_at >= since and self._counts(one.penalised, one.sent_at)
        )
        many = {rule for rule, number in undone.items() if rule and number >= LEAST_UNDONE}
        if not many:
            return {}
        hits = await self._store.hits(since=since)
        penalised = Counter(one.penalised for one in hits if self._counts(one.penalised, one.sent_at))
        return {rule: (penalised[rule], undone[rule]) for rule in many}

    def _counts(self, rule: str, sent_at: datetime) -> bool:
        return bool(rule) and sent_at >= self._since(rule)

    def _judged(self, rule: Rule, now: datetime, undone: dict[str, tuple[int, int]]) -> Fall | None:
        stage = max((one.stage for one in rule.all() if one.enabled), key=STAGES.index, default=Stage.SHADOW)
        if rule.guard is None or stage not in BELOW:
            return None
        since = self._since(rule.id)
        rooms = frozenset(room for room in self._tallies.rooms() if rule.for_room(room) is not None)
        day, fast = (self._tallies.count(rule.id, since=max(now - span, since), rooms=rooms) for span in (DAY, FAST))
        penalties, taken_back = undone.get(rule.id, (0, 0))
        why = verdict(rule.guard, day=day, fast=fast, penalised=penalties, undone=taken_back)
        if not why:
            return None
        log.warning("Rule %s falls back from %s to %s: %s", rule.id, stage, BELOW[stage], why)
        return Fall(rule=rule, before=stage, after=BELOW[stage], why=why)
