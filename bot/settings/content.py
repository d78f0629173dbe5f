"""The content that `config.yaml` points at: word lists, rules, texts; and checking it before it is used."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.core.texts import Text, Texts
from bot.documents.parsing import read_document
from bot.documents.problems import Problem, has_errors
from bot.documents.shapes import fields_of
from bot.documents.tree import Document
from bot.ruleset.drafting import is_rule_set
from bot.ruleset.loading import read_texts
from bot.ruleset.rules import RuleSet
from bot.ruleset.sources import Sources, read_sources, shown_name
from bot.ruleset.written import WrittenSet
from bot.settings.guarding import guarded, is_content, names_keys
from bot.settings.loading import SettingsError, read_content, read_settings
from bot.settings.model import Content
from bot.settings.sources import compile_sources, paths_of, shown, sweep
from bot.settings.surroundings import lint_sources
from bot.settings.written import Written


def load_rules(content: Content) -> RuleSet:
    """Return all rules that `content` points at. Raises SettingsError with every problem of every file."""
    sources, unread = sweep(content)
    compiled = compile_sources(sources, content)
    if compiled.ruleset is None or has_errors(unread):
        raise SettingsError(shown((*unread, *compiled.problems), sources))
    return compiled.ruleset


def load_texts(content: Content, known: Sequence[Text]) -> Texts:
    """Return the bot's texts as reworded by `content`. known: all texts there are. Raises SettingsError."""
    sources, unread = read_sources({"texts": paths_of(content)["texts"]}, base=content.base)
    texts, problems = read_texts(sources.texts, known=known)
    if has_errors((*unread, *problems)):
        raise SettingsError(shown((*unread, *problems), sources))
    return texts


def check_files(
    paths: Sequence[Path],
    settings_path: Path,
    environ: Mapping[str, str],
    *,
    known_texts: Sequence[Text],
    today: date | None = None,
) -> tuple[Problem, ...]:
    """Return everything wrong with `paths`, warnings among it; empty if all is well.

    paths: configurations, each checked with all it points at; rule files and files of texts, checked within the
    configuration `settings_path`, for which no secret is needed. None at all stands for that configuration itself.
    today: to tell whether the calendar is up to date, None if nobody asks.
    """
    whole = [path for path in paths or (settings_path,) if _is_configuration(path, settings_path)]
    parts = [path.resolve() for path in paths if path not in whole]
    found = [problem for path in whole for problem in _check_whole(path, environ, known_texts, today)]
    if parts:
        found += _check_parts(parts, settings_path, environ, known_texts, today)
    return tuple(dict.fromkeys(found))


def _is_configuration(path: Path, settings_path: Path) -> bool:
    """Tell whether `path` is a configuration: it has a key of one, or nobody can tell and it looks like no rule file."""
    if path.resolve() == settings_path.resolve():
        return True
    if path.suffix == ".txt":
        return False
    document = read_document(path)[0]
    if all(not line.strip() or line.lstrip().startswith("#") for line in document.lines) or _is_empty_set(document):
        return False
    if document.root is None or (isinstance(document.root.data, str) and names_keys(document.lines)):
        return any(document.lines) and not is_content(document.lines)
    rules = document.root.children.get("rules")
    is_set = is_rule_set(document) or (rules is not None and bool(rules.keys))
    return bool(document.root.keys.keys() & fields_of(Written).keys()) and not is_set


def _is_empty_set(document: Document) -> bool:
    """Tell whether `document` is a set of rules without any."""
    root = document.root
    rules = root.children.get("rules") if root is not None else None
    return (
        rules is not None
        and rules.data in ([], None)
        and root is not None
        and root.keys.keys() <= fields_of(WrittenSet).keys()
    )


def _check_whole(
    path: Path, environ: Mapping[str, str], known_texts: Sequence[Text], today: date | None
) -> tuple[Problem, ...]:
    """Return what is wrong with the configuration `path` and with all it points at, as far as that can be told."""
    settings, problems = read_settings(path, environ)
    content = settings or read_content(path, environ)[0]
    sources, unread = sweep(content)
    _, wording = read_texts(sources.texts, known=known_texts)
    compiled = compile_sources(sources, content)
    linted = lint_sources(sources, content, compiled.ruleset, today=today) if compiled.ruleset is not None else ()
    return (*problems, *_shown((*unread, *wording, *compiled.problems, *linted), sources, content))


def _check_parts(
    paths: Sequence[Path],
    settings_path: Path,
    environ: Mapping[str, str],
    known_texts: Sequence[Text],
    today: date | None,
) -> tuple[Problem, ...]:
    """Return what is wrong with the files `paths` among all others of the configuration `settings_path`."""
    content, broken = read_content(settings_path, environ)
    there = paths_of(content)
    texts, words = ([path for path in there[kind] if path.resolve() in paths] for kind in ("texts", "words"))
    rules = [path for path in paths if path not in {other.resolve() for other in (*texts, *words)}]
    others = [path for path in there["rules"] if path.resolve() not in rules]
    whole = {"rules": [*others, *rules], "words": there["words"], "texts": texts}
    sources, unread = read_sources(whole, base=content.base)
    _, wording = read_texts(sources.texts, known=known_texts)
    names = {shown_name(path, content.base) for path in (*rules, *texts, *words)}
    compiled = compile_sources(sources, content)
    linted = lint_sources(sources, content, compiled.ruleset, today=today) if compiled.ruleset is not None else ()
    told = (*unread, *wording, *compiled.problems, *linted)
    found = (problem for problem in told if problem.file in names)
    return (*(problem for problem in broken if has_errors([problem])), *_shown(found, sources, content))


def _shown(problems: Iterable[Problem], sources: Sources, content: Content) -> tuple[Problem, ...]:
    """Return `problems` fit to be printed; those of word lists are as they are, for nothing else stands there."""
    problems = tuple(problems)
    bare = tuple(problem for problem in problems if problem.file in sources.words)
    return (*guarded((problem for problem in problems if problem.file not in sources.words), content.base), *bare)
