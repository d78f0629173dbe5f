"""禁言: a person mutes members; WeCom cannot, and the preview says so."""

from datetime import datetime, timedelta
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.commands.warn import previewed, punished, whom
from bot.core.justice.punishing import Sentence
from bot.core.ledger import mute_end
from bot.core.model import Role, span_in_words
from bot.core.policy import Act
from bot.core.texts import Text
from bot.orders import Order, Piece

PREVIEW = Text(
    "mute.preview",
    "将禁言 {names} {lasts}到{until}为止{why}。{longer}{spared}"
    "企业微信没有禁言接口：机器人这段时间不回应，发言继续计分；还要刷屏的，请在手机上处理。可以撤销。",
)
LONGER = Text("mute.longer", "{names}已被禁言到更晚，以更晚的为准。")
OVER = Text("mute.over", "写的时间已经过了，没有禁言。请再写一个时长，例如：禁言 {name} 10分钟。")


@final
class Mute(Command):
    """Mutes members: the bot ignores them and counts what they say."""

    title: ClassVar[str] = "禁言"
    words: ClassVar[tuple[str, ...]] = ("禁言", "mute")
    usage: ClassVar[str] = "禁言 名字 10分钟 原因：这段时间机器人不回应、发言继续计分（也可以写 到明天9点）"
    examples: ClassVar[tuple[str, ...]] = ("禁言 @张三 10分钟 刷屏", "禁言 @张三 到明天9点")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.SPAN, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,), (Piece.SPAN,))

    def run(self, order: Order, hall: Hall) -> Answer:
        """Mute."""
        span = _span(order, hall)
        if span <= timedelta(0):
            return Answer(text=hall.texts.say(OVER, name=hall.name(order.people[0])))
        return punished(order, hall, lambda member: Sentence(member=member, act=Act.MUTE, span=span))

    def preview(self, order: Order, hall: Hall) -> str:
        """Say whom, how long, why, and what the platform can really do."""
        span = _span(order, hall)
        if span <= timedelta(0):
            return ""
        until = hall.now + span
        lasts = f"{span_in_words(span)}，" if order.until is None else ""
        longer = _longer(order, hall, until)
        return previewed(order, hall, PREVIEW, lasts=lasts, until=hall.when(until), longer=longer)

    def weight(self, order: Order, hall: Hall) -> int:
        """Return how many are muted."""
        return len(whom(order, hall))


def _span(order: Order, hall: Hall) -> timedelta:
    """The span from now on: what was written as a moment is counted anew, for a yes comes later."""
    if order.until is not None:
        return order.until - hall.now
    return order.span or timedelta(0)


def _longer(order: Order, hall: Hall, until: datetime) -> str:
    ends = {member: mute_end(hall.standing(member), hall.now) for member in whom(order, hall)}
    names = "、".join(hall.name(member) for member, end in ends.items() if end is not None and end > until)
    return hall.texts.say(LONGER, names=names) if names else ""
