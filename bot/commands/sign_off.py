"""取消报名: not to take part in a meet-up after all."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.orders import Order, Piece
from bot.play.meetup.signing import asked_for, signing_off


@final
class SignOff(Command):
    """Takes who orders it out of a meet-up; who waited longest gets the seat."""

    title: ClassVar[str] = "取消报名"
    words: ClassVar[tuple[str, ...]] = ("取消报名", "退出报名", "signoff")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "取消报名：去不了分享会时把名额让出来"
    examples: ClassVar[tuple[str, ...]] = ("取消报名", "取消报名 12")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS})
    even_muted: ClassVar[bool] = True

    def run(self, order: Order, hall: Hall) -> Answer:
        """Sign them off."""
        play = asked_for(order.numbers[0] if order.numbers else 0, "取消报名", hall.by, hall.venue)
        if isinstance(play, str):
            return Answer(text=play)
        turn, text = signing_off(play, hall.by, hall.venue)
        return answer_of(turn, text, hall)
