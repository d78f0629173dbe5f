"""What happens by itself to a case: time, the platform's answers, and everything about it told twice."""

from datetime import timedelta
from typing import Any

import pytest

from bot.core.cases import Case, Deed, Desk, Offence, Wish
from bot.core.effects import Ask, Recard, Tell
from bot.core.model import Charge, Event, MemberId, MuteSpan, Role, Room, Standing
from bot.core.policy import Policy
from bot.core.records import Outcome
from bot.handlers.house import notice_of
from tests.handlers.cases import a_case, filed, noticed, of_kind
from tests.handlers.houses import House
from tests.values import ROOM, T0, ZHANG

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OWNER = MemberId("owner")


def desk(**fields: Any) -> Desk:
    """The owner was asked at T0; the helper is next in half an hour."""
    values: dict[str, Any] = {
        "holder": OWNER,
        "rung": 0,
        "asked_at": T0,
        "next_at": T0 + 30 * MINUTE,
        "until": T0 + 72 * HOUR,
        "keys": ((OWNER, "case-1-ask-0-0"),),
        **fields,
    }
    return Desk(**values)


def muted(number: int = 1, *, lasts: timedelta = HOUR) -> Case:
    """A case that muted somebody at T0."""
    span = MuteSpan(number=number, since=T0, until=T0 + lasts)
    offence = Offence(room=ROOM.id, member=ZHANG, at=T0, act="mute", mute=span)
    return a_case(number, tasks=(), offences=(offence,))


def told_of(kind: str, state: str, **fields: Any) -> dict[str, Any]:
    """A `settled` notice about case 1."""
    values = {"case": 1, "effect": kind, "key": "case-1-ask-0-0", "to": "owner", "member": ZHANG, "state": state}
    return {**values, "channel": "app", "errcode": 0, "errmsg": "", "verified": False, **fields}


async def test_nobody_answered_so_the_next_one_is_asked() -> None:
    """When it is time, once; the same notice again changes nothing."""
    house = House()
    await filed(house, a_case(1, desk=desk()))

    first, again = [await noticed(house, "due", now=T0 + n * MINUTE, case=1) for n in (30, 31)]

    assert [ask.to for ask in of_kind(first, Ask)] == ["helper"]
    assert (again.cases, again.outgoing) == ((), ())


async def test_a_notice_that_comes_too_early_changes_nothing() -> None:
    """The case was changed meanwhile, or the clock went back."""
    house = House()
    await filed(house, a_case(1, desk=desk()))

    assert (await noticed(house, "due", now=T0 + 29 * MINUTE, case=1)).cases == ()


@pytest.mark.parametrize("case", [9, 0, -1, "1", None])
async def test_a_case_that_nobody_knows_is_passed_over(case: object) -> None:
    """It was pruned; the notice is done."""
    house = House()

    outcomes = [await noticed(house, kind, case=case) for kind in ("due", "settled")]

    assert [(o.cases, o.outgoing, o.error) for o in outcomes] == [((), (), "")] * 2


async def test_a_notice_of_a_later_version_is_passed_over() -> None:
    """So that going back a version loses nothing else."""
    house = House()

    outcome = await noticed(house, "holiday")

    assert (outcome.cases, outcome.error) == ((), "")


async def test_nobody_acts_until_it_lapses_and_that_is_told() -> None:
    """From rung to rung, then reminders, then the end: the last one asked hears it, and nothing is due any more."""
    house = House()
    await filed(house, a_case(1, desk=desk()))
    now, steps = T0, 0
    outcome = Outcome(inbox=0)

    while house.case(1).due_at is not None:
        now, steps = house.case(1).due_at or now, steps + 1
        outcome = await noticed(house, "due", now=now, case=1)
        assert steps < 50

    case = house.case(1)
    assert now == T0 + 72 * HOUR
    assert (case.is_open, case.wants[0].state, case.history[-1].what) == (False, Wish.LAPSED, Deed.LAPSED)
    assert len(of_kind(outcome, Tell)) == 1


async def test_a_mute_ends_by_itself() -> None:
    """And is noted, also when the bot slept over its end and was started anew."""
    house = House()
    await filed(house, muted())
    house.restart()

    await noticed(house, "due", now=T0 + 5 * HOUR, case=1)

    assert [entry.what for entry in house.case(1).history] == [Deed.ENDED]
    assert house.case(1).due_at is None


async def test_a_refused_card_goes_to_the_next_one() -> None:
    """Who cannot be reached is not waited for; told twice, it climbs once."""
    house = House()
    await filed(house, a_case(1, desk=desk()))
    refused = told_of("ask", "refused", errcode=81013, errmsg="81013 接收人不在可见范围内")

    first, again = [await noticed(house, "settled", now=T0 + MINUTE, **refused) for _ in range(2)]

    assert [ask.to for ask in of_kind(first, Ask)] == ["helper"]
    assert of_kind(again, Ask) == []
    assert "81013 接收人" in " ".join(entry.note for entry in house.case(1).history)


async def test_a_removal_that_was_verified_closes_the_case() -> None:
    """What the owner has in hand turns grey."""
    house = House()
    await filed(house, a_case(1, desk=desk()))

    outcome = await noticed(house, "settled", now=T0 + MINUTE, **told_of("remove", "sent", verified=True))

    assert house.case(1).is_open is False
    assert [recard.to for recard in of_kind(outcome, Recard)] == ["owner"]


async def test_a_removal_that_was_refused_is_asked_of_a_person() -> None:
    """Nothing was wanted of anybody before."""
    house = House()
    await filed(house, a_case(1, tasks=()))

    outcome = await noticed(house, "settled", now=T0 + MINUTE, **told_of("remove", "refused", errcode=60020))

    assert [ask.to for ask in of_kind(outcome, Ask)] == ["owner"]
    assert house.case(1).is_open is True


async def test_what_tells_nothing_new_is_not_written() -> None:
    """A greyed card is no news."""
    house = House()
    await filed(house, a_case(1, desk=desk()))

    assert (await noticed(house, "settled", **told_of("recard", "sent"))).cases == ()


async def test_the_reminders_of_a_storm_are_one_alert() -> None:
    """Each case goes on by itself, the owner's phone rings once."""
    house = House(policy=Policy(wave=2))
    cases = [
        a_case(n, at=T0 + timedelta(seconds=n), desk=desk(keys=((OWNER, f"case-{n}-ask-0-0"),))) for n in range(1, 9)
    ]
    await filed(house, *cases)

    outcomes = [await noticed(house, "due", now=T0 + 30 * MINUTE, case=n) for n in range(1, 9)]

    cards = [out.key for outcome in outcomes for out in outcome.outgoing if isinstance(out.effect, Ask)]
    assert len(cards) == 8
    assert len(set(cards)) == 3
    assert {house.case(n).desk.holder for n in range(1, 9)} == {"helper"}


async def test_everything_of_an_hour_is_one_outcome() -> None:
    """Two cases of one member: the second knows what the first one changed."""
    house = House(Room(id=ROOM.id, roles={OWNER: Role.OWNER}))
    one, two = muted(1), muted(2, lasts=2 * HOUR)
    await filed(house, one, two)
    charges = (Charge(number=1, points=3, at=T0), Charge(number=2, points=3, at=T0))
    house.warm.stand(ROOM.id, ZHANG, Standing(charges=charges, offences=2))

    outcome = await noticed(house, "hour", now=T0 + 3 * HOUR, at=0)

    assert sorted(case.number for case in outcome.cases) == [1, 2]
    assert house.standing().charges == charges


def test_what_comes_from_outside_is_no_notice() -> None:
    """Whatever it is called."""
    assert notice_of(Event(id="e", channel="app", kind="enter_chat", at=T0)) is None


async def test_after_a_restart_in_the_middle_nothing_is_asked_twice() -> None:
    """The outcome is durable before anything is sent: its keys are the same, whoever makes them."""
    house = House()
    await filed(house, a_case(1, desk=desk()))
    first = await noticed(house, "due", now=T0 + 30 * MINUTE, case=1)
    house.restart()

    again = await noticed(house, "due", now=T0 + 30 * MINUTE, case=1)

    assert len(first.outgoing) > 0
    assert again.outgoing == ()
