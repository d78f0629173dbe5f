"""轮不到: a rule behind one that stops before it can judge."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry
from bot.ruleset.covering import covers, rooms_cover
from bot.ruleset.linting import Lint


@final
class Shadowed(Lint):
    """Warns of a rule that finds nothing but what an earlier rule with `stop` has found."""

    title: ClassVar = "轮不到的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every rule that is never reached with anything to find."""
        stopping: list[Entry] = []
        for entry in book.in_order():
            before = next((other for other in stopping if _hides(other, entry, book)), None)
            if before is not None:
                key, does = ("allow", "先放行（allow）") if before.rule.allow else ("stop", "先命中并停下（stop）")
                cause = f"规则 “{entry.rule.id}” 永远轮不到：“{before.rule.id}”（{before.place(key)}）{does}"
                mend = f"请给它更高的 priority，去掉前一条的 {key}，或删掉它。"
                yield entry.warning(entry.key("id"), cause, mend=mend)
            if entry.rule.stops():
                stopping.append(entry)


def _hides(first: Entry, second: Entry, book: Book) -> bool:
    return (
        not first.rule.cooldown
        and not first.rule.variants
        and not second.rule.variants
        and (first.rule.unless is None or _excuses_no_more(first, second, book))
        and rooms_cover(first.rooms, second.rooms)
        and covers(first.rule.when, second.rule.when, book.vocabulary)
    )


def _excuses_no_more(first: Entry, second: Entry, book: Book) -> bool:
    one, other = first.rule.unless, second.rule.unless
    return one is not None and other is not None and covers(other, one, book.vocabulary)
