"""写了两遍: a word that stands twice where once is enough."""

from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.documents.tree import Document, Mark
from bot.ruleset.book import Book, Entry, Spot
from bot.ruleset.linting import Lint
from bot.text.folding import fold_word
from bot.text.reading import Strength
from bot.text.wordlists import WordList, named

FORMS = 200_000  # chosen: kept, for many rules use the same lists


@final
class Twice(Lint):
    """Warns of words that stand twice in one list, or in two places that one condition takes its words from.

    Two spellings count as one if folding makes them so, for what is found is the folded form.
    """

    title: ClassVar = "写了两遍的词"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield those of the lists, then those of the rules."""
        for name, file in book.list_files.items():
            yield from _in_list(book.lists[name], file)
        for entry in book.entries:
            for spot in entry.spots():
                yield from _in_rule(entry, spot, book)


def _in_list(words: WordList, file: Document) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for one in words.written:
        line = first.setdefault(_form(one.word), one.line)
        if line != one.line:
            mark = Mark(line=one.line, column=one.column, width=len(one.word))
            cause = f"词库 “{words.name}” 里 “{one.word}” 写了两遍，第 {line} 行已经有了"
            yield file.warning(mark, cause, mend="请删掉一行；全角半角、繁体简体、大小写的写法算同一个词。")


def _in_rule(entry: Entry, spot: Spot, book: Book) -> Iterator[Problem]:
    if len(getattr(spot.condition, "lists", ())) + len(getattr(spot.condition, "words", ())) < 2:
        return
    held: dict[str, str] = {}
    for name in getattr(spot.condition, "lists", ()):
        both = [word for word in named(book.lists, name).words if held.setdefault(_form(word), name) != name]
        if both:
            other = held[_form(both[0])]
            cause = f"词库 “{name}” 和 “{other}” 都有 “{both[0]}”{_and_more(both)}"
            yield entry.warning(spot.at(name, key="lists"), cause, mend="同一个词只要留在一个词库里。")
    for word in getattr(spot.condition, "words", ()):
        name = held.setdefault(_form(word), "")
        if name:
            cause = f"“{word}” 已经在词库 “{name}” 里了"
            yield entry.warning(spot.at(word, key="words"), cause, mend="这里不用再写。")
    seen: set[str] = set()
    for word in getattr(spot.condition, "words", ()):
        form = _form(word)
        if form in seen:
            yield entry.warning(spot.at(word, key="words"), f"“{word}” 写了两遍", mend="请删掉一个。")
        seen.add(form)


def _and_more(words: list[str]) -> str:
    return f" 等 {len(words)} 个词" if len(words) > 1 else ""


@lru_cache(maxsize=FORMS)
def _form(word: str) -> str:
    return fold_word(word, Strength.NORMAL) or word
