"""A draft of some rule files in place of those in force."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from bot.documents.parsing import parse
from bot.documents.tree import Node
from bot.ruleset.sharing import Alike, Heard
from bot.ruleset.sources import Sources, matching, read_sources
from bot.settings.loading import SettingsError
from bot.settings.model import Content
from bot.settings.sources import Accepted, accept_stored

ENDINGS = {".yaml": "rules", ".yml": "rules", ".txt": "words"}


def drafted(force: Sources, paths: Sequence[Path], content: Content) -> Sources:
    """Return `force` with the files in `paths`, and in the folders among them, in place of what they stand for.

    A file stands for the one of its path, else for the only one of its name, else it is added; rules of it take the
    place of those of the same id wherever they are. Raises SettingsError for files that cannot be read, OSError.
    """
    merged = force
    for path in _files(paths):
        kind = _kind(path, content)
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


def _kind(path: Path, content: Content) -> str:
    if path in {one.resolve() for one in matching(content.base, content.texts)}:
        return "texts"
    return ENDINGS.get(path.suffix, "rules")


def _with(sources: Sources, kind: str, name: str, text: str) -> Sources:
    files: Mapping[str, str] = getattr(sources, kind)
    name = _stands_for(name, files)
    if kind == "words":
        return replace(sources, words={**files, name: text})
    if kind == "texts":
        return replace(sources, texts={**files, name: text})
    ids = set(_rules_in(text, name))
    others = {other: without_rules(old, other, ids) for other, old in files.items() if other != name}
    merged = {other: text if other == name else others[other] for other in files} | {name: text}
    return replace(sources, rules=merged)


def _stands_for(name: str, files: Mapping[str, str]) -> str:
    if name in files:
        return name
    alike = [known for known in files if PurePath(known).name == PurePath(name).name]
    return alike[0] if len(alike) == 1 else name


def _rules_in(text: str, name: str) -> dict[str, Node]:
    """Return the rules of a file by id."""
    root = parse(text, name=name)[0].root
    if root is not None and isinstance(root.data, dict):
        root = root.children.get("rules")
    if root is None or not isinstance(root.data, list):
        return {}
    return {node.children["id"].source: node for node in root.elements() if "id" in node.children}


def without_rules(text: str, name: str, ids: Collection[str]) -> str:
    """Return the file `text` with the rules `ids` blanked out, every other line in its place."""
    found = _rules_in(text, name)
    gone = found.keys() & set(ids)
    if not gone:
        return text
    starts = sorted(node.mark.line for node in found.values())
    lines = text.split("\n")
    for id_ in gone:
        start = found[id_].mark.line
        after = next((line for line in starts if line > start), len(lines) + 1)
        lines[start - 1 : after - 1] = [""] * (after - start)
    return "\n".join(lines)


def alike(before: Accepted, after: Accepted, judge: Heard) -> Alike:
    """Return the judge of `after`, which leaves to `judge`, that of `before`, what both see alike."""
    old, new = before.digests(), after.digests()
    held = before.sources.lowered.keys() | after.sources.lowered.keys()
    changed = {id_ for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_)} | held
    if [id_ for id_ in old if id_ not in changed] != [id_ for id_ in new if id_ not in changed]:
        changed = old.keys() | new.keys()
    kept = new.keys() - changed
    texts = {name: without_rules(text, name, kept) for name, text in after.sources.rules.items()}
    few = None
    if changed & new.keys():
        part = replace(after.sources, rules=texts, texts={})
        few = accept_stored(part, base=after.content.base, known=()).rules
    return Alike(after.rules, other=judge, changed=changed, few=few)
