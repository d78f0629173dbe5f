"""值守: whether anybody who answers for a room is about."""

from datetime import datetime, tzinfo

from bot.core.policy import Policy
from bot.core.remembered import ABSENCE
from bot.storage.memories import RoomMemory

ON, OFF = "on", "off"


def is_absent(memory: RoomMemory, now: datetime, zone: tzinfo, policy: Policy) -> bool:
    """Tell whether nobody in charge of the room is about: as a person said, else by the clock.

    By the clock: within the hours of `policy.absence`, when nobody in charge spoke for `idle`.
    """
    said = memory.state.get(ABSENCE)
    if said in {ON, OFF}:
        return bool(said == ON)
    absence = policy.absence
    if absence.hours is None or not absence.hours.covers(now, zone):
        return False
    spoke_at = memory.last_in_charge_at
    return spoke_at is None or now - spoke_at >= absence.idle
