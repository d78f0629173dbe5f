"""From YAML text to nodes. Nothing is ever constructed from a tag; depth and aliases are bounded."""

import re
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from bot.documents.tree import Mark, Node

DEPTH = 40  # chosen: nesting of lists and mappings
EXPANDED = 50_000  # chosen: values of one file after aliases are followed
FAULTS = 100  # chosen: told of one file
PLAIN_TAGS = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "!"})
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML counts lines
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z", re.ASCII)
DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}\Z", re.ASCII)
WORDS: dict[str, Any] = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in YAML that is refused. kind: what PyYAML calls it, or one of the names used in this module.

    detail: what it is about. twin: line, from 1, that it conflicts with or began at; 0 if none. start: where what cannot
    be read begins, as far as YAML tells.
    """

    kind: str
    mark: Mark
    detail: str = ""
    twin: int = 0
    start: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A root, None if the text holds nothing or cannot be read, and all that is refused in it.

    unreadable: the fault is one of grammar, so there is no root.
    """

    root: Node | None
    faults: tuple[Fault, ...] = ()
    unreadable: bool = False


class _StopError(Exception):
    """Carries the fault that ends the reading."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


class _Composer(Reader, Scanner, Parser, Composer, BaseResolver):
    """Composes nodes without resolving: what a plain scalar means is decided here, by YAML 1.2 and not by 1.1."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > DEPTH:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise _StopError(Fault(kind="too deep", mark=Mark(line=mark.line + 1, column=mark.column + 1)))
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def compose(text: str) -> Composed:
    """Return the values of `text`.

    Refused, all at once: tags, keys that are not plain text, keys twice. Refused at the first: what is no YAML, several
    documents, depth above `DEPTH`, aliases that contain themselves or expand beyond `EXPANDED` values.
    """
    converter = _Converter()
    try:
        root = _Composer(text).get_single_node()
        return Composed(root=None if root is None else converter.convert(root), faults=tuple(converter.faults[:FAULTS]))
    except yaml.MarkedYAMLError as error:
        return Composed(root=None, faults=(_grammar(error),), unreadable=True)
    except yaml.reader.ReaderError as error:
        return Composed(root=None, faults=(_character(text, error),), unreadable=True)
    except _StopError as stop:
        return Composed(root=None, faults=(*converter.faults[:FAULTS], stop.fault))


class _Converter:
    """Turns PyYAML's nodes into ours and collects what is refused."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._budget = EXPANDED
        self._open: set[int] = set()

    def convert(self, node: yaml.Node) -> Node:
        mark = _mark(node)
        self._budget -= 1
        if self._budget < 0 or id(node) in self._open:
            raise _StopError(Fault(kind="alias bomb", mark=mark))
        self._refuse_tag(node)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, mark)
        self._open.add(id(node))
        made = self._mapping(node, mark) if isinstance(node, yaml.MappingNode) else self._sequence(node, mark)
        self._open.discard(id(node))
        return made

    def _refuse_tag(self, node: yaml.Node) -> None:
        if node.tag not in PLAIN_TAGS:
            detail = str(node.tag).replace("tag:yaml.org,2002:", "!!")
            self.faults.append(Fault(kind="tag", mark=_mark(node), detail=detail))

    def _sequence(self, node: yaml.Node, mark: Mark) -> Node:
        children: dict[str | int, Node] = {i: self.convert(child) for i, child in enumerate(node.value)}
        return Node(mark=mark, data=[child.data for child in children.values()], children=children)

    def _mapping(self, node: yaml.Node, mark: Mark) -> Node:
        children: dict[str | int, Node] = {}
        keys: dict[str, Mark] = {}
        for key_node, value_node in node.value:
            key, key_mark = self._key(key_node), _mark(key_node)
            if key in keys:
                self.faults.append(Fault(kind="duplicate key", mark=key_mark, detail=key, twin=keys[key].line))
            elif key:
                keys[key] = key_mark
                children[key] = self.convert(value_node)
        data = {str(key): child.data for key, child in children.items()}
        return Node(mark=mark, data=data, children=children, keys=keys)

    def _key(self, node: yaml.Node) -> str:
        """Return the key that `node` is, empty if it cannot be one."""
        self._refuse_tag(node)
        mark = _mark(node)
        made = _scalar(node, mark) if isinstance(node, yaml.ScalarNode) else Node(mark=mark)
        if made.source == "<<" and made.is_plain:
            self.faults.append(Fault(kind="merge key", mark=mark))
            return ""
        if not made.source or not isinstance(made.data, str):
            self.faults.append(Fault(kind="key is no text", mark=mark, detail=made.source))
            return ""
        return made.source


def _scalar(node: yaml.ScalarNode, mark: Mark) -> Node:
    is_plain = node.style is None
    data = _meaning(node.value) if is_plain and node.tag != "!" else node.value
    return Node(mark=mark, data=data, source=node.value, is_plain=is_plain)


def _meaning(text: str) -> str | int | float | bool | None:
    """Return what an unquoted `text` means. `on`, `no`, `0755`, `22:00`, `2026-01-05` are text: YAML 1.2, not 1.1."""
    if text in WORDS:
        value: bool | None = WORDS[text]
        return value
    if INTEGER.match(text):
        return int(text)
    return float(text) if DECIMAL.match(text) else text


def _mark(node: yaml.Node) -> Mark:
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Mark(line=start.line + 1, column=start.column + 1, width=max(width, 1))


def _grammar(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    place = Mark(line=mark.line + 1, column=mark.column + 1) if mark else Mark(line=1, column=1)
    began = error.context_mark
    start = Mark(line=began.line + 1, column=began.column + 1) if began else None
    kind = str(error.problem or "unreadable")
    return Fault(kind=kind, mark=place, detail=str(error.context or ""), twin=start.line if start else 0, start=start)


def _character(text: str, error: yaml.reader.ReaderError) -> Fault:
    lines = LINE_BREAK.split(text[: error.position])
    code = error.character if isinstance(error.character, int) else ord(text[error.position])
    return Fault(kind="character", mark=Mark(line=len(lines), column=len(lines[-1]) + 1), detail=f"U+{code:04X}")
