"""开不了口: rules that want something said where nothing can say it."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.core.findings import Stage
from bot.documents.problems import Problem
from bot.ruleset.book import Book
from bot.ruleset.linting import Lint


@final
class Silent(Lint):
    """Warns of a room where rules answer but no mouth can speak and nobody can be asked to."""

    title: ClassVar = "没有人能开口的群"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every room, at the first rule that answers there."""
        for one in book.rooms:
            if one.speaks or one.room.owners():
                continue
            answering = {
                rule.id for rule in book.ruleset.rules_in(one.room.id) if not (rule.allow or rule.stage is Stage.SHADOW)
            }
            entry = next((entry for entry in book.entries if entry.rule.id in answering), None)
            if entry is None:
                continue
            name = one.room.name or one.room.id
            cause = (
                f"在群 “{name}” 里，规则的回复和处罚没有人能执行：它的 mouths 都不能发言，也没有群主、群助手或管理员"
            )
            mend = "请补上能发言的渠道（app、aibot，或带 webhook 的 webhook），或写上 owner、helpers、admins。"
            yield entry.warning(entry.key("id"), cause, mend=mend)
