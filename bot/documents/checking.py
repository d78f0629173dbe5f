"""Plain data of a document → a checked value, or every reason why not, each at its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import GenericAlias
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.documents.phrasing import ITEM, LIMITS, WRONG_KIND, kind_of, limit, named, shown
from bot.documents.problems import Problem, did_you_mean, nearest
from bot.documents.shapes import Loc, choices_of, fields_of, shape_at, wants_list
from bot.documents.traps import quoted, traps_at
from bot.documents.tree import Document, Mark, Node

CONFIG = ConfigDict(extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)
UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking: `value` is only good without problems."""

    value: Any = None
    problems: tuple[Problem, ...] = field(default=())


def check(document: Document, node: Node, shape: object, *, data: object = ..., at: Loc = ()) -> Checked:
    """Return the value of type `shape` that `node` of `document` gives.

    data: what to check in place of the node's own data (a shorthand spelled out, variables filled in). at: where the
    node's data stands in `data`. shape: a dataclass, or anything pydantic takes; unknown keys are refused.
    """
    try:
        given = node.data if data is ... else data
        value = cast("tuple[Any]", _adapter(shape).validate_python((given,)))[0]
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        telling = [d for d in details if not _is_misspelt(d, details) and not _is_echo(d, details)]
        found = [_problem(document, node, shape, detail, at) for detail in telling]
        return Checked(problems=tuple(dict.fromkeys(found)))
    return Checked(value=value)


@cache
def _adapter(shape: object) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[tuple[Any]]", GenericAlias(tuple, (shape,))), config=CONFIG)


def _is_misspelt(detail: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Tell whether the key that `detail` misses stands there under an unknown name, which is told anyway."""
    *parent, key = detail["loc"]
    unknown = (o["loc"] for o in others if o["type"] in UNKNOWN and list(o["loc"][:-1]) == parent)
    return detail["type"] == "missing" and any(nearest(str(loc[-1]), [str(key)]) for loc in unknown)


def _is_echo(detail: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Tell whether a list is only too short because something in it is wrong, which is told anyway."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(o["loc"]) > len(loc) and o["loc"][: len(loc)] == loc for o in others
    )


def _problem(document: Document, node: Node, shape: object, detail: ErrorDetails, at: Loc) -> Problem:
    loc = detail["loc"][1:]
    steps = loc[len(at) :] if loc[: len(at)] == at else loc
    if detail["type"] in UNKNOWN:
        return _unknown_field(document, _reached(node, steps[:-1]), str(loc[-1]), shape_at(shape, loc[:-1]))
    if loc and loc[-1] == "[key]":
        valid = choices_of(shape_at(shape, (*loc[:-2], "[key]")))
        return unknown_key(document, _reached(node, steps[:-2]), str(loc[-2]), valid)
    if detail["type"] == "missing":
        return _missing(document, node, steps)
    target = _reached(node, steps)
    wanted = shape_at(shape, loc)
    return _wrong_value(document, target, _key_of(node, steps), wanted, detail)


def unknown_key(document: Document, parent: Node, key: str, valid: Iterable[str]) -> Problem:
    """Return the problem that `key` stands in `parent` but is none of `valid`."""
    mark = parent.keys.get(key, parent.mark)
    mend, snippet = rename(document, mark, key, valid)
    return document.problem(mark, f"未知的键 “{key}”", mend=mend, snippet=snippet)


def _unknown_field(document: Document, parent: Node, key: str, shape: object) -> Problem:
    """Return the problem that `shape` has no `key`; `shape.misplaced` tells of keys that belong elsewhere."""
    problem = unknown_key(document, parent, key, fields_of(shape))
    hints: Mapping[str, str] = getattr(shape, "misplaced", {})
    return replace(problem, mend=hints[key], snippet="") if key in hints else problem


def rename(document: Document, mark: Mark, key: str, valid: Iterable[str]) -> tuple[str, str]:
    """Return (mend, snippet) for the wrong `key` at `mark`: the nearest of `valid`, and the line with it."""
    if "：" in key or ":" in key:
        return "冒号要用半角，后面加一个空格：“键: 值”。", ""
    choices = tuple(valid)
    meant, place = nearest(key, choices), document.place(mark)
    line, start = document.line(place), place.column - 1
    snippet = f"{line[:start]}{meant}{line[start + place.width :]}".strip() if meant else ""
    return did_you_mean(key, choices), snippet


def _missing(document: Document, node: Node, steps: Loc) -> Problem:
    parent = _reached(node, steps[:-1])
    key = str(steps[-1]) if steps else ""
    return document.problem(parent.mark, f"缺少必填的键 “{key}”", mend=f"请补上 “{key}: …”。")


def _wrong_value(document: Document, node: Node, key: str, wanted: object, detail: ErrorDetails) -> Problem:
    kind = detail["type"]
    choices = choices_of(wanted)
    if choices:
        close = nearest(node.source, choices)
        snippet = f"{key}: {close}" if key and not key.endswith(ITEM) and close else ""
        cause = f"{named(key)}不能是{shown(node)}"
        return document.problem(node.mark, cause, mend=did_you_mean(node.source, choices), snippet=snippet)
    if kind == "value_error":
        name = "" if isinstance(node.data, dict) else named(key)
        return document.problem(node.mark, f"{name}{detail.get('ctx', {}).get('error', '不合要求')}")
    if kind in LIMITS:
        return document.problem(node.mark, f"{named(key)}{limit(node, detail)}")
    if kind in WRONG_KIND:
        mend, snippet = _hint(document, node, key, wanted)
        cause = f"{named(key)}要写成{WRONG_KIND[kind]}，这里是{kind_of(node, kind)}"
        return document.problem(node.mark, cause, mend=mend, snippet=snippet)
    return document.problem(node.mark, f"{named(key)}不合要求，这里是{shown(node)}", mend=f"规则：{detail['msg']}")


def _hint(document: Document, node: Node, key: str, wanted: object) -> tuple[str, str]:
    """Return how a value of the wrong kind came about, and how it is written right."""
    if node.data is None and " #" in document.line(node.mark):
        return "“ #” 后面是注释，所以这里是空的；请给内容加上引号。", ""
    if isinstance(node.data, bool) and wanted is str:
        return "没有引号的 true、false 是布尔值，请加上引号。", quoted(node.source)
    if node.is_plain and isinstance(node.data, str) and (wants_list(wanted) or fields_of(wanted) or wanted is dict):
        mend, snippet = trap_behind(document, node)
        if mend:
            return mend, snippet
    is_key = key and not key.endswith(ITEM)
    if wants_list(wanted) and not isinstance(node.data, dict | list) and is_key and node.data is not None:
        return "列表写在方括号里，用半角逗号隔开。", f"{key}: [{node.source}]"
    return "", ""


def trap_behind(document: Document, node: Node) -> tuple[str, str]:
    """Return (mend, snippet) of the trap in the line of `node` that made it what it is, empty texts if none did."""
    trap = next(iter(traps_at(document.line(node.mark), node.mark.line)), None)
    return (f"{trap.cause}。{trap.mend}", trap.mended.strip()) if trap is not None else ("", "")


def _reached(node: Node, steps: Loc) -> Node:
    """Return the node at `steps`; steps that pydantic adds and the file does not have are skipped."""
    for step in steps:
        node = node.children.get(step, node)
    return node


def _key_of(node: Node, steps: Loc) -> str:
    """Return the key whose value is at `steps`; `key[0]` for the first element of its list; nothing if there is none."""
    last = ""
    for step in steps:
        if step not in node.children:
            continue
        node = node.children[step]
        last = step if isinstance(step, str) else f"{last}[{step}{ITEM}" if last and not last.endswith(ITEM) else ""
    return last


def mark_of(node: Node, key: str) -> Mark:
    """Return where `key` of `node` has its value, or where `node` begins if it has no such key."""
    return node.children[key].mark if key in node.children else node.mark
