"""What every store keeps of plays, postings and purses."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import PlayChange
from bot.core.credits import EMPTY, Purse, PurseLine, balances, posted, reversal
from bot.core.errors import HandledBeforeError, UnstorableError
from bot.core.model import MemberId, RoomId
from bot.core.plays import Phase
from bot.core.ports import Store
from bot.core.records import Outcome
from tests.storage.samples import (
    DAY,
    HOUR,
    OWNER,
    SECOND,
    action,
    arrive,
    case,
    handle,
    hear,
    judged,
    play,
    posting,
    remember,
    span,
    standing,
)
from tests.values import ROOM, T0, ZHANG, message

OTHER = RoomId("r2")
LI = MemberId("li")
BODY = {"answers": {"zhang": ["北京", 1_790_000_000_000_001, 2], "li": ["上海\\u0000", 0.5, None]}, "open": True}
FULL = play(7, by=OWNER, phase=Phase.PAUSED, due_at=T0 + timedelta(microseconds=1), body=BODY)
OVER = play(2, phase=Phase.CLOSED, ended_at=T0 + HOUR)


class TestPlays:
    """Plays by number, by time, by room."""

    async def test_a_play_comes_back_as_it_was_written_last(self, store: Store) -> None:
        """Every field of it, to the microsecond; numbers nobody gave are left out."""
        await handle(store, "a", plays=(play(7), play(3, body=None)))
        await handle(store, "b", plays=(play(7, title="旧"), FULL))

        assert await store.plays([7, 3, 7, 4, 0, -1, 2**70]) == (play(3, body=None), FULL)
        assert await store.plays([]) == ()

    async def test_of_several_states_of_one_commit_the_last_counts(self, store: Store) -> None:
        """Also when they come from several deliveries; a body changed by nobody but the next message."""
        pending = await arrive(store, *"abcde")
        states = [play(7, body={"at": n}, due_at=T0 + n * SECOND) for n in range(5)]
        await store.record([Outcome(inbox=p.id, plays=(one,)) for p, one in zip(pending, states, strict=True)])

        assert await store.plays([7]) == (states[-1],)
        assert await store.due_plays(T0 + DAY, limit=9) == ((7, ROOM.id, T0 + 4 * SECOND),)

    async def test_due_plays_are_open_and_come_in_the_order_of_their_time(self, store: Store) -> None:
        """The moment itself is due; what is paused, over or without a time is never called."""
        late, soon, there = (
            play(1, due_at=T0 + HOUR),
            play(4, due_at=T0 + SECOND),
            play(5, room=OTHER, due_at=T0 + HOUR),
        )
        ended = (replace(OVER, due_at=T0), play(3, phase=Phase.CANCELLED, due_at=T0), FULL, play(8))
        await handle(store, "a", plays=(late, soon, there, *ended))

        assert await store.next_play_at() == T0 + SECOND
        assert await store.due_plays(T0, limit=9) == ()
        assert await store.due_plays(T0 + SECOND, limit=9) == ((4, ROOM.id, T0 + SECOND),)
        everything = ((4, ROOM.id, T0 + SECOND), (1, ROOM.id, T0 + HOUR), (5, OTHER, T0 + HOUR))
        assert await store.due_plays(T0 + HOUR, limit=9) == everything
        assert await store.due_plays(T0 + HOUR, limit=1) == everything[:1]
        await handle(store, "b", plays=tuple(replace(one, due_at=None) for one in (late, soon, there)))
        assert (await store.due_plays(T0 + DAY, limit=9), await store.next_play_at()) == ((), None)

    async def test_plays_are_listed_newest_first(self, store: Store) -> None:
        """Of all rooms or of one; a paused one is not over."""
        await handle(store, "a", plays=(play(1), OVER, play(3, room=OTHER, phase=Phase.CANCELLED), FULL))

        async def numbers(**wanted) -> list[int]:
            return [one.number for one in await store.all_plays(**{"limit": 9, **wanted})]

        assert await numbers() == [7, 3, 2, 1]
        assert await numbers(limit=2) == [7, 3]
        assert await numbers(room=ROOM.id) == [7, 2, 1]
        assert await numbers(open_only=True) == [7, 1]
        assert await numbers(open_only=True, room=OTHER) == []
        assert await numbers(open_only=True, room=ROOM.id, limit=1) == [7]

    async def test_numbers_of_plays_are_of_the_one_row(self, store: Store) -> None:
        """The highest of all counts, whatever it is of, and stays used when what is old goes."""
        await handle(store, "a", plays=(replace(OVER, number=9),), cases=(case(3),), actions=(action(8),))
        await store.prune(before=T0 + 99 * DAY)

        assert await store.last_number() == 9

    async def test_an_order_keeps_what_it_did_to_plays_and_purses(self, store: Store) -> None:
        """Both states of a play, and the postings, so that it can be taken back."""
        changes = (PlayChange(before=None, after=play(3)), PlayChange(before=FULL, after=play(7)))
        whole = action(9, plays=changes, postings=(posting(action=9), posting("p2")))
        await handle(store, "a", actions=(whole,))

        assert await store.actions([9]) == (whole,)

    async def test_any_words_in_a_play_are_kept(self, store: Store) -> None:
        """What no database takes is replaced, also deep in a body."""
        words = "a\0b\ud800引号'\"；\\u0000"
        await handle(store, "a", plays=(play(1, title=words, body={words: [words, {"x": words}]}),))

        (kept,) = await store.plays([1])

        clean = "a\ufffdb\ufffd引号'\"；\\u0000"
        assert (kept.title, kept.body) == (clean, {clean: [clean, {"x": clean}]})

    async def test_what_is_kept_changes_with_nobody_who_reads_it(self, store: Store) -> None:
        """A body that was read and changed is as it was when it is read again; so is one changed after it was handed over."""
        body = {"answers": ["a"]}
        await handle(store, "a", plays=(play(1, body=body),))
        body["answers"].append("b")
        (read,) = await store.plays([1])
        read.body["answers"].append("c")

        assert (await store.plays([1]))[0].body == {"answers": ["a"]}

    async def test_a_play_that_has_no_json_is_refused(self, store: Store) -> None:
        """With everything else of the outcome, and the delivery can still be handled."""
        (pending,) = await arrive(store, "a")

        with pytest.raises(UnstorableError, match="record"):
            await store.record([Outcome(inbox=pending.id, plays=(play(1, body=object()),), postings=(posting(),))])

        assert (await store.plays([1]), await store.postings(ROOM.account, limit=9)) == ((), ())
        assert await store.backlog(after=0, limit=5) == (pending,)

    async def test_plays_that_are_over_for_long_go(self, store: Store) -> None:
        """Not one that is open or paused, nor what ended of late, nor the newest; the books stay whole."""
        old = {"opened_at": T0 - 9 * DAY}
        plays = (
            play(1, **old, phase=Phase.CLOSED, ended_at=T0 - DAY - SECOND),
            play(2, **old, phase=Phase.CANCELLED, ended_at=T0 - DAY),
            play(3, **old),
            replace(FULL, number=4, opened_at=T0 - 9 * DAY),
            play(5, **old, phase=Phase.CLOSED),
            play(6, **old, phase=Phase.CLOSED, ended_at=T0 - 9 * DAY),
        )
        await handle(store, "a", plays=plays, postings=(posting(at=T0 - 99 * DAY),))

        gone = await store.prune(before=T0 - DAY)

        assert [one.number for one in await store.all_plays(limit=9)] == [6, 4, 3, 2]
        assert (gone, len(await store.postings(ROOM.account, limit=9))) == (2, 1)


class TestBooks:
    """Postings and purses."""

    async def test_postings_come_back_newest_first(self, store: Store) -> None:
        """Every field of them, in the order of booking whatever their time; of an account, or of a member on either side."""
        full = posting("p2", at=T0 - DAY, debit=ZHANG, credit=LI, message="m1", play=3, action=4, reverses="p1")
        spent = posting("p3", debit=LI, credit="@shop", amount=2**40, earns=False)
        booked = (posting(), full, spent, posting("p4", account="=other"))
        await handle(store, "a", postings=booked[:1])
        await handle(store, "b", postings=booked[1:])

        assert await store.postings(ROOM.account, limit=9) == (spent, full, posting())
        assert await store.postings(ROOM.account, limit=1) == (spent,)
        assert await store.postings(ROOM.account, limit=9, member=ZHANG) == (full, posting())
        assert await store.postings(ROOM.account, limit=1, member=LI) == (spent,)
        assert await store.postings(ROOM.account, limit=9, member=OWNER) == ()
        assert await store.postings("=other", limit=9, member=ZHANG) == booked[3:]

    async def test_a_posting_is_booked_once(self, store: Store) -> None:
        """Again it fails, with all else of its outcome: neither doubled nor dropped; others are not held up."""
        await handle(store, "a", postings=(posting(),))
        (again,) = await arrive(store, "b")
        purse = Purse(balance=10, earned=10)
        outcome = Outcome(
            inbox=again.id,
            postings=(posting("p2"), posting()),
            purses=((ROOM.account, ZHANG, purse),),
            plays=(play(3),),
        )

        with pytest.raises(UnstorableError, match="record"):
            await store.record([outcome])

        history = await store.history(ROOM.id, **span())
        assert (history.purses, history.plays) == ({}, {})
        assert await store.postings(ROOM.account, limit=9) == (posting(),)
        assert await store.backlog(after=0, limit=9) == (again,)
        await store.record([replace(outcome, postings=(posting("p2"),))])
        assert len(await store.postings(ROOM.account, limit=9)) == 2

    async def test_a_posting_twice_in_one_commit_fails_as_well(self, store: Store) -> None:
        """Also when two deliveries bring it."""
        first, second = await arrive(store, "a", "b")

        with pytest.raises(UnstorableError):
            await store.record([Outcome(inbox=p.id, postings=(posting(),)) for p in (first, second)])

        assert await store.postings(ROOM.account, limit=9) == ()

    async def test_nothing_is_booked_if_a_delivery_was_handled_before(self, store: Store) -> None:
        """All of a commit or nothing."""
        first, second = await arrive(store, "a", "b")
        await store.record([Outcome(inbox=first.id)])

        with pytest.raises(HandledBeforeError):
            await store.record(
                [Outcome(inbox=second.id, postings=(posting(),), plays=(play(1),)), Outcome(inbox=first.id)]
            )

        assert (await store.postings(ROOM.account, limit=9), await store.plays([1])) == ((), ())

    async def test_a_purse_comes_back_as_it_was_written_last(self, store: Store) -> None:
        """Every field of it; members of other accounts have their own."""
        day = T0.date()
        purse = posted(posted(EMPTY, posting(), ZHANG, day=day), posting("p2", source="签到"), ZHANG, day=day)
        spent = posted(purse, posting("p3", debit=ZHANG, credit="@shop", amount=99, earns=False), ZHANG, day=day)
        await handle(store, "a", purses=((ROOM.account, ZHANG, purse), ("=other", ZHANG, EMPTY)))
        await handle(
            store, "b", purses=((ROOM.account, LI, purse), (ROOM.account, ZHANG, EMPTY), (ROOM.account, ZHANG, spent))
        )

        assert spent.balance < 0 < spent.earned
        assert (await store.history(ROOM.id, **span())).purses == {ZHANG: spent, LI: purse}
        assert (await store.history(OTHER, **span(account="=other"))).purses == {ZHANG: EMPTY}

    async def test_any_words_of_a_posting_are_kept(self, store: Store) -> None:
        """What no database takes is replaced, in postings and in purses alike."""
        words, clean = "a\0b\ud800引号'\"；", "a\ufffdb\ufffd引号'\"；"
        purse = Purse(lines=(PurseLine(at=T0, amount=5, reason=words),), sources={words: 5})
        one = posting(words, reason=words, source=words, message=words)
        await handle(store, "a", postings=(one,), purses=((ROOM.account, ZHANG, purse),))

        assert await store.postings(ROOM.account, limit=9) == (
            posting(clean, reason=clean, source=clean, message=clean),
        )
        read = (await store.history(ROOM.id, **span())).purses[ZHANG]
        assert read == Purse(lines=(PurseLine(at=T0, amount=5, reason=clean),), sources={clean: 5})

    async def test_what_is_taken_back_leaves_the_books_even(self, store: Store) -> None:
        """All accounts together have nothing."""
        back = reversal(posting(), at=T0 + HOUR, reason="判错", action=9)
        await handle(store, "a", postings=(posting(), posting("p2", credit=LI)))
        await handle(store, "b", postings=(back,))

        found = balances(await store.postings(ROOM.account, limit=9))

        assert found == {"@quiz": -5, LI: 5, ZHANG: 0}


class TestHistory:
    """What is read of a room and its account at a start."""

    async def test_plays_of_the_room_are_those_that_go_on_and_the_newest_that_are_over(self, store: Store) -> None:
        """Fifty of those; by number; other rooms have their own."""
        over = [replace(OVER, number=n) for n in range(2, 56)]
        await handle(store, "a", plays=(play(1), *over, replace(FULL, number=60), play(61, room=OTHER)))

        plays = (await store.history(ROOM.id, **span())).plays

        assert list(plays) == [1, *range(6, 56), 60]
        assert (plays[1], plays[60]) == (play(1), replace(FULL, number=60))

    async def test_postings_of_the_account_are_the_late_ones_that_messages_brought(self, store: Store) -> None:
        """By message, in the order of booking; three days back, the moment itself included."""
        now = T0 + SECOND
        mine = (
            posting("a", message="m1"),
            posting("b", message="m2", room=OTHER),
            posting("c", message="m1", credit=LI),
            posting("d", message="m3", at=now - 3 * DAY),
        )
        others = (
            posting("e", message="m4", at=now - 3 * DAY - SECOND),
            posting("f"),
            posting("g", message="m5", account="=other"),
        )
        await handle(store, "a", postings=(*mine, *others))

        found = (await store.history(ROOM.id, **span(now=now))).postings

        assert list(found.items()) == [("m1", (mine[0], mine[2])), ("m2", (mine[1],)), ("m3", (mine[3],))]

    async def test_what_is_known_of_an_account_is_not_read_again(self, store: Store) -> None:
        """What is the room's is."""
        purses, standings = ((ROOM.account, ZHANG, EMPTY),), ((ROOM.account, ZHANG, standing()),)
        booked = (posting(message="m1"),)
        await handle(
            store, "a", purses=purses, standings=standings, postings=booked, cases=(case(2),), plays=(play(1),)
        )

        asked = await store.history(ROOM.id, **span())
        known = await store.history(ROOM.id, **span(account=None))

        assert [len(told) for told in (asked.purses, asked.standings, asked.postings, asked.cases)] == [1] * 4
        assert known == replace(asked, purses={}, standings={}, postings={}, cases={})

    async def test_of_very_many_postings_the_newest_are_read(self, store: Store) -> None:
        """Two thousand, by their time."""
        booked = tuple(posting(f"{n}", message=f"m{n}", at=T0 - n * SECOND) for n in range(2_005))
        await handle(store, "a", postings=booked)

        found = (await store.history(ROOM.id, **span())).postings

        assert list(found) == [f"m{n}" for n in range(2_000)]

    async def test_it_is_known_when_anybody_last_spoke(self, store: Store) -> None:
        """However long ago; elsewhere, or as a copy, does not count."""
        never = await store.history(ROOM.id, **span())
        await hear(store, message(id="a", sent_at=T0 - 40 * DAY), message(id="b", room=OTHER, sent_at=T0))
        copy = judged(message(id="c", sent_at=T0), counts=False)
        await handle(store, "copy", judged=copy)

        assert never.last_said_at is None
        assert (await store.history(ROOM.id, **span())).last_said_at == T0 - 40 * DAY


class TestStatesLike:
    """What rooms remember, by the beginning of its key."""

    async def test_keys_are_taken_by_their_beginning(self, store: Store) -> None:
        """By room and key; every sign stands for itself, and large letters are not small ones."""
        keys = ("voucher:2", "voucher:1", "vouched", "Voucher:3", "a_c", "abc", "a%c")
        await handle(store, "a", states=tuple(remember(key, {"of": key}) for key in keys))
        await handle(store, "b", states=(remember("voucher:9", [1], room=OTHER), remember("voucher:1", 5)))

        assert await store.states_like("voucher:") == (
            (ROOM.id, "voucher:1", 5),
            (ROOM.id, "voucher:2", {"of": "voucher:2"}),
            (OTHER, "voucher:9", [1]),
        )
        assert await store.states_like("voucher:", room=OTHER) == ((OTHER, "voucher:9", [1]),)
        assert await store.states_like("voucher:", room=RoomId("r9")) == ()
        assert [key for _, key, _ in await store.states_like("a_")] == ["a_c"]
        assert [key for _, key, _ in await store.states_like("a%")] == ["a%c"]
        assert len(await store.states_like("", room=ROOM.id)) == 7
