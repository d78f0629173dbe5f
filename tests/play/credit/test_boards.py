"""排行: equals share a place, nobody in charge stands there, and it fits into one message."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.customs import USUAL
from bot.core.model import MemberId, Profile
from bot.play.credit.boards import BOARDS, ranked, shown
from tests.commands.kit import LI, OWNER, ZHANG
from tests.play.town import DAY, Town, with_credits
from tests.values import T0

MEMBERS = st.text(alphabet="abcdefg", min_size=1, max_size=3).map(MemberId)


@given(st.dictionaries(MEMBERS, st.integers(min_value=1, max_value=5)))
def test_a_place_tells_how_many_have_more(amounts: dict[MemberId, int]) -> None:
    """One more than those; everybody stands there once, most first."""
    rows = ranked(amounts.items())

    assert {row.member: row.amount for row in rows} == amounts
    assert [row.amount for row in rows] == sorted(amounts.values(), reverse=True)
    assert all(row.place == 1 + sum(other.amount > row.amount for other in rows) for row in rows)


def test_a_board() -> None:
    """Of this month unless another time is named; the asker's own place stands below."""
    town = Town()
    town.pay(LI, 30)
    town.pay(ZHANG, 20)
    town.now = T0 + 20 * DAY  # the next month
    town.order("签到")
    town.order("签到", OWNER)

    assert town.order("排行").text == "【积分排行 · 本月】\n1. 张三　5 分\n你：第 1 名，5 分"
    assert town.order("排行 全部").text == "【积分排行 · 全部】\n1. 李四　30 分\n2. 张三　25 分\n你：第 2 名，25 分"
    assert town.order("排行 今天", OWNER).text == "【积分排行 · 今天】\n1. 张三　5 分\n管群的人不参加排行。"
    assert town.order("签到排行").text == "【签到排行 · 本月】\n1. 张三　1 天\n你：第 1 名，1 天"
    assert town.order("排行 签到 今天", LI).text.endswith("1. 张三　1 天\n你还没上榜，发“签到”试试。")
    assert town.order("排行 谢谢").text == "本月还没有人上谢谢榜，帮到别人，别人谢你就能上榜。"


def test_who_left_stands_there_no_more() -> None:
    """The others move up."""
    town = Town()
    town.pay(LI, 30)
    town.pay(ZHANG, 20)
    town.profiles[LI] = Profile(name="李四", left_at=T0)

    assert town.order("排行").text == "【积分排行 · 本月】\n1. 张三　20 分\n你：第 1 名，20 分"


def test_names_can_be_hidden() -> None:
    """But for their first character; the own place tells who one is."""
    town = Town(customs=with_credits(anonymous=True))
    town.pay(LI, 30)
    town.pay(ZHANG, 30)

    text = town.order("排行").text

    assert text == "【积分排行 · 本月】\n1. 李*　30 分\n1. 张*　30 分\n你：第 1 名，30 分"


def test_it_fits_into_one_message_and_names_no_account() -> None:
    """With thousands of members and names as long as WeCom lets them be; marks in names call nobody."""
    town = Town(customs=USUAL)
    for place in range(3000):
        member = MemberId(f"wm-secret-{place}")
        town.profiles[member] = Profile(name="" if place == 1 else "<@all>" + "龘" * 40)
        town.state[f"checkin:{member}"] = {"best": 7, "days": [], "last": "", "streak": 0}

    text = shown(BOARDS["签到"], "全部", ZHANG, town.venue)

    assert len(text.encode()) <= 1500
    assert "wm-secret" not in text
    assert "<" not in text
    assert "还有 2990 人并列第 1 名。" in text
    assert text.count("\n1. ") == 10


def test_todays_row_is_of_those_who_came_today() -> None:
    """A row that ended yesterday is none of today."""
    town = Town()
    town.order("签到")
    town.now += timedelta(days=1)

    assert town.order("排行 签到 今天", LI).text == "今天还没有人上签到榜，发“签到”试试。"
