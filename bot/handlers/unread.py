"""Somebody calls the bot with the word of a command, and it is not read as an order: one line tells how it is written."""

from datetime import timedelta

from bot.commands import Command, all_commands, grammars
from bot.core.actions import StateChange
from bot.core.model import Message, Role, Scene, is_private
from bot.core.texts import Text
from bot.handlers.bench import Bench
from bot.handlers.calling import LONGEST, is_addressed, is_copy
from bot.handlers.petition import Obeyed, Petition
from bot.handlers.playing import is_silenced
from bot.orders.finding import call_of
from bot.orders.plain import plain
from bot.orders.words import noun_at, word_at, words_of
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

UNREAD = Text("order.unread", "没看懂这一句。“{title}”可以这样写：\n{example}\n更多写法发“帮助 {title}”。")
UNREAD_BY_MEMBER = Text(
    "order.unread_by_member", "没看懂这一句。发“帮助”看看我能做什么；对处罚有疑问，可以发“申诉 原因”。"
)
TOLD = "unread:"
"""Key in what a room remembers; the member follows. Value: when they were told, in seconds since 1970."""
PAUSE = timedelta(minutes=1)  # chosen: members who only talk to the bot are not answered each time


def unread(message: Message, scene: Scene, *, memory: RoomMemory, warm: Warm, bench: Bench) -> Obeyed | None:
    """Return the line that tells how it is written; None if the bot was not called, or no command was named.

    Not for what is old, nor for who is muted; a member is told once a minute, and nothing of what is for others while the
    room plays: 参加抽奖 said again is no attempt to begin a lottery.
    """
    if message.kind != "text" or is_private(message.room) or len(message.text) > LONGEST:
        return None
    if not is_addressed(message, bench) or is_copy(message, memory, bench):
        return None
    is_member = memory.room.role(message.sender) is Role.MEMBER
    named = _named(message.text, bench.name)
    if named is None or is_silenced(memory, message.sender, message.sent_at, bench):
        return None
    if is_member and named.roles and any(not play.is_over for play in memory.plays.values()):
        return None
    petition = Petition(
        message=message,
        by=message.sender,
        now=scene.now,
        talk=memory,
        about=memory,
        warm=warm,
        bench=bench,
        seed=scene.seed,
    )
    key, now = f"{TOLD}{message.sender}", int(scene.now.timestamp())
    before = memory.state.get(key)
    is_told = is_member and isinstance(before, int) and now - before < PAUSE.total_seconds()
    if is_told or petition.is_unheard or scene.now - message.sent_at > petition.policy.stale:
        return None
    noted = (StateChange(room=memory.room.id, key=key, before=before, after=now),) if is_member else ()
    return _said(named, petition).after(*noted)


def _said(named: Command, petition: Petition) -> Obeyed:
    if named.roles and petition.role not in named.roles:
        return petition.says(UNREAD_BY_MEMBER)
    example = named.examples[0] if named.examples else named.title
    return petition.says(UNREAD, title=named.title, example=example)


def _named(text: str, name: str) -> Command | None:
    """Return the command whose word stands first in `text`, the name of the bot aside; None if none does."""
    seen, words = call_of(plain(text), plain(name)).text, words_of(grammars())
    if not words.any.search(seen):
        return None
    for at in range(len(seen)):
        word = word_at(seen, at, words) or noun_at(seen, at, words)
        if word is not None and (word.length > 1 or at == 0):
            return all_commands()[grammars()[word.grammar].id]
    return None
