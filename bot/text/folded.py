"""A text that remembers where each of its characters came from."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple, Self

from bot.core.findings import Span

NAMES = (
    "全角",
    "大小写",
    "零宽",
    "繁简",
    "形近",
    "数字",
    "表情",
    "分隔",
    "重复",
    "拆字",
    "拼音",
    "谐音",
    "缩写",
    "倒序",
)
"""Chinese names of the folds, in the order in which they are told."""

MARKS = {name: 1 << place for place, name in enumerate(NAMES)}
"""The bit of each fold."""

DISGUISES = sum(bit for name, bit in MARKS.items() if name not in {"全角", "大小写", "繁简", "数字"})
"""The bits of the folds that undo what nobody writes by habit."""

Edit = tuple[int, int, str, int]
"""Start and end in the folded text, what stands there instead, bit of the fold."""


class Folded(NamedTuple):
    """A folded text with its way back; a tuple, for several are made of every message, and those are made fastest.

    source: the original. starts, ends: for each character of `text` the span of `source` it came from.
    marks: bits of the folds that changed it. gaps: bits of the folds that took something out right before it.
    """

    source: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    marks: Sequence[int]
    gaps: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return `text`, not folded at all."""
        length = len(text)
        none = bytes(length)
        return cls(source=text, text=text, starts=range(length), ends=range(1, length + 1), marks=none, gaps=none)

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original text that [start, end) came from; (0, 0) if that is empty."""
        if start >= end:
            return (0, 0)
        return self.starts[start], self.ends[end - 1]

    def mask(self, start: int, end: int) -> int:
        """Return the bits of all folds that changed anything in [start, end)."""
        if isinstance(self.marks, bytes):
            return 0  # as `of` made it
        return reduce(or_, chain(self.marks[start:end], self.gaps[start + 1 : end]), 0)

    def folds(self, start: int, end: int) -> tuple[str, ...]:
        """Return the Chinese names of the folds that changed anything in [start, end), in the order of `NAMES`."""
        return names(self.mask(start, end))


def names(mask: int) -> tuple[str, ...]:
    """Return the names of the folds whose bits are set in `mask`."""
    return tuple(name for name, bit in MARKS.items() if mask & bit)


def rewrite(folded: Folded, edits: Iterable[Edit]) -> Folded:
    """Return `folded` with `edits` made; they must be in order and not overlap. No edits: the same object."""
    edits = list(edits)
    if not edits:
        return folded
    if all(end - start == len(new) == 1 for start, end, new, _ in edits):
        return _replaced(folded, edits)
    return _rebuilt(folded, edits)


def _replaced(folded: Folded, edits: Iterable[Edit]) -> Folded:
    """One character for one: places stay as they are. Most texts with anything to fold need no more."""
    chars = list(folded.text)
    marks = list(folded.marks)
    for start, _, new, mark in edits:
        chars[start] = new
        marks[start] |= mark
    starts, ends, gaps = folded.starts, folded.ends, folded.gaps
    return Folded(source=folded.source, text="".join(chars), starts=starts, ends=ends, marks=marks, gaps=gaps)


def _rebuilt(folded: Folded, edits: Iterable[Edit]) -> Folded:
    source, text, starts_before, ends_before, marks_before, gaps_before = folded
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    marks: list[int] = []
    gaps: list[int] = []
    at = lost = 0
    size = len(text)
    for start, end, new, mark in (*edits, (size, size, "", 0)):
        if at < start:
            pieces.append(text[at:start])
            starts += starts_before[at:start]
            ends += ends_before[at:start]
            marks += marks_before[at:start]
            gaps += (gaps_before[at] | lost, *gaps_before[at + 1 : start])
            lost = 0
        if start == size:
            break
        mask, before = mark | folded.mask(start, end), lost | gaps_before[start]
        at, lost = end, 0 if new else before | mask
        if new:
            pieces.append(new)
            starts += [starts_before[start]] * len(new)
            ends += [ends_before[end - 1]] * len(new)
            marks += [mask] * len(new)
            gaps += (before, *[0] * (len(new) - 1))
    return Folded(source=source, text="".join(pieces), starts=starts, ends=ends, marks=marks, gaps=gaps)
