"""Frozen values as JSON-ready ones and back, by their type hints; what is as by default is left out."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def encoded(value: object) -> Any:  # noqa: ANN401, PLR0911 - JSON; one line for each kind of value
    """Return `value` JSON-ready: times as microseconds since 1970, spans as microseconds, tuples and sets as lists.

    Raises TypeError for what is none of: dataclass, mapping, tuple, frozenset, enum, aware time, span, JSON.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if isinstance(value, Mapping):
        return {str(key): encoded(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(encoded(one) for one in value)
    if isinstance(value, tuple | list):
        return [encoded(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        told = ((name, getattr(value, name), usual) for name, usual in _usual(type(value)))
        return {name: encoded(one) for name, one, usual in told if one is not usual and one != usual}
    raise TypeError(f"{type(value).__name__} has no JSON form")


@cache
def _usual(kind: type) -> tuple[tuple[str, object], ...]:
    """Return the names of the fields of `kind`, with their defaults."""
    return tuple((field.name, _default(field)) for field in fields(kind))


def _default(field: "Field[Any]") -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def decoded(kind: type[Value], told: object) -> Value:
    """Return the value of type `kind` that `encoded` made `told` of.

    Raises KeyError, TypeError or ValueError for what was made of something else.
    """
    value: Value = _decoded(kind, told)
    return value


def _decoded(hint: Any, told: Any) -> Any:  # noqa: ANN401, PLR0911 - both are any; one line for each kind of value
    origin = get_origin(hint)
    if isinstance(hint, NewType) or hint in (str, int, bool, Any, object):
        return told
    if origin in (Union, types.UnionType):
        return None if told is None else _decoded(next(a for a in get_args(hint) if a is not type(None)), told)
    if origin is not None:
        return _collected(origin, get_args(hint), told)
    if hint is float:
        return float(told)
    if hint is datetime:
        return _EPOCH + told * _MICROSECOND
    if hint is timedelta:
        return told * _MICROSECOND
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(told)
    hints = _hints(hint)
    return hint(**{name: _decoded(hints[name], one) for name, one in told.items()})


def _collected(origin: Any, arguments: tuple[Any, ...], told: Any) -> Any:  # noqa: ANN401 - both are any
    if origin is tuple and arguments[-1] is not Ellipsis:
        return tuple(_decoded(one, part) for one, part in zip(arguments, told, strict=True))
    if origin in (tuple, frozenset):
        return origin(_decoded(arguments[0], one) for one in told)
    return {_decoded(arguments[0], key): _decoded(arguments[1], one) for key, one in told.items()}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
