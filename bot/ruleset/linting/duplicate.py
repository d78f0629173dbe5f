"""重复: two rules that find the same and do the same."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry
from bot.ruleset.linting import Lint


@final
class Duplicate(Lint):
    """Warns of a rule whose conditions, rooms and outcome another one has already.

    Not for: same conditions with other points (see `contradicting`).
    """

    title: ClassVar = "重复的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every rule that came too late."""
        seen: list[Entry] = []
        for entry in book.entries:
            twin = next((other for other in seen if _is_same(entry, other)), None)
            if twin is None:
                seen.append(entry)
                continue
            cause = f"规则 “{entry.rule.id}” 和 “{twin.rule.id}”（{twin.place()}）的条件、适用的群和分数都一样"
            yield entry.warning(entry.key("id"), cause, mend="同一条消息会被两条规则同时命中；请删掉一条。")


def _is_same(one: Entry, other: Entry) -> bool:
    a, b = one.rule, other.rule
    return (
        a.id != b.id
        and (a.when, a.unless, one.rooms) == (b.when, b.unless, other.rooms)
        and (a.points, a.stage, a.allow) == (b.points, b.stage, b.allow)
    )
