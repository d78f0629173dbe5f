"""Reading orders: promises that hold for any text, picks, quoted messages, and time."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import MemberId
from bot.orders import Order, Person, Piece, Slip
from tests.orders.kit import GRAMMARS, NOW, people, reading

NAMES = ("张三", "李四", "小王子", "Tom", "Li Lei", "禁言哥", "10分钟哥")
PIECES = (
    "禁言", "警告", "移出", "解除禁言", "加分", "撤销", "处理", "规则", "测试", "静默", "豁免", "取消", "名单", "/", "@群管", "@张三", "张三", "李四",
    "Tom", "小王子", "王", "10分钟", "一个半小时", "到明天9点", "到周五", "永久", "2分", "+3", "#58", "58", "并", "然后", "都说", "取消", "骂人", "、", "，", " ", "原因：", "刷屏", "的", "把", "给",
    "加", "吗", "mute", "10m", "（", "”", "\u2005", "\n", "所有人", "他",
)  # fmt: skip
WORDS = tuple(word for grammar in GRAMMARS for word in (*grammar.words, *grammar.subs))
SHAPED = st.tuples(
    st.sampled_from(("", "/", "@群管 ", "把@张三", "李四", "请")),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from((*PIECES, *WORDS)) | st.text(max_size=6), max_size=6).map("".join),
).map("".join)
LIKE_ORDERS = SHAPED | st.lists(st.sampled_from(PIECES), max_size=10).map("".join) | st.text(max_size=60)


@given(LIKE_ORDERS)
def test_any_text_is_read(text: str) -> None:
    """No text breaks the reading; reasons and texts are pieces of it."""
    order = reading(text, *NAMES)

    if isinstance(order, Order):
        assert all(piece in text for piece in order.reason.split(" "))
        assert all(piece in text for piece in order.text.split(" "))


@given(LIKE_ORDERS)
def test_canonical_words_read_as_the_same_order(text: str) -> None:
    """What an order without doubts says in canonical words is the same order to a bot that is called."""
    order = reading(text, *NAMES)

    if isinstance(order, Order) and not order.doubts:
        again = reading(f"/{order.said}", *NAMES)
        assert isinstance(again, Order)
        assert replace(again, word=order.word) == order


@given(LIKE_ORDERS)
def test_a_slip_can_be_read(text: str) -> None:
    """What a slip may have meant is an order."""
    slip = reading(text, *NAMES)

    if isinstance(slip, Slip):
        assert isinstance(reading(slip.whole, *NAMES), Order)


@pytest.mark.parametrize(
    "text",
    [
        "禁言" * 5000, "/" + "禁言" * 5000, "@" * 10_000, "禁言 张三 " + "1分" * 5000, "撤销 " + "1、" * 5000, "@群管" * 2500,
        "把" * 10_000, "请" * 10_000, "禁言 " + "a" * 10_000, "禁言 " + "张三、" * 3000, "张三" * 5000, "/" + "jin" * 3000,
        "禁言 张三 刷屏 " + "半小时," * 3000, "@张三 刷屏 " + "禁言," * 3000, "禁言 张三 " + "十" * 10_000, "禁言 " + " " * 10_000 + "x",
        "禁言 张三 10分钟" + "，并" * 5000, "刷屏 " * 3300, "@群管 " + "把张三禁言10分钟了 " * 1000, "禁 " * 5000, "禁言 张三" + "和" * 10_000,
        "刷屏 " + "10分钟 " * 2000 + "禁言 张三", "禁言 张三 10分钟 " + "警告 " * 3000, "踢" * 10_000, "禁言 张三 " + "吧 " * 5000,
        "移出 " + "除了 " * 2500 + "张三", "移出 李总和" * 2000, "移出 张三 " + "的" * 10_000, "移出 Tom" + " Li" * 1000, "踢 张三 " + "好不" * 5000,
        "处理 " + "3 箱、" * 2500, "李总 " * 3000 + "张三", "王老师先" * 2500, "移出 张三 " + "是" * 10_000, "统计：" + "张三2箱 " * 2000,
    ],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_lines_are_read_in_no_time(text: str) -> None:
    """Ten thousand characters made to be slow take less than 20 ms."""
    reading(text, *NAMES)
    best = min(_seconds(text) for _ in range(3))

    assert best < 0.02


def _seconds(text: str) -> float:
    start = time.process_time()
    reading(text, *NAMES)
    return time.process_time() - start


def _order(text: str, *names: str, **settings: object) -> Order:
    order = reading(text, *(names or NAMES), **settings)
    assert isinstance(order, Order)
    return order


def test_same_names_are_asked_about_and_settled_by_a_pick() -> None:
    """Two of one name: numbered choices with accounts; what was picked is meant, and is written by account."""
    order = _order("禁言 张伟 10分钟", "张伟", "李四", "张伟")

    (doubt,) = order.doubts
    assert (order.people, doubt.piece, doubt.said) == ((), Piece.PEOPLE, "张伟")
    assert [label for label, _ in doubt.choices] == ["张伟（p1）", "张伟（p3）"]
    settled = _order("禁言 张伟 10分钟", "张伟", "李四", "张伟", picks=doubt.choices[1][1])
    assert (settled.people, settled.doubts, settled.said) == (("p3",), (), "禁言 @p3 10分钟")
    assert _order(settled.said, "张伟", "李四", "张伟").people == ("p3",)


def test_a_missing_length_is_picked() -> None:
    """A length that was chosen takes the place of the missing one; what else was picked is kept."""
    doubt = _order("禁言 张三").doubts[0]
    picks = {**doubt.choices[1][1], "yes": "1"}

    order = _order("禁言 张三", picks=picks)

    assert (order.span, order.doubts, order.picks) == (timedelta(hours=1), (), picks)


def test_missing_people_points_and_numbers_are_picked() -> None:
    """Answers to what was missing are read like the rest."""
    assert _order("禁言 10分钟", picks={"people": "p1 p2"}).people == ("p1", "p2")
    assert _order("加分 张三", picks={"points": "2分"}).points == 2
    assert _order("撤销", picks={"numbers": "58、59"}).numbers == (58, 59)


def test_a_quoted_message_is_the_object() -> None:
    """Who wrote the quoted message is meant if nobody is named, and by 他."""
    for text in ("禁言 10分钟 刷屏", "禁言他10分钟 刷屏", "/禁言 10分钟 刷屏"):
        order = _order(text, quoted=MemberId("p2"))
        assert (order.people, order.reason, order.doubts) == (("p2",), "刷屏", ())
    assert _order("禁言 张三 10分钟", quoted=MemberId("p2")).people == ("p1",)
    assert _order("踢他", quoted=MemberId("p2")).people == ("p2",)


def test_an_unknown_word_behind_the_pieces_is_why_the_quoted_one_is_punished() -> None:
    """With a quoted message 跑题 behind points or a length is a reason; what can only be a name is still asked about."""
    for text in ("警告 1分 跑题", "@群管 警告 1分 跑题", "/警告 1分 跑题"):
        order = _order(text, quoted=MemberId("p2"))
        assert (order.people, order.points, order.reason, order.doubts) == (("p2",), 1, "跑题", ())
    for name in ("王强", "小王"):
        (doubt,) = _order(f"禁言 10分钟 {name}", quoted=MemberId("p2")).doubts
        assert (doubt.piece, doubt.said) == (Piece.PEOPLE, name)


def test_accounts_and_aliases_name_people() -> None:
    """An account and another name mean the same person as the name."""
    crowd = (*people("张三"), Person(id=MemberId("zhangwei"), name="张伟", aliases=("老张",)))

    for name in ("zhangwei", "@zhangwei", "ZhangWei", "老张", "@张伟"):
        order = reading(f"禁言 {name} 10分钟", people=crowd)
        assert isinstance(order, Order)
        assert order.people == ("zhangwei",)


def test_the_bot_may_have_another_name() -> None:
    """The bot is called by the name it has; a member whose name begins with it is not the bot."""
    assert isinstance(reading("@小管家 禁言 张三 10分钟", *NAMES, name="小管家"), Order)
    order = _order("@群管小助手 禁言 10分钟", "群管小助手")
    assert order.people == ("p1",)


def test_until_is_aware_and_the_span_runs_from_now() -> None:
    """A written end is kept in UTC, the span is what is left until then."""
    order = _order("禁言 张三 到明天9点")

    assert order.until == datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    assert order.span == timedelta(hours=23)
    assert order.said == "禁言 @张三 到2026-11-21 09:00"


def test_a_time_that_has_passed_today_is_asked_about() -> None:
    """到9点 in the evening could be tonight's or tomorrow's: both are offered."""
    doubt = _order("禁言 张三 到9点").doubts[0]

    assert [label for label, _ in doubt.choices] == ["到2026-11-20 21:00", "到2026-11-21 09:00"]
    assert _order("禁言 张三 到9点", now=NOW - timedelta(hours=3)).span == timedelta(hours=2)


def test_a_reason_alone_is_about_the_quoted_message() -> None:
    """警告 刷屏 in answer to a message punishes who wrote it; without one it is only talk."""
    order = _order("警告 刷屏", quoted=MemberId("p2"))

    assert (order.people, order.reason) == (("p2",), "刷屏")
    assert reading("警告 刷屏", *NAMES) is None


@pytest.mark.parametrize(
    "text",
    [
        "/解除张三",
        "/解除张三 刷屏禁言他",
        "@群管 警高 张三 是什么呀",
        "/禁盐是什么意思？",
        "请请请请请禁言张三",
        "/",
        "@群管",
        "/张三",
    ],
)
def test_what_is_no_order_is_nothing(text: str) -> None:
    """Half a word, a question with a slip in it, a call alone: nothing is ordered."""
    assert reading(text, *NAMES) is None


def test_at_most_five_near_names_are_offered() -> None:
    """A piece of many names is asked about with a short list; who has no name is known by account."""
    crowd = (Person(id=MemberId("nameless")), *people(*(f"小王{n}号" for n in "一二三四五六七")))

    order = reading("禁言 小王 10分钟", people=crowd)

    assert isinstance(order, Order)
    assert len(order.doubts[0].choices) == 5
    assert _order("禁言 nameless 10分钟", people=crowd).said == "禁言 @nameless 10分钟"


def test_a_list_of_people_ends() -> None:
    """No more than fifty are named by hand."""
    crowd = people(*(f"成员{n}号" for n in range(60)))

    order = reading("".join(f"@{one.name} " for one in crowd) + "禁言 10分钟", people=crowd)

    assert not isinstance(order, Order) or len(order.people) <= 50


def test_the_same_points_twice_are_a_reason() -> None:
    """What was said twice is no second number."""
    order = _order("加分 张三 2分 2分")

    assert (order.points, order.reason, order.doubts) == (2, "2分", ())
