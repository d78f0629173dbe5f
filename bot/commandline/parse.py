"""`qunguan parse`: how lines are read as orders: which command, whom, how long, why, and what would be asked."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.commands import grammars
from bot.core.errors import QunguanError
from bot.core.model import MemberId
from bot.core.texts import Texts
from bot.orders import Order, Person, Slip
from bot.orders.questions import SLIPPED, question
from bot.orders.reading import read
from bot.runtime.clock import SystemClock

ZONE = ZoneInfo("Asia/Shanghai")
EXAMPLE = '{"text": "禁言 张三 10分钟", "members": ["张三"], "now": "2026-11-20 10:00"}'
KEYS = ("text", "members", "now", "quoted")


class BadLineError(QunguanError):
    """A line that says nothing to read; says in Chinese what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line to read. quoted: who wrote the message that is quoted, None if none is."""

    text: str
    people: tuple[Person, ...]
    now: datetime
    quoted: MemberId | None = None


def run(options: argparse.Namespace) -> int:
    """Print what every line orders, one JSON object a line; return 1 if any line could not be read. Raises OSError."""
    bad = 0
    started = SystemClock().now()
    with _opened(options.file) as lines:
        for number, raw in enumerate(lines, start=1):
            if not raw.strip():
                continue
            try:
                told = parsed(asked(raw, now=started, zone=ZONE), zone=ZONE)
            except BadLineError as error:
                told, bad = {"line": number, "error": f"第 {number} 行：{error}"}, bad + 1
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 1 if bad else 0


def asked(raw: str, *, now: datetime, zone: tzinfo) -> Asked:
    """Return what the JSON `raw` asks. now: for lines that name no time. Raises BadLineError."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"不是 JSON。请写成 {EXAMPLE}") from error
    if not isinstance(given, dict):
        raise BadLineError(f"不是 JSON 对象。请写成 {EXAMPLE}")
    text = given.get("text")
    if not isinstance(text, str):
        raise BadLineError(f"text 要是一段文字。请写成 {EXAMPLE}")
    people = _people(given)
    return Asked(text=text, people=people, now=_now(given, zone) or now, quoted=_quoted(given, people))


def parsed(line: Asked, *, zone: tzinfo) -> dict[str, Any]:
    """Return what `line` orders, JSON-ready; `command` is None if it is only talk."""
    order = _read(line, line.text, zone)
    if isinstance(order, Slip):
        meant = _read(line, order.whole, zone)
        told = _told(meant if isinstance(meant, Order) else None, line.people)
        asks = Texts().say(SLIPPED, whole=order.whole.removeprefix("/"))
        slipped = {"command": order.meant, "ambiguous": True, "asks": asks, "suggestion": order.whole}
        return told | slipped
    return _told(order, line.people)


def _read(line: Asked, text: str, zone: tzinfo) -> Order | Slip | None:
    return read(text, grammars=grammars(), people=line.people, now=line.now, zone=zone, quoted=line.quoted)


def _told(order: Order | None, people: tuple[Person, ...]) -> dict[str, Any]:
    if order is None:
        return {
            "command": None, "targets": [], "duration_minutes": None, "reason": "", "ambiguous": False, "asks": None,
        }  # fmt: skip
    names = {person.id: person.name for person in people}
    doubt = order.doubts[0] if order.doubts else None
    told: dict[str, Any] = {
        "command": _words()[order.command],
        "targets": [names.get(one, one) for one in order.people],
        "duration_minutes": _minutes(order.span),
        "reason": order.reason,
        "ambiguous": doubt is not None,
        "asks": question(order, doubt, texts=Texts()) if doubt is not None else None,
        "said": order.said,
    }
    more = {
        "sub": _sub(order),
        "numbers": list(order.numbers),
        "points": order.points,
        "until": order.until.astimezone(ZONE).isoformat() if order.until is not None else None,
        "text": order.text,
        "choices": [label for label, _ in doubt.choices] if doubt is not None else [],
    }
    return told | {key: value for key, value in more.items() if value}


def _words() -> Mapping[str, str]:
    return {grammar.id: grammar.words[0] for grammar in grammars()}


def _sub(order: Order) -> str:
    """Return the second word as people write it."""
    ways = next((grammar.subs.get(order.sub, ()) for grammar in grammars() if grammar.id == order.command), ())
    return ways[0] if order.sub.isascii() and ways else order.sub


def _minutes(span: timedelta | None) -> int | float | None:
    if span is None:
        return None
    minutes = round(span.total_seconds() / 60, 2)
    return int(minutes) if minutes.is_integer() else minutes


def _people(given: Mapping[str, Any]) -> tuple[Person, ...]:
    names = given.get("members", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadLineError('members 要是名字的列表。请写成 "members": ["张三", "李四"]')
    return tuple(Person(id=MemberId(f"成员{place}"), name=name) for place, name in enumerate(names, start=1))


def _now(given: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    told = given.get("now")
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(zone)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadLineError(f"now “{told}” 不是时间。请写成 2026-11-20 10:00 或 2026-11-20T10:00:00+08:00") from error


def _quoted(given: Mapping[str, Any], people: tuple[Person, ...]) -> MemberId | None:
    name = given.get("quoted")
    if name is None:
        return None
    found = next((person.id for person in people if person.name == name), None)
    if found is None:
        raise BadLineError(f"quoted “{name}” 不在 members 里。请写 members 里的名字")
    return found


def _opened(name: str) -> TextIO:
    """Return the file `name`, standard input for `-`; only a line feed ends a line."""
    source = sys.stdin.fileno() if name == "-" else name
    return open(source, encoding="utf-8-sig", errors="replace", newline="\n", closefd=name != "-")
