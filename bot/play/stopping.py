"""Somebody wants to take back a play as if it were an order: what it is, and how a running one is ended instead."""

from types import MappingProxyType

from bot.core.plays import Play
from bot.core.texts import Text, Texts

IS_PLAY = Text("undo.is_play", "编号 {number} 是“{title}”，不是一条指令；{how}要撤销哪条指令，请发它后面的撤销码。")
END_IT = Text("undo.end_it", "要停掉它，请发“{order}”；")
ENDS = MappingProxyType(
    {
        "lottery": "抽奖 取消 {number}",
        "vote": "结束投票",
        "survey": "结束问卷 {number}",
        "meetup": "分享会 取消 {number}",
        "quiz": "结束答题",
        "topic": "话题 停",
    }
)
"""The order that ends a play, by its kind."""


def no_order(play: Play, texts: Texts) -> str:
    """Return that the number of `play` is none of an order, and what ends it while it runs."""
    can_end = play.kind in ENDS and not play.is_over
    how = texts.say(END_IT, order=ENDS[play.kind].format(number=play.number)) if can_end else ""
    return texts.say(IS_PLAY, number=play.number, title=play.title, how=how)
