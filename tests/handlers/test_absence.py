"""Whether anybody who answers for a room is about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.policy import Absence, Hours, Policy
from bot.handlers.absence import is_absent
from bot.storage.memories import RoomMemory
from tests.values import ROOM, T0

SHANGHAI = ZoneInfo("Asia/Shanghai")
KOLKATA = ZoneInfo("Asia/Kolkata")
MIDNIGHT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # 0:00 in Shanghai
NEVER = Policy(absence=Absence(hours=None))


def a_memory(spoke_at: datetime | None = None, said: str | None = None) -> RoomMemory:
    """A room. spoke_at: when somebody in charge last spoke. said: what a person ordered."""
    state = {} if said is None else {"absence": said}
    return RoomMemory(room=ROOM, day_start=T0, state=state, last_in_charge_at=spoke_at)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 20, 14, 59, tzinfo=UTC), False),  # 22:59
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), True),  # 23:00
        (MIDNIGHT, True),
        (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), True),  # 6:59
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), False),  # 7:00
    ],
)
def test_by_the_clock_nobody_is_about_at_night(now: datetime, expected: bool) -> None:
    """In the room's own zone, over midnight, the last minute included."""
    assert is_absent(a_memory(), now, SHANGHAI, Policy()) is expected


def test_the_zone_of_the_room_decides_when_night_is() -> None:
    """0:00 in Shanghai is 21:30 in Kolkata."""
    assert is_absent(a_memory(), MIDNIGHT, KOLKATA, Policy()) is False


def test_whoever_spoke_within_the_hour_is_about() -> None:
    """The hour counts from the last word; at its end nobody is."""
    awake, asleep = (a_memory(spoke_at=MIDNIGHT - span) for span in (timedelta(minutes=59), timedelta(hours=1)))

    assert (is_absent(awake, MIDNIGHT, SHANGHAI, Policy()), is_absent(asleep, MIDNIGHT, SHANGHAI, Policy())) == (
        False,
        True,
    )


@pytest.mark.parametrize(("said", "expected"), [("on", True), ("off", False)])
def test_what_a_person_ordered_outranks_the_clock(said: str, expected: bool) -> None:
    """By day and by night."""
    memory = a_memory(spoke_at=T0, said=said)

    assert {is_absent(memory, now, SHANGHAI, Policy()) for now in (T0, MIDNIGHT)} == {expected}


def test_without_hours_only_an_order_makes_it_so() -> None:
    """`hours: 无` switches the clock off."""
    ordered = a_memory(said="on")

    assert (is_absent(a_memory(), MIDNIGHT, SHANGHAI, NEVER), is_absent(ordered, T0, SHANGHAI, NEVER)) == (False, True)


def test_hours_that_are_none_cover_nothing() -> None:
    """From seven to seven is no time at all."""
    hours = Hours(since=datetime.min.time(), until=datetime.min.time())

    assert is_absent(a_memory(), MIDNIGHT, SHANGHAI, Policy(absence=Absence(hours=hours))) is False
