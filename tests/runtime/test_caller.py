"""What time alone changes is called, each thing once."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.cases import Case, Desk
from bot.core.coding import encoded
from bot.core.errors import StorageError
from bot.core.model import MemberId, RoomId
from bot.core.plays import Phase, Play
from bot.core.records import Delivery, Outcome
from bot.runtime import caller as caller_module
from bot.runtime.caller import Caller
from bot.runtime.inbox import Inbox, stopped
from bot.storage.memory import MemoryStore
from tests.fakes import SetClock
from tests.handlers.cases import a_case
from tests.values import ROOM, T0

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Shelf:
    """Takes deliveries in without handling them; a stand-in for the inbox."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store

    async def put(self, delivery: Delivery) -> None:
        """Store it."""
        await self.store.receive((delivery,))


class FlakyStore(MemoryStore):
    """A memory store that fails to tell what is due as often as it is told to."""

    failures = 0

    async def due_cases(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Fail while told to."""
        if self.failures:
            self.failures -= 1
            raise StorageError("disk full")
        return await super().due_cases(now, limit=limit)


def desk(next_at: datetime) -> Desk:
    """A desk at which somebody is asked next at `next_at`."""
    owner = MemberId("owner")
    return Desk(holder=owner, rung=0, asked_at=T0, next_at=next_at, until=next_at + 99 * HOUR, keys=((owner, "k"),))


def due(number: int, at: datetime = T0 + HOUR, **fields) -> Case:
    """An open case that is due at `at`."""
    return a_case(number, desk=desk(at), **fields)


async def filed(store: MemoryStore, *cases: Case) -> None:
    """Let cases be stored."""
    for case in cases:
        key = f"{case.number}-{case.due_at}"
        (pending,) = await store.receive((Delivery(channel="test", key=key, body="", received_at=T0),))
        await store.record((Outcome(inbox=pending.id, cases=(case,)),))


def a_play(number: int, due_at: datetime | None, **fields) -> Play:
    """An open play of the room that wants to be called at `due_at`."""
    values = {"room": ROOM.id, "kind": "quiz", "title": "知识问答", "opened_at": T0, "due_at": due_at, **fields}
    return Play(number=number, **values)


async def begun(store: MemoryStore, *plays: Play) -> None:
    """Let plays be stored."""
    for play in plays:
        key = f"{play.number}-{play.due_at}-{play.phase}"
        (pending,) = await store.receive((Delivery(channel="test", key=key, body="", received_at=T0),))
        await store.record((Outcome(inbox=pending.id, plays=(play,)),))


def a_caller(store: MemoryStore, clock: SetClock) -> Caller:
    """A caller as after a start."""
    return Caller(store=store, inbox=Shelf(store), clock=clock)  # type: ignore[arg-type]


async def called(store: MemoryStore) -> list[tuple[str, str]]:
    """Key and kind of everything that was called, in order."""
    return [(p.delivery.key, json.loads(p.delivery.body)["kind"]) for p in await store.backlog(after=0, limit=999)]


async def dues(store: MemoryStore) -> list[str]:
    """Keys of the cases that were called."""
    return [key for key, kind in await called(store) if kind == "due"]


async def hours(store: MemoryStore) -> list[str]:
    """Keys of the hours that were called."""
    return [key for key, kind in await called(store) if kind == "hour"]


async def test_a_case_is_called_when_it_is_due_and_once() -> None:
    """Not before; and not again at the next look, nor after a restart."""
    store, clock = MemoryStore(), SetClock()
    await filed(store, due(1))
    caller = a_caller(store, clock)

    pause = await caller.call()
    before = await dues(store)
    clock.forward(HOUR)
    await caller.call()
    await caller.call()
    await a_caller(store, clock).call()

    assert (pause, before) == (timedelta(seconds=30), [])
    assert await dues(store) == [f"due-1-{encoded(T0 + HOUR)}"]


async def test_the_next_look_is_when_the_next_case_is_due() -> None:
    """If that is sooner than the usual look."""
    store, clock = MemoryStore(), SetClock()
    await filed(store, due(1, T0 + timedelta(seconds=7)))

    assert await a_caller(store, clock).call() == timedelta(seconds=7)


async def test_a_case_that_is_still_due_is_called_again_every_hour() -> None:
    """What was set aside by mistake does not stay for ever; each hour once."""
    store, clock = MemoryStore(), SetClock(T0 + HOUR)
    await filed(store, due(1))
    caller = a_caller(store, clock)

    for _ in range(5):
        await caller.call()
        clock.forward(30 * MINUTE)

    key = f"due-1-{encoded(T0 + HOUR)}"
    assert await dues(store) == [key, f"{key}-1", f"{key}-2"]


async def test_a_case_that_is_due_anew_is_called_anew() -> None:
    """Its time is part of the key."""
    store, clock = MemoryStore(), SetClock(T0 + HOUR)
    await filed(store, due(1))
    caller = a_caller(store, clock)
    await caller.call()
    await filed(store, due(1, T0 + 2 * HOUR))

    clock.forward(HOUR)
    await caller.call()

    assert len(set(await dues(store))) == 2


async def test_a_clock_that_jumps_back_calls_nothing_twice() -> None:
    """Nor does one that jumps ahead leave anything out."""
    store, clock = MemoryStore(), SetClock(T0 + HOUR)
    await filed(store, due(1), due(2, T0 + 3 * HOUR))
    caller = a_caller(store, clock)

    for jump in (timedelta(0), -30 * MINUTE, 4 * HOUR, -4 * HOUR, 4 * HOUR):
        clock.forward(jump)
        await caller.call()

    plain = [key for key in await dues(store) if key.count("-") == 2]
    assert plain == [f"due-1-{encoded(T0 + HOUR)}"] or plain == [
        f"due-1-{encoded(T0 + HOUR)}",
        f"due-2-{encoded(T0 + 3 * HOUR)}",
    ]
    assert {key.split("-")[1] for key in await dues(store)} == {"1", "2"}
    assert len(await called(store)) == len({key for key, _ in await called(store)})


async def test_rooms_are_called_at_the_start_and_every_hour() -> None:
    """Those with an open case, or one of the last day: a mute may run there, a report be due."""
    store, clock = MemoryStore(), SetClock(T0 + 20 * MINUTE)
    await filed(
        store,
        a_case(1),
        a_case(2, room="quiet", at=T0 - 26 * HOUR, tasks=()),
        a_case(3, room="late", at=T0 - 23 * HOUR, tasks=()),
        a_case(4, room="old", at=T0 - 99 * HOUR),
    )
    caller = a_caller(store, clock)

    for _ in range(3):
        await caller.call()
        clock.forward(30 * MINUTE)

    at = encoded(T0 + HOUR)
    rooms = ("old", ROOM.id, "late")
    start = [f"hour-{room}-start-{encoded(T0 + 20 * MINUTE)}" for room in rooms]
    assert sorted(await hours(store)) == sorted([*start, *(f"hour-{room}-{at}" for room in rooms)])


async def test_a_restart_within_the_hour_calls_the_rooms_once_more() -> None:
    """What happened while the bot was down is seen to at once."""
    store, clock = MemoryStore(), SetClock()
    await filed(store, a_case(1))
    await a_caller(store, clock).call()
    clock.forward(MINUTE)

    await a_caller(store, clock).call()

    assert len(await hours(store)) == 2


async def test_a_failing_database_delays_but_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks again until the database answers."""
    monkeypatch.setattr(caller_module, "FIRST_PAUSE", timedelta(milliseconds=1))
    store, clock = FlakyStore(), SetClock(T0 + HOUR)
    await filed(store, due(1))
    store.failures = 3
    task = asyncio.create_task(a_caller(store, clock).run())

    for _ in range(500):
        if await dues(store):
            break
        await asyncio.sleep(0.005)
    await stopped(task)

    assert await dues(store) == [f"due-1-{encoded(T0 + HOUR)}"]
    assert task.cancelled()


async def test_being_woken_makes_it_look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that was filed while it waited is not left until the next usual look."""
    monkeypatch.setattr(caller_module, "LEAST_SECONDS", 0.001)
    store, clock = MemoryStore(), SetClock(T0 + HOUR)
    caller = a_caller(store, clock)
    task = asyncio.create_task(caller.run())
    await asyncio.sleep(0.01)
    await filed(store, due(1))

    caller.wake()
    for _ in range(500):
        if await dues(store):
            break
        await asyncio.sleep(0.005)
    await stopped(task)

    assert len(await dues(store)) == 1


async def test_a_play_is_called_when_it_is_due_and_once() -> None:
    """The moment itself is due; a restart calls it no second time; paused and over ones, and those without time, never."""
    store, clock = MemoryStore(), SetClock()
    at = T0 + timedelta(seconds=20)
    paused, over = a_play(2, T0, phase=Phase.PAUSED), a_play(3, T0, phase=Phase.CLOSED)
    await begun(store, a_play(1, at), paused, over, a_play(4, None))
    caller = a_caller(store, clock)

    pause = await caller.call()
    before = await called(store)
    clock.forward(pause)
    await caller.call()
    await caller.call()
    await a_caller(store, clock).call()
    plays = [p.delivery for p in await store.backlog(after=0, limit=99) if p.delivery.key.startswith("play")]

    assert (pause, before) == (timedelta(seconds=20), [])
    assert [(one.channel, one.key) for one in plays] == [("house", f"play-1-{encoded(at)}")]
    assert json.loads(plays[0].body) == {"kind": "play", "room": ROOM.id, "play": 1}


async def test_no_play_is_called_before_what_was_said_while_nobody_ran() -> None:
    """A question whose time passed waits for the answers on their way; but not for ever, should the archive be down."""
    store, clock = MemoryStore(), SetClock(T0 + timedelta(seconds=1))
    await begun(store, a_play(1, T0))
    caught_up: list[bool] = []

    def a_late_caller() -> Caller:
        return Caller(store=store, inbox=Shelf(store), clock=clock, has_caught_up=lambda: bool(caught_up))  # type: ignore[arg-type]

    pause = await a_late_caller().call()
    waiting = await called(store)
    caught_up.append(True)
    await a_late_caller().call()

    assert (waiting, pause < timedelta(seconds=1)) == ([], True)
    assert [kind for _, kind in await called(store)] == ["play"]

    caught_up.clear()
    await begun(store, a_play(2, T0))
    patient = a_late_caller()
    await patient.call()
    waiting = await called(store)
    clock.forward(timedelta(seconds=10))
    await patient.call()

    assert len(waiting) == 1
    assert [kind for _, kind in await called(store)] == ["play", "play"]


async def test_a_play_that_is_still_due_is_called_again_every_hour() -> None:
    """What was set aside by mistake does not stay for ever; one that is due anew is called anew."""
    store, clock = MemoryStore(), SetClock()
    await begun(store, a_play(1, T0))
    caller = a_caller(store, clock)
    for _ in range(4):
        await caller.call()
        clock.forward(30 * MINUTE)
    await begun(store, a_play(1, T0 + HOUR))
    await caller.call()

    key, anew = f"play-1-{encoded(T0)}", f"play-1-{encoded(T0 + HOUR)}-1"
    assert [k for k, kind in await called(store) if kind == "play"] == [key, f"{key}-1", anew]


async def test_a_play_that_nobody_handles_does_not_hide_the_next() -> None:
    """A question of another room ends on time all the same."""
    store, clock = MemoryStore(), SetClock()
    await begun(store, a_play(1, T0 - MINUTE), a_play(2, T0 + timedelta(seconds=9)), a_play(3, T0 + MINUTE))
    caller = a_caller(store, clock)

    pauses = [await caller.call()]
    clock.forward(pauses[0])
    pauses.append(await caller.call())

    assert pauses == [timedelta(seconds=9), timedelta(seconds=30)]
    assert [k.split("-")[1] for k, kind in await called(store) if kind == "play"] == ["1", "2"]


async def test_the_sooner_of_case_and_play_is_looked_at_next() -> None:
    """Whichever that is."""
    store, clock = MemoryStore(), SetClock()
    await filed(store, due(1, T0 + timedelta(seconds=7)))
    await begun(store, a_play(2, T0 + timedelta(seconds=8)))
    sooner = await a_caller(store, clock).call()
    await begun(store, a_play(2, T0 + timedelta(seconds=6)))

    assert (sooner, await a_caller(store, clock).call()) == (timedelta(seconds=7), timedelta(seconds=6))


async def test_more_cases_than_fit_a_look_are_called_the_longest_due_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest when those were handled."""
    monkeypatch.setattr(caller_module, "BATCH", 2)
    store, clock = MemoryStore(), SetClock(T0 + HOUR)
    cases = [due(n, T0 + n * MINUTE) for n in (3, 1, 2)]
    await filed(store, *cases)
    caller = a_caller(store, clock)

    await caller.call()
    first = [key.split("-")[1] for key in await dues(store)]
    await filed(store, *(replace(case, desk=None, wants=()) for case in cases if case.number in (1, 2)))
    await caller.call()

    assert (first, [key.split("-")[1] for key in await dues(store)]) == (["1", "2"], ["1", "2", "3"])


def test_the_stand_in_takes_what_the_inbox_takes() -> None:
    """Its `put` is that of the inbox."""
    assert Inbox.put.__annotations__ == Shelf.put.__annotations__


async def test_configured_rooms_are_called_at_the_start_alone() -> None:
    """So that they are read; an hour later only rooms in which something is open are called."""
    store, clock = MemoryStore(), SetClock()
    caller = Caller(store=store, inbox=Shelf(store), clock=clock, rooms=(RoomId("r7"),))  # type: ignore[arg-type]
    await caller.call()
    first = await hours(store)
    clock.forward(2 * HOUR)
    await caller.call()

    assert [key.split("-")[1] for key in first] == ["r7"]
    assert await hours(store) == first
