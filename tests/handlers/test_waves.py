"""Storms of cases become one alert in ten minutes."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cases import Case
from bot.core.effects import Ask, Planned, Tell
from bot.core.justice.asking import ask
from bot.core.model import MemberId, Role, Room, RoomId
from bot.core.office import Office
from bot.core.policy import Act, Asking, Policy, Step
from bot.handlers.ruled import Changes, applied
from bot.handlers.waves import calmed
from bot.text.fingerprint import fingerprint
from tests.handlers.cases import a_case, filed
from tests.handlers.houses import GROUP, House
from tests.values import ROOM, T0

WAVE = Policy(wave=2)
SECOND = timedelta(seconds=1)
OTHER = Room(id=RoomId("r2"), name="客户二群", roles={MemberId("owner"): Role.OWNER})
PRINT = fingerprint("兼职日结三百元不用押金加微信详聊")


def asked(house: House, case: Case, *, again: bool = False) -> Changes:
    """What follows from asking about `case`. again: it was asked about before."""
    court = house.bench.court(house.warm.of(house.room.id), now=case.opened_at)
    ruling = ask(case, court)
    return applied(ask(ruling.case, court) if again else ruling)


def calm(house: House, changes: Changes) -> list[Ask]:
    """What is left to be sent."""
    memory = house.warm.of(house.room.id)
    court = house.bench.court(memory, now=T0)
    planned = calmed(changes, memory=memory, warm=house.warm, court=court).planned
    return [one.effect for one in planned if isinstance(one, Planned) and isinstance(one.effect, Ask)]


async def test_the_first_cases_of_a_room_have_a_card_each() -> None:
    """As many as the policy says."""
    house = House(policy=WAVE)
    await filed(house, a_case(1))

    cards = calm(house, asked(house, a_case(2, at=T0 + SECOND)))

    assert [card.card.id for card in cards if card.card] == ["case-2"]


async def test_what_comes_on_top_is_one_alert_for_ten_minutes() -> None:
    """The same key for all of them, so that it goes out once; it names what happened and leads to the list."""
    house = House(policy=WAVE)
    await filed(house, a_case(1), a_case(2))

    changes = [asked(house, a_case(number, at=T0 + number * SECOND)) for number in (3, 4)]
    memory = house.warm.of(ROOM.id)
    court = house.bench.court(memory, now=T0)
    calmed_ones = [calmed(one, memory=memory, warm=house.warm, court=court) for one in changes]

    keys = {one.key for changes in calmed_ones for one in changes.planned if isinstance(one, Planned)}
    (alert,) = {card.text for one in changes[:1] for card in calm(house, one)}
    assert len(keys) == 1
    assert "产品交流群" in alert
    assert "超过 2 件（禁止广告）" in alert
    assert [case.number for one in calmed_ones for case in one.cases] == [3, 4]  # each stays as it is


async def test_the_alert_is_a_card_with_a_list() -> None:
    """Its ids have only what the platform allows."""
    house = House(policy=WAVE)
    await filed(house, a_case(1), a_case(2))

    (alert,) = calm(house, asked(house, a_case(3)))

    assert alert.card is not None
    assert alert.card.buttons == (("list", "逐个看"),)
    assert len(alert.card.id) <= 40
    assert alert.card.id.replace("-", "").isalnum()
    assert (alert.case, alert.to) == (0, "owner")


async def test_reminders_of_a_storm_are_one_alert_too() -> None:
    """Half an hour later as well: the case was part of it."""
    house = House(policy=WAVE)
    await filed(house, a_case(1), a_case(2))

    (alert,) = calm(house, asked(house, a_case(3), again=True))

    assert alert.card is not None
    assert alert.card.id.startswith("wave-")


async def test_cases_of_another_hour_or_room_are_no_storm() -> None:
    """Ten minutes, and one room."""
    house = House(policy=WAVE, others=(OTHER,))
    old = [a_case(number, at=T0 - timedelta(minutes=10)) for number in (1, 2)]
    elsewhere = [a_case(number, room=OTHER.id, account=ROOM.id) for number in (3, 4)]
    await filed(house, *old, *elsewhere)

    (card,) = calm(house, asked(house, a_case(5)))

    assert card.card is not None
    assert card.card.id == "case-5"


async def test_the_same_text_in_several_rooms_of_an_owner_is_one_alert() -> None:
    """The second room's case is not asked about by itself; whoever owns only one of the rooms is."""
    house = House(others=(OTHER,))
    await house.load(ROOM.id, OTHER.id)
    house.warm.file(a_case(1, room=OTHER.id, print=PRINT))

    (alert,) = calm(house, asked(house, a_case(2, print=PRINT)))
    (unlike,) = calm(house, asked(house, a_case(3, print=fingerprint("今天下午三点开会请准时参加谢谢大家"))))

    assert alert.card is not None
    assert unlike.card is not None
    assert "2 个群" in alert.text
    assert "产品交流群" in alert.text
    assert (alert.card.id.startswith("wave-"), unlike.card.id) == (True, "case-3")


async def test_rooms_of_different_owners_know_nothing_of_each_other() -> None:
    """A campaign there is no reason not to ask here."""
    other = replace(OTHER, roles={MemberId("somebody"): Role.OWNER})
    house = House(others=(other,))
    await house.load(ROOM.id, OTHER.id)
    house.warm.file(a_case(1, room=OTHER.id, print=PRINT))

    (card,) = calm(house, asked(house, a_case(2, print=PRINT)))

    assert card.card is not None
    assert card.card.id == "case-2"


async def test_what_is_no_card_of_a_case_passes() -> None:
    """What people are told stays."""
    house = House(policy=WAVE)
    await filed(house, a_case(1), a_case(2))
    memory = house.warm.of(ROOM.id)
    tell = Tell(room=ROOM.id, to=MemberId("owner"), text="好")

    changes = calmed(Changes(planned=(tell,)), memory=memory, warm=house.warm, court=house.bench.court(memory, now=T0))

    assert changes.planned == (tell,)


async def test_fifty_offenders_in_a_minute_ring_the_owner_six_times() -> None:
    """Five cards and one alert; every one of them is a case that waits to be seen to."""
    ladder = (Step(at=1, act=Act.REMOVE),)
    policy = Policy(ladder=ladder, asking=Asking(office=Office(always=True)))
    house = House(policy=policy, can=GROUP - {"remove"})

    texts = ["".join(chr(0x4E00 + (n * 97 + place * 31) % 9000) for place in range(9)) + "加微信" for n in range(50)]
    outcomes = [
        await house.hear(text, sender=f"bad{n}", sent_at=T0 + n * SECOND, id=f"ad{n}") for n, text in enumerate(texts)
    ]

    keys = {out.key for outcome in outcomes for out in outcome.outgoing if isinstance(out.effect, Ask)}
    assert sorted(key.split("-")[0] for key in keys) == ["case"] * 5 + ["wave"]
    assert len(house.warm.of(ROOM.id).cases) == 50
    assert all(case.is_open for case in house.warm.of(ROOM.id).cases.values())
