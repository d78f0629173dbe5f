"""兑换: credits become something real."""

import re
from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.credit.shop import bought, listed, shown, why_not, wish_in

WHAT = Text("redeem.what", "想换哪一样？\n{shop}")
LONGEST = 24  # chosen: characters; longer talk names no ware
_ASKING = re.compile(r"[？?吗呢吧]|怎|哪|什么|多少|谁|如何|能不能|可不可以")


@final
class Redeem(Command):
    """Buys what is named, once its sender confirmed the price."""

    title: ClassVar[str] = "兑换"
    words: ClassVar[tuple[str, ...]] = ("兑换", "redeem")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "兑换 名字或序号：用积分换东西（多份写：兑换 马克杯 2）"
    examples: ClassVar[tuple[str, ...]] = ("兑换 马克杯", "兑换 1", "兑换 马克杯 2")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def is_talk(self, order: Order) -> bool:
        """Tell whether it asks something, or is too long to name a ware: 兑换 外汇去哪家银行."""
        return len(order.text) > LONGEST or _ASKING.search(order.text) is not None

    def run(self, order: Order, hall: Hall) -> Answer:
        """Buy it, or say why it cannot be had."""
        venue = hall.venue
        if not order.text.strip():
            return Answer(text=hall.texts.say(WHAT, shop=listed(hall.by, venue)))
        wish = wish_in(order.text, venue)
        refused = why_not(wish, hall.by, venue)
        if refused or wish.ware is None:
            return Answer(text=refused)
        turn, says = bought(wish.ware, wish.count, hall.by, hall.message.id, venue)
        return answer_of(turn, says, hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say what it costs and what is left then."""
        return shown(wish_in(order.text, hall.venue), hall.by, hall.venue)
