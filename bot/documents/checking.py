"""Plain data of a document → a checked value, or every reason why not, each at its place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import takewhile
from types import GenericAlias
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.documents.flow import quoted
from bot.documents.hints import hint_at, hint_of, spelt_span, wrong_choice
from bot.documents.phrasing import ITEM, LIMITS, WRONG_KIND, kind_of, limit, named, shown
from bot.documents.problems import Problem, did_you_mean, is_sure, nearest
from bot.documents.shapes import Loc, choices_of, fields_of, shape_at
from bot.documents.tree import Document, Mark, Node

CONFIG = ConfigDict(extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)
COLON = re.compile(r"\s*[:：]\s*")
MAPPING = frozenset({"dict_type", "mapping_type", "dataclass_type"})
NUMBERS: Mapping[object, str] = {int: "int_type", float: "float_type"}
UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking: `value` is only good without problems."""

    value: Any = None
    problems: tuple[Problem, ...] = field(default=())


def check(
    document: Document, node: Node, shape: object, *, data: object = ..., at: Loc = (), name: str = ""
) -> Checked:
    """Return the value of type `shape` that `node` of `document` gives.

    data: what to check in place of the node's own data (a shorthand spelled out, variables filled in). at: where the
    node's data stands in `data`. name: the key whose value the node is, empty if none is worth telling. shape: a dataclass, or anything pydantic takes; unknown keys are refused.
    """
    given = node.data if data is ... else data
    try:
        value = cast("tuple[Any]", _adapter(shape).validate_python((given,)))[0]
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        telling = [d for d in details if not _is_misspelt(d, details) and not _is_echo(d, details)]
        slipped = {d["loc"]: _slipped(node, d, details) for d in telling if d["type"] in MAPPING}
        told = {key for keys in slipped.values() for key in keys}
        telling = [d for d in telling if d["type"] not in UNKNOWN or d["loc"][-1] not in told]
        telling = [d for d in telling if d["type"] not in WRONG_KIND or not _is_mended(document, node, d, at)]
        found = [_problem(document, node, shape, detail, (at, name)) for detail in telling]
        found = [_told_of(p, document, slipped.get(d["loc"], ())) for p, d in zip(found, telling, strict=True)]
        return Checked(problems=tuple(dict.fromkeys(found)))
    found = [_problem(document, node, shape, detail, (at, name)) for detail in _booleans(given, shape)]
    return Checked(value=None if found else value, problems=tuple(found))


def _booleans(data: object, shape: object, loc: Loc = ()) -> Iterator[ErrorDetails]:
    """Yield what is wrong with every true or false that stands for a number: Python takes them for 1 and 0."""
    if isinstance(data, bool):
        kind = NUMBERS.get(shape_at(shape, loc), "")
        if kind:
            yield ErrorDetails(type=kind, loc=(0, *loc), msg="", input=data)
        return
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield from _booleans(value, shape, (*loc, step))


@cache
def _adapter(shape: object) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[tuple[Any]]", GenericAlias(tuple, (shape,))), config=CONFIG)


def _is_misspelt(detail: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Tell whether the key that `detail` misses stands there under an unknown name, which is told anyway."""
    *parent, key = detail["loc"]
    unknown = (o["loc"] for o in others if o["type"] in UNKNOWN and list(o["loc"][:-1]) == parent)
    return detail["type"] == "missing" and any(nearest(str(loc[-1]), [str(key)]) for loc in unknown)


def _slipped(node: Node, detail: ErrorDetails, others: list[ErrorDetails]) -> tuple[str, ...]:
    """Return the unknown keys that follow the empty mapping of `detail` and were meant to stand in it."""
    *parent, key = detail["loc"]
    unknown = {o["loc"][-1] for o in others if o["type"] in UNKNOWN and list(o["loc"][:-1]) == parent}
    holder = _reached(node, tuple(parent[1:]))
    keys = list(holder.keys)
    if key not in keys or holder.children[key].data is not None:
        return ()
    return tuple(takewhile(lambda following: following in unknown, keys[keys.index(str(key)) + 1 :]))


def _is_mended(document: Document, node: Node, detail: ErrorDetails, at: Loc) -> bool:
    """Tell whether the value of `detail` is only of the wrong kind because we put it in quotes to read on."""
    loc = detail["loc"][1:]
    target = _reached(node, loc[len(at) :] if loc[: len(at)] == at else loc)
    if target.is_plain or not isinstance(target.data, str):
        return False
    line = document.line(target.mark)
    read = document.mended[target.mark.line - 1 : target.mark.line]
    return read not in {(), (line,)} and quoted(target.data) not in line


def _told_of(problem: Problem, document: Document, slipped: tuple[str, ...]) -> Problem:
    """Return `problem` of an empty mapping with what was meant to stand in it, if anything `slipped` out."""
    if not slipped:
        return problem
    line = next((text for text in document.lines[problem.line :] if text.strip()), "")
    above = document.lines[problem.line - 1]
    snippet = f"{above.strip()}\n  {line.strip()}"
    return replace(
        problem,
        mend=f"下面的 “{'”、“'.join(slipped)}” 少了缩进，要再往里两个空格（它下面的各行也是）。",
        snippet=snippet,
    )


def _is_echo(detail: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Tell whether a list is only too short because something in it is wrong, which is told anyway."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(o["loc"]) > len(loc) and o["loc"][: len(loc)] == loc for o in others
    )


def _problem(document: Document, node: Node, shape: object, detail: ErrorDetails, within: tuple[Loc, str]) -> Problem:
    """Return what `detail` tells. within: (where the node's data stands, the key whose value the node is)."""
    at, name = within
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
    shapes = shape_at(shape, loc), shape_at(shape, loc[:-1])
    return _wrong_value(document, target, _key_of(node, steps, name), shapes, detail)


def unknown_key(document: Document, parent: Node, key: str, valid: Iterable[str]) -> Problem:
    """Return the problem that `key` stands in `parent` but is none of `valid`."""
    mark = parent.keys.get(key, parent.mark)
    mend, snippet, mended = rename(document, mark, key, valid)
    return document.problem(mark, f"未知的键 “{key}”", mend=mend, snippet=snippet, mended=mended)


def _unknown_field(document: Document, parent: Node, key: str, shape: object) -> Problem:
    """Return the problem that `shape` has no `key`; `shape.misplaced` tells of keys that belong elsewhere."""
    problem = unknown_key(document, parent, key, fields_of(shape))
    hints: Mapping[str, str] = getattr(shape, "misplaced", {})
    return replace(problem, mend=hints[key], snippet="", fix=None) if key in hints else problem


def rename(document: Document, mark: Mark, key: str, valid: Iterable[str]) -> tuple[str, str, str]:
    """Return (mend, snippet, mended line) for the wrong `key` at `mark`: the nearest of `valid`, and the line with it.

    The mended line is empty unless the nearest is surely the one.
    """
    place = document.place(mark)
    line, start = document.line(place), place.column - 1
    if "：" in key or ":" in key:
        mended = COLON.sub(": ", key, count=1)
        whole = f"{line[:start]}{mended}{line[start + place.width :]}"
        return "冒号要用半角，后面加一个空格：“键: 值”。", whole.strip(), whole
    choices = tuple(valid)
    meant = nearest(key, choices)
    whole = f"{line[:start]}{meant}{line[start + place.width :]}" if meant else ""
    return did_you_mean(key, choices), whole.strip(), whole if is_sure(key, meant) else ""


def _missing(document: Document, node: Node, steps: Loc) -> Problem:
    parent = _reached(node, steps[:-1])
    key = str(steps[-1]) if steps else ""
    return document.problem(parent.mark, f"缺少必填的键 “{key}”", mend=f"请补上 “{key}: …”。")


def _wrong_value(
    document: Document, node: Node, key: str, shapes: tuple[object, object], detail: ErrorDetails
) -> Problem:
    """Return what is wrong with the value at `node`. shapes: (what is wanted there, what holds it)."""
    wanted, holder = shapes
    kind = detail["type"]
    choices = choices_of(wanted)
    if choices and kind != "value_error":
        return wrong_choice(document, node, key, choices)
    mend, snippet = hint_of(holder, key), ""
    if kind == "value_error":
        name = "" if isinstance(node.data, dict) else named(key)
        why = str(detail.get("ctx", {}).get("error", "不合要求"))
        joint = (
            "的 "
            if name and why.startswith("“")
            else "："
            if name and key.endswith(ITEM) and not why.startswith("要")
            else ""
        )
        snippet = spelt_span(node, key, holder) if wanted is timedelta else ""
        return document.problem(node.mark, f"{name}{joint}{why}", mend=mend, snippet=snippet)
    if kind in LIMITS:
        return document.problem(node.mark, f"{named(key)}{limit(node, detail)}", mend=mend)
    if kind in WRONG_KIND:
        cause = f"{named(key)}要写成{WRONG_KIND[kind]}，这里是{kind_of(node, kind)}"
        usual, snippet = hint_at(document, node, key, wanted)
        return document.problem(node.mark, cause, mend=mend or usual, snippet=snippet)
    return document.problem(node.mark, f"{named(key)}不合要求，这里是{shown(node)}", mend=f"规则：{detail['msg']}")


def _reached(node: Node, steps: Loc) -> Node:
    """Return the node at `steps`; steps that pydantic adds and the file does not have are skipped."""
    for step in steps:
        node = node.children.get(step, node)
    return node


def _key_of(node: Node, steps: Loc, last: str) -> str:
    """Return the key whose value is at `steps`; `key[0]` for the first element of its list; `last` if there is none."""
    for step in steps:
        if step not in node.children:
            continue
        node = node.children[step]
        last = step if isinstance(step, str) else f"{last}[{step}{ITEM}" if last and not last.endswith(ITEM) else ""
    return last


def mark_of(node: Node, key: str) -> Mark:
    """Return where `key` of `node` has its value, or where `node` begins if it has no such key."""
    return node.children[key].mark if key in node.children else node.mark
