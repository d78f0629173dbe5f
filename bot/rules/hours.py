"""时间: what is said inside, or outside, of certain hours and days."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, final

from pydantic import AfterValidator, BeforeValidator

from bot.core.findings import Example, Match
from bot.core.model import SATURDAY, Calendar, Message, Scene
from bot.rules import Condition
from bot.text.reading import Reading


class Day(StrEnum):
    """A kind of day."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = (Day.MON, Day.TUE, Day.WED, Day.THU, Day.FRI, Day.SAT, Day.SUN)
BY_CALENDAR = frozenset({Day.WORKDAY, Day.WEEKEND, Day.HOLIDAY})
"""Kinds of days that only a calendar of the year tells."""

CHINESE = {"工作日": Day.WORKDAY, "周末": Day.WEEKEND, "节假日": Day.HOLIDAY, "假日": Day.HOLIDAY} | {
    f"{week}{name}": day
    for week in ("周", "星期", "礼拜")
    for names, day in zip(("一", "二", "三", "四", "五", "六", "日天"), WEEKDAYS, strict=True)
    for name in names
}
_HOURS = re.compile(r"\s*(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})\s*")
_DAY = 24 * 60  # minutes
_SHANGHAI = timezone(timedelta(hours=8))


@lru_cache(maxsize=1_024)
def _minutes(hours: str) -> tuple[int, int]:
    """Return the minutes of the day at which `hours` begin and end, the end beyond 24 hours if they cross midnight.

    Raises ValueError, in Chinese, for anything but two times of day.
    """
    found = _HOURS.fullmatch(hours)
    if found is None:
        raise ValueError(f"“{hours}”不是时段，请写成 09:00-18:00")
    begin, end = (60 * int(found[at]) + int(found[at + 1]) for at in (1, 3))
    if int(found[2]) > 59 or int(found[4]) > 59 or begin >= _DAY or end > _DAY:
        raise ValueError(f"“{hours}”里没有这样的时刻，请写 00:00 到 24:00")
    if begin == end:
        raise ValueError(f"“{hours}”的开始和结束相同，一整天请写 00:00-24:00")
    return begin, end if end > begin else end + _DAY


def _day(value: object) -> object:
    day = CHINESE.get(value, value) if isinstance(value, str) else value
    if day not in tuple(Day):
        close = get_close_matches(str(value), (*CHINESE, *Day), n=1)
        meant = f"（是不是 {close[0]}？）" if close else ""
        raise ValueError(f"“{value}”不是一种日子{meant}，可以写 工作日、周末、节假日、周一 … 周日，或 workday、mon 等")
    return day


def checked_hours(hours: str) -> str:
    """Return `hours` if they are two times of day, such as 09:00-18:00. Raises ValueError, in Chinese."""
    _minutes(hours)
    return hours


TimesOfDay = Annotated[str, AfterValidator(checked_hours)]
AnyDay = Annotated[Day, BeforeValidator(_day)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Condition):
    """Fires on what is said within hours, or outside of them; just one of the two is set.

    within, outside: times of day in the zone of the group, such as 09:00-18:00, the end not included; they may cross midnight and
    then belong to the day they begin on. days: on which those hours are, none means every day: workday (调休 included),
    weekend (a Saturday or Sunday that is not worked), holiday (by law, or by `calendar` in config.yaml), mon … sun, or in
    Chinese (工作日 周末 节假日 周一). In years of which the calendar knows nothing Monday to Friday are worked.
    """

    within: tuple[TimesOfDay, ...] = ()
    outside: tuple[TimesOfDay, ...] = ()
    days: tuple[AnyDay, ...] = ()

    title: ClassVar = "时间"
    notes: ClassVar[Mapping[str, str]] = {
        "within": "在这些时间命中，例如 22:00-07:00",
        "outside": "在这些时间以外命中",
        "days": "哪些天：工作日、周末、节假日、周一 …；不写就是每天",
    }
    shorthand: ClassVar = "within"
    sample: ClassVar[Mapping[str, Any]] = {"outside": ["09:00-18:00", "21:30-01:00"], "days": ["workday", "周六"]}
    fires: ClassVar = (
        Example("在吗", at=datetime(2026, 1, 5, 8, 59, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 5, 18, 0, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 6, 1, 0, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 4, 10, 0, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 5, 0, 30, tzinfo=_SHANGHAI)),
    )
    quiet: ClassVar = (
        Example("在吗", at=datetime(2026, 1, 5, 9, 0, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 5, 17, 59, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 6, 0, 59, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 3, 10, 0, tzinfo=_SHANGHAI)),
        Example("在吗", at=datetime(2026, 1, 4, 0, 30, tzinfo=_SHANGHAI)),
    )

    def __post_init__(self) -> None:
        if bool(self.within) == bool(self.outside):
            raise ValueError("within（在时段内触发）和 outside（在时段外触发）要写一个，而且只写一个")
        if self.outside and not self.days and _cover_a_day(self.outside):
            raise ValueError("outside 里的时段已经是全天：永远不会触发")

    @property
    def asks_calendar(self) -> bool:
        """Whether it depends on which days are worked."""
        return not BY_CALENDAR.isdisjoint(self.days)

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the time at which it was said; it has no place in the text."""
        at = message.sent_at.astimezone(scene.zone)
        is_inside = self._holds(at, scene.calendar)
        if is_inside != bool(self.within):
            return None
        where = f"在 {'、'.join(self.within)} 内" if self.within else f"不在 {'、'.join(self.outside)} 内"
        return Match(condition="hours", why=f"{_name(at.date(), scene.calendar)} {at:%H:%M}，{where}")

    def _holds(self, at: datetime, calendar: Calendar) -> bool:
        """Tell whether `at` is in hours that began on this day, or on the one before and crossed midnight."""
        minute, today = 60 * at.hour + at.minute, at.date()
        spans = [_minutes(hours) for hours in self.within or self.outside]
        if any(begin <= minute < end for begin, end in spans) and self._is_on(today, calendar):
            return True
        is_late = any(minute < end - _DAY for _, end in spans)
        return is_late and self._is_on(today - timedelta(days=1), calendar)

    def _is_on(self, day: date, calendar: Calendar) -> bool:
        return not self.days or any(_is(kind, day, calendar) for kind in self.days)


def _is(kind: Day, day: date, calendar: Calendar) -> bool:
    if kind is Day.WORKDAY:
        return calendar.is_workday(day)
    if kind is Day.HOLIDAY:
        return day in calendar.off
    if kind is Day.WEEKEND:
        return day.weekday() >= SATURDAY and day not in calendar.on
    return WEEKDAYS[day.weekday()] is kind


def _name(day: date, calendar: Calendar) -> str:
    """Return how to speak of `day`."""
    name = "周" + "一二三四五六日"[day.weekday()]
    if day in calendar.off:
        return f"{name}（节假日）"
    return f"{name}（调休上班）" if day in calendar.on else name


def _cover_a_day(hours: tuple[str, ...]) -> bool:
    covered = bytearray(_DAY)
    for begin, end in map(_minutes, hours):
        for minute in range(begin, end):
            covered[minute % _DAY] = 1
    return all(covered)
