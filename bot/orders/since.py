"""From when on: 今天, 昨天, 本周, 3小时, 14:00 起, at the end of what an order names."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.orders.plain import plain
from bot.orders.spans import span_at

_CLOCK = re.compile(r"(?:(?P<day>今天|昨天)\s?)?(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d)|点(?P<half>半)?)")
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_ENDS = re.compile(r"(?:以来|之后|以后|开始|前?起|以内|之内|内|(?<!之)前)$")
_LEADS = re.compile(r"^(?:最近|近|过去)")
_WEEK = ("本周", "这周")
_EDGES = " ，,、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """at: aware, UTC, not in the future. rest: what stands before it, as written, trimmed."""

    at: datetime
    rest: str


def since_in(text: str, *, now: datetime, zone: tzinfo) -> Since | None:
    """Return from when on `text` says, None if it ends in no time. now: aware; zone: of the times people write."""
    words = text.strip()
    bare = _ENDS.sub("", plain(words)).rstrip()
    local = now.astimezone(zone)
    for start in _starts(bare):
        at = _moment(bare[start:].strip(), local)
        if at is not None:
            rest = words[:start].strip(_EDGES).removesuffix("从").removesuffix("自")
            return Since(at=min(at, now).astimezone(UTC), rest=rest.strip(_EDGES))
    return None


def _starts(text: str) -> list[int]:
    """The places at which a time may begin, the earliest first: it is read whole."""
    places = [0, *(found.end() for found in re.finditer(r"\s+", text))]
    glued = [place for place in range(1, len(text)) if text[place - 1] not in " :0123456789"]
    return sorted({*places, *glued[-12:]})


def _moment(words: str, local: datetime) -> datetime | None:
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if words in _DAYS:
        return midnight - timedelta(days=_DAYS[words])
    if words in _WEEK:
        return midnight - timedelta(days=local.weekday())
    clock = _CLOCK.fullmatch(words)
    if clock is not None:
        minutes = 30 if clock["half"] else int(clock["minute"] or 0)
        at = midnight + timedelta(hours=int(clock["hour"]), minutes=minutes, days=-_DAYS.get(clock["day"] or "今天", 0))
        return at if at <= local or clock["day"] else at - timedelta(days=1)
    return _ago(_LEADS.sub("", words), local)


def _ago(words: str, local: datetime) -> datetime | None:
    """Return how long ago `words` say, None unless they are a length and nothing else."""
    span = span_at(words, 0, now=local, zone=local.tzinfo or UTC)
    if span is None or span.span is None or span.until is not None or span.end < len(words):
        return None
    return local - span.span
