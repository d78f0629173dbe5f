"""听不到: rules that a room cannot tell what they have to know."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.ruleset.book import Book, Surroundings
from bot.ruleset.linting import Lint

NAMED = 3  # chosen: rooms named in one sentence


@final
class Unfed(Lint):
    """Warns of a rule that must be told what some room, in which it holds, cannot tell."""

    title: ClassVar = "听不到的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every rule and need."""
        for entry in book.entries:
            rooms = [one for one in book.rooms if entry.base.for_room(one.room.id) is entry.rule]
            for need in sorted(entry.rule.needs()):
                lacking = [one for one in rooms if need in one.lacks]
                if not lacking:
                    continue
                cause = f"规则 “{entry.rule.id}” 在{called(lacking)}里不起作用：它要{need.value}，而这里做不到"
                yield entry.warning(entry.key("when"), cause, mend=lacking[0].lacks[need])


def called(rooms: list[Surroundings]) -> str:
    """Return how to speak of `rooms` in a sentence."""
    names = "、".join(f"“{one.room.name or one.room.id}”" for one in rooms[:NAMED])
    more = f" 等 {len(rooms)} 个群" if len(rooms) > NAMED else ""
    return f"群 {names}{more}"
