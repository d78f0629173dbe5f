"""What is alike is one case, with one card; what is not is another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import MemberId, Role, RoomId
from bot.core.policy import Policy
from tests.handlers.houses import MINUTE, House, kinds_of
from tests.values import AD, ROOM, T0, WordJudge

ADVERT = "加微信领取内部优惠券，名额有限先到先得"
LIKE = "加微信领取内部优惠券，名额有限，先到先得 888"
OTHER = "周末一起打球吗，想来的加微信报名"
HARSH = WordJudge(words={"加微信": replace(AD, points=6)})


async def test_near_identical_offences_of_several_people_are_one_case() -> None:
    """With everybody in it, known as a campaign; each has their own points."""
    house = House()
    await house.hear(ADVERT)

    second = await house.hear(LIKE, sender="li", sent_at=T0 + MINUTE)

    (case,) = second.cases
    assert (case.number, case.members, case.is_campaign) == (1, ("zhang", "li"), True)
    assert (house.points("zhang"), house.points("li", at=T0 + MINUTE)) == (3, 3)
    assert {out.effect.case for out in second.outgoing} == {1}


async def test_one_case_has_one_card() -> None:
    """What is wanted about the second is written into the case; nobody is asked twice."""
    house = House(judge=HARSH)
    first = await house.hear(ADVERT)

    second = await house.hear(LIKE, sender="li", sent_at=T0 + MINUTE)

    assert (kinds_of(first).count("ask"), kinds_of(second).count("ask")) == (1, 0)
    assert [want.member for want in second.cases[0].wants] == ["zhang", "li"]


@pytest.mark.parametrize(
    ("text", "after"),
    [(OTHER, MINUTE), (ADVERT, timedelta(minutes=11)), ("傻", MINUTE)],
)
async def test_what_differs_or_comes_later_is_another_case(text: str, after: timedelta) -> None:
    """Other words, another rule, or the same words after the time of a campaign."""
    house = House()
    await house.hear(ADVERT)

    second = await house.hear(text, sender="li", sent_at=T0 + after)

    assert [case.number for case in second.cases] == [2]


async def test_short_words_are_alike_only_if_they_are_the_same() -> None:
    """傻吗 is not 傻子."""
    house = House()
    await house.hear("傻吗")

    same = await house.hear("傻吗", sender="li", sent_at=T0 + MINUTE)
    other = await house.hear("傻子", sender="wu", sent_at=T0 + MINUTE)

    assert ([c.number for c in same.cases], [c.number for c in other.cases]) == ([1], [2])


@pytest.mark.parametrize(("owner", "number"), [("owner", 1), ("somebody else", 2)])
async def test_rooms_of_one_account_share_a_case_if_they_have_one_owner(owner: str, number: int) -> None:
    """A card can only go to one of them."""
    first = replace(ROOM, ledger="all")
    second = replace(first, id=RoomId("r2"), roles={MemberId(owner): Role.OWNER})
    house = House(first, others=(second,))
    await house.hear(ADVERT)

    outcome = await house.hear(ADVERT, sender="li", room=second.id, sent_at=T0 + MINUTE)

    assert [case.number for case in outcome.cases] == [number]


async def test_rooms_of_different_accounts_share_no_case() -> None:
    """Taking one back could not take back the points of the other account."""
    house = House(others=(replace(ROOM, id=RoomId("r2")),))
    await house.hear(ADVERT)

    outcome = await house.hear(ADVERT, sender="li", room=RoomId("r2"), sent_at=T0 + MINUTE)

    assert [case.number for case in outcome.cases] == [2]


async def test_without_words_only_what_the_same_member_goes_on_with_is_one_case() -> None:
    """Within the time of a burst; of somebody else, or later, it is another."""
    house = House(judge=WordJudge(words={"": replace(AD, span=(0, 0))}))
    await house.hear("", kind="image")

    again = await house.hear("", kind="image", sent_at=T0 + timedelta(seconds=30))
    other = await house.hear("", kind="image", sender="li", sent_at=T0 + timedelta(seconds=31))
    later = await house.hear("", kind="image", sent_at=T0 + 2 * MINUTE)

    assert [[c.number for c in one.cases] for one in (again, other, later)] == [[1], [2], [3]]


async def test_nothing_joins_a_case_that_was_taken_back() -> None:
    """It would count for nothing."""
    house = House()
    await house.hear(ADVERT)
    case = house.case(1)
    house.warm.file(replace(case, offences=tuple(replace(one, is_undone=True) for one in case.offences)))

    outcome = await house.hear(ADVERT, sender="li", sent_at=T0 + MINUTE)

    assert [case.number for case in outcome.cases] == [2]


async def test_newcomers_are_judged_more_strictly_at_night_when_nobody_is_about() -> None:
    """Twice the points for who wrote little; somebody who wrote much gets what the rule says."""
    night = T0 + timedelta(hours=16)  # 2:00
    house = House(policy=Policy())
    for n in range(6):
        await house.hear("早上好", sender="li", sent_at=T0 + n * MINUTE)

    new = await house.hear(ADVERT, sender="wu", sent_at=night)
    known = await house.hear(OTHER, sender="li", sent_at=night)

    assert (new.judged.points, known.judged.points) == (6, 3)
