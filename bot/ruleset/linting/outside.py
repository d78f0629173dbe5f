"""管不着的群: rooms that a rule, or what becomes of it there, does not hold in anyway."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry
from bot.ruleset.covering import may_meet
from bot.ruleset.linting import Lint


@final
class Outside(Lint):
    """Warns of ids and globs in an override that fit no room of its rule, and in a rule that fit none of its set."""

    title: ClassVar = "管不到的群"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every pattern."""
        for entry in book.entries:
            yield from _of(entry)


def _of(entry: Entry) -> Iterator[Problem]:
    rule, holder = entry.base, entry.node if entry.over is None else entry.over
    bounds = [("整套规则", rule.set_rooms), *([("规则", rule.rooms)] if entry.over is not None else [])]
    written = holder.children.get("rooms")
    for node in written.elements() if written is not None else ():
        missed = next((bound for bound in bounds if not may_meet(node.source, bound[1])), None)
        if missed is not None:
            name, rooms = missed
            cause = f"“{node.source}” 不在{name}的 rooms（{'、'.join(rooms)}）里：规则 “{rule.id}” 在那里不起作用"
            mend = f"两处的 rooms 要同时符合：请把它补进{name}的 rooms，或从这里去掉。"
            yield entry.warning(node.mark, cause, mend=mend)
