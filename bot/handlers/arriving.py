"""What a channel brought, as what it means to us; and who handles it."""

from collections.abc import Callable
from datetime import datetime

from bot.core.model import Event, Message, RoomId
from bot.core.records import Outcome
from bot.handlers.amending import Recall, on_recall, recall_of
from bot.handlers.bench import Bench
from bot.handlers.card import on_press
from bot.handlers.house import Notice, notice_of, on_house
from bot.handlers.member import Movement, movement_of, on_member
from bot.handlers.message import on_message
from bot.handlers.presses import Press, press_of
from bot.storage.warm import Warm
from bot.wecom import Heard

Handled = Message | Movement | Press | Recall | Notice
"""What has a handler; it has a `room`, which must be warm before it is handled."""

Understood = Heard | Handled | Exception
"""What became of a delivery that was read: what nobody can read is the error."""


def meaning_of(heard: Heard, room_of: Callable[[str, str], RoomId]) -> Heard | Handled:
    """Return what an event means, and what is none as it is."""
    if not isinstance(heard, Event):
        return heard
    return movement_of(heard, room_of) or press_of(heard) or recall_of(heard, room_of) or notice_of(heard) or heard


def handled(heard: Handled, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `heard`; `warm` then already knows it."""
    match heard:
        case Message():
            return on_message(heard, inbox=inbox, now=now, seed=seed, warm=warm, bench=bench)
        case Movement():
            return on_member(heard, inbox=inbox, now=now, seed=seed, warm=warm, bench=bench)
        case Press():
            return on_press(heard, inbox=inbox, now=now, seed=seed, warm=warm, bench=bench)
        case Recall():
            return on_recall(heard, inbox=inbox, now=now, warm=warm, bench=bench)
        case Notice():
            return on_house(heard, inbox=inbox, now=now, seed=seed, warm=warm, bench=bench)
