"""How a value came to be of the wrong kind, and how it is written right."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta

from bot.documents.flow import quoted
from bot.documents.phrasing import ITEM, named, shown
from bot.documents.problems import Problem, did_you_mean, is_sure, nearest
from bot.documents.shapes import fields_of, wants_list
from bot.documents.traps import WIDE_COMMA, narrow, traps_at
from bot.documents.tree import Document, Node

Hint = tuple[str, str]
"""(mend, snippet); both may be empty."""
NOTHING: Hint = ("", "")
BOOLEANS = ("true", "false")
UNITS = ((timedelta(days=1), "天"), (timedelta(minutes=1), "分钟"), (timedelta(0), "秒"))


def hint_at(document: Document, node: Node, key: str, wanted: object) -> Hint:
    """Return what helps whoever wrote the value at `node` for `key`, where `wanted` is a type."""
    if node.data is None:
        return _of_nothing(document, node, key)
    if isinstance(node.data, bool) and wanted is str:
        return "没有引号的 true、false 是布尔值，请加上引号。", quoted(node.source)
    if wants_list(wanted) or fields_of(wanted) or wanted is dict:
        return _of_structure(document, node, key, wanted)
    return _of_scalar(node, key, wanted)


def _of_nothing(document: Document, node: Node, key: str) -> Hint:
    line = document.line(node.mark)
    if " #" not in line:
        return f"请补上内容，或删掉这{'个键' if _is_key(key) else '一项'}。", ""
    before, _, lost = line.partition(" #")
    snippet = f"{before.strip()} {quoted('#' + lost.rstrip())}" if before.rstrip().endswith(":") else ""
    return "“ #” 后面是注释，所以这里是空的；请给内容加上引号。", snippet


def _of_structure(document: Document, node: Node, key: str, wanted: object) -> Hint:
    trap = trap_behind(document, node) if node.is_plain and isinstance(node.data, str) else NOTHING
    if trap != NOTHING:
        return trap
    if wants_list(wanted) and not isinstance(node.data, dict | list) and _is_key(key):
        written = narrow(node.source).strip("[]") if node.is_plain else quoted(node.source)
        inner = ", ".join(WIDE_COMMA.split(written)) if node.is_plain else written
        return "列表写在半角方括号里，用半角逗号隔开。", f"{key}: [{inner}]"
    keys = fields_of(wanted)
    if keys and not isinstance(node.data, dict):
        return f"里面要写 “键: 值”，可以写的键有：{'、'.join(sorted(keys))}。", ""
    return NOTHING


def _of_scalar(node: Node, key: str, wanted: object) -> Hint:
    close = nearest(node.source, BOOLEANS) if wanted is bool else ""
    if close:
        return "", f"{key}: {close}"
    if wanted in {int, float} and isinstance(node.data, str):
        return "请写阿拉伯数字，不带单位和引号。", ""
    return NOTHING


def wrong_choice(document: Document, node: Node, key: str, choices: tuple[str, ...]) -> Problem:
    """Return the problem that `node` is none of `choices`; several of them may have been typed as one."""
    cause = f"{named(key)}不能是{shown(node)}"
    parts = [part for part in WIDE_COMMA.split(narrow(node.source).strip("[]")) if part]
    if node.is_plain and len(parts) > 1 and all(nearest(part, choices) for part in parts):
        meant = ", ".join(nearest(part, choices) for part in parts)
        mend = "几项之间要用半角逗号隔开，写在半角方括号里。"
        mended = _with(document, node, meant)
        return document.problem(node.mark, cause, mend=mend, snippet=mended.strip(), mended=mended)
    close = nearest(node.source, choices)
    line = _with(document, node, close) if close else ""
    mended = line if is_sure(node.source, close) else ""
    mend = did_you_mean(node.source, choices)
    return document.problem(node.mark, cause, mend=mend, snippet=line.strip(), mended=mended)


def _with(document: Document, node: Node, text: str) -> str:
    """Return the line of `node` with `text` in its place, with the brackets around it if they were full-width."""
    place = document.place(node.mark)
    line, start = document.line(place), place.column - 1
    is_bare = ", " in text and not line[:start].rstrip().endswith(("[", ","))
    text = f"[{text}]" if is_bare or node.source != narrow(node.source) else text
    return f"{line[:start]}{text}{line[start + place.width :]}"


def spelt_span(node: Node, key: str, holder: object) -> str:
    """Return the span that a bare number at `node` was meant to be, in the unit that is usual for `key` of `holder`.

    Usual is the default of the field, or what the class has under `usual` where leaving the key out means something else.
    """
    if isinstance(node.data, bool) or not isinstance(node.data, int | float) or node.data <= 0 or not _is_key(key):
        return ""
    usual = getattr(getattr(holder, "usual", None), key, None)
    for field in fields(holder) if is_dataclass(holder) else ():
        usual = field.default if field.name == key and isinstance(field.default, timedelta) else usual
    usual = usual if isinstance(usual, timedelta) else timedelta(0)
    unit = next(name for least, name in UNITS if usual >= least)
    return f"{key}: {node.source}{unit}"


def hint_of(holder: object, key: str) -> str:
    """Return what the class `holder` says of a wrong value of `key`: the `hints` it may have."""
    hints: Mapping[str, str] = getattr(holder, "hints", {})
    return hints.get(key, "")


def trap_behind(document: Document, node: Node) -> Hint:
    """Return (mend, snippet) of the trap in the line of `node` that made it what it is, empty texts if none did."""
    trap = next(iter(traps_at(document.line(node.mark), node.mark.line)), None)
    return (f"{trap.cause}。{trap.mend}", trap.mended.strip()) if trap is not None else NOTHING


def _is_key(key: str) -> bool:
    return bool(key) and not key.endswith(ITEM)
