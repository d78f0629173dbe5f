"""The texts of files → word lists, rules and what the bot says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from bot.core.texts import Text, Texts
from bot.documents.checking import check
from bot.documents.parsing import parse
from bot.documents.placeholders import faults_in, placeholders_of
from bot.documents.problems import Problem, did_you_mean, has_errors
from bot.documents.tree import Document
from bot.ruleset.compiling import Compiled, compile_rules
from bot.ruleset.examples import ANY_DAYS, Days
from bot.text.wordlists import WordList
from bot.text.wordlists import parse as parse_words


def read_words(texts: Mapping[str, str]) -> tuple[dict[str, WordList], tuple[Problem, ...]]:
    """Return the word lists in `texts` (text by file name) by name, and what is wrong with the files."""
    lists: dict[str, WordList] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        stem = PurePath(name).stem
        if stem in lists:
            problems.append(Problem(file=name, cause=f"词库 “{stem}” 重名了", mend="请给其中一个文件改名。"))
        lists[stem] = parse_words(stem, text)
    return lists, tuple(problems)


def read_rules(texts: Mapping[str, str], *, lists: Mapping[str, WordList], days: Days = ANY_DAYS) -> Compiled:
    """Return the rules in `texts` (text by file name), compiled together. days: on which their examples are said."""
    read = [parse(text, name=name) for name, text in texts.items()]
    written = tuple(problem for _, problems in read for problem in problems)
    compiled = compile_rules([document for document, _ in read], lists=lists, days=days)
    problems = (*written, *compiled.problems)
    return replace(compiled, ruleset=None if has_errors(problems) else compiled.ruleset, problems=problems)


def read_texts(texts: Mapping[str, str], *, known: Sequence[Text]) -> tuple[Texts, tuple[Problem, ...]]:
    """Return the bot's texts as `texts` (text by file name) reword them, and what is wrong with the files.

    known: all that can be reworded.
    """
    by_id = {text.id: text for text in known}
    overrides: dict[str, str] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        document, found = parse(text, name=name)
        problems += found
        worded, faults = _overrides(document, by_id)
        overrides |= worded
        problems += faults
    return Texts(overrides=overrides), tuple(problems)


def _overrides(document: Document, known: Mapping[str, Text]) -> tuple[dict[str, str], list[Problem]]:
    if document.root is None:
        return {}, []
    checked = check(document, document.root, dict[str, str])
    problems = list(checked.problems)
    for key, node in document.root.items():
        text = known.get(key)
        if text is None:
            mark = document.root.keys[key]
            problems.append(document.problem(mark, f"没有编号为 “{key}” 的文字", mend=did_you_mean(key, known)))
            continue
        allowed = placeholders_of(text.default)
        faults = faults_in(node.data, allowed) if isinstance(node.data, str) else []
        problems += [document.problem(document.within(node, piece), cause, mend=mend) for piece, cause, mend in faults]
    return checked.value or {}, problems
