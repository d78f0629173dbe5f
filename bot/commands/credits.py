"""积分: what somebody has, where it came from, and how to earn more."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.model import MemberId
from bot.core.texts import Text
from bot.core.words import plain
from bot.orders import Order, Piece
from bot.play.credit.statements import entries, rules, statement

ONLY_OWN = Text("credits.only_own", "别人的积分只有管群的人能看；想看自己的，直接发“积分”。")
ENTRIES, RULES = "明细", "规则"
YOU = "你"


@final
class Credits(Command):
    """Tells the asker what they have; who is in charge may ask about others."""

    title: ClassVar[str] = "积分"
    words: ClassVar[tuple[str, ...]] = ("积分", "我的积分", "credits")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "积分：看自己的积分、等级（积分 明细；积分 规则：怎么得积分）"
    examples: ClassVar[tuple[str, ...]] = ("积分", "积分 明细", "积分 规则", "积分 @张三")
    bare: ClassVar[tuple[str, ...]] = ("我的积分",)
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {ENTRIES: ("记录", "history"), RULES: ("怎么得", "说明", "rules")}
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell it; of others each on a line of their own."""
        if order.sub == RULES:
            return Answer(text=rules(hall.venue))
        is_others = any(one != hall.by for one in order.people)
        if is_others and hall.role not in IN_CHARGE:
            return Answer(text=hall.texts.say(ONLY_OWN))
        told = entries if order.sub == ENTRIES else statement
        members = order.people or (hall.by,)
        text = "\n\n".join(told(member, _name(member, hall), hall.venue) for member in members)
        return Answer(text=text, private=is_others or order.sub == ENTRIES)


def _name(member: MemberId, hall: Hall) -> str:
    """Return what `member` is called: by who is in charge with the account where names are shared, by themselves 你."""
    if member != hall.by:
        return hall.name(member)
    return plain(hall.venue.profile(member).name) or YOU
