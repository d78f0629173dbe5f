"""What two sets of rule files differ in: by file, by rule, and in one line for the history."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

import yaml

from bot.documents.composing import LINE_BREAK
from bot.documents.parsing import parse
from bot.documents.tree import Node
from bot.ruleset.sources import Sources

CONFIG = "config.yaml"
MOST_NAMED = 4  # chosen: files that a note names
SHORT = 30  # chosen: characters of a value that is shown as it was and as it is
LONG_FILE = 20_000  # chosen: lines; comparing longer files line by line takes longer than anybody waits


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file that differs. more, less: lines that only the new one, or only the old one, has."""

    name: str
    is_new: bool = False
    is_gone: bool = False
    more: int = 0
    less: int = 0

    def told(self) -> str:
        """Return it in Chinese: 新增 a.yaml, 删除 a.yaml, a.yaml（+2 −1）."""
        if self.is_new:
            return f"新增 {self.name}"
        if self.is_gone:
            return f"删除 {self.name}"
        return f"{self.name}（+{self.more} −{self.less}）"


def file_changes(old: Sources, new: Sources) -> tuple[FileChange, ...]:
    """Return the files that differ, what the configuration says of judging among them."""
    before, after = _texts(old), _texts(new)
    names = dict.fromkeys((*after, *before))
    return tuple(
        _change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _texts(sources: Sources) -> dict[str, str]:
    return {**sources.files(), **({CONFIG: sources.config} if sources.config else {})}


def _change(name: str, old: str | None, new: str | None) -> FileChange:
    before, after = (Counter(_lines(text)) for text in (old, new))
    more, less = (after - before).total(), (before - after).total()
    return FileChange(name=name, is_new=old is None, is_gone=new is None, more=more, less=less)


def note(old: Sources, new: Sources) -> str:
    """Return in one line of Chinese what was changed; empty if no file was."""
    changes = file_changes(old, new)
    more = f" 等 {len(changes)} 个文件" if len(changes) > MOST_NAMED else ""
    return "，".join(change.told() for change in changes[:MOST_NAMED]) + more


def diff(old: Sources, new: Sources) -> Iterator[str]:
    """Yield the lines of a unified diff of all files that differ."""
    before, after = _texts(old), _texts(new)
    for change in file_changes(old, new):
        a, b = (_lines(texts.get(change.name)) for texts in (before, after))
        if max(len(a), len(b)) > LONG_FILE:
            yield from (f"--- {change.name}", f"+++ {change.name}", *_bag_diff(a, b))
            continue
        was, now = ("/dev/null" if gone else change.name for gone in (change.is_new, change.is_gone))
        yield from unified_diff(a, b, was, now, lineterm="", n=2)


def _lines(text: str | None) -> list[str]:
    """Return the lines of `text`; none if it is empty or not there."""
    return LINE_BREAK.split(text.removesuffix("\n")) if text else []


def _bag_diff(old: list[str], new: list[str]) -> Iterator[str]:
    before, after = Counter(old), Counter(new)
    yield from (f"-{line}" for line in (before - after).elements())
    yield from (f"+{line}" for line in (after - before).elements())


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule that differs. fields: what differs, each in Chinese; empty for a rule that is new or gone."""

    id: str
    title: str
    is_new: bool = False
    is_gone: bool = False
    fields: tuple[str, ...] = ()

    def told(self) -> str:
        """Return it in Chinese."""
        if self.is_new:
            return f"新增规则 {self.id}（{self.title}）"
        if self.is_gone:
            return f"删除规则 {self.id}（{self.title}）"
        return f"修改规则 {self.id}（{self.title}）：{'；'.join(self.fields)}"


def rule_changes(old: Sources, new: Sources) -> tuple[RuleChange, ...]:
    """Return the rules that differ, in the order of the new files, those gone last; what fell back among them."""
    before, after = rules_in(old), rules_in(new)
    found = []
    for id_ in dict.fromkeys((*after, *before)):
        was, now = before.get(id_), after.get(id_)
        title = str((now or was or {}).get("title", ""))
        fields = () if was is None or now is None else tuple(_differing(was, now))
        if was is None or now is None or fields:
            found.append(RuleChange(id=id_, title=title, is_new=was is None, is_gone=now is None, fields=fields))
    return tuple(found)


def rules_in(sources: Sources) -> dict[str, dict[str, Any]]:
    """Return every rule of `sources` by id, as it is written, nested keys joined by dots; of a broken file what it has.

    Two keys are not written: `(规则集)`, what holds for its set, and `(自动降级)`, the stage it fell back to.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, text in sources.rules.items():
        root = parse(text, name=name)[0].root
        if root is None:
            continue
        is_set = isinstance(root.data, dict)
        of_set = {key: value for key, value in root.data.items() if key != "rules"} if is_set else {}
        rules = root.children.get("rules") if is_set else root
        for node in rules.elements() if rules is not None else ():
            if isinstance(node.data, dict) and "id" in node.data:
                found[str(node.data["id"])] = _fields(node, of_set)
    for id_, stage in sources.lowered.items():
        if id_ in found:
            found[id_]["(自动降级)"] = stage
    return found


def _fields(node: Node, of_set: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(node.data)
    then = fields.pop("then", None)
    if isinstance(then, dict):
        fields |= {f"then.{key}": value for key, value in then.items()}
    if of_set:
        fields["(规则集)"] = dict(of_set)
    return fields


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys((*now, *was)):
        if was.get(key) == now.get(key):
            continue
        before, after = _short(was.get(key)), _short(now.get(key))
        is_short = max(len(before), len(after)) <= SHORT
        yield f"{key}：{before} → {after}" if is_short else f"{key} 改了"


def _short(value: object) -> str:
    if value is None:
        return "（没有写）"
    if isinstance(value, str | int | float):
        return str(value)
    return yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000).strip()
