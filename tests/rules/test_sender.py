"""Senders are known by all that is set together."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.findings import Example
from bot.core.reach import Reach
from bot.rules import Need
from bot.rules.sender import Sender
from tests.rules.kit import seen_in

DAY = timedelta(days=1)


def why(settings: dict[str, Any], **circumstances: Any) -> str:
    """Return the reason for which somebody is found, empty if they are not."""
    match = seen_in("sender", settings, Example("大家好", **circumstances))
    return match.why if match is not None else ""


def test_what_holds_is_told() -> None:
    """In the order of the settings."""
    settings = {"role": ["member"], "joined_within": "3天", "messages_below": 5, "points_at_least": 2}

    assert why(settings, joined=DAY, messages=3, points=2.5) == "发送者是群成员、进群 1天、此前发过 3 条消息、有 2.5 分"
    assert why({"tags": ["vip"]}, tags=("new", "vip")) == "发送者有标签“vip”"
    assert why({"name": ["*代理"]}, name="总代理") == "发送者昵称是“总代理”"
    assert why({"role": ["staff"]}, role="staff") == "发送者是工作人员"


def test_days_since_joining_are_half_open() -> None:
    """Within three days ends where before three days begins."""
    within, before = {"joined_within": "3天"}, {"joined_before": "3天"}

    assert [bool(why(within, joined=age)) for age in (timedelta(0), 3 * DAY - timedelta(seconds=1), 3 * DAY)] == [
        True,
        True,
        False,
    ]
    assert [bool(why(before, joined=age)) for age in (3 * DAY - timedelta(seconds=1), 3 * DAY, 9 * DAY)] == [
        False,
        True,
        True,
    ]
    assert [bool(why({"joined_within": "7天", "joined_before": "1天"}, joined=n * DAY)) for n in (0, 1, 6, 7)] == [
        False,
        True,
        True,
        False,
    ]


def test_messages_are_half_open() -> None:
    """At least two and below five are two, three and four."""
    settings = {"messages_at_least": 2, "messages_below": 5}

    assert [n for n in range(7) if why(settings, messages=n)] == [2, 3, 4]
    assert [n for n in range(7) if why({"messages_at_least": 2}, messages=n)] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "settings", [{"joined_within": "3天"}, {"joined_before": "3天"}, {"name": ["*"]}, {"tags": ["vip"]}]
)
def test_what_nobody_told_never_fires(settings: dict[str, Any]) -> None:
    """A member of whom nothing is known is neither new nor old."""
    assert why(settings) == ""


def test_names_are_compared_without_case() -> None:
    """`*` stands for any characters, `?` for one."""
    assert [bool(why({"name": ["ABC*", "小?"]}, name=name)) for name in ("abc公司", "小王", "小王子")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("settings", "reach", "needs"),
    [
        ({"role": ["staff"]}, Reach(), frozenset()),
        ({"points_at_least": 3}, Reach(), frozenset()),
        ({"joined_within": "1天"}, Reach(profile=True), frozenset({Need.JOINS})),
        ({"messages_below": 3}, Reach(profile=True), frozenset()),
        ({"name": ["a*"]}, Reach(profile=True), frozenset({Need.NAMES})),
    ],
)
def test_it_asks_for_no_more_than_it_uses(settings: dict[str, Any], reach: Reach, needs: frozenset[Need]) -> None:
    """A rule about roles works in every room and costs nothing."""
    condition = TypeAdapter(Sender).validate_python(settings)

    assert (condition.reach, condition.needs) == (reach, needs)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "至少要写一项"),
        ({"joined_within": "3天", "joined_before": "3天"}, "joined_before（进群早于）要比 joined_within（进群不到）短"),
        ({"messages_below": 3, "messages_at_least": 3}, "messages_at_least 要比 messages_below 小"),
        ({"points_at_least": 0}, "greater than 0"),
    ],
)
def test_settings_that_contradict_are_refused(settings: dict[str, Any], told: str) -> None:
    """Nobody could ever be meant."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Sender).validate_python(settings)

    assert told in str(caught.value)
