"""签到: once a day, and more for days in a row."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.orders import Order
from bot.play.credit.checking_in import checked_in


@final
class CheckIn(Command):
    """Checks its sender in for the day on which they said so."""

    title: ClassVar[str] = "签到"
    words: ClassVar[tuple[str, ...]] = ("签到", "打卡", "checkin")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "签到：每天一次得积分，连签有奖励"
    examples: ClassVar[tuple[str, ...]] = ("签到",)
    bare: ClassVar[tuple[str, ...]] = ("打卡",)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Check in."""
        del order
        done = checked_in(hall.by, hall.message.sent_at, hall.message.id, hall.venue)
        return answer_of(done.turn, done.says, hall)
