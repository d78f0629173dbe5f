"""验证: recomputes a draw in front of everybody."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.lottery.proof import explained
from bot.play.lottery.terms import lotteries

NONE = Text("verify.none", "没有可以验证的抽奖。")
NO_SUCH = Text("verify.no_such", "没有编号 {number} 的抽奖。最近的是：{numbers}。")
SHOWN = 5  # chosen: lotteries named


@final
class Verify(Command):
    """Shows each step of a draw, computed anew; members see their own number, too."""

    title: ClassVar[str] = "验证"
    words: ClassVar[tuple[str, ...]] = ("验证", "验证抽奖", "verify")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "验证 编号：当场重算一次抽奖，看每一步对不对"
    examples: ClassVar[tuple[str, ...]] = ("验证 12",)
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS})

    def is_talk(self, order: Order) -> bool:
        """Tell whether it is only the word, which people say about many things."""
        return not order.numbers

    def run(self, order: Order, hall: Hall) -> Answer:
        """Recompute the lottery with this number, without one the latest."""
        found = list(lotteries(hall.plays))
        if not found:
            return Answer(text=hall.texts.say(NONE), private=True)
        if not order.numbers:
            return Answer(text=explained(found[0], hall.by, hall.venue))
        meant = [play for play in found if play.number == order.numbers[0]]
        if meant:
            return Answer(text=explained(meant[0], hall.by, hall.venue))
        numbers = "、".join(f"{play.number} {play.title}" for play in found[:SHOWN])
        return Answer(text=hall.texts.say(NO_SUCH, number=order.numbers[0], numbers=numbers), private=True)
