"""What every store promises about deliveries, outcomes and health."""

import asyncio
from datetime import timedelta, timezone

import pytest

from bot.core.errors import HandledBeforeError
from bot.core.model import Role, Room, RoomId
from bot.core.ports import Store
from bot.core.records import Outcome, SetAside
from tests.storage.samples import DAY, SECOND, arrive, delivery
from tests.values import ROOM, T0, ZHANG


class TestDeliveries:
    """Receiving, and what waits to be handled."""

    async def test_new_deliveries_come_back_in_order_with_rising_ids(self, store: Store) -> None:
        """Each delivery comes back as it was given, ids rise in the order given and over calls."""
        first = await store.receive([delivery("a"), delivery("b", body="你好")])
        second = await store.receive([delivery("c")])

        pending = [*first, *second]
        assert [p.delivery for p in pending] == [delivery("a"), delivery("b", body="你好"), delivery("c")]
        assert pending[0].id < pending[1].id < pending[2].id

    async def test_a_delivery_is_new_once(self, store: Store) -> None:
        """A key seen before, in an earlier call or the same, is left out; another channel's key is another one."""
        await arrive(store, "a")

        fresh = await store.receive([delivery("b"), delivery("a"), delivery("b"), delivery("a", channel="aibot")])

        assert [(p.delivery.channel, p.delivery.key) for p in fresh] == [("archive", "b"), ("aibot", "a")]

    async def test_calls_made_together_know_each_other(self, store: Store) -> None:
        """Of many calls at once with the same key exactly one is told that it is new, and ids follow the calls."""
        calls = [store.receive([delivery(f"k{i % 40}")]) for i in range(120)]

        answers = await asyncio.gather(*calls)

        assert [len(a) for a in answers] == [1] * 40 + [0] * 80
        ids = [a[0].id for a in answers[:40]]
        assert ids == sorted(set(ids))
        assert [a[0].delivery.key for a in answers[:40]] == [f"k{i}" for i in range(40)]

    async def test_many_deliveries_with_duplicates_anywhere(self, store: Store) -> None:
        """In a long call the known ones are left out wherever they stand, and each new one has its own row."""
        await arrive(store, *(f"k{i}" for i in range(0, 300, 7)))

        fresh = await arrive(store, *(f"k{i}" for i in range(300)))

        assert [p.delivery.key for p in fresh] == [f"k{i}" for i in range(300) if i % 7]
        backlog = {p.id: p.delivery.key for p in await store.backlog(after=0, limit=1000)}
        assert {p.id: p.delivery.key for p in fresh}.items() <= backlog.items()
        assert len(backlog) == 300

    async def test_the_position_is_kept_with_the_deliveries(self, store: Store) -> None:
        """A position is 0 until stored, then the last one stored, even with nothing new."""
        before = await store.position("archive")
        await store.receive([delivery("a")], position=("archive", 7))
        await store.receive([], position=("archive", 9))

        assert (before, await store.position("archive"), await store.position("other")) == (0, 9, 0)

    async def test_the_backlog_is_what_is_not_handled(self, store: Store) -> None:
        """Pending deliveries come in order, above a given id, up to a limit; handled and set-aside ones do not."""
        a, b, c, d, e = await arrive(store, "a", "b", "c", "d", "e")
        await store.record([Outcome(inbox=b.id), Outcome(inbox=c.id, error="炸了")])

        assert await store.backlog(after=0, limit=10) == (a, d, e)
        assert await store.backlog(after=a.id, limit=1) == (d,)

    async def test_times_keep_their_microsecond(self, store: Store) -> None:
        """A time comes back as the same moment, to the microsecond, whatever zone it was given in."""
        shanghai = timezone(timedelta(hours=8))
        at = (T0 + timedelta(microseconds=1)).astimezone(shanghai)

        (pending,) = await store.receive([delivery(received_at=at)])

        assert (await store.backlog(after=0, limit=1))[0].delivery.received_at == at == pending.delivery.received_at

    async def test_a_failed_delivery_waits_for_a_person_and_can_be_replayed(self, store: Store) -> None:
        """What was set aside is listed with its error, newest first; a replayed one is pending again, once."""
        a, b = await arrive(store, "a", "b")
        await store.record([Outcome(inbox=a.id, error="第一个"), Outcome(inbox=b.id, error="第二个")])

        listed = await store.set_aside(limit=5)
        replayed = [await store.replay(a.id), await store.replay(a.id), await store.replay(b.id + 1)]

        assert listed == (SetAside(pending=b, error="第二个"), SetAside(pending=a, error="第一个"))
        assert replayed == [a, None, None]
        assert await store.backlog(after=0, limit=5) == (a,)
        assert await store.set_aside(limit=5) == (SetAside(pending=b, error="第二个"),)
        await store.record([Outcome(inbox=a.id)])


class TestOutcomes:
    """Recording decisions."""

    async def test_a_delivery_is_handled_once(self, store: Store) -> None:
        """A second outcome for a delivery, or one for none, is refused, and nothing of that call is kept."""
        a, b = await arrive(store, "a", "b")
        await store.record([Outcome(inbox=a.id)])

        for bad in (a.id, b.id + 1):
            with pytest.raises(HandledBeforeError, match=f"record of deliveries {b.id}, {bad}|{bad}, {b.id}"):
                await store.record([Outcome(inbox=b.id, room=ROOM), Outcome(inbox=bad)])

        assert await store.backlog(after=0, limit=5) == (b,)
        assert await store.rooms() == ()

    async def test_two_outcomes_for_one_delivery_are_refused(self, store: Store) -> None:
        """The same delivery twice in one call is refused as a whole."""
        (a,) = await arrive(store, "a")

        with pytest.raises(HandledBeforeError):
            await store.record([Outcome(inbox=a.id), Outcome(inbox=a.id)])

        assert await store.backlog(after=0, limit=5) == (a,)

    async def test_calls_made_together_do_not_fail_each_other(self, store: Store) -> None:
        """Among many calls at once only the one with a bad outcome fails; all others are kept."""
        pending = await arrive(store, *(f"k{i}" for i in range(20)))
        missing = pending[-1].id + 1

        answers = await asyncio.gather(
            *(store.record([Outcome(inbox=p.id)]) for p in pending[:10]),
            store.record([Outcome(inbox=missing)]),
            *(store.record([Outcome(inbox=p.id)]) for p in pending[10:19]),
            store.receive([delivery("new")]),
            return_exceptions=True,
        )

        assert [isinstance(a, HandledBeforeError) for a in answers] == [i == 10 for i in range(21)]
        assert [p.delivery.key for p in await store.backlog(after=0, limit=50)] == ["k19", "new"]

    async def test_nothing_recorded_is_nothing_done(self, store: Store) -> None:
        """An empty call to record or settle is no error."""
        await store.record([])
        await store.settle([])

        assert (await store.health(T0)).pending == 0

    async def test_rooms_are_remembered_as_last_told(self, store: Store) -> None:
        """A room comes back with all its fields, the last outcome's word counting, rooms by id."""
        told = Room(
            id=RoomId("r2"),
            name="新名字",
            chats={"app": "chat", "aibot": "wr'x"},
            ear="archive",
            mouths=("webhook",),
            roles={ZHANG: Role.OWNER},
        )
        a, b, c = await arrive(store, "a", "b", "c")
        first = [Outcome(inbox=a.id, room=Room(id=RoomId("r2"))), Outcome(inbox=b.id, room=told)]

        await store.record([*first, Outcome(inbox=c.id, room=Room(id=RoomId("R3")))])

        assert await store.rooms() == (Room(id=RoomId("R3")), told)

    async def test_a_run_is_claimed_once(self, store: Store) -> None:
        """Of many claims for one run exactly one succeeds; another time or schedule is another run."""
        claims = await asyncio.gather(*(store.claim_run("morning", T0) for _ in range(5)))

        assert claims == [True, False, False, False, False]
        assert await store.claim_run("morning", T0 + DAY)
        assert await store.claim_run("evening", T0)
        assert not await store.claim_run("morning", T0)


async def test_the_oldest_pending_delivery_is_named(store: Store) -> None:
    """Health tells when the first pending delivery was received, nothing once all are handled."""
    a, b = await store.receive([delivery("a"), delivery("b", received_at=T0 + SECOND)])
    before = (await store.health(T0)).oldest_pending_at
    await store.record([Outcome(inbox=a.id)])
    between = (await store.health(T0)).oldest_pending_at
    await store.record([Outcome(inbox=b.id, error="炸了")])

    assert (before, between, (await store.health(T0)).oldest_pending_at) == (T0, T0 + SECOND, None)
