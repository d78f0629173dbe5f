"""Judging lines of text outside any group: for trying rules out, for measuring them, and for other programs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.core.decide import Decision, decide
from bot.core.effects import effect_to_json
from bot.core.model import (
    NO_HOLIDAYS,
    NOBODY_KNOWN,
    Calendar,
    MemberId,
    Message,
    MessageId,
    Profile,
    Room,
    RoomId,
    Scene,
)
from bot.core.policy import Policy
from bot.core.ports import Judge
from bot.core.texts import Texts
from bot.documents.problems import nearest
from bot.ruleset.lines import KEYS, BadLineError, Line, bare, parse_line
from bot.ruleset.past import Past

Result = dict[str, Any]


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
            keys = "、".join(f"“{key}”（{count} 行{_meant(key)}）" for key, count in self.ignored.most_common(5))
            more = " 等" if len(self.ignored) > 5 else ""
            yield f"警告：忽略了不认识的键 {keys}{more}。认识的有：{'、'.join(KEYS)}。"
        if self.bad:
            yield f"有 {self.bad} 行不能判断，第一处在第 {self.first} 行；原因见输出里的 error。"


def _meant(key: str) -> str:
    close = nearest(key, KEYS)
    return f"，你是不是想写 “{close}”？" if close else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a trial made of one line: all that was decided from, and the decision."""

    message: Message
    scene: Scene
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said of one line. tried: None, with an `error` in the result, if it could not be judged."""

    result: Result
    tried: Tried | None = None


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
    calendar: Calendar = NO_HOLIDAYS
    _past: Past = field(init=False)

    def __post_init__(self) -> None:
        self._past = self._nothing_yet()

    def decided(self, line: Line, number: int) -> Tried:
        """Return what follows from `line`, the `number`-th. Who is not named, or speaks at no time, is a stranger."""
        is_known = bool(line.sender) and line.sent_at is not None
        past = self._past if is_known else self._nothing_yet()
        message = Message(
            id=MessageId(f"line-{number}"),
            room=line.room,
            sender=MemberId(line.sender or f"line-{number}"),
            text=line.text,
            kind=line.kind,
            sent_at=line.sent_at or self.now,
            channel="archive",
            seconds=line.seconds,
            seen=line.seen,
        )
        room = self.rooms.get(message.room) or Room(id=message.room)
        scene = past.scene(message, room=room, role=line.role or room.role(message.sender), told=_told(line))
        decision = decide(message, scene, judge=self.judge, policy=self.policy, texts=self.texts)
        past.heard(message, scene, decision, number=number)
        return Tried(message=message, scene=scene, decision=decision)

    def _nothing_yet(self) -> Past:
        return Past(reach=self.judge.reach, zone=self.zone, calendar=self.calendar)


def judge_lines(lines: Iterable[str], trial: Trial, tally: Tally) -> Iterator[Answer]:
    """Yield what `trial` makes of every line, in order, and keep in `tally` what was wrong with them.

    lines: plain text, or JSON objects of which all keys but `text` may be missing. A broken one is answered like one in
    which nothing was found, with `error` and `line` (its number) besides.
    """
    for number, raw in enumerate(lines, start=1):
        try:
            line = parse_line(raw, trial.zone)
        except BadLineError as error:
            tally.bad += 1
            tally.first = tally.first or number
            nothing = {"text": bare(raw), "findings": [], "points": 0, "effects": []}
            yield Answer(result={**nothing, "error": str(error), "line": number})
            continue
        tally.ignored.update(line.ignored)
        tried = trial.decided(line, number)
        yield Answer(result=result_of(line.text, tried.decision), tried=tried)


def result_of(text: str, decision: Decision) -> Result:
    """Return `decision` on `text` as JSON-ready data."""
    findings = [
        {"rule": f.rule, "tags": list(f.tags), "condition": f.condition, "span": list(f.span), "why": f.why}
        for f in decision.findings
    ]
    effects = [effect_to_json(effect) for effect in decision.effects]
    return {"text": text, "findings": findings, "points": decision.points, "effects": effects}


def _told(line: Line) -> Profile:
    if not (line.name or line.joined_at or line.tags):
        return NOBODY_KNOWN
    return Profile(name=line.name, joined_at=line.joined_at, tags=line.tags)
