"""A text that remembers where each of its characters came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Self

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text with its way back.

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
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    marks: list[int] = []
    gaps: list[int] = []
    at = lost = 0

    def keep(upto: int) -> None:
        nonlocal lost
        if at == upto:
            return
        pieces.append(folded.text[at:upto])
        starts.extend(folded.starts[at:upto])
        ends.extend(folded.ends[at:upto])
        marks.extend(folded.marks[at:upto])
        gaps.append(folded.gaps[at] | lost)
        gaps.extend(folded.gaps[at + 1 : upto])
        lost = 0

    for start, end, new, mark in edits:
        keep(start)
        mask = mark | folded.mask(start, end)
        before = lost | folded.gaps[start]
        at, lost = end, 0 if new else before | mask
        pieces.append(new)
        starts.extend([folded.starts[start]] * len(new))
        ends.extend([folded.ends[end - 1]] * len(new))
        marks.extend([mask] * len(new))
        gaps.extend([before, *[0] * (len(new) - 1)] if new else ())
    keep(len(folded.text))
    return Folded(source=folded.source, text="".join(pieces), starts=starts, ends=ends, marks=marks, gaps=gaps)
