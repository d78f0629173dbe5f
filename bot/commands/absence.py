"""值守: whether the bot keeps watch alone, more strictly with newcomers, because nobody in charge is about."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import StateChange
from bot.core.model import Role, span_in_words
from bot.core.remembered import ABSENCE
from bot.core.texts import Text
from bot.core.words import number
from bot.orders import Order

ON = Text("absence.on", "已开启值守：{strict}早上会有一份汇总，可以一次处理。")
OFF = Text("absence.off", "已关闭值守：不论几点都照平时的规则处理。")
AUTO = Text("absence.auto", "值守改为自动：{hours}。")
NOW = Text(
    "absence.now", "值守现在是“{state}”。值守时{strict}自动的时候，{hours}。可以发“值守 开”“值守 关”“值守 自动”。"
)
STRICT = Text("absence.strict", "进群不满 {newcomer}或发言不满 {messages} 条的成员违规，记分按 {factor} 倍算；")
BY_CLOCK = Text("absence.by_clock", "每天 {since} 到 {until}、负责人 {idle}没有在群里说话时自动值守")
NEVER = Text("absence.never", "没有设置值守时段，不会自己开始")
NAMES = MappingProxyType({"on": "开", "off": "关", None: "自动"})


@final
class Absence(Command):
    """Turns the watch on or off, leaves it to the clock, or tells how it is."""

    title: ClassVar[str] = "值守"
    words: ClassVar[tuple[str, ...]] = ("值守", "值守模式", "absence")
    usage: ClassVar[str] = "值守 开、值守 关、值守 自动：没人在时对新人更严，早上汇总"
    examples: ClassVar[tuple[str, ...]] = ("值守", "值守 开", "值守 自动")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"开": ("开启", "打开", "on"), "关": ("关闭", "off"), "自动": ("auto",)}
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Turn it on or off, or tell."""
        strict, hours = _strict(hall), _hours(hall)
        if order.sub == "开":
            return _changed(hall, "on", hall.texts.say(ON, strict=strict))
        if order.sub == "关":
            return _changed(hall, "off", hall.texts.say(OFF))
        if order.sub == "自动":
            return _changed(hall, None, hall.texts.say(AUTO, hours=hours))
        state = NAMES.get(hall.state.get(ABSENCE), NAMES[None])
        return Answer(text=hall.texts.say(NOW, state=state, strict=strict, hours=hours))


def _changed(hall: Hall, told: str | None, text: str) -> Answer:
    before = hall.state.get(ABSENCE)
    if before == told:
        return Answer(text=text)
    return Answer(text=text, states=(StateChange(room=hall.room.id, key=ABSENCE, before=before, after=told),))


def _strict(hall: Hall) -> str:
    absence = hall.policy.absence
    newcomer = span_in_words(absence.newcomer)
    return hall.texts.say(STRICT, newcomer=newcomer, messages=absence.messages, factor=number(absence.factor))


def _hours(hall: Hall) -> str:
    absence = hall.policy.absence
    if absence.hours is None:
        return hall.texts.say(NEVER)
    since, until = f"{absence.hours.since:%H:%M}", f"{absence.hours.until:%H:%M}"
    return hall.texts.say(BY_CLOCK, since=since, until=until, idle=span_in_words(absence.idle))
