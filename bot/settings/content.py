"""The content that `config.yaml` points at: word lists, rules, texts; and checking it before it is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.core.texts import Text, Texts
from bot.documents.parsing import read_document
from bot.documents.problems import Problem, has_errors
from bot.documents.shapes import fields_of
from bot.documents.tree import Document
from bot.playbook import all_kinds, read_playbook
from bot.ruleset.drafting import is_rule_set
from bot.ruleset.loading import read_texts
from bot.ruleset.rules import RuleSet
from bot.ruleset.sources import Sources, read_sources, shown_name
from bot.ruleset.written import WrittenSet
from bot.settings.guarding import guarded, is_content, names_keys
from bot.settings.loading import SettingsError, read_content, read_settings
from bot.settings.model import Content
from bot.settings.played import vain_in
from bot.settings.sources import YAML, compile_sources, kind_of, paths_of, shown, sweep
from bot.settings.surroundings import lint_sources
from bot.settings.written import Written

OF_QUESTIONS = ("quizzes", "surveys")


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
    played = _played(paths, settings_path, environ)
    whole = [p for p in paths or (settings_path,) if p not in played and _is_configuration(p, settings_path)]
    parts = [path.resolve() for path in paths if path not in whole]
    found = [problem for path in whole for problem in _check_whole(path, environ, known_texts, today)]
    if parts:
        kinds = {path.resolve(): kind for path, kind in played.items()}
        found += _check_parts(_Parts(paths=parts, kinds=kinds, settings=settings_path), environ, known_texts, today)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Files that are checked within the configuration `settings`. kinds: of those of activities."""

    paths: Sequence[Path]
    kinds: Mapping[Path, str]
    settings: Path


def _played(paths: Iterable[Path], settings_path: Path, environ: Mapping[str, str]) -> dict[Path, str]:
    """Return those of `paths` that hold something for activities, with their kinds.

    They are told by the configuration, else by the folder they lie in, else by what only they have.
    """
    paths = tuple(paths)
    if not paths:
        return {}
    content = read_content(settings_path, environ)[0]
    found: dict[Path, str] = {}
    for path in paths:
        kind = kind_of(path.resolve(), content) or _looks_like(path)
        if kind in all_kinds() and path.resolve() != settings_path.resolve():
            found[path] = kind
    return found


def _looks_like(path: Path) -> str:
    """Return the kind of a file of questions that lies anywhere, empty for all others."""
    root = read_document(path)[0].root if path.suffix in YAML else None
    if root is None or "questions" not in root.keys:
        return ""
    asked = [key for question in root.children["questions"].elements() for key in question.keys]
    known = {kind: fields_of(all_kinds()[kind].shapes()[-1]) for kind in OF_QUESTIONS}
    return max(OF_QUESTIONS, key=lambda kind: sum(key in known[kind] for key in asked))


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
    amiss = _amiss(sources, content)
    return (*problems, *_shown((*unread, *wording, *amiss, *compiled.problems, *linted), sources, content))


def _check_parts(
    parts: _Parts, environ: Mapping[str, str], known_texts: Sequence[Text], today: date | None
) -> tuple[Problem, ...]:
    """Return what is wrong with the files of `parts` among all others of their configuration."""
    content, broken = read_content(parts.settings, environ)
    there, paths = paths_of(content), parts.paths
    texts, words = ([path for path in there[kind] if path.resolve() in paths] for kind in ("texts", "words"))
    rules = [path for path in paths if path not in {*(other.resolve() for other in (*texts, *words)), *parts.kinds}]
    others = [path for path in there["rules"] if path.resolve() not in rules]
    whole = {"rules": [*others, *rules], "words": there["words"], "texts": texts, **_with(there, parts.kinds)}
    sources, unread = read_sources(whole, base=content.base)
    _, wording = read_texts(sources.texts, known=known_texts)
    amiss = _amiss(sources, content)
    files = {shown_name(path, content.base) for path in (*rules, *texts, *words, *parts.kinds)}
    compiled = compile_sources(sources, content)
    linted = lint_sources(sources, content, compiled.ruleset, today=today) if compiled.ruleset is not None else ()
    told = (*unread, *wording, *amiss, *compiled.problems, *linted)
    found = (problem for problem in told if problem.file in files)
    return (*(problem for problem in broken if has_errors([problem])), *_shown(found, sources, content))


def _amiss(sources: Sources, content: Content) -> tuple[Problem, ...]:
    """Return what is wrong with the files of activities, and what they and `content` say in vain."""
    playbook, problems = read_playbook(sources.by_kind())
    return (*problems, *vain_in(sources, content, playbook))


def _with(there: Mapping[str, Sequence[Path]], kinds: Mapping[Path, str]) -> dict[str, list[Path]]:
    """Return the files of activities by kind, those that are `there` and those of `kinds`, each once."""
    return {
        kind: list(
            dict.fromkeys((*map(Path.resolve, there.get(kind, ())), *(p for p, k in kinds.items() if k == kind)))
        )
        for kind in all_kinds()
    }


def _shown(problems: Iterable[Problem], sources: Sources, content: Content) -> tuple[Problem, ...]:
    """Return `problems` fit to be printed; those of word lists are as they are, for nothing else stands there."""
    problems = tuple(problems)
    bare = tuple(problem for problem in problems if problem.file in sources.words)
    return (*guarded((problem for problem in problems if problem.file not in sources.words), content.base), *bare)
