"""Writing that makes no difference to what is meant: width, case, traditional characters, look of signs."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from bot.text.tables import characters

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "﹣": "-", "×": "*", "✕": "*", "÷": "/", "〈": "<", "〉": ">", "∶": ":", "⁄": "/", "№": "#",
     "🅰": "a", "🅱": "b", "ㄧ": "一", "⼀": "一"}
)  # fmt: skip
_RAISED = re.compile(f"-?[{_SUPERSCRIPTS}⁻]+")
_FRACTION = re.compile("([0-9０-９])?([¼½¾⅐-⅞])")
_MANY_COUNTED = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad\U0001f3fb-\U0001f3ff]")
_FOLDS = frozenset({"繁简"})


def alike(text: str) -> str:
    """Return `text` as all write it who mean the same: narrow, lower case, simplified; ½ as 1/2, 10⁸ as 10^8.

    Blanks and punctuation stay. It may get longer or shorter.
    """
    if text.isascii():
        return text.lower()
    text = _FRACTION.sub(_written_out, _RAISED.sub(_lowered, _MANY_COUNTED.sub("", text)))
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return text.lower().translate(_table())


def _lowered(match: re.Match[str]) -> str:
    digits = "".join("-" if char == "⁻" else str(_SUPERSCRIPTS.find(char)) for char in match[0] if char != "-")
    return f"^{digits}"


def _written_out(match: re.Match[str]) -> str:
    return f"{match[1]}又{match[2]}" if match[1] else match[2]


@cache
def _table() -> Mapping[int, str]:
    table = {ord(char): told for char, (fold, told) in characters().items() if fold in _FOLDS and len(told) == 1}
    return table | {ord("鍾"): "钟", ord("甚"): "甚", ord("妳"): "你", ord("祂"): "他"}
