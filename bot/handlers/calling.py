"""Whether the bot is meant: called by its name or with a slash, or by a line that may be an order as it stands."""

import re
from functools import cache

from bot.commands import all_commands, grammars
from bot.core.model import Message, Role
from bot.handlers.bench import Bench
from bot.orders.plain import plain
from bot.orders.words import words_of
from bot.storage.memories import RoomMemory

CALLED = frozenset({"aibot", "app"})
"""Channels that bring nothing but what is said to the bot."""
LONGEST = 200  # chosen: characters of a line that may be an order though it calls nobody
_SLASHES = ("/", "／")
_HEAD = 16  # characters in which the word of a line that orders something must begin and end


def is_copy(message: Message, talk: RoomMemory, bench: Bench) -> bool:
    """Tell whether it is what the ear heard of something that the aibot brings: that is answered there, once."""
    if message.channel in CALLED or not (bench.has_aibot and "aibot" in talk.room.mouths):
        return False
    return f"@{bench.name}" in message.text


def is_addressed(message: Message, bench: Bench) -> bool:
    """Tell whether `message` was said to the bot, whichever channel brings it."""
    if message.channel in CALLED:
        return True
    text = message.text
    return text.lstrip().startswith(_SLASHES) or f"@{bench.name}" in text


def may_order(message: Message, talk: RoomMemory) -> bool:
    """Tell, cheaply, whether a line that calls nobody may be an order.

    Of members only what begins with the name of a command that everybody may use, or with one of its bare words; of others what holds any command word.
    """
    text = message.text
    if len(text) > LONGEST:
        return False
    if talk.room.role(message.sender) is Role.MEMBER:
        return _for_everybody().match(plain(text[:_HEAD])) is not None
    return "@" in text or words_of(grammars()).any.search(plain(text)) is not None


@cache
def _for_everybody() -> re.Pattern[str]:
    everybodys = (command for command in all_commands().values() if not command.roles)
    names = (re.escape(plain(word)) for command in everybodys for word in (command.words[0], *command.bare))
    return re.compile(rf"\s*(?:{'|'.join(names)})")
