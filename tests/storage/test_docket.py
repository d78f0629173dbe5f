"""What every store keeps of cases, of what people ordered, and of what rooms remember."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import CaseChange, StandingChange, StateChange
from bot.core.cases import Appeal, Deed, Entry, Proof, Wish
from bot.core.errors import HandledBeforeError, UnstorableError
from bot.core.model import NOBODY, Fingerprint, MemberId, RoomId, private_room
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
    mute,
    offence,
    open_case,
    remember,
    span,
    standing,
)
from tests.values import ROOM, T0, ZHANG, message

OTHER = RoomId("r2")
FULL = open_case(
    7,
    tags=("广告",),
    revision=3,
    print=Fingerprint(whole=2**60, size=9, sketch=(1, 2**62)),
    offences=(
        offence(7, mute=mute(7), delivery=12, act="mute", why="含“加微信”"),
        offence(7, room=OTHER, is_undone=True),
    ),
    appeal=Appeal(
        member=ZHANG, at=T0, until=T0 + DAY, reviewer=MemberId("helper"), words="不是广告😀", state=Wish.LAPSED
    ),
    history=(Entry(at=T0 + timedelta(microseconds=1), what=Deed.OPENED, note="记 3 分"),),
)


class TestCases:
    """Cases by number, by time, by room."""

    async def test_a_case_comes_back_as_it_was_written_last(self, store: Store) -> None:
        """Every field of it, to the microsecond; numbers nobody gave are left out, whatever they are."""
        await handle(store, "a", cases=(case(7), case(3)))
        await handle(store, "b", cases=(open_case(7), FULL))

        assert await store.cases([7, 3, 7, 4, 0, -1, 2**70]) == (case(3), FULL)
        assert await store.cases([]) == ()

    async def test_of_two_rulings_of_one_commit_the_last_counts(self, store: Store) -> None:
        """Also when they come from several deliveries."""
        first, second = await arrive(store, "a", "b")
        done = replace(FULL, wants=(replace(FULL.wants[0], state=Wish.DONE, proof=Proof.LIST),))
        await store.record([Outcome(inbox=first.id, cases=(FULL,)), Outcome(inbox=second.id, cases=(done,))])

        assert await store.cases([7]) == (done,)

    async def test_a_case_is_kept_with_all_else_of_its_commit_or_not_at_all(self, store: Store) -> None:
        """A commit in which one delivery was handled before keeps no case, order, state or standing of the others."""
        (first, second) = await arrive(store, "a", "b")
        await store.record([Outcome(inbox=first.id)])
        everything = Outcome(
            inbox=second.id,
            cases=(FULL,),
            actions=(action(9),),
            states=(remember("x", 1),),
            standings=((ROOM.account, ZHANG, standing()),),
        )

        with pytest.raises(HandledBeforeError):
            await store.record([everything, Outcome(inbox=first.id)])

        history = await store.history(ROOM.id, **span())
        assert (history.cases, history.actions, history.state, history.standings) == ({}, {}, {}, {})
        assert await store.last_number() == 0

    async def test_due_cases_come_in_the_order_of_their_time(self, store: Store) -> None:
        """The moment itself is due; a case that waits for nothing any more is not among them."""
        late = open_case(1)
        soon = replace(open_case(2), offences=(offence(2, mute=mute(2, lasts=SECOND)),))
        await handle(store, "a", cases=(late, soon, case(3), open_case(4, room=OTHER)))

        assert await store.next_case_at() == T0 + SECOND
        assert await store.due_cases(T0, limit=9) == ()
        assert await store.due_cases(T0 + SECOND, limit=9) == ((2, ROOM.id, T0 + SECOND),)
        everything = ((2, ROOM.id, T0 + SECOND), (1, ROOM.id, T0 + HOUR), (4, OTHER, T0 + HOUR))
        assert await store.due_cases(T0 + HOUR, limit=9) == everything
        assert await store.due_cases(T0 + HOUR, limit=1) == everything[:1]
        await handle(store, "b", cases=(case(1), case(2), case(4)))
        assert (await store.due_cases(T0 + HOUR, limit=9), await store.next_case_at()) == ((), None)

    async def test_cases_are_listed_newest_first(self, store: Store) -> None:
        """Of all rooms or of one, open ones alone if asked for."""
        await handle(store, "a", cases=(case(1), open_case(2), case(3, room=OTHER), open_case(4, room=OTHER)))

        async def numbers(**wanted) -> list[int]:
            return [one.number for one in await store.all_cases(**{"limit": 9, **wanted})]

        assert await numbers() == [4, 3, 2, 1]
        assert await numbers(limit=2) == [4, 3]
        assert await numbers(room=OTHER) == [4, 3]
        assert await numbers(open_only=True) == [4, 2]
        assert await numbers(open_only=True, room=ROOM.id, limit=1) == [2]

    async def test_any_words_of_a_case_are_kept(self, store: Store) -> None:
        """What no database takes is replaced, also deep in it."""
        words = "a\0b\ud800引号'\"；"
        await handle(store, "a", cases=(case(1, title=words, offences=(offence(text=words),)),))

        (kept,) = await store.cases([1])

        clean = "a\ufffdb\ufffd引号'\"；"
        assert (kept.title, kept.offences[0].text) == (clean, clean)


class TestActions:
    """What people ordered."""

    async def test_an_action_comes_back_with_all_it_changed(self, store: Store) -> None:
        """Cases, standings and states before and after; the last of a number counts."""
        whole = action(
            9,
            cases=(CaseChange(before=None, after=FULL), CaseChange(before=case(1), after=FULL)),
            standings=(StandingChange(account=ROOM.account, member=ZHANG, before=NOBODY, after=standing()),),
            states=(StateChange(room=ROOM.id, key="exempt:zhang", before={"until": 5, "by": ["a"]}, after=None),),
            undone_by=12,
        )
        await handle(store, "a", actions=(action(9), action(4)))
        await handle(store, "b", actions=(whole,))

        assert await store.actions([9, 4, 9, 5, 2**70, -1]) == (action(4), whole)

    async def test_the_audit_is_newest_first(self, store: Store) -> None:
        """Of all rooms or of one."""
        await handle(store, "a", actions=(action(2), action(3, room=OTHER), action(5)))

        assert await store.audit(limit=9) == (action(5), action(3, room=OTHER), action(2))
        assert await store.audit(limit=1) == (action(5),)
        assert await store.audit(limit=9, room=OTHER) == (action(3, room=OTHER),)
        assert await store.audit(limit=9, room=RoomId("r9")) == ()

    async def test_numbers_of_cases_and_actions_are_one_row(self, store: Store) -> None:
        """The last number is the highest of both, and does not fall when what is old is deleted."""
        before = await store.last_number()
        await handle(store, "a", cases=(case(3),))
        await handle(store, "b", actions=(action(8), action(2)))
        between = await store.last_number()
        await handle(store, "c", cases=(case(9),))
        await store.prune(before=T0 + 99 * DAY)

        assert (before, between, await store.last_number()) == (0, 8, 9)

    async def test_a_number_that_waits_for_a_second_person_is_not_free(self, store: Store) -> None:
        """After a restart nobody else may get it; other keys have no number."""
        await handle(
            store, "a", cases=(case(3),), states=(remember("second:8", {"by": OWNER}), remember("silent:9", 1))
        )
        await handle(store, "b", states=(remember("second:x", 1),))

        assert await store.last_number() == 8


class TestState:
    """What rooms remember."""

    async def test_a_room_remembers_the_last_word(self, store: Store) -> None:
        """Any JSON under any key; None forgets; other rooms have their own."""
        value = {"until": None, "by": "owner", "why": "试用 '\"\ud800", "members": ["a", "b"], "n": 1.5}
        await handle(store, "a", states=(remember("silent", 1), remember("exempt:zhang", value), remember("x", [1])))
        again = (remember("silent", {"until": 5}), remember("x", None), remember("silent", True, room=OTHER))
        await handle(store, "b", states=again)
        await handle(store, "c", states=(remember("y", 1), remember("y", None), remember("z", None), remember("z", 0)))

        kept = {"silent": {"until": 5}, "exempt:zhang": {**value, "why": "试用 '\"\ufffd"}, "z": 0}
        assert (await store.history(ROOM.id, **span())).state == kept
        assert (await store.history(OTHER, **span(account=OTHER))).state == {"silent": True}

    async def test_a_private_talk_is_read_back_as_its_state_alone(self, store: Store) -> None:
        """However much was said in it."""
        talk = private_room(ZHANG)
        await hear(store, message(room=talk))
        await handle(store, "a", states=(remember("room", ROOM.id, room=talk),), cases=(case(1, account=talk),))

        history = await store.history(talk, **span(account=talk, memory=9))

        assert history.state == {"room": ROOM.id}
        assert (history.recent, history.today, history.cases, history.heard_by) == ({}, {}, {}, frozenset())

    async def test_what_rooms_remember_is_read_at_once(self, store: Store) -> None:
        """Of those that are asked for, and remember something."""
        talk = private_room(ZHANG)
        told = (remember("a", 1), remember("b", {"x": [1]}), remember("a", 2, room=talk), remember("a", 3, room=OTHER))
        await handle(store, "a", states=told)

        assert await store.states([talk, RoomId("r9\ud800"), ROOM.id, talk]) == {
            ROOM.id: {"a": 1, "b": {"x": [1]}},
            talk: {"a": 2},
        }
        assert await store.states([]) == {}

    async def test_what_has_no_json_is_refused(self, store: Store) -> None:
        """With everything else of the outcome, and the delivery can still be handled."""
        (pending,) = await arrive(store, "a")

        with pytest.raises(UnstorableError, match="record"):
            await store.record([Outcome(inbox=pending.id, cases=(case(1),), states=(remember("x", object()),))])

        assert (await store.cases([1]), await store.backlog(after=0, limit=5)) == ((), (pending,))

    async def test_it_is_known_when_somebody_in_charge_last_spoke(self, store: Store) -> None:
        """Of the last day, whoever of them it was; what members said does not count, nor what was said elsewhere."""
        said = ((0, "owner", ROOM.id), (2, "helper", ROOM.id), (3, "member", ROOM.id), (4, "admin", OTHER))
        for seconds, role, room in said:
            heard = message(id=f"{seconds}", room=room, sender=role, sent_at=T0 + seconds * SECOND)
            await handle(store, f"k{seconds}", judged=judged(heard, role=role))

        soon = await store.history(ROOM.id, **span(now=T0 + HOUR))
        later = await store.history(ROOM.id, **span(now=T0 + 2 * DAY))

        spoke_us = int((T0 + 2 * SECOND).timestamp()) * 1_000_000
        assert (soon.state, later.state) == ({"last_in_charge_at": spoke_us}, {})
