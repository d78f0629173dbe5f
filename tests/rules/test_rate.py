"""How often is too often, for one member, for newcomers, for the whole room."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.model import Earlier, Profile
from bot.core.reach import Reach
from bot.rules.rate import Rate
from bot.text.reader import Reader
from tests.values import T0, message, scene

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def rate(**settings: Any) -> Rate:
    """The condition as YAML would give it."""
    return TypeAdapter(Rate).validate_python(settings)


def why(condition: Rate, **circumstances: Any) -> str:
    """Why it fires on a message at T0, empty if it does not."""
    match = condition.match(message(), Reader({}).read("你好"), scene(**circumstances))
    return "" if match is None else match.why


def recent(*minutes: float) -> tuple[Earlier, ...]:
    """Earlier messages so many minutes ago."""
    return tuple(Earlier(sent_at=T0 - m * MINUTE, text="在吗") for m in minutes)


def test_an_hour_has_its_own_limit() -> None:
    """The first message beyond it fires; what is older than an hour does not count."""
    condition = rate(limit=0, hourly=2)

    assert why(condition, recent=recent(59, 1)) == "1小时内第 3 条消息，每小时最多 2 条"
    assert why(condition, recent=recent(60, 1)) == ""


def test_a_burst_counts_first() -> None:
    """Of several broken limits the shortest is told."""
    condition = rate(limit=2, window="2分钟", hourly=1, daily=1)

    assert why(condition, recent=recent(1), today=5) == "2分钟内 2 条消息"
    assert why(condition, recent=recent(3), today=5) == "1小时内第 2 条消息，每小时最多 1 条"
    assert why(condition, today=5) == "今天第 6 条消息，每天最多 1 条"


def test_of_a_room_everybody_s_messages_count() -> None:
    """Whoever sent them; the sender's own earlier ones are not looked at."""
    condition = rate(limit=3, window="1分钟", per="room")

    assert why(condition, crowd=(T0 - MINUTE / 2, T0 - MINUTE / 3)) == "全群1分钟内 3 条消息"
    assert why(condition, crowd=(T0 - MINUTE, T0 - MINUTE / 3)) == ""
    assert why(condition, recent=recent(0.1, 0.2)) == ""


def test_the_day_of_a_room_begins_at_its_midnight() -> None:
    """What was said the day before does not count, at midnight it does."""
    condition = rate(limit=0, daily=1, per="room")
    midnight = T0.replace(hour=0)

    assert why(condition, crowd=(midnight - MINUTE,)) == ""
    assert why(condition, crowd=(midnight,)) == "全群今天第 2 条消息，每天最多 1 条"


@pytest.mark.parametrize(
    ("profile", "fires"),
    [
        (Profile(joined_at=T0 - 2 * DAY), True),
        (Profile(joined_at=T0 - 3 * DAY), False),
        (Profile(first_at=T0 - 2 * DAY), True),
        (Profile(first_at=T0 - 4 * DAY), False),
        (Profile(joined_at=T0 - 2 * DAY, first_at=T0 - 40 * DAY), True),
        (Profile(), True),
    ],
)
def test_newcomers_have_limits_of_their_own(profile: Profile, fires: bool) -> None:
    """New is who joined of late, or who was first heard of late where nobody told of the joining."""
    condition = rate(limit=3, window="1分钟", per="newcomer", newcomer="3天")

    told = why(condition, profile=profile, recent=recent(0.1, 0.2))

    assert told == ("新成员1分钟内 3 条消息" if fires else "")


@pytest.mark.parametrize(
    ("settings", "reach"),
    [
        ({}, Reach(recent=timedelta(seconds=10), memory=5)),
        ({"limit": 0, "daily": 9}, Reach()),
        ({"daily": 9}, Reach()),
        ({"per": "room", "hourly": 300}, Reach(crowd=HOUR, crowd_memory=300)),
        ({"limit": 9, "hourly": 30}, Reach(recent=HOUR, memory=30)),
        ({"limit": 9, "window": "5分钟", "per": "room"}, Reach(crowd=5 * MINUTE, crowd_memory=8)),
        ({"limit": 9, "daily": 300, "per": "room"}, Reach(crowd=DAY, crowd_memory=300)),
        ({"per": "newcomer"}, Reach(recent=timedelta(seconds=10), memory=5, profile=True)),
    ],
)
def test_it_asks_for_no_more_than_it_needs(settings: dict[str, Any], reach: Reach) -> None:
    """What is looked back on costs memory and time."""
    assert rate(**settings).reach == reach


def test_a_room_s_day_is_bounded() -> None:
    """Each of the messages would stand in every stored decision."""
    with pytest.raises(ValidationError, match="最多 1000"):
        rate(daily=1001, per="room")


def test_a_cap_alone_limits_no_burst() -> None:
    """Six messages of a whole room in ten seconds are no flood where 300 an hour are fine."""
    crowd = tuple(T0 - timedelta(seconds=s) for s in (6, 5, 4, 3, 2, 1))

    assert why(rate(per="room", hourly=300), crowd=crowd) == ""
    assert why(rate(per="room", hourly=300, limit=6), crowd=crowd) == "全群10秒内 7 条消息"
    assert why(rate(daily=300), recent=recent(*(s / 60 for s in range(1, 9)))) == ""
    assert why(rate(), recent=recent(*(s / 60 for s in range(1, 9)))) == "10秒内 9 条消息"
