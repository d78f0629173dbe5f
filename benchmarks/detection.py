"""How well the shipped word lists and the contact recognisers tell adverts and insults from innocent chat.

Run: python -m benchmarks.detection FOLDER [--show]
FOLDER holds evasion_cases.jsonl, innocent_chat.jsonl, qq_group_ads_train.jsonl and cold_dev.jsonl. Prints per technique
and per source, with --show what is missed and what is flagged wrongly, and whether each promise holds.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A share that was promised. holds: whether it is kept."""

    what: str
    measured: str
    promise: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of what were hit. by: label and technique, or source. wrong: what was missed or flagged, and why."""

    by: Mapping[tuple[str, str], list[bool]]
    wrong: tuple[str, ...]

    def share(self, label: str, *, without: str | None = None) -> tuple[int, int]:
        """Return how many of `label` were hit and how many there are, the technique `without` left out."""
        hits = [hit for (of, kind), all_of in self.by.items() if of == label and kind != without for hit in all_of]
        return sum(hits), len(hits)


def rate(hits: int, total: int) -> str:
    """Return a share with its counts."""
    return f"{hits / max(total, 1):7.2%}  ({hits}/{total})"


def evasion(judge: Judge, folder: Path) -> Tally:
    """Return what is found of the evasion cases; of innocents, what is flagged."""
    by: dict[tuple[str, str], list[bool]] = defaultdict(list)
    wrong: list[str] = []
    for row in rows(folder / "evasion_cases.jsonl"):
        label, technique = row["label"], row["technique"]
        found = judge.verdicts(row["text"])
        wanted = ABUSE if label == "abuse" else ADS if label == "ad" else (*ADS, *ABUSE)
        hit = any(name in found for name in wanted)
        by[label, technique].append(hit)
        if label != "spam" and hit == (label == "ok"):  # floods are for `rate` and `repeat`
            wrong.append(f"{label} {technique} {row['text']!r} {found}")
    return Tally(by=by, wrong=tuple(wrong))


def innocent(judge: Judge, folder: Path) -> Tally:
    """Return what is flagged of innocent chat, by source and condition."""
    by: dict[tuple[str, str], list[bool]] = defaultdict(list)
    wrong: list[str] = []
    for row in rows(folder / "innocent_chat.jsonl"):
        found = judge.verdicts(row["text"])
        by[row["source"], ""].append(bool(found))
        if found:
            wrong.append(f"{row['source']} {row['text'][:80]!r} {found}")
    return Tally(by=by, wrong=tuple(wrong))


def promises(cases: Tally, chat: Tally) -> list[Promised]:
    """Return whether what was promised holds."""
    found = []
    for what, (hits, total), least in (
        ("adverts found, the implicit ones aside", cases.share("ad", without="implicit"), 0.85),
        ("insults found, the implicit ones aside", cases.share("abuse", without="implicit-abuse"), 0.85),
    ):
        found.append(
            Promised(what=what, measured=rate(hits, total), promise=f">= {least:.0%}", holds=hits >= least * total)
        )
    limits = {"weibo": 0.001, "chat": 0.002, "shop": 0.01, "travel": 0.01}
    for what, (hits, total), most in (
        ("hard innocents flagged", cases.share("ok"), 0.03),
        *((f"innocent {source} flagged", chat.share(source), most) for source, most in limits.items()),
    ):
        found.append(
            Promised(what=what, measured=rate(hits, total), promise=f"<= {most:.1%}", holds=hits <= most * total)
        )
    return found


def lines(folder: Path) -> list[Promised]:
    """Return what `make bench` prints of it."""
    judge = Judge()
    return promises(evasion(judge, folder), innocent(judge, folder))


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
    each = min(_seconds(judge, texts) for _ in range(5)) / len(texts)
    print(
        f"  {each * 1e6:.1f} µs a message of {sum(map(len, texts)) / len(texts):.1f} characters, all conditions, strong"
    )


def _seconds(judge: Judge, texts: list[str]) -> float:
    started = time.process_time()
    for text in texts:
        judge.verdicts(text)
    return time.process_time() - started


def tell(title: str, tally: Tally, *, show: bool) -> None:
    """Print the shares of `tally`, and what went wrong."""
    print(title)
    for (label, kind), hits in sorted(tally.by.items()):
        print(f"  {label:8}{kind:24}{rate(sum(hits), len(hits))}")
    for line in tally.wrong if show else ():
        print("    ", line)


def main() -> int:
    """Measure everything that the folder has data for; 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is missed and what is flagged wrongly")
    arguments = parser.parse_args()
    judge = Judge()
    cases, chat = evasion(judge, arguments.folder), innocent(judge, arguments.folder)
    tell("evasion cases: share flagged", cases, show=arguments.show)
    tell("innocent chat: share flagged", chat, show=arguments.show)
    print("QQ group adverts")
    ads = rows(arguments.folder / "qq_group_ads_train.jsonl")
    labelled(judge, ((r["text"], str(r["label"]) == "1") for r in ads), ADS)
    print("COLD dev (offensive talk about groups; not what the lists are for)")
    cold = rows(arguments.folder / "cold_dev.jsonl")
    labelled(judge, ((r["text"], str(r["offensive"]) == "1") for r in cold), ABUSE)
    print("speed")
    speed(judge, arguments.folder)
    print("promises")
    kept = promises(cases, chat)
    for one in kept:
        print(f"  {'ok    ' if one.holds else 'BROKEN'} {one.what:42}{one.measured}  promised {one.promise}")
    return 0 if all(one.holds for one in kept) else 1


if __name__ == "__main__":
    sys.exit(main())
