"""The JSON Schema takes what we take, and refuses what it can see to be wrong."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.documents.parsing import parse
from bot.documents.shapes import fields_of, wants_list
from bot.rules import Condition, all_conditions
from bot.ruleset.notes import note_of
from bot.ruleset.schema import condition_schema, rules_schema
from bot.ruleset.written import WrittenOverride, WrittenRule, WrittenSet
from bot.ruleset.written_examples import WrittenExample
from bot.settings.schema import config_schema, texts_schema
from bot.settings.written import Written
from bot.texts import all_texts
from tests.ruleset.broken import FOLDER, cases

ROOT = Path(__file__).parent.parent.parent
RULES = jsonschema.Draft7Validator(rules_schema())
UNSEEN = frozenset(
    [
        "07",
        "10",
        "11",
        "26",
        "28",
        "35",
        "45",
        "46",
        "48",
        "50",
        "51",
        "53",
        "62",
        "63",
        "64",
        "65",
        "66",
        "67",
        "80",
        "87",
        "93",
        "94",
        "95",
        "96",
        "98",
        "106",
    ]
)
"""Cases that are wrong in a way no schema can tell: words, lists, what settings say of each other, lost comments."""


def data_of(path: Path) -> Any:
    """Return what YAML makes of the file `path`, None if nothing can be made of it without mending."""
    try:
        document, problems = parse(path.read_bytes().decode("utf-8-sig"), name=path.name)
    except UnicodeDecodeError:
        return None
    is_mended = document.mended != document.lines
    return None if document.root is None or (is_mended and problems) else document.root.data


@pytest.mark.parametrize("schema", [rules_schema(), config_schema(), texts_schema(all_texts())])
def test_it_is_a_schema(schema: dict[str, Any]) -> None:
    """Editors can read it."""
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("path", sorted((ROOT / "content" / "rules").glob("*.yaml")), ids=lambda path: path.name)
def test_shipped_rules_fit(path: Path) -> None:
    """Whoever opens them in an editor sees no wavy line, and the schema that the first line names is there."""
    named = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")

    assert (path.parent / named).resolve() == ROOT / "content" / "schemas" / "rules.schema.json"
    assert [error.message for error in RULES.iter_errors(data_of(path))] == []


def test_the_shipped_configuration_fits() -> None:
    """With its variables as they are written."""
    validator = jsonschema.Draft7Validator(config_schema())
    path = ROOT / "config.yaml"

    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=content/schemas/config.schema")
    assert [error.message for error in validator.iter_errors(data_of(path))] == []
    assert [error.validator for error in validator.iter_errors({})] == ["required"]


def test_a_text_that_nobody_says_does_not_fit() -> None:
    """Ids are listed; what they stand for is shown."""
    validator = jsonschema.Draft7Validator(texts_schema(all_texts()))

    assert validator.is_valid({"policy.hint": "<@{member}> 嘘"})
    assert not validator.is_valid({"policy.hnt": "x"})


@pytest.mark.parametrize("name", [n for n in cases() if "config" not in n and "-lint-" not in n])
def test_a_broken_file_does_not_fit_where_a_schema_can_tell(name: str) -> None:
    """Unknown keys, wrong kinds, unknown words, missing keys; not what only reading the words can tell."""
    data = data_of(FOLDER / f"{name}.yaml")
    if data is not None:
        assert RULES.is_valid(data) == (name.split("-", maxsplit=1)[0] in UNSEEN)


@pytest.mark.parametrize(("name", "kind"), all_conditions().items())
def test_the_sample_of_every_condition_fits_in_all_its_forms(name: str, kind: type[Condition]) -> None:
    """Spelled out, as its shorthand, as a single word of it, and within a rule."""
    validator = jsonschema.Draft7Validator(condition_schema(kind))
    forms: list[Any] = [dict(kind.sample)]
    if kind.shorthand and kind.shorthand in kind.sample:
        bare = kind.sample[kind.shorthand]
        forms += [bare]
        forms += [bare[0]] if wants_list(fields_of(kind)[kind.shorthand]) else []
    rules = [[{"id": "a", "title": "a", "when": {name: form}}] for form in forms]

    assert [error.message for form in forms for error in validator.iter_errors(form)] == []
    assert [error.message for rule in rules for error in RULES.iter_errors(rule)] == []
    assert not validator.is_valid({"nobody-knows": 1})


SHAPES = (WrittenRule, WrittenOverride, WrittenSet, WrittenExample, *all_conditions().values())


@pytest.mark.parametrize(("shape", "key"), [(shape, key) for shape in SHAPES for key in fields_of(shape)])
def test_every_key_is_explained(shape: type, key: str) -> None:
    """Editors show what a key means, in Chinese; `bot/ruleset/notes.py` says it."""
    assert note_of(shape, key)


def test_every_key_of_the_configuration_is_explained() -> None:
    """Also those inside."""

    def lacking(schema: dict[str, Any]) -> list[str]:
        inner = schema.get("properties", {})
        bare = [key for key, value in inner.items() if "description" not in value]
        held = [*inner.values(), *([schema["items"]] if "items" in schema else []), *schema.get("anyOf", ())]
        return bare + [key for value in held for key in lacking(value)]

    assert lacking(config_schema()) == []
    assert set(config_schema()["properties"]) == set(fields_of(Written))
