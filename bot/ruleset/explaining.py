"""Why a message was judged as it was: what every fold changed, and what every condition of every rule saw."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.findings import Finding, Match, Span
from bot.core.model import Message, Scene
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet
from bot.text.reading import Excused, FoldedText, Reading, Strength


class Verdict(StrEnum):
    """What became of a rule."""

    HIT = "hit"
    PASSED = "passed"
    MISSED = "missed"
    EXCUSED = "excused"
    STOPPED = "stopped"
    RESTING = "resting"
    JOINING = "joining"
    ELSEWHERE = "elsewhere"
    DISABLED = "disabled"
    BROKEN = "broken"


HOLDS = frozenset({Verdict.HIT, Verdict.PASSED})
"""Of a rule whose `when` holds and that nothing excuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An expression with what it saw. match: None if it does not hold. error: what it raised, empty if nothing.

    parts: what those it is made of saw; all of them are asked, though the first may have settled it. excused: words of a
    condition that stand in the text and are only spoken of.
    """

    expression: Expression
    match: Match | None = None
    error: str = ""
    parts: tuple["Seen", ...] = ()
    excused: tuple[Excused, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One rule and what became of it. when, unless: None where they were not asked. by: rule that stopped it.

    allowed: that rule let the message pass.
    """

    rule: Rule
    verdict: Verdict
    when: Seen | None = None
    unless: Seen | None = None
    finding: Finding | None = None
    by: str = ""
    allowed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a fold did at one place. before: as written, at `span`. after: as read, empty if it was taken out."""

    span: Span
    before: str
    after: str
    folds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One way in which the text was read."""

    strength: Strength
    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How `text` was judged. views: only those that differ from it. rules: in the order of judging, idle ones last."""

    text: str
    views: tuple[View, ...]
    rules: tuple[Account, ...]


def explain(ruleset: RuleSet, message: Message, scene: Scene) -> Explanation:
    """Return why `ruleset` finds what it finds in `message`. Slow: everything is asked."""
    reading = ruleset.reader.read(message.text)
    accounts: list[Account] = []
    stopper: Rule | None = None
    for rule in ruleset.rules_in(message.room):
        if stopper is not None:
            accounts.append(Account(rule=rule, verdict=Verdict.STOPPED, by=stopper.id, allowed=stopper.allow))
            continue
        accounts.append(account(rule, message, reading, scene))
        stopper = rule if accounts[-1].verdict in HOLDS and rule.stops() else None
    idle = [rule for rule in ruleset.rules if rule.for_room(message.room) is None]
    accounts += (Account(rule=rule, verdict=_idle(rule, message)) for rule in idle)
    return Explanation(text=message.text, views=tuple(_views(ruleset, message, reading)), rules=tuple(accounts))


def account(rule: Rule, message: Message, reading: Reading, scene: Scene) -> Account:
    """Return what becomes of `rule` in `message`."""
    if not rule.judges(message):
        return Account(rule=rule, verdict=Verdict.JOINING)
    when = seen(rule.when, message, reading, scene)
    unless = None if rule.unless is None else seen(rule.unless, message, reading, scene)
    plain = Account(rule=rule, verdict=Verdict.MISSED, when=when, unless=unless)
    if rule.is_resting(message, scene):
        return replace(plain, verdict=Verdict.RESTING)
    if when.error or (when.match is not None and unless is not None and unless.error):
        return replace(plain, verdict=Verdict.BROKEN)
    if when.match is None:
        return plain
    if unless is not None and unless.match is not None:
        return replace(plain, verdict=Verdict.EXCUSED)
    passed = replace(plain, verdict=Verdict.PASSED)
    return passed if rule.allow else replace(plain, verdict=Verdict.HIT, finding=rule.found(when.match))


def seen(expression: Expression, message: Message, reading: Reading, scene: Scene) -> Seen:
    """Return what `expression` and all its parts see."""
    try:
        found = Seen(expression=expression, match=expression.match(message, reading, scene))
    except Exception as error:  # noqa: BLE001 — what is broken is what is to be explained
        found = Seen(expression=expression, error=f"{type(error).__name__}: {error}")
    if isinstance(expression, Leaf):
        return found if found.error else replace(found, excused=reading.excused(expression.condition))
    parts = tuple(seen(part, message, reading, scene) for part in _parts(expression))
    return replace(found, parts=parts)


def changes(view: FoldedText, source: str) -> Iterator[Change]:
    """Yield what is otherwise in `view` than in `source`, in order; what stands together and was folded alike is one."""
    last: Change | None = None
    for change in _single_changes(view, source):
        if last is not None and last.span[1] == change.span[0] and last.folds == change.folds:
            last = Change(
                span=(last.span[0], change.span[1]),
                before=last.before + change.before,
                after=last.after + change.after,
                folds=last.folds,
            )
            continue
        if last is not None:
            yield last
        last = change
    if last is not None:
        yield last


def _single_changes(view: FoldedText, source: str) -> Iterator[Change]:
    at = first = 0
    size = len(view.text)
    while first < size:
        span = view.original(first, first + 1)
        last = first + 1
        while last < size and view.original(last, last + 1) == span:
            last += 1
        if span[0] > at:
            yield Change(span=(at, span[0]), before=source[at : span[0]], after="", folds=_taken_out(view, first))
        before, after = source[slice(*span)], view.text[first:last]
        if before != after:
            yield Change(span=span, before=before, after=after, folds=view.folds(first, last))
        at, first = max(at, span[1]), last
    if at < len(source):
        yield Change(span=(at, len(source)), before=source[at:], after="", folds=())


def _taken_out(view: FoldedText, first: int) -> tuple[str, ...]:
    """Return the folds that took something out before the character at `first`."""
    if not first:
        return ()
    around = view.folds(first - 1, first + 1)
    beside = {*view.folds(first - 1, first), *view.folds(first, first + 1)}
    return tuple(name for name in around if name not in beside) or around


def _views(ruleset: RuleSet, message: Message, reading: Reading) -> Iterator[View]:
    conditions = (c for rule in ruleset.rules_in(message.room) for c in rule.conditions())
    used = {Strength.NORMAL, *(s for c in conditions if (s := ruleset.reader.strength(c)) is not None)}
    told = {message.text}
    for strength in Strength:
        for view in reading.views(strength) if strength in used else ():
            if view.text not in told:
                told.add(view.text)
                yield View(strength=strength, text=view.text, changes=tuple(changes(view, message.text)))


def _idle(rule: Rule, message: Message) -> Verdict:
    return Verdict.DISABLED if rule.holds_in(message.room) else Verdict.ELSEWHERE


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Leaf():
            return ()
        case Not(part=part):
            return (part,)
        case AnyOf(parts=parts) | AllOf(parts=parts):
            return parts
