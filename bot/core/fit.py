"""What no channel of a room can do becomes a task for a person."""

import re

from bot.core.effects import Ask, Effect, Mute, Remove, Reply, Say, Unmute
from bot.core.model import Room
from bot.core.texts import Text, Texts

ASK_REMOVE = Text(
    "ask.remove",
    "【待办】请把 {member} 移出“{room}”（原因：{why}）。\n"
    "企业微信不允许机器人在这个群移出成员：请在手机上打开群聊 → 右上角 → 移出成员。",
)
ASK_SAY = Text("ask.say", "【待办】机器人不能在“{room}”里发言，请您代发下面这段话（长按可复制）：\n{text}")


def _readable(text: str) -> str:
    """`text` with `<@userid>` as people write it."""
    return re.sub(r"<@([^<>]+)>", r"@\1", text)


def fit(effect: Effect, room: Room, *, possible: bool, texts: Texts) -> Effect:
    """Return `effect`, or the `Ask` that takes its place when it is not `possible` for any mouth of `room`.

    With nobody to ask, `effect` itself comes back: the outbox then refuses it in the open.
    """
    owners = room.owners()
    if possible or not owners or isinstance(effect, Mute | Unmute):
        return effect
    name = room.name or room.id
    if isinstance(effect, Remove):
        text = texts.say(ASK_REMOVE, member=effect.member, room=name, why=effect.why)
        return Ask(room=room.id, to=owners[0], task=effect.kind, member=effect.member, text=text)
    if isinstance(effect, Say | Reply):
        text = texts.say(ASK_SAY, room=name, text=_readable(effect.text))
        to = effect.to if isinstance(effect, Reply) else owners[0]
        return Ask(room=room.id, to=owners[0], task=effect.kind, member=to, text=text)
    return effect
