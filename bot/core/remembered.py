"""What a room remembers besides people: under which keys, and for how long it holds. Keys with a colon go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.coding import decoded

ABSENCE = "absence"  # on or off as a person said; nothing is by the clock
BLOCKED = "blocked:"  # by member
CALMED = "calmed"  # by pair
CAP = "cap:"  # by rule: the highest stage it may have here
COOLING = "cooling"
CUSTOMER = "customer"
DIALOGUE = "dialogue:"  # by member
EXEMPT = "exempt:"  # by member
ROLES = "roles"  # as WeCom told
SECOND = "second:"  # by number of the order that waits for somebody else's yes
SILENT = "silent"
_BY_STAGE = ("off", "shadow", "soft", "enforce")


def end_of(told: Mapping[str, Any]) -> datetime | None:
    """Return until when what is `told` holds, None if until it is taken back."""
    until = told.get("until")
    return None if until is None else decoded(datetime, until)


def holds(told: Mapping[str, Any] | None, now: datetime) -> bool:
    """Tell whether what is remembered, None for nothing, holds at `now`."""
    if not told:
        return False
    until = end_of(told)
    return until is None or now < until


def capped(stage: str, cap: object) -> str:
    """Return `stage`, or the stage that a person turned the rule down to if that is lower."""
    return min(stage, str(cap), key=_BY_STAGE.index) if cap in _BY_STAGE else stage
