"""结束答题: the round ends now; what was settled stands."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.effects import Say
from bot.core.model import Role, is_private
from bot.core.texts import Text
from bot.orders import Order
from bot.play.quiz.rounds import round_of, running
from bot.play.quiz.steps import stopped
from bot.play.turn import Turn

NONE = Text("quiz_stop.none", "现在没有在答题。")
PREVIEW = Text("quiz_stop.preview", "将结束答题“{title}”：已答完的 {done} 题积分保留，{open}还没出的 {left} 题不再出。")
OPEN = Text("quiz_stop.open", "正在答的第 {place} 题不计分，")
STOPPED = Text("quiz_stop.stopped", "好，已在群里宣布答题结束。")


@final
class QuizStop(Command):
    """Ends the round early."""

    title: ClassVar[str] = "结束答题"
    words: ClassVar[tuple[str, ...]] = ("结束答题", "停止答题", "取消答题", "关闭答题", "stopquiz")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "结束答题：提前结束这一轮，已得的积分保留"
    examples: ClassVar[tuple[str, ...]] = ("结束答题",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE

    def run(self, order: Order, hall: Hall) -> Answer:
        """End it."""
        del order
        play = running(hall.plays)
        if play is None:
            return Answer(text=hall.texts.say(NONE))
        step = stopped(play, hall.venue)
        if not is_private(hall.message.room):
            return answer_of(step.turn, step.text, hall)
        said = Turn(planned=(Say(room=hall.room.id, text=step.text),))
        return answer_of(step.turn + said, hall.texts.say(STOPPED), hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say what is lost."""
        del order
        play = running(hall.plays)
        if play is None:
            return ""
        body = round_of(play)
        is_open = hall.texts.say(OPEN, place=body.place + 1) if body.is_asking else ""
        left = len(body.items) - body.place - body.is_asking
        return hall.texts.say(PREVIEW, title=play.title, done=body.place, open=is_open, left=left)
