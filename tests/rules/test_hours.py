"""Hours are told by the clock of the group and the calendar of the year."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.model import Calendar
from bot.rules.hours import Hours
from bot.text.reader import Reader
from tests.values import message, scene

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(off=frozenset({date(2026, 10, 1), date(2026, 10, 3)}), on=frozenset({date(2026, 10, 10)}))


def why(settings: dict[str, Any], at: str, zone: ZoneInfo = SHANGHAI) -> str:
    """Return the reason for which something said `at` local time is found, empty if it is not."""
    moment = datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(UTC)
    said = replace(message(), sent_at=moment)
    condition = TypeAdapter(Hours).validate_python(settings)
    match = condition.match(said, Reader({}).read(said.text), scene(zone=zone, calendar=CALENDAR))
    return match.why if match is not None else ""


def test_within_and_outside_are_opposites() -> None:
    """Any moment is in just one of them, whatever the windows and days."""
    for days in ([], ["workday"], ["周末", "holiday"], ["mon", "周三"]):
        hours = {"days": days}
        for minute in range(0, 15 * 1440, 97):
            at = (datetime(2026, 9, 28) + timedelta(minutes=minute)).isoformat()  # noqa: DTZ001 - local
            within = why({"within": ["09:00-18:00", "22:00-02:00"], **hours}, at)
            outside = why({"outside": ["09:00-18:00", "22:00-02:00"], **hours}, at)
            assert bool(within) != bool(outside)


def test_the_time_is_told() -> None:
    """With the day, as people say it."""
    assert why({"within": ["22:00-07:00"]}, "2026-11-20T23:05") == "周五 23:05，在 22:00-07:00 内"
    assert why({"outside": ["09:00-18:00"]}, "2026-10-01T20:00") == "周四（节假日） 20:00，不在 09:00-18:00 内"
    assert why({"within": ["09:00-18:00"]}, "2026-10-10T10:00").startswith("周六（调休上班） 10:00")


def test_a_window_ends_before_its_end() -> None:
    """Half-open, to the minute; 24:00 ends the day."""
    assert [
        bool(why({"within": ["09:00-18:00"]}, f"2026-11-20T{t}")) for t in ("08:59:59", "09:00", "17:59:59", "18:00")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert why({"within": ["20:00-24:00"]}, "2026-11-20T23:59") != ""


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    """Friday night lasts into Saturday morning, and Saturday's does not begin with it."""
    night = {"within": ["22:00-06:00"], "days": ["周五"]}

    assert [
        bool(why(night, at)) for at in ("2026-11-20T22:00", "2026-11-21T05:59", "2026-11-21T22:00", "2026-11-20T05:00")
    ] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        ("2026-09-30", ["workday", "wed"]),
        ("2026-10-01", ["holiday", "thu"]),
        ("2026-10-03", ["weekend", "holiday", "sat"]),
        ("2026-10-04", ["weekend", "sun"]),
        ("2026-10-10", ["workday", "sat"]),
    ],
)
def test_days_are_of_several_kinds(day: str, kinds: list[str]) -> None:
    """A holiday is no workday, a worked Saturday is no weekend."""
    every = ["workday", "weekend", "holiday", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    assert [k for k in every if why({"within": ["00:00-24:00"], "days": [k]}, f"{day}T12:00")] == kinds


def test_days_may_be_named_in_chinese() -> None:
    """Each in its usual words."""
    named = ["工作日", "周末", "节假日", "周一", "星期天", "礼拜六"]
    condition = TypeAdapter(Hours).validate_python({"within": ["09:00-10:00"], "days": named})

    assert [day.value for day in condition.days] == ["workday", "weekend", "holiday", "mon", "sun", "sat"]


def test_the_groups_zone_counts() -> None:
    """The same moment is morning here and night there."""
    moment = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    condition = Hours(within=("09:00-12:00",))
    said = replace(message(), sent_at=moment)
    reading = Reader({}).read("")

    assert condition.match(said, reading, scene(zone=SHANGHAI)) is not None
    assert condition.match(said, reading, scene(zone=ZoneInfo("America/New_York"))) is None


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "要写一个，而且只写一个"),
        ({"within": ["09:00-18:00"], "outside": ["09:00-18:00"]}, "要写一个，而且只写一个"),
        ({"days": ["workday"]}, "要写一个，而且只写一个"),
        ({"within": ["9点到18点"]}, "“9点到18点”不是时段，请写成 09:00-18:00"),
        ({"within": ["09:00-25:00"]}, "里没有这样的时刻"),
        ({"within": ["09:61-12:00"]}, "里没有这样的时刻"),
        ({"within": ["09:00-09:00"]}, "开始和结束相同"),
        ({"outside": ["00:00-24:00"]}, "已经是全天：永远不会触发"),
        ({"outside": ["08:00-20:00", "20:00-08:00"]}, "已经是全天：永远不会触发"),
        ({"within": ["09:00-18:00"], "days": ["周八"]}, "“周八”不是一种日子，可以写 工作日、周末、节假日、周一 … 周日"),
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any], told: str) -> None:
    """The sentence says how to write it."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Hours).validate_python(settings)

    assert told in str(caught.value)
