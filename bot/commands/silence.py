"""静默: the bot says nothing by itself in this room, for a while or until told otherwise."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.model import Role
from bot.core.remembered import SILENT, end_of, holds
from bot.core.texts import Text
from bot.orders import Order, Piece

BEGUN = Text(
    "silence.begun",
    "已进入静默模式，{until}。这期间我不会主动在群里说话；规则照常判定，该私信的照常私信。你们 @我，我仍会回答。",
)
ENDED = Text("silence.ended", "已结束静默模式，我会照常在群里提示。")
RUNS = Text("silence.runs", "现在是静默模式，{until}。要结束请发“静默 关”。")
OFF = Text("silence.off", "现在没有静默，我会照常在群里提示。要静默请发“静默 开”或“静默 2小时”。")
FOR_EVER = "直到发“静默 关”为止"
UNTIL = "到{at}为止"


@final
class Silence(Command):
    """Turns the silent mode on or off, or tells whether it is on."""

    title: ClassVar[str] = "静默"
    words: ClassVar[tuple[str, ...]] = ("静默", "静默模式", "silence")
    usage: ClassVar[str] = "静默 2小时：我这段时间不主动在群里说话（静默 开、静默 关）"
    examples: ClassVar[tuple[str, ...]] = ("静默 2小时", "静默 开", "静默 关")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.SPAN})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"开": ("开启", "打开", "on"), "关": ("关闭", "结束", "取消", "off")}
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Turn it on or off, or tell."""
        if order.sub == "关":
            return _changed(hall, None, hall.texts.say(ENDED))
        if order.sub == "开" or order.span is not None:
            until = None if order.span is None else hall.now + order.span
            text = hall.texts.say(BEGUN, until=_until(until, hall))
            return _changed(hall, {"until": encoded(until)}, text)
        return _told(hall)


def _changed(hall: Hall, told: dict[str, Any] | None, text: str) -> Answer:
    before = hall.state.get(SILENT)
    if before == told:
        return Answer(text=text)
    return Answer(text=text, states=(StateChange(room=hall.room.id, key=SILENT, before=before, after=told),))


def _told(hall: Hall) -> Answer:
    told = hall.state.get(SILENT)
    if not told or not holds(told, hall.now):
        return Answer(text=hall.texts.say(OFF))
    return Answer(text=hall.texts.say(RUNS, until=_until(end_of(told), hall)))


def _until(until: datetime | None, hall: Hall) -> str:
    return FOR_EVER if until is None else UNTIL.format(at=hall.when(until))
