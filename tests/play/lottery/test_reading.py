"""A lottery is understood in any sane order of its pieces."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.customs import Drawing
from bot.play.lottery.drawing import Prize
from bot.play.lottery.opening import UNTITLED
from bot.play.lottery.reading import MOST_PRIZES, read_setup
from bot.play.lottery.terms import WORD, Conditions
from tests.values import T0

PLAIN = Drawing(not_won=timedelta(0))
FIRST, SECOND = Prize(level="一等奖", what="耳机"), Prize(level="二等奖", what="书签", count=3)


def moment(said: str) -> datetime | None:
    """Know two moments."""
    return {"明天20:00": T0, "明天 20:00": T0}.get(said)


def read(text: str):
    """Return what `text` orders."""
    return read_setup(text, PLAIN, moment)


@pytest.mark.parametrize(
    "order", list(permutations(["一等奖 耳机 1", "二等奖 书签 3", "口令 我要中奖", "明天20:00", "入群3天"]))
)
def test_the_order_makes_no_difference(order) -> None:
    """Behind the title."""
    setup = read("年会 " + " ".join(order))

    assert (setup.title, setup.word, setup.closes_at) == ("年会", "我要中奖", T0)
    assert setup.prizes == (FIRST, SECOND)
    assert setup.conditions == Conditions(days=3)


PRIZES = [
    ("耳机", UNTITLED, (Prize(what="耳机"),)),
    ("耳机 1", UNTITLED, (Prize(what="耳机"),)),
    ("年会 耳机 1 书签 3", "年会", (Prize(what="耳机"), Prize(what="书签", count=3))),
    ("书签3本", UNTITLED, (Prize(what="书签", count=3),)),
    ("耳机×2", UNTITLED, (Prize(what="耳机", count=2),)),
    ("耳机 两个", UNTITLED, (Prize(what="耳机", count=2),)),
    ("耳机 2个", UNTITLED, (Prize(what="耳机", count=2),)),
    ("iPhone15", UNTITLED, (Prize(what="iPhone15"),)),
    ("二等奖：书签 三 一等奖：耳机", UNTITLED, (FIRST, SECOND)),
    ("年会、一等奖耳机1个，二等奖书签3个", "年会", (FIRST, SECOND)),
    ("特等奖 手机 一等奖 耳机", UNTITLED, (Prize(level="特等奖", what="手机"), FIRST)),
    ("参与奖 贴纸 20 一等奖 耳机", UNTITLED, (FIRST, Prize(level="参与奖", what="贴纸", count=20))),
    ("年会 一等奖", "年会", (Prize(what="一等奖"),)),
    ("3个红包", UNTITLED, (Prize(what="红包", count=3),)),
    ("红包三个", UNTITLED, (Prize(what="红包", count=3),)),
    ("红包 3个", UNTITLED, (Prize(what="红包", count=3),)),
    ("年会 3份红包、1台手机", "年会", (Prize(what="红包", count=3), Prize(what="手机"))),
    ("两个红包 十五张贴纸", UNTITLED, (Prize(what="红包", count=2), Prize(what="贴纸", count=15))),
    ("一等奖3个红包 二等奖 书签三本", UNTITLED, (Prize(level="一等奖", what="红包", count=3), SECOND)),
    ("三只松鼠 2", UNTITLED, (Prize(what="三只松鼠", count=2),)),
    ("书签 二十本", UNTITLED, (Prize(what="书签", count=20),)),
    ("标题：年会，奖品：红包3个，口令：冲", "年会", (Prize(what="红包", count=3),)),
    ("奖品： 红包3个 时间： 明天 20:00", UNTITLED, (Prize(what="红包", count=3),)),
    ("", UNTITLED, ()),
    ("口令 冲 明天 20:00", UNTITLED, ()),
]


@pytest.mark.parametrize(("text", "title", "prizes"), PRIZES, ids=[text for text, *_ in PRIZES])
def test_prizes_and_title(text: str, title: str, prizes: tuple[Prize, ...]) -> None:
    """With and without levels, counts in front of units or behind a cross; the highest level is first."""
    setup = read(text)
    assert (setup.title, setup.prizes) == (title, prizes)


@pytest.mark.parametrize(
    "said",
    [
        "昨天8点",
        "25点",
        "2月30日",
        "8点",
        "20:61",
        "上周五",
        "2月30日 20:00",
        "400天",
        "昨晚",
        "前天",
        "明天上午",
        "十三点半",
    ],
)
def test_what_is_written_like_a_time_is_no_prize(said: str) -> None:
    """It is told as not understood, wherever it stands."""
    for order in (f"红包3个 {said}", f"{said} 红包3个", f"红包3个，时间：{said}，口令：冲"):
        setup = read(order)
        assert setup.unread == said.split(maxsplit=1)[0]
        assert setup.prizes == (Prize(what="红包", count=3),)
    assert read("年会 红包3个 明天20:00").unread == ""


CONDITIONS = [
    ("积分满50", Conditions(credits=50)),
    ("签到", Conditions(checked_in=True)),
    ("答题≥20分", Conditions(quiz=20)),
    ("答题前5名", Conditions(top=5)),
    ("邀请2人", Conditions(invited=2)),
    ("30天内未中奖", Conditions(not_won=timedelta(days=30))),
    ("加权", Conditions(tickets=100)),
    ("加权20", Conditions(tickets=20)),
    ("入群满3天 积分50 加签30", Conditions(days=3, credits=50, tickets=30)),
]


@pytest.mark.parametrize(("text", "asked"), CONDITIONS, ids=[text for text, _ in CONDITIONS])
def test_conditions(text: str, asked: Conditions) -> None:
    """Each by its words, none of them a prize."""
    setup = read(f"书签 3 {text}")
    assert setup.conditions == asked
    assert setup.prizes == (Prize(what="书签", count=3),)


def test_customs_hold_unless_an_order_says_otherwise() -> None:
    """Also for where the value comes from."""
    customs = Drawing(days=7, credits=5, not_won=timedelta(days=30), source="drand")

    usual, other = read_setup("书签", customs, moment), read_setup("书签 不限中奖 入群1天 加盐", customs, moment)

    assert usual.conditions == Conditions(days=7, credits=5, not_won=timedelta(days=30))
    assert usual.source == "drand"
    assert other.conditions == Conditions(days=1, credits=5)
    assert other.source == "salts"


@pytest.mark.parametrize(
    ("text", "word"), [("口令 冲", "冲"), ("口令：冲", "冲"), ("口令“冲鸭”", "冲鸭"), ("", WORD), ("口令 !!!", WORD)]
)
def test_the_word(text: str, word: str) -> None:
    """Behind a blank, a colon or in quotation marks; marks alone are none."""
    assert read(f"书签 3 {text}").word == word


def test_a_value_is_named() -> None:
    """By name and day."""
    setup = read("书签 3 指数 上证指数收盘价2026-11-23")
    assert (setup.source, setup.named) == ("index", "上证指数收盘价2026-11-23")


@given(text=st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """Nothing breaks it, nothing in it calls anybody, and it is stored as it is."""
    setup = read(text)

    assert sum(prize.count for prize in setup.prizes) <= MOST_PRIZES
    assert all(prize.count > 0 and prize.what for prize in setup.prizes)
    said = setup.title + setup.word + setup.named + "".join(prize.called for prize in setup.prizes)
    assert "<" not in said
    assert "\n" not in said
    said.encode()
