"""Stamps of what was said: they sort as the platform received it, and tell who changes their mind in a hurry."""

from datetime import timedelta

from bot.core.coding import encoded
from bot.play.venue import Heard

DIGITS = 20
CALM = timedelta(seconds=10)  # chosen: who changes an answer sooner is under the rules about pace, as in any talk


def stamp_of(heard: Heard) -> str:
    """Return a text that is greater the later `heard` was received; of what came at once the id decides."""
    return f"{encoded(heard.at):0{DIGITS}d}{heard.message.id}"


def is_calm(stamp: str, heard: Heard) -> bool:
    """Tell whether `heard` is no sooner than `CALM` after what has `stamp`, or the first; stamp: empty for none."""
    return not stamp or abs(encoded(heard.at) - int(stamp[:DIGITS])) >= encoded(CALM)
