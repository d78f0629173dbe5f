"""First letters: 扫码进群 as `sm jq`, 领红包 as 领hb; believed only for longer words, and next to what is written out."""

import re
from collections.abc import Iterator

from bot.text.addresses import addresses, is_inside
from bot.text.folded import MARKS, Edit, Folded, rewrite
from bot.text.pinyin import initials, sounds

SHORTEST = 3  # syllables; two letters stand for too much
_ALONE = 4  # letters that need no Chinese beside them; three are somebody's abbreviation for something else
_EVERYWHERE = frozenset("我你他她的了吗吧是在有")  # they stand beside any abbreviation
_ORDINARY = frozenset(
    [
        "bb",
        "bf",
        "bt",
        "bug",
        "cd",
        "cm",
        "cp",
        "db",
        "dj",
        "dd",
        "dm",
        "dp",
        "dt",
        "fm",
        "gg",
        "gps",
        "hr",
        "html",
        "jj",
        "jpg",
        "kb",
        "kg",
        "km",
        "kpi",
        "ktv",
        "mm",
        "mp",
        "mv",
        "nb",
        "nba",
        "ng",
        "ns",
        "pc",
        "pdf",
        "pk",
        "pm",
        "ppt",
        "ps",
        "pt",
        "pv",
        "qq",
        "sql",
        "ssd",
        "tb",
        "td",
        "tv",
        "vcr",
        "vlg",
        "vpn",
        "vs",
        "wc",
        "wps",
        "xs",
        "xxl",
        "xyz",
        "gmt",
    ]
)
"""What people mean as it stands, next to anything."""

_VOWELS = frozenset("aeo")  # letters that begin syllables and make English words
_LIKELY = re.compile(r"(?<![a-z0-9])[b-df-hj-np-tw-z]{1,8}(?![a-z0-9])")
_LATIN = re.compile("[a-z]+")
_PLENTY = re.compile(r"[b-df-hj-np-tw-z]{2}|(?:[b-df-hj-np-tw-z][^\w]){2}")
_BLANKS = re.compile(r"(?<=[a-z])[ \t]{1,3}(?=[\u3007\u3400-\u9fffa-z])|(?<=[\u3007\u3400-\u9fff])[ \t]{1,3}(?=[a-z])")


def abbreviated(folded: Folded) -> Folded | None:
    """Return `folded` with the blanks around its Latin letters taken out; None if nothing in it abbreviates anything.

    An abbreviation is a run of up to eight consonants that is no part of an address.
    """
    text = folded.text
    if not _PLENTY.search(text) or not any(_tokens(text)):
        return None
    return rewrite(folded, _joined(text))


def letters(text: str) -> str:
    """Return `text` as the first letters of its syllables."""
    return initials(text)


def stands_for(view: Folded, start: int, end: int, form: str) -> bool:
    """Tell whether [start, end) of `view`, which has the letters of `form`, may be believed to mean it.

    What is Han there must sound like `form`, what is Latin must be whole, and there must be enough of one or the other.
    """
    piece = view.text[start:end]
    tokens = [match[0] for match in _LATIN.finditer(piece)]
    if sum(map(len, tokens)) < 2 or _cuts(view, start) or _cuts(view, end):
        return False
    written = {(char, meant) for char, meant in zip(piece, form, strict=True) if not char.isascii()}
    if not written:
        return len(piece) >= _ALONE and not _VOWELS & set(piece)
    if len(piece) < _ALONE and (_EVERYWHERE & set(piece) or not _ORDINARY.isdisjoint(tokens)):
        return False
    return all(char == meant or (len(piece) >= _ALONE and sounds(char) == sounds(meant)) for char, meant in written)


def _cuts(view: Folded, edge: int) -> bool:
    """Tell whether a Latin word goes on over `edge`."""
    if not 0 < edge < len(view.text):
        return False
    before, after = view.text[edge - 1], view.text[edge]
    together = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return together and not view.gaps[edge]


def _tokens(text: str) -> Iterator[bool]:
    skipped = addresses(text)
    return (not is_inside(skipped, *match.span()) for match in _LIKELY.finditer(text))


def _joined(text: str) -> Iterator[Edit]:
    mark = MARKS["分隔"]
    return ((*match.span(), "", mark) for match in _BLANKS.finditer(text))
