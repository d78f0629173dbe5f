"""A backtest in Chinese, for a terminal."""

from collections.abc import Iterator

from bot.core.policy import Act
from bot.ruleset.backtesting import Backtest, Change, Sample

NAMES = {Change.NEW: "新命中", Change.GONE: "不再命中", Change.OTHER: "换了规则命中"}
ACTS = {Act.HINT: "提醒", Act.WARN: "警告", Act.MUTE: "禁言", Act.REMOVE: "移出"}
RARE = {Act.TAG: "贴标签", Act.NOTIFY: "告知群主"}  # told only where a ladder has them


def in_words(test: Backtest) -> Iterator[str]:
    """Yield the lines of what `test` found."""
    counts = "，".join(f"{name} {test.changes[change]} 条" for change, name in NAMES.items())
    yield f"比较了 {test.messages} 条消息：{counts}；命中不变 {test.changes[Change.SAME]} 条。"
    yield f"涉及 {test.affected()} 人。"
    yield from _rules(test)
    yield from _penalties(test)
    for change, name in NAMES.items():
        if test.kept[change]:
            yield ""
            yield f"{name}的例子（{len(test.kept[change])}/{test.changes[change]}）："
            yield from (line for one in test.kept[change] for line in _sample(one))


def _rules(test: Backtest) -> Iterator[str]:
    changed = {rule: count for rule, count in sorted(test.rules.items()) if count.new or count.gone}
    if not changed:
        yield "没有一条规则的命中有变化。"
        return
    yield ""
    yield "按规则（现在 → 草稿）："
    for rule, count in changed.items():
        yield f"  {rule}：{count.before} → {count.after} 次（新增 {count.new}，减少 {count.gone}）"


def _penalties(test: Backtest) -> Iterator[str]:
    yield ""
    yield "处罚（现在 → 草稿，每个人从零分算起）："
    met = {act: name for act, name in RARE.items() if test.before.acts[act] or test.after.acts[act]}
    for act, name in (ACTS | met).items():
        before, after = test.before.acts[act], test.after.acts[act]
        more, less = test.newly_reached(act), test.spared(act)
        people = f"，新增 {more} 人、减少 {less} 人" if more or less else ""
        yield f"  {name}：{before} → {after} 次{people}"


def _sample(one: Sample) -> Iterator[str]:
    yield f"  [{one.room}] {one.sender}：{one.text}"
    before, after = ("、".join(rules) or "无" for rules in (one.before, one.after))
    yield f"      {before} → {after}；{one.why}"
