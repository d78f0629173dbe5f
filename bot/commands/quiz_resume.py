"""继续答题: a paused round goes on."""

from dataclasses import replace
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.model import Role
from bot.core.plays import Phase
from bot.core.texts import Text
from bot.orders import Order
from bot.play.quiz.rounds import round_of, running
from bot.play.quiz.said import seconds
from bot.play.quiz.steps import resumed
from bot.play.turn import Turn

NONE = Text("quiz_resume.none", "现在没有暂停的答题；要新开一轮请发“开始答题”。")
GOES_ON = Text("quiz_resume.goes_on", "答题继续：{rest} 秒后出第 {place}/{count} 题。")
NO_PAUSE = Text("quiz_resume.no_pause", "好，这一题答完不暂停，接着往下答。")


@final
class QuizResume(Command):
    """Lets a paused round go on with its next question."""

    title: ClassVar[str] = "继续答题"
    words: ClassVar[tuple[str, ...]] = ("继续答题", "恢复答题", "resumequiz")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "继续答题：接着暂停的地方往下答"
    examples: ClassVar[tuple[str, ...]] = ("继续答题",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE

    def run(self, order: Order, hall: Hall) -> Answer:
        """Let it go on."""
        del order
        play = running(hall.plays)
        body = None if play is None else round_of(play)
        if play is None or body is None or not (play.phase is Phase.PAUSED or body.pauses):
            return Answer(text=hall.texts.say(NONE))
        if play.phase is not Phase.PAUSED:
            after = replace(play, body=replace(body, pauses=False))
            return answer_of(Turn(plays=(after,)), hall.texts.say(NO_PAUSE), hall)
        rest = seconds(body.terms.rest.total_seconds())
        text = hall.texts.say(GOES_ON, rest=rest, place=body.place + 1, count=len(body.items))
        return answer_of(Turn(plays=(resumed(play, hall.venue),)), text, hall)
