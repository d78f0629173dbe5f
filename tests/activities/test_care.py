"""People are welcomed and greeted: once, together, by day, and only those who are there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.activities import all_activities
from bot.core.customs import Caring, Customs
from bot.core.model import MemberId, Profile
from bot.core.playbook import Festival, Playbook
from bot.core.texts import Texts
from bot.play.venue import Venue
from bot.settings.holidays import calendar
from tests.activities.stage import Stage
from tests.values import ROOM, T0

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALL = Caring(welcome=True, birthdays=True, anniversaries=True, festivals=True)
KNOWN = calendar()


def stage(*, care: Caring = ALL, now: datetime = T0, **fields) -> Stage:
    """Return a room that cares for all it can."""
    return Stage("care", Venue(**{
        "room": ROOM, "now": now, "number": 5, "texts": Texts(), "zone": SHANGHAI, "customs": Customs(care=care), **fields,
    }))  # fmt: skip


def local(text: str) -> datetime:
    """Return that time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def morning(room: Stage, day: str, clock: str = "09:00", *, now: str = "") -> None:
    """Let the day's timer ring for 9:00 of `day`."""
    room.at(local(f"{day} {now or clock}"))
    room.ring("day", local(f"{day} {clock}"))


def test_those_who_join_within_two_minutes_are_welcomed_together_with_the_rules_of_the_house() -> None:
    """Names are called, rules are numbered, and how to read them again is told."""
    room = stage(house_rules=("禁止广告", "禁止辱骂"))

    room.join("zhang")
    room.forward(MINUTE)
    room.join("li")
    room.forward(MINUTE)

    assert room.texts == [
        "欢迎 <@zhang>、<@li> 加入“产品交流群”！先和大家打个招呼吧。\n群里的约定：\n1. 禁止广告\n2. 禁止辱骂\n想再看，发“群规”就行。"
    ]
    assert room.said[0][0] == T0 + 2 * MINUTE
    assert room.plays == []


def test_nobody_is_welcomed_twice_nor_who_was_here_before_nor_who_runs_the_room() -> None:
    """However often they leave and come."""
    room = stage()
    room.join("zhang")
    room.forward(HOUR)

    room.join("zhang")
    room.join("li", is_back=True)
    room.join("helper")
    room.join("wang", at=T0 - 12 * HOUR)  # the news came late
    room.forward(DAY)

    assert room.texts == ["欢迎 <@zhang> 加入“产品交流群”！先和大家打个招呼吧。"]


def test_who_joins_at_night_is_welcomed_in_the_morning_together() -> None:
    """At eight, when the hours begin; who left meanwhile is not."""
    room = stage(now=local("2026-11-20 22:00"))
    room.join("zhang")
    room.at(local("2026-11-21 03:00"))
    room.join("li")
    room.join("gone")
    left = Profile(joined_at=room.venue.now, left_at=room.venue.now + HOUR)
    room.venue = replace(room.venue, profiles={MemberId("gone"): left})
    room.at(local("2026-11-21 12:00"))

    assert [(at.astimezone(SHANGHAI).strftime("%d %H:%M"), effect.text) for at, effect in room.said] == [
        ("21 08:00", "欢迎 <@zhang>、<@li> 加入“产品交流群”！先和大家打个招呼吧。")
    ]


def test_a_room_that_does_not_want_it_is_left_alone() -> None:
    """No welcome, no timer, no greeting."""
    room = stage(care=Caring(), state={"birthday:zhang": "11-20"})
    room.join("zhang")
    morning(room, "2026-11-20")

    assert room.said == []
    assert list(all_activities()["care"].timers(room.venue)) == []


def test_birthdays_of_a_day_are_one_message_and_those_who_left_are_not_in_it() -> None:
    """By the sun and by the moon; 11 October of the lunar calendar is 19 November 2026."""
    room = stage(now=local("2026-11-18 08:00"), state={
        "birthday:zhang": "11-19", "birthday:li": "lunar 10-11", "birthday:gone": "11-19", "birthday:wu": "off",
    })  # fmt: skip
    room.venue = replace(room.venue, profiles={MemberId("gone"): Profile(left_at=T0)})
    morning(room, "2026-11-18")
    morning(room, "2026-11-19")
    morning(room, "2026-11-19", now="10:00")  # never twice

    assert room.texts == ["今天是 <@li>、<@zhang> 的生日。祝生日快乐，平安顺心！大家也来说声祝福吧。"]


def test_years_in_the_room_are_counted_and_not_told_of_those_who_want_no_greetings() -> None:
    """A whole year at least, the longest first; 29 February on the 28th."""
    joined = {
        "zhang": "2024-02-29 12:00",
        "li": "2025-02-28 23:00",
        "wu": "2025-02-28 10:00",
        "new": "2026-02-28 08:00",
    }
    profiles = {MemberId(name): Profile(joined_at=local(at)) for name, at in joined.items()}
    room = stage(now=local("2026-02-28 08:30"), profiles=profiles, state={"birthday:wu": "off"})

    morning(room, "2026-02-28")

    assert room.texts == ["<@zhang> 今天进群满 2 年啦，谢谢一路相伴。\n<@li> 今天进群满 1 年啦，谢谢一路相伴。"]


FESTIVALS = (
    Festival(
        name="国庆节", date="10-01", text="国庆快乐，祝{room}的大家假期愉快。", before="假期 {days} 天，路上平安。"
    ),
    Festival(name="中秋节", lunar="08-15", text="{festival}快乐！放假 {days} 天，好好休息。"),
    Festival(name="冬至", term="冬至", text="吃饺子啦。"),
)


def test_festivals_are_greeted_with_what_the_calendar_knows_of_days_off() -> None:
    """The eve and the day; a template that counts the days itself is not told them again."""
    room = stage(now=local("2026-09-24 08:00"), playbook=Playbook(festivals=FESTIVALS), calendar=KNOWN)
    for day in ("2026-09-25", "2026-09-30", "2026-10-01", "2026-10-02", "2026-12-22"):
        morning(room, day)

    assert room.texts == [
        "中秋节快乐！放假 3 天，好好休息。",
        "假期 7 天，路上平安。\n10月10日（周六）上班。",
        "国庆快乐，祝产品交流群的大家假期愉快。\n今天起放假 7 天，10月10日（周六）上班。",
        "吃饺子啦。",
    ]


def test_of_a_year_that_the_calendar_does_not_know_nothing_is_said_of_days_off() -> None:
    """Sentences that would need a number are left out."""
    room = stage(now=local("2035-09-01 08:00"), playbook=Playbook(festivals=FESTIVALS), calendar=KNOWN)
    for day in ("2035-09-16", "2035-09-30", "2035-10-01"):
        morning(room, day)

    assert room.texts == ["中秋节快乐！", "国庆快乐，祝产品交流群的大家假期愉快。"]


def test_a_greeting_is_made_up_within_hours_and_otherwise_left_out() -> None:
    """Never the day after, never at night."""

    def said(now: str, care: Caring = ALL) -> int:
        room = stage(now=local("2026-11-19 00:00"), care=care, state={"birthday:zhang": "11-19"})
        room.at(local(now))
        room.ring("day", local("2026-11-19 09:00"))
        return len(room.said)

    assert [said("2026-11-19 14:59"), said("2026-11-19 15:01"), said("2026-11-20 09:00")] == [1, 0, 0]
    assert said("2026-11-19 14:00", replace(ALL, until=datetime(2026, 1, 1, 13).time())) == 0  # noqa: DTZ001


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 400), st.booleans()), max_size=30))
def test_in_any_order_of_joining_and_restarting_everybody_is_welcomed_once_and_never_at_night(comings) -> None:
    """Whoever joined, exactly once, within hours."""
    room = stage()
    for member, minutes, restarts in comings:
        if restarts:
            room.restart()
        room.forward(minutes * MINUTE)
        room.join(member)
    room.forward(DAY)

    welcomed = [name for text in room.texts for name in "abcde" if f"<@{name}>" in text]
    assert sorted(welcomed) == sorted({member for member, _, _ in comings})
    assert all(8 <= at.astimezone(SHANGHAI).hour < 21 for at, _ in room.said)
