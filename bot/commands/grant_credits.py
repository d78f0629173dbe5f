"""发积分: a person in charge gives members credits. Not 加分, which gives penalty points."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.model import MemberId, Role
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.credit.granting import MOST, Grant, given, grant_in
from bot.play.credit.levels import promoted, purse_after

PREVIEW = Text("grant.preview", "将给 {names} {each}发 {amount} 积分（奖励，不是违规记分），原因：{reason}。可以撤销。")
LINE = Text("grant.line", "{name}：+{amount} 积分，现有 {balance}{why}。{level}")
HOW_MANY = Text("grant.how_many", "要发多少积分？请写 1 到 {most} 的整数，例如：发积分 @张三 20 热心解答。")
NOBODY = Text("grant.nobody", "{names}是管群的，不计积分，没有发。")
WHY = "，原因：{reason}"
USUAL_REASON = "群主发放"


@final
class GrantCredits(Command):
    """Gives credits to members; who runs the room has none."""

    title: ClassVar[str] = "发积分"
    words: ClassVar[tuple[str, ...]] = ("发积分", "加积分", "奖励积分", "grant")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "发积分 名字 20 原因：奖励积分（不是“加分”，那是违规记分）"
    examples: ClassVar[tuple[str, ...]] = ("发积分 @张三 20 热心解答", "发积分 @张三 @李四 10 分享经验")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Give them."""
        grant, members, venue = _grant(order), whom(order, hall), hall.venue
        if not grant.amount:
            return Answer(text=hall.texts.say(HOW_MANY, most=MOST))
        if not members:
            return Answer(text=hall.texts.say(NOBODY, names="、".join(map(hall.name, order.people))))
        postings = given(members, grant, hall.message.id, venue)
        told = [(member, promoted(member, purse_after(member, postings, venue), venue)) for member in members]
        lines = []
        for member, (level, _) in told:
            amount = sum(one.amount for one in postings if one.credit == member)
            balance = purse_after(member, postings, venue).balance
            values = {"name": hall.name(member), "amount": amount, "balance": balance, "level": level}
            lines.append(hall.texts.say(LINE, why=WHY.format(reason=grant.reason), **values))
        states = tuple(one for _, (_, some) in told for one in some)
        return Answer(text="\n".join(lines), postings=postings, states=states)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say whom, how many, why."""
        grant, members = _grant(order), whom(order, hall)
        if not (grant.amount and members):
            return ""
        return hall.texts.say(
            PREVIEW,
            names="、".join(map(hall.name, members)),
            each="每人" if len(members) > 1 else "",
            amount=grant.amount,
            reason=grant.reason,
        )


def whom(order: Order, hall: Hall) -> tuple[MemberId, ...]:
    """Return those of the order who can have credits."""
    return tuple(one for one in order.people if not hall.venue.is_staff(one))


def _grant(order: Order) -> Grant:
    grant = grant_in(order.reason)
    return grant if grant.reason else Grant(amount=grant.amount, reason=USUAL_REASON)
