"""What has its time is called: once, in time or made up as it wants to be, and across changes of the clocks."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import StorageError
from bot.core.model import RoomId
from bot.core.records import Delivery
from bot.play.turn import Timer
from bot.runtime.schedule import Schedule
from bot.runtime.timetable import Slot, call
from bot.storage.memory import MemoryStore
from tests.fakes import SetClock

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ROOM = RoomId("r1")
START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # 8:00 in Shanghai
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def slot(cron: str = "0 9 * * *", *, zone: ZoneInfo = SHANGHAI, **fields) -> Slot:
    """Return a slot of the topics of a room."""
    timer = Timer(**{"id": "t", "cron": cron, "title": "话题", **fields})
    return Slot(room=ROOM, zone=zone, activity="topic", timer=timer)


class Process:
    """A bot's schedule over a store that others share. failures: how many of the next puts fail."""

    def __init__(self, store: MemoryStore, clock: SetClock, *slots: Slot) -> None:
        self.store, self.clock, self.slots, self.failures = store, clock, list(slots), 0
        self.schedule = Schedule(
            store=store,
            clock=clock,
            zone=SHANGHAI,
            keep=30 * DAY,
            tidy=lambda: None,
            timers=lambda: [(one.room, one.zone, one.activity, one.timer) for one in self.slots],
            put=self.put,
        )

    async def put(self, deliveries: list[Delivery], *, position: tuple[str, int]) -> None:
        """Take in, or fail."""
        if self.failures:
            self.failures -= 1
            raise StorageError("die Platte ist voll")
        await self.store.receive(deliveries, position=position)

    async def until(self, end: datetime, *, every: timedelta = MINUTE / 2) -> None:
        """Let time pass, looking now and then as the scheduler does."""
        while self.clock.now() < end:
            await self.schedule.look()
            self.clock.forward(every)
        await self.schedule.look()


async def called(store: MemoryStore) -> list[str]:
    """Return when, on Shanghai's clock, the store has calls for, in the order of arrival."""
    backlog = await store.backlog(after=0, limit=10_000)
    dues = [json.loads(one.delivery.body)["due"] for one in backlog]
    return [datetime.fromtimestamp(due / 1e6, SHANGHAI).strftime("%d %H:%M") for due in dues]


def test_a_call_is_the_same_however_often_it_is_made_and_says_all_that_the_handler_needs() -> None:
    """Its key names room, activity, timer and time; its body is the notice."""
    one = slot(told={"topic": "x"})
    due_at = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

    delivery = call(one, due_at, due_at + MINUTE)

    assert delivery.key == "time-r1-topic-t-1795136400000000"
    assert delivery.key == call(one, due_at, due_at + HOUR).key
    assert json.loads(delivery.body) == {
        "kind": "time",
        "room": "r1",
        "activity": "topic",
        "timer": "t",
        "due": 1795136400000000,
        "told": {"topic": "x"},
    }


async def test_each_time_is_called_once_day_after_day() -> None:
    """And none twice, though it is looked at every half minute."""
    store, clock = MemoryStore(), SetClock(START)

    await Process(store, clock, slot()).until(START + 3 * DAY, every=HOUR / 3)

    assert await called(store) == ["20 09:00", "21 09:00", "22 09:00"]


async def test_two_processes_over_one_store_call_each_time_once() -> None:
    """The key of the delivery decides."""
    store, clock = MemoryStore(), SetClock(START)
    both = (Process(store, clock, slot("*/30 * * * *")), Process(store, clock, slot("*/30 * * * *")))

    for _ in range(5):
        for process in both:
            await process.schedule.look()
        clock.forward(timedelta(minutes=15))

    assert await called(store) == ["20 08:30", "20 09:00"]


@pytest.mark.parametrize(
    ("missed", "grace", "made_up"),
    [
        ("last", 6 * HOUR, ["20 13:00"]),
        ("all", 6 * HOUR, ["20 10:00", "20 11:00", "20 12:00", "20 13:00"]),
        ("all", 2 * HOUR, ["20 12:00", "20 13:00"]),
        ("last", 10 * MINUTE, []),
        ("skip", 6 * HOUR, []),
    ],
)
async def test_times_missed_while_nobody_ran_are_made_up_as_the_timer_wants(missed, grace, made_up) -> None:
    """Killed after 9:00, started again at 13:30."""
    store, clock = MemoryStore(), SetClock(START)
    hourly = slot("0 * * * *", missed=missed, grace=grace)
    await Process(store, clock, hourly).until(START + HOUR + MINUTE)
    clock.forward(timedelta(hours=4, minutes=29))

    await Process(store, clock, hourly).until(clock.now() + MINUTE)

    assert await called(store) == ["20 09:00", *made_up]


async def test_what_was_missed_longer_than_a_week_ago_is_not_made_up() -> None:
    """Whatever the timer says."""
    store, clock = MemoryStore(), SetClock(START)
    daily = slot("0 9 * * *", missed="all", grace=30 * DAY)
    await Process(store, clock, daily).until(START + 2 * MINUTE)
    clock.forward(10 * DAY)

    await Process(store, clock, daily).schedule.look()

    assert await called(store) == [f"{day} 09:00" for day in (23, 24, 25, 26, 27, 28, 29)]


async def test_nothing_is_called_for_the_time_before_the_first_start() -> None:
    """Nor for the time before a timer was there."""
    store, clock = MemoryStore(), SetClock(START + 90 * MINUTE)  # half an hour past nine
    process = Process(store, clock, slot(grace=6 * HOUR))
    await process.schedule.look()

    process.slots.append(slot("0 * * * *", id="new", grace=6 * HOUR, missed="all"))
    process.schedule.refresh()
    await process.until(START + 2 * HOUR + MINUTE)

    assert await called(store) == ["20 10:00"]


async def test_what_is_no_longer_wanted_is_not_called_and_what_stays_goes_on() -> None:
    """`refresh` looks for differences."""
    store, clock = MemoryStore(), SetClock(START)
    process = Process(store, clock, slot("0 * * * *"), slot("30 * * * *", id="half"))
    await process.until(START + HOUR + MINUTE)

    del process.slots[0]
    process.schedule.refresh()
    await process.until(START + 3 * HOUR)

    assert await called(store) == ["20 08:30", "20 09:00", "20 09:30", "20 10:30"]


async def test_a_failing_database_delays_a_call_and_loses_none() -> None:
    """Not even one that is only wanted in time."""
    store, clock = MemoryStore(), SetClock(START)
    process = Process(store, clock, slot(missed="skip"))
    await process.until(START + 59 * MINUTE)
    process.failures = 10

    await process.until(START + 2 * HOUR)

    assert process.failures == 0
    assert await called(store) == ["20 09:00"]


async def test_a_timer_that_cannot_be_read_silences_no_other() -> None:
    """It is logged."""
    store, clock = MemoryStore(), SetClock(START)

    await Process(store, clock, slot("0 25 * * *", id="bad"), slot()).until(START + 2 * HOUR)

    assert await called(store) == ["20 09:00"]


@pytest.mark.parametrize(
    ("day", "calls"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), ["2026-03-29 03:30+0200", "2026-03-30 02:30+0200"]),  # 2:30 is skipped
        (
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            ["2026-10-25 02:30+0200", "2026-10-26 02:30+0100"],
        ),  # 2:30 comes twice
    ],
)
async def test_a_night_that_is_shorter_or_longer_has_one_call(day: datetime, calls: list[str]) -> None:
    """Where the clocks are put forward, and back."""
    store, clock = MemoryStore(), SetClock(day)

    await Process(store, clock, slot("30 2 * * *", zone=BERLIN)).until(day + 2 * DAY, every=HOUR / 4)

    backlog = await store.backlog(after=0, limit=99)
    dues = [datetime.fromtimestamp(json.loads(one.delivery.body)["due"] / 1e6, BERLIN) for one in backlog]
    assert [f"{due:%Y-%m-%d %H:%M%z}" for due in dues] == calls


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["pass", "kill", "fail", "two"]), st.integers(1, 200)), max_size=25))
async def test_whatever_happens_each_time_within_grace_is_called_once_and_in_order(happens) -> None:
    """Kills, failures and a second process in any order: with `all` and a long grace it is the undisturbed list."""
    store, clock = MemoryStore(), SetClock(START)
    timed = slot("*/20 * * * *", missed="all", grace=3 * DAY)
    process = Process(store, clock, timed)
    await process.schedule.look()
    for what, minutes in happens:
        if what == "kill":
            process = Process(store, clock, timed)
        elif what == "fail":
            process.failures = 1
        elif what == "two":
            await Process(store, clock, timed).schedule.look()
        clock.forward(minutes * MINUTE)
        await process.schedule.look()
    process.failures = 0
    await process.schedule.look()

    wanted = [f"{at.astimezone(SHANGHAI):%d %H:%M}" for at in timed.times(START, clock.now())]
    assert sorted(await called(store)) == sorted(wanted)
