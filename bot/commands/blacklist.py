"""黑名单: people who shall not come back; WeCom has none for groups, so whoever answers for the room is asked."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.model import MemberId, Role
from bot.core.remembered import BLOCKED
from bot.core.texts import Text
from bot.orders import Order, Piece

DONE = Text(
    "blacklist.done",
    "已把 {names} 加入本群黑名单。{why}企业微信的群没有黑名单：此人再进群或发言时，我会请管群的人移出。",
)
PREVIEW = Text(
    "blacklist.preview", "将把 {names} 加入本群黑名单{why}：再进群或发言时，请管群的人移出。可以撤销；分数和禁言不变。"
)
TAKEN_OFF = Text("blacklist.taken_off", "已把 {names} 移出黑名单。")
NOT_LISTED = Text("blacklist.not_listed", "{names} 不在本群黑名单里。")
IN_CHARGE_TOO = Text("blacklist.in_charge", "{names} 是管群的人或工作人员，不能加入黑名单。")
LISTED = Text("blacklist.listed", "本群黑名单：\n{lines}\n移出请发“黑名单 取消 名字”。")
NOBODY_IS = Text("blacklist.nobody", "本群黑名单是空的。要加入，请发“黑名单 名字 原因”。")


@final
class Blacklist(Command):
    """Puts people on the room's blacklist, takes them off, or lists who is on it."""

    title: ClassVar[str] = "黑名单"
    words: ClassVar[tuple[str, ...]] = ("黑名单", "拉黑", "blacklist")
    usage: ClassVar[str] = "黑名单 名字 原因：此人再来就请管群的人移出（取消：黑名单 取消 名字；不写名字看名单）"
    examples: ClassVar[tuple[str, ...]] = ("黑名单 @张三 发广告", "黑名单 取消 @张三", "黑名单")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.REASON})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"加入": ("添加", "on"), "取消": ("移出", "移除", "去掉", "删除", "解除", "off"), "名单": ("列表", "list")}
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Put on, take off or list."""
        if order.sub == "名单" or not order.people:
            return Answer(text=_listed(hall))
        return _taken_off(order, hall) if order.sub == "取消" else _put_on(order, hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say who is put on the list, and what that means; nothing for what harms nobody."""
        if order.sub in ("名单", "取消") or not order.people or _protected(order, hall):
            return ""
        why = f"（{order.reason}）" if order.reason else ""
        return hall.texts.say(PREVIEW, names=_names(hall, order.people), why=why)

    def weight(self, order: Order, hall: Hall) -> int:
        """Return how many people are put on the list."""
        return len(order.people) if self.preview(order, hall) else 0


def _put_on(order: Order, hall: Hall) -> Answer:
    protected = _protected(order, hall)
    if protected:
        return Answer(text=hall.texts.say(IN_CHARGE_TOO, names=_names(hall, protected)))
    told = {"at": encoded(hall.now), "by": hall.by, "why": order.reason}
    changes = tuple(_change(hall, member, told) for member in order.people)
    why = f"原因：{order.reason}。" if order.reason else ""
    return Answer(text=hall.texts.say(DONE, names=_names(hall, order.people), why=why), states=changes)


def _taken_off(order: Order, hall: Hall) -> Answer:
    listed = tuple(member for member in order.people if member in blocked(hall))
    if not listed:
        return Answer(text=hall.texts.say(NOT_LISTED, names=_names(hall, order.people)))
    changes = tuple(_change(hall, member, None) for member in listed)
    return Answer(text=hall.texts.say(TAKEN_OFF, names=_names(hall, listed)), states=changes)


def _protected(order: Order, hall: Hall) -> tuple[MemberId, ...]:
    return tuple(member for member in order.people if hall.room.role(member) is not Role.MEMBER)


def _change(hall: Hall, member: MemberId, told: object) -> StateChange:
    key = f"{BLOCKED}{member}"
    return StateChange(room=hall.room.id, key=key, before=hall.state.get(key), after=told)


def _names(hall: Hall, members: tuple[MemberId, ...]) -> str:
    return "、".join(hall.name(member) for member in members)


def _listed(hall: Hall) -> str:
    lines = [f"· {hall.name(member)}{f'：{why}' if why else ''}" for member, why in blocked(hall).items()]
    return hall.texts.say(LISTED, lines="\n".join(lines)) if lines else hall.texts.say(NOBODY_IS)


def blocked(hall: Hall) -> Mapping[MemberId, str]:
    """Return who is on the room's blacklist, and why."""
    return {
        MemberId(key.removeprefix(BLOCKED)): told["why"] for key, told in hall.state.items() if key.startswith(BLOCKED)
    }
