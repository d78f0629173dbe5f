"""JSON Schema of what a dataclass takes when it is written in YAML, for editors."""

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BeforeValidator, PlainValidator
from pydantic.fields import FieldInfo

from bot.documents.secrets import Secret
from bot.documents.shapes import choices_of, fields_of

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"  # the one editors know best
TEXT: Schema = {"type": ["string", "number"]}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
UNIT = r"\s*([A-Za-z]+|[一-鿿]+)\s*"
SPAN: Schema = {
    "type": "string",
    "pattern": rf"^(?!(\s*0+(\.0+)?{UNIT})+$)(\s*\d{{1,9}}(\.\d{{1,3}})?{UNIT})+$",
    "examples": ["10秒", "5分钟", "2小时", "1天"],
}
DIGITS = r"\d+(_\d+)*"
SPOKEN = "^({})$".format(
    "|".join(
        "".join(f"[{c.upper()}{c}]" for c in w) for w in ("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n")
    )
    + "|0|1"
)
"""Yes and no as people write them; editors differ in what they take for a boolean."""
PLAIN: Mapping[object, Schema] = {
    type(None): {"type": "null"},
    bool: {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": SPOKEN}]},
    int: {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d+(_\d+)*(\.0*)?\s*$"}]},
    float: {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": rf"^\s*[+-]?({DIGITS}\.?|({DIGITS})?\.{DIGITS})([eE][+-]?{DIGITS})?\s*$"},
        ]
    },
    str: TEXT,
    Secret: TEXT,
    timedelta: SPAN,
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    datetime: {
        "type": "string",
        "pattern": r"^\s*\d{4}-\d{1,2}-\d{1,2}([ T]+\d{1,2}[:：]\d{2}([:：]\d{2})?)?\s*$",
    },
}
WRITTEN_SO = (timedelta, date, datetime)
"""What YAML gives as text of a form that is told above; other types may be given in more ways than they tell."""
BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
NO_NOTES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How schemas are drawn.

    special: schemas of fields, by class and the name in YAML, that their types do not tell. notes: what editors say of a
    field, the same way. variable: another form that any single value may have, None if none.
    """

    special: Mapping[tuple[type, str], Schema] = field(default_factory=dict)
    notes: Callable[[type, str], str] = lambda _shape, _name: ""
    variable: Schema | None = None

    def of(self, shape: object) -> Schema:
        """Return the schema of values of type `shape`."""
        if get_origin(shape) is Annotated:
            return self._annotated(*get_args(shape))
        if get_origin(shape) in {Union, types.UnionType}:
            return either([self.of(part) for part in get_args(shape)])
        if isinstance(shape, type) and fields_of(shape):
            return self.mapping(shape)
        if get_origin(shape) in {tuple, list, frozenset, set}:
            return {"type": "array", "items": self.of(get_args(shape)[0])}
        if get_origin(shape) in {dict, Mapping}:
            return self._by_key(shape)
        return self._single(_single_of(shape))

    def mapping(self, shape: type, *, without: Iterable[str] = ()) -> Schema:
        """Return the schema of the dataclass `shape`, `without` some of its keys."""
        skipped = frozenset(without)
        hints = {name: hint for name, hint in fields_of(shape).items() if name not in skipped}
        needed = [name for name in required(shape) if name not in skipped]
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: self.field(shape, name, hint) for name, hint in hints.items()},
            **({"required": needed} if needed else {}),
        }

    def field(self, shape: type, name: str, hint: object) -> Schema:
        """Return the schema of one field, with what there is to say about it."""
        made = self.special.get((shape, name)) or self.of(hint)
        note = self.notes(shape, name)
        made = {"allOf": [made]} if note and "$ref" in made else made  # draft 7 takes nothing beside a reference
        return {"description": note, **made} if note else made

    def _annotated(self, inner: object, *extras: object) -> Schema:
        made = self.of(inner)
        limits: Schema = {}
        for extra in extras:
            limits |= _limits(extra, made)
        made = _limited(made, limits)
        if any(isinstance(extra, PlainValidator) for extra in extras):
            return SCALAR
        if inner not in WRITTEN_SO and any(isinstance(extra, BeforeValidator) for extra in extras):
            return either([made, SCALAR])  # it takes more than its type says
        return made

    def _by_key(self, shape: object) -> Schema:
        keys, values = get_args(shape)
        choices = choices_of(keys)
        names = {"propertyNames": {"enum": list(choices)}} if choices else {}
        return {"type": "object", **names, **({} if values is Any else {"additionalProperties": self.of(values)})}

    def _single(self, made: Schema) -> Schema:
        return made if self.variable is None or made in (TEXT, PLAIN[type(None)]) else either([made, self.variable])


def _single_of(shape: object) -> Schema:
    """Return the schema of single values of type `shape`."""
    choices = choices_of(shape)
    return {"enum": list(choices)} if choices else PLAIN.get(shape, SCALAR)


def either(schemas: Iterable[Schema]) -> Schema:
    """Return the schema of what any of `schemas` takes."""
    flat: list[Schema] = []
    for one in schemas:
        flat += [part for part in one.get("anyOf", [one]) if part not in flat]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def required(shape: type) -> list[str]:
    """Return the names, as in YAML, of the fields of `shape` that have no default."""
    names = [f for f in fields(shape) if f.init]
    by_yaml = list(fields_of(shape))
    return [
        name for name, f in zip(by_yaml, names, strict=True) if f.default is MISSING and f.default_factory is MISSING
    ]


def _limits(extra: object, made: Schema) -> Schema:
    """Return the bounds that `extra` (of an Annotated) sets, in the words of JSON Schema."""
    found: Schema = {}
    for one in extra.metadata if isinstance(extra, FieldInfo) else (extra,):
        found |= {
            word: getattr(one, name)
            for name, word in BOUNDS.items()
            if isinstance(getattr(one, name, None), int | float)
        }
        least, most = getattr(one, "min_length", None), getattr(one, "max_length", None)
        kind = "Items" if made.get("type") == "array" else "Length"
        found |= {f"min{kind}": least} if least is not None else {}
        found |= {f"max{kind}": most} if most is not None else {}
    return found


def _limited(made: Schema, limits: Schema) -> Schema:
    """Return `made` with `limits`; of several forms the first is the one that is meant."""
    if not limits or made == SPAN:
        return made
    if "anyOf" in made:
        first, *others = made["anyOf"]
        return {"anyOf": [{**first, **limits}, *others]}
    return {**made, **limits}
