"""放假安排: rules that ask for workdays or holidays in a year whose holidays nobody knows."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.rules.hours import Hours
from bot.ruleset.book import Book
from bot.ruleset.linting import Lint

MEND = "请升级 chinesecalendar 这个包，或在 config.yaml 的 calendar 里写上这一年的 off（放假）和 on（调休上班）。"


@final
class Holidays(Lint):
    """Warns of hours on workdays, weekends or holidays when the calendar says nothing of the year."""

    title: ClassVar = "没有放假安排的年份"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every such condition."""
        if not book.blank_years:
            return
        years = "、".join(f"{year} 年" for year in book.blank_years)
        for entry in book.entries:
            for spot in entry.spots():
                if isinstance(spot.condition, Hours) and spot.condition.asks_calendar:
                    cause = f"还没有 {years}的放假和调休安排，“{spot.leaf.id}” 会把周一到周五都当作工作日"
                    yield entry.warning(spot.key, cause, mend=MEND)
