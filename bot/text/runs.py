"""One character or a short piece said over and over: 啊啊啊啊…, 666…, 刷屏刷屏…, the same line again and again."""

import re
from dataclasses import dataclass

from bot.core.findings import Span

_LONGEST_PIECE = 12  # characters; chosen
_TIMES = 4  # said less often, nobody calls it a flood; chosen
_RUN = re.compile(rf"(\S.{{0,{_LONGEST_PIECE - 1}}}?)(?:\s{{0,3}}\1){{{_TIMES - 1},}}")
_UNSEEN = re.compile("[^\\S\\n]+|[\u200b-\u200f\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\u20e3]+")
_DRAWN = re.compile(r"[-=_*~#.·…—─━―+|/\\<>^`\s]+")
_LAUGHED = re.compile("[哈呵嘿嘻吼噢哦呜hw]+", re.IGNORECASE)
_LONGER = 3  # times as long a drawn line or laughter may be; chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece said over and over. size: characters that can be seen; a line feed is one, blanks are none."""

    piece: str
    size: int
    span: Span


def longest_run(text: str, *, beyond: int) -> Run | None:
    """Return the longest run of more than `beyond` characters, None if there is none.

    A piece has 12 characters at most and is said 4 times at least, with or without blanks in between. Drawn lines (====)
    and laughter (哈哈哈) may be 3 times as long.
    """
    if len(text) <= beyond or len(text) - len(set(text)) < beyond * (_TIMES - 1) // _TIMES:
        return None  # too few characters come twice: by far most texts
    runs = (Run(piece=found[1], size=_size(found[0]), span=found.span()) for found in _RUN.finditer(text))
    return max((run for run in runs if run.size > _allowed(run.piece, beyond)), key=lambda run: run.size, default=None)


def _size(text: str) -> int:
    return len(_UNSEEN.sub("", text))


def _allowed(piece: str, beyond: int) -> int:
    return beyond * _LONGER if _DRAWN.fullmatch(piece) or _LAUGHED.fullmatch(piece) else beyond
