"""Finding many words in one pass."""

from collections.abc import Iterable

_STRETCH = 500  # characters; chosen: few texts have more than one


class Lexicon:
    """A set of words, found wherever they stand, overlapping ones too.

    The first two characters of a place tell which lengths are worth a look, so the cost of a text hardly depends on
    the number of words.
    """

    __slots__ = ("_heads", "_singles", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if word)
        self._singles = frozenset(word for word in self._words if len(word) == 1)
        lengths: dict[str, set[int]] = {}
        for word in self._words - self._singles:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._heads = {head: tuple(sorted(found)) for head, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._words)

    def find(self, text: str, *, enough: int | None = None) -> list[tuple[int, str]]:
        """Return where each word starts in `text`, and the word, in order of place, then length.

        enough: places after which the rest of a long text is not looked at; None looks at all of it.
        """
        longer = self._between(text, 0, min(len(text) - 1, _STRETCH))
        for first in range(_STRETCH, len(text) - 1, _STRETCH):
            if enough is not None and len(longer) >= enough:
                break
            longer += self._between(text, first, min(len(text) - 1, first + _STRETCH))
        if not self._singles:
            return longer
        single = [(place, char) for place, char in enumerate(text) if char in self._singles]
        return sorted((*single, *longer), key=_place_then_length) if single else longer

    def _between(self, text: str, first: int, last: int) -> list[tuple[int, str]]:
        heads, words = self._heads, self._words
        return [
            (place, piece)
            for place in range(first, last)
            if (head := text[place : place + 2]) in heads
            for length in heads[head]
            if (piece := text[place : place + length]) in words and len(piece) == length
        ]


def _place_then_length(found: tuple[int, str]) -> tuple[int, int]:
    return found[0], len(found[1])


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the Latin or digit edges of [start, end) do not cut a Latin word or number.

    Before and after a purely Latin word no letter or digit may stand; at the Latin edge of a mixed one no letter, at
    its digit edge no digit.
    """
    whole = text[start:end].isascii()
    return not (
        (start > 0 and _runs_on(text[start], text[start - 1], whole=whole))
        or (end < len(text) and _runs_on(text[end - 1], text[end], whole=whole))
    )


def _runs_on(edge: str, beyond: str, *, whole: bool) -> bool:
    if not (edge.isascii() and edge.isalnum() and beyond.isascii() and beyond.isalnum()):
        return False
    return whole or edge.isdigit() == beyond.isdigit()
