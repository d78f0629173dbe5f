"""Rules and findings in plain Chinese, for owners and admins."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, cast

from bot.core.findings import Finding, Stage
from bot.core.model import span_in_words
from bot.rules import Condition
from bot.ruleset.expressions import AllOf, Expression, Leaf, Not
from bot.ruleset.rule import EVERYWHERE, USUAL, Rule

STAGES: Mapping[Stage, str] = {
    Stage.SHADOW: "只记录，不处理",
    Stage.SOFT: "只提醒，不计分",
    Stage.ENFORCE: "",
}


def explain_rule(rule: Rule) -> str:
    """Return what `rule` does, as one sentence; one more for each part that is not plain."""
    besides = tuple(_besides(rule))
    told = [_sentence(rule), *besides]
    for variant in rule.variants:
        other = [one for one in (_sentence(variant.rule), *_besides(variant.rule)) if one not in besides]
        told.append(f"在群 {'、'.join(variant.rooms)} 里不同：{'；'.join(other) if variant.rule.enabled else '停用'}")
    return "。".join((*told, ""))


def _sentence(rule: Rule) -> str:
    unless = f"，除非{explain_expression(rule.unless)}" if rule.unless is not None else ""
    everyone = "对所有人（包括群主和工作人员）" if rule.for_all_roles else ""
    return f"{rule.title}：{_where(rule)}当消息{explain_expression(rule.when)}{unless}，{everyone}{_outcome(rule)}"


def _where(rule: Rule) -> str:
    places = [rooms for rooms in (rule.set_rooms, rule.rooms) if rooms != EVERYWHERE]
    return f"在群 {' 中的 '.join('、'.join(rooms) for rooms in places)} 里，" if places else ""


def _besides(rule: Rule) -> Iterator[str]:
    """What is not as usual in order, time and guard."""
    if not rule.enabled:
        yield "已停用"
    if rule.set_title:
        yield f"属于规则集“{rule.set_title}”"
    if rule.priority:
        yield f"优先级 {rule.priority}，{'先于' if rule.priority > 0 else '后于'}没有写优先级的规则判断"
    if rule.stop and not rule.allow:
        yield "命中后不再看后面的规则"
    if rule.cooldown:
        yield f"对同一个人命中后，{span_in_words(rule.cooldown)}内不再命中"
    if rule.guard is None:
        yield "没有护栏：命中再多也不会自动降级"
    elif rule.guard != USUAL:
        yield f"命中超过 {_percent(rule.guard.share)} 的消息，或 {_percent(rule.guard.undone)} 的处理被撤销，就自动降一级"


def _percent(share: float | None) -> str:
    return f"{100 * share:g}%" if share is not None else "任何比例"


def explain_finding(finding: Finding, text: str) -> str:
    """Return what was found in `text`, where and why, as one sentence."""
    start, end = finding.span
    where = f"“{text[start:end]}”处" if end > start else "整条消息"
    stage = STAGES[finding.stage]
    outcome = stage or f"记 {finding.points:g} 分"
    tags = f"；标签 {'、'.join(finding.tags)}" if finding.tags else ""
    return f"{finding.title}（规则 {finding.rule}）：{where}，{finding.why}；{outcome}{tags}。"


def explain_expression(expression: Expression) -> str:
    """Return `expression` as a clause whose subject is the message."""
    if isinstance(expression, Leaf):
        return f"符合{explain_condition(expression.condition)}"
    if isinstance(expression, Not):
        return f"不{_bracketed(expression.part)}"
    joint = "，并且" if isinstance(expression, AllOf) else "，或者"
    return joint.join(_bracketed(part) for part in expression.parts)


def explain_condition(condition: Condition) -> str:
    """Return what `condition` is called, and what an admin chose to set."""
    return f"“{condition.title}”{_settings(condition)}"


def _bracketed(expression: Expression) -> str:
    clause = explain_expression(expression)
    is_single = isinstance(expression, Leaf | Not) or len(expression.parts) == 1
    return clause if is_single else f"（{clause}）"


def _outcome(rule: Rule) -> str:
    if rule.allow:
        return "放行：不算命中，后面的规则也不再看"
    stage = STAGES[rule.stage]
    if rule.stage is Stage.SHADOW:
        return stage
    points = stage or f"记 {rule.points:g} 分"
    return f"{points}，并回复“{rule.reply}”" if rule.reply else points


def _settings(condition: Condition) -> str:
    """Return what an admin chose to set, in brackets."""
    told = "；".join(_chosen(condition))
    return f"（{told}）" if told else ""


def _chosen(holder: object) -> Iterator[str]:
    for field in fields(cast("Any", holder)):
        value = getattr(holder, field.name)
        if value != field.default:
            yield f"{field.name}{'' if is_dataclass(value) else '：'}{_said(value)}"


def _said(value: object) -> str:
    if isinstance(value, timedelta):
        return span_in_words(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if is_dataclass(value):
        return f"（{'；'.join(_chosen(value))}）"
    if isinstance(value, tuple | frozenset):
        return "、".join(_said(part) for part in value)
    return str(value)
