"""Cron, read strictly, and the times it names."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.cron import DAYS, cron_of, next_time, next_times, normal, parse_cron

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def fields(least: int, most: int) -> st.SearchStrategy[str]:
    """Any way to write one field."""
    number = st.integers(least, most)
    stretch = st.tuples(number, number).map(sorted)
    return st.one_of(
        st.just("*"),
        number.map(str),
        stretch.map(lambda ends: f"{ends[0]}-{ends[1]}"),
        st.integers(1, most - least).map(lambda step: f"*/{step}"),
        st.lists(number, min_size=1, max_size=4).map(lambda many: ",".join(map(str, many))),
    )


BY_DAY = st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), fields(1, 12), st.just("*"))
BY_WEEKDAY = st.tuples(fields(0, 59), fields(0, 23), st.just("*"), fields(1, 12), fields(0, 7))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001


@settings(max_examples=150, deadline=None)
@given(BY_DAY | BY_WEEKDAY, MOMENTS)
def test_apscheduler_names_the_same_times(parts: tuple[str, ...], after: datetime) -> None:
    """Once days of the week are names: it takes 0 for Monday."""
    cron = " ".join(parts)
    try:
        parse_cron(cron)
    except ValueError:
        return
    trigger = CronTrigger.from_crontab(normal(cron), timezone=SHANGHAI)
    found, before = [], after
    for _ in range(3):
        before = trigger.get_next_fire_time(None, before + timedelta(microseconds=1))
        if before is None:
            break
        found.append(before)

    assert list(islice(next_times(cron, after, SHANGHAI), len(found))) == found


@given(BY_DAY | BY_WEEKDAY, MOMENTS)
@settings(max_examples=60, deadline=None)
def test_times_go_forward_and_end_where_they_should(parts: tuple[str, ...], after: datetime) -> None:
    """Later than the first bound, not later than the second, each once; the same days under a normal name."""
    cron, until = " ".join(parts), after + timedelta(days=3)
    try:
        told = list(next_times(cron, after, SHANGHAI, until))
    except ValueError:
        return

    assert all(after < moment <= until for moment in told)
    assert all(a < b for a, b in pairwise(told))
    assert list(next_times(normal(cron), after, SHANGHAI, until)) == told
    assert normal(normal(cron)) == normal(cron)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("0", "sun"),
        ("7", "sun"),
        ("1", "mon"),
        ("1-5", "mon-fri"),
        ("5-7", "fri-sun"),
        ("0-2", "mon-tue,sun"),
        ("6,0", "sat-sun"),
        ("SUN", "sun"),
        ("fri-sun", "fri-sun"),
        ("*/2", "tue,thu,sat-sun"),
        ("0-7", "*"),
    ],
)
def test_days_of_the_week_are_counted_as_cron_counts_them(written: str, days: str) -> None:
    """0 and 7 are Sunday, and what comes out says so by name."""
    assert normal(f"0 10 * * {written}") == f"0 10 * * {days}"


def test_a_sunday_is_a_sunday() -> None:
    """22 November 2026 is one."""
    friday = datetime(2026, 11, 20, tzinfo=SHANGHAI)

    assert next_time("0 9 * * 0", friday, SHANGHAI) == datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)
    assert [next_time(f"0 9 * * {day}", friday, SHANGHAI).weekday() for day in DAYS] == [*range(7)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "要写五段"),
        ("0 10 * *", "要写五段"),
        ("0 10 * * * *", "要写五段"),
        ("60 * * * *", "分钟里的“60”超出了范围：要在 0–59 之间"),
        ("0 24 * * *", "小时里的“24”超出了范围"),
        ("0 0 0 * *", "日里的“0”超出了范围"),
        ("0 0 * 13 *", "月里的“13”超出了范围"),
        ("0 0 * * 8", "星期里的“8”超出了范围"),
        ("0 0 * * 周一", "星期里的“周一”看不懂"),
        ("0 0 * foo *", "月里的“foo”看不懂"),
        ("5-1 * * * *", "前面比后面大"),
        ("0 0 * * 6-1", "前面比后面大"),
        ("*/0 * * * *", "间隔要在"),
        ("*/60 * * * *", "间隔要在"),
        ("5/10 * * * *", "5-59/10"),
        ("*-5 * * * *", "看不懂"),
        ("1,,2 * * * *", "看不懂"),
        ("0 0 30 2 *", "永远不会到"),
        ("0 0 31 4,6 *", "永远不会到"),
        ("0 0 1 * mon", "同时限定了日和星期"),
    ],
)
def test_what_is_no_cron_is_refused_with_its_reason(written: str, why: str) -> None:
    """In words an owner understands."""
    with pytest.raises(ValueError, match=why.replace("*", r"\*")):
        parse_cron(written)


@pytest.mark.parametrize(
    ("said", "cron"),
    [
        ("每天 20:00", "0 20 * * *"),
        ("20:00", "0 20 * * *"),
        ("工作日 10:00", "0 10 * * mon-fri"),
        ("周末 9:30、21:30", "30 9,21 * * sat-sun"),
        ("周一 周三 15:30", "30 15 * * mon,wed"),
        ("周一、三、五 15：30", "30 15 * * mon,wed,fri"),
        ("周一至周五 8:00", "0 8 * * mon-fri"),
        ("周六到周一 8:00", "0 8 * * mon,sat-sun"),
        ("每周日 8:00", "0 8 * * sun"),
        ("星期天 8:00", "0 8 * * sun"),
        ("每月1日 9:00", "0 9 1 * *"),
        ("0 10 * * 1-5", "0 10 * * mon-fri"),
    ],
)
def test_times_may_be_written_as_people_say_them(said: str, cron: str) -> None:
    """And come out as cron."""
    assert cron_of(said) == cron


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("每天早上", "没有写几点"),
        ("每隔一天 10:00", "“每隔一天”看不懂"),
        ("每天 25:00", "时间不对"),
        ("每天 9:00 10:30", "分成几条"),
        ("每月32日 9:00", "超出了范围"),
    ],
)
def test_what_nobody_can_tell_is_refused(said: str, why: str) -> None:
    """Rather than guessed."""
    with pytest.raises(ValueError, match=why):
        cron_of(said)


def test_clocks_that_are_put_forward_or_back_lose_and_double_nothing() -> None:
    """In New York 2:30 is skipped on 8 March 2026, and 1:30 is shown twice on 1 November."""
    spring = list(
        next_times("30 2 * * *", datetime(2026, 3, 7, 12, tzinfo=UTC), NEW_YORK, datetime(2026, 3, 9, 12, tzinfo=UTC))
    )
    autumn = list(
        next_times(
            "30 1 * * *", datetime(2026, 10, 31, 12, tzinfo=UTC), NEW_YORK, datetime(2026, 11, 2, 12, tzinfo=UTC)
        )
    )

    assert [f"{moment.astimezone(NEW_YORK):%d %H:%M}" for moment in spring] == ["08 03:30", "09 02:30"]
    assert [f"{moment.astimezone(NEW_YORK):%d %H:%M}" for moment in autumn] == ["01 01:30", "02 01:30"]


def test_a_leap_day_comes_though_eight_years_pass() -> None:
    """2100 has none."""
    assert next_time("0 0 29 2 *", datetime(2096, 3, 1, tzinfo=UTC), UTC) == datetime(2104, 2, 29, tzinfo=UTC)
