"""What every store reads of an account and a room at a start, what it tells of effects, and what it lets go."""

from dataclasses import replace

import pytest

from bot.core.errors import HandledBeforeError
from bot.core.model import MemberId, RoomId, private_room
from bot.core.ports import Store
from bot.core.records import MemberChange, Settled
from tests.storage.samples import (
    DAY,
    OWNER,
    SECOND,
    action,
    case,
    delivery,
    handle,
    hear,
    mute,
    offence,
    open_case,
    post,
    remember,
    reply,
    span,
)
from tests.values import ROOM, T0, ZHANG, message

OTHER = RoomId("r2")


class TestHistory:
    """What is read of an account and a room at a start."""

    async def test_cases_of_the_account_are_the_open_and_the_late_ones(self, store: Store) -> None:
        """Whatever room of the account; 31 days back, the moment itself included."""
        old, limit = T0 - 32 * DAY, T0 + SECOND - 31 * DAY
        mine = (case(1, opened_at=old), open_case(2, opened_at=old), case(3, opened_at=limit), case(4, room=OTHER))
        await handle(store, "a", cases=(*mine, case(5, account="=other")))

        history = await store.history(ROOM.id, **span())

        assert list(history.cases.items()) == [(one.number, one) for one in mine[1:]]

    async def test_actions_of_the_room_are_the_late_ones(self, store: Store) -> None:
        """By number; other rooms have their own."""
        late = (action(2), action(4))
        await handle(store, "a", actions=(*late, action(1, at=T0 - 32 * DAY), action(3, room=OTHER)))

        assert list((await store.history(ROOM.id, **span())).actions.values()) == list(late)

    async def test_of_very_many_the_newest_are_read(self, store: Store) -> None:
        """Two thousand cases, two thousand actions."""
        numbers = range(1, 2006)
        await handle(store, "a", cases=tuple(case(n) for n in numbers), actions=tuple(action(n) for n in numbers))

        history = await store.history(ROOM.id, **span())

        assert list(history.cases) == list(history.actions) == list(range(6, 2006))

    async def test_tags_are_added_to_those_a_member_has(self, store: Store) -> None:
        """Each once, in the order in which they came."""
        tagged = MemberChange(room=ROOM.id, member=ZHANG, tags=("广告", "新人"))
        await handle(store, "a", members=(tagged, replace(tagged, name="张三", tags=())))
        await handle(store, "b", members=(replace(tagged, tags=("新人", "a\ud800")),))

        profile = (await store.history(ROOM.id, **span())).profiles[ZHANG]

        assert (profile.name, profile.tags) == ("张三", ("广告", "新人", "a\ufffd"))


class TestEffects:
    """What the platform answered, and what the rest of the bot is told."""

    async def test_the_answer_to_a_sent_effect_is_known_by_its_key(self, store: Store) -> None:
        """Not of one that waits, was refused or is not there."""
        await post(store, reply("sent"), reply("bare"), reply("refused"), reply("waits"))
        ids = {due.key: due.id for due in await store.due(T0, limit=9)}
        answer = {"errcode": 0, "response_code": "码1"}
        settled = [
            Settled(id=ids["sent"], state="sent", answer=answer, at=T0),
            Settled(id=ids["bare"], state="sent", at=T0),
            Settled(id=ids["refused"], state="refused", answer={"errcode": 1}, at=T0),
        ]
        await store.settle(settled)

        keys = ("sent", "bare", "refused", "waits", "nobody\ud800")
        assert [await store.answer_to(key) for key in keys] == [answer, {}, None, None, None]

    async def test_settling_tells_the_rest_of_the_bot_once(self, store: Store) -> None:
        """The delivery is stored with it, pending as any other; a key known before is left out."""
        await post(store, reply("a"), reply("b"))
        first, second = await store.due(T0, limit=9)
        told = delivery("settled-a-sent", channel="house", body='{"kind":"settled"}')
        await store.settle([Settled(id=first.id, state="sent", at=T0, deliveries=(told,))])
        await store.settle([Settled(id=second.id, state="sent", at=T0, deliveries=(told,))])

        assert [pending.delivery for pending in await store.backlog(after=0, limit=9)] == [told]
        assert await store.receive([told]) == ()

    async def test_what_was_not_settled_is_not_told(self, store: Store) -> None:
        """All of it or nothing."""
        await post(store, reply("a"))
        (due,) = await store.due(T0, limit=9)
        one = Settled(id=due.id, state="sent", at=T0, deliveries=(delivery("x", channel="house"),))

        with pytest.raises(HandledBeforeError):
            await store.settle([one, replace(one, id=due.id + 1)])

        assert await store.backlog(after=0, limit=9) == ()


class TestRoomsOf:
    """Where somebody was ever heard of."""

    async def test_rooms_in_which_a_member_spoke_or_was_seen(self, store: Store) -> None:
        """Also once the messages are gone; neither private talks nor the room that stands for all."""
        await hear(store, message(id="a", room=OTHER), message(id="b", room=private_room(ZHANG)))
        await hear(store, message(id="c", room=OTHER), message(id="d", sender="li"))
        learnt = tuple(MemberChange(room=RoomId(room), member=ZHANG) for room in ("R3", ""))
        await handle(store, "a", members=learnt)
        await store.prune(before=T0 + 99 * DAY)

        assert await store.rooms_of(ZHANG) == ("R3", OTHER)
        assert await store.rooms_of(MemberId("li")) == (ROOM.id,)
        assert await store.rooms_of(MemberId("wang\ud800")) == ()
        everybody = (ZHANG, MemberId("wang\ud800"), MemberId("li"), ZHANG)
        assert await store.rooms_of_each(everybody) == {ZHANG: ("R3", OTHER), "wang\ud800": (), "li": (ROOM.id,)}
        assert await store.rooms_of_each(()) == {}


class TestPrune:
    """What is over goes."""

    async def test_cases_that_are_over_go(self, store: Store) -> None:
        """Not one that is open, nor one that waits for its mute to end, nor what is young, nor the newest."""
        muted = case(3, offences=(offence(3, mute=mute(3)),))
        young = case(4, opened_at=T0 + 2 * DAY)
        await handle(store, "a", cases=(case(1), open_case(2), muted, young, case(5)))

        gone = await store.prune(before=T0 + DAY)

        assert [one.number for one in await store.all_cases(limit=9)] == [5, 4, 3, 2]
        assert gone == 1

    async def test_orders_go_with_those_that_waited_for_a_second_person(self, store: Store) -> None:
        """What waits since is kept, and so is all else that rooms remember."""
        await handle(store, "a", actions=(action(1), action(4, at=T0 + 2 * DAY), action(6, by=OWNER)))
        states = tuple(remember(key, 1) for key in ("second:3", "second:6", "second:7", "silent", "second:x"))
        await handle(store, "b", states=states)

        gone = await store.prune(before=T0 + DAY)

        assert [one.number for one in await store.audit(limit=9)] == [6, 4]
        assert set((await store.history(ROOM.id, **span())).state) == {"second:7", "silent", "second:x"}
        assert gone == 3
