"""商城 and 兑换: price, stock, limits, code, and everything taken back."""

import pytest

from bot.core.effects import Tell
from bot.core.playbook import Playbook, Ware
from tests.commands.kit import LI, OWNER, ZHANG
from tests.play.town import Town

MUG = Ware(id="mug", title="马克杯", cost=30, stock=3, each=2, about="前台领取。")
CARD = Ware(id="card", title="书签", cost=5)
TEA = Ware(id="tea", title="下午茶", cost=10, level="老友")
ELSEWHERE = Ware(id="else", title="别处的", cost=1, rooms=("r9",))


def shop(credits_of: int = 100, **fields) -> Town:
    """Return a room with a shop in which Zhang has so much."""
    town = Town(playbook=Playbook(wares=(MUG, CARD, ELSEWHERE, TEA)), **fields)
    town.pay(ZHANG, credits_of)
    return town


def test_the_list() -> None:
    """What it costs, what is left, what one has; only what is for this room."""
    town = shop()
    town.order("兑换 马克杯")

    assert town.order("商城").text == (
        "【积分商城】你有 70 积分\n1. 马克杯　30 积分，剩 2 份（你换过 1 份）\n　　前台领取。\n2. 书签　5 积分\n"
        "3. 下午茶　10 积分，“老友”以上可换\n要换就发：兑换 名字或序号，例如“兑换 马克杯”"
    )
    assert Town().order("商城").text == "本群的积分商城还没有上架东西。"
    assert Town().order("兑换 马克杯").text == "本群的积分商城还没有上架东西。"


@pytest.mark.parametrize(("count", "shown", "is_told"), [(8, 8, True), (30, 30, False), (90, None, False)])
def test_a_long_list_fits_into_one_message(count: int, shown: int | None, is_told: bool) -> None:
    """First the descriptions are left out, then the last wares; how to buy is always said."""
    wares = tuple(
        Ware(id=f"w{n}", title=f"定制礼物{n}号", cost=5, about="前台领取，工作日九点到六点。" * 2) for n in range(count)
    )
    text = Town(playbook=Playbook(wares=wares)).order("商城").text

    assert len(text.encode()) <= 1_900
    lines = [line for line in text.split("\n") if "积分" in line and "号" in line and "要换" not in line]
    assert shown in (len(lines), None)
    assert ("前台领取" in text, text.endswith("例如“兑换 定制礼物0号”")) == (is_told, True)
    assert (f"还有 {count - len(lines)} 样放不下" in text) is (len(lines) < count)


@pytest.mark.parametrize("order", ["兑换 马克杯 2", "兑换 1 2", "兑换 马克杯x2", "兑换 mug 2份", "兑换 马克 2"])
def test_several_of_one(order: str) -> None:
    """Shown first; by name, number or id."""
    town = shop()

    assert town.preview(order) == "兑换 2 份马克杯：花 60 积分，换后剩 40。"
    answer = town.order(order)

    assert answer.text == "张三，2 份马克杯换好了，花了 60 积分，还剩 40。兑换码已私信给你，凭码找群主领取。"
    assert (town.balance(), town.earned()) == (40, 100)


def test_the_code_is_told_to_the_buyer_alone() -> None:
    """The owner learns that something was bought; where nobody can be told in private, the owner gets the code."""
    town = shop()
    answer = town.order("兑换 书签")
    (code,) = [told["code"] for key, told in town.state.items() if key.startswith("voucher:")]

    tells = {one.effect.to: one.effect.text for one in answer.planned if isinstance(one.effect, Tell)}
    assert code in tells[ZHANG]
    assert code not in tells[OWNER] + answer.text
    assert tells[OWNER].startswith("张三 用 5 积分换了 1 份书签。")

    hushed = shop(whispers=False)
    answer = hushed.order("兑换 书签")
    (code,) = [told["code"] for key, told in hushed.state.items() if key.startswith("voucher:")]
    assert [(one.effect.to, code in one.effect.text) for one in answer.planned] == [(OWNER, True)]
    assert answer.text.endswith("群主已收到通知，请找群主领取。")


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ("兑换 马克杯 3", "马克杯每人最多换 2 份，你已经换了 0 份。"),
        ("兑换 书签 21", "21 份书签要 105 积分，你有 100，还差 5。"),
        ("兑换 下午茶", "下午茶要到“老友”才能换。"),
        ("兑换 别处的", "商城里没有“别处的”。发“商城”看看有什么。"),
        (f"兑换 {'长' * 300}", f"商城里没有“{'长' * 20}”。发“商城”看看有什么。"),
        ("兑换 4", "商城里没有“4”。发“商城”看看有什么。"),
        ("兑换 书签 0", "商城里没有“书签”。发“商城”看看有什么。"),
    ],
)
def test_why_something_cannot_be_had(order: str, says: str) -> None:
    """It is said, nothing is asked, nothing changes."""
    town = shop()

    assert town.preview(order) == ""
    assert town.order(order).text == says
    assert town.balance() == 100


def test_the_last_one_is_sold_once() -> None:
    """Stock is of the room."""
    town = shop()
    town.pay(LI, 100)
    town.order("兑换 马克杯 2")

    assert town.order("兑换 马克杯 2", LI).text == "马克杯只剩 1 份，换不了 2 份。"
    town.order("兑换 马克杯", LI)
    assert town.order("兑换 马克杯", LI).text == "马克杯换完了，下次早点来。"
    assert town.order("兑换 书签", OWNER).text == "管群的人不参加兑换。"


def test_taken_back_credits_stock_and_code_are_as_before() -> None:
    """Others may have bought meanwhile; giving it again takes the credits again."""
    town = shop()
    town.pay(LI, 100)
    town.order("兑换 马克杯 2")
    number = town.number - 1
    town.order("兑换 马克杯", LI)

    undone = town.order(f"撤销 {number}", OWNER)

    assert undone.text == f"已撤销 {number}：兑换 马克杯 2"
    assert (town.balance(), town.earned()) == (100, 100)
    assert "剩 2 份）" in town.order("商城").text.replace("份\n", "份）")
    town.order(f"撤销 {town.number - 1}", OWNER)
    assert (town.balance(), town.earned()) == (40, 100)
    town.order(f"撤销 {number}", OWNER)
    assert town.balance() == 100


def test_what_was_handed_over_is_not_taken_back() -> None:
    """Neither credits nor stock: all of an order, or nothing."""
    town = shop()
    town.order("兑换 马克杯")
    number = town.number - 1
    key = f"voucher:{number}-1"
    town.state[key] = {**town.state[key], "claim": "claimed"}

    refused = town.order(f"撤销 {number}", OWNER)

    assert refused.text == f"{number} 之后又有人改过，没有动：兑换 马克杯"
    assert (refused.postings, refused.states, town.balance()) == ((), (), 70)
