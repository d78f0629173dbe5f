"""Fingerprints of what is said, as far as rules ask for what is like it."""

from collections.abc import Sequence

from bot.core.model import NO_PRINT, Echo, Fingerprint, Message
from bot.core.reach import Reach
from bot.text.echoes import BRIEF, Echoes
from bot.text.fingerprint import fingerprint


def fill(echoes: Echoes, said: Sequence[tuple[int, Message]], reach: Reach) -> None:
    """Add what was said of late, each with its number, as far as `reach` asks for it."""
    for number, message in said:
        echoes.add(echo(number, message, print_of(message, reach)))


def print_of(message: Message, reach: Reach) -> Fingerprint:
    """Return the fingerprint of `message` if `reach` asks for what is like it."""
    if not reach.echoes or (len(message.text) < BRIEF and not reach.brief_echoes):
        return NO_PRINT
    return fingerprint(message.text)


def echo(number: int, message: Message, print: Fingerprint) -> Echo:  # noqa: A002 - its name in an echo
    """Return what later messages may be like."""
    return Echo(id=number, sent_at=message.sent_at, room=message.room, sender=message.sender, print=print)
