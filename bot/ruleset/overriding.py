"""A rule in YAML with what an override says in its place."""

from collections.abc import Mapping

from bot.documents.shapes import shape_at, wants_list
from bot.documents.tree import Mark, Node
from bot.rules import Condition

EXPRESSIONS = ("when", "unless")
NOT_IN_VARIANTS = ("rooms", "examples", "overrides")


def overridden(rule: Node, override: Node, *, conditions: Mapping[str, type[Condition]]) -> Node:
    """Return the mapping `rule` as `override` has it: its settings are put in, one by one; lists are put in whole.

    What stands in either keeps its place. A condition of another name replaces the one that was there.
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


def _expression(base: Node, over: Node, conditions: Mapping[str, type[Condition]]) -> Node:
    """Return an expression with another one put in: two of one name are merged, else the other one is taken."""
    if len(base.keys) != 1 or base.keys.keys() != over.keys.keys():
        return over
    [name] = over.keys
    before, after = base.children[name], over.children[name]
    if name == "not":
        merged = _expression(before, after, conditions)
    elif name in conditions:
        merged = _merged(_spelt_out(before, conditions[name]), _spelt_out(after, conditions[name]))
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


def _spelt_out(node: Node, kind: type[Condition]) -> Node:
    """Return the settings at `node` as a mapping, where a bare value stands for one of them."""
    if isinstance(node.data, dict) or node.data is None or not kind.shorthand:
        return node if node.data is not None else _mapping(node.mark, {}, {})
    if wants_list(shape_at(kind, (kind.shorthand,))) and not isinstance(node.data, list):
        node = Node(mark=node.mark, data=[node.data], children={0: node})
    return _mapping(node.mark, {kind.shorthand: node}, {kind.shorthand: node.mark})


def _without(node: Node, keys: tuple[str, ...]) -> Node:
    kept = {key: child for key, child in node.children.items() if key not in keys}
    return _mapping(node.mark, kept, {key: mark for key, mark in node.keys.items() if key not in keys})


def _mapping(mark: Mark, children: Mapping[str | int, Node], keys: Mapping[str, Mark]) -> Node:
    data = {str(key): child.data for key, child in children.items()}
    return Node(mark=mark, data=data, children=children, keys=keys)
