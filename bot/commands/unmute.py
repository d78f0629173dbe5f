"""解禁: an owner ends a mute."""

from dataclasses import replace
from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, Order
from bot.core.effects import Unmute as EndMute
from bot.core.model import MemberId, Role
from bot.core.policy import is_muted
from bot.core.texts import Text

WHOM = Text("unmute.whom", "要解禁谁？请写账号，例如：解禁 zhangsan。现在被禁言的有：{muted}。")
NOT_MUTED = Text("unmute.not_muted", "{member} 现在没有被禁言。现在被禁言的有：{muted}。")
DONE = Text("unmute.done", "已解禁 {member}，机器人会照常回应。记分没有改变。")


@final
class Unmute(Command):
    """Ends the mute of the member named by account; points stay."""

    title: ClassVar[str] = "解禁"
    words: ClassVar[tuple[str, ...]] = ("解禁", "解除禁言", "unmute")
    usage: ClassVar[str] = "解禁 账号：提前结束某人的禁言"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.OWNER, Role.HELPER, Role.ADMIN})

    def run(self, order: Order, hall: Hall) -> Answer:
        """End the mute of the account named in the order."""
        muted = "、".join(m for m, s in hall.standings.items() if is_muted(s, hall.now)) or "无"
        member = MemberId(order.rest.removeprefix("@").strip())
        if not member:
            return Answer(text=hall.texts.say(WHOM, muted=muted))
        standing = hall.standings.get(member)
        if standing is None or not is_muted(standing, hall.now):
            return Answer(text=hall.texts.say(NOT_MUTED, member=member, muted=muted))
        return Answer(
            text=hall.texts.say(DONE, member=member),
            effects=(EndMute(room=hall.room.id, member=member),),
            standing=(member, replace(standing, muted_at=None, muted_until=None)),
            undone=member,
        )
