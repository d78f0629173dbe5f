"""Told: contacts in stories and instructions, not in offers."""

import pytest

from bot.text.contacts import Kind, contacts
from bot.text.told import is_told


def told(text: str) -> bool:
    """Tell whether what stands in [brackets] of `text` is told about."""
    start, end = text.index("["), text.index("]") - 1
    return is_told(text.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize(
    "text",
    [
        "新同事[加我微信]没通过",
        "老师说作业[加微信]小助手提交",
        "小刘[加我微信]后一直没说话",
        "他让我[加微信]",
        "[扫码进群]的同学请改备注",
        "昨天[加我微信]了",
    ],
)
def test_a_story_offers_nothing(text: str) -> None:
    """Who was added, by whom, and whether it worked, is no advert."""
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "[加我微信]",
        "老师说[加我微信]领资料",
        "刚[加我微信]的都领到红包了",
        "他让我[加微信]abc12345",
        "需要的朋友[加我微信]",
        "家长[加我微信]",
    ],
)
def test_an_offer_stays_one(text: str) -> None:
    """An account, something to be had, or a call to all makes it an offer, however it is told."""
    assert not told(text)


@pytest.mark.parametrize("text", ["http://10.0.0.5:8080/a", "http://gitlab.local/app", "http://172.16.8.9/index"])
def test_hosts_of_a_network_of_ones_own_are_no_links(text: str) -> None:
    """Nobody outside is reached by a private address."""
    assert list(contacts(text, Kind.LINK)) == []


@pytest.mark.parametrize("text", ["http://10.0.0.5.evil.com/a", "http://10.0.0.5:80@evil.com/a", "http://172.32.1.1/a"])
def test_hosts_that_only_begin_so_are_links(text: str) -> None:
    """A private address within another host hides nothing."""
    assert list(contacts(text, Kind.LINK))
