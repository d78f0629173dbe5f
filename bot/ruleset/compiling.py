"""Documents of rules → one `RuleSet`: every file, every rule, every example, and every error of all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.documents.checking import mark_of
from bot.documents.problems import Problem, did_you_mean, has_errors
from bot.documents.tree import Document, Mark, Node
from bot.rules import Condition, all_conditions
from bot.ruleset.drafting import Draft, Drafting
from bot.ruleset.examples import ANY_DAYS, Days, failures
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet
from bot.text.reader import Reader
from bot.text.reading import Vocabulary
from bot.text.wordlists import WordList, names


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What came of compiling. ruleset: None if there are errors; problems: warnings may stand beside a rule set.

    drafts: all rules of all documents, the broken ones too.
    """

    ruleset: RuleSet | None
    problems: tuple[Problem, ...]
    drafts: tuple[Draft, ...] = ()


def compile_rules(documents: Sequence[Document], *, lists: Mapping[str, WordList], days: Days = ANY_DAYS) -> Compiled:
    """Return the rules of `documents`, in their order, as one judge.

    lists: word lists by name. days: on which examples are said. A rule that fails one of them is an error like any other.
    """
    drafting = Drafting(conditions=all_conditions())
    read = [drafting.drafts(document) for document in documents]
    drafts = tuple(draft for found, _ in read for draft in found)
    problems = [problem for found, around in read for problem in (*around, *(p for d in found for p in d.problems))]
    problems += _twins(drafts)
    vocabularies, found = _vocabularies(drafts, lists)
    problems += found
    try:
        reader = _reader(vocabularies)
    except ValueError:
        problems += _taken_out(drafts, vocabularies)
        reader = _reader(vocabularies)
    sound = [(d, d.rule) for d in drafts if d.rule is not None and _is_known(d, vocabularies)]
    for draft, rule in sound:
        problems += _failed_examples(draft, rule, reader, days)
    if has_errors(problems):
        return Compiled(ruleset=None, problems=tuple(problems), drafts=drafts)
    rules = tuple(rule for _, rule in sound)
    live = (one for rule in rules for one in rule.all() if one.enabled)
    used = {c: vocabularies[c] for one in live for c in one.conditions()}
    reader = reader if len(used) == len(vocabularies) else _reader(used)
    return Compiled(ruleset=RuleSet(rules=rules, reader=reader), problems=tuple(problems), drafts=drafts)


def _reader(vocabularies: Mapping[Condition, Vocabulary | None]) -> Reader:
    return Reader({condition: words for condition, words in vocabularies.items() if words is not None})


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
            if missing or condition in known:
                continue
            try:
                known[condition] = condition.vocabulary(lists)
            except ValueError as error:
                problems.append(draft.document.problem(node.mark, f"这里的词不能用：{error}"))
    return known, problems


def _taken_out(drafts: Iterable[Draft], vocabularies: dict[Condition, Vocabulary | None]) -> Iterator[Problem]:
    """Take those that no text could ever hold out of `vocabularies`, and yield what is wrong with each."""
    for draft in drafts:
        for condition in draft.places.keys() & vocabularies.keys():
            try:
                _reader({condition: vocabularies[condition]})
            except ValueError as error:
                del vocabularies[condition]
                yield draft.document.problem(draft.places[condition].mark, f"这里的词不能用：{error}")


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
        _mark_of_text(node, name) or node.mark, f"没有词库 “{name}”", mend=did_you_mean(name, names(lists))
    )


def _mark_of_text(node: Node, text: str) -> Mark | None:
    if node.source == text:
        return node.mark
    found = (_mark_of_text(child, text) for child in node.children.values())
    return next((mark for mark in found if mark is not None), None)


def _is_known(draft: Draft, vocabularies: Mapping[Condition, Vocabulary | None]) -> bool:
    return all(condition in vocabularies for condition in draft.places)


def _failed_examples(draft: Draft, rule: Rule, reader: Reader, days: Days) -> Iterator[Problem]:
    if draft.written is None:
        return
    examples = draft.node.children.get("examples", draft.node)
    for kind, number, cause, mend in failures(rule, draft.written.examples, reader, days):
        place = examples.children[kind].children[number]
        yield draft.document.problem(place.mark, cause, mend=mend)
