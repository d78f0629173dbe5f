"""活动列表: what is going on in this room: quizzes, lotteries, surveys, meet-ups."""

from collections.abc import Iterator
from typing import ClassVar, final

from bot.activities import all_activities
from bot.commands import Answer, Command, Hall
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.orders import Order

NONE = Text("activities.none", "现在没有进行中的活动。")
LISTED = Text("activities.listed", "进行中的活动：\n{lines}")
PAUSED = Text("activities.paused", "（暂停中）")
MORE = Text("activities.more", "还有 {count} 个没有列出。")
SHOWN = 10  # chosen: they fit into one message


@final
class Activities(Command):
    """Lists the plays of the room that are not over, the newest first, each with how it stands."""

    title: ClassVar[str] = "活动列表"
    words: ClassVar[tuple[str, ...]] = ("活动列表", "活动", "activities")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "活动列表：看群里正在进行的答题、抽奖、问卷、分享会"
    examples: ClassVar[tuple[str, ...]] = ("活动列表",)

    def run(self, order: Order, hall: Hall) -> Answer:
        """List what goes on."""
        del order
        plays = sorted((play for play in hall.plays.values() if not play.is_over), key=lambda play: -play.number)
        lines = tuple(line for play in plays for line in _line(play, hall))
        if not lines:
            return Answer(text=hall.texts.say(NONE))
        more = (hall.texts.say(MORE, count=len(lines) - SHOWN),) if len(lines) > SHOWN else ()
        return Answer(text=hall.texts.say(LISTED, lines="\n".join((*lines[:SHOWN], *more))))


def _line(play: Play, hall: Hall) -> Iterator[str]:
    """Yield one line about `play`; nothing about what its activity keeps to itself."""
    status = all_activities()[play.kind].status(play, hall.venue)
    paused = hall.texts.say(PAUSED) if play.phase is Phase.PAUSED else ""
    if status:
        yield f"· {play.number} {status}{paused}"
