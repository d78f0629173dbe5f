"""Running a rule's own examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from bot.core.findings import Example
from bot.core.ledger import standing_of
from bot.core.model import (
    JOIN,
    NO_HOLIDAYS,
    Calendar,
    Earlier,
    Echo,
    MemberId,
    Message,
    MessageId,
    Profile,
    Role,
    Room,
    RoomId,
    Scene,
)
from bot.documents.phrasing import LONGEST_SHOWN
from bot.ruleset.explaining import HOLDS, Account, Verdict, account
from bot.ruleset.rule import Rule
from bot.ruleset.telling import in_one_line, verdict_in_words
from bot.ruleset.written_examples import USUAL_HOUR, WrittenExamples
from bot.text.fingerprint import fingerprint
from bot.text.private import conceal
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength

CHINA = timezone(timedelta(hours=8))
MONDAY = datetime.combine(date(2026, 1, 5), USUAL_HOUR)  # chosen; of the wall clock
WHEN = MONDAY.replace(tzinfo=CHINA).astimezone(UTC)
"""When examples are said that tell no time, where nobody tells the zone."""

Failure = tuple[str, int, str, str]
"""(`hit` or `pass`, which one, cause, mend)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When examples are said. zone: in which days begin. calendar: which of them are worked."""

    zone: tzinfo = CHINA
    calendar: Calendar = NO_HOLIDAYS


ANY_DAYS = Days()


def failures(rule: Rule, examples: WrittenExamples, reader: Reader, days: Days = ANY_DAYS) -> Iterator[Failure]:
    """Yield the examples that `rule` does not meet."""
    for number, hit in enumerate(examples.hit):
        told = _missed(rule, hit.example(), reader, days)
        if told is not None:
            yield "hit", number, *told
    for number, passed in enumerate(examples.passed):
        told = _caught(rule, passed.example(), reader, days)
        if told is not None:
            yield "pass", number, *told


def scene_of(example: Example, days: Days = ANY_DAYS) -> tuple[Message, Scene]:
    """Return `example` as a message in its scene. A moment without a zone is one of the wall clock."""
    at = example.at or MONDAY
    when = (at if at.tzinfo is not None else at.replace(tzinfo=days.zone)).astimezone(UTC)
    message = Message(
        id=MessageId("example"),
        room=example.room,
        sender=MemberId("example"),
        text=example.text,
        sent_at=when,
        channel="archive",
        kind=example.kind,
        seconds=example.seconds,
        seen=example.seen,
    )
    said_here = [ago for ago, _ in example.before] + [o.ago for o in example.others if not o.room]
    scene = Scene(
        now=when,
        zone=days.zone,
        calendar=days.calendar,
        room=Room(id=example.room),
        role=Role(example.role),
        name=example.name,
        standing=standing_of(example.points, when),
        points=example.points,
        recent=tuple(Earlier(sent_at=when - ago, text=text) for ago, text in example.before),
        today=example.today,
        profile=_profile(example, when),
        crowd=tuple(sorted(when - ago for ago in said_here)),
        joins=tuple(when - ago for ago in example.joins),
        print=fingerprint(example.text),
        echoes=_echoes(example, when),
    )
    return message, scene


def _echoes(example: Example, when: datetime) -> tuple[Echo, ...]:
    """Everything said before, alike or not: conditions look for themselves."""
    own = ((ago, text, "example", "") for ago, text in example.before)
    said = (*own, *((o.ago, o.text, o.sender, o.room) for o in example.others))
    return tuple(
        Echo(
            id=number,
            sent_at=when - ago,
            room=RoomId(room) if room else example.room,
            sender=MemberId(sender),
            print=fingerprint(text),
        )
        for number, (ago, text, sender, room) in enumerate(sorted(said, key=lambda one: one[0], reverse=True), start=1)
    )


def _profile(example: Example, when: datetime) -> Profile:
    """Return what is known of the sender; who joins in the example has joined now, unless it says otherwise."""
    joined = timedelta(0) if example.joined is None and example.kind == JOIN else example.joined
    return Profile(
        name=example.name,
        joined_at=None if joined is None else when - joined,
        messages=example.messages,
        tags=example.tags,
        removed_at=None if example.removed is None else when - example.removed,
    )


def _judged(rule: Rule, example: Example, reader: Reader, days: Days) -> Account:
    message, scene = scene_of(example, days)
    there = rule.variant_in(message.room)
    if rule.enabled and not there.enabled:
        return Account(rule=there, verdict=Verdict.DISABLED)
    return account(there, message, reader.read(message.text), scene)


def _missed(rule: Rule, example: Example, reader: Reader, days: Days) -> tuple[str, str] | None:
    judged = _judged(rule, example, reader, days)
    if judged.verdict in HOLDS:
        return None
    does = "放行" if judged.rule.allow else "命中"
    cause = f"规则 “{rule.id}” 应当{does} “{_short(example.text)}”，却没有{does}"
    if judged.verdict is Verdict.BROKEN:
        return _broken(rule, example, judged)
    if judged.verdict is not Verdict.MISSED:
        return cause, f"{verdict_in_words(judged)}。"
    trace = f"when 的判断：{in_one_line(judged.when)}。" if judged.when is not None else ""
    read = _as_read(reader.read(example.text))
    return cause, f"{read}{trace}请检查 when 里的条件，或从 hit 里去掉这个例子。"


def _caught(rule: Rule, example: Example, reader: Reader, days: Days) -> tuple[str, str] | None:
    judged = _judged(rule, example, reader, days)
    if judged.verdict is Verdict.BROKEN:
        return _broken(rule, example, judged)
    match = judged.when.match if judged.verdict in HOLDS and judged.when is not None else None
    if match is None:
        return None
    does = "放行" if judged.rule.allow else "命中"
    start, end = match.span
    where = f"（“{example.text[start:end]}”）" if end > start else ""
    read = _as_read(reader.read(example.text))
    cause = f"规则 “{rule.id}” 不应当{does} “{_short(example.text)}”，却{does}了"
    return cause, f"{read}原因：{conceal(match.why)}{where}。{_trace(judged)}请收紧 when，或在 unless 里放过它。"


def _trace(judged: Account) -> str:
    """What every condition saw, where that is more than the reason told anyway."""
    asked = [("when", judged.when), ("unless", judged.unless)]
    told = [(name, seen) for name, seen in asked if seen is not None and (seen.parts or name == "unless")]
    return "".join(f"{name} 的判断：{in_one_line(seen)}。" for name, seen in told)


def _broken(rule: Rule, example: Example, judged: Account) -> tuple[str, str]:
    error = next((seen.error for seen in (judged.when, judged.unless) if seen is not None and seen.error), "")
    return f"规则 “{rule.id}” 判断 “{_short(example.text)}” 时出错：{error}", "请报告这个问题。"


def _as_read(reading: Reading) -> str:
    folded = reading.folded(Strength.NORMAL).text
    return f"归一化后是 “{_short(folded)}”。" if folded != reading.text else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
