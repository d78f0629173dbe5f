"""跳过: the open question scores nothing, its answer is told, the next one comes."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.effects import Say
from bot.core.model import Role, is_private
from bot.core.plays import Phase
from bot.core.texts import Text
from bot.orders import Order
from bot.play.quiz.rounds import round_of, running
from bot.play.quiz.steps import skipped
from bot.play.turn import Turn

NONE = Text("quiz_skip.none", "现在没有正在答的题。")
SKIPPED = Text("quiz_skip.skipped", "好，第 {place} 题跳过了，答案已在群里公布。")


@final
class QuizSkip(Command):
    """Gives the open question up."""

    title: ClassVar[str] = "跳过"
    words: ClassVar[tuple[str, ...]] = ("跳过", "跳过这题", "skip")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "跳过：这一题不计分，公布答案，出下一题"
    examples: ClassVar[tuple[str, ...]] = ("跳过",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE

    def run(self, order: Order, hall: Hall) -> Answer:
        """Give it up."""
        del order
        play = running(hall.plays)
        body = None if play is None else round_of(play)
        if play is None or body is None or not body.is_asking or play.phase is Phase.PAUSED:
            return Answer(text=hall.texts.say(NONE))
        step = skipped(play, hall.venue)
        if not is_private(hall.message.room):
            return answer_of(step.turn, step.text, hall)
        said = Turn(planned=(Say(room=hall.room.id, text=step.text),))
        return answer_of(said + step.turn, hall.texts.say(SKIPPED, place=body.place + 1), hall)
