"""What no channel of a room can do becomes a task for a person."""

import re
from datetime import UTC, datetime, timedelta

from bot.core.effects import Ask, Attach, Chart, Effect, Mute, Remove, Reply, Say, Show, Tell, Unmute
from bot.core.model import Room
from bot.core.texts import Text, Texts

ASK_REMOVE = Text(
    "ask.remove",
    "【待办】请把 {member} 移出“{room}”（原因：{why}）。\n"
    "企业微信不允许机器人在这个群移出成员：请在手机上打开群聊 → 右上角 → 移出成员。",
)
ASK_SAY = Text("ask.say", "【待办】机器人不能在“{room}”里发言，请您代发下面这段话（长按可复制）：\n{text}")

ATTACH_INSTEAD = Text(
    "ask.attach_instead",
    "{text}\n（文件“{name}”没能发给您，先看开头几行；完整的请管理员在服务器上用 qunguan 的 export 命令导出。）\n{lines}",
)
GATHERED = timedelta(seconds=20)  # chosen: words to be passed on wait for each other at most so long
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_LINES = 6  # chosen: of a file that cannot be sent


def _readable(text: str) -> str:
    """`text` with `<@userid>` as people write it."""
    return re.sub(r"<@([^<>]+)>", r"@\1", text)


def fit(effect: Effect, room: Room, *, possible: bool, texts: Texts) -> Effect:
    """Return `effect`, or the `Ask` that takes its place when it is not `possible` for any mouth of `room`.

    With nobody to ask, `effect` itself comes back: the outbox then refuses it in the open.
    """
    if not possible and isinstance(effect, Attach | Chart | Show):
        instead = in_words(effect, texts)
        return instead if isinstance(instead, Tell) else fit(instead, room, possible=False, texts=texts)
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


def in_words(effect: Chart | Show | Attach, texts: Texts) -> Say | Tell:
    """Return what `effect` says where no picture and no file can be sent."""
    room = effect.room
    if isinstance(effect, Attach):
        lines = "\n".join(effect.content.removeprefix("\ufeff").splitlines()[:FIRST_LINES])
        text = texts.say(ATTACH_INSTEAD, text=effect.text, name=effect.name, lines=lines)
        return Tell(room=room, case=effect.case, to=effect.to, text=text)
    if isinstance(effect, Chart) and effect.to:
        return Tell(room=room, case=effect.case, to=effect.to, text=effect.text)
    return Say(room=room, case=effect.case, text=effect.text)


def gathered_at(effect: Effect, due_at: datetime) -> datetime:
    """Return when `effect`, due at `due_at`, is sent: what somebody is to post waits for more of the kind.

    All that is due within the same stretch of `GATHERED` goes at its end, so that it becomes one task.
    """
    if not isinstance(effect, Ask) or effect.task != Say.kind or effect.case or effect.card is not None:
        return due_at
    over = (due_at - _EPOCH) % GATHERED
    return due_at + GATHERED - over if over else due_at
