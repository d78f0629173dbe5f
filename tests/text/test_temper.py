"""How heated lines are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.temper import temper


@pytest.mark.parametrize(
    "text",
    [
        "大家下午好，会议改到三点", "收到", "你妈妈身体好吗", "你装修完了吗", "你才来啊", "摇滚", "翻滚吧", "你敢紧来", "usb", "SBS", "就你了", "有病要早治",
        "你配合一下", "你什么时候到", "滚动条在右边", "好的！", "在吗？", "",
    ],
)  # fmt: skip
def test_a_calm_line_is_calm(text: str) -> None:
    """Words that only look like an attack do not heat."""
    assert temper(text) == 0


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("傻逼", 0.6), ("你是不是SB", 0.6), ("sb吧你", 0.6), ("滚", 0.6), ("滚！", 0.6), ("你什么意思", 0.4), ("你凭什么说我", 0.4), ("呵呵", 0.2), ("就你这水平", 0.25),
        ("退钱！！", 0.15), ("🙄", 0.25), ("闭嘴，废物，不要脸！！", 1.0),
    ],
)  # fmt: skip
def test_an_attack_heats(text: str, least: float) -> None:
    """Insults weigh more than attacks, these more than sarcasm, that more than shouting; they add up to at most one."""
    assert least <= temper(text) <= 1


@pytest.mark.parametrize("text", ["你傻子啊哈哈哈哈哈", "滚蛋😂😂", "呵呵，谢谢", "你行你上[doge]"])
def test_laughter_and_courtesy_cool(text: str) -> None:
    """What is meant well is no attack."""
    assert temper(text) < 0.2


@given(st.text(max_size=200))
def test_any_text_has_a_temper(text: str) -> None:
    """It is between calm and furious, whatever the text."""
    assert 0 <= temper(text) <= 1


def test_it_is_quick() -> None:
    """A plain line takes a few microseconds, a hostile one of ten thousand characters less than five milliseconds."""
    assert min(_seconds("今天的报表已经发到群文件里了，请大家查收") for _ in range(200)) < 20e-6
    assert min(_seconds("你什么" * 3500) for _ in range(5)) < 5e-3


def _seconds(text: str) -> float:
    start = time.perf_counter()
    temper(text)
    return time.perf_counter() - start
