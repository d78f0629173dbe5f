"""暂停答题: no further question until somebody lets the round go on."""

from dataclasses import replace
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.model import Role
from bot.core.plays import Phase
from bot.core.texts import Text
from bot.orders import Order
from bot.play.quiz.rounds import round_of, running
from bot.play.quiz.steps import PAUSED as GOES_ON
from bot.play.turn import Turn

NONE = Text("quiz_pause.none", "现在没有在答题。")
ALREADY = Text("quiz_pause.already", "答题已经暂停了；发“继续答题”就接着答。")
SOON = Text("quiz_pause.soon", "好，这一题答完就暂停（大家正在作答，中途停下不公平）。")


@final
class QuizPause(Command):
    """Pauses the round; a question that is open is played to its end first, for everybody has read it."""

    title: ClassVar[str] = "暂停答题"
    words: ClassVar[tuple[str, ...]] = ("暂停答题", "pausequiz")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "暂停答题：答完这一题就停下，发“继续答题”接着答"
    examples: ClassVar[tuple[str, ...]] = ("暂停答题",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE

    def run(self, order: Order, hall: Hall) -> Answer:
        """Pause it, now or soon."""
        del order
        play = running(hall.plays)
        if play is None:
            return Answer(text=hall.texts.say(NONE))
        body = round_of(play)
        if play.phase is Phase.PAUSED or body.pauses:
            return Answer(text=hall.texts.say(ALREADY))
        if body.is_asking:
            after = replace(play, body=replace(body, pauses=True))
            return answer_of(Turn(plays=(after,)), hall.texts.say(SOON), hall)
        after = replace(play, body=body, phase=Phase.PAUSED, due_at=None)
        return answer_of(Turn(plays=(after,)), hall.texts.say(GOES_ON, place=body.place + 1), hall)
