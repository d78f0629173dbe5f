"""Reading `config.yaml`: fill in the environment, check every key, then what keys say about each other."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import yaml

from bot.core.customs import USUAL
from bot.core.errors import QunguanError
from bot.core.model import RoomId
from bot.core.policy import Policy
from bot.documents.checking import check
from bot.documents.parsing import parse, read_document
from bot.documents.problems import Problem, has_errors, render
from bot.documents.secrets import Secret
from bot.documents.shapes import fields_of
from bot.documents.tree import Document, Node
from bot.documents.variables import fill
from bot.playbook import all_kinds
from bot.settings.advice import advice
from bot.settings.contradictions import contradictions
from bot.settings.guarding import guarded_in
from bot.settings.holidays import calendar
from bot.settings.model import Content, Settings
from bot.settings.written import Storage, Written, WrittenContent, WrittenStorage
from bot.settings.written_policy import WrittenPolicy

SQLITE = "sqlite:///"
CONTENT_KEYS = frozenset(fields_of(WrittenContent))
OPTIONAL = (("wecom", "aibot"), ("wecom", "archive"), ("console",))
WITHOUT = {"aibot": "没有智能机器人", "archive": "没有会话内容存档", "console": "不用管理页面"}


class SettingsError(QunguanError):
    """A configuration that cannot be used. problems: all that is wrong with it, fit to be printed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(render(problems))
        self.problems = problems


def environment() -> Mapping[str, str]:
    """Return the variables of this process."""
    return os.environ  # noqa: TID251 - the one place


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings in the file `path` with `environ` filled in. Raises SettingsError."""
    settings, problems = read_settings(path, environ)
    if settings is None:
        raise SettingsError(problems)
    return settings


def load_again(settings: Settings) -> Settings:
    """Return what is now written where `settings` were read from. Raises SettingsError."""
    return load_settings(settings.path, settings.environ)


def load_database(path: Path, environ: Mapping[str, str]) -> str:
    """Return the address of the database in the file `path`, whatever else is wrong with it. Raises SettingsError."""
    document, problems = _read(path)
    if document.root is None or not isinstance(document.root.data, dict):
        raise SettingsError(guarded_in(problems, document.lines))
    part = replace(document, root=_needed(document.root, frozenset({"storage"})))
    node = part.root or document.root
    filled = fill(part, node, environ)
    checked = check(part, node, WrittenStorage, data=filled.data)
    if has_errors((*filled.problems, *checked.problems)):
        raise SettingsError(guarded_in((*filled.problems, *checked.problems), document.lines))
    return _beside(checked.value.storage, path).url.reveal()


def load_content(path: Path, environ: Mapping[str, str]) -> Content:
    """Return what judging needs of the file `path`, whatever secrets are missing. Raises SettingsError."""
    content, problems = read_content(path, environ)
    if has_errors(problems):
        raise SettingsError(problems)
    return content


def read_content(path: Path, environ: Mapping[str, str]) -> tuple[Content, tuple[Problem, ...]]:
    """Return what judging needs of the file `path`, with the default for every key that has errors, and all problems."""
    document, problems = _read(path)
    written, found = _checked(document, environ, WrittenContent)
    problems = guarded_in((*problems, *found), document.lines)
    content = _content(written or _so_far(document, environ), path)
    return replace(content, written=_in_yaml(document, environ)), problems


def content_from(text: str, base: Path) -> Content:
    """Return what `text`, the `written` of a content, says. base: the folder of the configuration. Raises SettingsError."""
    document, problems = parse(text, name="config.yaml")
    written, found = _checked(document, {}, WrittenContent)
    if has_errors((*problems, *found)):
        raise SettingsError(guarded_in((*problems, *found), document.lines))
    return replace(_content(written or WrittenContent(), base / document.name), written=text)


def _in_yaml(document: Document, environ: Mapping[str, str]) -> str:
    """Return what `document` says of the keys that judging needs, variables filled in, without any secret."""
    if document.root is None or not isinstance(document.root.data, dict):
        return ""
    data = fill(document, _needed(document.root, CONTENT_KEYS), environ).data
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100) if data else ""


def read_settings(path: Path, environ: Mapping[str, str]) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Return the settings in the file `path`, None if it has errors, and all problems, warnings among them."""
    document, problems = _read(path)
    written, found = _checked(document, environ, Written)
    problems = (*problems, *found)
    if has_errors(problems) or not isinstance(written, Written):
        return None, guarded_in(problems, document.lines)
    settings = replace(_settings(written, path, environ), written=_in_yaml(document, environ))
    return settings, guarded_in((*problems, *advice(document, settings)), document.lines)


def _read(path: Path) -> tuple[Document, tuple[Problem, ...]]:
    document, problems = read_document(path)
    if document.root is None and not problems:
        return document, (Problem(file=document.name, cause="文件是空的", mend="请照着 qunguan init 写出的样例填写。"),)
    return document, problems


def _checked(
    document: Document, environ: Mapping[str, str], shape: type[WrittenContent]
) -> tuple[WrittenContent | None, tuple[Problem, ...]]:
    """Return what `document` says of the keys of `shape`, None if anything in it is wrong, and all problems."""
    if document.root is None:
        return None, ()
    node = document.root if shape is Written else _needed(document.root, CONTENT_KEYS)
    filled = fill(document, node, environ)
    checked = check(document, node, shape, data=filled.data)
    places = {(problem.line, problem.column) for problem in filled.problems}
    found = (
        *_with_ways_out(document, node, environ, filled.problems),
        *(p for p in checked.problems if (p.line, p.column) not in places),
        *contradictions(document, node, filled.data),
    )
    return (None if found else checked.value), found


def _with_ways_out(
    document: Document, root: Node, environ: Mapping[str, str], problems: tuple[Problem, ...]
) -> Iterator[Problem]:
    """Yield `problems` of variables; those of a part that may be left out say so."""
    ways: dict[Problem, str] = {}
    for steps in OPTIONAL:
        node: Node | None = root
        for step in steps:
            node = node.children.get(step) if node is not None else None
        if node is not None:
            way = f"{WITHOUT[steps[-1]]}就删掉 {'.'.join(steps)} 这一段。"
            ways |= dict.fromkeys(fill(document, node, environ).problems, way)
    for problem in problems:
        yield replace(problem, mend=problem.mend + ways.get(problem, ""))


def _so_far(document: Document, environ: Mapping[str, str]) -> WrittenContent:
    """Return what `document` says of the keys that judging needs, with the default for every one that has errors."""
    root = document.root
    if root is None or not isinstance(root.data, dict):
        return WrittenContent()
    good: dict[str, Any] = {}
    for key in CONTENT_KEYS & root.keys.keys():
        part, found = _checked(replace(document, root=_needed(root, frozenset({key}))), environ, WrittenContent)
        if part is not None and not found:
            good[key] = getattr(part, key)
    return WrittenContent(**good)


def _needed(root: Node, keys: frozenset[str]) -> Node:
    """Return `root` with nothing but `keys`, and without the robots' keys inside."""
    if not isinstance(root.data, dict):
        return root
    return _pruned(replace(root, keys={k: m for k, m in root.keys.items() if k in keys}))


def _pruned(node: Node) -> Node:
    children: dict[str | int, Node]
    if isinstance(node.data, dict):
        keys = {key: mark for key, mark in node.keys.items() if key != "webhook"}
        children = {key: _pruned(node.children[key]) for key in keys}
        return replace(node, children=children, keys=keys, data={key: children[key].data for key in keys})
    if not isinstance(node.data, list):
        return node
    children = {number: _pruned(child) for number, child in enumerate(node.elements())}
    return replace(node, children=children, data=[child.data for child in children.values()])


def _settings(written: Written, path: Path, environ: Mapping[str, str]) -> Settings:
    content = _content(written, path)
    return Settings(
        **{key.name: getattr(content, key.name) for key in fields(content)},
        server=written.server,
        storage=_beside(written.storage, path),
        wecom=written.wecom,
        console=written.console,
        webhooks=_webhooks(written),
        path=path,
        environ=environ,
    )


def _content(written: WrittenContent, path: Path) -> Content:
    policy = written.policy.policy(Policy())
    return Content(
        base=path.resolve().parent,
        rules=written.rules,
        words=written.words,
        texts=written.texts,
        rooms=tuple(room.room() for room in written.rooms),
        defaults=written.defaults.room(),
        policy=policy,
        policies={RoomId(r.id): r.policy.policy(policy) for r in written.rooms if r.policy != WrittenPolicy()},
        playbook={kind: getattr(written, kind) for kind in all_kinds()},
        **_customs(written),
        zone=written.time_zone,
        calendar=calendar(off=written.calendar.off, on=written.calendar.on),
    )


def _customs(written: WrittenContent) -> dict[str, Any]:
    """Return how rooms play and what clock they live by, as `Content` has it."""
    of_all = written.activities.customs(USUAL)
    others = written.defaults.activities.customs(of_all)
    by_room = {RoomId(room.id): room.activities.customs(of_all) for room in written.rooms}
    return {
        "customs": others,
        "customs_by_room": {room: customs for room, customs in by_room.items() if customs != others},
        "zones": {RoomId(room.id): room.time_zone for room in written.rooms if room.time_zone is not None},
    }


def _beside(storage: Storage, path: Path) -> Storage:
    """Return `storage` with a relative SQLite path made relative to `config.yaml`, as all paths in it are."""
    url = storage.url.reveal()
    file = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE) or file.startswith((":memory:", "/")):
        return storage
    return replace(storage, url=Secret(f"{SQLITE}{path.resolve().parent / file}"))


def _webhooks(written: Written) -> dict[RoomId, Secret]:
    return {RoomId(room.id): room.webhook for room in written.rooms if room.webhook is not None}
