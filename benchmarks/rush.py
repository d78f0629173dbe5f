"""`python -m benchmarks.rush`: five thousand members answer one question within two seconds, through the whole bot.

Answers come as the archive brings them, in lumps and not quite in the order in which they were said; or one by one, each at
its own time. See `benchmarks.stage` for what answers, and `benchmarks.quiz` for what the quiz alone takes.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

from benchmarks.stage import ROOM, Answer, Stage, a_stage
from bot.activities import revived
from bot.core.coding import encoded
from bot.core.model import MemberId
from bot.core.playbook import Question
from bot.core.records import Delivery
from bot.play.quiz.rounds import Asked, Round, Terms

MEMBERS = 5_000
WITHIN = timedelta(seconds=2)
LUMP = 500  # as `bot.runtime.pull` fetches
MIXED = 40  # answers among which the archive may bring a later one first
LIMIT = 2048  # platform: bytes of a text message
PROMISE = 200  # ms
RACE, IN_TIME = "抢答", "限时"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question, and what is said to it in turn. right: what of that is right."""

    question: Question
    texts: tuple[str, ...]
    right: frozenset[str]


CHOICE = Asking(
    question=Question(
        id="colour", kind="choice", text="红绿灯里没有哪种颜色？", answers=("C",), options=("红", "绿", "紫", "黄")
    ),
    texts=("A", "B", "C", "D"),
    right=frozenset({"C"}),
)
WRITTEN = Asking(
    question=Question(id="capital", kind="text", text="中国的首都是哪里？", answers=("北京",)),
    texts=("北京", "北京市", "上海", "南京", "帝都", "首都北京", "我猜北京", "广州"),
    right=frozenset({"北京", "北京市", "首都北京", "我猜北京"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rushed:
    """What a rush came to.

    answers: what was said, in that order. item: the question as it was settled and stored. wanted: who was to score, in
    that order. said: what the room was told after the last answer. credits: what each member has. seconds: from the first
    answer brought to the last one durable; settled: from then until all is settled. decided: of each answer, from when the pump took it up
    until what follows is durable; waited: from when it was brought; ms, in the order of arrival.
    """

    answers: Sequence[Answer]
    item: Asked
    wanted: Sequence[MemberId]
    said: Sequence[str]
    credits: Mapping[MemberId, int]
    seconds: float
    settled: float
    decided: Sequence[float]
    waited: Sequence[float]

    @property
    def is_counted(self) -> bool:
        """Whether every answer is kept with the time at which the platform had it, and who was to score did, in that order."""
        kept = {member: (packed[0], packed[1]) for member, packed in self.item.answers.items()}
        said = {one.by: (encoded(one.at), one.id) for one in self.answers}
        paid = {member: got for member, (_, got, _) in self.item.given.items()}
        return kept == said and list(self.item.given) == list(self.wanted) and dict(self.credits) == paid

    @property
    def is_told_once(self) -> bool:
        """Whether one message told it all, and fits."""
        return len(self.said) == 1 and len(self.said[0].encode()) <= LIMIT


Bring = Callable[[Stage, Sequence[Delivery], list[float]], Awaitable[None]]
"""How deliveries are brought; takes down when each was, s."""


def answers(begun: datetime, texts: Sequence[str], members: int) -> list[Answer]:
    """Return what everybody says from `begun` on, each a little later than the one before."""
    return [
        Answer(
            id=f"m{number:05}",
            by=MemberId(f"wmqunguan{number:020d}"),
            at=_in_ms(begun + WITHIN * number / members),
            text=texts[number % len(texts)],
        )
        for number in range(members)
    ]


def _in_ms(at: datetime) -> datetime:
    """Return `at` as exactly as the archive tells it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def wanted(said: Sequence[Answer], right: frozenset[str], how: str) -> list[MemberId]:
    """Return who is to score, in that order: in a race who was right as early as the first, but for a tie."""
    scoring = sorted((one.at, one.id, one.by) for one in said if one.text in right)
    until = scoring[0][0] + (Terms().tie if how == RACE else WITHIN)
    return [by for at, _, by in scoring if at <= until]


def deliveries(said: Sequence[Answer]) -> list[Delivery]:
    """Return `said` in the order in which the archive brings it, which is not quite that in which it was said."""
    order = sorted(range(len(said)), key=lambda number: (number + crc32(said[number].id.encode()) % MIXED, number))
    return [said[number].delivery(seq) for seq, number in enumerate(order, start=100)]


async def in_lumps(stage: Stage, brought: Sequence[Delivery], at: list[float]) -> None:
    """Bring them as the archive's pages come, one after the other."""
    for first in range(0, len(brought), LUMP):
        lump = brought[first : first + LUMP]
        at += [time.perf_counter()] * len(lump)
        await stage.inbox.put_pulled(lump, position=("archive", first + len(lump)))


async def one_by_one(stage: Stage, brought: Sequence[Delivery], at: list[float]) -> None:
    """Bring each at its own time, whether or not those before it are durable."""
    begun, tasks = time.perf_counter(), []
    for number, one in enumerate(brought):
        pause = begun + WITHIN.total_seconds() * number / MEMBERS - time.perf_counter()
        if pause > 0.001:
            await asyncio.sleep(pause)
        at.append(time.perf_counter())
        tasks.append(asyncio.create_task(stage.inbox.put(one)))
    await asyncio.gather(*tasks)


async def rush(folder: Path, asking: Asking, *, how: str, bring: Bring, members: int = MEMBERS) -> Rushed:
    """Let `members` answer, and settle it. folder: for the database. how: `RACE` or `IN_TIME`."""
    async with a_stage(folder, asking.question) as stage:
        await stage.say(f"@群管 开始答题 2题 每题60秒 {how}", 1)
        await stage.say("@群管 确认", 2)
        await stage.go_on()
        before = len(await stage.said())
        said = answers(stage.clock.now(), asking.texts, members)
        brought = deliveries(said)
        stage.clock.forward(WITHIN)
        at, taken, ends = await _timed(stage, brought, bring)
        (kept,) = await stage.store.plays({stage.play().number})
        known = revived(kept)
        assert known is not None, "the quiz that was stored cannot be read"
        body: Round = known.body
        decided, waited = _times(taken, at)
        return Rushed(
            answers=said,
            item=body.items[0],
            wanted=wanted(said, asking.right, how),
            said=(await stage.said())[before:],
            credits={member: purse.balance for member, purse in stage.warm.of(ROOM.id).purses.items()},
            seconds=ends[0] - at[0],
            settled=ends[1] - ends[0],
            decided=decided,
            waited=waited,
        )


async def _timed(
    stage: Stage, brought: Sequence[Delivery], bring: Bring
) -> tuple[list[float], Sequence[tuple[int, float, float]], tuple[float, float]]:
    """Bring and settle; return when each was brought, what was taken up when, and when all was durable, and settled."""
    at: list[float] = []
    stage.inbox.taken.clear()
    gc.collect()
    gc.freeze()  # as bot/app.py does
    await bring(stage, brought, at)
    await stage.quiet()
    durable, taken = time.perf_counter(), tuple(stage.inbox.taken)
    await stage.go_on()
    settled = time.perf_counter()
    gc.unfreeze()
    return at, taken, (durable, settled)


def _times(taken: Sequence[tuple[int, float, float]], at: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return how long each was under way from being taken up, and from being brought, ms; both in the order of arrival."""
    ends = [(begun, end) for handled, begun, end in taken for _ in range(handled)]
    decided = [(end - begun) * 1000 for begun, end in ends]
    return decided, [(end - came) * 1000 for (_, end), came in zip(ends, at, strict=True)]


def percentile(times: Sequence[float], share: float) -> float:
    """Return the time that `share` of `times` did not exceed."""
    ordered = sorted(times)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def runs() -> Iterator[tuple[str, Rushed]]:
    """Yield each way to answer, and what it came to."""
    ways: tuple[tuple[str, Bring], ...] = (("in lumps", in_lumps), ("one by one", one_by_one))
    for arriving, bring in ways:
        for what, asking in (("choice", CHOICE), ("free text", WRITTEN)):
            for how, scoring in ((RACE, "race"), (IN_TIME, "all in time")):
                with tempfile.TemporaryDirectory() as folder:
                    found = asyncio.run(rush(Path(folder), asking, how=how, bring=bring))
                yield f"{what}, {scoring}, {arriving}", found


def lines() -> Iterator[tuple[str, str, str, bool]]:
    """Yield (what, measured, promise, whether it holds) of each way."""
    for what, found in runs():
        p99 = percentile(found.decided, 0.99)
        measured = (
            f"{'all counted' if found.is_counted else 'NOT ALL COUNTED'}, {len(found.said)} announcement; "
            f"decided p50 {percentile(found.decided, 0.5):.0f} ms, p99 {p99:.0f} ms; "
            f"{len(found.answers) / found.seconds:,.0f}/s, so from arrival p50 {percentile(found.waited, 0.5):,.0f} ms, "
            f"p99 {percentile(found.waited, 0.99):,.0f} ms; settled in {found.settled * 1000:.0f} ms"
        )
        promise = f"counted, told once, p99 decided under {PROMISE} ms"
        holds = found.is_counted and found.is_told_once and p99 < PROMISE
        yield f"{len(found.answers):,} answers in 2 s, {what}", measured, promise, holds


def main() -> int:
    """Print each line; 1 if a promise is broken."""
    broken = 0
    for what, measured, promise, holds in lines():
        print(f"{what}: {measured} ({promise}{'' if holds else ': BROKEN'})", flush=True)
        broken += not holds
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
