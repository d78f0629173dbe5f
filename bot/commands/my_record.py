"""我的记录: where the asker stands with the rules."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, Order
from bot.commands.house_rules import step_in_words
from bot.core.decide import number
from bot.core.model import Standing, span_in_words
from bot.core.policy import is_muted, next_step, points_at
from bot.core.texts import Text

CLEAN = Text("my_record.clean", "你在本群没有违规记分，感谢你的发言。")
POINTS = Text("my_record.points", "你在本群现有 {points} 分（累计违规 {offences} 次），分数每{half_life}减半。")
NEXT = Text("my_record.next", "满 {at} 分将{act}。")
MUTED = Text("my_record.muted", "禁言到{until}为止。")


@final
class MyRecord(Command):
    """Tells the asker their points, what comes next, and a running mute."""

    title: ClassVar[str] = "我的记录"
    words: ClassVar[tuple[str, ...]] = ("我的记录", "记分", "my record")
    usage: ClassVar[str] = "我的记录：看自己的记分、下一步会怎样"

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell the asker's own standing."""
        standing = hall.standings.get(order.message.sender, Standing())
        points = points_at(standing, hall.now, hall.policy)
        if not points and not is_muted(standing, hall.now):
            return Answer(text=hall.texts.say(CLEAN))
        return Answer(text="".join(_lines(standing, points, hall)))


def _lines(standing: Standing, points: float, hall: Hall) -> list[str]:
    half_life = span_in_words(hall.policy.half_life)
    lines = [hall.texts.say(POINTS, points=number(points), offences=standing.offences, half_life=half_life)]
    following = next_step(points, hall.policy)
    if following:
        lines.append(hall.texts.say(NEXT, at=number(following.at), act=step_in_words(following)))
    if is_muted(standing, hall.now) and standing.muted_until:
        until = standing.muted_until.astimezone(hall.zone)
        lines.append(hall.texts.say(MUTED, until=f"{until.month}月{until.day}日 {until:%H:%M}"))
    return lines
