"""What is wrong between keys of `config.yaml` that are each right: found in what could be read, whatever else is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.documents.checking import mark_of
from bot.documents.problems import Problem
from bot.documents.tree import Document, Node


def contradictions(document: Document, node: Node, data: object) -> Iterator[Problem]:
    """Yield the contradictions in `document`. node: its root. data: that of `node` with the variables filled in."""
    yield from _shared_names(document, _inner(node, "rooms"), _at(data, "rooms"))
    rooms = _pairs(_inner(node, "rooms"), _at(data, "rooms"))
    for holder, told in ((node, data), *rooms):
        steps = _inner(_inner(holder, "policy"), "ladder")
        yield from _steps_down(document, steps, _at(_at(told, "policy"), "ladder"))


def _shared_names(document: Document, rooms: Node, data: object) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Mapping[str, Any]] = {}
    for place, room in _pairs(rooms, data):
        for kind, name in _names(room):
            first = seen.setdefault((kind, name), room)
            if first is not room:
                what = "群 id" if kind == "id" else f"{kind} 的群聊"
                cause = f"{what} “{name}” 重复了，{_called(first)}已经用过"
                yield document.problem(mark_of(place, "id"), cause, mend="每个群要有自己的 id，每个群聊只属于一个群。")


def _names(room: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what no other room may have: ("id", its id), (channel, chat id)."""
    chats = room.get("chats")
    for kind, name in (("id", room.get("id")), *(chats.items() if isinstance(chats, dict) else ())):
        if isinstance(name, str | int) and name != "":
            yield str(kind), str(name)


def _called(room: Mapping[str, Any]) -> str:
    """Return how to speak of `room`."""
    return f"群 “{room['id']}” " if isinstance(room.get("id"), str | int) else "另一个群"


def _steps_down(document: Document, steps: Node, data: object) -> Iterator[Problem]:
    lower: float | None = None
    for place, step in _pairs(steps, data):
        at = _number(step.get("at"))
        if at is None:
            continue
        if lower is not None and at <= lower:
            cause = f"阶梯要一级比一级高：{at:g} 分没有超过上一级的 {lower:g} 分"
            yield document.problem(mark_of(place, "at"), cause, mend="请按分数从低到高排列，分数不要重复。")
        lower = at


def _number(value: object) -> float | None:
    try:
        return None if isinstance(value, bool) or not isinstance(value, int | float | str) else float(value)
    except ValueError:
        return None


def _inner(node: Node, key: str) -> Node:
    return node.children.get(key, Node(mark=node.mark))


def _at(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def _pairs(node: Node, data: object) -> Iterator[tuple[Node, Mapping[str, Any]]]:
    """Yield the mappings of a list with their places."""
    if isinstance(data, list):
        for place, element in zip(node.elements(), data, strict=False):
            if isinstance(element, dict):
                yield place, element
