"""What is asked: every doubt has a question; two orders in one line, half orders and contradictions are not passed over."""

import pytest

from bot.core.texts import Texts
from bot.orders import Order, Piece
from bot.orders.questions import question
from tests.orders.kit import reading

NAMES = ("张三", "李四", "小王子", "Tom", "Li Lei")


def _order(text: str, **settings: object) -> Order:
    order = reading(text, *NAMES, **settings)
    assert isinstance(order, Order)
    return order


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("禁言", "要禁言谁？"),
        ("禁言 张三", "禁言多久？\n1. 10分钟\n2. 1小时\n3. 1天\n请回复序号"),
        ("禁言 赵钱孙 10分钟", "没有找到“赵钱孙”。请写群里的名字或账号"),
        ("禁言 张三疯 10分钟", "没有找到“张三疯”，你是说哪一位？\n1. 张三（p1）"),
        ("禁言 张三 永久", "时长“永久”是指多久？"),
        ("加分 张三", "加分：几分？\n1. 1分"),
        ("加分 张三 -2", "“-2”不能当分数"),
        ("撤销", "要撤销哪一件？"),
    ],
)
def test_every_doubt_has_a_question(text: str, asked: str) -> None:
    """What is asked names what was written, numbers the choices, and shows how to write it."""
    order = _order(text)

    assert question(order, order.doubts[0], texts=Texts()).startswith(asked)


def test_of_two_orders_in_one_line_one_is_picked() -> None:
    """Neither is done before it was asked; who picks the first gets it as if it stood alone, the second is named."""
    order = _order("禁言张三10分钟，刷屏，警告李四")

    doubt = order.doubts[0]
    assert (doubt.piece, doubt.said, doubt.choices[0][0]) == (
        Piece.TEXT,
        "警告李四",
        "只办“禁言 @张三 10分钟 原因：刷屏”",
    )
    asked = question(order, doubt, texts=Texts())
    assert asked.startswith("一次只能办一件事，“警告李四”还没有办，请单独再发一遍。现在：\n1. 只办")
    alone = _order("禁言张三10分钟，刷屏，警告李四", picks=doubt.choices[0][1])
    assert (alone.people, alone.reason, alone.doubts) == (("p1",), "刷屏", ())


@pytest.mark.parametrize(
    "text",
    [
        "禁言 张三 10分钟 算了",
        "李四 禁言 张三 10分钟",
        "你们看 禁言 张三 10分钟",
        "觉得可以把张三移出了",
        "那个，撤销 58",
    ],
)
def test_who_calls_the_bot_is_not_left_without_a_word(text: str) -> None:
    """An order that contradicts itself or comes in a tale is asked about if the bot was called, and says nothing sure."""
    order = _order(f"@群管 {text}")

    assert (order.people, order.numbers, order.span, order.reason) == ((), (), None, "")
    asked = question(order, order.doubts[0], texts=Texts())
    assert asked == f"“{text}”没看明白，什么也没有做。请重新写成一条指令；写法可以发“帮助 {order.said}”查看。"
    assert reading(text, *NAMES) is None


def test_a_quarrel_has_two() -> None:
    """A command that is about two people asks for the other if one alone is named."""
    order = _order("调解 李四")

    assert question(order, order.doubts[0], texts=Texts()) == "只写了一位。调解要写上两位，例如：调解 @张三 @李四。"
    assert _order("调解 李四 张三").doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "移出 王磊 张三",
        "移出 张三 王磊",
        "移出 张三和王磊",
        "移出 王磊和张三",
        "移出 张三 王磊 广告",
        "警告 王磊 张三 吵架",
    ],
)
def test_whoever_is_written_beside_another_never_becomes_a_reason(text: str) -> None:
    """A name nobody has is asked about on either side of one who is known."""
    order = _order(text)

    assert order.people == ("p1",)
    assert [(doubt.piece, doubt.said) for doubt in order.doubts] == [(Piece.PEOPLE, "王磊")]
    assert "王磊" not in order.reason


def _offered(text: str, *names: str) -> list[str]:
    order = reading(text, *names)
    assert isinstance(order, Order)
    return [label for label, _ in order.doubts[0].choices]


def test_a_menu_offers_all_who_contain_what_was_written() -> None:
    """Who only shares the first of two characters is offered only where nobody fits better."""
    crowd = ("周周", "老周", "老吴", "小周(门店)")

    assert _offered("移出 周", *crowd) == [
        "周周（p1）",
        "老周（p2）",
        "小周(门店)（p4）",
    ]
    assert _offered("移出 小周", *crowd) == ["小周(门店)（p4）"]
    assert _offered("移出 老郑", *crowd) == ["老周（p2）", "老吴（p3）"]
