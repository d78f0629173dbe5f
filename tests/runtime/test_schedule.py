"""Timed jobs fire once, and only what is old enough goes."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.records import Outcome
from bot.runtime.schedule import Schedule
from bot.storage.memory import MemoryStore
from tests.fakes import SetClock
from tests.storage.samples import arrive, judged
from tests.values import T0, message

DAY = timedelta(days=1)


def a_schedule(store: MemoryStore, clock: SetClock) -> Schedule:
    """A schedule that keeps thirty days."""
    return Schedule(store=store, clock=clock, zone=ZoneInfo("Asia/Shanghai"), keep=30 * DAY, tidy=lambda: None)


async def test_the_nightly_pruning_happens_once_however_many_processes_fire_it() -> None:
    """Two schedules over one store: the second finds the firing claimed."""
    store, clock = MemoryStore(), SetClock(T0)
    (pending,) = await arrive(store, "k")
    await store.record([Outcome(inbox=pending.id, judged=judged(message()))])
    clock.forward(31 * DAY)
    pruned = []

    for schedule in (a_schedule(store, clock), a_schedule(store, clock)):
        job = schedule._once("prune", lambda now: _note(pruned, now))
        await job()
        clock.forward(timedelta(hours=2))  # the second was late: it is the same night all the same
    clock.forward(timedelta(hours=-4))
    await a_schedule(store, clock)._prune(clock.now())

    assert pruned == [clock.now()]
    assert await store.trace(limit=9) == []


async def _note(seen: list, now) -> None:
    seen.append(now)


async def test_it_starts_and_stops_with_the_loop() -> None:
    """The night's job, the hourly tidying, the sweep and the first look are planned."""
    schedule = a_schedule(MemoryStore(), SetClock())
    schedule.start()
    planned = len(schedule._scheduler.get_jobs())
    schedule.stop()

    assert planned == 4
