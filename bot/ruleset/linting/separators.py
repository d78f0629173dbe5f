"""连在一起: several words that were typed as one."""

import re
from collections.abc import Iterator
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.documents.tree import Mark
from bot.ruleset.book import Book
from bot.ruleset.linting import Lint

BETWEEN = re.compile(r"\s*[，、；,;|]\s*")
FIELDS = ("words", "allow")


@final
class Separators(Lint):
    """Warns of words with a comma in them: YAML takes `[加微信，代开发票]` for one word, and a list has one a line."""

    title: ClassVar = "连在一起的词"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every word."""
        for entry in book.entries:
            for spot in entry.spots():
                for name in FIELDS:
                    for word in getattr(spot.condition, name, ()):
                        parts = _parts(word)
                        if parts:
                            snippet = f"{name}: [{', '.join(parts)}]"
                            cause = f"“{word}” 会被当成一个词，连同中间的标点"
                            mend = "若是几个词，请用半角逗号隔开；若就是一句话，可以不管。"
                            yield entry.warning(spot.at(word), cause, mend=mend, snippet=snippet)
        for name, file in book.list_files.items():
            for one in book.lists[name].written:
                if len(parts := _parts(one.word)) > 1:
                    mark = Mark(line=one.line, column=one.column, width=len(one.word))
                    cause = f"词库 “{name}” 里的 “{one.word}” 会被当成一个词，连同中间的标点"
                    yield file.warning(mark, cause, mend="词库一行写一个词。", snippet="\n".join(parts))


def _parts(word: str) -> list[str]:
    parts = [part for part in BETWEEN.split(word) if part]
    return parts if len(parts) > 1 else []
