"""豁免: somebody whom no rule punishes in this room, for a while or until that is taken back."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.model import MemberId, Role
from bot.core.remembered import EXEMPT, end_of, holds
from bot.core.texts import Text
from bot.orders import Order, Piece

DONE = Text("exempt.done", "已豁免 {names}，{until}。这期间规则照样记录，但不记分、不提醒。{why}")
TAKEN_BACK = Text("exempt.taken_back", "已取消 {names} 的豁免，规则从现在起照常适用。")
NOT_EXEMPT = Text("exempt.not_exempt", "{names} 现在没有被豁免。")
LISTED = Text("exempt.listed", "现在被豁免的有：\n{lines}\n取消请发“豁免 取消 名字”。")
NOBODY_IS = Text("exempt.nobody", "现在没有人被豁免。要豁免谁，请发“豁免 名字 1天 原因”。")
FOR_EVER = "直到取消为止"


@final
class Exempt(Command):
    """Lets people off the rules of this room, takes that back, or lists who is let off."""

    title: ClassVar[str] = "豁免"
    words: ClassVar[tuple[str, ...]] = ("豁免", "exempt")
    usage: ClassVar[str] = (
        "豁免 名字 1天 原因：这段时间不处罚某人（不写时间就到取消为止；取消：豁免 取消 名字；看名单：豁免 名单）"
    )
    examples: ClassVar[tuple[str, ...]] = ("豁免 @张三 1天 合作方", "豁免 取消 @张三", "豁免 名单")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.SPAN, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"取消": ("解除", "off"), "名单": ("列表", "list")}
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Let off, take back or list."""
        if order.sub == "名单":
            return Answer(text=_listed(hall))
        return _taken_back(order, hall) if order.sub == "取消" else _let_off(order, hall)


def _let_off(order: Order, hall: Hall) -> Answer:
    until = None if order.span is None else hall.now + order.span
    told = {"until": encoded(until), "by": hall.by, "why": order.reason}
    changes = tuple(_change(hall, member, told) for member in order.people)
    why = f"原因：{order.reason}。" if order.reason else ""
    lasts = FOR_EVER if until is None else f"到{hall.when(until)}为止"
    return Answer(text=hall.texts.say(DONE, names=_names(order, hall), until=lasts, why=why), states=changes)


def _taken_back(order: Order, hall: Hall) -> Answer:
    let_off = tuple(member for member in order.people if member in exempt_now(hall))
    if not let_off:
        return Answer(text=hall.texts.say(NOT_EXEMPT, names=_names(order, hall)))
    names = "、".join(hall.name(member) for member in let_off)
    changes = tuple(_change(hall, member, None) for member in let_off)
    return Answer(text=hall.texts.say(TAKEN_BACK, names=names), states=changes)


def _change(hall: Hall, member: MemberId, told: dict[str, Any] | None) -> StateChange:
    key = f"{EXEMPT}{member}"
    return StateChange(room=hall.room.id, key=key, before=hall.state.get(key), after=told)


def _names(order: Order, hall: Hall) -> str:
    return "、".join(hall.name(member) for member in order.people)


def _listed(hall: Hall) -> str:
    lines = tuple(
        f"· {hall.name(member)}，{FOR_EVER if until is None else f'到{hall.when(until)}'}"
        for member, until in exempt_now(hall).items()
    )
    return hall.texts.say(LISTED, lines="\n".join(lines)) if lines else hall.texts.say(NOBODY_IS)


def exempt_now(hall: Hall) -> Mapping[MemberId, datetime | None]:
    """Return who is let off in this room now, with until when; None for until it is taken back."""
    told = ((key.removeprefix(EXEMPT), one) for key, one in hall.state.items() if key.startswith(EXEMPT))
    return {MemberId(member): end_of(one) for member, one in told if holds(one, hall.now)}
