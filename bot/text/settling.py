"""Which of the words found in one text count, where they overlap, are allowed, or are weak."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from bot.core.findings import Span
from bot.text.folded import names
from bot.text.plan import Entry
from bot.text.reading import Hit


class Found(NamedTuple):
    """An entry found somewhere. mask: bits of the folds that were needed. weak: alone it is no hit.

    excuse: why it is only spoken of, empty if it is used; then it covers shorter words in it like an allowed phrase.
    """

    entry: Entry
    span: Span
    mask: int
    weak: bool = False
    excuse: str = ""

    @property
    def allows(self) -> bool:
        """Whether it takes hits back instead of being one."""
        return self.entry.allows or bool(self.excuse)


def settled(found: Sequence[Found]) -> tuple[Hit, ...]:
    """Return what is left after the allowed phrases took theirs: the longest where two overlap, in order."""
    if len(found) == 1:
        return () if found[0].allows or found[0].weak else (_hit(found[0]),)
    ones = sorted(found, key=lambda one: (one.span[0] - one.span[1], one.span[0], one.mask))
    allowed = sorted(one.span for one in ones if one.allows)
    firsts = [first for first, _ in allowed]
    reaches = list(accumulate((last for _, last in allowed), max))
    taken = bytearray(max((one.span[1] for one in ones), default=0))
    hits: list[Hit] = []
    weak: set[str] = set()
    for one in ones:
        start, end = one.span
        before = bisect_right(firsts, start)
        if one.allows or (before and reaches[before - 1] >= end) or any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        hits.append(_hit(one))
        if one.weak:
            weak.add(one.entry.word)
    if len(hits) == len(weak) == 1:
        return ()
    return tuple(sorted(hits, key=lambda hit: hit.span))


def _hit(one: Found) -> Hit:
    return Hit(word=one.entry.word, span=one.span, folds=names(one.mask), label=one.entry.label)
