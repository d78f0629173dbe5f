"""The end of handling anything but a message: what it changes, fitted for the outbox, remembered, ready to be written."""

from dataclasses import replace
from datetime import datetime

from bot.core.model import MessageId
from bot.core.records import Outcome
from bot.handlers.bench import Bench
from bot.handlers.forfeiting import with_forfeits
from bot.handlers.ruled import Changes, remembered
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm


def concluded(changes: Changes, *, inbox: int, now: datetime, memory: RoomMemory, warm: Warm, bench: Bench) -> Outcome:
    """Return `changes` as the outcome of the delivery `inbox`; `warm` then knows them, and that cannot be undone."""
    changes = with_forfeits(changes, warm=warm, bench=bench, now=now) if changes.cases else changes
    outgoing = bench.outgoing(changes.planned, cause=MessageId(""), inbox=inbox, memory=memory, warm=warm, now=now)
    return replace(remembered(changes, inbox=inbox, warm=warm, bench=bench), outgoing=outgoing)
