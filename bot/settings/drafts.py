"""A draft of some rule files in place of those in force."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import yaml

from bot.documents.parsing import parse
from bot.documents.tree import Node
from bot.ruleset.loading import read_words
from bot.ruleset.measuring import with_rules
from bot.ruleset.rules import RuleSet
from bot.ruleset.sharing import Alike, Heard
from bot.ruleset.sources import Sources, read_sources
from bot.settings.loading import SettingsError
from bot.settings.model import Content
from bot.settings.sources import Accepted, kind_of

ENDINGS = {".yaml": "rules", ".yml": "rules", ".txt": "words"}
ENDLESS = 1 << 30  # chosen: characters a line


def drafted(force: Sources, paths: Sequence[Path], content: Content) -> Sources:
    """Return `force` with the files in `paths`, and in the folders among them, in place of what they stand for.

    A file stands for the one of its path, else for the only one of its name, else it is added; rules of it take the
    place of those of the same id wherever they are. Raises SettingsError for files that cannot be read, OSError.
    """
    merged = force
    for path in _files(paths):
        kind = kind_of(path, content) or ENDINGS.get(path.suffix, "rules")
        read, problems = read_sources({kind: [path]}, base=content.base)
        if problems:
            raise SettingsError(problems)
        [(name, text)] = getattr(read, kind).items()
        merged = _with(merged, kind, name, text)
    return merged


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        path.stat()  # a path that leads nowhere is told with its name
        inside = sorted(one for one in path.rglob("*") if one.suffix in ENDINGS) if path.is_dir() else [path]
        found += [one.resolve() for one in inside]
    return list(dict.fromkeys(found))


def _with(sources: Sources, kind: str, name: str, text: str) -> Sources:
    files: Mapping[str, str] = getattr(sources, kind)
    name = _stands_for(name, files)
    if kind != "rules":
        changed: dict[str, Any] = {kind: {**files, name: text}}
        return replace(sources, **changed)
    ids = {_id_of(node) for node in _list_in(parse(text, name=name)[0].root)} - {""}
    others = {other: without_rules(old, other, ids) for other, old in files.items() if other != name}
    merged = {other: text if other == name else others[other] for other in files} | {name: text}
    return replace(sources, rules=merged)


def _stands_for(name: str, files: Mapping[str, str]) -> str:
    if name in files:
        return name
    alike = [known for known in files if PurePath(known).name == PurePath(name).name]
    return alike[0] if len(alike) == 1 else name


def without_rules(text: str, name: str, ids: Collection[str]) -> str:
    """Return the file `text` without the rules `ids`, written anew if it has any of them; empty if no rule is left."""
    root = parse(text, name=name)[0].root
    rules = _list_in(root)
    kept = [node.data for node in rules if _id_of(node) not in ids]
    if root is None or len(kept) == len(rules):
        return text
    if not kept:
        return ""
    data = {**root.data, "rules": kept} if isinstance(root.data, dict) else kept
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=ENDLESS)


class _Dumper(yaml.SafeDumper):
    """Writes all texts in quotes, so that none of them is taken for anything else, and follows aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _list_in(root: Node | None) -> list[Node]:
    """Return the rules of a file, `root`."""
    if root is not None and isinstance(root.data, dict):
        root = root.children.get("rules")
    return list(root.elements()) if root is not None and isinstance(root.data, list) else []


def _id_of(rule: Node) -> str:
    return rule.children["id"].source if "id" in rule.children else ""


def alike(before: Accepted, after: Accepted, judge: Heard) -> Alike:
    """Return the judge of `after`, which leaves to `judge`, that of `before`, what both see alike."""
    old, new = before.digests(), after.digests()
    held = before.sources.lowered.keys() | after.sources.lowered.keys()
    changed = {id_ for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_)} | held
    lets_pass = any(
        one.allow for rule in (*before.rules.rules, *after.rules.rules) if rule.id in changed for one in rule.all()
    )
    if lets_pass or [id_ for id_ in old if id_ not in changed] != [id_ for id_ in new if id_ not in changed]:
        changed = old.keys() | new.keys()
    few = _only(after, changed) if changed & new.keys() else None
    return Alike(after.rules, other=judge, changed=changed, few=few)


def _only(accepted: Accepted, ids: Collection[str]) -> RuleSet:
    """Return the rules `ids` of `accepted`, with a reader that knows their words alone."""
    rules = tuple(rule for rule in accepted.rules.rules if rule.id in ids)
    return with_rules(accepted.rules, rules, lists=read_words(accepted.sources.words)[0])
