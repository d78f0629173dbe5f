"""Rules and findings in plain Chinese, for owners and admins."""

from collections.abc import Mapping
from dataclasses import Field, fields
from datetime import timedelta
from enum import Enum
from typing import Any, cast

from bot.core.findings import Finding, Stage
from bot.core.model import span_in_words
from bot.rules import Condition
from bot.ruleset.expressions import AllOf, Expression, Leaf, Not
from bot.ruleset.rules import Rule

STAGES: Mapping[Stage, str] = {
    Stage.SHADOW: "只记录，不处理",
    Stage.SOFT: "只提醒，不计分",
    Stage.ENFORCE: "",
}


def explain_rule(rule: Rule) -> str:
    """Return what `rule` does, as one sentence."""
    unless = f"，除非{explain_expression(rule.unless)}" if rule.unless is not None else ""
    where = "" if rule.rooms == ("*",) else f"在群 {'、'.join(rule.rooms)} 里，"
    everyone = "对所有人（包括群主和工作人员）" if rule.for_all_roles else ""
    return f"{rule.title}：{where}当消息{explain_expression(rule.when)}{unless}，{everyone}{_outcome(rule)}。"


def explain_finding(finding: Finding, text: str) -> str:
    """Return what was found in `text`, where and why, as one sentence."""
    start, end = finding.span
    where = f"“{text[start:end]}”处" if end > start else "整条消息"
    stage = STAGES[finding.stage]
    outcome = stage or f"记 {finding.points:g} 分"
    return f"{finding.title}（规则 {finding.rule}）：{where}，{finding.why}；{outcome}。"


def explain_expression(expression: Expression) -> str:
    """Return `expression` as a clause whose subject is the message."""
    if isinstance(expression, Leaf):
        return f"符合“{expression.condition.title}”{_settings(expression.condition)}"
    if isinstance(expression, Not):
        return f"不{_bracketed(expression.part)}"
    joint = "，并且" if isinstance(expression, AllOf) else "，或者"
    return joint.join(_bracketed(part) for part in expression.parts)


def _bracketed(expression: Expression) -> str:
    clause = explain_expression(expression)
    is_single = isinstance(expression, Leaf | Not) or len(expression.parts) == 1
    return clause if is_single else f"（{clause}）"


def _outcome(rule: Rule) -> str:
    stage = STAGES[rule.stage]
    if rule.stage is Stage.SHADOW:
        return stage
    points = stage or f"记 {rule.points:g} 分"
    return f"{points}，并回复“{rule.reply}”" if rule.reply else points


def _settings(condition: Condition) -> str:
    """Return what an admin chose to set, in brackets."""
    chosen = [
        f"{f.name}：{_said(getattr(condition, f.name))}"
        for f in fields(cast("Any", condition))
        if _is_chosen(condition, f)
    ]
    return f"（{'；'.join(chosen)}）" if chosen else ""


def _is_chosen(condition: Condition, field: "Field[object]") -> bool:
    return bool(getattr(condition, field.name) != field.default)


def _said(value: object) -> str:
    if isinstance(value, timedelta):
        return span_in_words(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple | frozenset):
        return "、".join(_said(part) for part in value)
    return str(value)
