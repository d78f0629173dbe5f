"""不受罚: rules about people whom the policy spares."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.core.model import Role
from bot.documents.problems import Problem
from bot.ruleset.book import Book, Entry
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf
from bot.ruleset.linting import Lint


@final
class Spared(Lint):
    """Warns of a rule that can only find what roles in `policy.immune` say, and does not hold for them."""

    title: ClassVar = "只针对不受罚的人的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every such rule."""
        for entry in book.entries:
            roles = _only_of(entry.rule.when)
            if entry.rule.for_all_roles or roles is None or not roles <= book.policy.immune:
                continue
            yield _warning(entry, roles)


def _warning(entry: Entry, roles: frozenset[Role]) -> Problem:
    names = "、".join(sorted(roles))
    cause = f"规则 “{entry.rule.id}” 只看 {names} 的发言，而他们不受处罚（policy.immune）：命中了也什么都不做"
    return entry.warning(entry.key("when"), cause, mend="要对他们也生效，请加一行 for_all_roles: true。")


def _only_of(expression: Expression) -> frozenset[Role] | None:
    """Return the roles of which one must have said it for `expression` to hold, None for anybody."""
    if isinstance(expression, Leaf):
        roles = getattr(expression.condition, "role", ()) if expression.id == "sender" else ()
        return frozenset(roles) or None
    if isinstance(expression, AllOf):
        found = [roles for part in expression.parts if (roles := _only_of(part)) is not None]
        return frozenset.intersection(*found) if found else None
    if isinstance(expression, AnyOf):
        each = [_only_of(part) for part in expression.parts]
        known = [roles for roles in each if roles is not None]
        return frozenset.union(*known) if len(known) == len(each) else None
    return None
