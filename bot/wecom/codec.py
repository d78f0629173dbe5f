"""Bytes from outside to plain values: XML and JSON, hardened. Any bytes give a value or a WireError."""

import json
import re
from typing import Any, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from bot.core.errors import WireError

MAX_BYTES = 1 << 20  # chosen; a callback is a few KiB
MAX_DEPTH = 32  # chosen; the deepest document of the platform has 8

Node = str | dict[str, "Node"] | list["Node"]
"""An XML element: its text, its children by name, or all elements of one name in a row."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks, which expat believes more than us
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class _Builder:
    """Collects what expat reports; attributes and text between elements are of no use here."""

    __slots__ = ("open", "root", "text")

    def __init__(self) -> None:
        self.open: list[dict[str, Node]] = [{}]
        self.root = ""
        self.text = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self.open) > MAX_DEPTH:
            raise WireError(f"XML 嵌套超过 {MAX_DEPTH} 层")
        self.open.append({})
        self.text = ""

    def characters(self, more: str) -> None:
        self.text += more

    def end(self, name: str) -> None:
        node: Node = self.open.pop() or self.text
        siblings = self.open[-1]
        self.text = ""
        if name not in siblings:
            siblings[name] = node
            return
        before = siblings[name]
        siblings[name] = [*before, node] if isinstance(before, list) else [before, node]


def read_xml(body: bytes) -> dict[str, Node]:
    """Return the children of the root element `xml`.

    body: UTF-8, whatever it declares. Raises WireError for anything ill-formed, too big, too deep or with a DOCTYPE.
    """
    _check_size(len(body))
    if body[:2] in _UTF_16:
        raise WireError("XML 应为 UTF-8，收到的是 UTF-16")
    builder = _Builder()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.CharacterDataHandler = builder.characters
    parser.EndElementHandler = builder.end
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes it by position only
    except ExpatError as error:
        raise WireError(f"不是合格的 XML：{error}") from error
    children = builder.open[0].get("xml")
    if not isinstance(children, dict):
        raise WireError("XML 的根元素应为带内容的 <xml>")
    return children


def read_json(body: bytes | str) -> dict[str, Any]:
    """Return the object that `body` is.

    Characters that no database takes (NUL, lone surrogates) come back as U+FFFD. Raises WireError for anything
    ill-formed, too big or too deep, for names given twice, NaN and infinity.
    """
    _check_size(len(body))
    try:
        text = body if isinstance(body, str) else body.decode()
        value = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise WireError(f"不是合格的 JSON：{error}") from error
    if not isinstance(value, dict):
        raise WireError("JSON 的最外层应为对象")
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _check_depth(value)
    return _storable(value) if "\\u" in text else value


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise WireError(f"正文 {size} 字节，超过上限 {MAX_BYTES}")


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise WireError("XML 里不许有 DOCTYPE")


def _check_depth(value: Any) -> None:  # noqa: ANN401 - JSON is any value
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    raise WireError(f"JSON 嵌套超过 {MAX_DEPTH} 层")


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON is any value
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("同一个名字出现了两次")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"不许有 {name}")


def _finite(digits: str) -> float:
    number = float(digits)
    if number - number != 0:
        raise ValueError(f"数 {digits} 太大")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite)
