"""规则: which rules hold in this room; turn one off, try a text, look back, go back."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, RuleLine
from bot.core.actions import Dialogue, StateChange
from bot.core.effects import Rollback
from bot.core.model import Role
from bot.core.records import Revision
from bot.core.remembered import CAP
from bot.core.texts import Text
from bot.core.words import number
from bot.orders import Order, Piece

PICK = "rule"
OFF = "off"
STAGES = MappingProxyType({"off": "已关闭", "shadow": "试运行", "soft": "只提醒", "enforce": "执行"})
WRITERS = frozenset({Role.OWNER, Role.ADMIN})
"""Who may go back: that changes every room, not this one alone."""

NONE = Text("rules.none", "本群还没有规则。")
LISTED = Text("rules.listed", "本群的规则：")
LINE = Text("rules.line", "{n}. {title}（{stage}{points}）")
HOW = Text("rules.how", "可以发“规则 关 名称”“规则 开 名称”“规则 测试 一段话”“规则 历史”。")
WHICH_ONE = Text("rules.which_one", "要{word}哪条规则？请写上名称，例如“规则 {word} {example}”。")
UNKNOWN = Text("rules.unknown", "本群没有叫“{name}”的规则。发“规则 列表”看看有哪些。")
NEAR = Text("rules.near", "本群没有叫“{name}”的规则，是不是“{near}”？")
SEVERAL = Text("rules.several", "有几条规则名称里都有“{name}”，请回复序号：\n{choices}")
TURN = Text("rules.turn", "规则“{title}”在本群将从“{before}”改为“{after}”。{effect}")
EFFECT_OFF = Text("rules.effect_off", "以后它不再判定本群的消息；已有的处罚不变。随时可以发“规则 开 {title}”恢复。")
EFFECT_ON = Text("rules.effect_on", "以后它会照规则文件里写的判定本群的消息；以前的消息不会补判。")
TURNED = Text("rules.turned", "规则“{title}”在本群现在是“{stage}”。")
SAME = Text("rules.same", "规则“{title}”在本群本来就是“{stage}”。{why}")
FILE_SAYS = Text(
    "rules.file_says", "规则文件里写的就是这样（或它因误判太多自己退了一级），群里不能调得更严；要改请编辑规则文件。"
)
WHAT_TEXT = Text("rules.what_text", "请写上要测试的话，例如“规则 测试 加我微信领福利”。")
CLEAN = Text("rules.clean", "没有规则会命中这段话（按普通成员、此刻、单独一条来判）。")
HITS = Text("rules.hits", "会命中 {count} 条规则（按普通成员、此刻、单独一条来判）：")
HIT = Text("rules.hit", "· {title}：{why}（{stage}{points}）")
NO_HISTORY = Text("rules.no_history", "还没有规则的版本记录。")
HISTORY = Text("rules.history", "规则的版本（新的在前），发“规则 回滚 版本号”换回：")
REVISION = Text("rules.revision", "· {id} · {when} · {who} · {note}")
WHICH_REVISION = Text("rules.which_revision", "要换回哪一版？请写版本号，例如“规则 回滚 12”；发“规则 历史”看有哪些。")
NO_REVISION = Text("rules.no_revision", "没有第 {id} 版，或它太旧了。发“规则 历史”看有哪些。")
CURRENT = Text("rules.current", "现在用的就是第 {id} 版。")
BACK = Text(
    "rules.back",
    "所有群的规则文件将换回第 {id} 版（{when}，{who}：{note}）。规则文件会被改写，现在这一版仍留在历史里，可以再换回来。",
)
GOING_BACK = Text("rules.going_back", "正在换回第 {id} 版，成不成会私信告诉你。")
SHOWN_RULES, SHOWN_REVISIONS, SHOWN_HITS, SHOWN_CHOICES = 30, 10, 10, 9  # chosen
SHOWN_NAME, SHOWN_NOTE = 30, 40  # chosen: characters of a name nobody knows, and of a note, that are repeated


@final
class Rules(Command):
    """Lists rules, turns them off and on in this room, tries them, shows their history, goes back."""

    title: ClassVar[str] = "规则"
    words: ClassVar[tuple[str, ...]] = ("规则", "rule")
    usage: ClassVar[str] = (
        "规则：看本群的规则（负责人还可以：规则 开/关 名称、规则 测试 一段话、规则 历史、规则 回滚 版本号）"
    )
    examples: ClassVar[tuple[str, ...]] = ("规则 列表", "规则 测试 加我微信领福利", "规则 历史")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            "列表": ("list",),
            "开": ("开启", "打开", "启用", "on"),
            "关": ("关闭", "停用", "off"),
            "测试": ("试试", "test"),
            "历史": ("版本", "history"),
            "回滚": ("换回", "rollback"),
        }
    )

    def may(self, order: Order) -> frozenset[Role]:
        """Return who may: everybody may look at the list, and only some may change every room's rules."""
        if order.sub in ("", "列表"):
            return frozenset()
        return WRITERS if order.sub == "回滚" else IN_CHARGE

    def run(self, order: Order, hall: Hall) -> Answer:
        """Do what the second word says; list without one."""
        match order.sub:
            case "开" | "关":
                return _turned(order, hall)
            case "测试":
                return Answer(text=_tried(order.text.strip(), hall))
            case "历史":
                return Answer(text=_history(hall))
            case "回滚":
                return _back(order, hall)
            case _:
                return Answer(text=_listed(hall))

    def preview(self, order: Order, hall: Hall) -> str:
        """Say what would change; nothing where it is not clear yet, or changes nothing."""
        if order.sub == "回滚":
            revision = _revision(order, hall)
            return "" if revision is None or _is_current(revision, hall) else _back_to(revision, hall)
        if order.sub not in ("开", "关"):
            return ""
        found = _named(order, hall)
        if len(found) != 1 or _after(found[0], order) == found[0].stage:
            return ""
        rule, after = found[0], _after(found[0], order)
        effect = hall.texts.say(EFFECT_OFF if after == OFF else EFFECT_ON, title=rule.title)
        return hall.texts.say(TURN, title=rule.title, before=STAGES[rule.stage], after=STAGES[after], effect=effect)


def _listed(hall: Hall) -> str:
    """All rules for those in charge; what members meet for everybody else."""
    is_in_charge = hall.role in IN_CHARGE
    rules = [rule for rule in hall.rules if is_in_charge or rule.stage in ("soft", "enforce")]
    if not rules:
        return hall.texts.say(NONE)
    lines = [
        hall.texts.say(LINE, n=n, title=rule.title, stage=STAGES[rule.stage], points=_points(rule.points))
        for n, rule in enumerate(rules[:SHOWN_RULES], start=1)
    ]
    how = (hall.texts.say(HOW),) if is_in_charge else ()
    return "\n".join((hall.texts.say(LISTED), *lines, *how))


def _points(points: float) -> str:
    return f"，记 {number(points)} 分" if points else ""


def _named(order: Order, hall: Hall) -> tuple[RuleLine, ...]:
    """Return the rules that the order may mean: the one that was chosen, of that very name, or with it in theirs."""
    name = order.picks.get(PICK) or order.text.strip().strip("“”\"'「」")
    wanted = name.casefold()
    exact = tuple(rule for rule in hall.rules if wanted in (rule.id.casefold(), rule.title.casefold()))
    if exact or not wanted:
        return exact
    return tuple(rule for rule in hall.rules if wanted in rule.title.casefold() or wanted in rule.id.casefold())


def _after(rule: RuleLine, order: Order) -> str:
    """Return the stage that `rule` would have: turned on it is as the files say."""
    return OFF if order.sub == "关" else rule.written


def _turned(order: Order, hall: Hall) -> Answer:
    found = _named(order, hall)
    if len(found) != 1:
        return _unclear(order, found, hall)
    rule, after, key = found[0], _after(found[0], order), f"{CAP}{found[0].id}"
    if after == rule.stage:
        why = hall.texts.say(FILE_SAYS) if order.sub == "开" and after != "enforce" else ""
        return Answer(text=hall.texts.say(SAME, title=rule.title, stage=STAGES[after], why=why))
    told = OFF if order.sub == "关" else None
    change = StateChange(room=hall.room.id, key=key, before=hall.state.get(key), after=told)
    return Answer(text=hall.texts.say(TURNED, title=rule.title, stage=STAGES[after]), states=(change,))


def _unclear(order: Order, found: tuple[RuleLine, ...], hall: Hall) -> Answer:
    """Ask which rule is meant: by numbers where there are several."""
    name = order.text.strip()
    if not name:
        example = hall.rules[0].title if hall.rules else "禁止广告"
        return Answer(text=hall.texts.say(WHICH_ONE, word=order.sub, example=example))
    if found:
        shown = found[:SHOWN_CHOICES]
        lines = "\n".join(f"{n}. {rule.title}（{rule.id}）" for n, rule in enumerate(shown, start=1))
        choices = tuple((rule.title, {PICK: rule.id}) for rule in shown)
        dialogue = Dialogue(
            kind="choose", order=order.said, by=hall.by, room=hall.room.id, until=hall.now, choices=choices
        )
        return Answer(text=hall.texts.say(SEVERAL, name=name[:SHOWN_NAME], choices=lines), dialogue=dialogue)
    near = get_close_matches(name, [rule.title for rule in hall.rules], n=1, cutoff=0.4)
    if near:
        return Answer(text=hall.texts.say(NEAR, name=name[:SHOWN_NAME], near=near[0]))
    return Answer(text=hall.texts.say(UNKNOWN, name=name[:SHOWN_NAME]))


def _tried(text: str, hall: Hall) -> str:
    if not text:
        return hall.texts.say(WHAT_TEXT)
    stages = {rule.id: rule.stage for rule in hall.rules}
    findings = [f for f in hall.trial(text) if stages.get(f.rule, f.stage.value) != OFF]
    if not findings:
        return hall.texts.say(CLEAN)
    lines = [
        hall.texts.say(
            HIT, title=f.title, why=f.why, stage=STAGES[stages.get(f.rule, f.stage.value)], points=_points(f.points)
        )
        for f in findings[:SHOWN_HITS]
    ]
    return "\n".join((hall.texts.say(HITS, count=len(findings)), *lines))


def _history(hall: Hall) -> str:
    if not hall.revisions:
        return hall.texts.say(NO_HISTORY)
    lines = [
        hall.texts.say(REVISION, id=r.id, when=hall.when(r.at), who=r.who, note=_note(r))
        for r in hall.revisions[:SHOWN_REVISIONS]
    ]
    return "\n".join((hall.texts.say(HISTORY), *lines))


def _wanted(order: Order) -> int:
    """Return the number of the revision that is named, 0 for none."""
    written = order.text.strip().strip("#第版 ")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _revision(order: Order, hall: Hall) -> Revision | None:
    wanted = _wanted(order)
    return next((revision for revision in hall.revisions if revision.id == wanted), None)


def _is_current(revision: Revision, hall: Hall) -> bool:
    return revision.id == hall.revisions[0].id


def _back_to(revision: Revision, hall: Hall) -> str:
    when = hall.when(revision.at)
    return hall.texts.say(BACK, id=revision.id, when=when, who=revision.who, note=_note(revision))


def _note(revision: Revision) -> str:
    """The first line of its note, cut."""
    line = revision.note.partition("\n")[0]
    return line if len(line) <= SHOWN_NOTE else f"{line[:SHOWN_NOTE]}…"


def _back(order: Order, hall: Hall) -> Answer:
    wanted, revision = _wanted(order), _revision(order, hall)
    if not wanted:
        return Answer(text=hall.texts.say(WHICH_REVISION))
    if revision is None:
        return Answer(text=hall.texts.say(NO_REVISION, id=wanted))
    if _is_current(revision, hall):
        return Answer(text=hall.texts.say(CURRENT, id=wanted))
    effect = Rollback(room=hall.room.id, revision=revision.id, by=hall.by)
    return Answer(text=hall.texts.say(GOING_BACK, id=revision.id), effects=(effect,))
