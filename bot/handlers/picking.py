"""A question with numbered choices is answered by the thing itself: 2小时, 到明天9点, 3分, a name, what a choice says."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo

from bot.orders import Person
from bot.orders.numbers import case_numbers, points_at
from bot.orders.plain import plain
from bot.orders.spans import span_at

Choices = tuple[tuple[str, Mapping[str, str]], ...]
_OF_PEOPLE = "people"


def named_pick(
    choices: Choices, text: str, *, people: Iterable[Person], now: datetime, zone: tzinfo
) -> Mapping[str, str] | None:
    """Return what `text` picks, one of `choices` or what could stand among them; None if it is nothing of the kind.

    people: who may be named; looked at only where people are asked about. zone: of the times people write.
    """
    wanted = _folded(text).lstrip("@").strip()
    chosen = [pick for label, pick in choices if wanted in _ways(label, pick)]
    if len(chosen) == 1:
        return chosen[0]
    keys = {key for _, pick in choices for key in pick}
    if chosen or not wanted or len(keys) != 1:
        return None
    (key,) = keys
    if key == _OF_PEOPLE or key.startswith(f"{_OF_PEOPLE}:"):
        named = [one.id for one in people if wanted in (_folded(one.id), _folded(one.name))]
        return {key: named[0]} if len(named) == 1 else None
    return {key: wanted} if _is_whole(key, wanted, now=now, zone=zone) else None


def _is_whole(key: str, wanted: str, *, now: datetime, zone: tzinfo) -> bool:
    """Tell whether all of `wanted` is a length, points or numbers, as `key` asks."""
    if key == "span":
        span = span_at(wanted, 0, now=now, zone=zone)
        return span is not None and span.is_sure and span.end == len(wanted)
    if key == "points":
        points = points_at(wanted, 0)
        return points is not None and points.value is not None and points.end == len(wanted)
    return key == "numbers" and case_numbers(wanted, 0)[0] == len(wanted)


def _ways(label: str, pick: Mapping[str, str]) -> Iterator[str]:
    """Yield how a choice may be written: as it was shown, by the name in it, by what it stands for."""
    whole = _folded(label)
    yield whole
    yield whole.partition("(")[0]
    yield from map(_folded, pick.values())


def _folded(text: str) -> str:
    return plain(unicodedata.normalize("NFKC", text)).casefold().strip()
