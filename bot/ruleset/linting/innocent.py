"""误伤: rules that find something in what people say every day."""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar, final

from bot.core.findings import Example, Finding
from bot.core.model import Message, Scene
from bot.documents.problems import Problem
from bot.documents.tree import Mark
from bot.ruleset.book import Book, Entry, Spot
from bot.ruleset.examples import scene_of
from bot.ruleset.linting import Lint
from bot.text.reading import Reading

A_RULE = 3  # chosen: lines told of one rule, each for another piece of text
NOWHERE = (0, 0)


@final
class Innocent(Lint):
    """Warns of every rule that finds a place in one of the innocent lines, at the word or condition that did.

    Not for: rules that look at who, when or how often and not at what is said.
    """

    title: ClassVar = "误伤日常聊天"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield at most `A_RULE` for a rule."""
        told: defaultdict[str, set[str]] = defaultdict(set)
        entries = [entry for entry in book.entries if not entry.rule.allow and _reads_text(entry)]
        for line in book.innocent if entries else ():
            message, scene = scene_of(Example(line))
            reading = book.ruleset.reader.read(line)
            for entry in entries:
                if len(told[entry.rule.id]) >= A_RULE:
                    continue
                finding = _found(entry, message, reading, scene)
                piece = line[slice(*finding.span)] if finding is not None else ""
                if finding is not None and piece and piece not in told[entry.rule.id]:
                    told[entry.rule.id].add(piece)
                    guilty = _guilty(entry, message, reading, scene)
                    yield _in_list(finding, guilty, reading, book) or _in_rule(entry, finding, guilty, line)


def _reads_text(entry: Entry) -> bool:
    return any(not spot.excuses for spot in entry.spots())


def _found(entry: Entry, message: Message, reading: Reading, scene: Scene) -> Finding | None:
    try:
        return entry.rule.finding(message, reading, scene)
    except Exception:  # noqa: BLE001 — a broken condition is told of where it judges, not here
        return None


def _guilty(entry: Entry, message: Message, reading: Reading, scene: Scene) -> Spot | None:
    """Return the condition that found its place in the text."""
    for spot in entry.spots():
        if spot.excuses or spot.denied:
            continue
        match = spot.condition.match(message, reading, scene)
        if match is not None and match.span != NOWHERE:
            return spot
    return None


def _in_list(finding: Finding, spot: Spot | None, reading: Reading, book: Book) -> Problem | None:
    """Return the warning at the word of a list that was found, None if none was."""
    hits = reading.hits(spot.condition) if spot is not None and spot.leaf.id == "words" else ()
    names = getattr(spot.condition, "lists", ()) if spot is not None and hits else ()
    for name in (whole.partition("/")[0] for whole in names):
        one = next((one for one in book.lists[name].written if one.word.rstrip("?？") == hits[0].word), None)
        if one is not None and name in book.list_files:
            mark = Mark(line=one.line, column=one.column, width=len(one.word))
            cause = f"“{one.word}” 会误伤日常聊天 “{reading.text}”（规则 “{finding.rule}”）"
            return book.list_files[name].warning(mark, cause, mend=_mend(finding, reading.text))
    return None


def _in_rule(entry: Entry, finding: Finding, spot: Spot | None, line: str) -> Problem:
    cause = f"规则 “{entry.rule.id}” 会误伤日常聊天 “{line}”：{finding.why}"
    mark = entry.key("when") if spot is None else spot.at(line[slice(*finding.span)])
    return entry.warning(mark, cause, mend=_mend(finding, line))


def _mend(finding: Finding, line: str) -> str:
    start, end = finding.span
    around = line[start : end + 2]
    return f"请把它写得更窄，或在 allow（或词库 innocent）里放过 “{around}” 这样的说法。"
