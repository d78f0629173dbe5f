"""Mentions: a word that is only spoken of is not used."""

import pytest

from bot.text.mentions import is_mentioned


def mentioned(text: str) -> bool:
    """Tell whether what stands in [brackets] of `text` is mentioned."""
    start, end = text.index("["), text.index("]") - 1
    return is_mentioned(text.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize(
    "text",
    [
        "提醒:谨防[刷单]诈骗",
        "不要相信[兼职刷单]",
        "[代开发票]是违法的",
        "[刷单]都是骗局",
        "有人在群里发[裸聊]广告",
        "那些[代开发票]的广告太多",
        "看过《无耻[混蛋]》吗",
        "[sb] 是锑的元素符号",
        "[tmd] 是时分双工",
        "[cnm] 项目号",
        "[nc] 数控机床",
        "[wx] 是 wxwidgets",
        "[nmsl]是什么意思",
        "windows [nt] 出错",
    ],
)
def test_talk_about_a_word_is_a_mention(text: str) -> None:
    """Warnings, reports, titles and definitions use no word."""
    assert mentioned(text)


@pytest.mark.parametrize(
    "text",
    [
        "[代开发票],谨防假冒",
        "严禁同行,[代开发票]找我",
        "你[sb]吧",
        "[sb]是你",
        "[nmsl]!",
        "[傻逼]是不是",
        "[刷单]返现",
        "ni ge [sb] dong",
        "《公告》[刷单]日结",
    ],
)
def test_use_is_no_mention(text: str) -> None:
    """A warning elsewhere in an advert saves nothing, nor does an insult that goes on."""
    assert not mentioned(text)
