"""What members have, as warm rooms know it: of the account, and never made up."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.credits import EMPTY, Posting, Purse, balances, posted, reversal
from bot.core.errors import UnstorableError
from bot.core.model import MemberId, Room, RoomId, private_room
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import Outcome
from bot.storage import purses as module
from bot.storage.memory import MemoryStore
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from tests.storage.samples import HOUR, arrive, handle, play, posting
from tests.values import ROOM, T0, ZHANG, message

ONE = replace(ROOM, ledger="both")
TWO = Room(id=RoomId("r2"), ledger="both")
ALONE = Room(id=RoomId("r3"))
BOTH = "=both"
LI = MemberId("li")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def zone_in(room: RoomId) -> tzinfo:
    """Where a day begins eight hours earlier, but for one room."""
    return UTC if room == TWO.id else SHANGHAI


async def warmed(store: Store, *rooms: Room) -> Warm:
    """Return a warm memory of rooms over `store`."""
    warm = Warm(store, reach=Reach(memory=5, recent=HOUR), zone=UTC)
    await warm.load(rooms, now=T0)
    return warm


def paid(warm: Warm, *postings: Posting) -> tuple[tuple[str, MemberId, Purse], ...]:
    """Let postings be known; return the purses after them."""
    purses = warm.purses_after(postings, zone_in)
    warm.pay(postings, purses)
    return purses


class TestPurses:
    """Purses of an account."""

    async def test_what_postings_come_to_is_computed_without_being_remembered(self) -> None:
        """Each member once, both sides of a gift, one posting upon the other; houses have no purse."""
        warm = await warmed(MemoryStore(), ALONE)
        mine = {"account": ALONE.account, "room": ALONE.id}
        gift = posting("p2", **mine, debit=ZHANG, credit=LI, amount=2, earns=False)

        purses = warm.purses_after((posting(**mine), gift), zone_in)

        day = T0.date()
        zhang = posted(posted(EMPTY, posting(**mine), ZHANG, day=day), gift, ZHANG, day=day)
        assert purses == ((ALONE.account, ZHANG, zhang), (ALONE.account, LI, posted(EMPTY, gift, LI, day=day)))
        assert (zhang.balance, zhang.earned) == (3, 5)
        assert warm.of(ALONE.id).purses == {}

    async def test_days_are_those_of_the_room(self) -> None:
        """Midnight in Shanghai comes first."""
        warm = await warmed(MemoryStore(), ONE, TWO)
        late = T0.replace(hour=17)

        purses = [
            warm.purses_after((posting(account=BOTH, room=room.id, at=late),), zone_in)[0][2] for room in (ONE, TWO)
        ]

        assert [purse.day for purse in purses] == [str(date(2026, 11, 21)), str(date(2026, 11, 20))]

    async def test_rooms_of_one_account_share_purses_and_postings(self) -> None:
        """Read at a start, paid since, and warm only later; a third room has its own."""
        store = MemoryStore()
        first = posting("a", account=BOTH, message="m1")
        await handle(store, "a", postings=(first,), purses=((BOTH, ZHANG, Purse(balance=5)),))
        warm = await warmed(store, ONE, ALONE)
        second = posting("b", account=BOTH, room=TWO.id, message="m1")
        purses = paid(warm, second, posting("c", account=BOTH))
        await warm.load((ONE, TWO), now=T0)

        one, two = warm.of(ONE.id), warm.of(TWO.id)
        assert one.purses == two.purses == {ZHANG: purses[0][2]}
        assert purses[0][2].balance == 15
        assert one.postings == two.postings == {"m1": (first, second)}
        assert (warm.of(ALONE.id).purses, warm.of(ALONE.id).postings) == ({}, {})

    async def test_what_nobody_read_is_not_made_up(self) -> None:
        """Of an account without a warm room it is unknown what its members have; a private talk is none."""
        talk = Room(id=private_room(ZHANG))
        warm = await warmed(MemoryStore(), ALONE, talk)

        for account in (BOTH, talk.account):
            with pytest.raises(LookupError, match="none of its rooms is warm"):
                warm.purses_after((posting(account=account),), zone_in)
            with pytest.raises(LookupError):
                warm.pay((), ((account, ZHANG, EMPTY),))

    async def test_what_did_not_become_durable_is_forgotten(self) -> None:
        """Purses, postings and plays, with all rooms of the account; then they are as the store has them."""
        store = MemoryStore()
        kept = posting("a", account=BOTH, message="m1")
        await handle(store, "a", postings=(kept,), purses=((BOTH, ZHANG, Purse(balance=5)),), plays=(play(1),))
        warm = await warmed(store, ONE, TWO, ALONE)
        paid(warm, posting("b", account=BOTH, message="m2"))
        warm.put_play(play(1, title="改"))
        warm.put_play(play(2, room=ALONE.id))
        warm.put_play(play(3, room=RoomId("elsewhere")))

        warm.forget(())

        assert [warm.play(n) for n in (1, 2, 3)] == [None] * 3
        await warm.load((TWO, ONE, ALONE), now=T0)
        assert warm.of(TWO.id).purses == {ZHANG: Purse(balance=5)}
        assert warm.of(TWO.id).postings == {"m1": (kept,)}
        assert (warm.of(ONE.id).plays, warm.of(ALONE.id).plays) == ({1: play(1)}, {})

    async def test_of_very_many_messages_the_postings_of_the_latest_are_known(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The oldest go first; another posting of a message that is known drops none."""
        monkeypatch.setattr(module, "MESSAGES_KEPT", 2)
        warm = await warmed(MemoryStore(), ROOM)
        paid(warm, *(posting(f"{n}", message=f"m{n % 3}") for n in (0, 1, 4, 2)), posting("5"))

        assert {m: [one.id for one in found] for m, found in warm.of(ROOM.id).postings.items()} == {
            "m1": ["1", "4"],
            "m2": ["2"],
        }


class TestPlays:
    """Plays of a room."""

    async def test_plays_belong_to_their_room(self) -> None:
        """Rooms of one account have their own; numbers are of the one row."""
        store = MemoryStore()
        await handle(store, "a", plays=(play(4, room=TWO.id),))
        warm = await warmed(store, ONE, TWO)
        free = warm.next_number
        warm.put_play(play(9))

        assert (warm.of(ONE.id).plays, warm.of(TWO.id).plays) == ({9: play(9)}, {4: play(4, room=TWO.id)})
        assert (free, warm.next_number, warm.play(4), warm.play(5)) == (5, 10, play(4, room=TWO.id), None)

    async def test_older_plays_become_known_when_they_are_asked_for(self, store: Store) -> None:
        """Of any room; what is known already is not read again."""
        await handle(store, "a", plays=(play(1, room=RoomId("r9")), play(2), play(3)))
        warm = await warmed(store, ROOM)
        warm.put_play(play(2, title="改"))
        before = warm.play(1)
        await warm.fetch((1, 2, 3, 4))

        assert (before, warm.play(1), warm.play(2)) == (None, play(1, room=RoomId("r9")), play(2, title="改"))
        assert list(warm.of(ROOM.id).plays) == [2, 3]

    async def test_another_form_of_a_play_is_no_change(self) -> None:
        """It is known in that form, and nothing is forgotten for it."""
        store = MemoryStore()
        await handle(store, "a", plays=(play(1),))
        warm = await warmed(store, ROOM, ALONE)
        warm.know_play(play(1, body=("revived",)))
        memory = warm.of(ROOM.id)
        warm.forget((ALONE.id,))

        assert warm.of(ROOM.id) is memory
        assert memory.plays == {1: play(1, body=("revived",))}


class TestSpeaking:
    """Who said what, and when anybody did."""

    async def test_when_anybody_last_spoke_is_known(self, store: Store) -> None:
        """Of what comes out of order, the latest counts."""
        warm = await warmed(store, ROOM)
        never = warm.of(ROOM.id).last_said_at
        for n, seconds in enumerate((1, 5, 3)):
            said = message(id=f"{n}", sent_at=T0 + timedelta(seconds=seconds))
            warm.heard(said, warm.scene(said, now=said.sent_at, seed=0), inbox=n)

        assert (never, warm.of(ROOM.id).last_said_at) == (None, T0 + timedelta(seconds=5))

    async def test_the_writer_of_what_is_quoted_is_known(self) -> None:
        """If one member said it; spaces and called names make no difference."""
        warm = await warmed(MemoryStore(), ROOM)
        for n, (sender, text) in enumerate(
            ((ZHANG, "@李四 重启 试试"), (LI, "收到"), (ZHANG, "收到"), (ZHANG, "收到"))
        ):
            said = message(text, id=f"{n}", sender=sender, sent_at=T0 + timedelta(seconds=n))
            warm.heard(said, warm.scene(said, now=said.sent_at, seed=0), inbox=n)
        room = warm.of(ROOM.id)
        quoted = ("重启试试", "收到", "没人说过", "", " ", "@李四")
        before = [room.writer_of(text) for text in quoted]
        for n, (sender, text) in enumerate(((LI, "没人 说过"), (LI, "重启试试"))):
            said = message(text, id=f"b{n}", sender=sender, sent_at=T0 + timedelta(minutes=1 + n))
            warm.heard(said, warm.scene(said, now=said.sent_at, seed=0), inbox=10 + n)

        assert before == [ZHANG, "", "", "", "", ""]
        assert [room.writer_of(text) for text in quoted] == ["", "", LI, "", "", ""]
        assert room.writer_of("@王五 没人说过") == LI


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One commit. moves: (from, to, amount, takes back the last). becomes: durable, lost before the commit, or refused."""

    moves: Sequence[tuple[str, str, int, bool]]
    becomes: str
    restarts: bool


NAMES = st.sampled_from([ZHANG, LI, MemberId("wang"), "@quiz", "@shop"])
MOVES = st.tuples(NAMES, NAMES, st.integers(1, 9), st.booleans()).filter(lambda move: move[0] != move[1])
BECOMES = st.sampled_from(["durable", "durable", "lost", "refused"])
STEPS = st.lists(
    st.builds(Step, moves=st.lists(MOVES, max_size=4), becomes=BECOMES, restarts=st.booleans()), max_size=12
)


async def played(store: Store, steps: Sequence[Step]) -> Warm:
    """Carry out steps as the bot does, with restarts and commits that fail; check the books after each."""
    await store.open()
    warm, last, count = await warmed(store, ONE, TWO), None, 0
    for n, step in enumerate(steps):
        if step.restarts:
            warm = await warmed(store, ONE, TWO)
        await warm.load((ONE, TWO), now=T0)
        booked: list[Posting] = []
        for debit, credit, amount, back in step.moves:
            count += 1
            room = (ONE, TWO)[count % 2].id
            at = T0 + timedelta(hours=7 * n)
            made = posting(f"p{count}", account=BOTH, room=room, at=at, debit=debit, credit=credit, amount=amount)
            if back and last is not None:
                made = replace(reversal(last, at=at, reason="收回"), id=f"p{count}")
            booked.append(replace(made, message=f"m{count}"))
        purses = [told for one in booked for told in paid(warm, one)]
        (pending,) = await arrive(store, f"{n}")
        if step.becomes == "refused" and booked:
            booked.append(booked[0])
        if step.becomes == "lost":
            warm.forget((ONE.id,))
            continue
        try:
            await store.record((Outcome(inbox=pending.id, postings=tuple(booked), purses=tuple(purses)),))
        except UnstorableError:
            assert step.becomes == "refused"
            warm.forget((ONE.id,))
            continue
        last = booked[-1] if booked else last
        assert sum(balances(await store.postings(BOTH, limit=999)).values()) == 0
    await warm.load((ONE, TWO), now=T0)
    return warm


async def are_one(store: Store, steps: Sequence[Step]) -> None:
    """Check that memory, purses and books say the same after `steps`, and after one more restart."""
    warm = await played(store, steps)
    by_books: dict[MemberId, Purse] = {}
    for one in reversed(await store.postings(BOTH, limit=999)):
        for member in one.members:
            day = one.at.astimezone(zone_in(one.room)).date()
            by_books[member] = posted(by_books.get(member, EMPTY), one, member, day=day)
    again = await warmed(store, TWO)
    await store.close()

    assert warm.of(ONE.id).purses == by_books
    assert again.of(TWO.id).purses == by_books
    assert warm.of(ONE.id).postings == again.of(TWO.id).postings


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_purses_are_what_the_books_say(steps: Sequence[Step]) -> None:
    """Whatever was booked, taken back, lost before the commit or refused, and however often the bot was restarted."""
    asyncio.run(are_one(MemoryStore(), steps))


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_purses_are_what_the_books_on_disk_say(steps: Sequence[Step]) -> None:
    """The same in an SQLite file."""
    with TemporaryDirectory() as folder:
        asyncio.run(are_one(SqlStore(f"sqlite:///{Path(folder)}/q.db"), steps))
