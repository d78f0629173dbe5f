"""移出: a person has members taken out; where no channel can, it becomes a task that is closed by proof."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.commands.warn import previewed, punished, whom
from bot.core.justice.punishing import Sentence
from bot.core.model import Role
from bot.core.policy import Act
from bot.core.texts import Text
from bot.orders import Order, Piece

PREVIEW = Text("remove.preview", "将把 {names} 移出“{room}”{why}。{spared}{how}真的移出以后不能撤销，只能重新邀请。")
BY_BOT = "由机器人移出，之后读成员列表核实。"
BY_HAND = "企业微信不让机器人在这个群移出成员：会请管群的人在手机上移出，看到成员确实离开后记录。"


@final
class Remove(Command):
    """Takes members out of the room, or has it done."""

    title: ClassVar[str] = "移出"
    words: ClassVar[tuple[str, ...]] = ("移出", "踢出", "移除", "踢", "remove", "kick")
    usage: ClassVar[str] = "移出 名字 原因：把人移出群（机器人做不到的群，会请管群的人在手机上移出）"
    examples: ClassVar[tuple[str, ...]] = ("移出 @张三 发广告",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE,),)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Take them out, or ask for it."""
        return punished(order, hall, lambda member: Sentence(member=member, act=Act.REMOVE))

    def preview(self, order: Order, hall: Hall) -> str:
        """Say whom, why, who does it, and that it cannot be undone."""
        how = BY_BOT if hall.removes else BY_HAND
        return previewed(order, hall, PREVIEW, room=hall.room.name or "本群", how=how)

    def weight(self, order: Order, hall: Hall) -> int:
        """Return how many are taken out."""
        return len(whom(order, hall))
