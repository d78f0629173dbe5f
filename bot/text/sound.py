"""Words that only sound right: read them aloud, but believe it only where the writing makes no sense of its own."""

from collections.abc import Callable, Iterable
from functools import cache

from bot.text.folded import MARKS, Edit, Folded, rewrite
from bot.text.lexicon import Lexicon
from bot.text.pinyin import is_english, latin_as_han
from bot.text.tables import parts

_WORD = 10  # measured: below it the dictionary has 煞笔 and 沙比, above it 贱人 and 威信
_COMMON = 30  # measured: rarer pairs of the dictionary straddle too many real hits
_FAMILIAR = 6000  # measured on innocent chat: 吗 也 件 飞 are above, 薇 煞 岱 泥 below
_EVERYWHERE = 20_000  # measured: particles and the like, 吗 吧 是 也 就
_SHORT = 3  # characters; four in a row that all sound right are no accident
_LATIN = MARKS["拼音"]
_PARTS = MARKS["拆字"]
_SOUND = MARKS["谐音"]


def sound_views(views: Iterable[Folded]) -> list[Folded]:
    """Return `views`, and each with split characters put together, and each with Latin syllables read as Han."""
    found: dict[str, Folded] = {}
    for view in views:
        for whole in (view, without_splits(view)):
            for read in (whole, latin_as_han(whole)):
                found.setdefault(read.text, read)
    return list(found.values())


def without_splits(folded: Folded) -> Folded:
    """Put characters that were written as their parts together again."""
    ways = parts()
    edits: list[Edit] = []
    at = 0
    for start, way in sorted(_ways().find(folded.text), key=lambda found: (found[0], -len(found[1]))):
        if start >= at:
            at = start + len(way)
            edits.append((start, at, ways[way], _PARTS))
    return rewrite(folded, edits)


def heard(view: Folded, start: int, end: int, form: str, *, frequency: Callable[[str], int]) -> int | None:
    """Return the bits of the folds if [start, end) may be believed to mean `form`; None if it means itself.

    It means itself where it is, or is straddled by, an ordinary word, where it cuts a Latin word, or is English.
    """
    piece = view.text[start:end]
    mask = view.mask(start, end)
    if not mask & (_LATIN | _PARTS) and (piece == form or _reads_well(piece, form, frequency)):
        return None
    surface = view.source[slice(*view.original(start, end))]
    if mask & _LATIN and (_cuts_latin(view, start, end) or is_english(surface)):
        return None
    if frequency(surface) > _WORD or (piece != form and frequency(piece) > _WORD):
        return None
    if _is_straddled(view.text, start, end, frequency):
        return None
    return mask if mask & _LATIN or piece == form else mask | _SOUND


def _is_straddled(text: str, start: int, end: int, frequency: Callable[[str], int]) -> bool:
    """Tell whether a common word of two characters crosses an edge of [start, end)."""
    return any(frequency(text[edge - 1 : edge + 1]) > _COMMON for edge in (start, end) if 0 < edge < len(text))


def _reads_well(piece: str, form: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether what differs is written with characters of every day: 钱吗 is no 欠骂, 有一家 no 有意加."""
    known = [frequency(char) for char, meant in zip(piece, form, strict=True) if char != meant]
    if not known or len(form) > _SHORT:
        return False
    return min(known) > _FAMILIAR or (len(form) < _SHORT and max(known) > _EVERYWHERE)


def _cuts_latin(view: Folded, start: int, end: int) -> bool:
    starts, marks = view.starts, view.marks
    return (start > 0 and bool(marks[start] & _LATIN) and starts[start - 1] == starts[start]) or (
        end < len(starts) and bool(marks[end] & _LATIN) and starts[end] == starts[end - 1]
    )


@cache
def _ways() -> Lexicon:
    return Lexicon(parts())
