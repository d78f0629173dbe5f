"""What both kinds of store hold in the same form: clean text, JSON, times as whole microseconds."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

from bot.core.coding import encoded
from bot.core.findings import Finding
from bot.core.model import Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FINDING_FIELDS = tuple(f.name for f in fields(Finding))

Value = TypeVar("Value")


def microseconds(moment: datetime) -> int:
    """Return `moment` as microseconds since 1970, UTC, exactly. Raises TypeError if it is not aware."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the time that is `microseconds` after 1970, aware, UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def moment_or_none(microseconds: int | None) -> datetime | None:
    """Return the time that is `microseconds` after 1970, None if that is None."""
    return None if microseconds is None else moment(microseconds)


def storable(text: str) -> str:
    """Return `text` with U+FFFD for what no database takes: NUL and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def storable_message(message: Message) -> Message:
    """Return `message` with every text in it made storable; itself if it is, which takes 1 µs."""
    texts = f"{message.id}{message.room}{message.sender}{message.kind}{message.text}{message.quoted}{message.seen}"
    return message if storable(texts) is texts else scrubbed(message)


def scrubbed(value: Value) -> Value:
    """Return `value` with every text in it made storable, however deep in dataclasses, tuples, lists and mappings."""
    return cast("Value", _scrubbed(value))


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        clean = storable(value)
        return value if clean == value else clean
    if isinstance(value, tuple):
        return tuple(_scrubbed(v) for v in value)
    if isinstance(value, list):
        return [_scrubbed(v) for v in value]
    if isinstance(value, Mapping):
        return {_scrubbed(k): _scrubbed(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _scrubbed(getattr(value, f.name)) for f in fields(value)})
    return value


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def to_json(value: object) -> str:
    """Return `value` as compact, storable JSON."""
    return storable(_encode(value))


def written(value: object) -> str:
    """Return what `to_json` makes of `encoded(scrubbed(value))`, for large values in a quarter of the time. Keys are texts or whole numbers.

    Raises TypeError for what has no JSON form.
    """
    try:
        text = _write(value)
    except TypeError:  # keys that only `encoded` takes
        return to_json(encoded(scrubbed(value)))
    return text if "\\u0000" not in text and storable(text) is text else to_json(encoded(scrubbed(value)))


def _one_level(value: object) -> object:
    """Return `value` in a JSON form in which there may be values that have none yet."""
    if not is_dataclass(value) or isinstance(value, type):
        return encoded(value)
    told = ((name, getattr(value, name), usual) for name, usual in _usual(type(value)))
    return {name: one for name, one, usual in told if one is not usual and one != usual}


@cache
def _usual(kind: type) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, _default(field)) for field in fields(kind))


def _default(field: "Field[Any]") -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=_one_level).encode


def plain_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return `value` as it comes back from JSON: lists for tuples, strings for enums."""
    return dict(json.loads(_encode(value)))


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return all fields of `finding` by name, JSON-ready once encoded."""
    return {name: getattr(finding, name) for name in _FINDING_FIELDS}
