"""Reading single fields out of decoded XML and JSON, whatever they turn out to be."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.core.errors import WireError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_DIGITS = 14  # of a time; more would not fit a datetime


def word(tree: Mapping[str, Any], *path: str) -> str:
    """Return the text or whole number at `path`, as text; empty if there is none."""
    found: Any = tree
    for name in path:
        if not isinstance(found, Mapping):
            return ""
        found = found.get(name)
    if isinstance(found, str):
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return ""


def need(tree: Mapping[str, Any], *path: str) -> str:
    """Return the text at `path`. Raises WireError if there is none."""
    found = word(tree, *path)
    if not found:
        raise WireError(f"缺少字段 {'.'.join(path)}")
    return found


def items(tree: Mapping[str, Any], *path: str) -> tuple[Any, ...]:
    """Return the elements of the list at `path`; a single value is a list of one, nothing is empty."""
    found: Any = tree
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, list):
        return tuple(found)
    return () if found is None or found == "" else (found,)


def moment(digits: str, unit: timedelta = _SECOND) -> datetime:
    """Return the time that is `digits` units after 1970, in UTC. Raises WireError for anything but such digits."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
        raise WireError(f"时间 {digits[:20]!r} 不是一个时间戳")
    try:
        return _EPOCH + int(digits) * unit
    except OverflowError as error:
        raise WireError(f"时间戳 {digits} 太大") from error


def flat(tree: Mapping[str, Any]) -> dict[str, str]:
    """Return all leaves of `tree` as text by dotted path; list elements are numbered from 0."""
    return dict(_leaves("", tree))


def digest(*parts: str) -> str:
    """Return 32 hex digits that stand for `parts` in this order."""
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def lines(*words: str) -> str:
    """Return the non-empty `words`, each on its own line."""
    return "\n".join(filter(None, words))


def _leaves(at: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _leaves(f"{at}.{name}" if at else str(name), child)
        return
    if isinstance(node, Sequence) and not isinstance(node, str):
        for number, child in enumerate(node):
            yield from _leaves(f"{at}.{number}", child)
        return
    yield at, "" if node is None else str(node)
