"""Lines of text or JSON → what was said, by whom, where and when."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.core.model import Role, RoomId
from bot.documents.problems import did_you_mean

ROOM = RoomId("judge")
ROLES = tuple(role.value for role in Role)
MILLISECONDS_FROM = 1e11  # chosen: seconds reach it in the year 5138
NUMBER = re.compile(r"-?(?!\d{8}\Z)\d+(?:\.\d+)?\Z", re.ASCII)  # eight digits are a date


class BadLineError(Exception):
    """A line that cannot be judged; says why, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said. sender, sent_at: empty if the line does not say. role: None leaves it to the room.

    name, joined_at, tags: of the sender; empty leaves them to what earlier lines said. kind, seconds, seen: see
    `Message`. ignored: keys that nobody knows.
    """

    text: str
    sender: str = ""
    role: Role | None = None
    room: RoomId = ROOM
    sent_at: datetime | None = None
    kind: str = "text"
    name: str = ""
    seconds: int = 0
    seen: str = ""
    joined_at: datetime | None = None
    tags: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


KEYS = tuple(field for field in Line.__slots__ if field != "ignored")


def parse_line(raw: str, zone: tzinfo) -> Line:
    """Return what `raw` says: a JSON object, or else plain text. zone: of times that name none.

    Raises BadLineError for an object that does not hold what it must, and for what is clearly a broken one.
    """
    raw = bare(raw)
    given = _object(raw)
    if given is None:
        return Line(text=raw)
    return Line(
        text=_text(given, "text"),
        sender=_text(given, "sender"),
        role=_role(given.get("role")),
        room=RoomId(_text(given, "room") or ROOM),
        sent_at=_moment(given, "sent_at", zone),
        kind=_text(given, "kind") or "text",
        name=_text(given, "name"),
        seconds=_seconds(given),
        seen=_text(given, "seen"),
        joined_at=_moment(given, "joined_at", zone),
        tags=_tags(given),
        ignored=tuple(key for key in given if key not in KEYS),
    )


def bare(raw: str) -> str:
    """Return `raw` without its end of line."""
    return raw.removesuffix("\n").removesuffix("\r")


def _object(raw: str) -> dict[str, Any] | None:
    """Return the JSON object that `raw` is, None if it is plain text."""
    text = raw.strip()
    if not text.startswith("{"):
        return None
    try:
        given: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        if '"text"' in text:
            raise BadLineError(f"这一行像 JSON，但读不懂：{_why(error)}") from error
        return None
    return given


def _why(error: Exception) -> str:
    return f"第 {error.colno} 个字符处写法不对" if isinstance(error, json.JSONDecodeError) else "写法不对或嵌套太深"


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if value is None and key != "text":
        return ""
    if not isinstance(value, str):
        raise BadLineError(f"“{key}” 要写成文字" if key in given else f"缺少 “{key}”")
    if value.isprintable():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON may hold half characters


def _role(value: object) -> Role | None:
    if value is None:
        return None
    if value not in ROLES:
        raise BadLineError(f"“role” 不能是 “{value}”。{did_you_mean(str(value), ROLES)}")
    return Role(str(value))


def _seconds(given: Mapping[str, Any]) -> int:
    value = given.get("seconds", 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadLineError("“seconds” 要写成秒数")
    return value


def _tags(given: Mapping[str, Any]) -> tuple[str, ...]:
    value = given.get("tags", [])
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise BadLineError("“tags” 要写成文字的列表")
    return tuple(value)


def _moment(given: Mapping[str, Any], key: str, zone: tzinfo) -> datetime | None:
    """Return the moment that `key` tells: ISO 8601, or seconds (or milliseconds) since 1970."""
    value = given.get(key)
    try:
        if value is None:
            return None
        if isinstance(value, str) and NUMBER.match(value.strip()):
            value = float(value)
        if isinstance(value, str):
            told = datetime.fromisoformat(value)
            return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if abs(value) >= MILLISECONDS_FROM else value, tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadLineError(f"“{key}” 不是时间：{value}") from error
    raise BadLineError(f"“{key}” 要写成 2026-01-05T10:00:00+08:00 或 1970 年以来的秒数")
