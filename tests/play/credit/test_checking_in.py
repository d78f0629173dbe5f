"""签到 and 补签 as members meet them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.commands.kit import LI, OWNER, ZHANG
from tests.play.town import DAY, Town, with_credits
from tests.values import T0


def on_days(town: Town, *days: int, by=ZHANG) -> list[str]:
    """Check in so many days after T0 each, and return what was answered."""
    answers = []
    for day in days:
        town.now = T0 + day * DAY
        answers.append(town.order("签到", by).text)
    return answers


def test_a_week() -> None:
    """Each day tells what it brought, what there is, and what comes; the seventh brings more."""
    town = Town()

    first, *_, sixth, seventh = on_days(town, *range(7))

    assert first == "张三，签到成功，连续第 1 天，+5 积分，现有 5。再签 6 天另奖 10。"
    assert sixth == "张三，签到成功，连续第 6 天，+5 积分，现有 30。再签 1 天另奖 10。"
    assert seventh == "张三，签到成功，连续第 7 天，+5 积分，现有 45。连签满 7 天，另奖 10 积分！再签 7 天另奖 10。"
    assert town.purses[ZHANG].sources == {"checkin": 35, "streak": 10}


def test_twice_a_day_is_kindly_told() -> None:
    """Nothing is earned, nothing changes, so there is nothing to undo."""
    town = Town()
    on_days(town, 0)

    again = town.order("打卡")

    assert again.text == "张三，今天签过啦，连续 1 天，明天见。"
    assert (again.states, again.postings, town.balance()) == ((), (), 5)


def test_a_freeze_saves_the_row_once_a_month() -> None:
    """It is told; the second missed day of the month breaks the row, and how to mend it is told."""
    town = Town()

    answers = on_days(town, 0, 1, 3, 5)

    assert answers[2].endswith("前面缺的 1 天用了免断机会，连签没断。")
    assert "连续第 3 天" in answers[2]
    assert "连续第 1 天" in answers[3]
    assert answers[3].endswith("上次连签 3 天断了，发“补签”还能接上。")


def test_what_was_said_before_midnight_counts_for_that_day() -> None:
    """Though it arrives behind it: the day is that of the platform's time, in the room's zone."""
    town = Town(now=datetime(2026, 11, 20, 16, 0, 5, tzinfo=UTC))  # five seconds into the 21st in Shanghai

    late = town.order("签到", sent_at=town.now - timedelta(seconds=10))
    new = town.order("签到")

    assert "连续第 1 天" in late.text
    assert "连续第 2 天" in new.text
    assert town.state["checkin:zhang"]["days"] == ["2026-11-20", "2026-11-21"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 3, 29, 21, 30, tzinfo=UTC)),  # 23 hours
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), datetime(2026, 10, 25, 22, 30, tzinfo=UTC)),  # 25 hours
    ],
)
def test_days_are_those_of_the_zone_when_clocks_change(first: datetime, second: datetime) -> None:
    """A day of 23 or 25 hours is one day."""
    town = Town(now=first, zone=ZoneInfo("Europe/Berlin"))
    town.order("签到")
    town.now = second

    assert "连续第 2 天" in town.order("签到").text


def test_the_longest_day_is_one_day() -> None:
    """Twenty-four and a half hours later it may still be the same day."""
    town = Town(now=datetime(2026, 10, 24, 22, 30, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin"))
    town.order("签到")
    town.now = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)

    assert town.order("签到").text == "张三，今天签过啦，连续 1 天，明天见。"


def test_staff_check_in_for_fun() -> None:
    """Days are counted, credits are not."""
    town = Town()

    answer = town.order("签到", OWNER)

    assert answer.text == "王群主，签到成功，连续第 1 天。管群的人不计积分。"
    assert answer.postings == ()


def test_a_cap_holds_for_check_ins_too() -> None:
    """It is said that it was reached."""
    town = Town(customs=with_credits(caps={"checkin": 3, "streak": 4}, streaks=((1, 10),)))

    answer = town.order("签到")

    assert answer.text == "张三，签到成功，连续第 1 天，+3 积分，现有 7。连签满 1 天，另奖 4 积分！再签 1 天另奖 10。"
    assert town.purses[ZHANG].sources == {"checkin": 3, "streak": 4}


def test_a_missed_day_is_made_up() -> None:
    """Previewed with its price; the row goes on, and is paid as if it had never broken."""
    town = Town(customs=with_credits(freezes=0))
    town.pay(amount=20)
    on_days(town, 0, 1, 2, 4, 5, 6)

    assert town.preview("补签") == "补签11月23日：花 10 积分（现有 50），补后连续 7 天。"
    answer = town.order("补签 11月23日")

    assert answer.text.startswith(
        "张三，11月23日补上了，花了 10 积分，现在连续 7 天，还剩 50 积分。连签满 7 天，另奖 10 积分！"
    )
    assert (town.balance(), town.state["checkin:zhang"]["streak"]) == (50, 7)


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ("补签 昨天", "补签要 10 积分，你现有 5，还差 5。"),
        ("补签", "补签要 10 积分，你现有 5，还差 5。"),
        ("补签 今天", "今天还没过完，直接发“签到”就行。"),
        ("补签 11月20日", "11月20日没有缺签，不用补。"),
        ("补签 20号", "11月20日没有缺签，不用补。"),
        ("补签 11月1日", "只能补最近 3 天内的，11月1日补不了。"),
        ("补签 2月30日", "没看懂要补哪一天。可以写：补签 昨天，或 补签 11月20日。"),
        ("补签 上辈子", "没看懂要补哪一天。可以写：补签 昨天，或 补签 11月20日。"),
    ],
)
def test_why_a_day_cannot_be_made_up(order: str, says: str) -> None:
    """It is said, nothing is asked, nothing changes."""
    town = Town(customs=with_credits(freezes=0))
    on_days(town, 0)
    town.now = T0 + 2 * DAY

    assert town.preview(order) == ""
    assert town.order(order).text == says
    assert town.balance() == 5


def test_so_many_days_a_month_and_no_more() -> None:
    """The month is that of the missed day."""
    town = Town(customs=with_credits(freezes=0, makeups=1, makeup_within=5))
    town.pay(amount=100)
    town.now = datetime(2026, 12, 2, 4, tzinfo=UTC)

    assert "12月1日补上了" in town.order("补签").text
    assert "11月30日补上了" in town.order("补签").text
    assert town.order("补签 11月29日").text == "一个月最多补 1 天，11月的已经用完。"
    town.now += DAY
    assert town.order("补签 12月2日").text == "一个月最多补 1 天，12月的已经用完。"


def test_a_new_level_is_congratulated_once_with_the_answer_at_hand() -> None:
    """Taken back and reached again, it is no news."""
    town = Town()
    town.pay(amount=46)

    assert town.order("签到").text.endswith("升级了，现在是“常客”，恭喜！")
    town.order("扣积分 @张三 40 退回", OWNER)
    town.order("撤销 60", OWNER)
    town.pay(amount=46)
    town.now += DAY
    assert "升级" not in town.order("签到").text


def test_members_do_not_share_days() -> None:
    """Each has a row of their own."""
    town = Town()
    on_days(town, 0, 1)

    assert "李四，签到成功，连续第 1 天" in on_days(town, 1, by=LI)[0]


def test_an_account_is_never_told() -> None:
    """Where nobody told the name, the answer does without."""
    town = Town(profiles={})

    assert town.order("签到").text == "签到成功，连续第 1 天，+5 积分，现有 5。再签 6 天另奖 10。"
    assert town.order("签到").text == "今天签过啦，连续 1 天，明天见。"
    assert town.order("积分").text.startswith("你：5 积分")
    assert "zhang" not in town.order("排行", LI).text
