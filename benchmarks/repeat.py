"""How well fingerprints tell mutated copies from other texts, and what they cost.

Run: python -m benchmarks.repeat FOLDER
FOLDER holds innocent_chat.jsonl and qq_group_ads_train.jsonl. Each advert is copied with mutations of our own; a copy is
caught if it is as like as `NEAR`. A false merge is an innocent line of 8 characters or more that is as like as one of
the 100 lines before it without being the same.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random  # noqa: TID251 - a benchmark repeats itself by its seed

from bot.core.model import Echo, MemberId, Message, MessageId, Room, RoomId, Scene
from bot.rules.repeat import Repeat
from bot.text.echoes import Echoes
from bot.text.fingerprint import NEAR, fingerprint, likeness, likeness_to, skeleton
from bot.text.reader import Reader
from bot.text.tables import characters, syllables

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
MARKS = "，。！~、 ～!?…·"
PICTURES = "😀🔥💰👍🎁❤✨"
TAILS = ("，速来", "，手慢无", "！先到先得哦", "，欢迎咨询", " 长期有效", "，可以私聊我了解一下")
SMALLEST = 8  # characters, a number counting as one
Mutate = Callable[[str, Random], str]


@cache
def alike_in_sound() -> Mapping[str, str]:
    """Return for each character all that sound like it."""
    return {char: chars for chars in syllables().values() for char in chars[:12]}


@cache
def traditional() -> Mapping[str, str]:
    """Return a traditional form by its simplified one."""
    return {plain: char for char, (fold, plain) in characters().items() if fold == "繁简"}


def each(share: float, change: Callable[[str, Random], str]) -> Mutate:
    """Return the mutation that changes so many of the characters."""
    return lambda text, luck: "".join(change(c, luck) if luck.random() < share else c for c in text)


def digits(text: str, luck: Random) -> str:
    """Other digits, as many or more."""
    return "".join(str(luck.randrange(10)) if c.isdigit() else c for c in text) + str(luck.randrange(1000))


def reorder(text: str, luck: Random) -> str:
    """The parts between commas in another order."""
    parts = text.replace("。", "，").split("，")
    luck.shuffle(parts)
    return "，".join(parts)


MUTATIONS: Mapping[str, Mutate] = {
    "digits": digits,
    "punctuation": each(0.2, lambda c, luck: c + luck.choice(MARKS)),
    "zero-width": each(0.3, lambda c, luck: c + "\u200b"),
    "emoji": each(0.2, lambda c, luck: c + luck.choice(PICTURES)),
    "homophones 15 %": each(0.15, lambda c, luck: luck.choice(alike_in_sound().get(c, c))),
    "traditional": each(1.0, lambda c, luck: traditional().get(c, c)),
    "tail": lambda text, luck: text + luck.choice(TAILS),
    "drop 8 %": each(0.08, lambda c, luck: ""),
    "reorder": reorder,
}


def mixed(text: str, luck: Random) -> str:
    """Digits, homophones, pictures, a few characters dropped, and a tail for every second."""
    for name in ("digits", "homophones 15 %", "emoji"):
        text = MUTATIONS[name](text, luck)
    text = each(0.04, lambda c, luck: "")(text, luck)
    return MUTATIONS["tail"](text, luck) if luck.random() < 0.5 else text


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def caught(texts: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield the share of copies caught, by mutation."""
    luck = Random(1)  # noqa: S311
    for name, mutate in {**MUTATIONS, "mix": mixed}.items():
        found = [likeness(fingerprint(text), fingerprint(mutate(text, luck))) >= NEAR for text in texts]
        yield name, sum(found) / max(len(found), 1)


def false_merges(texts: Sequence[str]) -> float:
    """Return the share of lines that are nearly the same as one of the 100 before, but not the same."""
    prints = [fingerprint(text) for text in texts if len(skeleton(text)) >= SMALLEST]
    merged = 0
    for at, one in enumerate(prints):
        like = likeness_to(one)
        merged += any(one.whole != other.whole and like(other) >= NEAR for other in prints[max(0, at - 100) : at])
    return merged / max(len(prints), 1)


def rule_hits(texts: Sequence[str]) -> int:
    """Return how many lines, each by another member, one a second, `repeat: {members: 3}` finds."""
    rule, reader = Repeat(members=3), Reader({})
    echoes, hits = Echoes(keeps=rule.window), 0
    for n, text in enumerate(texts):
        at, room, sender = NOON + timedelta(seconds=n), RoomId("r"), MemberId(f"m{n}")
        print_ = fingerprint(text)
        message = Message(id=MessageId(f"{n}"), room=room, sender=sender, text=text, sent_at=at, channel="archive")
        found = echoes.like(print_, since=at - rule.window)
        scene = Scene(now=at, room=Room(id=room), print=print_, echoes=found)
        hits += rule.match(message, reader.read(text), scene) is not None
        echoes.add(Echo(id=n, sent_at=at, room=room, sender=sender, print=print_))
    return hits


def microseconds(act: Callable[[], object], times: int) -> float:
    """Return the CPU time of one call, the best of three rounds."""
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        for _ in range(times):
            act()
        rounds.append((time.process_time() - begun) / times * 1e6)
    return min(rounds)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    spam = [row["text"] for row in rows(folder / "qq_group_ads_train.jsonl")]
    for name, low, high in (("20–120", 20, 120), ("8–19", 8, 19)):
        texts = [text for text in spam if low <= len(text) <= high][:500]
        shares = " ".join(f"{what} {share:.2f}" for what, share in caught(texts))
        print(f"caught, {name} characters ({len(texts)}): {shares}")
    innocent = list(rows(folder / "innocent_chat.jsonl"))
    for source, group in groupby(sorted(innocent, key=lambda row: row["source"]), key=lambda row: row["source"]):
        texts = [row["text"] for row in group]
        print(
            f"{source}: false merges {false_merges(texts):.2%}, hits of members: 3 {rule_hits(texts)} of {len(texts)}"
        )
    twenty = "全网最低价代开发票加微信abc1联系我吧"[:20]
    print(f"fingerprint of 20 characters: {microseconds(lambda: fingerprint(twenty), 5000):.1f} µs")
    print(f"of 10,000: {microseconds(lambda: fingerprint(twenty * 500), 20) / 1000:.1f} ms")
    print_, other = fingerprint(twenty), fingerprint(twenty[:-2] + "你好")
    print(f"likeness: {microseconds(lambda: likeness(print_, other), 5000):.1f} µs")


if __name__ == "__main__":
    main()
