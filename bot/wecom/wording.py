"""Texts on their way in and out: whom they name, and how long they may be."""

import re
from collections.abc import Callable

_MENTION = re.compile(r"<@([0-9A-Za-z_.@-]{1,64})>")
_TORN_MENTION = re.compile(r"<(@[0-9A-Za-z_.@-]{0,64})?\Z")
_CUT = "……（内容过长，后面的已略去）"

NameOf = Callable[[str], str]
"""userid → name to be read; empty if not known."""


def fitted(text: str, max_bytes: int) -> str:
    """Return `text`, or as much of its beginning as leaves room to say that it was cut.

    max_bytes: UTF-8; no character and no mention is torn.
    """
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= max_bytes:
        return encoded.decode()
    kept = encoded[: max_bytes - len(_CUT.encode())].decode("utf-8", "ignore")
    return _TORN_MENTION.sub("", kept) + _CUT


def mentioned(text: str) -> tuple[str, ...]:
    """Return the userids that `text` names with `<@userid>`, each once, in order."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def with_names(text: str, name_of: NameOf) -> str:
    """Return `text` with `<@userid>` as `@name`, or without it where no name is known."""
    named = _MENTION.sub(lambda mention: f"@{name}" if (name := name_of(mention[1])) else "", text)
    return named.strip()


def unaddressed(text: str, name: str) -> str:
    """Return `text` without `@name`. The name may hold spaces; a longer name that begins with it is left alone."""
    if not name:
        return text.strip()
    rest, found = re.subn(rf"@{re.escape(name)}(?!\w)\s*", "", text)
    if not found:
        rest = text.lstrip().removeprefix(f"@{name}")
    return rest.strip()
