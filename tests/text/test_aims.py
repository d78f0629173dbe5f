"""Aims: hard words for oneself, a thing, an animal or a relative insult nobody."""

import pytest

from bot.text.aims import is_aimed_elsewhere


def elsewhere(text: str) -> bool:
    """Tell whether what stands in [brackets] of `text` is meant for nobody."""
    start, end = text.index("["), text.index("]") - 1
    return is_aimed_elsewhere(text.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize(
    "text",
    [
        "我真是个[猪脑子]",
        "我们组就是一群[废物]",
        "这[傻逼]软件",
        "这破系统跟[智障]一样",
        "我家[傻狗]又跑了",
        "那只[疯狗]",
        "[肥猪]肉炼油",
        "累[死狗]了",
        "[你大爷]今天过生日",
    ],
)
def test_nobody_is_meant(text: str) -> None:
    """Who speaks of himself, a machine, an animal or somebody's uncle insults nobody."""
    assert elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "你真是个[猪脑子]",
        "在我看你就是个[废物]",
        "当我[傻子]",
        "我[操你妈]",
        "你是条[疯狗]",
        "你这只[死狗]",
        "去[你大爷]今天的",
        "我[代开发票]",
    ],
)
def test_somebody_is_meant(text: str) -> None:
    """Who is spoken to is meant, whoever else is named; an offer is no insult of oneself."""
    assert not elsewhere(text)
