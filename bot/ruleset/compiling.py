"""Documents of rules → one `RuleSet`: every file, every rule, every example, and every error of all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.documents.checking import check, mark_of, trap_behind
from bot.documents.phrasing import shown
from bot.documents.problems import Problem, did_you_mean, has_errors
from bot.documents.tree import Document, Mark, Node
from bot.rules import Condition, all_conditions
from bot.ruleset.examples import failures
from bot.ruleset.expressions import Expression
from bot.ruleset.reading import ExpressionReader
from bot.ruleset.replies import faults_in
from bot.ruleset.rules import Rule, RuleSet
from bot.ruleset.written import WrittenRule
from bot.text.reader import Reader
from bot.text.reading import Vocabulary
from bot.text.wordlists import WordList


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as far as it could be read. rule: None if anything in it is wrong. id: empty if it has none."""

    document: Document
    node: Node
    id: str
    rule: Rule | None
    written: WrittenRule | None
    places: Mapping[Condition, Node]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What came of compiling. ruleset: None if there are errors; problems: warnings may stand beside a rule set."""

    ruleset: RuleSet | None
    problems: tuple[Problem, ...]


def compile_rules(documents: Sequence[Document], *, lists: Mapping[str, WordList]) -> Compiled:
    """Return the rules of `documents`, in their order, as one judge.

    lists: word lists by name. A rule that fails one of its examples is an error like any other.
    """
    conditions = all_conditions()
    drafts = [draft for document in documents for draft in _drafts(document, conditions)]
    problems = [problem for draft in drafts for problem in draft.problems]
    problems += [p for document in documents for p in _not_a_list(document)]
    problems += _twins(drafts)
    vocabularies, found = _vocabularies(drafts, lists)
    problems += found
    sound = [draft for draft in drafts if draft.rule is not None and _is_known(draft, vocabularies)]
    reader = Reader({c: v for c, v in vocabularies.items() if v is not None})
    ruleset = RuleSet(rules=tuple(d.rule for d in sound if d.rule is not None), reader=reader)
    for draft in sound:
        problems += _failed_examples(draft, reader)
    return Compiled(ruleset=None if has_errors(problems) else ruleset, problems=tuple(problems))


def _drafts(document: Document, conditions: Mapping[str, type[Condition]]) -> Iterator[Draft]:
    if document.root is not None and isinstance(document.root.data, list):
        for node in document.root.elements():
            yield _draft(document, node, conditions)


def _not_a_list(document: Document) -> Iterator[Problem]:
    root = document.root
    if root is None or isinstance(root.data, list):
        return
    cause = f"规则文件要写成规则的列表，这里是{shown(root)}"
    mend, snippet = trap_behind(document, root)
    mend, snippet = mend or "每条规则以 “- id: …” 开头。", snippet or "- id: contact-ads\n  title: …"
    yield document.problem(root.mark, cause, mend=mend, snippet=snippet)


def _draft(document: Document, node: Node, conditions: Mapping[str, type[Condition]]) -> Draft:
    checked = check(document, node, WrittenRule)
    written: WrittenRule | None = checked.value
    reader = ExpressionReader(document=document, conditions=conditions)
    when, unless = (_expression(reader, node.children.get(key)) for key in ("when", "unless"))
    problems = (*checked.problems, *reader.problems, *_bad_reply(document, node))
    rule = None if written is None or when is None or problems else _rule(written, when, unless)
    id_ = node.children["id"].source if "id" in node.children else ""
    return Draft(
        document=document, node=node, id=id_, rule=rule, written=written, places=reader.places, problems=problems
    )


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
    )


def _bad_reply(document: Document, node: Node) -> Iterator[Problem]:
    reply = node.children.get("then", node).children.get("reply")
    if reply is None or not isinstance(reply.data, str):
        return
    for cause, mend in faults_in(reply.data):
        yield document.problem(reply.mark, cause, mend=mend)


def _twins(drafts: Iterable[Draft]) -> Iterator[Problem]:
    first: dict[str, Draft] = {}
    for draft in drafts:
        earlier = first.setdefault(draft.id, draft)
        if draft.id and earlier is not draft:
            place = f"{earlier.document.name}:{mark_of(earlier.node, 'id').line}"
            cause = f"规则 id “{draft.id}” 重复了，{place} 已经用过"
            yield draft.document.problem(mark_of(draft.node, "id"), cause, mend="请换一个 id。")


def _vocabularies(
    drafts: Iterable[Draft], lists: Mapping[str, WordList]
) -> tuple[dict[Condition, Vocabulary | None], list[Problem]]:
    """Return the words of every condition that can be given any, and what is wrong with those that cannot."""
    known: dict[Condition, Vocabulary | None] = {}
    problems: list[Problem] = []
    for draft in drafts:
        for condition, node in draft.places.items():
            missing = _missing_lists(condition, lists)
            problems += [_unknown_list(draft.document, node, name, lists) for name in missing]
            if missing:
                continue
            try:
                vocabulary = condition.vocabulary(lists)
                Reader({} if vocabulary is None else {condition: vocabulary})
                known[condition] = vocabulary
            except ValueError as error:
                problems.append(draft.document.problem(node.mark, f"这里的词不能用：{error}"))
    return known, problems


def _missing_lists(condition: Condition, lists: Mapping[str, WordList]) -> list[str]:
    """Return all lists that `condition` names and that are not there; it tells of one at a time."""
    missing: dict[str, WordList] = {}
    while True:
        try:
            condition.vocabulary({**lists, **missing})
        except KeyError as error:
            name = str(error.args[0])
            missing[name] = WordList(name=name, title=name, words=())
            continue
        except ValueError:
            pass
        return list(missing)


def _unknown_list(document: Document, node: Node, name: str, lists: Mapping[str, WordList]) -> Problem:
    return document.problem(
        _mark_of_text(node, name) or node.mark, f"没有词库 “{name}”", mend=did_you_mean(name, lists)
    )


def _mark_of_text(node: Node, text: str) -> Mark | None:
    if node.source == text:
        return node.mark
    found = (_mark_of_text(child, text) for child in node.children.values())
    return next((mark for mark in found if mark is not None), None)


def _is_known(draft: Draft, vocabularies: Mapping[Condition, Vocabulary | None]) -> bool:
    return all(condition in vocabularies for condition in draft.places)


def _failed_examples(draft: Draft, reader: Reader) -> Iterator[Problem]:
    if draft.rule is None or draft.written is None:
        return
    examples = draft.node.children.get("examples", draft.node)
    for kind, number, cause, mend in failures(draft.rule, draft.written.examples, reader):
        place = examples.children[kind].children[number]
        yield draft.document.problem(place.mark, cause, mend=mend)
