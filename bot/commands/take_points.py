"""减分: a person takes penalty points off members."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.commands.add_points import changed
from bot.core.model import Role
from bot.core.policy import points_at
from bot.core.texts import Text
from bot.orders import Order, Piece

NOTHING = Text("take_points.nothing", "{names} 现在没有违规记分，不用减。")

NOT_YOURSELF = Text("take_points.not_yourself", "自己的记分要请别的管群的人来减。")


@final
class TakePoints(Command):
    """Takes penalty points off; nobody gets fewer than none."""

    title: ClassVar[str] = "减分"
    words: ClassVar[tuple[str, ...]] = ("减分", "takepoints")
    usage: ClassVar[str] = "减分 名字 2分：减少违规记分（最低减到 0）"
    examples: ClassVar[tuple[str, ...]] = ("减分 @张三 2分 已道歉",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.POINTS, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,), (Piece.POINTS,))

    def run(self, order: Order, hall: Hall) -> Answer:
        """Take the points off those who have some."""
        if hall.by in order.people:
            return Answer(text=hall.texts.say(NOT_YOURSELF))
        having = tuple(one for one in order.people if points_at(hall.standing(one), hall.now, hall.policy) > 0)
        if not having:
            return Answer(text=hall.texts.say(NOTHING, names="、".join(map(hall.name, order.people))))
        return changed(having, -(order.points or 0.0), order, hall)
