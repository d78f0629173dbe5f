"""What words cost: messages of 20 characters judged by 200 rules, with 100, 10,000 and 100,000 words.

The words are those of the dictionary of ordinary Chinese, two to six characters, mostly rare ones, which share their
beginnings with what is said; fifty are the commonest of all, so that lists really hit, and longer ones not more often.
Each message counts with its best time of many, for what another process takes is not the rules' cost.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from zlib import crc32

from benchmarks.traffic import CHAT
from bot.core.model import MemberId, Message, MessageId, Room, RoomId, Scene
from bot.core.ports import Judge
from bot.runtime.clock import SystemClock
from bot.settings import load_content, load_rules
from bot.text import segment
from bot.text.lexicon import Lexicon

RULES = 200
SIZE = 20  # characters of a message
TRIES = 100
RARE = 5  # times that the dictionary has seen a rare word, at most
COMMON = 50  # words that are said all the time
# What 20 of the 200 rules look for besides words.
OTHERS = (
    'regex: {patterns: ["日[入赚]\\\\d{3,}", "加.{0,4}微信"], on: folded}',
    "contact: [wechat, qq, phone, link]",
    "length: {max: 2000}",
    "rate: {limit: 6, window: 10秒}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What judging a message takes, and what only looking for the same words in it takes. Microseconds."""

    judged: float
    raw: float

    @property
    def ratio(self) -> float:
        """How many times as long judging takes."""
        return self.judged / self.raw


def ratios(*, passes: int, few: int = 100, many: int = 10_000) -> list[float]:
    """Return the time with `many` words over that with `few`, once a pass, measured alternately."""
    short, long = judge(few), judge(many)
    return [seconds(long) / seconds(short) for _ in range(passes)]


def cost(count: int) -> Cost:
    """Return what one message of 20 characters costs against `count` words and 200 rules."""
    lexicon = Lexicon(words(count))
    finding = _best([partial(lexicon.find, text) for text in texts()])
    return Cost(judged=seconds(judge(count)) * 1e6 / len(texts()), raw=finding * 1e6 / len(texts()))


@cache
def judge(count: int) -> Judge:
    """Return 200 rules that share `count` words in 180 lists, at full strength; the other 20 look for something else."""
    lists = RULES - 5 * len(OTHERS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(lists):
            part = words(count)[number::lists] or words(count)[:1]
            (folder / f"list{number}.txt").write_text("\n".join(part), encoding="utf-8")
        rules = [f"words: {{lists: [list{number}], evasion: strong}}" for number in range(lists)]
        rules += OTHERS * 5
        written = "".join(
            f"- id: rule-{n}\n  title: 规则{n}\n  when:\n    {rule}\n  then: {{points: 1}}\n"
            for n, rule in enumerate(rules)
        )
        (folder / "rules.yaml").write_text(written, encoding="utf-8")
        config = folder / "config.yaml"
        config.write_text("rules: rules.yaml\nwords: list*.txt\ntexts: texts.yaml\n", encoding="utf-8")
        made = load_rules(load_content(config, {}))
    gc.collect()
    gc.freeze()  # as bot/app.py does
    return made


def words(count: int) -> list[str]:
    """Return `count` words, the same ones each time; more words hold the fewer."""
    common, rare = _known()
    return [*common[:COMMON], *rare[: count - COMMON]]


@cache
def _known() -> tuple[Sequence[str], Sequence[str]]:
    """Return the Han words of the dictionary: all by how common they are, and rare ones in an order of no meaning."""
    seen = {
        word: count
        for word, count in segment.frequencies().items()
        if count and 2 <= len(word) <= 6 and all("一" <= char <= "鿿" for char in word)
    }
    rare = (word for word, count in seen.items() if count <= RARE)
    return sorted(seen, key=lambda word: -seen[word]), sorted(rare, key=lambda word: crc32(word.encode()))


@cache
def texts() -> Sequence[str]:
    """Return messages of 20 characters, made of ordinary chat."""
    chat = "，".join(CHAT)
    return [chat[at : at + SIZE] for at in range(0, len(chat) - SIZE, SIZE)]


def seconds(judge: Judge) -> float:
    """Return what judging all of `texts` once takes."""
    now = SystemClock().now()
    room = Room(id=RoomId("bench"))
    scene = Scene(now=now, room=room)
    messages = [
        Message(id=MessageId("m"), room=room.id, sender=MemberId("u"), text=text, sent_at=now, channel="archive")
        for text in texts()
    ]
    return _best([partial(judge.findings, message, scene) for message in messages])


def _best(runs: Sequence[Callable[[], object]]) -> float:
    """Return the sum of what each of `runs` takes at its best, in seconds; they take turns."""
    best = [float("inf")] * len(runs)
    for _ in range(TRIES):
        for number, run in enumerate(runs):
            begun = time.perf_counter()
            run()
            best[number] = min(best[number], time.perf_counter() - begun)
    return sum(best)


def starter() -> float:
    """Return the microseconds that the rules of the checkout take for a message of 20 characters."""
    return seconds(load_rules(load_content(Path("config.yaml"), {}))) * 1e6 / len(texts())


def lines() -> list[tuple[str, str, str, bool | None]]:
    """Return (what, measured, promise, whether it holds) of each line."""
    costs = {count: cost(count) for count in (10_000, 100_000)}
    growth = statistics.median(ratios(passes=7, few=10_000, many=100_000))
    small = statistics.median(ratios(passes=7))
    told = [
        (
            f"message of {SIZE} characters, {RULES} rules, {count:,} words",
            f"{found.judged:.0f} µs, {found.ratio:.0f} x of only finding them ({found.raw:.1f} µs)",
            "at most 150 µs" if count == 10_000 else "",
            found.judged <= 150 if count == 10_000 else None,
        )
        for count, found in costs.items()
    ]
    told.append(("100,000 words", f"{growth:.2f} x of 10,000", "at most 1.50 x", growth <= 1.5))
    told.append(("10,000 words", f"{small:.2f} x of 100", "at most 1.30 x", small <= 1.3))
    told.append((f"message of {SIZE} characters, starter rules", f"{starter():.0f} µs", "", None))
    return told


if __name__ == "__main__":
    for line in lines():
        print(*line, sep=" | ")
