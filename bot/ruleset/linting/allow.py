"""放过不了: phrases of `allow` in which nothing stands that could be excused."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import ClassVar, final

from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry, Spot
from bot.ruleset.linting import Lint
from bot.text.folding import fold_word
from bot.text.reader import Reader
from bot.text.reading import Vocabulary

MARKS = "?？"
"""What a word in a list may end in that is not looked for."""


@final
class Allow(Lint):
    """Warns of phrases of `allow` that hold none of the words their condition looks for, disguise undone.

    Not for: the list `innocent`, which serves all rules.
    """

    title: ClassVar = "不起作用的 allow"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every phrase."""
        wanted = [(entry, spot) for entry in book.entries for spot in entry.spots() if _allowed(spot)]
        bare: dict[Hashable, Vocabulary] = {}
        for _, spot in wanted:
            vocabulary = book.vocabulary(spot.condition)
            if vocabulary is not None:
                bare[spot.condition] = replace(vocabulary, allow=frozenset(), whole_words=False)
        reader = Reader(bare, frequency=_is_no_word)
        for entry, spot in wanted:
            yield from _idle(entry, spot, reader, bare.get(spot.condition))


def _is_no_word(text: str) -> int:
    """Take nothing for an ordinary word, so that all that may be found is."""
    del text
    return 0


def _allowed(spot: Spot) -> tuple[str, ...]:
    return tuple(getattr(spot.condition, "allow", ())) if spot.leaf.id == "words" else ()


def _idle(entry: Entry, spot: Spot, reader: Reader, wanted: Vocabulary | None) -> Iterator[Problem]:
    for phrase in _allowed(spot):
        if not reader.read(phrase).hits(spot.condition) and not _holds(phrase, wanted):
            cause = f"allow 里的 “{phrase}” 不起作用：要找的词没有一个在它里面"
            mend = "allow 只放过盖住了某个词的短语；请去掉它，或改用 unless: {phrases: […]} 放过整条消息。"
            yield entry.warning(spot.at(phrase, key="allow"), cause, mend=mend)


def _holds(phrase: str, wanted: Vocabulary | None) -> bool:
    """Tell whether a word of `wanted` stands in `phrase`, which may read as mere talk about it and not be found."""
    if wanted is None:
        return False
    read = fold_word(phrase, wanted.strength)
    plain = (word.rstrip(MARKS) or word for word in wanted.words)
    return any(word in phrase or fold_word(word, wanted.strength) in read for word in plain)
