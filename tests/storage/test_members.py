"""What every store keeps of members, and of what was said of late."""

from datetime import timedelta

from bot.core.model import Profile, RoomId
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import MemberChange, Outcome
from tests.storage.samples import DAY, SECOND, arrive, hear, judged, span
from tests.values import AD, ROOM, T0, ZHANG, message

KNOWN = Reach(profile=True)


async def learn(store: Store, *changes: MemberChange, key: str = "learn") -> None:
    """Handle one delivery by which this is learnt."""
    (pending,) = await arrive(store, key)
    await store.record((Outcome(inbox=pending.id, members=changes),))


def change(member: str = ZHANG, *, room: RoomId = ROOM.id, **fields) -> MemberChange:
    """Something learnt of a member."""
    return MemberChange(room=room, member=member, **fields)


async def profiles(store: Store, reach: Reach = KNOWN) -> dict:
    """What is known of the members of the room."""
    return dict((await store.history(ROOM.id, **span(reach=reach))).profiles)


async def test_what_is_learnt_of_a_member_is_added_up(store: Store) -> None:
    """What a change does not tell stays as it was, within one commit and over several."""
    await learn(store, change(joined_at=T0), change(name="张三"), change("li", joined_at=T0))
    await learn(
        store, change(removed_at=T0 + SECOND, removed_for="广告", left_at=T0), change("li", invited_by=ZHANG), key="b"
    )
    await learn(store, change(joined_at=T0 + DAY), change(room=RoomId("r2"), name="别处"), key="again")

    assert await profiles(store) == {
        ZHANG: Profile(name="张三", joined_at=T0 + DAY, removed_at=T0 + SECOND, removed_for="广告", left_at=T0),
        "li": Profile(joined_at=T0, invited_by=ZHANG),
    }


async def test_what_holds_for_all_rooms_is_overruled_by_the_room(store: Store) -> None:
    """The empty room stands for all of them."""
    await learn(store, change(room=RoomId(""), name="张三", joined_at=T0), change(name="三哥"))

    assert await profiles(store) == {ZHANG: Profile(name="三哥", joined_at=T0)}


async def test_messages_are_counted_only_if_that_is_asked_for(store: Store) -> None:
    """How many are kept, and when the first was sent; copies are none."""
    await hear(store, *(message(id=f"m{i}", sent_at=T0 + i * SECOND) for i in (2, 0, 1)))
    (copy,) = await arrive(store, "copy")
    await store.record([Outcome(inbox=copy.id, judged=judged(message(sender="li"), counts=False))])

    assert await profiles(store) == {ZHANG: Profile(messages=3, first_at=T0)}
    assert await profiles(store, Reach()) == {}


async def test_any_words_of_a_member_are_kept(store: Store) -> None:
    """What no database takes is replaced."""
    await learn(store, change(name="a\0b\ud800", removed_for="引号'\"；"))

    assert await profiles(store) == {ZHANG: Profile(name="a\ufffdb\ufffd", removed_for="引号'\"；")}


async def test_the_crowd_is_the_newest_of_the_room(store: Store) -> None:
    """Within the reach and no more than asked for, the oldest first."""
    said = [message(id=f"m{i}", sender=f"s{i}", sent_at=T0 + i * SECOND) for i in (3, 0, 2, 1)]
    await hear(store, *said, message(id="x", room=RoomId("r2"), sent_at=T0 + SECOND))

    some = await store.history(ROOM.id, **span(now=T0 + 3 * SECOND, reach=Reach(crowd=2 * SECOND, crowd_memory=9)))
    few = await store.history(ROOM.id, **span(now=T0 + 3 * SECOND, reach=Reach(crowd=DAY, crowd_memory=2)))

    assert some.crowd == tuple(T0 + i * SECOND for i in (1, 2, 3))
    assert few.crowd == tuple(T0 + i * SECOND for i in (2, 3))


async def test_the_last_finding_of_each_rule_is_known(store: Store) -> None:
    """By member, within the cooldown that is asked for; what was found last is known by its title."""
    more = judged(message(id="b", sent_at=T0 + SECOND), findings=(AD,))
    first, second, other = await arrive(store, "a", "b", "c")
    await store.record(
        [
            Outcome(inbox=first.id, judged=judged(message(id="a"))),
            Outcome(inbox=second.id, judged=more),
            Outcome(inbox=other.id, judged=judged(message(id="c", room=RoomId("r2"), sender="li"))),
        ]
    )

    asked = await store.history(ROOM.id, **span(reach=Reach(cooldown=timedelta(minutes=1))))
    not_asked = await store.history(ROOM.id, **span())
    known = await store.history(ROOM.id, **span(now=T0 + DAY, reach=KNOWN))

    assert asked.fired == {ZHANG: {"ads": T0 + SECOND}}
    assert (not_asked.fired, not_asked.wrongs) == ({}, {})
    assert known.wrongs == {ZHANG: "禁止广告"}


async def test_what_was_said_of_late_comes_in_the_order_of_arrival(store: Store) -> None:
    """Of the newest so many of all rooms, those in time that count, with room, sender and text."""
    numbers = await hear(
        store,
        message("旧", id="a", sent_at=T0 - DAY),
        message("一", id="b", sent_at=T0 + SECOND),
        message("二", id="c", room=RoomId("r2"), sender="li"),
    )
    (copy,) = await arrive(store, "copy")
    await store.record([Outcome(inbox=copy.id, judged=judged(message("抄", id="d"), counts=False))])

    said = await store.said(since=T0, limit=9)

    assert [(n, m.text, m.room, m.sender, m.sent_at) for n, m in said] == [
        (numbers[1], "一", ROOM.id, ZHANG, T0 + SECOND),
        (numbers[2], "二", "r2", "li", T0),
    ]
    assert [m.text for _, m in await store.said(since=T0 - DAY, limit=3)] == ["一", "二"]
    assert await store.said(since=T0, limit=1) == ()
