"""What a room remembers, and what follows from it in scenes."""

from dataclasses import replace
from datetime import UTC

import pytest

from bot.core.model import MemberId, Profile, Role, Room, RoomId, private_room
from bot.core.ports import Store
from bot.core.reach import Reach
from bot.core.records import MemberChange
from bot.storage.memories import merged
from bot.storage.memory import MemoryStore
from bot.storage.plain import microseconds
from bot.storage.warm import Warm
from tests.storage.samples import (
    HOUR,
    OWNER,
    SECOND,
    handle,
    hear,
    remember,
)
from tests.values import ROOM, T0, ZHANG, message

TWO = Room(id=RoomId("r2"), ledger="both")
ALONE = Room(id=RoomId("r3"))
NOTHING = Reach()


async def warmed(store: Store, *rooms: Room, reach: Reach = NOTHING) -> Warm:
    """Return a warm memory of rooms over `store`."""
    memory = Warm(store, reach=reach, zone=UTC)
    await memory.load(rooms, now=T0)
    return memory


class TestState:
    """What a room remembers."""

    async def test_a_change_is_known_at_once_and_after_a_restart(self, store: Store) -> None:
        """None forgets; a room that is not warm reads it when it is; a private talk remembers as well."""
        talk = replace(ROOM, id=private_room(ZHANG), roles={})
        rooms = await warmed(store, ROOM, talk)
        changes = (
            remember("silent", {"until": None}),
            remember("x", 1),
            remember("x", None),
            remember("room", ROOM.id, room=talk.id),
            remember("silent", {"until": 5}, room=TWO.id),
        )
        for change in changes:
            rooms.note(change)
        await handle(store, "a", states=changes)
        again = await warmed(store, ROOM, talk, TWO)

        expected = ({"silent": {"until": None}}, {"room": ROOM.id})
        assert (rooms.of(ROOM.id).state, rooms.of(talk.id).state) == expected
        assert (again.of(ROOM.id).state, again.of(talk.id).state) == expected
        assert again.of(TWO.id).state == {"silent": {"until": 5}}

    async def test_a_state_that_did_not_become_durable_is_forgotten(self) -> None:
        """Also of a room that was not of the batch."""
        rooms = await warmed(MemoryStore(), ROOM, ALONE)
        rooms.note(remember("silent", {"until": None}))

        rooms.forget((ALONE.id,))
        await rooms.load((ROOM,), now=T0)

        assert rooms.of(ROOM.id).state == {}

    async def test_rules_that_were_turned_down_are_in_the_scene(self) -> None:
        """By rule; turned up again they are not."""
        rooms = await warmed(MemoryStore(), ROOM)
        rooms.note(remember("cap:ads", "off"))
        rooms.note(remember("cap:flood", "soft"))
        before = rooms.scene(message(), now=T0, seed=0)
        rooms.note(remember("cap:ads", None))
        after = rooms.scene(message(), now=T0, seed=0)

        assert (before.caps, after.caps) == ({"ads": "off", "flood": "soft"}, {"flood": "soft"})

    @pytest.mark.parametrize(
        ("until", "exempt"),
        [(None, True), (T0 + SECOND, True), (T0, False), (T0 - SECOND, False)],
    )
    async def test_somebody_let_off_is_exempt_until_then(self, until, *, exempt: bool) -> None:
        """The moment itself is no longer in it; nobody else is."""
        rooms = await warmed(MemoryStore(), ROOM)
        told = {"until": None if until is None else microseconds(until), "by": OWNER, "why": ""}
        rooms.note(remember(f"exempt:{ZHANG}", told))

        assert rooms.scene(message(), now=T0, seed=0).exempt is exempt
        assert not rooms.scene(message(sender="li"), now=T0, seed=0).exempt

    async def test_what_wecom_told_of_roles_stands_under_the_configuration(self) -> None:
        """At once when it is learnt, after a restart, and when the configuration changes; unknown roles are left out."""
        store = MemoryStore()
        rooms = await warmed(store, ROOM)
        told = (
            remember("roles", {"boss": "owner", "helper": "admin", "li": "admin", "x": "emperor"}),
            remember("customer", True),
        )
        for change in told:
            rooms.note(change)
        await handle(store, "a", states=told)
        again = await warmed(store, ROOM)

        room = rooms.of(ROOM.id).room
        assert room.roles == {"owner": Role.OWNER, "helper": Role.HELPER, "boss": Role.OWNER, "li": Role.ADMIN}
        assert (room.owners(), room.is_customer) == (("owner", "boss", "helper", "li"), True)
        assert again.of(ROOM.id).room == room
        assert again.of(ROOM.id).configured is ROOM
        assert rooms.scene(message(sender="boss"), now=T0, seed=0).role is Role.OWNER
        await again.load((replace(ROOM, name="新"),), now=T0)
        assert again.of(ROOM.id).room == replace(room, name="新")
        again.note(remember("roles", None))
        assert again.of(ROOM.id).room == replace(ROOM, name="新", is_customer=True)

    def test_without_news_the_room_is_as_configured(self) -> None:
        """The very same value, so that nothing is compared."""
        assert merged(ROOM, {"silent": 1}) is ROOM

    async def test_when_somebody_in_charge_last_spoke_is_known(self, store: Store) -> None:
        """Judged or not, now or before a restart; of members nothing, and older news changes nothing."""
        rooms = await warmed(store, ROOM)
        memory = rooms.of(ROOM.id)
        never = memory.last_in_charge_at
        for minutes, sender in ((1, "helper"), (2, ZHANG)):
            said = message(id=f"{minutes}", sender=sender, sent_at=T0 + minutes * SECOND)
            seen = rooms.scene(said, now=said.sent_at, seed=0)
            rooms.heard(said, seen, inbox=minutes)
        spoke = memory.last_in_charge_at
        memory.spoke(OWNER, T0 + 9 * SECOND)
        memory.spoke(OWNER, T0)
        await handle(store, "a", states=(remember("last_in_charge_at", microseconds(T0 - HOUR)),))

        assert (never, spoke, memory.last_in_charge_at) == (None, T0 + SECOND, T0 + 9 * SECOND)
        assert (await warmed(store, ROOM)).of(ROOM.id).last_in_charge_at == T0 - HOUR

    async def test_tags_are_added_to_what_is_known(self) -> None:
        """Each once."""
        rooms = await warmed(MemoryStore(), ROOM)
        for tags in (("广告",), ("新人", "广告"), ()):
            rooms.learn(MemberChange(room=ROOM.id, member=ZHANG, tags=tags))

        assert rooms.of(ROOM.id).profiles[ZHANG].tags == ("广告", "新人")

    async def test_messages_are_counted_where_only_that_is_asked_for(self, store: Store) -> None:
        """The same after a restart; a scene tells nothing of it."""
        rooms = await warmed(store, ROOM, reach=Reach(counted=True))
        (number,) = await hear(store, message())
        seen = rooms.scene(message(), now=T0, seed=0)
        rooms.heard(message(), seen, inbox=number)
        again = await warmed(store, ROOM, reach=Reach(counted=True))

        counted = Profile(messages=1, first_at=T0)
        assert rooms.of(ROOM.id).profiles == again.of(ROOM.id).profiles == {ZHANG: counted}
        assert again.scene(message(), now=T0, seed=0).profile == Profile()

    async def test_a_room_that_is_not_warm_is_not_known(self) -> None:
        """Asking makes it no warmer."""
        rooms = await warmed(MemoryStore(), ROOM)

        assert (rooms.known(ROOM.id), rooms.known(TWO.id)) == (rooms.of(ROOM.id), None)

    async def test_private_talks_are_made_warm_together(self, store: Store) -> None:
        """Each with what it remembers; one that is warm stays as it is, and so does a group."""
        talks = [replace(ROOM, id=private_room(MemberId(name)), roles={}) for name in ("zhang", "li", "wang")]
        states = tuple(remember("met", n, room=talk.id) for n, talk in enumerate(talks[:2]))
        await handle(store, "a", states=(*states, remember("met", 9)))
        rooms = await warmed(store, talks[0], ROOM)
        rooms.note(remember("met", "later", room=talks[0].id))
        await rooms.load((*talks, talks[2]), now=T0)

        assert [rooms.of(talk.id).state for talk in talks] == [{"met": "later"}, {"met": 1}, {}]
        assert [rooms.of(talk.id).room for talk in talks] == talks
        assert rooms.of(ROOM.id).state == {"met": 9}

    async def test_every_warm_room_can_be_looked_through(self) -> None:
        """Private talks as well."""
        talk = replace(ROOM, id=private_room(ZHANG), roles={})
        rooms = await warmed(MemoryStore(), ROOM, talk)

        assert [memory.room.id for memory in rooms.memories()] == [ROOM.id, talk.id]
