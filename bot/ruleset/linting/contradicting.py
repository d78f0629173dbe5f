"""矛盾: rules that take back what they say, or say two things about one message."""

from collections.abc import Callable, Iterator
from typing import ClassVar, final

from bot.core.model import Role
from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry
from bot.ruleset.covering import Vocabularies, covers, roles_of
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not
from bot.ruleset.linting import Lint

AT_JOIN = frozenset({"join", "nickname", "sender", "hours"})
"""Conditions that may hold when somebody joins, who says nothing then."""


@final
class Contradicting(Lint):
    """Warns of a rule that can never find anything, or always must, and of two that weigh the same differently."""

    title: ClassVar = "矛盾的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield them rule by rule."""
        for number, entry in enumerate(book.entries):
            yield from _never(entry, book.vocabulary)
            yield from _excused_always(entry, book)
            yield from _weighed_twice(entry, book.entries[:number])


def _never(entry: Entry, vocabulary: Vocabularies) -> Iterator[Problem]:
    rule = entry.rule
    if rule.unless is not None and covers(rule.unless, rule.when, vocabulary):
        cause = f"规则 “{rule.id}” 永远不会命中：unless 放过了 when 能找到的一切"
        yield entry.warning(entry.key("unless"), cause, mend="请把 unless 写得比 when 窄。")
    for name, expression in (("when", rule.when), ("unless", rule.unless)):
        for part in _parts(expression) if expression is not None else ():
            told = _self_contradiction(part, vocabulary)
            if told:
                yield entry.warning(entry.key(name), f"规则 “{rule.id}” 的 {name} {told}", mend="请去掉其中一个条件。")


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    inner = (expression.part,) if isinstance(expression, Not) else getattr(expression, "parts", ())
    for part in inner:
        yield from _parts(part)


def _self_contradiction(expression: Expression, vocabulary: Vocabularies) -> str:
    if not isinstance(expression, AllOf | AnyOf):
        return ""
    denied = [part.part for part in expression.parts if isinstance(part, Not)]
    plain = [part for part in expression.parts if not isinstance(part, Not)]
    if isinstance(expression, AllOf):
        if any(covers(no, yes, vocabulary) for no in denied for yes in plain):
            return "永远不成立：all 里既要一个条件成立，又要它不成立"
        if any(map(_is_joining, plain)) and any(map(_is_speech, plain)):
            return "永远不成立：进群不是发言，all 里却又要看说了什么"
        return "永远不成立：没有人同时是 all 里要的几种角色" if _asks_for_nobody(expression) else ""
    if any(covers(yes, no, vocabulary) for no in denied for yes in plain):
        return "永远成立：any 里一个条件成立或不成立都算"
    return ""


def _is_joining(expression: Expression) -> bool:
    """Tell whether `expression` holds for joinings alone."""
    return _always_holds(expression, lambda leaf: leaf.id == "join")


def _is_speech(expression: Expression) -> bool:
    """Tell whether `expression` holds for no joining, as those say nothing."""
    return _always_holds(expression, lambda leaf: leaf.id not in AT_JOIN)


def _always_holds(expression: Expression, asked: Callable[[Leaf], bool]) -> bool:
    """Tell whether whatever makes `expression` hold is, or is beside, a leaf that is `asked` for."""
    if isinstance(expression, Leaf):
        return asked(expression)
    if isinstance(expression, Not):
        return False
    parts = (_always_holds(part, asked) for part in expression.parts)
    return any(parts) if isinstance(expression, AllOf) else all(parts)


def _asks_for_nobody(expression: AllOf) -> bool:
    """Tell whether its parts, and not one of them alone, ask for roles that nobody has at once."""
    nobody: frozenset[Role] = frozenset()
    return roles_of(expression) == nobody and all(roles_of(part) != nobody for part in expression.parts)


def _excused_always(entry: Entry, book: Book) -> Iterator[Problem]:
    """Words that stand in `words` and, the very same, in `allow` of one condition."""
    for spot in entry.spots():
        own, allowed = getattr(spot.condition, "words", ()), frozenset(getattr(spot.condition, "allow", ()))
        for word in own if allowed else ():
            if word in allowed:
                cause = f"“{word}” 既在 words 又在 allow：永远不会命中"
                yield entry.warning(
                    spot.at(word, key="allow"), cause, mend="allow 要写比词更长的短语；请去掉其中一个。"
                )


def _weighed_twice(entry: Entry, earlier: tuple[Entry, ...]) -> Iterator[Problem]:
    a = entry.rule
    for other in earlier if not a.allow else ():
        b = other.rule
        is_same = (a.when, a.unless, entry.rooms) == (b.when, b.unless, other.rooms)
        if a.id != b.id and not b.allow and is_same and (a.points, a.stage) != (b.points, b.stage):
            cause = f"规则 “{a.id}” 和 “{b.id}”（{other.place()}）条件一样，分数或阶段却不同：重的那条会盖过轻的"
            yield entry.warning(entry.key("then"), cause, mend="请只留一条，或让两条的条件不同。")
            return
