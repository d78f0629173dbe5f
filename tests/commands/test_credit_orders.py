"""积分, 发积分, 扣积分, and what of all that is only talk."""

from datetime import timedelta

import pytest

from bot.commands import all_commands, grammars
from bot.handlers.calling import may_order
from bot.orders import Order, Person
from bot.orders.reading import read
from bot.storage.memories import RoomMemory
from tests.commands.kit import LI, NAMES, OWNER, ZHANG, ZONE
from tests.play.town import Town, with_credits
from tests.values import ROOM, T0, message

PEOPLE = tuple(Person(id=member, name=name) for member, name in NAMES.items())
OURS = {"check_in", "make_up", "credits", "board", "shop", "redeem", "grant_credits", "deduct_credits"}


def ordered(text: str) -> str:
    """Return the command that a line orders which calls nobody, empty if it is talk."""
    found = read(text, grammars=grammars(), people=PEOPLE, now=T0, zone=ZONE)
    return found.command if isinstance(found, Order) and not all_commands()[found.command].is_talk(found) else ""


@pytest.mark.parametrize(
    "text",
    [
        *("签到了吗", "记得签到", "大家记得签到哦", "签到了", "签到有什么用", "打卡成功", "打卡上班", "今天签到领什么"),
        *("补签怎么弄", "补签要多少积分", "积分怎么算", "积分太少了", "积分清零了吗", "我的积分呢", "我的积分怎么少了"),
        *("排行第一是谁", "排行榜看看", "商城在哪", "商城的东西真贵", "兑换了吗", "兑换码是多少", "兑换 怎么弄"),
        *("兑换 人民币去哪家银行", "兑换 美元现在合适吗", "补签 合同", "补签 昨天的合同", "补签 劳动合同要带什么"),
        *("谢谢", "谢谢大家", "谢谢 @张三", "发积分吗", "这个积分商城挺好", "扣积分太狠了"),
    ],
)
def test_talk_about_it_is_talk(text: str) -> None:
    """Nobody is answered who only speaks of it."""
    assert ordered(text) not in OURS


@pytest.mark.parametrize(
    ("text", "command"),
    [
        *(
            ("签到", "check_in"),
            ("签到！", "check_in"),
            (" 打卡", "check_in"),
            ("补签 昨天", "make_up"),
            ("补签", "make_up"),
        ),
        *((f"补签 {day}", "make_up") for day in ("11月19日", "19号", "十九号", "上周五", "3天前")),
        *(("积分", "credits"), ("我的积分", "credits"), ("积分明细", "credits"), ("积分 规则", "credits")),
        *(("排行榜", "board"), ("积分榜", "board"), ("排行 谢谢 本月", "board"), ("签到排行", "board")),
        *(("商城", "shop"), ("积分商城", "shop"), ("兑换 马克杯 2", "redeem"), ("兑换 1", "redeem")),
    ],
)
def test_members_need_not_call_the_bot(text: str, command: str) -> None:
    """The words alone are enough, for everybody."""
    assert ordered(text) == command
    assert all_commands()[command].roles == frozenset()
    assert may_order(message(text), RoomMemory(room=ROOM, day_start=T0))


def test_rewards_and_penalties_are_not_mixed_up() -> None:
    """加分 and 减分 are penalty points, 发积分 and 扣积分 credits, however they are written."""
    assert [ordered(one) for one in ("加分 @张三 2分", "加 @张三 2分", "减分 @张三 2分")] == [
        "add_points",
        "add_points",
        "take_points",
    ]
    assert [ordered(f"{one} @张三 20") for one in ("发积分", "加积分", "扣积分", "减积分")] == [
        "grant_credits",
        "grant_credits",
        "deduct_credits",
        "deduct_credits",
    ]


def test_what_somebody_has() -> None:
    """Balance, level and how far to the next, today by source with caps, the last entries."""
    town = Town(customs=with_credits(caps={"thanks": 10, "grant": 100}))
    town.pay(amount=48)
    town.order("签到")

    assert town.order("积分").text == (
        "张三：53 积分，等级“常客”\n累计再得 147 分就到“熟客”。\n今天得了：群主发放 48/100、签到 5\n"
        "最近的明细：\n· 11月20日 +5　签到\n· 11月20日 +48　起步"
    )
    assert town.order("积分", LI).text == (
        "李四：0 积分，等级“新朋友”\n累计再得 50 分就到“常客”。\n今天还没有得分，发“签到”就有。"
    )
    assert town.order("积分", OWNER).text == "王群主是管群的，不计积分；签到只记天数。"
    assert town.order("积分 明细").text.startswith("张三：53 积分，等级“常客”\n最近的明细：\n· 11月20日 +5")


def test_others_are_for_who_is_in_charge() -> None:
    """In private."""
    town = Town()
    town.pay(LI, 7)

    assert town.order("积分 @李四", ZHANG).text == "别人的积分只有管群的人能看；想看自己的，直接发“积分”。"
    told = town.order("积分 @李四", OWNER)
    assert told.text.startswith("李四：7 积分")
    assert told.private


def test_how_to_earn() -> None:
    """Only what earns something here is told."""
    town = Town(customs=with_credits(thanks=0, streaks=(), makeups=0, caps={}))

    assert town.order("积分 规则").text == (
        "【怎么得积分】\n· 签到：+5；每月有 1 天漏签不断\n· 邀请朋友进群并留下来：+5（企业微信只告诉机器人一部分邀请人）\n"
        "积分可以换东西：发“商城”看看。"
    )
    assert "· 每天上限：聊天 10、谢谢 10、邀请 50" in Town().order("积分 规则").text


@pytest.mark.parametrize(
    ("order", "amount", "reason"),
    [
        ("发积分 @张三 20 热心解答", 20, "热心解答"),
        ("发积分 20 @张三 热心解答", 20, "热心解答"),
        ("发积分 @张三 20分，热心解答", 20, "热心解答"),
        ("发积分 @张三 300积分 写了 3 篇教程", 300, "写了 3 篇教程"),
        ("发积分 @张三 +5", 5, "群主发放"),
        ("发积分 @张三 热心解答 20", 20, "热心解答"),
    ],
)
def test_credits_are_given(order: str, amount: int, reason: str) -> None:
    """Shown first, as what they are; the reason is in the member's entries."""
    town = Town()

    shown = town.preview(order, OWNER)
    answer = town.order(order, OWNER)

    assert shown == f"将给 张三 发 {amount} 积分（奖励，不是违规记分），原因：{reason}。可以撤销。"
    assert answer.text.startswith(f"张三：+{amount} 积分，现有 {amount}，原因：{reason}。")
    assert (town.balance(), town.purses[ZHANG].lines[-1].reason) == (amount, reason)


@pytest.mark.parametrize(
    "order",
    [
        *("发积分 @张三", "发积分 @张三 好", "发积分 @张三 0", "发积分 @张三 10001 多"),
        *("发积分 @张三 -5", "发积分 张三 -5 好", "发积分 -5 @张三", "发积分 @张三 5-10"),
    ],
)
def test_how_many_must_be_said(order: str) -> None:
    """Nobody is given what nobody can mean."""
    town = Town()

    assert town.preview(order, OWNER) == ""
    assert town.order(order, OWNER).text.startswith("要发多少积分？请写 1 到 10000 的整数")
    assert town.postings == []


def test_staff_get_none() -> None:
    """It is said; of several the others get theirs."""
    town = Town()

    assert town.order("发积分 @小助 5", OWNER).text == "小助是管群的，不计积分，没有发。"
    town.order("发积分 @小助 @张三 5", OWNER)
    assert [one.credit for one in town.postings] == [ZHANG]


def test_never_more_is_taken_than_there_is() -> None:
    """It is said; what is taken was earned all the same, and comes back when it is undone."""
    town = Town()
    town.pay(amount=8)

    assert town.preview("扣积分 @张三 20 刷分", OWNER) == "将扣 张三 20 积分（不是违规记分），原因：刷分。可以撤销。"
    answer = town.order("扣积分 @张三 20 刷分", OWNER)

    assert answer.text == "张三：−8 积分，还剩 0，原因：刷分。\n张三只有这么多，扣到 0 为止。"
    assert (town.balance(), town.earned()) == (0, 8)
    assert town.order("扣积分 @张三 1", OWNER).text == "张三现在没有积分可扣。"
    town.order("撤销 61", OWNER)
    assert (town.balance(), town.earned()) == (8, 8)
    assert town.purses[ZHANG].lines[-1].reason == "撤销：刷分"


def test_a_check_in_is_taken_back_and_can_be_had_again() -> None:
    """The day, the credits and the row; once the next day was checked in, the order is left alone."""
    town = Town()
    town.order("签到")
    assert town.order("撤销 60", OWNER).text == "已撤销 60：签到"
    assert (town.balance(), town.state) == (0, {})
    town.order("签到")
    town.now += timedelta(days=1)
    town.order("签到")

    assert town.order("撤销 62", OWNER).text == "62 之后又有人改过，没有动：签到"
    assert town.balance() == 10


def test_check_ins_do_not_stand_between_the_owner_and_a_penalty() -> None:
    """撤销 张三 means what was done to him; his own check-ins and purchases are taken back by number."""
    town = Town()
    town.pay(amount=20)
    for _ in range(3):
        town.order("签到")
        town.now += timedelta(days=1)

    assert town.order("撤销 @张三", OWNER).text == "已撤销 60：发积分 @张三 原因：20 起步"
    assert "签到" not in town.order("记录 @张三", OWNER).text
