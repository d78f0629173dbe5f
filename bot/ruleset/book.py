"""All rules and where they are written, with what they will meet: what lints read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.model import Room
from bot.core.policy import Policy
from bot.documents.problems import Problem
from bot.documents.tree import Document, Mark, Node
from bot.rules import Condition, Need
from bot.ruleset.covering import Rooms, rooms_of
from bot.ruleset.expressions import AnyOf, Expression, Leaf, Not
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet
from bot.text.reading import Vocabulary
from bot.text.wordlists import WordList

USUAL = Policy()
KEPT = 64  # chosen: vocabularies, each of which may hold many thousand words


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A condition where it is written. key: its name. node: its settings. excuses: it stands in `unless`.

    denied: it stands below an odd number of `not`.
    """

    leaf: Leaf
    document: Document
    key: Mark
    node: Node
    excuses: bool = False
    denied: bool = False

    @property
    def condition(self) -> Condition:
        """What is looked for."""
        return self.leaf.condition

    def at(self, word: str, *, key: str = "") -> Mark:
        """Return where `word` stands in its settings, or in those of `key`; where they begin if it does not."""
        found = _holding(self.node.children.get(key, self.node), word)
        return found.mark if found is not None else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A rule, or what becomes of it in some rooms, where it is written.

    base: the rule itself. over: the override, None for the rule itself. rooms: where it holds.
    """

    rule: Rule
    base: Rule
    document: Document
    node: Node
    over: Node | None = None
    rooms: Rooms = frozenset()

    def key(self, name: str) -> Mark:
        """Return where the key `name` stands; where the rule begins if it is not written."""
        for node in (self.over, self.node):
            if node is not None and name in node.keys:
                return node.keys[name]
        return self.over.mark if self.over is not None else self.node.keys.get("id", self.node.mark)

    def value(self, name: str) -> Node | None:
        """Return what is written behind the key `name`, None if nothing is."""
        found = (node.children[name] for node in (self.over, self.node) if node is not None and name in node.children)
        return next(found, None)

    def warning(self, mark: Mark, cause: str, *, mend: str = "", snippet: str = "") -> Problem:
        """Return the warning `cause` at `mark` of its file."""
        return self.document.warning(mark, cause, mend=mend, snippet=snippet)

    def place(self, name: str = "id") -> str:
        """Return where the key `name` stands, for a sentence about another rule."""
        return f"{self.document.name}:{self.key(name).line}"

    def spots(self) -> Iterator[Spot]:
        """Yield all its conditions where they are written, exceptions included."""
        for name, expression in (("when", self.rule.when), ("unless", self.rule.unless)):
            node = self.value(name)
            if expression is not None and node is not None:
                yield from _spots(self.document, expression, node, excuses=name == "unless")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A room as rules meet it. lacks: what it cannot tell, with what to do about it. speaks: some mouth can say words.

    is_known: it is written in the configuration; the other one stands for all that are not.
    """

    room: Room
    lacks: Mapping[Need, str] = field(default_factory=dict)
    speaks: bool = True
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that is enabled of the rules, in the order of the files, and all that they meet.

    lists: word lists by name; list_files: the files they are written in. innocent: lines that no rule should find.
    files: those of the rules. blank_years: years, of which the calendar should tell the holidays, and does not.
    """

    entries: tuple[Entry, ...]
    ruleset: RuleSet
    lists: Mapping[str, WordList] = field(default_factory=dict)
    list_files: Mapping[str, Document] = field(default_factory=dict)
    rooms: tuple[Surroundings, ...] = ()
    policy: Policy = USUAL
    innocent: tuple[str, ...] = ()
    files: tuple[Document, ...] = ()
    blank_years: tuple[int, ...] = ()

    _made: dict[int, Vocabulary | None] = field(init=False, default_factory=dict, compare=False, repr=False)

    def vocabulary(self, condition: Condition) -> Vocabulary | None:
        """Return the words that `condition` looks for, None if none."""
        if id(condition) not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[id(condition)] = condition.vocabulary(self.lists)
        return self._made[id(condition)]

    def in_order(self) -> tuple[Entry, ...]:
        """Return the rules, without what becomes of them in some rooms, in the order of judging."""
        return tuple(sorted((e for e in self.entries if e.over is None), key=lambda e: -e.rule.priority))


def entries_of(ruleset: RuleSet, documents: Iterable[Document]) -> tuple[Entry, ...]:
    """Return the enabled rules of `ruleset`, and their variants, where `documents` have them."""
    written = {
        node.children["id"].source: (document, node)
        for document in documents
        for node in _rule_nodes(document)
        if "id" in node.children
    }
    found = (entry for rule in ruleset.rules if rule.id in written for entry in _entries(rule, *written[rule.id]))
    return tuple(entry for entry in found if entry.rule.enabled)


def _rule_nodes(document: Document) -> Sequence[Node]:
    root = document.root
    if root is None:
        return ()
    return tuple(root.children.get("rules", root).elements())


def _entries(rule: Rule, document: Document, node: Node) -> Iterator[Entry]:
    rooms = rooms_of(rule.rooms, rule.set_rooms)
    yield Entry(rule=rule, base=rule, document=document, node=node, rooms=rooms)
    overrides = list(node.children["overrides"].elements()) if "overrides" in node.children else []
    for variant, over in zip(rule.variants, overrides, strict=False):
        there = rooms | rooms_of(variant.rooms)
        yield Entry(rule=variant.rule, base=rule, document=document, node=node, over=over, rooms=there)


def _spots(
    document: Document, expression: Expression, node: Node, *, excuses: bool, denied: bool = False
) -> Iterator[Spot]:
    if isinstance(expression, Leaf):
        name = expression.id
        inner = node.children.get(name, node)
        yield Spot(
            leaf=expression,
            document=document,
            key=node.keys.get(name, node.mark),
            node=inner,
            excuses=excuses,
            denied=denied,
        )
        return
    if isinstance(expression, Not):
        inner = node.children.get("not", node)
        yield from _spots(document, expression.part, inner, excuses=excuses, denied=not denied)
        return
    key = "any" if isinstance(expression, AnyOf) else "all"
    written = list(node.children[key].elements()) if key in node.children else []
    for number, part in enumerate(expression.parts):
        place = written[number] if number < len(written) else node
        yield from _spots(document, part, place, excuses=excuses, denied=denied)


def _holding(node: Node, text: str) -> Node | None:
    """Return the scalar in `node` that is `text`."""
    if not node.children:
        return node if node.source == text else None
    return next((found for child in node.children.values() if (found := _holding(child, text)) is not None), None)
