"""Rooms by platform chat, and mouths by room."""

from dataclasses import replace

from bot.core.effects import Ask, Mute, Reply, Say
from bot.core.model import MemberId, Role, Room, RoomId, private_room
from bot.handlers.mouths import Mouths
from bot.handlers.rooms import Rooms
from bot.wecom import Channel
from tests.values import ROOM, T0, ZHANG

NAMED = replace(ROOM, chats={"archive": "wr1", "aibot": "wr2"})
DEFAULTS = Room(id=RoomId(""), ear="aibot", mouths=("webhook",))


class Speaker(Channel):
    """A channel that can do what it is told it can."""

    title = "说话"

    def __init__(self, *kinds: str) -> None:
        self.can = frozenset(kinds)


def test_one_room_may_have_another_id_on_every_channel() -> None:
    """Archive and aibot ids lead to the same room; an unknown chat is a room of that id."""
    rooms = Rooms((NAMED,), defaults=DEFAULTS)

    assert [rooms.of("archive", "wr1"), rooms.of("aibot", "wr2"), rooms.of("archive", "wr9")] == ["r1", "r1", "wr9"]


def test_a_room_never_seen_is_taken_up_with_the_defaults_once() -> None:
    """It is reported for storing the first time only."""
    rooms = Rooms((NAMED,), defaults=DEFAULTS)

    taken = rooms.get(RoomId("wr9"))

    assert taken == replace(DEFAULTS, id=RoomId("wr9"))
    told = [rooms.newly_taken(RoomId("wr9")), rooms.newly_taken(NAMED.id)]
    rooms.stored(RoomId("wr9"))
    assert (told, rooms.newly_taken(RoomId("wr9"))) == ([taken, None], None)
    assert rooms.all() == (NAMED, taken)


def test_the_configuration_outranks_what_was_stored() -> None:
    """An admin's edit takes effect at the next start."""
    old = replace(NAMED, name="旧名")

    assert Rooms((NAMED,), defaults=DEFAULTS, known=(old,)).get(NAMED.id) == NAMED


def test_rooms_taken_up_before_get_the_defaults_of_today() -> None:
    """A new admin or mouth reaches them, too."""
    old = Room(id=RoomId("wr9"), name="旧群", mouths=("app",), ear="archive")

    assert Rooms((), defaults=DEFAULTS, known=(old,)).get(old.id) == replace(DEFAULTS, id=old.id, name="旧群")


def test_a_private_talk_has_no_roles_and_is_not_stored() -> None:
    """Being the owner of a room makes nobody owner of a private talk."""
    rooms = Rooms((), defaults=replace(DEFAULTS, roles=ROOM.roles))
    room = private_room(ZHANG)

    assert (rooms.get(room).roles, rooms.newly_taken(room)) == ({}, None)


def test_the_preferred_mouth_comes_first() -> None:
    """Only mouths of the room, only those that can, not those that refused."""
    mouths = Mouths({"app": Speaker("say"), "webhook": Speaker("say"), "aibot": Speaker()})
    room = replace(ROOM, mouths=("webhook", "aibot", "app", "gone"))
    say = Say(room=room.id, text="早")

    assert mouths.of(say, room) == ("webhook", "app")
    assert mouths.of(say, room, refused_by=("webhook",)) == ("app",)


def test_an_answer_that_can_quote_goes_by_the_aibot_first() -> None:
    """Even where the app is preferred."""
    mouths = Mouths({"app": Speaker("reply"), "aibot": Speaker("reply")})
    reply = Reply(room=ROOM.id, to=ZHANG, text="好", answer_url="http://x")

    assert mouths.of(reply, ROOM) == ("aibot", "app")
    assert mouths.of(replace(reply, answer_url=""), ROOM) == ("app", "aibot")


def test_a_person_is_told_by_whatever_channel_can() -> None:
    """A task for the owner does not depend on the room's mouths."""
    mouths = Mouths({"app": Speaker("ask")})
    ask = Ask(room=ROOM.id, to=MemberId("owner"), task="remove", member=ZHANG, text="请")

    assert mouths.of(ask, replace(ROOM, mouths=())) == ("app",)


def test_what_the_bot_does_alone_is_always_possible() -> None:
    """A mute needs no channel."""
    mute = Mute(room=ROOM.id, member=ZHANG, until=T0, why="刷屏")

    assert (Mouths({}).can(mute, ROOM), Mouths({}).can(Say(room=ROOM.id, text=""), ROOM)) == (True, False)


def test_what_wecom_told_of_a_room_comes_below_the_configuration() -> None:
    """A new group admin answers for the room; whoever is configured keeps their role and is asked first."""
    rooms = Rooms((NAMED,), defaults=DEFAULTS)

    rooms.learn(NAMED.id, {"roles": {"helper": "admin", "boss": "owner", "li": "admin"}, "customer": True})

    room = rooms.get(NAMED.id)
    assert room.roles == {**NAMED.roles, MemberId("boss"): Role.OWNER, MemberId("li"): Role.ADMIN}
    assert room.owners() == ("owner", "boss", "helper", "li")
    assert (room.is_customer, rooms.all()) == (True, (room,))
    assert rooms.configured(NAMED.id) is NAMED


def test_a_role_that_wecom_took_away_is_gone() -> None:
    """What was told last holds; nothing told is nothing known."""
    rooms = Rooms((NAMED,), defaults=DEFAULTS)
    rooms.learn(NAMED.id, {"roles": {"boss": "owner"}})

    rooms.learn(NAMED.id, {"roles": {}})

    assert rooms.get(NAMED.id).owners() == ("owner", "helper")


def test_a_room_never_seen_that_wecom_told_of_is_still_to_be_stored_as_configured() -> None:
    """What WeCom told is kept elsewhere."""
    rooms = Rooms((), defaults=DEFAULTS)
    new = RoomId("wr9")

    rooms.learn(new, {"customer": True})

    assert (rooms.get(new).is_customer, rooms.newly_taken(new)) == (True, replace(DEFAULTS, id=new))


def test_of_a_private_talk_nothing_is_learnt() -> None:
    """It has no owner, whatever somebody says."""
    rooms = Rooms((), defaults=DEFAULTS)
    room = private_room(ZHANG)

    rooms.learn(room, {"roles": {ZHANG: "owner"}})

    assert rooms.get(room).owners() == ()
