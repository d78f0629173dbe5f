"""Deliveries become outcomes, in order, each once."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import StorageError, UnstorableError
from bot.core.policy import Policy
from bot.core.records import Delivery, Outcome
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.rooms import Rooms
from bot.runtime import inbox as inbox_module
from bot.runtime.inbox import Inbox, OverloadedError, stopped
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from bot.wecom import Heard, RoomOf
from tests.fakes import RecordingChannel, SetClock
from tests.values import AD, JUDGE, ROOM, T0, WordJudge


class FlakyStore(MemoryStore):
    """A memory store whose next records fail as told."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_above = 10_000
        self.failures = 0

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Fail while told to, or when the batch is too large."""
        if len(outcomes) > self.fails_above:
            raise UnstorableError("one of them is poisoned")
        if self.failures:
            self.failures -= 1
            raise StorageError("disk full")
        await super().record(outcomes)


def an_inbox(
    store: MemoryStore, defaults=ROOM, judge=JUDGE, channel: type[RecordingChannel] = RecordingChannel
) -> Inbox:
    """An inbox over one channel that hears."""
    bench = Bench(
        judge=judge,
        policy=Policy(),
        texts=Texts(),
        possible=lambda effect, _: effect.kind == "reply",
        house_rules=lambda _: (),
    )
    return Inbox(
        store=store,
        channels={"archive": channel("reply")},
        rooms=Rooms((), defaults=defaults),
        warm=Warm(store, reach=JUDGE.reach, zone=ZoneInfo("Asia/Shanghai")),
        bench=bench,
        clock=SetClock(),
    )


def bring(*bodies: str) -> list[Delivery]:
    """Deliveries with these bodies, their place as key."""
    return [Delivery(channel="archive", key=str(n), body=body, received_at=T0) for n, body in enumerate(bodies)]


class EscapingChannel(RecordingChannel):
    """Brings JSON in which any character may be written as an escape, as real channels do."""

    def understand(self, delivery: Delivery, room_of: RoomOf) -> Heard:
        """Read the escapes."""
        return super().understand(replace(delivery, body=json.loads(delivery.body)), room_of)


async def said(store: MemoryStore) -> list[str]:
    """Texts of the judged messages, in the order of handling."""
    return [row["text"] for row in reversed(await store.trace(limit=100))]


async def test_messages_are_handled_in_the_order_of_arrival() -> None:
    """Also when they come one by one and are handled together."""
    store = MemoryStore()
    inbox = an_inbox(store)
    for delivery in bring("a|一", "b|二", "a|三"):
        await inbox.put(delivery)

    assert (await inbox.handle_some(), await inbox.handle_some()) == (3, 0)
    assert await said(store) == ["一", "二", "三"]


async def test_the_same_delivery_twice_has_one_effect() -> None:
    """A retry of the platform changes nothing."""
    store = MemoryStore()
    inbox = an_inbox(store)
    for _ in range(2):
        await inbox.put(bring("a|加微信")[0])
        await inbox.handle_some()

    assert len(store.outbox(ROOM.id)) == 1


async def test_a_message_whose_decision_raises_is_set_aside() -> None:
    """Its error is kept, and the room goes on."""
    store = MemoryStore()
    inbox = an_inbox(store)
    await inbox.put_pulled(bring("a|炸", "a|好"), position=("archive", 2))
    await inbox.handle_some()

    assert await said(store) == ["好"]
    assert [s.error for s in await store.set_aside(limit=9)] == ["RuntimeError: 炸了"]
    assert await store.position("archive") == 2


async def test_what_nobody_can_read_is_set_aside_and_what_is_new_is_passed_over() -> None:
    """Broken bodies and unknown kinds never stop the rest."""
    store = MemoryStore()
    inbox = an_inbox(store)
    await inbox.put_pulled(bring("broken|", "unknown|", "a|好"), position=("archive", 3))
    await inbox.handle_some()

    assert (await said(store), len(await store.set_aside(limit=9))) == (["好"], 1)


async def test_what_was_set_aside_can_be_handled_again() -> None:
    """After a mend it takes the same way."""
    store = MemoryStore()
    inbox = an_inbox(store)
    await inbox.put(bring("broken|")[0])
    await inbox.handle_some()
    (aside,) = await store.set_aside(limit=9)

    await store.replay(aside.pending.id)

    assert await inbox.handle_some() == 1


async def test_events_wake_whoever_waits_for_them() -> None:
    """After the commit, once each."""
    inbox = an_inbox(MemoryStore())
    seen = []
    inbox.on_event = lambda event: seen.append(event.kind)
    await inbox.put_pulled(bring("event|msgaudit_notify", "a|好"), position=("archive", 2))
    await inbox.handle_some()

    assert seen == ["msgaudit_notify"]


async def test_effects_wake_the_outbox_and_nothing_else_does() -> None:
    """An innocent message wakes nobody."""
    inbox = an_inbox(MemoryStore())
    woken = []
    inbox.on_outcomes = lambda: woken.append(1)
    for delivery in bring("a|好", "a|加微信"):
        await inbox.put(delivery)
        await inbox.handle_some()

    assert woken == [1]


async def test_a_batch_that_cannot_be_committed_is_handled_one_by_one() -> None:
    """What one poisoned commit undid is not remembered, and the rest still goes through, once."""
    store = FlakyStore()
    store.fails_above = 1
    inbox = an_inbox(store)
    await inbox.put_pulled(bring("a|加微信", "a|好"), position=("archive", 2))
    await inbox.handle_some()

    assert [row["total"] for row in reversed(await store.trace(limit=9))] == [3, 3]


@pytest.mark.parametrize("failures", [1, 2, 3])
async def test_trouble_of_the_database_sets_nothing_aside(monkeypatch: pytest.MonkeyPatch, failures: int) -> None:
    """However often it fails, what waits is handled when it works again, in order."""
    monkeypatch.setattr(inbox_module, "PAUSE_SECONDS", 0.01)
    store = FlakyStore()
    inbox = an_inbox(store)
    pump = asyncio.create_task(inbox.run())
    await inbox.put(bring("a|零")[0])
    await asyncio.sleep(0.05)
    store.failures = failures
    await inbox.put_pulled(bring("a|零", "a|一", "a|二"), position=("archive", 3))
    async with asyncio.timeout(10):
        while len(await said(store)) < 3:  # noqa: ASYNC110 - it sends no event
            await asyncio.sleep(0.01)
    await stopped(pump)

    assert (await said(store), await store.set_aside(limit=9)) == (["零", "一", "二"], ())


async def test_what_was_stored_though_storing_seemed_to_fail_is_handled() -> None:
    """The platform's retry is then a repetition; the message must not be forgotten."""

    class Unsure(FlakyStore):
        async def receive(self, deliveries, **rest):
            await super().receive(deliveries, **rest)
            raise StorageError("connection lost after the commit")

    store = Unsure()
    inbox = an_inbox(store)
    await inbox.handle_some()
    with pytest.raises(StorageError):
        await inbox.put(bring("a|好")[0])
    await inbox.handle_some()

    assert await said(store) == ["好"]


async def test_a_channel_that_is_gone_stops_nothing() -> None:
    """What it brought last is set aside."""
    store = MemoryStore()
    inbox = an_inbox(store)
    await store.receive((Delivery(channel="gone", key="1", body="a|好", received_at=T0),))
    await inbox.put(bring("a|在")[0])
    await inbox.handle_some()

    assert (await said(store), len(await store.set_aside(limit=9))) == (["在"], 1)


async def test_what_was_set_aside_is_handled_again_while_the_pump_runs() -> None:
    """Asked for at the console, it takes the ordinary way."""
    store = MemoryStore()
    inbox = an_inbox(store)
    await inbox.put(bring("broken|")[0])
    await inbox.put(Delivery(channel="archive", key="9", body="a|好", received_at=T0))
    await inbox.handle_some()
    await inbox.handle_some()
    (aside,) = await store.set_aside(limit=9)

    assert (await inbox.replay(aside.pending.id), await inbox.replay(999)) == (True, False)
    assert await inbox.handle_some() == 1


async def test_an_outcome_the_database_never_takes_is_set_aside() -> None:
    """One poisoned row must not stop the pump for ever."""

    class Poisoned(MemoryStore):
        async def record(self, outcomes: Sequence[Outcome]) -> None:
            if any(o.judged and "毒" in o.judged.message.text for o in outcomes):
                raise UnstorableError("invalid byte")
            await super().record(outcomes)

    store = Poisoned()
    inbox = an_inbox(store)
    await inbox.put_pulled(bring("a|毒", "a|好"), position=("archive", 2))
    await inbox.handle_some()

    assert (await said(store), len(await store.set_aside(limit=9))) == (["好"], 1)


async def test_the_pump_survives_a_database_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits, tries again, and handles what waited."""
    monkeypatch.setattr(inbox_module, "PAUSE_SECONDS", 0.01)
    store = FlakyStore()
    store.failures = 3
    inbox = an_inbox(store)
    pump = asyncio.create_task(inbox.run())
    await inbox.put(bring("a|好")[0])
    await asyncio.sleep(0.1)
    await stopped(pump)

    assert await said(store) == ["好"]


async def test_a_new_room_is_stored_with_its_first_message() -> None:
    """After a restart it is known."""
    store = MemoryStore()
    inbox = an_inbox(store)
    await inbox.put(bring("a|好")[0])
    await inbox.handle_some()

    assert [room.id for room in await store.rooms()] == [ROOM.id]


async def test_too_much_waiting_is_refused_before_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform then brings it again; memory stays flat."""
    monkeypatch.setattr(inbox_module, "MAX_WAITING", 1)
    store = MemoryStore()
    inbox = an_inbox(store)
    first, second = bring("a|一", "a|二")
    await inbox.put(first)
    with pytest.raises(OverloadedError):
        await inbox.put(second)
    await inbox.handle_some()
    await inbox.put(second)
    await inbox.handle_some()

    assert await said(store) == ["一", "二"]


async def test_what_is_judged_is_what_is_kept() -> None:
    """What no database takes is replaced before it is judged, also where it came as an escape."""
    store = MemoryStore()
    judge = WordJudge(words={"加\ufffd微信\ufffd": AD})
    inbox = an_inbox(store, judge=judge, channel=EscapingChannel)
    [delivery] = bring(json.dumps("a|加\0微信\ud800"))
    await inbox.put(delivery)
    await inbox.handle_some()

    [row] = await store.trace(limit=9)
    assert (row["text"], row["findings"][0]["span"]) == ("加\ufffd微信\ufffd", [0, 5])


async def test_stopping_what_is_dead_already_raises_nothing() -> None:
    """What killed it was told when it died; whoever cleans up has more to do."""

    async def die() -> None:
        raise RuntimeError("dead")

    task = asyncio.create_task(die())
    await asyncio.sleep(0)
    await stopped(task)

    assert str(task.exception()) == "dead"
