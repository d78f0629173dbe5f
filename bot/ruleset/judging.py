"""Judging lines of text outside any group: for trying rules out, for measuring them, and for other programs."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from bot.core.decide import Decision, decide
from bot.core.effects import effect_to_json
from bot.core.model import Earlier, MemberId, Message, MessageId, Reach, Role, Room, RoomId, Scene, Standing
from bot.core.policy import Policy
from bot.core.ports import Judge
from bot.core.texts import Texts
from bot.documents.problems import did_you_mean

ROOM = RoomId("judge")
KEYS = ("text", "sender", "role", "room", "sent_at", "kind")
ROLES = tuple(role.value for role in Role)
MILLISECONDS_FROM = 1e11  # chosen: seconds reach it in the year 5138
NUMBER = re.compile(r"-?(?!\d{8}\Z)\d+(?:\.\d+)?\Z", re.ASCII)  # eight digits are a date
Result = dict[str, Any]


class _BadLineError(Exception):
    """A line that cannot be judged; says why, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said. sender, sent_at: empty if the line does not say. role: None leaves it to the room.

    ignored: keys that nobody knows.
    """

    text: str
    sender: str = ""
    role: Role | None = None
    room: RoomId = ROOM
    sent_at: datetime | None = None
    kind: str = "text"
    ignored: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was wrong with the lines. bad: those that could not be judged. ignored: lines by the unknown key they hold.

    first: number, from 1, of the first bad line.
    """

    bad: int = 0
    first: int = 0
    ignored: Counter[str] = field(default_factory=Counter)

    def summary(self) -> Iterator[str]:
        """Yield what there is to say of them, in Chinese; nothing if all were good."""
        if self.ignored:
            keys = "、".join(f"“{key}”（{count} 行）" for key, count in self.ignored.most_common(5))
            more = " 等" if len(self.ignored) > 5 else ""
            yield f"警告：忽略了不认识的键 {keys}{more}。认识的有：{'、'.join(KEYS)}。"
        if self.bad:
            yield f"有 {self.bad} 行不能判断，第一处在第 {self.first} 行；原因见输出里的 error。"


@dataclass(slots=True)
class _Past:
    """What is remembered of one member in one room. today: messages by day."""

    recent: deque[Earlier]
    standing: Standing = field(default_factory=Standing)
    today: Counter[date] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Trial:
    """Judges lines one after the other and remembers who said what.

    rooms: known ones by id; any other room has neither roles nor name. zone: in which days begin. now: the moment of
    lines that tell none.
    """

    judge: Judge
    policy: Policy
    texts: Texts
    now: datetime
    rooms: Mapping[RoomId, Room] = field(default_factory=dict)
    zone: tzinfo = UTC
    _past: dict[tuple[RoomId, str], _Past] = field(default_factory=dict)
    _reach: Reach = field(default_factory=Reach)

    def __post_init__(self) -> None:
        self._reach = self.judge.reach

    def judged(self, line: Line, number: int) -> Result:
        """Return the result of `line`, the `number`-th. Who is not named, or speaks at no time, is a stranger."""
        is_known = bool(line.sender) and line.sent_at is not None
        fresh = _Past(deque(maxlen=self._reach.memory))
        past = self._past.setdefault((line.room, line.sender), fresh) if is_known else fresh
        sent_at = line.sent_at or self.now
        message = Message(
            id=MessageId(f"line-{number}"),
            room=line.room,
            sender=MemberId(line.sender or f"line-{number}"),
            text=line.text,
            kind=line.kind,
            sent_at=sent_at,
            channel="archive",
        )
        day = sent_at.astimezone(self.zone).date()
        scene = self._scene(message, line, past, past.today[day])
        decision = decide(message, scene, judge=self.judge, policy=self.policy, texts=self.texts)
        past.recent.append(Earlier(sent_at=sent_at, text=line.text))
        past.today[day] += 1
        past.standing = decision.standing
        return result_of(line.text, decision)

    def _scene(self, message: Message, line: Line, past: _Past, today: int) -> Scene:
        room = self.rooms.get(message.room) or Room(id=message.room)
        since = message.sent_at - self._reach.recent
        return Scene(
            now=message.sent_at,
            room=room,
            role=line.role or room.role(message.sender),
            standing=past.standing,
            recent=tuple(e for e in past.recent if since <= e.sent_at <= message.sent_at),
            today=today,
            zone=self.zone,
        )


def judge_lines(lines: Iterable[str], trial: Trial, tally: Tally) -> Iterator[Result]:
    """Yield what `trial` makes of every line, in order, and keep in `tally` what was wrong with them.

    lines: plain text, or JSON objects of which all keys but `text` may be missing. A broken one is answered like one in
    which nothing was found, with `error` and `line` (its number) besides.
    """
    for number, raw in enumerate(lines, start=1):
        try:
            line = parse_line(raw, trial.zone)
        except _BadLineError as error:
            tally.bad += 1
            tally.first = tally.first or number
            yield {**_nothing(_bare(raw)), "error": str(error), "line": number}
            continue
        tally.ignored.update(line.ignored)
        yield trial.judged(line, number)


def parse_line(raw: str, zone: tzinfo) -> Line:
    """Return what `raw` says: a JSON object, or else plain text. zone: of times that name none.

    Raises _BadLineError for an object that does not hold what it must, and for what is clearly a broken one.
    """
    raw = _bare(raw)
    given = _object(raw)
    if given is None:
        return Line(text=raw)
    return Line(
        text=_text(given, "text"),
        sender=_text(given, "sender"),
        role=_role(given.get("role")),
        room=RoomId(_text(given, "room") or ROOM),
        sent_at=_moment(given.get("sent_at"), zone),
        kind=_text(given, "kind") or "text",
        ignored=tuple(key for key in given if key not in KEYS),
    )


def _bare(raw: str) -> str:
    return raw.removesuffix("\n").removesuffix("\r")


def _object(raw: str) -> dict[str, Any] | None:
    """Return the JSON object that `raw` is, None if it is plain text."""
    text = raw.strip()
    if not text.startswith("{"):
        return None
    try:
        given: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.endswith("}") and '"text"' in text:
            raise _BadLineError(f"这一行像 JSON，但读不懂：{_why(error)}") from error
        return None
    return given


def _why(error: Exception) -> str:
    return f"第 {error.colno} 个字符处写法不对" if isinstance(error, json.JSONDecodeError) else "写法不对或嵌套太深"


def _nothing(text: str) -> Result:
    return {"text": text, "findings": [], "points": 0, "effects": []}


def result_of(text: str, decision: Decision) -> Result:
    """Return `decision` on `text` as JSON-ready data."""
    findings = [
        {"rule": f.rule, "tags": list(f.tags), "condition": f.condition, "span": list(f.span), "why": f.why}
        for f in decision.findings
    ]
    effects = [effect_to_json(effect) for effect in decision.effects]
    return {"text": text, "findings": findings, "points": decision.points, "effects": effects}


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if value is None and key != "text":
        return ""
    if not isinstance(value, str):
        raise _BadLineError(f"“{key}” 要写成文字" if key in given else f"缺少 “{key}”")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON may hold half characters


def _role(value: object) -> Role | None:
    if value is None:
        return None
    if value not in ROLES:
        raise _BadLineError(f"“role” 不能是 “{value}”。{did_you_mean(str(value), ROLES)}")
    return Role(str(value))


def _moment(value: object, zone: tzinfo) -> datetime | None:
    """Return the moment that `value` tells: ISO 8601, or seconds (or milliseconds) since 1970."""
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
        raise _BadLineError(f"“sent_at” 不是时间：{value}") from error
    raise _BadLineError("“sent_at” 要写成 2026-01-05T10:00:00+08:00 或 1970 年以来的秒数")
