"""From the files that `config.yaml` points at, or a stored revision of them, to what judges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from pathlib import Path, PurePath

import yaml

from bot.core.findings import Stage
from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.core.texts import Text, Texts
from bot.documents.composing import LINE_BREAK
from bot.documents.problems import Problem, Severity, has_errors
from bot.documents.trouble import reason_of
from bot.playbook import all_kinds, read_playbook
from bot.ruleset.compiling import Compiled
from bot.ruleset.examples import Days
from bot.ruleset.loading import read_rules, read_texts, read_words
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet
from bot.ruleset.sources import KINDS, Sources, digest_of, matching, names, read_sources
from bot.settings.guarding import guarded_in
from bot.settings.loading import SettingsError, content_from
from bot.settings.model import Content
from bot.text.wordlists import INNOCENT

YAML = (".yaml", ".yml")
HOT = frozenset({"policy", "activities", *KINDS})
"""Keys of the configuration that a running bot takes over at once; the others it reads when it starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Sources without an error, compiled. content: what the configuration among them says. playbook: what is played."""

    sources: Sources
    content: Content
    rules: RuleSet
    texts: Texts
    playbook: Playbook = NO_PLAYBOOK

    def lowered(self, stages: Mapping[str, Stage]) -> "Accepted":
        """Return it with rules held down to `stages`, by id; of rules it does not have nothing is taken."""
        known = {rule.id: rule.stage for rule in self.rules.rules}
        stages = {id_: stage for id_, stage in stages.items() if id_ in known}
        sources = replace(self.sources, lowered={id_: stage.value for id_, stage in sorted(stages.items())})
        return replace(self, sources=sources, rules=self.rules.with_lowered(stages))

    def judge(self, revision: int) -> RuleSet:
        """Return the rules, knowing that they are `revision`."""
        return replace(self.rules, revision=revision)

    def digests(self) -> dict[str, str]:
        """Return by id what tells a rule from one written anew: by itself, or in the word lists it looks into."""
        lists = {PurePath(name).stem: digest_of(text) for name, text in self.sources.words.items()}
        return {rule.id: _digest(rule, lists) for rule in self.rules.rules}


def _digest(rule: Rule, lists: Mapping[str, str]) -> str:
    used = {
        text.partition("/")[0] for one in rule.all() for condition in one.conditions() for text in _texts_in(condition)
    }
    named = sorted(lists[name] for name in used & lists.keys())
    return digest_of([rule.digest, *named, *([lists[INNOCENT]] if named and INNOCENT in lists else [])])


def _texts_in(condition: object) -> Iterator[str]:
    """Yield the texts in the settings of `condition`, as far as they may name a word list."""
    for setting in fields(condition) if is_dataclass(condition) else ():
        value = getattr(condition, setting.name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | frozenset):
            yield from (text for text in value if isinstance(text, str))


def paths_of(content: Content) -> dict[str, tuple[Path, ...]]:
    """Return the files that `content` points at, by kind (see `bot.ruleset.sources.KINDS`).

    Raises SettingsError if a folder cannot be looked through.
    """
    try:
        return {kind: matching(content.base, globs) for kind, globs in globs_of(content).items()}
    except OSError as error:
        cause = f"找文件时出错：{error.filename or content.base}：{reason_of(error)}"
        raise SettingsError((Problem(file="config.yaml", cause=cause, mend="请检查这个文件夹。"),)) from error


def globs_of(content: Content) -> dict[str, tuple[str, ...]]:
    """Return what files of each kind (see `bot.ruleset.sources.KINDS`) are looked for by."""
    return {"rules": content.rules, "words": content.words, "texts": content.texts, **content.playbook}


def kind_of(path: Path, content: Content) -> str:
    """Return the kind of the file `path`, absolute, by what `content` looks for, else by its folder; empty if neither tells.

    The folder tells only of activities: content/quizzes, drafts/topics.
    """
    named = (kind for kind, globs in globs_of(content).items() if names(globs, path, content.base))
    folder = path.parent.name if path.suffix in YAML and path.parent.name in all_kinds() else ""
    return next(named, folder)


def sweep(content: Content) -> tuple[Sources, tuple[Problem, ...]]:
    """Return all files that `content` points at, read at once, and what is wrong with those that cannot be read."""
    try:
        paths = paths_of(content)
    except SettingsError as error:
        return Sources(config=content.written), error.problems
    return read_sources(paths, base=content.base, config=content.written)


def accept(content: Content, *, known: Sequence[Text]) -> Accepted:
    """Return what the files that `content` points at make. known: all texts there are.

    Raises SettingsError with every problem of every file.
    """
    sources, unread = sweep(content)
    return _accepted(sources, content, known, unread)


def refuse_none(accepted: Accepted, *, before: Sources) -> None:
    """Raise SettingsError if there is no file of rules any more: a folder that was moved must not silence the bot."""
    if before.rules and not accepted.sources.rules:
        raise SettingsError((replace(_no_file(accepted.content), mend="真的不要任何规则，就留一个只写 [] 的文件。"),))


def _no_file(content: Content) -> Problem:
    return Problem(file="config.yaml", cause=f"没有文件符合 rules: {'、'.join(content.rules)}，机器人不会判断任何发言")


def accept_stored(sources: Sources, *, base: Path, known: Sequence[Text]) -> Accepted:
    """Return what `sources` make, exactly as if they stood in files below `base`. Raises SettingsError."""
    accepted = _accepted(sources, content_from(sources.config, base), known, ())
    return accepted.lowered({id_: Stage(stage) for id_, stage in sources.lowered.items()})


def with_cold_of(written: str, running: str) -> str:
    """Return the configuration `written` with what a running bot does not take over as it is in `running`."""
    new, old = (yaml.safe_load(text) or {} for text in (written, running))
    merged = {key: value for key, value in new.items() if key in HOT}
    merged |= {key: value for key, value in old.items() if key not in HOT}
    return yaml.safe_dump(merged, allow_unicode=True, sort_keys=True, width=100) if merged else ""


def differs_in(written: str, running: str) -> tuple[str, ...]:
    """Return the keys, other than those a running bot takes over, in which two configurations differ."""
    new, old = (yaml.safe_load(text) or {} for text in (written, running))
    return tuple(key for key in dict.fromkeys((*new, *old)) if key not in HOT and new.get(key) != old.get(key))


def _accepted(sources: Sources, content: Content, known: Sequence[Text], unread: tuple[Problem, ...]) -> Accepted:
    compiled = compile_sources(sources, content)
    texts, wording = read_texts(sources.texts, known=known)
    playbook, amiss = read_playbook(sources.by_kind())
    problems = (*unread, *compiled.problems, *wording, *amiss)
    if compiled.ruleset is None or has_errors(problems):
        raise SettingsError(shown(problems, sources))
    return Accepted(sources=sources, content=content, rules=compiled.ruleset, texts=texts, playbook=playbook)


def compile_sources(sources: Sources, content: Content) -> Compiled:
    """Return the rules in `sources`, with a warning if there is no file of rules at all."""
    lists, problems = read_words(sources.words)
    compiled = read_rules(sources.rules, lists=lists, days=Days(zone=content.zone, calendar=content.calendar))
    if not sources.rules:
        problems = (*problems, replace(_no_file(content), severity=Severity.WARNING))
    problems = (*problems, *compiled.problems)
    return Compiled(ruleset=None if has_errors(problems) else compiled.ruleset, problems=problems)


def shown(problems: Sequence[Problem], sources: Sources) -> tuple[Problem, ...]:
    """Return `problems` of `sources` fit to be printed: nothing secret in the lines they quote."""
    files = sources.files()
    by_file = groupby(sorted(problems, key=lambda problem: problem.file), key=lambda problem: problem.file)
    return tuple(
        problem for file, found in by_file for problem in guarded_in(found, LINE_BREAK.split(files.get(file, "")))
    )
