"""How well the shipped word lists and the contact recognisers tell adverts and insults from innocent chat.

Run: python -m benchmarks.detection FOLDER
FOLDER holds evasion_cases.jsonl, innocent_chat.jsonl, qq_group_ads_train.jsonl and cold_dev.jsonl.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.core.model import MemberId, Message, MessageId, Room, RoomId, Scene
from bot.rules import Condition
from bot.rules.contact import Contact
from bot.rules.words import Words
from bot.text.contacts import Kind
from bot.text.reader import Reader
from bot.text.reading import Strength
from bot.text.wordlists import WordList, parse

WORDS = Path(__file__).resolve().parent.parent / "content" / "words"
NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
SCENE = Scene(now=NOON, room=Room(id=RoomId("bench")))
ADS = ("contact", "ads", "gambling", "porn", "fraud")
ABUSE = ("abuse", "abuse_grave")


def word_lists() -> dict[str, WordList]:
    """Return the shipped lists by name."""
    return {path.stem: parse(path.stem, path.read_text("utf-8")) for path in sorted(WORDS.glob("*.txt"))}


def conditions() -> dict[str, Condition]:
    """Return what is measured, by name."""
    lists = (*ADS[1:], *ABUSE)
    found: dict[str, Condition] = {name: Words(lists=(name,), evasion=Strength.STRONG) for name in lists}
    return {"contact": Contact(kinds=tuple(Kind)), **found}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


class Judge:
    """All conditions over one reader."""

    def __init__(self) -> None:
        self.conditions = conditions()
        lists = word_lists()
        vocabularies = {c: v for c in self.conditions.values() if (v := c.vocabulary(lists)) is not None}
        self.reader = Reader(vocabularies)

    def verdicts(self, text: str) -> dict[str, str]:
        """Return why, by the name of each condition that fires."""
        reading = self.reader.read(text)
        message = Message(
            id=MessageId("1"), room=SCENE.room.id, sender=MemberId("x"), text=text, sent_at=NOON, channel="archive"
        )
        found = ((name, condition.match(message, reading, SCENE)) for name, condition in self.conditions.items())
        return {name: match.why for name, match in found if match}


def rate(hits: int, total: int) -> str:
    """Return a share with its counts."""
    return f"{hits / max(total, 1):7.2%}  ({hits}/{total})"


def evasion(judge: Judge, folder: Path, *, show: bool) -> None:
    """Print recall per label and technique, and what innocents are flagged."""
    by_label: dict[str, list[bool]] = defaultdict(list)
    by_technique: dict[str, list[bool]] = defaultdict(list)
    for row in rows(folder / "evasion_cases.jsonl"):
        found = judge.verdicts(row["text"])
        wanted = ABUSE if row["label"] == "abuse" else ADS if row["label"] == "ad" else (*ADS, *ABUSE)
        hit = any(name in found for name in wanted)
        by_label[row["label"]].append(hit)
        by_technique[f"{row['label']:6}{row['technique']}"].append(hit)
        if show and hit == (row["label"] == "ok"):
            print("   ", row["label"], row["technique"], repr(row["text"]), found)
    for name, hits in (*sorted(by_label.items()), *sorted(by_technique.items())):
        print(f"  {name:32}{rate(sum(hits), len(hits))}")


def innocent(judge: Judge, folder: Path, *, show: bool) -> None:
    """Print false positives by source and by condition."""
    total: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for row in rows(folder / "innocent_chat.jsonl"):
        found = judge.verdicts(row["text"])
        total.update([row["source"], "all"])
        if found:
            flagged.update([row["source"], "all"])
            kinds.update(list(found))
            if show:
                print("   ", row["source"], repr(row["text"][:80]), found)
    for name in sorted(total):
        print(f"  {name:32}{rate(flagged[name], total[name])}")
    for name, count in kinds.most_common():
        print(f"  by {name:29}{rate(count, total['all'])}")


def labelled(judge: Judge, texts: Iterable[tuple[str, bool]], wanted: tuple[str, ...]) -> None:
    """Print precision and recall of the conditions `wanted`, one by one and together."""
    counts: Mapping[str, Counter[bool]] = {name: Counter() for name in (*wanted, "together")}
    labels: Counter[bool] = Counter()
    for text, label in texts:
        labels[label] += 1
        found = [name for name in judge.verdicts(text) if name in wanted]
        for name in (*found, *(["together"] if found else ())):
            counts[name][label] += 1
    for name, seen in counts.items():
        precision = seen[True] / max(sum(seen.values()), 1)
        print(f"  {name:16}precision {precision:7.2%}  recall {rate(seen[True], labels[True])}")


def speed(judge: Judge, folder: Path) -> None:
    """Print the cost of one message with all conditions."""
    texts = [row["text"] for row in rows(folder / "innocent_chat.jsonl")][:5000]
    started = time.perf_counter()
    for text in texts:
        judge.verdicts(text)
    each = (time.perf_counter() - started) / len(texts)
    print(
        f"  {each * 1e6:.1f} µs a message of {sum(map(len, texts)) / len(texts):.1f} characters, all conditions, strong"
    )


def main() -> int:
    """Measure everything that the folder has data for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is missed and what is flagged wrongly")
    arguments = parser.parse_args()
    judge = Judge()
    print("evasion cases: share flagged")
    evasion(judge, arguments.folder, show=arguments.show)
    print("innocent chat: share flagged")
    innocent(judge, arguments.folder, show=arguments.show)
    print("QQ group adverts")
    ads = rows(arguments.folder / "qq_group_ads_train.jsonl")
    labelled(judge, ((r["text"], str(r["label"]) == "1") for r in ads), ADS)
    print("COLD dev (offensive talk about groups; not what the lists are for)")
    cold = rows(arguments.folder / "cold_dev.jsonl")
    labelled(judge, ((r["text"], str(r["offensive"]) == "1") for r in cold), ABUSE)
    print("speed")
    speed(judge, arguments.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
