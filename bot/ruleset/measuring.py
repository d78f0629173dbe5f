"""Rules as they would be if all of them looked through disguise equally hard: for measuring what folds are worth."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, cast

from bot.rules import Condition
from bot.ruleset.expressions import Expression, Leaf, Not
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet
from bot.text.reader import Reader
from bot.text.reading import Strength
from bot.text.wordlists import WordList

SETTING = "evasion"
"""The setting of conditions that says how hard they look."""


def at_strength(ruleset: RuleSet, strength: Strength, *, lists: Mapping[str, WordList]) -> RuleSet:
    """Return `ruleset` with `strength` in place of what any condition says. lists: those it was compiled with."""
    return with_rules(ruleset, tuple(_rule(rule, strength) for rule in ruleset.rules), lists=lists)


def with_rules(ruleset: RuleSet, rules: tuple[Rule, ...], *, lists: Mapping[str, WordList]) -> RuleSet:
    """Return `ruleset` with `rules` in place of its own, and a reader of their words. lists: as in `at_strength`."""
    live = (one for rule in rules for one in rule.all() if one.enabled)
    conditions = dict.fromkeys(condition for one in live for condition in one.conditions())
    vocabularies = ((condition, condition.vocabulary(lists)) for condition in conditions)
    reader = Reader({condition: words for condition, words in vocabularies if words is not None})
    return replace(ruleset, rules=rules, reader=reader)


def _rule(rule: Rule, strength: Strength) -> Rule:
    variants = tuple(replace(variant, rule=_rule(variant.rule, strength)) for variant in rule.variants)
    unless = None if rule.unless is None else _expression(rule.unless, strength)
    return replace(rule, when=_expression(rule.when, strength), unless=unless, variants=variants)


def _expression(expression: Expression, strength: Strength) -> Expression:
    if isinstance(expression, Leaf):
        return replace(expression, condition=_condition(expression.condition, strength))
    if isinstance(expression, Not):
        return replace(expression, part=_expression(expression.part, strength))
    return replace(expression, parts=tuple(_expression(part, strength) for part in expression.parts))


def _condition(condition: Condition, strength: Strength) -> Condition:
    known = cast("Any", condition)
    if all(setting.name != SETTING for setting in fields(known)):
        return condition
    return cast("Condition", replace(known, **{SETTING: strength}))
