"""排行: who is first in credits, answers, check-ins, invitations, thanks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import Answer, Command, Hall
from bot.orders import Order, Piece
from bot.play.credit.boards import BOARDS, period_in, shown


@final
class Leaderboard(Command):
    """Shows the first ten of a board and the asker's own place."""

    title: ClassVar[str] = "排行"
    words: ClassVar[tuple[str, ...]] = ("排行", "排行榜", "积分榜", "board", "leaderboard")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "排行：本月积分榜（排行 签到、答题、邀请、谢谢；可以加 今天、本月、全部）"
    examples: ClassVar[tuple[str, ...]] = ("排行", "排行 签到", "排行 邀请 全部", "排行 今天")
    bare: ClassVar[tuple[str, ...]] = ("排行榜", "积分榜")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            "积分": ("credits",),
            "答题": ("问答", "quiz"),
            "签到": ("打卡", "checkin"),
            "邀请": ("拉新", "invite"),
            "谢谢": ("感谢", "热心", "thanks"),
        }
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Show the board that is named, of this month unless another time is."""
        board = BOARDS[order.sub or "积分"]
        return Answer(text=shown(board, period_in(order.text), hall.by, hall.venue))
