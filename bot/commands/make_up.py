"""补签: a missed day is made up for credits, and the row goes on."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.orders import Order, Piece
from bot.play.credit.checking_in import is_day, made_up, makeup_of, makeup_shown


@final
class MakeUp(Command):
    """Makes up the day that is named, or the latest missed one; what it costs is shown first."""

    title: ClassVar[str] = "补签"
    words: ClassVar[tuple[str, ...]] = ("补签", "makeup")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "补签 昨天：花积分补上缺的一天，接上连签"
    examples: ClassVar[tuple[str, ...]] = ("补签", "补签 昨天", "补签 11月19日")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def is_talk(self, order: Order) -> bool:
        """Tell whether something else than a day stands behind the word: 补签 合同."""
        return bool(order.text.strip()) and not is_day(order.text)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Make the day up, or say why it cannot be."""
        venue = hall.venue
        makeup = makeup_of(order.text, hall.by, venue)
        if makeup.why_not:
            return Answer(text=makeup.why_not)
        done = made_up(hall.by, makeup.day, hall.message.id, venue)
        return answer_of(done.turn, done.says, hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say what it costs and brings."""
        makeup = makeup_of(order.text, hall.by, hall.venue)
        return "" if makeup.why_not else makeup_shown(hall.by, makeup.day, hall.venue)
