"""What warm rooms have in common, by account: standings, cases, orders, the row of numbers."""

from dataclasses import replace
from datetime import UTC

import pytest

from bot.core.model import Room, RoomId, private_room
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.storage import warm
from bot.storage.memory import MemoryStore
from bot.storage.shared import is_over
from bot.storage.shelf import Shelf
from bot.storage.warm import Warm
from tests.storage.samples import (
    DAY,
    OWNER,
    action,
    case,
    handle,
    mute,
    offence,
    open_case,
    standing,
)
from tests.values import ROOM, T0, ZHANG, message

ONE = replace(ROOM, ledger="both")
TWO = Room(id=RoomId("r2"), ledger="both")
ALONE = Room(id=RoomId("r3"))
BOTH = "=both"


async def warmed(store: Store, *rooms: Room) -> Warm:
    """Return a warm memory of rooms over `store`."""
    memory = Warm(store, reach=Reach(), zone=UTC)
    await memory.load(rooms, now=T0)
    return memory


class TestSharing:
    """Rooms of one account."""

    async def test_rooms_of_one_account_share_standings_and_cases(self) -> None:
        """What is remembered in one is known in the other at once, whichever was warm first; a third has its own."""
        store = MemoryStore()
        await handle(store, "a", standings=((BOTH, ZHANG, standing()),), cases=(case(1, account=BOTH),))
        rooms = await warmed(store, ONE, ALONE)
        rooms.stand(BOTH, OWNER, standing())
        rooms.file(case(2, account=BOTH))
        await rooms.load((ONE, TWO), now=T0)
        rooms.file(open_case(1, account=BOTH))

        one, two = rooms.of(ONE.id), rooms.of(TWO.id)
        assert one.standings == two.standings == {ZHANG: standing(), OWNER: standing()}
        assert one.cases == two.cases == {1: open_case(1, account=BOTH), 2: case(2, account=BOTH)}
        assert (rooms.of(ALONE.id).standings, rooms.of(ALONE.id).cases) == ({}, {})
        assert rooms.scene(message(room=TWO.id), now=T0, seed=0).standing == standing()

    async def test_orders_belong_to_their_room(self) -> None:
        """Rooms of one account have their own."""
        store = MemoryStore()
        await handle(store, "a", actions=(action(1, room=TWO.id),))
        rooms = await warmed(store, ONE, TWO)
        rooms.act(action(2))

        assert (rooms.of(ONE.id).actions, rooms.of(TWO.id).actions) == ({2: action(2)}, {1: action(1, room=TWO.id)})

    async def test_what_did_not_become_durable_is_forgotten_everywhere(self) -> None:
        """With all rooms of an account that changed, also one that nobody named, and cases of rooms that are not warm."""
        store = MemoryStore()
        rooms = await warmed(store, ONE, TWO, ALONE)
        rooms.stand(BOTH, ZHANG, standing())
        rooms.file(case(1, account=BOTH))
        rooms.file(case(2, account="elsewhere"))
        rooms.stand("elsewhere", ZHANG, standing())
        rooms.act(action(3, room=ALONE.id))

        rooms.forget((private_room(OWNER),))

        for room in (ONE, TWO, ALONE):
            with pytest.raises(KeyError):
                rooms.of(room.id)
        assert [rooms.case(1), rooms.case(2), rooms.action(3)] == [None] * 3
        await rooms.load((TWO, ALONE), now=T0)
        assert (rooms.of(TWO.id).standings, rooms.of(TWO.id).cases, rooms.of(ALONE.id).actions) == ({}, {}, {})

    async def test_forgetting_one_room_forgets_those_that_share_with_it(self) -> None:
        """What others have that nothing changed stays warm."""
        rooms = await warmed(MemoryStore(), ONE, TWO, ALONE)
        alone = rooms.of(ALONE.id)

        rooms.forget((ONE.id,))

        assert rooms.of(ALONE.id) is alone
        with pytest.raises(KeyError):
            rooms.of(TWO.id)

    async def test_what_became_durable_is_not_forgotten_later(self) -> None:
        """A load says that all before it is kept."""
        rooms = await warmed(MemoryStore(), ONE, ALONE)
        rooms.stand(BOTH, ZHANG, standing())
        await rooms.load((ALONE,), now=T0)

        rooms.forget((ALONE.id,))

        assert rooms.of(ONE.id).standings == {ZHANG: standing()}

    async def test_the_last_room_of_an_account_takes_it_along(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of rooms that were not heard of for longest, when there are too many; it is read again then."""
        monkeypatch.setattr(warm, "MAX_ROOMS", 2)
        store = MemoryStore()
        await handle(store, "a", cases=(case(1, account=BOTH),), actions=(action(2),))
        rooms = await warmed(store, ONE, TWO)

        await rooms.load((TWO, ALONE), now=T0)
        known = (rooms.case(1), rooms.action(2))
        await rooms.load((ALONE, ROOM), now=T0)
        then = (rooms.case(1), rooms.action(2))
        await rooms.load((ONE,), now=T0)

        assert (known, then) == ((case(1, account=BOTH), None), (None, action(2)))
        assert rooms.of(ONE.id).cases == {1: case(1, account=BOTH)}

    async def test_another_account_in_the_configuration_is_read_anew(self) -> None:
        """Another name is simply taken over, and keeps what is remembered."""
        store = MemoryStore()
        await handle(store, "a", standings=((BOTH, ZHANG, standing()),))
        rooms = await warmed(store, ROOM)
        rooms.stand(ROOM.account, OWNER, standing())
        await rooms.load((replace(ROOM, name="新名字"),), now=T0)
        renamed = rooms.of(ROOM.id)
        before = (renamed.room.name, dict(renamed.standings))
        await rooms.load((ONE,), now=T0)

        assert before == ("新名字", {OWNER: standing()})
        assert rooms.of(ROOM.id).standings == {ZHANG: standing()}


class TestNumbers:
    """One row for cases and orders."""

    async def test_numbers_go_on_where_the_store_ends(self, store: Store) -> None:
        """And rise with whatever is filed or ordered, durable or not."""
        await handle(store, "a", cases=(case(4),), actions=(action(6),))
        rooms = await warmed(store, ROOM)
        first = rooms.next_number
        rooms.file(case(9))
        rooms.act(action(8))
        rooms.took(12)
        rooms.took(3)
        rooms.forget((ROOM.id,))
        await rooms.load((ROOM,), now=T0)

        assert (first, rooms.next_number) == (7, 13)
        assert (await warmed(MemoryStore())).next_number == 1

    async def test_before_the_first_load_no_number_is_free(self) -> None:
        """It could be taken already."""
        rooms = Warm(MemoryStore(), reach=Reach(), zone=UTC)

        with pytest.raises(RuntimeError, match="loaded"):
            rooms.next_number  # noqa: B018 - reading it is the test
        with pytest.raises(RuntimeError, match="loaded"):
            rooms.took(1)

    async def test_older_ones_become_known_when_they_are_asked_for(self, store: Store) -> None:
        """Cases of any account and actions of any room; those of a warm one join what it has."""
        old = case(1, opened_at=T0 - 99 * DAY)
        elsewhere = case(2, account=BOTH)
        await handle(store, "a", cases=(old, elsewhere, case(5)), actions=(action(3, at=T0 - 99 * DAY),))
        rooms = await warmed(store, ROOM)
        before = [rooms.case(1), rooms.case(2), rooms.action(3)]
        await rooms.fetch((1, 2, 3, 4, 5, 6, 0, -1, 2**70))
        await rooms.fetch(())

        assert before == [None] * 3
        assert [rooms.case(1), rooms.case(2), rooms.action(3)] == [old, elsewhere, action(3, at=T0 - 99 * DAY)]
        assert [rooms.case(3), rooms.case(4), rooms.action(1)] == [None] * 3
        assert sorted(rooms.of(ROOM.id).cases) == [1, 5]
        assert list(rooms.of(ROOM.id).actions) == [3]

    async def test_what_was_asked_for_joins_its_room_when_that_is_warm(self) -> None:
        """Changed in between, it is known as it was changed."""
        store = MemoryStore()
        old = case(1, account=BOTH, opened_at=T0 - 99 * DAY)
        await handle(store, "a", cases=(old,))
        rooms = await warmed(store)
        await rooms.fetch((1,))
        rooms.file(replace(old, title="改"))
        await rooms.load((TWO,), now=T0)

        assert rooms.of(TWO.id).cases == {1: replace(old, title="改")}
        assert rooms.case(1) == replace(old, title="改")

    async def test_a_fetch_comes_before_any_load(self) -> None:
        """A card may be tapped before anybody spoke."""
        store = MemoryStore()
        await handle(store, "a", cases=(case(1),))
        rooms = Warm(store, reach=Reach(), zone=UTC)
        await rooms.fetch((1,))

        assert (rooms.case(1), rooms.next_number) == (case(1), 2)


class TestShelf:
    """Numbered values do not grow for ever."""

    def test_of_owners_who_are_not_warm_the_last_are_known(self) -> None:
        """Asked for again, they are put again."""
        shelf = Shelf(owner=lambda one: one.account, over=is_over, keeps=99, loose=2)
        for number in (1, 2, 1, 3):
            shelf.put(number, case(number))

        assert [shelf.get(number) for number in (1, 2, 3)] == [case(1), None, case(3)]

    def test_of_very_many_the_oldest_that_are_over_go(self) -> None:
        """What somebody is asked about, or waits for its mute to end, stays however old it is."""
        shelf = Shelf(owner=lambda one: one.account, over=is_over, keeps=3, loose=99)
        mine = shelf.open(ROOM.account, {})
        muted = case(2, offences=(offence(2, mute=mute(2)),))
        for one in (open_case(1), muted, *(case(number) for number in range(3, 8))):
            shelf.put(one.number, one)

        assert sorted(mine) == [1, 2, 7]
        assert [shelf.get(number) is None for number in range(1, 8)] == [False, False, True, True, True, True, False]

    def test_what_is_over_is_closed_and_waits_for_nothing(self) -> None:
        """Neither for a person nor for time."""
        muted = case(2, offences=(offence(2, mute=mute(2)),))

        assert [is_over(one) for one in (case(1), open_case(1), muted)] == [True, False, False]
