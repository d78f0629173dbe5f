"""What every store remembers of a room: messages, standings, who heard it."""

from datetime import timedelta

from bot.core.model import Earlier, MuteSpan, RoomId, Standing
from bot.core.ports import Store
from bot.core.records import Outcome
from tests.storage.samples import DAY, SECOND, arrive, hear, judged, span, standing
from tests.values import ROOM, T0, ZHANG, message

MICROSECOND = timedelta(microseconds=1)


class TestHistory:
    """What a room's warm memory is rebuilt from."""

    async def test_recent_messages_are_bounded_and_in_order(self, store: Store) -> None:
        """Each member's last messages since the given time come oldest first, however they arrived."""
        said = [message(f"{i}", id=f"m{i}", sent_at=T0 + i * SECOND) for i in (3, 0, 4, 1, 2)]
        ids = {3: 1, 0: 2, 4: 3, 1: 4, 2: 5}
        await hear(store, *said, message("li", id="x", sender="li", sent_at=T0 + 2 * SECOND))

        history = await store.history(ROOM.id, **span(now=T0 + 5 * SECOND, back=4 * SECOND, memory=3))

        assert history.recent == {
            ZHANG: tuple(Earlier(sent_at=T0 + i * SECOND, text=f"{i}", id=ids[i]) for i in (2, 3, 4)),
            "li": (Earlier(sent_at=T0 + 2 * SECOND, text="li", id=6),),
        }

    async def test_of_messages_of_one_moment_the_later_received_is_newer(self, store: Store) -> None:
        """Messages with the same time stay in the order in which they were received."""
        await hear(store, *(message(f"{i}", id=f"m{i}") for i in range(4)))

        history = await store.history(ROOM.id, **span(memory=2))

        assert [e.text for e in history.recent[ZHANG]] == ["2", "3"]

    async def test_no_memory_means_no_messages(self, store: Store) -> None:
        """With nothing to look back on only counts and standings come back."""
        await hear(store, message())

        history = await store.history(ROOM.id, **span(memory=0))

        assert (history.recent, history.today) == ({}, {ZHANG: 1})

    async def test_today_counts_from_the_start_of_the_day(self, store: Store) -> None:
        """A message sent at the start of the day counts, one before it does not, nor another room's."""
        await hear(
            store,
            message(id="a", sent_at=T0 - SECOND),
            message(id="b", sent_at=T0),
            message(id="c", sent_at=T0 + SECOND),
            message(id="d", sent_at=T0, room=RoomId("elsewhere")),
        )

        history = await store.history(ROOM.id, **span(back=2 * DAY, memory=9))

        assert history.today == {ZHANG: 2}
        assert len(history.recent[ZHANG]) == 3

    async def test_standings_are_as_last_written(self, store: Store) -> None:
        """The last standing of a member counts; one that says nothing is nobody's. Microseconds and points are exact."""
        muted = Standing(mutes=(MuteSpan(number=7, since=T0 + MICROSECOND, until=T0 + DAY),))
        told = (
            (ZHANG, standing(charges=())),
            (ZHANG, standing()),
            ("li", muted),
            ("wang", Standing()),
            ("zhao", Standing(offences=1)),
            ("qian", Standing(answered_at=T0)),
        )
        pending = await arrive(store, *(f"k{i}" for i in range(len(told))))
        await store.record(
            [Outcome(inbox=p.id, standings=((ROOM.id, *one),)) for p, one in zip(pending, told, strict=True)]
        )

        history = await store.history(ROOM.id, **span(memory=1))

        hinted = Standing(answered_at=T0)
        assert history.standings == {ZHANG: standing(), "li": muted, "zhao": Standing(offences=1), "qian": hinted}
        assert (await store.history(RoomId("r9"), **span(memory=1, account="r9"))).standings == {}

    async def test_standings_are_those_of_the_account(self, store: Store) -> None:
        """Whatever room they came from; another room of the account has the same."""
        (pending,) = await arrive(store, "a")
        shared = (("=both", ZHANG, standing()), (ROOM.id, "li", standing()))
        await store.record([Outcome(inbox=pending.id, standings=shared)])

        for room in (ROOM.id, RoomId("r2")):
            assert (await store.history(room, **span(account="=both"))).standings == {ZHANG: standing()}

    async def test_a_room_remembers_who_ever_heard_it(self, store: Store) -> None:
        """Every channel that brought a message of the room is named, even after the messages are gone."""
        await hear(store, message(id="a"), message(id="b", channel="aibot"), message(id="c"))
        await store.prune(before=T0 + DAY)

        history = await store.history(ROOM.id, **span(back=2 * DAY, memory=9))

        assert (history.heard_by, history.recent) == (frozenset({"archive", "aibot"}), {})


async def test_copies_are_not_looked_back_on(store: Store) -> None:
    """What another channel brought as well is kept, but is no second message of its sender."""
    copy, said = await arrive(store, "copy", "said")
    await store.record(
        [
            Outcome(inbox=copy.id, judged=judged(message("你好", channel="aibot"), counts=False)),
            Outcome(inbox=said.id, judged=judged(message("你好", channel="archive"))),
        ]
    )

    history = await store.history(ROOM.id, **span(day_start=T0 - DAY, back=2 * DAY, memory=9))

    assert history.recent == {ZHANG: (Earlier(sent_at=T0, text="你好", id=said.id),)}
    assert (history.today, len(await store.trace(limit=9))) == ({ZHANG: 1}, 2)


async def test_what_the_aibot_brought_is_remembered_in_order(store: Store) -> None:
    """Counted messages of the aibot since a given time come oldest first with sender and text; others do not."""
    said = [message(f"{i}", id=f"m{i}", channel="aibot", sent_at=T0 + i * SECOND) for i in (2, 0, 1)]
    await hear(
        store,
        *said,
        message("档", id="x", sent_at=T0 + SECOND),
        message("他", id="y", channel="aibot", room=RoomId("r2")),
    )
    (copy,) = await arrive(store, "copy")
    await store.record([Outcome(inbox=copy.id, judged=judged(message("抄", channel="aibot"), counts=False))])

    history = await store.history(ROOM.id, **span(since_early=T0 + SECOND))

    assert history.early == ((ZHANG, "1", T0 + SECOND), (ZHANG, "2", T0 + 2 * SECOND))


async def test_of_very_many_early_messages_the_newest_are_remembered(store: Store) -> None:
    """No more than two hundred come back, and of those of one moment the ones received last."""
    await hear(store, *(message(f"{i}", id=f"m{i}", channel="aibot") for i in range(205)))

    history = await store.history(ROOM.id, **span(memory=0))

    assert [text for _, text, _ in history.early] == [f"{i}" for i in range(5, 205)]
