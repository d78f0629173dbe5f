"""Where a text holds web and mail addresses: what stands there is no Chinese in disguise."""

import re

from bot.core.findings import Span

_POSSIBLE = re.compile(r"[a-z0-9][.@][a-z0-9]|://")
_ADDRESS = re.compile(
    r"https?://[^\s\u3000-\uffff]{1,2000}"
    r"|(?<![a-z0-9._+@-])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9.-]{1,63}"
    r"|(?<![a-z0-9.@-])(?:[a-z0-9][a-z0-9-]{0,40}\.){1,5}[a-z]{2,10}(?![a-z0-9])(?:/[^\s\u3000-\uffff]{0,500})?"
)


def addresses(text: str) -> tuple[Span, ...]:
    """Return the spans of the addresses in lower-case `text`, in order."""
    if not _POSSIBLE.search(text):
        return ()
    return tuple(match.span() for match in _ADDRESS.finditer(text))


def is_inside(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Tell whether [start, end) shares a character with one of `spans`."""
    return any(first < end and start < last for first, last in spans)
