"""扣积分: a person in charge takes credits from members. Not 减分, which takes penalty points off."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.model import Role
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.credit.granting import MOST, Grant, grant_in, taken
from bot.play.credit.levels import purse_after

PREVIEW = Text("deduct.preview", "将扣 {names} {each}{amount} 积分（不是违规记分），原因：{reason}。可以撤销。")
LINE = Text("deduct.line", "{name}：−{amount} 积分，还剩 {balance}，原因：{reason}。")
SHORT = Text("deduct.short", "{name}只有这么多，扣到 0 为止。")
HOW_MANY = Text("deduct.how_many", "要扣多少积分？请写 1 到 {most} 的整数，例如：扣积分 @张三 20 退回奖品。")
NOTHING = Text("deduct.nothing", "{names}现在没有积分可扣。")
USUAL_REASON = "群主扣除"


@final
class DeductCredits(Command):
    """Takes credits from members, never more than they have."""

    title: ClassVar[str] = "扣积分"
    words: ClassVar[tuple[str, ...]] = ("扣积分", "减积分", "扣除积分", "deduct")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "扣积分 名字 20 原因：扣掉积分（不是违规记分）"
    examples: ClassVar[tuple[str, ...]] = ("扣积分 @张三 20 刷分",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Take them."""
        grant, venue = _grant(order), hall.venue
        if not grant.amount:
            return Answer(text=hall.texts.say(HOW_MANY, most=MOST))
        postings = taken(order.people, grant, hall.message.id, venue)
        if not postings:
            return Answer(text=hall.texts.say(NOTHING, names="、".join(map(hall.name, order.people))))
        lines = []
        for one in postings:
            (member,) = one.members
            values = {"name": hall.name(member), "amount": one.amount, "reason": grant.reason}
            lines.append(hall.texts.say(LINE, balance=purse_after(member, postings, venue).balance, **values))
            lines += [hall.texts.say(SHORT, name=hall.name(member))] if one.amount < grant.amount else []
        return Answer(text="\n".join(lines), postings=postings)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say from whom, how many, why."""
        grant = _grant(order)
        if not (grant.amount and taken(order.people, grant, hall.message.id, hall.venue)):
            return ""
        return hall.texts.say(
            PREVIEW,
            names="、".join(map(hall.name, order.people)),
            each="每人 " if len(order.people) > 1 else "",
            amount=grant.amount,
            reason=grant.reason,
        )


def _grant(order: Order) -> Grant:
    grant = grant_in(order.reason)
    return grant if grant.reason else Grant(amount=grant.amount, reason=USUAL_REASON)
