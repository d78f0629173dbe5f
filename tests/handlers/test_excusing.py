"""What is said to the bot is no talk: in a mute it costs nothing, and nor does saying it often."""

from dataclasses import replace

import pytest

from bot.core.findings import Stage
from bot.core.model import Charge, MuteSpan, Standing
from tests.handlers.houses import MINUTE, PRIVATE, House, kinds_of
from tests.values import AD, ROOM, T0, ZHANG, WordJudge

BOTH = replace(ROOM, ear="archive", mouths=("app", "aibot"))
MUTE = MuteSpan(number=0, since=T0, until=T0 + 9 * MINUTE)
MUTED = Standing(charges=(Charge(number=0, points=6, at=T0),), offences=1, answered_at=T0 - 61 * MINUTE, mutes=(MUTE,))


async def muted(room=BOTH, **fields) -> House:
    """A house in which somebody is muted; the archive hears, the aibot brings orders."""
    house = House(room, can=PRIVATE, **fields)
    await house.load(room.id)
    house.warm.stand(room.account, ZHANG, MUTED)
    return house


def left(house: House) -> Standing:
    """Where the muted member stands now."""
    return house.warm.of(house.room.id).standings[ZHANG]


@pytest.mark.parametrize(
    "text",
    [
        "@群管 我的记录",
        "@群管\u2005我的纪录",
        "@群管 申诉 我没有发广告",
        "@群管 帮助",
        "@群管 群规",
        "@群管 2",
        "/我的记录",
        "我的记录",
        "申诉 我是被误会的",
        "改正",
    ],
)
async def test_an_order_of_a_muted_member_costs_nothing(text) -> None:
    """Neither does the copy that the archive brings of what was said to the aibot; the mute goes on."""
    house = await muted()

    outcome = await house.hear(text, channel="archive", sent_at=T0 + MINUTE)

    assert (outcome.judged.points, outcome.cases, left(house).mutes) == (0, (), (MUTE,))


@pytest.mark.parametrize(
    "text",
    [
        "大家好",
        "@群管 大家评评理",
        "@群管 警告 @李四 你才有问题",
        "我的记录不对吧，大家看看",
        "/禁言 李四 10分钟",
        "2",
        "好",
    ],
)
async def test_other_talk_of_a_muted_member_costs_as_ever(text) -> None:
    """Also what is said to the bot but is no order of theirs, and a number that answers nothing."""
    house = await muted()

    assert (await house.hear(text, channel="archive", sent_at=T0 + MINUTE)).judged.points == 1


async def test_what_breaks_the_rules_is_an_offence_even_in_an_order() -> None:
    """An advert in an appeal is an advert; the mute is not lost for it."""
    house = await muted()

    outcome = await house.hear("@群管 申诉 都来加微信", channel="archive", sent_at=T0 + MINUTE)

    assert (outcome.judged.decided_by, MUTE in left(house).mutes) == ("ads", True)


async def test_without_end_orders_are_noise() -> None:
    """Ten in a minute are enough."""
    house = await muted()
    later = [T0 + MINUTE + n * MINUTE / 100 for n in range(11)]

    points = [(await house.hear("@群管 帮助", channel="archive", sent_at=at)).judged.points for at in later]

    assert points == [0] * 10 + [1]


async def test_a_correction_in_a_mute_is_no_talk() -> None:
    """改正 with better words opens no case and costs nothing."""
    house = House(BOTH, can=PRIVATE)
    await house.hear("加微信领取全套学习资料", channel="archive")
    standing = house.warm.of(ROOM.id).standings[ZHANG]
    house.warm.stand(ROOM.account, ZHANG, replace(standing, mutes=(MUTE,)))

    mended = await house.hear("改正：领取全套学习资料", channel="archive", sent_at=T0 + MINUTE)

    assert not any(case.number != 1 for case in mended.cases)
    assert mended.judged.points == 0


async def test_an_order_in_a_mute_is_decided_the_same_when_it_is_looked_at_again() -> None:
    """The scene that is kept leads to the same decision."""
    house = await muted()
    outcome = await house.hear("@群管 帮助", channel="archive", sent_at=T0 + MINUTE)

    assert '"mutes"' not in outcome.judged.scene
    assert "recent" not in outcome.judged.scene


async def test_where_the_aibot_is_the_ear_the_order_of_a_muted_member_is_obeyed() -> None:
    """It costs nothing and is answered, if it is for the muted."""
    house = await muted(replace(ROOM, mouths=("app", "aibot"), ear="aibot"))

    outcome = await house.hear("我的记录", channel="aibot", sent_at=T0 + MINUTE)

    assert (outcome.judged.points, kinds_of(outcome)) == (0, ["reply", "receipt"])


async def test_what_is_not_in_words_is_no_order() -> None:
    """A picture with such a caption is talk."""
    house = await muted()

    assert (await house.hear("我的记录", kind="image", channel="archive", sent_at=T0 + MINUTE)).judged.points == 1


async def test_the_shadow_of_a_rule_is_noted_in_an_order_too() -> None:
    """What rules find without counting is kept."""
    judge = WordJudge(words={"广告": replace(AD, stage=Stage.SHADOW)})
    house = await muted(judge=judge)

    outcome = await house.hear("@群管 申诉 我没有发广告", channel="archive", sent_at=T0 + MINUTE)

    assert ([f.rule for f in outcome.judged.findings], outcome.judged.points) == (["ads"], 0)
