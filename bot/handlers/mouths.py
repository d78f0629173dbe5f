"""Which channels may carry out an effect in a room, the preferred first."""

from collections.abc import Mapping

from bot.core.effects import (
    Ask,
    Attach,
    Chart,
    Effect,
    Gather,
    Inspect,
    Recard,
    Receipt,
    Reply,
    Rollback,
    Tell,
    is_done_by_recording,
)
from bot.core.model import Room
from bot.wecom import Channel

_ANYWHERE = Tell | Attach | Ask | Receipt | Recard | Inspect | Gather | Rollback
"""What is said to a person in private, or is no speaking at all: it needs no mouth of the room."""


class Mouths:
    """The channels of one process, asked without touching the network."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    def of(self, effect: Effect, room: Room, *, refused_by: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return ids of the channels that may carry out `effect`, without those that refused it already.

        What is told to a person in private needs no mouth of the room. An answer that may quote goes by the aibot.
        """
        is_anywhere = isinstance(effect, _ANYWHERE) or (isinstance(effect, Chart) and bool(effect.to))
        names = tuple(self._channels) if is_anywhere else room.mouths
        if isinstance(effect, Reply) and effect.answer_url:
            names = ("aibot", *(name for name in names if name != "aibot"))
        return tuple(
            name
            for name in names
            if name not in refused_by and name in self._channels and self._channels[name].takes(effect, room)
        )

    def can(self, effect: Effect, room: Room) -> bool:
        """Tell whether `effect` needs no channel or any may carry it out."""
        return is_done_by_recording(effect) or bool(self.of(effect, room))
