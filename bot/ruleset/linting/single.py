"""单字: words of one character, which stand in everything."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.documents.tree import Mark
from bot.ruleset.book import Book
from bot.ruleset.linting import Lint

MEND = "一个字几乎什么话里都有；请写完整的词。"


@final
class Single(Lint):
    """Warns of words of one character in rules and lists. A list with the line `# 允许单字` means them."""

    title: ClassVar = "一个字的词"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every word."""
        for entry in book.entries:
            for spot in entry.spots():
                for word in getattr(spot.condition, "words", ()):
                    if _is_single(word):
                        yield entry.warning(spot.at(word), f"“{word}” 只有一个字", mend=MEND)
        for name, file in book.list_files.items():
            words = book.lists[name]
            for one in () if words.allows_singles else words.written:
                if _is_single(one.word):
                    mark = Mark(line=one.line, column=one.column, width=len(one.word))
                    mend = f"{MEND}若确实要用，请在文件里写一行 “# 允许单字”。"
                    yield file.warning(mark, f"词库 “{name}” 里的 “{one.word}” 只有一个字", mend=mend)


def _is_single(word: str) -> bool:
    bare = word.rstrip("?？") or word
    return len(bare) == 1 and not bare.isascii()
