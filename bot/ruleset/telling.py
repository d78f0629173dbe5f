"""An explanation in plain Chinese for a terminal, in one line for an error, and as JSON for programs."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from bot.core.decide import Decision
from bot.core.effects import Effect
from bot.core.findings import Match
from bot.core.model import span_in_words
from bot.ruleset.explain import STAGES, explain_condition
from bot.ruleset.explaining import HOLDS, Account, Change, Explanation, Seen, Verdict, View
from bot.ruleset.expressions import AnyOf, Leaf, Not
from bot.ruleset.rule import EVERYWHERE

HELD, FAILED, BROKE, ASIDE = "✓", "✗", "!", "–"
STRENGTHS = {"off": "不归一化", "weak": "弱", "normal": "中", "strong": "强"}
ACTS = {"reply": "回复", "say": "发言", "tell": "私信", "ask": "请人处理：", "mute": "禁言", "remove": "移出群"}
PLAIN = {
    Verdict.MISSED: "没有命中",
    Verdict.BROKEN: "判断时出错，什么也没有命中",
    Verdict.DISABLED: "没有看：已停用（enabled: false）",
    Verdict.JOINING: "没有看：这是进群事件，when 里没有判断进群的条件",
}
LONGEST_BEFORE = 24  # chosen: characters of a changed piece


def in_lines(explanation: Explanation) -> Iterator[str]:
    """Yield the explanation line by line: the text, how it was read, and every rule."""
    lines = chain(
        (f"原文：{explanation.text or '（没有文字）'}",),
        *(_view(view) for view in explanation.views),
        *(_account(account) for account in explanation.rules),
    )
    yield from map(_on_one_line, lines)


def in_one_line(seen: Seen) -> str:
    """Return what an expression saw, its conditions by their names."""
    expression = seen.expression
    if isinstance(expression, Leaf):
        return f"{expression.id} {_result(seen)}"
    if isinstance(expression, Not):
        return f"not（{in_one_line(seen.parts[0])}）"
    return f"{_combiner(seen)}（{'，'.join(in_one_line(part) for part in seen.parts)}）"


def outcome_in_words(decision: Decision) -> str:
    """Return what follows from the message, in one line."""
    if not decision.findings:
        return "结果：什么也不做"
    points = f"记 {decision.points:g} 分，累计 {decision.total:g} 分" if decision.points else "不计分"
    done = "".join(f"；{_effect(effect)}" for effect in decision.effects)
    return f"结果：{points}{done or '；不回应'}"


def _effect(effect: Effect) -> str:
    text = getattr(effect, "text", "")
    return f"{ACTS.get(effect.kind, effect.kind)}“{_on_one_line(text)}”" if text else ACTS.get(effect.kind, effect.kind)


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as JSON-ready data."""
    views = [
        {"strength": view.strength.value, "text": view.text, "changes": [_change_json(c) for c in view.changes]}
        for view in explanation.views
    ]
    return {"views": views, "rules": [_account_json(account) for account in explanation.rules]}


def _view(view: View) -> Iterator[str]:
    yield f"  读作：{view.text}（{STRENGTHS[view.strength]}）"
    for change in view.changes:
        folds = f"（{'、'.join(change.folds)}）" if change.folds else ""
        after = f"→ “{change.after}”" if change.after else "被去掉"
        yield f"    {_place(change.span)} “{_short(change.before)}” {after}{folds}"


def _account(account: Account) -> Iterator[str]:
    rule = account.rule
    mark = HELD if account.verdict in HOLDS else BROKE if account.verdict is Verdict.BROKEN else ASIDE
    yield f"{mark} {rule.id}（{rule.title}）：{verdict_in_words(account)}"
    if account.verdict in {Verdict.STOPPED, Verdict.JOINING, Verdict.ELSEWHERE, Verdict.DISABLED}:
        return
    if account.when is not None:
        yield from _tree(account.when, 2, "when ")
    is_asked = account.when is not None and account.when.match is not None
    if is_asked and account.unless is not None:
        yield from _tree(account.unless, 2, "unless ")


def verdict_in_words(account: Account) -> str:
    """Return what became of the rule and, if it found nothing, why."""
    rule = account.rule
    match account.verdict:
        case Verdict.HIT | Verdict.PASSED:
            return _hit(account)
        case Verdict.EXCUSED:
            excuse = account.unless.match.why if account.unless and account.unless.match else ""
            return f"when 符合，但 unless 放过了它：{excuse}"
        case Verdict.STOPPED:
            return _stopped(account)
        case Verdict.RESTING:
            return f"不再命中：{span_in_words(rule.cooldown)}内已经对此人命中过（cooldown）"
        case Verdict.ELSEWHERE:
            rooms = rule.rooms if rule.rooms != EVERYWHERE else rule.set_rooms
            return f"没有看：只在群 {'、'.join(rooms)} 里起作用"
        case _:
            return PLAIN[account.verdict]


def _stopped(account: Account) -> str:
    if account.allowed:
        return f"没有看：被规则 {account.by} 放行（allow）"
    return f"没有看：规则 {account.by} 命中后不再往下看（stop）"


def _hit(account: Account) -> str:
    rule = account.rule
    if rule.allow:
        return f"放行，{account.when.match.why if account.when and account.when.match else ''}；后面的规则不再看"
    outcome = STAGES[rule.stage] or f"记 {rule.points:g} 分"
    tags = f"；标签 {'、'.join(rule.tags)}" if rule.tags else ""
    last = "；后面的规则不再看" if rule.stops() else ""
    return f"命中，{account.finding.why if account.finding else ''}；{outcome}{tags}{last}"


def _tree(seen: Seen, depth: int, label: str = "") -> Iterator[str]:
    mark = BROKE if seen.error else HELD if seen.match is not None else FAILED
    expression = seen.expression
    if isinstance(expression, Leaf):
        why = f"：{seen.error}" if seen.error else _seen_where(seen.match)
        yield f"{' ' * depth}{mark} {label}{expression.id}：{explain_condition(expression.condition)}{why}"
        for one in seen.excused:
            yield f"{' ' * (depth + 2)}放过“{one.word}”（{_place(one.span)}）：只是提到（{one.why}）"
        return
    what = {"any": "任意一个", "all": "同时符合", "not": "不符合"}[_combiner(seen)]
    yield f"{' ' * depth}{mark} {label}{_combiner(seen)}（{what}）"
    for part in seen.parts:
        yield from _tree(part, depth + 2)


def _combiner(seen: Seen) -> str:
    if isinstance(seen.expression, Not):
        return "not"
    return "any" if isinstance(seen.expression, AnyOf) else "all"


def _result(seen: Seen) -> str:
    if seen.error:
        return f"出错：{seen.error}"
    return "没有命中" if seen.match is None else f"命中：{seen.match.why}"


def _seen_where(match: Match | None) -> str:
    if match is None:
        return ""
    return f" ← {match.why}" + (f"，{_place(match.span)}" if match.span != (0, 0) else "")


def _place(span: tuple[int, int]) -> str:
    start, end = span
    return f"第 {start + 1} 字" if end - start <= 1 else f"第 {start + 1}–{end} 字"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_BEFORE else text[: LONGEST_BEFORE - 1] + "…"


def _on_one_line(text: str) -> str:
    """Return `text` with everything that would not be seen, or would move the cursor, spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _account_json(account: Account) -> dict[str, Any]:
    return {
        "rule": account.rule.id,
        "title": account.rule.title,
        "stage": account.rule.stage.value,
        "verdict": account.verdict.value,
        "told": verdict_in_words(account),
        "when": _seen_json(account.when) if account.when is not None else None,
        "unless": _seen_json(account.unless) if account.unless is not None else None,
    }


def _seen_json(seen: Seen) -> dict[str, Any]:
    is_leaf = isinstance(seen.expression, Leaf)
    named = {"condition": seen.expression.id} if isinstance(seen.expression, Leaf) else {"combiner": _combiner(seen)}
    match = seen.match
    excused = [{"word": one.word, "span": list(one.span), "why": one.why} for one in seen.excused]
    told = (
        {"holds": match is not None}
        | ({"excused": excused} if excused else {})
        | ({"error": seen.error} if seen.error else {})
    )
    found = {"why": match.why, "span": list(match.span)} if match is not None and is_leaf else {}
    return named | told | found | ({} if is_leaf else {"parts": [_seen_json(part) for part in seen.parts]})


def _change_json(change: Change) -> dict[str, Any]:
    return {"span": list(change.span), "before": change.before, "after": change.after, "folds": list(change.folds)}
