"""提示: a hint to the open question, for everybody, paid by who asks."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.core.effects import Say
from bot.core.model import is_private
from bot.core.texts import Text
from bot.orders import Order
from bot.play.quiz.hints import hinted
from bot.play.turn import Turn

SHOWN = Text("hint.shown", "提示已发到群里，大家都看得到。")


@final
class Hint(Command):
    """Shows the next hint of the open question to the room."""

    title: ClassVar[str] = "提示"
    words: ClassVar[tuple[str, ...]] = ("提示", "hint")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "提示：答题时花一点积分买一条提示，全群都看得到，这题的积分随之减半"
    examples: ClassVar[tuple[str, ...]] = ("提示",)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Show it, or say why not."""
        del order
        step = hinted(hall.by, hall.message.id, hall.venue)
        if step.turn.refused or not is_private(hall.message.room):
            return answer_of(step.turn, step.text, hall)
        said = Turn(planned=(Say(room=hall.room.id, text=step.text),))
        return answer_of(step.turn + said, hall.texts.say(SHOWN), hall)
