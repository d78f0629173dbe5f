"""重抽: a prize that its winner cannot have goes to the next of the same order."""

import re
from dataclasses import replace
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.model import MemberId, Role
from bot.core.plays import Play
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.lottery.terms import Stage, body_of, entries_of, lotteries
from bot.play.lottery.winning import redrawn
from bot.play.turn import Turn

NONE = Text("lottery_redraw.none", "没有已经开奖的抽奖可以重抽。请写编号，例如：重抽 12 张三 没来领奖")
WHOM = Text("lottery_redraw.whom", "要重抽谁的奖品？写名字或第几号，例如：重抽 {number} 张三 没来领奖")
PREVIEW = Text(
    "lottery_redraw.preview",
    "将收回{name}在“{title}”（编号 {number}）的奖品{why}，按同一次开奖的顺序给下一位。下一位是谁早已定下，"
    "会马上在群里公布。公布后不能撤销。",
)
_NUMBERED = re.compile(r"#?([0-9]{1,9})(?=\s|$)")
DONE = Text("lottery_redraw.done", "已重抽，结果公布在群里了。")


@final
class LotteryRedraw(Command):
    """Gives the prize of one winner to the next index, never to somebody who won before."""

    title: ClassVar[str] = "重抽"
    words: ClassVar[tuple[str, ...]] = ("重抽", "redraw")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "重抽 编号 名字 原因：中奖的人没来领或不该得，奖品给同一顺序的下一位（名字也可以写成 第3号）"
    examples: ClassVar[tuple[str, ...]] = ("重抽 12 @张三 没来领奖",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS, Piece.PEOPLE, Piece.REASON})

    def run(self, order: Order, hall: Hall) -> Answer:
        """Draw again."""
        turn = _turn(order, hall)
        return replace(answer_of(turn, hall.texts.say(DONE), hall), is_final=True)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say who loses it and that nobody chooses who gets it."""
        play = _meant(order, hall)
        member = _whom(order, play) if play is not None else None
        if play is None or member is None or _turn(order, hall).refused:
            return ""
        reason = _said(order)[1]
        why = f"（{reason}）" if reason else ""
        told = {"title": play.title, "number": play.number, "name": hall.name(member)}
        return hall.texts.say(PREVIEW, **told, why=why)


def _turn(order: Order, hall: Hall) -> Turn:
    play = _meant(order, hall)
    if play is None:
        return Turn(refused=hall.texts.say(NONE))
    member = _whom(order, play)
    if member is None:
        return Turn(refused=hall.texts.say(WHOM, number=play.number))
    return redrawn(play, member, _said(order)[1], hall.venue)


def _whom(order: Order, play: Play) -> MemberId | None:
    """Return who is named, or who has the number in the list that stands behind that of the lottery; None if nobody is meant."""
    if order.people:
        return order.people[0] if len(order.people) == 1 else None
    entries = entries_of(body_of(play))
    index = order.numbers[1] if len(order.numbers) == 2 else 0
    return entries[index - 1].member if 0 < index <= len(entries) else None


def _said(order: Order) -> tuple[int, str]:
    """Return the number and the reason as they are meant: a number that a name stands behind is read as a reason."""
    match = _NUMBERED.match(order.reason)
    if order.numbers or match is None:
        return (order.numbers[0] if order.numbers else 0), order.reason
    return int(match[1]), order.reason[match.end() :].strip()


def _meant(order: Order, hall: Hall) -> Play | None:
    """Return the lottery with this number, without one the latest that was drawn."""
    drawn = [play for play in lotteries(hall.plays) if body_of(play).stage is Stage.DRAWN]
    number = _said(order)[0]
    if number:
        drawn = [play for play in drawn if play.number == number]
    return drawn[0] if drawn else None
