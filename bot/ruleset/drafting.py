"""Rules as they stand in a document → drafts: each as far as it could be read, with everything that is wrong in it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.core.guard import Guard
from bot.documents.checking import check
from bot.documents.hints import trap_behind
from bot.documents.phrasing import shown
from bot.documents.placeholders import faults_in
from bot.documents.problems import Problem
from bot.documents.tree import Document, Node
from bot.rules import Condition
from bot.ruleset.expressions import Expression
from bot.ruleset.overriding import overridden, unclear
from bot.ruleset.reading import ExpressionReader
from bot.ruleset.replies import PLACEHOLDERS
from bot.ruleset.rule import NEVER, USUAL, Rule, Variant
from bot.ruleset.written import WrittenGuard, WrittenRule, WrittenSet

NOT_WITH_ALLOW = ("then", "stage", "tags", "for_all_roles", "cooldown", "guard")
"""What a rule that only lets pass cannot have."""
ALONE = WrittenSet(rules=())
"""The set of rules that stand in a file as a bare list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as far as it could be read. rule: None if anything in it is wrong. id: empty if it has none.

    places: where the settings of its conditions stand, those of its overrides included.
    """

    document: Document
    node: Node
    id: str
    rule: Rule | None
    written: WrittenRule | None
    places: Mapping[Condition, Node]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """Reads the rules of documents; equal conditions of all of them become one. conditions: by id."""

    conditions: Mapping[str, type[Condition]]
    _known: dict[Condition, Condition] = field(default_factory=dict)

    def drafts(self, document: Document) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
        """Return what could be read of `document`, and what is wrong with it outside of its rules."""
        root = document.root
        if root is None:
            return (), ()
        if isinstance(root.data, list):
            return tuple(self._draft(document, node, ALONE) for node in root.elements()), ()
        if "rules" not in root.keys:
            return (), (_not_a_list(document, root),)
        checked = check(document, root, WrittenSet, data={**root.data, "rules": []})
        problems = checked.problems
        rules = root.children["rules"]
        if not isinstance(rules.data, list):
            cause = f"“rules” 要写成规则的列表，这里是{shown(rules)}"
            problems = (*problems, document.problem(rules.mark, cause, mend="每条规则以 “- id: …” 开头。"))
        of_set = checked.value or ALONE
        return tuple(self._draft(document, node, of_set) for node in rules.elements()), problems

    def _draft(self, document: Document, node: Node, of_set: WrittenSet) -> Draft:
        reader = ExpressionReader(document=document, conditions=self.conditions, known=self._known)
        written, rule, problems = _read(document, node, reader)
        problems += tuple(_besides_allow(document, node))
        variants: list[Variant] = []
        overrides = node.children["overrides"].elements() if "overrides" in node.children else ()
        for number, override in enumerate(overrides):
            if not isinstance(override.data, dict) or not isinstance(node.data, dict):
                continue  # told already
            _, made, found = _read(document, overridden(node, override, conditions=self.conditions), reader)
            problems += (*found, *_unclear(document, node, override), *_besides_allow(document, override, within=node))
            if made is not None and written is not None:
                variants.append(Variant(rooms=written.overrides[number].rooms, rule=made))
        rule = None if problems or rule is None else _in_set(rule, variants, of_set, _digest(node, of_set))
        return Draft(
            document=document,
            node=node,
            id=node.children["id"].source if "id" in node.children else "",
            rule=rule,
            written=written,
            places=reader.places,
            problems=tuple(dict.fromkeys(problems)),
        )


def _unclear(document: Document, rule: Node, override: Node) -> Iterator[Problem]:
    for key, name, mark in unclear(rule, override):
        cause = f"规则的 {key} 里有几处 “{name}”，或者它在 not 下面，说不清这里要改哪一处"
        yield document.problem(mark, cause, mend=f"请在这里写出整个 {key}，把要保留的条件也写上。")


def is_rule_set(document: Document) -> bool:
    """Tell whether `document` is a file of rules with something that holds for all of them."""
    rules = document.root.children.get("rules") if document.root is not None else None
    return rules is not None and any(isinstance(node.data, dict) for node in rules.elements())


def _read(
    document: Document, node: Node, reader: ExpressionReader
) -> tuple[WrittenRule | None, Rule | None, tuple[Problem, ...]]:
    checked = check(document, node, WrittenRule)
    written: WrittenRule | None = checked.value
    before = len(reader.problems)
    when, unless = (_expression(reader, node.children.get(key)) for key in ("when", "unless"))
    problems = (*checked.problems, *reader.problems[before:], *_bad_reply(document, node))
    rule = None if written is None or when is None or problems else _rule(written, when, unless)
    return written, rule, problems


def _expression(reader: ExpressionReader, node: Node | None) -> Expression | None:
    """Return the expression at `node`; what is no mapping at all was told already."""
    return reader.read(node) if node is not None and isinstance(node.data, dict) else None


def _rule(written: WrittenRule, when: Expression, unless: Expression | None) -> Rule:
    return Rule(
        id=written.id,
        title=written.title,
        when=when,
        unless=unless,
        stage=written.stage,
        points=written.then.points,
        reply=written.then.reply,
        tags=written.tags,
        for_all_roles=written.for_all_roles,
        rooms=written.rooms,
        enabled=written.enabled,
        priority=written.priority,
        stop=written.stop,
        allow=written.allow,
        cooldown=written.cooldown or NEVER,
        guard=_guard(written.guard),
    )


def _guard(written: WrittenGuard | None) -> Guard | None:
    if written is None:
        return None
    return Guard(share=written.share or USUAL.share, undone=written.undone or USUAL.undone)


def _in_set(rule: Rule, variants: list[Variant], of_set: WrittenSet, digest: str) -> Rule:
    """Return `rule` and its variants with what holds for all rules of their set."""
    return replace(
        _sharing(rule, of_set, digest),
        variants=tuple(replace(v, rule=_sharing(v.rule, of_set, digest)) for v in variants),
        set_title=of_set.title if of_set is not ALONE else "",
        set_rooms=of_set.rooms,
    )


def _sharing(rule: Rule, of_set: WrittenSet, digest: str) -> Rule:
    tags = tuple(dict.fromkeys((*of_set.tags, *rule.tags)))
    return replace(rule, tags=tags, enabled=rule.enabled and of_set.enabled, digest=digest)


def _digest(node: Node, of_set: WrittenSet) -> str:
    """Return what tells the rule at `node` from any that is written otherwise; blanks and comments do not count."""
    said = [node.data, of_set.rooms, of_set.tags, of_set.enabled]
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _bad_reply(document: Document, node: Node) -> Iterator[Problem]:
    reply = node.children.get("then", node).children.get("reply")
    if reply is None or not isinstance(reply.data, str):
        return
    for piece, cause, mend in faults_in(reply.data, PLACEHOLDERS):
        yield document.problem(document.within(reply, piece), cause, mend=mend)


def _besides_allow(document: Document, node: Node, *, within: Node | None = None) -> Iterator[Problem]:
    """Yield what makes no sense in the rule, or in the override `within` a rule, at `node` as it only lets pass."""
    said = (one.children["allow"].data for one in (node, within) if one is not None and "allow" in one.children)
    if next(said, False) is not True:
        return
    for key in NOT_WITH_ALLOW:
        if key in node.keys:
            cause = f"放行（allow: true）的规则什么也不命中，写 “{key}” 没有意义"
            yield document.problem(node.keys[key], cause, mend=f"请去掉 {key}；要处理命中的消息，请去掉 allow。")


def _not_a_list(document: Document, root: Node) -> Problem:
    cause = f"规则文件要写成规则的列表，这里是{shown(root)}"
    mend, snippet = trap_behind(document, root)
    mend, snippet = mend or "每条规则以 “- id: …” 开头。", snippet or "- id: contact-ads\n  title: …"
    return document.problem(root.mark, cause, mend=mend, snippet=snippet)
