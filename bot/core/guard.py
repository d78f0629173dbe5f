"""When a rule falls back a stage by itself: it finds too much, or people take back what it did."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce

from bot.core.findings import Stage
from bot.core.model import RoomId, span_in_words

DAY = timedelta(days=1)  # chosen: the window of the share that an admin may set
LEAST_MESSAGES, LEAST_HITS = 200, 20  # chosen: fewer judged messages, or hits, in a day say nothing
FAST = timedelta(minutes=10)  # chosen: a rule that runs away must not run for a day
FAST_MESSAGES, FAST_SHARE = 50, 0.30  # chosen: of the messages of the last `FAST`
FAST_TIMES, FAST_MOST = 3, 0.95  # chosen: of the share of a day that is allowed, and the most that can be
LEAST_TELLING = 15  # chosen: hits in a day below which no share can be too high: 30 % of 50 messages
LEAST_UNDONE = 5  # chosen: so many must have been taken back before their share counts
BUCKET = timedelta(minutes=1)  # chosen: how exactly the windows end

BELOW = {Stage.ENFORCE: Stage.SOFT, Stage.SOFT: Stage.SHADOW}
STAGES = (Stage.SHADOW, Stage.SOFT, Stage.ENFORCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Limits of one rule, as fractions; None is not watched.

    share: of all messages judged in its rooms within a day that it may find something in; above three times as much, and
    above 30 %, ten minutes are enough. undone: of its penalties that people may take back.
    """

    share: float | None = 0.10  # chosen
    undone: float | None = 0.30  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """A rule that fell back. digest: of the rule as it was written. why: in Chinese, with numbers."""

    rule: str
    digest: str
    stage: Stage
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What guards look at of one judged message. id: of its delivery. rules: that found something.

    penalised: the rule that gave points, empty if none did. undone_at: when a person took that back.
    """

    id: int
    room: RoomId
    sent_at: datetime
    rules: tuple[str, ...] = ()
    penalised: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Of one rule within one window. total: messages judged where it holds. hits: those it found something in."""

    total: int = 0
    hits: int = 0

    @property
    def share(self) -> float:
        """Hits of the total, 0 if nothing was judged."""
        return self.hits / self.total if self.total else 0.0


@dataclass(slots=True)
class _Minute:
    total: Counter[RoomId] = field(default_factory=Counter)
    hits: defaultdict[str, Counter[RoomId]] = field(default_factory=lambda: defaultdict(Counter))


class Tallies:
    """Messages and hits of the last day, by minute; pure counting, fed once with every judged message."""

    def __init__(self) -> None:
        self._minutes: dict[datetime, _Minute] = {}
        self._total: Counter[RoomId] = Counter()
        self._hits: Counter[str] = Counter()
        self._since: dict[datetime, Counter[RoomId]] = {}

    def add(self, judgements: Iterable[Judgement]) -> None:
        """Count `judgements`."""
        self._since.clear()
        for judgement in judgements:
            minute = self._minute(judgement.sent_at)
            minute.total[judgement.room] += 1
            self._total[judgement.room] += 1
            rules = dict.fromkeys(judgement.rules)
            for rule in rules:
                minute.hits[rule][judgement.room] += 1
            self._hits.update(rules.keys())

    def _minute(self, at: datetime) -> _Minute:
        start = at.replace(second=0, microsecond=0)
        found = self._minutes.get(start)
        if found is None:
            found = self._minutes[start] = _Minute()
        return found

    def forget(self, *, before: datetime) -> None:
        """Drop what was sent before `before`."""
        self._since.clear()
        for start in [start for start in self._minutes if start + BUCKET <= before]:
            gone = self._minutes.pop(start)
            self._total.subtract(gone.total)
            for rule, rooms in gone.hits.items():
                self._hits[rule] -= rooms.total()

    def busy(self, least: int) -> frozenset[str]:
        """Return the rules that found something in at least `least` messages."""
        return frozenset(rule for rule, number in self._hits.items() if number >= least)

    def rooms(self) -> frozenset[RoomId]:
        """Return the rooms in which anything was judged."""
        return frozenset(room for room, number in self._total.items() if number)

    def count(self, rule: str, *, since: datetime, rooms: Collection[RoomId]) -> Count:
        """Return the count of `rule` in `rooms`, of whole minutes that begin at `since` or later."""
        totals = self._totals(since)
        found = (minute.hits[rule] for at, minute in self._minutes.items() if at >= since and rule in minute.hits)
        hits = sum(number for by_room in found for room, number in by_room.items() if room in rooms)
        return Count(total=sum(totals[room] for room in rooms), hits=hits)

    def _totals(self, since: datetime) -> Counter[RoomId]:
        """Return the messages of each room from `since` on, by adding up the shorter side of it, once."""
        known = self._since.get(since)
        if known is not None:
            return known
        before = [minute.total for at, minute in self._minutes.items() if at < since]
        after = [minute.total for at, minute in self._minutes.items() if at >= since]
        if len(after) < len(before):
            totals = reduce(_added, after, Counter[RoomId]())
        else:
            totals = reduce(_taken_off, before, self._total.copy())
        self._since[since] = totals
        return totals


def _added(sum_: Counter[RoomId], more: Counter[RoomId]) -> Counter[RoomId]:
    sum_.update(more)
    return sum_


def _taken_off(sum_: Counter[RoomId], less: Counter[RoomId]) -> Counter[RoomId]:
    sum_.subtract(less)
    return sum_


def lowest(stage: Stage, other: Stage) -> Stage:
    """Return the one of two stages that does less."""
    return min(stage, other, key=STAGES.index)


def verdict(guard: Guard, *, day: Count, fast: Count, penalised: int, undone: int) -> str:
    """Return why a rule must fall back, in Chinese with numbers; empty if it need not.

    day, fast: of the last day and of the last `FAST`, both since the rule was written or fell back last. penalised,
    undone: of its penalties in the same time.
    """
    if guard.share is not None and fast.total >= FAST_MESSAGES and fast.share >= _fast_share(guard.share):
        return f"最近{span_in_words(FAST)}判断的 {fast.total} 条发言里它命中 {fast.hits} 条（{_percent(fast.share)}）"
    if guard.share is not None and _is_over(day, guard.share):
        limit = f"上限 {_percent(guard.share)}"
        return f"24小时内判断的 {day.total} 条发言里它命中 {day.hits} 条（{_percent(day.share)}，{limit}）"
    if guard.undone is not None and undone >= LEAST_UNDONE and undone >= guard.undone * penalised:
        share = undone / max(penalised, undone)
        return f"它给出的 {penalised} 次处罚里有 {undone} 次被撤销（{_percent(share)}，上限 {_percent(guard.undone)}）"
    return ""


def _fast_share(share: float) -> float:
    return min(max(FAST_SHARE, round(FAST_TIMES * share, 6)), FAST_MOST)


def _is_over(day: Count, share: float) -> bool:
    return day.total >= LEAST_MESSAGES and day.hits >= LEAST_HITS and day.share >= share


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"
