"""Running a rule's own examples."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from bot.core.findings import Example
from bot.core.model import Earlier, Echo, MemberId, Message, MessageId, Profile, Role, Room, RoomId, Scene, Standing
from bot.documents.phrasing import LONGEST_SHOWN
from bot.ruleset.explaining import Account, Verdict, account
from bot.ruleset.rules import Rule
from bot.ruleset.telling import in_one_line, verdict_in_words
from bot.ruleset.written_examples import WrittenExamples
from bot.text.fingerprint import fingerprint
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength

ZONE = timezone(timedelta(hours=8))  # chosen: that of China, whatever the rooms have
WHEN = datetime(2026, 1, 5, 10, 0, tzinfo=ZONE).astimezone(UTC)  # chosen: a Monday

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
    at = example.at or WHEN
    when = (at if at.tzinfo is not None else at.replace(tzinfo=ZONE)).astimezone(UTC)
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
        zone=ZONE,
        room=Room(id=example.room),
        role=Role(example.role),
        name=example.name,
        standing=Standing(points=example.points, points_at=when if example.points else None),
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
    return Profile(
        name=example.name,
        joined_at=None if example.joined is None else when - example.joined,
        messages=example.messages,
        tags=example.tags,
        removed_at=None if example.removed is None else when - example.removed,
    )


def _judged(rule: Rule, example: Example, reader: Reader) -> Account:
    message, scene = scene_of(example)
    there = rule.variant_in(message.room)
    if rule.enabled and not there.enabled:
        return Account(rule=there, verdict=Verdict.DISABLED)
    return account(there, message, reader.read(message.text), scene)


def _missed(rule: Rule, example: Example, reader: Reader) -> tuple[str, str] | None:
    judged = _judged(rule, example, reader)
    if judged.verdict is Verdict.HIT:
        return None
    cause = f"规则 “{rule.id}” 应当命中 “{_short(example.text)}”，却没有命中"
    if judged.verdict is Verdict.BROKEN:
        return _broken(rule, example, judged)
    if judged.verdict is not Verdict.MISSED:
        return cause, f"{verdict_in_words(judged)}。"
    trace = f"when 的判断：{in_one_line(judged.when)}。" if judged.when is not None else ""
    read = _as_read(reader.read(example.text))
    return cause, f"{read}{trace}请检查 when 里的条件，或从 hit 里去掉这个例子。"


def _caught(rule: Rule, example: Example, reader: Reader) -> tuple[str, str] | None:
    judged = _judged(rule, example, reader)
    if judged.verdict is Verdict.BROKEN:
        return _broken(rule, example, judged)
    if judged.finding is None:
        return None
    start, end = judged.finding.span
    where = f"（“{example.text[start:end]}”）" if end > start else ""
    read = _as_read(reader.read(example.text))
    cause = f"规则 “{rule.id}” 不应当命中 “{_short(example.text)}”，却命中了"
    return cause, f"{read}原因：{judged.finding.why}{where}。{_trace(judged)}请收紧 when，或在 unless 里放过它。"


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
