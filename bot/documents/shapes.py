"""What may stand at a place, read off the dataclasses that a document is checked against."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, EnumMeta
from functools import cache
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

Loc = tuple[str | int, ...]


def fields_of(shape: object) -> Mapping[str, object]:
    """Return the types of the fields of the dataclass `shape` by the name they have in YAML, nothing for other types."""
    return _fields_of(shape) if isinstance(shape, type) and is_dataclass(shape) else {}


@cache
def _fields_of(shape: type) -> Mapping[str, object]:
    hints = get_type_hints(shape, include_extras=True)
    return {_alias(hints[f.name]) or f.name: hints[f.name] for f in fields(shape) if f.init}


def shape_at(shape: object, loc: Loc) -> object:
    """Return the type that `shape` has at `loc`, None where it cannot be told. Steps that name no place are skipped."""
    for step in loc:
        shape = _unwrapped(shape)
        inner = _step(shape, step)
        shape = inner if inner is not None else shape
    return _unwrapped(shape)


def choices_of(shape: object) -> tuple[str, ...]:
    """Return the words that may stand where `shape` is wanted, empty unless they can be listed."""
    shape = _unwrapped(shape)
    if isinstance(shape, EnumMeta):
        members: Iterable[Enum] = list(shape)
        return tuple(str(member.value) for member in members)
    if get_origin(shape) is Literal:
        return tuple(str(word) for word in get_args(shape))
    return ()


def wants_list(shape: object) -> bool:
    """Tell whether `shape` is a sequence or a set."""
    return get_origin(_unwrapped(shape)) in {tuple, list, frozenset, set}


def _alias(hint: object) -> str:
    """Return the name that the field has in YAML where that is a keyword of Python, else nothing."""
    aliases = (getattr(extra, "alias", None) for extra in get_args(hint)[1:] if get_origin(hint) is Annotated)
    return next((alias for alias in aliases if alias), "")


def _step(shape: object, step: str | int) -> object:
    by_name = fields_of(shape) if isinstance(shape, type) else {}
    if by_name:
        return by_name.get(str(step))
    arguments = get_args(shape)
    if wants_list(shape) and isinstance(step, int):
        return arguments[0]
    if get_origin(shape) in {dict, Mapping}:
        return arguments[0 if step == "[key]" else 1]
    return None


def _unwrapped(shape: object) -> object:
    """Return `shape` without Annotated and Optional; of a union, the part with the most structure."""
    if get_origin(shape) is Annotated:
        return _unwrapped(get_args(shape)[0])
    if get_origin(shape) in {Union, types.UnionType}:
        return _unwrapped(_richest(a for a in get_args(shape) if a is not type(None)))
    return shape


def _richest(shapes: Iterable[object]) -> object:
    return max(shapes, key=lambda s: (bool(fields_of(_unwrapped(s))), get_origin(_unwrapped(s)) is not None))


def leaves_of(shape: object) -> Iterable[tuple[str, object]]:
    """Yield the name and type of every field in `shape`, and in the dataclasses inside, that holds none of its own."""
    for name, inner in fields_of(_unwrapped(shape)).items():
        deepest = _held_by(inner)
        if fields_of(deepest):
            yield from leaves_of(deepest)
            continue
        yield name, deepest


def keys_of(shape: object) -> Iterable[str]:
    """Yield the name of every field in `shape` and in the dataclasses inside."""
    for name, inner in fields_of(_unwrapped(shape)).items():
        yield name
        yield from keys_of(_held_by(inner))


def _held_by(shape: object) -> object:
    """Return what `shape` holds once all lists and mappings around it are taken off."""
    shape = _unwrapped(shape)
    while get_args(shape) and (wants_list(shape) or get_origin(shape) is Mapping):
        shape = _unwrapped(get_args(shape)[0 if wants_list(shape) else 1])
    return shape
