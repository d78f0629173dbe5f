"""Commands that punish: 警告 禁言 移出 加分, and 减分."""

from datetime import timedelta

import pytest

from bot.commands import all_commands
from bot.core.effects import Ask, Mute, Receipt, Remove
from bot.core.model import MuteSpan, Role, Standing
from bot.core.policy import is_muted, points_at
from tests.commands.kit import DAY, HELPER, HOUR, LI, MINUTE, OWNER, ZHANG, answer, hall, preview, read_order, standing
from tests.values import ROOM, T0


def kinds(found) -> list[type]:
    """What is to be done."""
    return [type(plan.effect) for plan in found.planned]


def weight(text: str) -> int:
    """How many people the order would punish."""
    order = read_order(text, hall())
    return all_commands()[order.command].weight(order, hall())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("警告 张三", "将警告 张三（记 1 分）。分数可以撤销，发出的话收不回。"),
        ("警告 张三 李四 2分 刷屏", "将警告 张三、李四（每人记 2 分），原因：刷屏。分数可以撤销，发出的话收不回。"),
        ("加分 张三 2分 刷屏", "将给 张三 记分 +2（违规记分，不是奖励），原因：刷屏。可以撤销。"),
        (
            "禁言 张三 10分钟",
            "将禁言 张三 10分钟，到11月20日 10:10为止。企业微信没有禁言接口：机器人这段时间不回应，发言继续计分；"
            "还要刷屏的，请在手机上处理。可以撤销。",
        ),
        (
            "移出 张三 发广告",
            "将把 张三 移出“产品交流群”，原因：发广告。企业微信不让机器人在这个群移出成员：会请管群的人在手机上移出，"
            "看到成员确实离开后记录。真的移出以后不能撤销，只能重新邀请。",
        ),
    ],
)
def test_it_is_shown_first(text, shown) -> None:
    """Who, how much, how long, why, what the platform really does, what can be undone."""
    assert preview(text) == shown


@pytest.mark.parametrize("text", ["警告 {} 2分", "禁言 {} 1小时", "移出 {}", "加分 {} 2分"])
def test_people_in_charge_staff_and_oneself_are_spared(text) -> None:
    """Those who may be punished are, the others are named with their role; nobody left changes nothing."""
    mixed, nobody = text.format("张三 小助 王群主"), text.format("小助")

    shown, done, refused = preview(mixed), answer(mixed), answer(nobody)

    spared = "小助（群助手）、王群主（你自己）没有算在内：管群的人、工作人员和你自己不能这样处罚。"
    assert spared in shown
    assert done.text.endswith(spared)
    assert [one.member for one in done.standings] == [ZHANG]
    assert (preview(nobody), refused.standings, refused.cases) == ("", (), ())
    assert refused.text.startswith("没有可以处罚的人。小助（群助手）没有算在内")
    assert (weight(mixed), weight(nobody)) == (1, 0)


def test_a_warning_is_a_case_with_points() -> None:
    """The number of the case is told, what was given, and where everybody stands."""
    found = answer("警告 张三 李四 2分 刷屏", hall(standings={ZHANG: standing()}))

    assert found.text == "编号 60，原因：刷屏。\n张三：警告（2 分），现在共 5 分\n李四：警告（2 分），现在共 2 分"
    (opened,) = found.cases
    assert (opened.before, opened.after.number, opened.after.by) == (None, 60, OWNER)
    assert [one.before for one in found.standings] == [standing(), Standing()]
    assert kinds(found) == [Receipt, Receipt]


def test_a_mute_lasts_from_the_yes_on() -> None:
    """A length counts from now, a moment is that moment."""
    until = T0 + 23 * HOUR

    length, moment = answer("禁言 张三 10分钟 吵"), answer("禁言 张三 到明天9点", hall(now=T0 + MINUTE))

    assert preview("禁言 张三 到明天9点", hall(now=T0 + MINUTE)).startswith("将禁言 张三 到11月21日 09:00为止。")
    assert [plan.effect.until for plan in length.planned if isinstance(plan.effect, Mute)] == [T0 + 10 * MINUTE]
    assert [plan.effect.until for plan in moment.planned if isinstance(plan.effect, Mute)] == [until]
    (changed,) = length.standings
    assert is_muted(changed.after, T0 + MINUTE)
    assert length.text.startswith("编号 60，原因：吵。\n张三：禁言10分钟，到11月20日 10:10为止")


def test_a_mute_that_would_be_over_is_not_given() -> None:
    """The yes may come after the moment: it says so, and nothing changes."""
    order = read_order("禁言 张三 到10点30分", hall())
    late = hall(now=T0 + HOUR)
    mute = all_commands()["mute"]

    assert mute.preview(order, late) == ""
    assert mute.run(order, late).text == "写的时间已经过了，没有禁言。请再写一个时长，例如：禁言 张三 10分钟。"
    assert mute.run(order, late).cases == ()


def test_a_longer_mute_that_runs_is_told_of() -> None:
    """The later end counts."""
    there = hall(standings={ZHANG: standing(muted=DAY), LI: standing(muted=MINUTE)})

    assert "张三已被禁言到更晚，以更晚的为准。" in preview("禁言 张三 李四 10分钟", there)
    assert "以更晚的为准" not in preview("禁言 李四 10分钟", there)


def test_a_removal_goes_to_the_channel_that_can_or_to_people() -> None:
    """It is honest about who does it, before and after."""
    by_bot, by_hand = answer("移出 张三", hall(removes=True)), answer("移出 张三")

    assert "由机器人移出，之后读成员列表核实。" in preview("移出 张三", hall(removes=True))
    assert kinds(by_bot) == [Receipt, Remove]
    assert kinds(by_hand) == [Receipt, Ask]
    assert "移出正在进行" in by_bot.text
    assert "已请王群主在手机上移出" in by_hand.text


def test_a_room_without_a_name_is_this_one() -> None:
    """本群 where nobody told how it is called."""
    assert "移出“本群”" in preview("移出 张三", hall(room=type(ROOM)(id=ROOM.id, roles=ROOM.roles)))


def test_points_are_added_under_the_number_of_the_order() -> None:
    """Everybody's new sum is told; no case is opened."""
    found = answer("加分 张三 李四 2分 屡劝不听", hall(standings={ZHANG: standing()}))

    assert found.text == ("张三：记分 +2，现在共 5 分，原因：屡劝不听\n李四：记分 +2，现在共 2 分，原因：屡劝不听")
    assert [charge.number for one in found.standings for charge in one.after.charges] == [58, 60, 60]
    assert (found.cases, found.planned) == ((), ())


def test_points_are_taken_off_at_once_and_never_below_none() -> None:
    """Who has none is left out; nobody having any is told; it is no punishment."""
    there = hall(standings={ZHANG: standing()})

    less, none = answer("减分 张三 李四 5分 已道歉", there), answer("减分 李四 1分", there)

    assert less.text == "张三：记分 −3，现在共 0 分，原因：已道歉"
    assert points_at(less.standings[0].after, T0, there.policy) == 0
    assert none.text == "李四 现在没有违规记分，不用减。"
    assert none.standings == ()
    assert answer("减分 张三 王群主 1分", there).text == "自己的记分要请别的管群的人来减。"
    assert (preview("减分 张三 1分", there), weight("减分 张三 1分")) == ("", 0)


def test_a_helper_punishes_members_but_not_the_owner() -> None:
    """The one who orders is spared by name, the owner by role."""
    found = preview("警告 张三 王群主 小助", hall(by=HELPER, role=Role.HELPER))

    assert "王群主（群主）、小助（你自己）没有算在内" in found


def test_a_mute_in_the_standing_carries_the_number_of_its_case() -> None:
    """Taking the case back finds it."""
    (changed,) = answer("禁言 张三 10分钟").standings

    (span,) = changed.after.mutes
    assert isinstance(span, MuteSpan)
    assert (span.number, span.until) == (60, T0 + timedelta(minutes=10))
