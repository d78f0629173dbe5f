"""JSON Schema of rule files, made from the very classes that read them."""

from collections.abc import Mapping
from typing import Any

from bot.documents.schema import DRAFT, Drawing, Schema, either, required
from bot.documents.shapes import fields_of, wants_list
from bot.rules import Condition, all_conditions
from bot.rules.words import Evasion
from bot.ruleset.notes import note_of
from bot.ruleset.reading import COMBINERS
from bot.ruleset.written import WrittenOverride, WrittenRule, WrittenSet, WrittenThen
from bot.ruleset.written_examples import WrittenExample
from bot.text.reading import Strength

EXPRESSION: Schema = {"$ref": "#/definitions/expression"}
ANY_EXPRESSION: Schema = {"type": ["object", "null"], "maxProperties": 1}
"""Of an override: settings that the rule has already may be left out."""
RULE_ID: Schema = {"type": ["string", "integer"], "pattern": "^[a-z0-9_-]{1,64}$"}
SHARE: Schema = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*[%％]?\s*$"},
    ]
}
EVASION: Schema = {"enum": [*(strength.value for strength in Strength), False]}
"""A bare `off` is false to older editors."""
COMBINED = {
    "any": ("任意一个条件成立", {"type": "array", "minItems": 1, "items": EXPRESSION}),
    "all": ("所有条件同时成立", {"type": "array", "minItems": 1, "items": EXPRESSION}),
    "not": ("条件不成立", EXPRESSION),
}


def rules_schema() -> Schema:
    """Return the schema of a rule file: a list of rules, or a set of them."""
    drawing = Drawing(special=_special(), notes=note_of)
    return {
        "$schema": DRAFT,
        "title": "群管规则文件",
        "anyOf": [{"type": "array", "items": {"$ref": "#/definitions/rule"}}, {"$ref": "#/definitions/set"}],
        "definitions": {
            "rule": drawing.mapping(WrittenRule),
            "set": drawing.mapping(WrittenSet),
            "expression": _expression(),
            **{f"condition-{name}": condition_schema(kind) for name, kind in all_conditions().items()},
        },
    }


def condition_schema(kind: type[Condition]) -> Schema:
    """Return the schema of the settings of one condition, in all the forms that YAML may give them."""
    evasion = {(kind, name): EVASION for name, hint in fields_of(kind).items() if hint == Evasion}
    drawing = Drawing(notes=note_of, special=evasion)
    whole = drawing.mapping(kind)
    forms = [whole]
    if kind.shorthand:
        bare = dict(whole["properties"][kind.shorthand])
        bare.pop("description", None)
        forms += [bare]
        hint = fields_of(kind)[kind.shorthand]
        forms += [bare["items"]] if wants_list(hint) and "items" in bare else []
    if not required(kind):
        forms += [{"type": "null"}]
    return {"description": kind.title, **either(forms)}


def _expression() -> Schema:
    combined = {name: {"description": about, "allOf": [made]} for name, (about, made) in COMBINED.items()}
    conditions = {name: {"$ref": f"#/definitions/condition-{name}"} for name in all_conditions()}
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {**{name: combined[name] for name in COMBINERS}, **conditions},
    }


def _special() -> Mapping[tuple[type, str], Schema]:
    guard = either([{"type": "boolean"}, _guard()])
    example = either([Drawing(notes=note_of).mapping(WrittenExample), {"type": ["string", "number"]}])
    examples: dict[str, Any] = {name: {"type": "array", "items": example} for name in ("hit", "pass")}
    rules = {"type": "array", "items": {"$ref": "#/definitions/rule"}}
    return {
        (WrittenRule, "id"): RULE_ID,
        (WrittenRule, "when"): EXPRESSION,
        (WrittenRule, "unless"): either([EXPRESSION, {"type": "null"}]),
        (WrittenRule, "guard"): guard,
        (WrittenRule, "examples"): {"type": "object", "additionalProperties": False, "properties": examples},
        (WrittenOverride, "when"): ANY_EXPRESSION,
        (WrittenOverride, "unless"): ANY_EXPRESSION,
        (WrittenOverride, "guard"): guard,
        (WrittenSet, "rules"): rules,
        (WrittenThen, "reply"): {"type": ["string", "number"]},
    }


def _guard() -> Schema:
    shares = dict.fromkeys(("share", "undone"), SHARE)
    return {"type": "object", "additionalProperties": False, "properties": shares}
