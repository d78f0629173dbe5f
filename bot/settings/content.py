"""The content that `config.yaml` points at: word lists, rules, texts; and checking it before it is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.core.model import Room
from bot.core.texts import Text, Texts
from bot.documents.parsing import read_document
from bot.documents.problems import Problem, Severity, has_errors
from bot.documents.shapes import fields_of
from bot.rules import Need
from bot.ruleset.compiling import Compiled
from bot.ruleset.loading import matching, read_rules, read_texts, read_words, shown_name
from bot.ruleset.rules import RuleSet
from bot.settings.guarding import guarded, is_content
from bot.settings.loading import SettingsError, read_content, read_settings
from bot.settings.model import Content, Settings
from bot.settings.written import Written
from bot.text.wordlists import WordList


def load_rules(content: Content) -> RuleSet:
    """Return all rules that `content` points at. Raises SettingsError with every problem of every file."""
    compiled = _compiled(content, matching(content.base, content.rules))
    if compiled.ruleset is None:
        raise SettingsError(guarded(compiled.problems, content.base))
    return compiled.ruleset


def load_texts(content: Content, known: Sequence[Text]) -> Texts:
    """Return the bot's texts as reworded by `content`. known: all texts there are. Raises SettingsError."""
    texts, problems = read_texts(matching(content.base, content.texts), base=content.base, known=known)
    if has_errors(problems):
        raise SettingsError(guarded(problems, content.base))
    return texts


def unfed(ruleset: RuleSet, rooms: Iterable[Room]) -> tuple[Problem, ...]:
    """Return a warning for every rule that hears nothing in one of `rooms`, of which only @s are heard."""
    return tuple(
        Problem(
            file=f"规则 {rule.id}",
            cause=f"在群 “{room.name or room.id}” 里不起作用：它要听到所有发言，而这个群只听得到 @机器人 的话",
            mend="请接入会话存档（wecom.archive，并让群的 ear 为 auto 或 archive），或用 rooms 把这个群排除。",
            severity=Severity.WARNING,
        )
        for room in rooms
        for rule in ruleset.rules_in(room.id)
        if Need.EVERY_MESSAGE in rule.needs()
    )


def deaf_rooms(content: Content) -> tuple[Room, ...]:
    """Return the rooms of which only @s are heard; the one without id stands for all that are not configured."""
    has_archive = not isinstance(content, Settings) or content.wecom.archive is not None
    hearing = {"archive", "auto"} if has_archive else {"archive"}
    others = replace(content.defaults, name="没有写在 rooms 里的群")
    return tuple(room for room in (*content.rooms, others) if room.ear not in hearing)


def check_files(
    paths: Sequence[Path], settings_path: Path, environ: Mapping[str, str], *, known_texts: Sequence[Text]
) -> tuple[Problem, ...]:
    """Return everything wrong with `paths`, warnings among it; empty if all is well.

    paths: configurations, each checked with all it points at; rule files and files of texts, checked within the
    configuration `settings_path`, for which no secret is needed. None at all stands for that configuration itself.
    """
    whole = [path for path in paths or (settings_path,) if _is_configuration(path, settings_path)]
    parts = [path.resolve() for path in paths if path not in whole]
    found = [problem for path in whole for problem in _check_whole(path, environ, known_texts)]
    if parts:
        found += _check_parts(parts, settings_path, environ, known_texts)
    return tuple(dict.fromkeys(found))


def _is_configuration(path: Path, settings_path: Path) -> bool:
    """Tell whether `path` is a configuration: it has a key of one, or nobody can tell and it looks like no rule file."""
    if path.resolve() == settings_path.resolve():
        return True
    document = read_document(path)[0]
    if document.root is None:
        return any(document.lines) and not is_content(document.lines)
    return bool(document.root.keys.keys() & fields_of(Written).keys())


def _check_whole(path: Path, environ: Mapping[str, str], known_texts: Sequence[Text]) -> tuple[Problem, ...]:
    """Return what is wrong with the configuration `path` and with all it points at, as far as that can be told."""
    settings, problems = read_settings(path, environ)
    content = settings or read_content(path, environ)[0]
    _, wording = read_texts(matching(content.base, content.texts), base=content.base, known=known_texts)
    compiled = _compiled(content, matching(content.base, content.rules))
    idle = unfed(compiled.ruleset, deaf_rooms(content)) if compiled.ruleset is not None else ()
    return (*problems, *guarded((*wording, *compiled.problems), content.base), *idle)


def _check_parts(
    paths: Sequence[Path], settings_path: Path, environ: Mapping[str, str], known_texts: Sequence[Text]
) -> tuple[Problem, ...]:
    """Return what is wrong with the files `paths` among all others of the configuration `settings_path`."""
    content, broken = read_content(settings_path, environ)
    texts = [path for path in matching(content.base, content.texts) if path.resolve() in paths]
    rules = [path for path in paths if path not in {text.resolve() for text in texts}]
    _, wording = read_texts(texts, base=content.base, known=known_texts)
    others = [path for path in matching(content.base, content.rules) if path.resolve() not in rules]
    names = {shown_name(path, content.base) for path in rules}
    compiled = _compiled(content, [*others, *rules])
    found = (*wording, *(problem for problem in compiled.problems if problem.file in names))
    return (*(problem for problem in broken if has_errors([problem])), *guarded(found, content.base))


def _compiled(content: Content, paths: Iterable[Path]) -> Compiled:
    lists, problems = load_words(content)
    paths = tuple(paths)
    compiled = read_rules(paths, base=content.base, lists=lists)
    if not paths:
        globs = "、".join(content.rules)
        problems = (*problems, _warning("config.yaml", f"没有文件符合 rules: {globs}，机器人不会判断任何发言"))
    problems = (*problems, *compiled.problems)
    return Compiled(ruleset=None if has_errors(problems) else compiled.ruleset, problems=problems)


def load_words(content: Content) -> tuple[dict[str, WordList], tuple[Problem, ...]]:
    """Return the word lists that `content` points at by name, and what is wrong with their files."""
    return read_words(matching(content.base, content.words), base=content.base)


def _warning(file: str, cause: str) -> Problem:
    return Problem(file=file, cause=cause, severity=Severity.WARNING)
