"""JSON Schema of rule files, made from the very classes that read them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from bot.documents.schema import DRAFT, SPAN, UNIT, Drawing, Schema, either, required
from bot.documents.shapes import fields_of, wants_list
from bot.rules import Condition, all_conditions
from bot.rules.words import Evasion
from bot.ruleset.notes import note_of
from bot.ruleset.reading import COMBINERS
from bot.ruleset.written import WrittenOverride, WrittenRule, WrittenSet
from bot.ruleset.written_examples import WrittenExample
from bot.text.reading import Strength

EXPRESSION: Schema = {"$ref": "#/definitions/expression"}
ANY_EXPRESSION: Schema = {"type": "object", "minProperties": 1, "maxProperties": 1}
"""Of an override: settings that the rule has already may be left out."""
NOTHING: Schema = {"type": "null"}
REST: Schema = either([SPAN, {"enum": [False, 0]}, {"type": "string", "pattern": rf"^\s*0+(\.0+)?({UNIT})?\s*$"}])
RULE_ID: Schema = {"type": ["string", "integer"], "pattern": "^[a-z0-9_-]{1,64}$"}
ZERO = r"\s*0+(\.0+)?\s*"
SHARE: Schema = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        {"type": "string", "pattern": rf"^(?!{ZERO}[%％])\s*(0*100(\.0+)?|0*\d{{1,2}}(\.\d+)?)\s*[%％]\s*$"},
        {"type": "string", "pattern": rf"^(?!{ZERO}$)\s*(0+(\.\d+)?|0*1(\.0+)?)\s*$"},
    ]
}
SOMETHING: Schema = {"not": {"enum": [[], 0, False, None]}}
PROBES: Mapping[type, object] = {
    tuple: ("probe.example",),
    int: 50,
    float: 50.0,
    bool: True,
    type(None): timedelta(hours=1),
}
"""Something for a setting that is nothing by default, by the type of that nothing."""
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
    telling = _telling(kind)
    if telling:
        whole["anyOf"] = [{"required": [name], "properties": {name: SOMETHING}} for name in telling]
    forms = [{"allOf": [whole]}]  # its own anyOf is no other form
    if kind.shorthand:
        bare = dict(whole["properties"][kind.shorthand])
        bare.pop("description", None)
        forms += [{"allOf": [bare, SOMETHING]} if kind.shorthand in telling else bare]
        hint = fields_of(kind)[kind.shorthand]
        forms += [bare["items"]] if wants_list(hint) and "items" in bare else []
    if not required(kind) and not telling:
        forms += [NOTHING]
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
        (WrittenRule, "unless"): either([EXPRESSION, NOTHING]),
        (WrittenRule, "guard"): guard,
        (WrittenRule, "cooldown"): REST,
        (WrittenRule, "overrides"): {"type": "array", "items": _override(guard)},
        (WrittenRule, "examples"): {"type": "object", "additionalProperties": False, "properties": examples},
        (WrittenSet, "rules"): rules,
    }


def _override(guard: Schema) -> Schema:
    """Return the schema of an override, in which only `unless` may be empty: that takes an exception back."""
    expression = {**ANY_EXPRESSION, "propertyNames": {"enum": [*COMBINERS, *all_conditions()]}}
    special: Mapping[tuple[type, str], Schema] = {
        (WrittenOverride, "when"): expression,
        (WrittenOverride, "guard"): guard,
        (WrittenOverride, "cooldown"): REST,
    }
    whole = Drawing(special=special, notes=note_of).mapping(WrittenOverride)
    filled = {name: _filled(made) for name, made in whole["properties"].items()}
    about = filled["unless"]["description"]
    filled["unless"] = {"description": about, **either([expression, NOTHING])}
    return {**whole, "properties": filled}


def _filled(made: Schema) -> Schema:
    """Return `made` without nothing as one of its forms."""
    forms = [form for form in made.get("anyOf", ()) if form != NOTHING]
    if len(forms) == len(made.get("anyOf", ())):
        return made
    return {**{key: value for key, value in made.items() if key != "anyOf"}, **either(forms)}


def _telling(kind: type[Condition]) -> tuple[str, ...]:
    """Return the settings of which one must say something, as `kind` refuses to be left as it is by default."""
    needed: dict[str, object] = dict.fromkeys(required(kind), ())
    if not _is_refused(kind, needed):
        return ()
    asked = {field.name: field.default for field in fields(kind) if not field.default}  # type: ignore[arg-type]
    probes = {name: kind.sample.get(name, PROBES[type(nothing)]) for name, nothing in {**asked, **needed}.items()}
    return tuple(name for name, probe in probes.items() if not _is_refused(kind, {**needed, name: _spanned(probe)}))


def _spanned(value: object) -> object:
    """Return a value of a sample as a condition holds it, as far as matters to whether it is nothing."""
    if isinstance(value, list):
        return tuple(value)
    return PROBES[type(None)] if isinstance(value, str) and value[:1].isdigit() else value


def _is_refused(kind: type[Condition], settings: Mapping[str, object]) -> bool:
    try:
        kind(**settings)
    except ValueError:
        return True
    return False


def _guard() -> Schema:
    shares = dict.fromkeys(("share", "undone"), SHARE)
    return {"type": "object", "additionalProperties": False, "properties": shares}
