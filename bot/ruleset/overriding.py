"""A rule in YAML with what an override says in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.documents.tree import Mark, Node
from bot.rules import Condition
from bot.ruleset.reading import spelt_out

Form = tuple[str, ...]
"""Name of a condition, behind `not` as often as it is denied; empty for what is combined."""
Steps = tuple[str | int, ...]

EXPRESSIONS = ("when", "unless")
COMBINING = ("any", "all")
NOT_IN_VARIANTS = ("rooms", "examples", "overrides")


def overridden(rule: Node, override: Node, *, conditions: Mapping[str, type[Condition]]) -> Node:
    """Return the mapping `rule` as `override` has it: its settings are put in, one by one; lists are put in whole.

    What stands in either keeps its place. A condition of another name replaces all that was there; one that stands there
    once among others replaces that one alone.
    """
    base = _without(rule, NOT_IN_VARIANTS)
    over = _without(override, NOT_IN_VARIANTS)
    children = dict(base.children)
    for key, node in over.items():
        known = children.get(key)
        if known is not None and key in EXPRESSIONS:
            node = _expression(known, node, conditions)  # noqa: PLW2901 # the same node, seen within the rule
        elif known is not None:
            node = _merged(known, node)  # noqa: PLW2901
        children[key] = node
    return _mapping(base.mark, children, {**base.keys, **over.keys})


def unclear(rule: Node, override: Node) -> Iterator[tuple[str, str, Mark]]:
    """Yield what `override` says of a condition that stands in `rule` not just once: (key, condition, its place)."""
    for key in EXPRESSIONS:
        base, over = rule.children.get(key), override.children.get(key)
        form = _form(over) if over is not None else ()
        if base is None or over is None or not form or _form(base):
            continue
        name = form[-1]
        if name in _names(base) and len(list(_alike(base, form))) != 1:
            while name not in over.keys:
                over = over.children["not"]
            yield key, name, over.keys[name]


def _form(node: Node) -> Form:
    names: list[str] = []
    while len(node.keys) == 1:
        [name] = node.keys
        names.append(name)
        if name != "not":
            return tuple(names) if name not in COMBINING else ()
        node = node.children[name]
    return ()


def _names(node: Node) -> Iterator[str]:
    """Yield the conditions in the expression `node`."""
    for key, child in node.items():
        if key in COMBINING:
            yield from (name for element in child.elements() for name in _names(element))
        elif key == "not":
            yield from _names(child)
        else:
            yield key


def _alike(node: Node, form: Form) -> Iterator[Steps]:
    """Yield the ways to what has `form` in the expression `node`, where `any` and `all` lead to it."""
    if _form(node) == form:
        yield ()
        return
    for key, child in node.items():
        elements = enumerate(child.elements()) if key in COMBINING else ()
        yield from ((key, number, *steps) for number, element in elements for steps in _alike(element, form))


def _put(node: Node, steps: Steps, inner: Node) -> Node:
    """Return `node` with `inner` at the end of `steps`."""
    if not steps:
        return inner
    children = {**node.children, steps[0]: _put(node.children[steps[0]], steps[1:], inner)}
    data = [child.data for child in children.values()] if isinstance(node.data, list) else None
    return replace(node, data=data or {key: child.data for key, child in children.items()}, children=children)


def _reached(node: Node, steps: Steps) -> Node:
    for step in steps:
        node = node.children[step]
    return node


def _expression(base: Node, over: Node, conditions: Mapping[str, type[Condition]]) -> Node:
    """Return an expression with another one put in: two of one name are merged, else the other one is taken."""
    if len(base.keys) != 1 or base.keys.keys() != over.keys.keys():
        places = list(_alike(base, _form(over))) if _form(over) else []
        if len(places) != 1:
            return over
        [steps] = places
        return _put(base, steps, _expression(_reached(base, steps), over, conditions))
    [name] = over.keys
    before, after = base.children[name], over.children[name]
    if name == "not":
        merged = _expression(before, after, conditions)
    elif name in conditions:
        merged = _merged(_as_mapping(before, conditions[name]), _as_mapping(after, conditions[name]))
    else:
        return over
    return _mapping(over.mark, {name: merged}, over.keys)


def _merged(base: Node, over: Node) -> Node:
    if not isinstance(base.data, dict) or not isinstance(over.data, dict):
        return over
    children = dict(base.children)
    for key, node in over.items():
        children[key] = _merged(children[key], node) if key in children else node
    return _mapping(over.mark, children, {**base.keys, **over.keys})


def _as_mapping(node: Node, kind: type[Condition]) -> Node:
    """Return the settings at `node` as a mapping, where a bare value stands for one of them."""
    data, at = spelt_out(node, kind)
    if not at:
        return node if node.data is not None else _mapping(node.mark, {}, {})
    name, *first = at
    inner = Node(mark=node.mark, data=data[name], children={0: node}) if first else node
    return _mapping(node.mark, {name: inner}, {str(name): node.mark})


def _without(node: Node, keys: tuple[str, ...]) -> Node:
    kept = {key: child for key, child in node.children.items() if key not in keys}
    return _mapping(node.mark, kept, {key: mark for key, mark in node.keys.items() if key not in keys})


def _mapping(mark: Mark, children: Mapping[str | int, Node], keys: Mapping[str, Mark]) -> Node:
    data = {str(key): child.data for key, child in children.items()}
    return Node(mark=mark, data=data, children=children, keys=keys)
