"""没有规则: files of rules with nothing in them."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.documents.tree import Mark
from bot.ruleset.book import Book
from bot.ruleset.linting import Lint

WHOLE = Mark(line=0, column=1)


@final
class Empty(Lint):
    """Warns of a file of rules that holds no rule."""

    title: ClassVar = "没有规则的文件"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every file."""
        for file in book.files:
            root = file.root
            if root is not None and list(root.children.get("rules", root).elements()):
                continue
            mark = root.keys.get("rules", root.mark) if root is not None else WHOLE
            yield file.warning(mark, "这个文件里没有规则", mend="每条规则以 “- id: …” 开头；不用的文件可以删掉。")
