"""What is said on a day to those it is a day for: festivals, birthdays, years in the room; and to those who join."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.model import MemberId, Profile
from bot.core.playbook import Festival, for_room
from bot.core.texts import Text
from bot.play.care.birthdays import remembered, same_day
from bot.play.care.festivals import (
    days_off,
    eves_on,
    festivals_on,
    off_in_words,
    off_tomorrow_in_words,
    worked_in_words,
)
from bot.play.venue import Venue

BIRTHDAY = "birthday:"  # by member: see `bot.play.birthdays.written`
OFF = "off"  # instead of a birthday: wants no greetings of their own
GREETED = "greeted:"  # by what: the last day it was said
WELCOMED = "welcomed:"  # by member: the day
SHOWN = 20  # chosen: people called by name in one greeting
RULES_SHOWN = 5  # chosen: rules of the house in a welcome
OURS = "本群"
EVE = "前夕"
DAYS = "{days}"
DAY = timedelta(days=1)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")

HAPPY = Text("care.happy", "{festival}快乐！")

BIRTHDAYS = Text("care.birthdays", "今天是 {names} 的生日。祝生日快乐，平安顺心！大家也来说声祝福吧。")
ANNIVERSARIES = Text("care.anniversaries", "{names} 今天进群满 {years} 年啦，谢谢一路相伴。")
WELCOME = Text("care.welcome", "欢迎 {name} 加入{room}！先和大家打个招呼吧。{rules}")
WELCOME_RULES = Text("care.welcome_rules", "\n群里的约定：\n{rules}\n想再看，发“群规”就行。")
WELCOME_MORE_RULES = Text("care.welcome_more_rules", "\n群里的约定：\n{rules}\n（还有 {more} 条，发“群规”看全部）")
AND_OTHERS = Text("care.and_others", "{names} 等 {count} 位朋友")


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """Something to be said on a day. what: whom or what it is for, see `GREETED`."""

    what: str
    text: str


def greetings(venue: Venue, day: date) -> Iterator[Greeting]:
    """Yield what is to be said in the room on `day` and was not said yet."""
    for greeting in (*_festivals(venue, day), *_birthdays(venue, day), *_anniversaries(venue, day)):
        if str(venue.state.get(GREETED + greeting.what, "")) < day.isoformat():
            yield greeting


def _festivals(venue: Venue, day: date) -> Iterator[Greeting]:
    if not venue.customs.care.festivals:
        return
    ours = for_room(venue.playbook.festivals, venue.room.id)
    for one in festivals_on(day, ours):
        told = off_in_words(day, venue.calendar, venue.texts)
        yield Greeting(what=one.name, text=_filled(one.text, one, venue, days_off(day, venue.calendar), told))
    for one in eves_on(day, ours, venue.calendar):
        told = off_tomorrow_in_words(day, venue.calendar, venue.texts)
        free = days_off(day + DAY, venue.calendar)
        yield Greeting(what=f"{one.name}{EVE}", text=_filled(one.before, one, venue, free, told))


def _filled(template: str, festival: Festival, venue: Venue, free: tuple[date, ...], told: str) -> str:
    """Return `template` with its placeholders filled in, and what is known of days off behind it.

    free: days off that are left; where nobody knows of any, sentences with {days} are left out. told: the same in words,
    said unless the template counts them itself; days worked instead are told all the same.
    """
    counts = DAYS in template
    text = template if free else "".join(one for one in _SENTENCE.findall(template) if DAYS not in one)
    for place, value in (("{festival}", festival.name), ("{room}", venue.room.name or OURS), (DAYS, str(len(free)))):
        text = text.replace(place, value)
    behind = worked_in_words(free, venue.calendar, venue.texts) if counts else told
    said = text.strip() or venue.texts.say(HAPPY, festival=festival.name)
    return f"{said}\n{behind}。" if behind else said


def _birthdays(venue: Venue, day: date) -> Iterator[Greeting]:
    if not venue.customs.care.birthdays:
        return
    kept = (
        (MemberId(key.removeprefix(BIRTHDAY)), told) for key, told in venue.state.items() if key.startswith(BIRTHDAY)
    )
    born = sorted(
        member
        for member, told in kept
        if (birthday := remembered(told)) is not None and birthday.is_on(day) and not venue.profile(member).is_gone
    )
    if born:
        yield Greeting(what="birthdays", text=venue.texts.say(BIRTHDAYS, names=called(born, venue)))


def _anniversaries(venue: Venue, day: date) -> Iterator[Greeting]:
    if not venue.customs.care.anniversaries:
        return
    by_years: Mapping[int, list[MemberId]] = defaultdict(list)
    for member, profile in venue.profiles.items():
        years = _years(venue, profile, day)
        if years and venue.state.get(BIRTHDAY + member) != OFF and not profile.is_gone:
            by_years[years].append(member)
    lines = [
        venue.texts.say(ANNIVERSARIES, names=called(sorted(members), venue), years=years)
        for years, members in sorted(by_years.items(), reverse=True)
    ]
    if lines:
        yield Greeting(what="anniversaries", text="\n".join(lines))


def _years(venue: Venue, profile: Profile, day: date) -> int:
    """Return how many whole years ago somebody joined, if that was on this day of the year; else 0."""
    if profile.joined_at is None:
        return 0
    joined = venue.day_of(profile.joined_at)
    return max(0, day.year - joined.year) if same_day(day, joined.month, joined.day) else 0


def called(members: Sequence[MemberId], venue: Venue) -> str:
    """Return `members` as a greeting calls them, at most `SHOWN` of them by name."""
    names = "、".join(f"<@{member}>" for member in members[:SHOWN])
    if len(members) <= SHOWN:
        return names
    return venue.texts.say(AND_OTHERS, names=names, count=len(members))


def welcome(members: Iterable[MemberId], venue: Venue) -> str:
    """Return what is said to those who joined."""
    shown = "\n".join(f"{n}. {rule}" for n, rule in enumerate(venue.house_rules[:RULES_SHOWN], start=1))
    more = len(venue.house_rules) - RULES_SHOWN
    rules = ""
    if more > 0:
        rules = venue.texts.say(WELCOME_MORE_RULES, rules=shown, more=more)
    elif shown:
        rules = venue.texts.say(WELCOME_RULES, rules=shown)
    name, room = called(tuple(members), venue), venue.room.name or OURS
    return venue.texts.say(WELCOME, name=name, room=f"“{room}”" if venue.room.name else room, rules=rules)
