"""Text as it is compared: width, case, traditional characters and odd blanks undone, character for character."""

from collections.abc import Mapping
from functools import cache

from bot.text.tables import characters

_FOLDS = frozenset({"全角", "大小写", "繁简"})
_BLANKS = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f\u3000\ufeff\t\r\n"
)
SEPARATORS = " ,.;:!。、…~|\"'“”‘’()[]【】《》<>—"
"""What may stand between two pieces of an order, as `plain` writes it."""
EDGES = SEPARATORS + _BLANKS + "-?，：；！？（）～"
"""What is cut off a reason."""
BOUNDARIES = frozenset(SEPARATORS + "?@#/+&=*") - frozenset("(")


def plain(text: str) -> str:
    """Return `text` without what makes no difference; same length."""
    return text.translate(_table())


def skip(text: str, at: int, what: str = SEPARATORS) -> int:
    """Return the first place from `at` on that holds none of `what`."""
    while at < len(text) and text[at] in what:
        at += 1
    return at


def is_boundary(text: str, at: int) -> bool:
    """Tell whether a word may end before `at`."""
    return at >= len(text) or text[at] in BOUNDARIES


def runs_on(text: str, at: int) -> bool:
    """Tell whether `at` is inside a Latin word or inside a number."""
    if not 0 < at < len(text) or not (text[at - 1].isascii() and text[at].isascii()):
        return False
    both = text[at - 1] + text[at]
    return both.isalpha() or both.isdigit() or "_" in both


@cache
def _table() -> Mapping[int, str]:
    table = {ord(c): told for c, (fold, told) in characters().items() if len(told) == 1 and fold in _FOLDS}
    table |= {ord(c): c.lower() for c in map(chr, range(65, 91))}
    return table | dict.fromkeys(map(ord, _BLANKS), " ")
