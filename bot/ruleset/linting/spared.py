"""不受罚: rules about people whom the policy spares."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.core.model import Role
from bot.documents.problems import Problem
from bot.rules.sender import NAMES
from bot.ruleset.book import Book, Entry
from bot.ruleset.covering import roles_of
from bot.ruleset.linting import Lint


@final
class Spared(Lint):
    """Warns of a rule that can only find what roles in `policy.immune` say, and does not hold for them."""

    title: ClassVar = "只针对不受罚的人的规则"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every such rule."""
        for entry in book.entries:
            roles = roles_of(entry.rule.when)
            if entry.rule.allow or entry.rule.for_all_roles or not roles or not roles <= book.policy.immune:
                continue
            yield _warning(entry, roles)


def _warning(entry: Entry, roles: frozenset[Role]) -> Problem:
    names = "、".join(name for role, name in NAMES.items() if role in roles)
    cause = f"规则 “{entry.rule.id}” 只看{names}的发言，而他们不受处罚（policy.immune）：命中了也什么都不做"
    return entry.warning(entry.key("when"), cause, mend="要对他们也生效，请加一行 for_all_roles: true。")
