"""报名: take part in a meet-up."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.orders import Order, Piece
from bot.play.meetup.signing import asked_for, signing_up


@final
class SignUp(Command):
    """Gives who orders it a seat in a meet-up, or a place on its waiting list."""

    title: ClassVar[str] = "报名"
    words: ClassVar[tuple[str, ...]] = ("报名", "signup")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "报名：参加分享会；有几场时写编号，例如“报名 12”"
    examples: ClassVar[tuple[str, ...]] = ("报名", "报名 12")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS})

    def run(self, order: Order, hall: Hall) -> Answer:
        """Sign them up."""
        play = asked_for(order.numbers[0] if order.numbers else 0, "报名", hall.by, hall.venue)
        if isinstance(play, str):
            return Answer(text=play)
        turn, text = signing_up(play, hall.by, hall.message.sent_at, hall.venue)
        return answer_of(turn, text, hall)
