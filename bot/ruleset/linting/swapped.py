"""换掉了: an override that drops conditions of its rule without saying so."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry
from bot.ruleset.expressions import Expression, leaves
from bot.ruleset.linting import Lint


@final
class Swapped(Lint):
    """Warns of an override whose `when` or `unless` is one condition, another one than the rule has: the rule's are lost.

    Not for: an override that writes `any`, `all` or `not`; it says all that holds.
    """

    title: ClassVar = "换掉了条件的 overrides"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every such key of an override."""
        for entry in book.entries:
            yield from _of(entry, "when", entry.base.when, entry.rule.when)
            yield from _of(entry, "unless", entry.base.unless, entry.rule.unless)


def _of(entry: Entry, key: str, before: Expression | None, after: Expression | None) -> Iterator[Problem]:
    over = entry.over.children.get(key) if entry.over is not None else None
    if over is None or before is None or after is None or over.keys.keys() & {"any", "all", "not"}:
        return
    kept = _names(after)
    lost = [name for name in _names(before) if name not in kept]
    if lost:
        new = next(iter(over.keys))
        cause = f"规则 “{entry.rule.id}” 的 {key} 在这些群里只剩 “{new}”，没有了 “{'”、“'.join(lost)}”"
        mend = f"要保留，请把它们也写上；确实要换掉，请写成 {key}: {{any: [{{{new}: …}}]}}。"
        yield entry.warning(over.keys[new], cause, mend=mend)


def _names(expression: Expression) -> tuple[str, ...]:
    return tuple(dict.fromkeys(leaf.id for leaf in leaves(expression)))
