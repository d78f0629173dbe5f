"""开始答题: a round of questions, or how the questions do."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.effects import Say
from bot.core.model import Role, is_private
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.orders.planned import NUMBER
from bot.play.quiz.starting import begun, preview, statistics, wish
from bot.play.turn import Turn

STARTED = Text("quiz_start.started", "好，已在群里宣布开始答题“{title}”。")


@final
class QuizStart(Command):
    """Begins a round with the questions of one pack or of all, or shows how the questions do."""

    title: ClassVar[str] = "开始答题"
    words: ClassVar[tuple[str, ...]] = ("开始答题", "开始问答", "quiz")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = (
        "开始答题 题库 5题 每题20秒 抢答（或 限时）速度加分 连对加分：都可以不写（开始答题 统计：看题库）"
    )
    examples: ClassVar[tuple[str, ...]] = ("开始答题", "开始答题 5题 每题20秒 抢答", "开始答题 统计")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    begins: ClassVar[tuple[str, ...]] = ("答题", "问答", "有奖答题", "有奖问答", "知识问答", "知识竞赛", "答题活动")
    plans: ClassVar[re.Pattern[str] | None] = re.compile(rf"^.*?(?:(?<!第){NUMBER}\s?(?:道题?|题)|每题|抢答|限时)")
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"统计": ("题库统计",)})

    def run(self, order: Order, hall: Hall) -> Answer:
        """Begin it; the first question comes a little later."""
        wished = wish(order.text, hall.venue)
        if order.sub:
            return Answer(text=statistics(wished, hall.venue))
        step = begun(wished, hall.venue, by=hall.by)
        if step.turn.refused or not is_private(hall.message.room):
            return answer_of(step.turn, step.text, hall)
        said = Turn(planned=(Say(room=hall.room.id, text=step.text),))
        return answer_of(step.turn + said, hall.texts.say(STARTED, title=wished.title), hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say which questions, how many and how they are scored."""
        return "" if order.sub else preview(wish(order.text, hall.venue), hall.venue)
