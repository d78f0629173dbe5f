"""没有下文: a rule in force that gives nothing and says nothing of its own."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.core.findings import Stage
from bot.documents.problems import Problem
from bot.ruleset.book import Book
from bot.ruleset.linting import Lint


@final
class Idle(Lint):
    """Warns of a rule at `stage: enforce` without points and without a reply: it only says the general hint."""

    title: ClassVar = "没有下文的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every such rule."""
        for entry in book.entries:
            rule = entry.rule
            if rule.allow or rule.stage is not Stage.ENFORCE or rule.points or rule.reply:
                continue
            cause = f"规则 “{rule.id}” 命中后不记分，也没有写回复：只会说一句通用的提醒"
            mend = "请在 then 里写 points 或 reply；只想观察，请写 stage: shadow。"
            yield entry.warning(entry.key("id"), cause, mend=mend, snippet='then: {points: 1, reply: "@{member} …"}')
