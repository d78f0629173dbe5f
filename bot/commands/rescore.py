"""重判: a question of the latest round is judged anew, and the round counted again for everybody."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.effects import Say
from bot.core.model import Role, is_private
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.quiz.rescoring import HOW, NO_ROUND, decision_in, preview, rescored
from bot.play.quiz.rounds import Ruling, with_result
from bot.play.turn import Turn

DONE = Text("rescore.done", "好，已重判，并在群里说明。")


@final
class Rescore(Command):
    """Accepts another answer to a question, lets it score nothing, or leaves it as it was judged."""

    title: ClassVar[str] = "重判"
    words: ClassVar[tuple[str, ...]] = ("重判", "rescore")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "重判 第3题 接受 答案（或 作废、维持）：按新的判定为所有人重算这一轮"
    examples: ClassVar[tuple[str, ...]] = ("重判 第3题 接受 北京市", "重判 第3题 作废", "重判 第3题 维持")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def run(self, order: Order, hall: Hall) -> Answer:
        """Judge it anew."""
        ordered = decision_in(order.text)
        if ordered is None:
            return Answer(text=hall.texts.say(HOW))
        play = with_result(hall.plays, ordered.number)
        if play is None:
            return Answer(text=hall.texts.say(NO_ROUND))
        step = rescored(play, ordered, hall.venue)
        if step.turn.refused or not is_private(hall.message.room):
            return answer_of(step.turn, step.text, hall)
        said = Turn(planned=(Say(room=hall.room.id, text=step.text),))
        return answer_of(step.turn + said, hall.texts.say(DONE), hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say whose credits change; nothing if none can."""
        ordered = decision_in(order.text)
        play = None if ordered is None else with_result(hall.plays, ordered.number)
        if play is None or ordered is None or ordered.ruling is Ruling.KEEP:
            return ""
        return preview(play, ordered, hall.venue)
