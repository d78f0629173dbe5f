"""What every store promises about whose turn it is in the outbox, about attempts, and about what was sent."""

import asyncio
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.effects import Say
from bot.core.model import RoomId
from bot.core.ports import Store
from bot.core.records import Due, Outgoing, Settled
from tests.storage.samples import DAY, SECOND, post, reply
from tests.values import ROOM, T0

FAR = T0 + 1000 * DAY
OTHER = RoomId("r2")
NUMBERS = count()


def say(key: str, *, room: RoomId = ROOM.id, due_at: datetime = T0) -> Outgoing:
    """Return an effect for a room of one's choice."""
    return Outgoing(key=key, effect=Say(room=room, text="大家好"), due_at=due_at)


async def posted(store: Store, *outgoing: Outgoing) -> list[Due]:
    """Put effects into the outbox; return them in the order written."""
    await post(store, *outgoing)
    keys = {out.key for out in outgoing}
    return sorted((d for d in await store.due(FAR, limit=1000) if d.key in keys), key=lambda d: d.id)


async def put_off(store: Store, due: Due, due_at: datetime, **fields) -> None:
    """Have an effect wait until `due_at` after a first attempt."""
    await store.settle([Settled(id=due.id, state="waiting", due_at=due_at, **{"attempts": 1, **fields})])


async def keys_due(store: Store, now: datetime, **fields) -> list[str]:
    """Return the keys of what is due, in order."""
    return [d.key for d in await store.due(now, **{"limit": 100, **fields})]


class TestTurns:
    """Who comes when, and who waits for whom."""

    @pytest.mark.parametrize("how", [{"attempts": 1}, {"attempts": 0, "refused_by": ("app",)}])
    async def test_a_tried_effect_holds_back_later_ones_of_its_room(self, store: Store, how: dict) -> None:
        """What was written after an effect that is to be tried again waits for it; what was before, or elsewhere, not."""
        _, b, *_ = await posted(store, say("a"), say("b"), say("c"), say("elsewhere", room=OTHER))

        await put_off(store, b, T0 + DAY, **how)

        assert await keys_due(store, T0) == ["a", "elsewhere"]
        assert await keys_due(store, T0 + DAY) == ["a", "elsewhere", "b", "c"]

    async def test_the_held_back_are_free_once_it_is_settled(self, store: Store) -> None:
        """When the effect in front is settled, those behind it are due."""
        a, _ = await posted(store, say("a"), say("b"))
        await put_off(store, a, T0 + DAY)
        held = await keys_due(store, T0)

        await store.settle([Settled(id=a.id, state="refused")])

        assert (held, await keys_due(store, T0)) == ([], ["b"])

    async def test_an_untried_reminder_holds_back_nobody(self, store: Store) -> None:
        """An effect meant for later lets those written after it pass."""
        await post(store, say("reminder", due_at=T0 + DAY), say("now"))

        assert await keys_due(store, T0) == ["now"]
        assert await keys_due(store, T0 + DAY) == ["now", "reminder"]

    async def test_one_room_does_not_crowd_out_the_others(self, store: Store) -> None:
        """At most twenty effects of a room are given at once, the earliest ones; the limit counts all rooms."""
        many = [say(f"a{i:02}", due_at=T0 - i * SECOND) for i in range(25)]
        await post(store, *many, say("b", room=OTHER))

        expected = [f"a{i:02}" for i in reversed(range(5, 25))] + ["b"]
        assert await keys_due(store, T0) == expected
        assert await keys_due(store, T0, limit=3) == expected[:3]

    async def test_rooms_can_be_left_out(self, store: Store) -> None:
        """Effects of the rooms named are not given; without names all are."""
        await post(store, say("a"), say("b", room=OTHER), say("c", room=RoomId("r'3")))

        assert await keys_due(store, T0, without={ROOM.id}) == ["b", "c"]
        assert await keys_due(store, T0, without=(ROOM.id, OTHER, RoomId("r'3"))) == []
        assert await keys_due(store, T0) == ["a", "b", "c"]

    async def test_the_next_turn_is_that_of_whoever_is_not_held_back(self, store: Store) -> None:
        """The next time does not name an effect that waits for another one, nor a room left out."""
        a, *_ = await posted(store, say("a"), say("b"), say("later", room=OTHER, due_at=T0 + 2 * DAY))
        before = await store.next_due_at()
        await put_off(store, a, T0 + DAY)

        assert (before, await store.next_due_at()) == (T0, T0 + DAY)
        assert await store.next_due_at(without=[ROOM.id]) == T0 + 2 * DAY
        assert await store.next_due_at(without=[ROOM.id, OTHER]) is None

    async def test_lag_is_counted_from_when_an_effect_was_first_due(self, store: Store) -> None:
        """Trying again tomorrow does not make it younger, and who waits behind it is counted too."""
        a, _ = await posted(store, say("a"), say("b", due_at=T0 + SECOND))
        await put_off(store, a, T0 + DAY)
        held = (await store.health(T0 + SECOND)).oldest_due_at
        await store.settle((Settled(id=a.id, state="sent"),))

        assert (held, (await store.health(T0 + SECOND)).oldest_due_at) == (T0, T0 + SECOND)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        rows=st.lists(
            st.tuples(st.sampled_from([ROOM.id, OTHER]), st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=9
        ),
        now=st.integers(0, 4),
    )
    async def test_nobody_overtakes_and_nobody_is_forgotten(self, store: Store, rows: list, now: int) -> None:
        """Whatever waits: what is given follows all tried ones before it, what is not given has a reason, and next fits."""
        said = [say(f"p{next(NUMBERS)}", room=room) for room, _, _ in rows]
        all_due = await posted(store, *said)
        settled = [
            Settled(id=d.id, state="waiting", due_at=T0 + at * SECOND, attempts=attempts)
            for d, (_, at, attempts) in zip(all_due, rows, strict=True)
        ]
        await store.settle(settled)

        given_ids = [d.id for d in await store.due(T0 + now * SECOND, limit=100)]

        dues = {d.id: (room, at, attempts) for d, (room, at, attempts) in zip(all_due, rows, strict=True)}
        for i, (room, at, _) in dues.items():
            tried = [j for j, (where, _, attempts) in dues.items() if where == room and j < i and attempts]
            is_held = any(dues[j][1] > now for j in tried)
            assert (i in given_ids) == (at <= now and not is_held)
            assert all(given_ids.index(j) < given_ids.index(i) for j in tried if i in given_ids)
        turns = [
            max([at, *(a for j, (r, a, n) in dues.items() if r == room and j < i and n)])
            for i, (room, at, _) in dues.items()
        ]
        assert await store.next_due_at() == (T0 + min(turns) * SECOND if turns else None)
        await store.settle([Settled(id=d.id, state="sent") for d in all_due])


class TestBegin:
    """Taking an effect up."""

    async def test_an_effect_taken_up_is_due_again_at_the_end_of_its_lease(self, store: Store) -> None:
        """A begun effect has one attempt more, its time is the given one, and the trace names the mouth."""
        (a,) = await posted(store, reply())

        assert await store.begin(a, channel="aibot", until=T0 + 20 * SECOND)

        assert await store.due(T0, limit=5) == ()
        (again,) = await store.due(T0 + 20 * SECOND, limit=5)
        assert (again.id, again.attempts, again.refused_by) == (a.id, 1, ())
        assert await store.next_due_at() == T0 + 20 * SECOND

    async def test_of_many_calls_exactly_one_wins(self, store: Store) -> None:
        """An effect read by several is taken up by one of them; whoever reads it anew may take it up anew."""
        (a,) = await posted(store, reply())

        together = await asyncio.gather(*(store.begin(a, channel="app", until=T0 + SECOND) for _ in range(5)))
        afterwards = await store.begin(a, channel="app", until=T0 + SECOND)
        (again,) = await store.due(T0 + SECOND, limit=1)

        assert (sorted(together), afterwards) == ([False] * 4 + [True], False)
        assert await store.begin(again, channel="app", until=T0 + 2 * SECOND)

    async def test_what_does_not_wait_is_not_taken_up(self, store: Store) -> None:
        """A settled effect, or one that never was, cannot be taken up and stays as it is."""
        (a,) = await posted(store, reply())
        await store.settle([Settled(id=a.id, state="sent", at=T0)])
        missing = Due(id=a.id + 1, key="?", effect=a.effect, cause=a.cause)

        assert not await store.begin(a, channel="app", until=FAR)
        assert not await store.begin(missing, channel="app", until=FAR)
        assert (await store.health(T0)).waiting == 0

    async def test_who_refused_it_stays_known(self, store: Store) -> None:
        """Taking an effect up keeps the mouths that refused it."""
        (a,) = await posted(store, reply())
        await put_off(store, a, T0, attempts=0, refused_by=("app",))

        await store.begin(a, channel="aibot", until=T0)

        (again,) = await store.due(T0, limit=1)
        assert (again.attempts, again.refused_by) == (1, ("app",))


class TestSent:
    """What budgets are rebuilt from."""

    async def test_what_was_sent_is_told_oldest_first(self, store: Store) -> None:
        """Each sent effect is told with its mouth, room and time, from a given time on, in the order of sending."""
        a, b, c, d, e = await posted(store, reply("a"), say("b", room=OTHER), reply("c"), reply("d"), reply("e"))
        await store.settle(
            [
                Settled(id=a.id, state="sent", channel="app", at=T0 + 2 * SECOND),
                Settled(id=b.id, state="sent", channel="webhook", at=T0),
                Settled(id=c.id, state="sent", channel="app", at=T0 - timedelta(microseconds=1)),
                Settled(id=d.id, state="refused", channel="app", at=T0 + SECOND),
                Settled(id=e.id, state="sent", channel="app"),
            ]
        )

        assert await store.recently_sent(T0) == (
            ("webhook", b.effect, OTHER, T0),
            ("app", a.effect, ROOM.id, T0 + 2 * SECOND),
        )
        assert await store.recently_sent(T0 + 3 * SECOND) == ()
