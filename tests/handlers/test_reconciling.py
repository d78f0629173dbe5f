"""Penalties and reality, compared every hour and whenever a member list was read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.actions import StateChange
from bot.core.cases import Deed, Desk, Offence, Proof, Want, Wish
from bot.core.coding import encoded
from bot.core.effects import Ask, Inspect
from bot.core.model import MemberId, MuteSpan, Role, Standing, private_room
from bot.core.records import MemberChange
from bot.handlers.reconciling import inspect_needed, inspected
from tests.handlers.cases import a_case, filed, noticed, of_kind
from tests.handlers.houses import GROUP, House
from tests.values import ROOM, T0, ZHANG, message

READS = GROUP | {"inspect"}
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LIST = {"members": ["owner", "helper", ZHANG], "owner": "owner", "admins": [], "names": {}, "customer": True}


async def remembered(house: House, key: str) -> Any:
    """What a bot that was started anew finds remembered."""
    house.restart()
    await house.load(ROOM.id)
    return house.warm.of(ROOM.id).state.get(key)


async def test_a_member_who_is_not_listed_any_more_is_removed_as_wanted() -> None:
    """The list is the proof, and the case is closed."""
    house = House()
    await filed(house, a_case(1), a_case(2, member="li"))

    await noticed(house, "members", now=T0 + HOUR, **LIST)

    found = [(house.case(n).wants[0].state, house.case(n).wants[0].proof, house.case(n).is_open) for n in (1, 2)]
    assert found == [(Wish.WAITING, Proof.NONE, True), (Wish.DONE, Proof.LIST, False)]


async def test_who_came_a_moment_ago_may_be_missing_in_a_list_that_is_behind() -> None:
    """Nothing is proved within ten minutes of the joining or of the case."""
    house = House()
    await filed(house, a_case(1, member="li"), a_case(2, member="wu", at=T0 + HOUR - MINUTE))
    house.warm.learn(MemberChange(room=ROOM.id, member=MemberId("li"), joined_at=T0 + HOUR - MINUTE))

    await noticed(house, "members", now=T0 + HOUR, **LIST)

    assert [house.case(n).wants[0].state for n in (1, 2)] == [Wish.WAITING, Wish.WAITING]


async def test_several_wants_of_one_case_are_each_proved() -> None:
    """Both members are gone: both are written down."""
    house = House()
    both = a_case(1)
    want = Want(room=ROOM.id, member=MemberId("li"), task="remove")
    offence = Offence(room=ROOM.id, member=MemberId("li"), at=T0)
    both = replace(both, wants=(*both.wants, want), offences=(*both.offences, offence))
    await filed(house, both)

    await noticed(house, "members", now=T0 + HOUR, **LIST | {"members": ["owner"]})

    assert [(want.member, want.proof) for want in house.case(1).wants] == [(ZHANG, Proof.LIST), ("li", Proof.LIST)]


async def test_an_empty_list_proves_nothing() -> None:
    """A platform that told nothing removed nobody."""
    house = House()
    await filed(house, a_case(1))

    outcome = await noticed(house, "members", now=T0 + HOUR, **LIST | {"members": []})

    assert (outcome.cases, outcome.states, outcome.members) == ((), (), ())


async def test_names_and_roles_are_learnt_from_the_list() -> None:
    """One that is known is not written again, none calls anybody; group admins answer for the room from now on."""
    house = House()
    await house.load(ROOM.id)
    house.warm.learn(MemberChange(room=ROOM.id, member=ZHANG, name="张伟"))

    told = LIST | {"names": {ZHANG: "张伟", "li": "李强\n<@all>", "wu": ""}, "owner": "boss", "admins": ["li"]}
    outcome = await noticed(house, "members", **told)

    assert outcome.members == (MemberChange(room=ROOM.id, member=MemberId("li"), name="李强 ＜@all＞"),)
    assert {change.key: change.after for change in outcome.states} == {
        "roles": {"li": "admin", "boss": "owner"},
        "customer": True,
        "inspected_at": encoded(T0),
    }
    room = house.warm.of(ROOM.id).room
    assert (room.role(MemberId("li")), room.is_customer, room.owners()[0]) == (Role.ADMIN, True, "owner")


async def test_the_same_list_again_changes_when_it_was_read_alone() -> None:
    """Nothing is written twice."""
    house = House()
    await noticed(house, "members", **LIST)

    outcome = await noticed(house, "members", now=T0 + HOUR, **LIST)

    assert [change.key for change in outcome.states] == ["inspected_at"]


async def test_a_want_without_anybody_asked_is_asked_for() -> None:
    """The owner gets the card that a cut-off start, or an old version, owed them; once."""
    house = House()
    await filed(house, a_case(1))

    first, second = [await noticed(house, "hour", now=T0 + n * MINUTE, at=0) for n in (1, 2)]

    assert [ask.to for ask in of_kind(first, Ask)] == ["owner"]
    assert of_kind(second, Ask) == []
    assert house.case(1).desk is not None


async def test_what_is_due_and_was_not_called_is_done_all_the_same() -> None:
    """A mute that is over is noted as over."""
    house = House()
    span = MuteSpan(number=1, since=T0, until=T0 + HOUR)
    offence = Offence(room=ROOM.id, member=ZHANG, at=T0, act="mute", mute=span)
    await filed(house, a_case(1, tasks=(), offences=(offence,)))
    house.warm.stand(ROOM.id, ZHANG, Standing(mutes=(span,)))

    await noticed(house, "hour", now=T0 + 2 * HOUR, at=0)

    assert [entry.what for entry in house.case(1).history] == [Deed.ENDED]
    assert house.case(1).due_at is None


async def test_cases_of_other_rooms_of_the_ledger_are_left_to_their_own_hour() -> None:
    """One card, of the room where it happened."""
    house = House()
    await filed(house, a_case(1, room="r9", account=ROOM.id))

    outcome = await noticed(house, "hour", at=0)

    assert (outcome.cases, of_kind(outcome, Ask)) == ((), [])


async def test_a_room_with_somebody_to_remove_is_read_once_an_hour() -> None:
    """Again after the hour, when the first reading was answered."""
    house = House(can=READS)
    await filed(house, a_case(1))

    readings = []
    for minutes in (0, 30, 61):
        now = T0 + minutes * MINUTE
        readings.append(len(of_kind(await noticed(house, "hour", now=now, at=0), Inspect)))
        await noticed(house, "members", now=now, **LIST)

    assert readings == [1, 0, 1]


async def test_a_room_that_cannot_be_read_is_tried_once_a_day() -> None:
    """Nothing came back: the platform does not let us."""
    house = House(can=READS)
    await filed(house, a_case(1))

    hours = (0, 1, 2, 23, 24, 25)
    found = [len(of_kind(await noticed(house, "hour", now=T0 + n * HOUR, at=0), Inspect)) for n in hours]

    assert found == [1, 0, 0, 0, 1, 0]


async def test_where_no_channel_can_read_nothing_is_asked_for() -> None:
    """No effect that is bound to be refused."""
    house = House()
    await filed(house, a_case(1))

    assert of_kind(await noticed(house, "hour", at=0), Inspect) == []
    assert await remembered(house, "inspect_asked_at") is None


async def test_a_room_in_which_nothing_is_open_is_read_once() -> None:
    """So that people are known by name before the first order; after that reading costs a call for nothing."""
    house = House(can=READS)
    await filed(house, a_case(1, tasks=()))
    first = of_kind(await noticed(house, "hour", at=0), Inspect)
    await noticed(house, "members", now=T0 + HOUR, **LIST)

    assert len(first) == 1
    assert of_kind(await noticed(house, "hour", now=T0 + 3 * HOUR, at=5), Inspect) == []


@pytest.mark.parametrize(
    ("key", "value", "goes"),
    [
        ("dialogue:zhang", {"until": encoded(T0 - timedelta(minutes=9))}, False),
        ("dialogue:zhang", {"until": encoded(T0 - timedelta(minutes=10))}, True),
        ("second:12", {"until": encoded(T0 - timedelta(minutes=10))}, True),
        ("exempt:zhang", {"until": encoded(T0), "by": "owner", "why": ""}, True),
        ("exempt:zhang", {"until": encoded(T0 + MINUTE), "by": "owner", "why": ""}, False),
        ("exempt:zhang", {"until": None, "by": "owner", "why": ""}, False),
        ("silent", {"until": encoded(T0)}, True),
        ("silent", {"until": None}, False),
        ("cooling", {"until": encoded(T0), "members": ["a", "b"]}, True),
        ("calmed:a,b", encoded(T0 - timedelta(hours=2)), True),
        ("calmed:a,b", encoded(T0 - timedelta(hours=1)), False),
        ("report:20261101", {"by": "owner", "what": "keep", "at": encoded(T0 - timedelta(days=8))}, True),
        ("report:20261119", {"by": "owner", "what": "keep", "at": encoded(T0)}, False),
        ("blocked:zhang", {"at": 0, "by": "owner", "why": ""}, False),
        ("setting:wave", {"until": 0}, False),
        ("absence", "on", False),
        ("cap:ads", "off", False),
    ],
)
async def test_what_is_over_is_forgotten_and_nothing_else(key: str, value: object, goes: bool) -> None:
    """What a person set without an end stays until a person ends it."""
    house = House()
    await house.remember({key: value})

    outcome = await noticed(house, "hour", at=0)

    assert outcome.states == ((StateChange(room=ROOM.id, key=key, before=value, after=None),) if goes else ())
    assert (await remembered(house, key) is None) is goes


async def test_a_stranger_who_speaks_makes_the_room_be_read_once_in_ten_minutes() -> None:
    """Somebody known by name never does."""
    house = House(can=READS)
    await house.load(ROOM.id)
    memory = house.warm.of(ROOM.id)

    def reads(minutes: int, sender: str = ZHANG) -> bool:
        now = T0 + minutes * MINUTE
        changes = inspected(memory, message(sender=sender), now=now, bench=house.bench)
        for change in changes.states:
            house.warm.note(change)
        return any(isinstance(one.effect, Inspect) for one in changes.planned if hasattr(one, "effect"))

    first, second = reads(0), reads(9)
    house.warm.note(StateChange(room=ROOM.id, key="inspected_at", before=None, after=encoded(T0)))
    house.warm.learn(MemberChange(room=ROOM.id, member=MemberId("li"), name="李强"))

    assert (first, second, reads(9), reads(10, sender="li"), reads(10), reads(11)) == (
        True,
        False,
        False,
        False,
        True,
        False,
    )


async def test_who_joins_is_read_at_once_and_several_together() -> None:
    """A reading that was under way came too early; one that is planned tells of all who join until then."""
    house = House(can=READS)
    second = timedelta(seconds=1)
    readings = []
    for seconds, member in ((0, "wm1"), (2, "wm2"), (4, "wm3"), (7, "wm4"), (100, "wm5")):
        outcome = await house.move(member, at=T0 + seconds * second)
        readings += [(out.due_at - T0) / second for out in outcome.outgoing if isinstance(out.effect, Inspect)]
        for answered in {0: (1,), 4: (6,), 7: (11,)}.get(seconds, ()):
            await noticed(house, "members", now=T0 + answered * second, **LIST)

    assert readings == [0, 5, 10, 100]


async def test_who_is_known_by_name_is_not_read_again() -> None:
    """Nor is anybody where the platform did not answer: that is tried once a day."""
    house = House(can=READS)
    await house.load(ROOM.id)
    house.warm.learn(MemberChange(room=ROOM.id, member=MemberId("li"), name="李强"))

    joined = [await house.move(who, at=T0 + n * MINUTE) for n, who in enumerate(("li", "wm1", "wm2"))]

    assert [len(of_kind(outcome, Inspect)) for outcome in joined] == [0, 1, 0]


async def test_a_stranger_who_offends_is_read_at_once() -> None:
    """Though the room was read a minute ago; who only speaks waits."""
    house = House(can=READS)
    await house.hear("你好")
    await noticed(house, "members", now=T0, **LIST)

    outcomes = [await house.hear(text, sent_at=T0 + MINUTE) for text in ("早", "加微信")]

    assert [len(of_kind(outcome, Inspect)) for outcome in outcomes] == [0, 1]


async def test_a_private_talk_has_no_list_to_read() -> None:
    """Whoever talks there is one person."""
    house = House(can=READS)
    room = private_room(ZHANG)
    await house.load(room)

    assert inspect_needed(house.warm.of(room), message(room=room), T0) is False


async def test_a_reading_is_asked_for_in_a_group_by_a_cheap_look() -> None:
    """The look alone tells whether there would be one."""
    house = House(can=READS)
    await house.load(ROOM.id)

    assert inspect_needed(house.warm.of(ROOM.id), message(), T0) is True


async def test_a_desk_that_waits_is_not_asked_anew() -> None:
    """Somebody is asked already, and the time to remind has not come."""
    house = House()
    desk = Desk(
        holder=MemberId("owner"), rung=0, asked_at=T0, next_at=T0 + HOUR, until=T0 + 9 * HOUR, keys=(("owner", "k"),)
    )
    await filed(house, a_case(1, desk=desk))

    assert (await noticed(house, "hour", now=T0 + MINUTE, at=0)).cases == ()
