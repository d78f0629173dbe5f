"""节日: which of them a day is, and what the calendar says about days off and days worked instead (放假、调休)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.core.model import Calendar
from bot.core.playbook import Festival
from bot.core.texts import Text, Texts
from bot.play.care.birthdays import same_day
from bot.play.care.lunar import LunarDay, lunar_of, solar_of, term_on

DAY = timedelta(days=1)
NEAR = timedelta(days=7)  # chosen: how long after a holiday a day worked instead of it still belongs to the news
LONGEST_HOLIDAY = 20  # days; chosen: no holiday is longer, a calendar that says so is mistaken
WEEK = "一二三四五六日"
BEGINS = Text("care.holiday_begins", "今天起放假 {count} 天")
BEGINS_SOON = Text("care.holiday_begins_soon", "明天起放假 {count} 天")
ONE_DAY = Text("care.holiday_one_day", "今天放假一天")
ONE_DAY_SOON = Text("care.holiday_one_day_soon", "明天放假一天")
LASTS = Text("care.holiday_lasts", "假期到{until}为止")
LAST = Text("care.holiday_last", "今天是假期最后一天")
WORKED = Text("care.holiday_worked", "{days}上班")


def festivals_on(day: date, festivals: Iterable[Festival]) -> tuple[Festival, ...]:
    """Return those of `festivals` that fall on `day`, in their order."""
    return tuple(one for one in festivals if falls_on(one, day))


def falls_on(festival: Festival, day: date) -> bool:
    """Tell whether `festival` is on `day`. Of a lunar date it is the ordinary month, never the leap one."""
    if festival.term:
        return term_on(day) == festival.term
    month, of_month = (int(part) for part in (festival.lunar or festival.date).split("-"))
    if not festival.lunar:
        return same_day(day, month, of_month)
    return solar_of(LunarDay(year=lunar_of(day).year, month=month, day=of_month)) == day


def eves_on(day: date, festivals: Iterable[Festival], calendar: Calendar) -> tuple[Festival, ...]:
    """Return those of `festivals` that have something to say on `day`, the last one worked before their days off."""
    free = holiday_of(day + DAY, calendar)
    if not free or free[0] != day + DAY:
        return ()
    return tuple(one for one in festivals if one.before and any(falls_on(one, off) for off in free))


def holiday_of(day: date, calendar: Calendar) -> tuple[date, ...]:
    """Return the days in a row, `day` among them, that are free for a holiday; none if `day` is not or nobody knows."""
    if not knows(calendar, day.year) or calendar.is_workday(day):
        return ()
    free = (*reversed(tuple(_free(day, -DAY, calendar))), day, *_free(day, DAY, calendar))
    return free if any(one in calendar.off for one in free) else ()


def knows(calendar: Calendar, year: int) -> bool:
    """Tell whether `calendar` says anything of `year`: of a year it does not know, days off cannot be told."""
    return any(day.year == year for day in (*calendar.off, *calendar.on))


def _free(day: date, step: timedelta, calendar: Calendar) -> Iterator[date]:
    for _ in range(LONGEST_HOLIDAY):
        day += step
        if calendar.is_workday(day):
            return
        yield day


def days_off(day: date, calendar: Calendar) -> tuple[date, ...]:
    """Return the days off that are left of a holiday on `day`, that one included; none if there is no holiday."""
    return tuple(one for one in holiday_of(day, calendar) if one >= day)


def off_in_words(day: date, calendar: Calendar, texts: Texts) -> str:
    """Return how the holiday goes on from `day`: 今天起放假 3 天，10月10日（周六）上班; empty if there is none."""
    free = holiday_of(day, calendar)
    if not free:
        return ""
    if len(free) == 1:
        said = texts.say(ONE_DAY)
    elif day == free[0]:
        said = texts.say(BEGINS, count=len(free))
    else:
        said = texts.say(LAST) if day == free[-1] else texts.say(LASTS, until=named(free[-1]))
    worked = worked_in_words(free, calendar, texts)
    return f"{said}，{worked}" if worked else said


def off_tomorrow_in_words(day: date, calendar: Calendar, texts: Texts) -> str:
    """Return how the holiday that begins on the day after `day` will be; empty if none does."""
    free = holiday_of(day + DAY, calendar)
    if not free or free[0] != day + DAY:
        return ""
    said = texts.say(BEGINS_SOON, count=len(free)) if len(free) > 1 else texts.say(ONE_DAY_SOON)
    worked = worked_in_words(free, calendar, texts)
    return f"{said}，{worked}" if worked else said


def worked_in_words(free: tuple[date, ...], calendar: Calendar, texts: Texts) -> str:
    """Return which days of a weekend soon after the days `free` are worked: 10月10日（周六）上班; empty if none is."""
    worked = sorted(day for day in calendar.on if free and free[-1] < day <= free[-1] + NEAR)
    return texts.say(WORKED, days="、".join(named(day) for day in worked)) if worked else ""


def named(day: date) -> str:
    """Return `day` as people say it: 10月10日（周六）."""
    return f"{day.month}月{day.day}日（周{WEEK[day.weekday()]}）"
