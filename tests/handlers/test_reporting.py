"""The morning after: one card, decided once."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.cases import Deed, Entry, Offence, Wish
from bot.core.effects import Ask, Recard, Tell
from bot.core.justice.reverting import revert
from bot.core.model import Charge, MemberId, Role, Room, RoomId, Standing, private_room
from bot.core.policy import Absence, Hours, Policy
from bot.core.records import Outcome
from bot.handlers.nights import last_night
from bot.handlers.presses import Press
from bot.handlers.reviewing import on_report_press, rooms_of_press
from bot.handlers.waves import mark
from tests.handlers.cases import a_case, filed, noticed, of_kind
from tests.handlers.houses import House
from tests.values import ROOM, ZHANG

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # 2:00 in Shanghai, on the 21st
MORNING = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # 7:00
HOUR = timedelta(hours=1)
USUAL = Hours(since=time(23), until=time(7))
CARD = f"report-{mark(ROOM.id)}-20261121"
OTHER = Room(id=RoomId("r2"), name="客户二群", roles={MemberId("owner"): Role.OWNER})


def utc(day: int, hour: int) -> datetime:
    """That hour of November."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def penalised(number: int, **fields: Any):
    """A case that the bot punished by itself at night, nothing left to do."""
    charge = Charge(number=number, points=3, at=NIGHT)
    offence = Offence(room=ROOM.id, member=ZHANG, at=NIGHT, text="加微信", act="warn", charge=charge)
    return a_case(number, **{"at": NIGHT, "tasks": (), "offences": (offence,), **fields})


async def a_night(*numbers: int) -> House:
    """A room on the morning after a night with such cases, their points on the account, the report made."""
    house = await an_early_morning(*numbers)
    await noticed(house, "hour", now=MORNING, at=0)
    return house


async def an_early_morning(*numbers: int) -> House:
    """The same before the report."""
    house = House()
    await filed(house, *(penalised(n) for n in numbers), now=NIGHT)
    charges = tuple(Charge(number=n, points=3, at=NIGHT) for n in numbers)
    standing = Standing(charges=charges, offences=len(charges))
    house.warm.stand(ROOM.id, ZHANG, standing)
    await house._kept(Outcome(inbox=await house._arrived("house"), standings=((ROOM.id, ZHANG, standing),)))
    return house


async def tap(
    house: House, key: str, *, by: str = "owner", card: str = CARD, now: datetime = MORNING + HOUR
) -> Outcome:
    """Tap a button of the report."""
    rooms = rooms_of_press(card, house.rooms.values()) or (private_room(MemberId(by)),)
    await house.load(*rooms, now=now)
    of = f"{card}-ask"
    press = Press(id="p", member=MemberId(by), at=now, card=card, of=of, key=key, code="c1", room=rooms[0])
    inbox = await house._arrived("app")
    return await house._kept(on_report_press(press, inbox=inbox, now=now, seed=1, warm=house.warm, bench=house.bench))


def told(outcome: Outcome) -> str:
    """What who tapped is told."""
    return "\n".join(tell.text for tell in of_kind(outcome, Tell))


async def test_the_morning_brings_one_report() -> None:
    """At seven, to the owner, with what happened at night; the hours after bring none that differs."""
    house = await an_early_morning(1, 2)

    early, first, second = [await noticed(house, "hour", now=MORNING + n * HOUR, at=0) for n in (-1, 0, 1)]
    house.restart()
    third = await noticed(house, "hour", now=MORNING + 2 * HOUR, at=0)

    (ask,) = of_kind(first, Ask)
    assert of_kind(early, Ask) == []
    assert [out.key for out in first.outgoing] == [f"{CARD}-ask"]
    assert (second.outgoing, third.outgoing) == ((), ())
    assert (ask.to, ask.card.id, [key for key, _ in ask.card.buttons]) == ("owner", CARD, ["keep", "undo_all", "list"])
    assert "11月20日 23:00到07:00" in ask.text
    assert "2 件违规，涉及 1 人" in ask.text
    assert "撤销 1 2" in ask.text
    assert dict(ask.card.rows)["违规"] == "2 件，1 人"


async def test_a_quiet_night_is_not_reported() -> None:
    """Nobody is told that nothing happened."""
    house = House()

    assert (await noticed(house, "hour", now=MORNING, at=0)).outgoing == ()


async def test_what_somebody_in_charge_has_seen_to_is_not_reported() -> None:
    """Nor what a person punished, what was undone, what happened by day, what was only a hint."""
    house = House()
    seen = Entry(at=NIGHT, what=Deed.NOTED, by=MemberId("owner"))
    appealed = Entry(at=NIGHT, what=Deed.APPEALED, by=ZHANG)
    undone = Offence(room=ROOM.id, member=ZHANG, at=NIGHT, act="warn", is_undone=True)
    hint = Offence(room=ROOM.id, member=ZHANG, at=NIGHT, act="hint")
    await filed(
        house,
        penalised(1, history=(seen,)),
        penalised(2, by=MemberId("helper")),
        penalised(3, offences=(undone,)),
        penalised(4, offences=(hint,)),
        penalised(5, at=MORNING),
        penalised(6, at=MORNING - 8 * HOUR - timedelta(seconds=1)),
        penalised(7, room="r9", account=ROOM.id),
        penalised(8, history=(appealed,)),
        now=NIGHT,
    )

    (ask,) = of_kind(await noticed(house, "hour", now=MORNING, at=0), Ask)

    assert ask.text.endswith("给我发“撤销 8”。")


async def test_a_long_night_is_told_in_a_few_lines() -> None:
    """The rest can be asked for."""
    house = await an_early_morning(*range(1, 12))

    (ask,) = of_kind(await noticed(house, "hour", now=MORNING, at=0), Ask)

    assert "11 件违规" in ask.text
    assert "还有 3 件" in ask.text
    assert len(ask.text.encode()) <= 2048


async def test_the_report_waits_for_quiet_hours_to_end() -> None:
    """Where they are longer than the absence."""
    house = await an_early_morning(1)
    quiet = Hours(since=time(22), until=time(8))
    house.bench = replace(house.bench, policy=Policy(quiet=quiet))

    (out,) = (await noticed(house, "hour", now=MORNING, at=0)).outgoing

    assert out.due_at == MORNING + HOUR


async def test_by_noon_it_is_no_morning_any_more() -> None:
    """A bot that slept through the morning does not tell of the night in the afternoon."""
    house = await an_early_morning(1)

    assert of_kind(await noticed(house, "hour", now=MORNING + 6 * HOUR, at=0), Ask) == []


async def test_a_room_without_an_owner_has_nobody_to_tell() -> None:
    """Nothing is planned."""
    house = House(Room(id=ROOM.id))
    await filed(house, penalised(1), now=NIGHT)

    assert of_kind(await noticed(house, "hour", now=MORNING, at=0), Ask) == []


async def test_keeping_all_changes_nothing_but_the_record() -> None:
    """Points stay, the cases know who looked, the card is greyed."""
    house = await a_night(1, 2)

    outcome = await tap(house, "keep")

    (recard,) = of_kind(outcome, Recard)
    assert "这 2 件都维持" in told(outcome)
    assert [(entry.by, entry.note) for entry in house.case(1).history] == [("owner", "值守汇总：维持")]
    assert (recard.to, recard.of, recard.done, recard.code) == ("owner", f"{CARD}-ask", "已维持", "c1")
    assert house.points(at=NIGHT) == 6


async def test_undoing_all_takes_every_point_back_as_one_action() -> None:
    """What was done stands in the audit trail, before and after, with a number to take it back by."""
    house = await a_night(1, 2)

    outcome = await tap(house, "undo_all")

    (action,) = outcome.actions
    assert (action.number, action.by, action.said) == (3, "owner", "撤销 1 2")
    assert [(c.before.is_undone if c.before else None, c.after.is_undone) for c in action.cases] == [(False, True)] * 2
    assert [(len(s.before.charges), len(s.after.charges)) for s in action.standings] == [(2, 0)]
    assert "这 2 件：1、2" in told(outcome)
    assert "撤销 3" in told(outcome)
    assert house.points(at=NIGHT) == 0


async def test_taking_that_back_gives_everybody_exactly_what_they_had() -> None:
    """The code that the answer names undoes the undoing."""
    house = await a_night(1, 2)
    before = house.standing()
    (action,) = (await tap(house, "undo_all")).actions
    memory = house.warm.of(ROOM.id)

    court = house.bench.court(memory, now=MORNING + HOUR)
    back = revert((action,), cases=memory.cases, standings=memory.standings, state=memory.state, court=court)

    assert set(back.standings[ROOM.id, ZHANG].charges) == set(before.charges)
    assert [case.is_undone for case in back.after.values()] == [False, False]


async def test_what_cannot_be_undone_is_said() -> None:
    """Who was taken out is not back; there is an invitation to send."""
    house = House()
    removed = a_case(1, at=NIGHT)
    done = replace(removed.wants[0], state=Wish.DONE)
    await filed(house, replace(removed, wants=(done,)), now=NIGHT)
    await noticed(house, "hour", now=MORNING, at=0)

    assert "撤不回来" in told(await tap(house, "undo_all"))


async def test_a_second_tap_is_told_who_decided() -> None:
    """Whoever taps, and also after a restart."""
    house = await a_night(1, 2)
    await tap(house, "keep")
    house.restart()

    outcome = await tap(house, "undo_all", by="helper")

    assert "owner" in told(outcome)
    assert "都维持" in told(outcome)
    assert "没有再执行" in told(outcome)
    assert (outcome.cases, outcome.actions, house.points(at=NIGHT)) == ((), (), 6)


async def test_whoever_is_not_in_charge_decides_nothing() -> None:
    """And hears so."""
    house = await a_night(1)

    outcome = await tap(house, "undo_all", by=ZHANG)

    assert "群主、群助手或管理员" in told(outcome)
    assert outcome.cases == ()


async def test_the_list_can_be_seen_before_and_after() -> None:
    """Looking decides nothing."""
    house = await a_night(1, 2)

    outcome = await tap(house, "list")

    assert "产品交流群" in told(outcome)
    assert outcome.states == ()
    assert told(outcome).count("\n") == 3


async def test_a_report_whose_cases_were_all_seen_to_is_too_late() -> None:
    """There is nothing left to decide, and nothing is undone behind somebody's back."""
    house = await a_night(1)
    seen = Entry(at=MORNING, what=Deed.NOTED, by=MemberId("helper"))
    await filed(house, replace(house.case(1), history=(seen,)), now=MORNING)

    outcome = await tap(house, "undo_all")

    assert "不需要再决定" in told(outcome)
    assert (outcome.cases, house.points(at=NIGHT)) == ((), 3)


@pytest.mark.parametrize("card", ["report-abc-20261121", f"report-{mark(ROOM.id)}-whenever", "report-", "wave-"])
async def test_a_card_that_nobody_knows_is_answered_kindly(card: str) -> None:
    """Made up, or of a room that is gone."""
    house = await a_night(1)

    outcome = await tap(house, "keep", card=card)

    assert "不需要再决定" in told(outcome)


async def test_the_alert_of_a_storm_lists_what_waits_in_its_rooms() -> None:
    """One list for each room of the owner, of that room alone."""
    house = House(others=(OTHER,))
    await filed(house, a_case(1), a_case(2, tasks=()))
    await house.load(ROOM.id, OTHER.id)
    house.warm.file(a_case(3, room=OTHER.id))

    here = await tap(house, "list", card=f"wave-{mark(ROOM.id)}-7")
    all_rooms = await tap(house, "list", card=f"wave-{mark('owner', 'owner')}-7")

    assert [told(here).count(f"\n{number} · ") for number in (1, 2, 3)] == [1, 0, 0]
    assert told(all_rooms).count("客户二群") >= 1
    assert len(of_kind(all_rooms, Tell)) == 2


async def test_the_alert_lists_nothing_of_rooms_that_who_taps_is_not_in_charge_of() -> None:
    """A helper of one room of the owner learns nothing of the owner's other rooms; a stranger learns nothing at all."""
    house = House(others=(OTHER,))
    await filed(house, a_case(1))
    await house.load(ROOM.id, OTHER.id)
    house.warm.file(a_case(3, room=OTHER.id))
    card = f"wave-{mark('owner', 'owner')}-7"

    helper, stranger = [await tap(house, "list", card=card, by=who) for who in ("helper", "stranger")]

    assert ("\n1 · " in told(helper), "客户二群" in told(helper)) == (True, False)
    assert told(stranger).startswith("这份汇总要由")


async def test_a_long_list_is_told_in_one_message() -> None:
    """What does not fit can be asked for."""
    house = House()
    await filed(house, *(a_case(n) for n in range(1, 30)))

    outcome = await tap(house, "list", card=f"wave-{mark(ROOM.id)}-7")

    assert "还有 17 件" in told(outcome)
    assert len(told(outcome).encode()) <= 2048


@pytest.mark.parametrize("card", ["case-7", "appeal-7", "", f"case-{mark(ROOM.id)}-7"])
def test_other_cards_are_about_no_room_of_a_report(card: str) -> None:
    """They are found by their case."""
    assert rooms_of_press(card, (ROOM, OTHER)) == ()


async def test_a_card_of_a_room_that_is_not_in_memory_does_nothing() -> None:
    """Nobody could be told."""
    house = House()
    await house.load(ROOM.id)
    press = Press(id="p", member=MemberId("owner"), at=MORNING, card=CARD, of="", key="keep", room=RoomId("gone"))

    outcome = on_report_press(press, inbox=1, now=MORNING, seed=1, warm=house.warm, bench=house.bench)

    assert outcome == Outcome(inbox=1)


async def test_an_alert_when_nothing_waits_any_more_says_so() -> None:
    """Everything was seen to meanwhile."""
    house = House()
    await house.load(ROOM.id)

    assert "没有等人处理" in told(await tap(house, "list", card=f"wave-{mark(ROOM.id)}-7"))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(20, 23), (utc(20, 15), utc(20, 23))),  # exactly seven
        (utc(20, 22), (utc(19, 15), utc(19, 23))),  # six: the night before
        (utc(21, 10), (utc(20, 15), utc(20, 23))),  # afternoon
    ],
)
def test_the_last_night_is_the_last_that_is_over(now: datetime, expected: tuple[datetime, datetime]) -> None:
    """Over midnight, in the zone of the room."""
    assert last_night(now, SHANGHAI, USUAL) == expected


def test_a_night_within_one_day_has_no_midnight() -> None:
    """Such as a siesta from 1 to 3 in the afternoon."""
    assert last_night(utc(20, 10), SHANGHAI, Hours(since=time(13), until=time(15))) == (utc(20, 5), utc(20, 7))


def test_hours_that_are_no_time_have_no_end() -> None:
    """From seven to seven."""
    assert last_night(utc(20, 10), SHANGHAI, Hours(since=time(7), until=time(7))) is None


def test_a_night_may_be_longer_when_clocks_are_set_back() -> None:
    """In Berlin the night before the 25th of October has nine hours."""
    night = last_night(datetime(2026, 10, 25, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"), USUAL)

    assert night is not None
    assert night[1] - night[0] == timedelta(hours=9)


@pytest.mark.parametrize(
    ("policy", "said", "told"),
    [
        (Policy(absence=Absence(hours=None), quiet=USUAL), None, True),
        (Policy(absence=Absence(hours=None)), None, False),
        (Policy(absence=Absence(hours=None)), "on", True),
    ],
)
async def test_what_makes_the_night_where_the_clock_does_not(policy: Policy, said: str | None, told: bool) -> None:
    """Quiet hours, or somebody's order; without either there is no morning after."""
    house = House(policy=policy)
    await filed(house, penalised(1), now=NIGHT)
    await house.remember({"absence": said} if said else {}, now=NIGHT)

    assert bool(of_kind(await noticed(house, "hour", now=MORNING, at=0), Ask)) is told


async def test_an_absence_that_somebody_ordered_lasts_all_day() -> None:
    """The report then tells of the day before, too."""
    house = House()
    await filed(house, penalised(1, at=MORNING - 20 * HOUR), now=NIGHT)
    await house.remember({"absence": "on"}, now=NIGHT)

    assert len(of_kind(await noticed(house, "hour", now=MORNING, at=0), Ask)) == 1


async def test_a_report_is_decided_as_it_was_made() -> None:
    """Also when somebody changed the hours of absence before tapping."""
    house = await a_night(1, 2)
    hours = Hours(since=time(1), until=time(1, 30))
    house.bench = replace(house.bench, policy=Policy(absence=Absence(hours=hours)))

    assert "这 2 件都维持" in told(await tap(house, "keep"))
