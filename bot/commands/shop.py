"""商城: what credits buy here."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall
from bot.orders import Order
from bot.play.credit.shop import listed


@final
class Shop(Command):
    """Lists what is for sale, what it costs, and how many are left."""

    title: ClassVar[str] = "商城"
    words: ClassVar[tuple[str, ...]] = ("商城", "积分商城", "积分兑换", "shop")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "商城：看看积分能换什么"
    examples: ClassVar[tuple[str, ...]] = ("商城",)
    bare: ClassVar[tuple[str, ...]] = ("积分商城", "积分兑换")

    def run(self, order: Order, hall: Hall) -> Answer:
        """List it."""
        del order
        return Answer(text=listed(hall.by, hall.venue))
