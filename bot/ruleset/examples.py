"""Running a rule's own examples."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.core.findings import Example
from bot.core.model import Earlier, MemberId, Message, MessageId, Profile, Role, Room, Scene, Standing
from bot.documents.phrasing import LONGEST_SHOWN
from bot.ruleset.rules import Rule
from bot.ruleset.written import WrittenExamples
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength

WHEN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)  # chosen: a Monday, 10:00 in Shanghai

Failure = tuple[str, int, str, str]
"""(`hit` or `pass`, which one, cause, mend)."""


def failures(rule: Rule, examples: WrittenExamples, reader: Reader) -> Iterator[Failure]:
    """Yield the examples that `rule` does not meet."""
    for number, hit in enumerate(examples.hit):
        told = _missed(rule, hit.example(), reader)
        if told is not None:
            yield "hit", number, *told
    for number, passed in enumerate(examples.passed):
        told = _caught(rule, passed.example(), reader)
        if told is not None:
            yield "pass", number, *told


def scene_of(example: Example) -> tuple[Message, Scene]:
    """Return `example` as a message in its scene."""
    when = example.at or WHEN
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
        room=Room(id=example.room),
        role=Role(example.role),
        name=example.name,
        standing=Standing(points=example.points, points_at=when if example.points else None),
        recent=tuple(Earlier(sent_at=when - ago, text=text) for ago, text in example.before),
        today=example.today,
        profile=_profile(example, when),
        crowd=tuple(sorted(when - ago for ago in said_here)),
        joins=tuple(when - ago for ago in example.joins),
    )
    return message, scene


def _profile(example: Example, when: datetime) -> Profile:
    return Profile(
        name=example.name,
        joined_at=None if example.joined is None else when - example.joined,
        messages=example.messages,
        tags=example.tags,
        removed_at=None if example.removed is None else when - example.removed,
    )


def _missed(rule: Rule, example: Example, reader: Reader) -> tuple[str, str] | None:
    message, scene = scene_of(example)
    reading = reader.read(message.text)
    try:
        if rule.finding(message, reading, scene) is not None:
            return None
        excuse = rule.excuse(message, reading, scene)
    except Exception as error:  # noqa: BLE001 - a broken condition is told like any failed example
        return _broken(rule, example, error)
    cause = f"规则 “{rule.id}” 应当命中 “{_short(example.text)}”，却没有命中"
    if excuse is not None and rule.when.match(message, reading, scene) is not None:
        return cause, f"它被 unless 放过了：{excuse.why}。"
    return cause, f"{_as_read(reading)}请检查 when 里的条件，或从 hit 里去掉这个例子。"


def _caught(rule: Rule, example: Example, reader: Reader) -> tuple[str, str] | None:
    message, scene = scene_of(example)
    try:
        finding = rule.finding(message, reader.read(message.text), scene)
    except Exception as error:  # noqa: BLE001 - a broken condition is told like any failed example
        return _broken(rule, example, error)
    if finding is None:
        return None
    start, end = finding.span
    where = f"（“{example.text[start:end]}”）" if end > start else ""
    cause = f"规则 “{rule.id}” 不应当命中 “{_short(example.text)}”，却命中了"
    return cause, f"原因：{finding.why}{where}。请收紧 when，或在 unless 里放过它。"


def _broken(rule: Rule, example: Example, error: Exception) -> tuple[str, str]:
    return f"规则 “{rule.id}” 判断 “{_short(example.text)}” 时出错：{type(error).__name__}: {error}", "请报告这个问题。"


def _as_read(reading: Reading) -> str:
    folded = reading.folded(Strength.NORMAL).text
    return f"归一化后是 “{_short(folded)}”。" if folded != reading.text else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
