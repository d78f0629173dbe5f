"""What an editor accepts the bot accepts, and the other way round: both are asked about the same odd values."""

from collections.abc import Iterable, Iterator

import jsonschema
import pytest

from bot.documents.parsing import parse
from bot.documents.shapes import fields_of
from bot.rules import all_conditions
from bot.ruleset.compiling import compile_rules
from bot.ruleset.schema import rules_schema
from bot.ruleset.written import WrittenGuard, WrittenOverride, WrittenRule, WrittenSet, WrittenThen
from bot.ruleset.written_examples import WrittenExample
from tests.ruleset.kit import LISTS

SCHEMA = jsonschema.Draft7Validator(rules_schema())
NOTHING = ("null", "[]", "{}", "''", "0", "false", "0秒")
ODD = (
    *NOTHING,
    *("true", "5", "-1", "0.5", "5000000", "'5'", "' 5 '", "'yes'", "on", "1e2", ".5", "'1_0'", "0x10"),
    *("[x]", "[null]", "[true]", "['']", "{a: 1}", "'10秒'", "5%", "100%", "200%", "0%", "'0.05'", "'0'"),
    *("2026-01-05", "2026-01-05 7:00", "2026-01-05 07:00:30", "2026-01-05T07:00+08:00", "member"),
)
BODY = "id: r, title: t, when: {words: [x]}"
HOLDERS = {
    WrittenRule: "- {%s}",
    WrittenOverride: f"- {{{BODY}, overrides: [{{%s}}]}}",
    WrittenThen: f"- {{{BODY}, then: {{%s}}}}",
    WrittenGuard: f"- {{{BODY}, guard: {{%s}}}}",
    WrittenExample: f"- {{{BODY}, examples: {{pass: [{{%s}}]}}}}",
    WrittenSet: "{%s}",
}
REST = {
    WrittenRule: {"id": "r", "title": "t", "when": "{words: [x]}"},
    WrittenOverride: {"rooms": "[a]"},
    WrittenSet: {"rules": f"[{{{BODY}}}]"},
}


def told(text: str) -> tuple[bool, bool]:
    """Tell whether the bot takes the rule file `text`, and whether an editor does."""
    document, problems = parse(text, name="rules.yaml")
    assert document.root is not None
    is_taken = not problems and not compile_rules([document], lists=LISTS).problems
    return is_taken, SCHEMA.is_valid(document.root.data)


def written(shape: type, values: Iterable[str]) -> Iterator[str]:
    """Yield files in which one key of `shape` has one of `values`, all else being well."""
    rest = REST.get(shape, {})
    for key in fields_of(shape):
        for value in values:
            pairs = {**rest, key: value}.items()
            yield HOLDERS[shape] % ", ".join(f"{name}: {said}" for name, said in pairs)


@pytest.mark.parametrize("shape", HOLDERS, ids=lambda shape: shape.__name__)
def test_they_agree_on_every_key_of_a_rule(shape: type) -> None:
    """Empty, of another kind, in quotes, out of bounds, of the wrong form."""
    apart = [text for text in written(shape, ODD) if len(set(told(text))) > 1]

    assert apart == []


@pytest.mark.parametrize("name", all_conditions())
def test_what_the_bot_takes_an_editor_takes(name: str) -> None:
    """For all settings of all conditions; some values are only found to be wrong when they are read."""
    settings = [f"{{{key}: {value}}}" for key in fields_of(all_conditions()[name]) for value in ODD]
    files = [f"- {{id: r, title: t, when: {{{name}: {said}}}}}" for said in (*settings, *ODD)]

    assert [text for text in files if told(text) == (True, False)] == []


@pytest.mark.parametrize("name", all_conditions())
def test_a_condition_that_asks_for_nothing_is_refused_by_both(name: str) -> None:
    """Whichever way nothing is written."""
    keys = [key for key in fields_of(all_conditions()[name]) if (name, key) != ("rate", "limit")]
    settings = [f"{{{key}: {value}}}" for key in keys for value in NOTHING if value != "''"]
    files = [f"- {{id: r, title: t, when: {{{name}: {said}}}}}" for said in (*settings, "{}", "[]", "null")]

    assert [text for text in files if len(set(told(text))) > 1] == []


@pytest.mark.parametrize("value", ["true", "false"])
def test_yes_and_no_are_no_numbers(value: str) -> None:
    """Python takes them for 1 and 0; whoever writes them means something else."""
    document, _ = parse(f"- {{{BODY}, priority: {value}}}", name="rules.yaml")

    assert [p.cause for p in compile_rules([document], lists=LISTS).problems] == [
        f"“priority” 要写成整数，这里是 “{value}”"
    ]


def test_what_stands_in_single_quotes_is_told_like_anything_else() -> None:
    """It was not put in quotes by us, and what is wrong with it was told nowhere else."""
    document, _ = parse("- {id: r, title: t, when: {contact: {kinds: 'qq'}}}", name="rules.yaml")

    assert [p.cause for p in compile_rules([document], lists=LISTS).problems] == ["“kinds” 要写成列表，这里是 “qq”"]
