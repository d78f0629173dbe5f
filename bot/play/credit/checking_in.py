"""签到 and 补签: what a day earns, what is said to it, and which missed day may be made up."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.credits import Posting
from bot.core.model import MemberId, MessageId
from bot.core.texts import Text
from bot.play.credit.levels import promoted, purse_after
from bot.play.credit.streaks import CHECKIN, Streak, bonus, from_json, next_bonus, to_json
from bot.play.names import spoken_to
from bot.play.turn import Turn
from bot.play.venue import Entry, Venue

CHECKED = Text("checkin.done", "{you}签到成功，连续第 {days} 天")
EARNED = Text("checkin.earned", "，+{amount} 积分，现有 {balance}。")
NEXT = Text("checkin.next", "再签 {left} 天另奖 {extra}。")
FULL = Text("checkin.full", "连签满 {days} 天，另奖 {extra} 积分！")
SAVED = Text("checkin.saved", "前面缺的 {count} 天用了免断机会，连签没断。")
BROKEN = Text("checkin.broken", "上次连签 {days} 天断了，发“补签”还能接上。")
STAFF = Text("checkin.staff", "。管群的人不计积分。")
AGAIN = Text("checkin.again", "{you}今天签过啦，连续 {days} 天，明天见。")
CAPPED = Text("checkin.capped", "，今天的积分已到上限，现有 {balance}。")
REASON, BONUS, MAKEUP = "签到", "连签满 {days} 天", "补签 {day}"
MADE = Text("makeup.done", "{you}{day}补上了，花了 {cost} 积分，现在连续 {days} 天，还剩 {balance} 积分。")
MAKEUP_PREVIEW = Text("makeup.preview", "补签{day}：花 {cost} 积分（现有 {balance}），补后连续 {days} 天。")
WHICH = Text("makeup.which", "没看懂要补哪一天。可以写：补签 昨天，或 补签 11月20日。")
NONE_MISSED = Text("makeup.none_missed", "最近 {days} 天没有缺签，不用补。")
NOT_MISSED = Text("makeup.not_missed", "{day}没有缺签，不用补。")
TODAY = Text("makeup.today", "今天还没过完，直接发“签到”就行。")
TOO_OLD = Text("makeup.too_old", "只能补最近 {days} 天内的，{day}补不了。")
MONTHLY = Text("makeup.monthly", "一个月最多补 {count} 天，{month}月的已经用完。")
POOR = Text("makeup.poor", "补签要 {cost} 积分，你现有 {balance}，还差 {lacking}。")
OFF = Text("makeup.off", "本群没有开补签。")
FOR_STAFF = Text("makeup.staff", "管群的人不计积分，也不用补签。")
_A_DAY = timedelta(days=1)
_NAMED = {"": None, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3, "今天": 0, "今日": 0}
_DAYLIKE = re.compile(
    r"上?个?(?:周|星期|礼拜)[一二三四五六日天末]|[0-9一二两三四五六七八九十]{1,3}天(?:以?前)?|(?:[0-9一二三四五六七八九十]{1,3}月)?[0-9一二三四五六七八九十]{1,3}[日号]"
)
_DATED = re.compile(r"(?:(\d{1,2})\s?(?:月|[./-])\s?)?(\d{1,2})\s?[日号]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check-in or a made-up day comes to. says: what is answered."""

    turn: Turn
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeup:
    """A missed day that may be made up. why_not: in Chinese why there is none, empty if there is; `day` then means nothing."""

    day: date = date.min
    why_not: str = ""


def streak_of(member: MemberId, venue: Venue) -> Streak:
    """Return the days of `member`."""
    return from_json(venue.state.get(f"{CHECKIN}{member}"))


def checked_in(member: MemberId, at: datetime, message: MessageId, venue: Venue) -> Checked:
    """Return what follows when `member` checks in. at: when the platform received it; the day goes by that."""
    customs, day, before = venue.customs.credits, venue.day_of(at), streak_of(member, venue)
    if before.has(day):
        return Checked(turn=Turn(), says=venue.texts.say(AGAIN, you=spoken_to(member, venue), days=before.length))
    after = before.with_day(day, customs.freezes)
    paid = () if venue.is_staff(member) else _paid(member, before, after, message, venue)
    purse = purse_after(member, paid, venue)
    level, states = promoted(member, purse, venue)
    noted = venue.noted(f"{CHECKIN}{member}", to_json(after))
    full = _full(before, after, paid, venue)
    parts = [_head(member, after, paid, purse.balance, venue)]
    if not venue.is_staff(member):
        parts += (*_filled(full, venue), *_coming(after, venue), *_besides(before, after, day, venue), level)
    return Checked(turn=Turn(postings=paid, states=(noted, *states)), says="".join(parts))


def makeup_of(text: str, member: MemberId, venue: Venue) -> Makeup:
    """Return the day that `text` names, or the latest missed one if it names none, if `member` may make it up."""
    customs, streak = venue.customs.credits, streak_of(member, venue)
    if customs.makeups < 1 or customs.makeup_within < 1:
        return Makeup(why_not=venue.texts.say(OFF))
    if venue.is_staff(member):
        return Makeup(why_not=venue.texts.say(FOR_STAFF))
    window = [venue.today - back * _A_DAY for back in range(1, customs.makeup_within + 1)]
    missed = [day for day in window if not (streak.has(day) or day in streak.frozen)]
    day = _day_in(text, venue.today) if text.strip() else next(iter(missed), None)
    why_not = _why_not(day, missed, text, venue) or _too_many(day, streak, venue) or _too_poor(member, venue)
    return Makeup(why_not=why_not) if why_not or day is None else Makeup(day=day)


def made_up(member: MemberId, day: date, message: MessageId, venue: Venue) -> Checked:
    """Return what follows when `member` makes `day` up, which they may."""
    before, cost = streak_of(member, venue), venue.customs.credits.makeup_cost
    after = before.with_day(day, venue.customs.credits.freezes, is_made=True)
    entry = Entry(id=f"{message}:makeup", source="makeup", reason=MAKEUP.format(day=said_day(day)), message=message)
    spent = venue.spend(member, cost, entry)
    extra = _bonuses(member, before, after, message, venue)
    purse = purse_after(member, (*spent, *extra), venue)
    level, states = promoted(member, purse, venue)
    you, balance = spoken_to(member, venue), purse.balance
    done = venue.texts.say(MADE, you=you, day=said_day(day), cost=cost, days=after.length, balance=balance)
    noted = venue.noted(f"{CHECKIN}{member}", to_json(after))
    full = _filled(_full(before, after, extra, venue), venue)
    return Checked(turn=Turn(postings=(*spent, *extra), states=(noted, *states)), says="".join((done, *full, level)))


def makeup_shown(member: MemberId, day: date, venue: Venue) -> str:
    """Return what making `day` up would cost and bring."""
    customs = venue.customs.credits
    after = streak_of(member, venue).with_day(day, customs.freezes, is_made=True)
    cost, balance = customs.makeup_cost, venue.purse(member).balance
    return venue.texts.say(MAKEUP_PREVIEW, day=said_day(day), cost=cost, balance=balance, days=after.length)


def said_day(day: date) -> str:
    """Return `day` as people say it: 11月20日."""
    return f"{day.month}月{day.day}日"


def _paid(member: MemberId, before: Streak, after: Streak, message: MessageId, venue: Venue) -> tuple[Posting, ...]:
    entry = Entry(id=f"{message}:checkin", source="checkin", reason=REASON, message=message)
    return (
        *venue.award(member, venue.customs.credits.checkin, entry),
        *_bonuses(member, before, after, message, venue),
    )


def _bonuses(member: MemberId, before: Streak, after: Streak, message: MessageId, venue: Venue) -> tuple[Posting, ...]:
    """Return one posting for all rows that became full, so that a cap on `streak` holds for them together."""
    full = bonus(before, after, venue.customs.credits.streaks)
    if not full:
        return ()
    reason = "、".join(BONUS.format(days=days) for days, _ in full)
    entry = Entry(id=f"{message}:streak", source="streak", reason=reason, message=message)
    return venue.award(member, sum(extra for _, extra in full), entry)


def _full(before: Streak, after: Streak, paid: tuple[Posting, ...], venue: Venue) -> tuple[tuple[int, int], ...]:
    """Return (days, credits) of the rows that became full as they are told: nothing if nothing was paid for them."""
    full = bonus(before, after, venue.customs.credits.streaks)
    given = sum(one.amount for one in paid if one.source == "streak")
    if not full or not given:
        return ()
    return full if given == sum(extra for _, extra in full) else ((full[-1][0], given),)


def _filled(full: tuple[tuple[int, int], ...], venue: Venue) -> tuple[str, ...]:
    return tuple(venue.texts.say(FULL, days=days, extra=extra) for days, extra in full)


def _coming(after: Streak, venue: Venue) -> tuple[str, ...]:
    coming = next_bonus(after.length, venue.customs.credits.streaks)
    return (venue.texts.say(NEXT, left=coming[0], extra=coming[1]),) if coming else ()


def _head(member: MemberId, after: Streak, paid: tuple[Posting, ...], balance: int, venue: Venue) -> str:
    done = venue.texts.say(CHECKED, you=spoken_to(member, venue), days=after.length)
    if venue.is_staff(member):
        return f"{done}{venue.texts.say(STAFF)}"
    amount = sum(one.amount for one in paid if one.source == "checkin")
    if amount:
        return f"{done}{venue.texts.say(EARNED, amount=amount, balance=balance)}"
    return f"{done}{venue.texts.say(CAPPED, balance=balance)}" if venue.customs.credits.checkin else f"{done}。"


def _besides(before: Streak, after: Streak, day: date, venue: Venue) -> tuple[str, ...]:
    """Return what else is worth telling: days that were saved, or a row that broke and can be mended."""
    saved = len(after.frozen - before.frozen)
    if saved:
        return (venue.texts.say(SAVED, count=saved),)
    customs, last = venue.customs.credits, before.last
    is_broken = after.length == 1 and before.length > 1 and last is not None and last < day
    if not is_broken or last is None:
        return ()
    missed = (day - last).days - 1
    is_mendable = missed <= min(customs.makeup_within, customs.makeups)
    return (venue.texts.say(BROKEN, days=before.length),) if is_mendable else ()


def is_day(text: str) -> bool:
    """Tell whether `text` is meant as a day, though perhaps as one that cannot be told: 昨天, 20号, 上周五, 3天前."""
    words = text.strip()
    return words in _NAMED or bool(_DATED.fullmatch(words) or _DAYLIKE.fullmatch(words))


def _day_in(text: str, today: date) -> date | None:
    """Return the past day that `text` names, None if it names none."""
    words = text.strip()
    if words in _NAMED and (back := _NAMED[words]) is not None:
        return today - back * _A_DAY
    match = _DATED.fullmatch(words)
    if match is None:
        return None
    for back in range(366):
        day = today - back * _A_DAY
        if day.day == int(match[2]) and (match[1] is None or day.month == int(match[1])):
            return day
    return None


def _why_not(day: date | None, missed: list[date], text: str, venue: Venue) -> str:
    within = venue.customs.credits.makeup_within
    if day is None:
        return venue.texts.say(WHICH) if text.strip() else venue.texts.say(NONE_MISSED, days=within)
    if day == venue.today:
        return venue.texts.say(TODAY)
    if (venue.today - day).days > within:
        return venue.texts.say(TOO_OLD, days=within, day=said_day(day))
    return "" if day in missed else venue.texts.say(NOT_MISSED, day=said_day(day))


def _too_many(day: date | None, streak: Streak, venue: Venue) -> str:
    most = venue.customs.credits.makeups
    if day is None or sum((one.year, one.month) == (day.year, day.month) for one in streak.made) < most:
        return ""
    return venue.texts.say(MONTHLY, count=most, month=day.month)


def _too_poor(member: MemberId, venue: Venue) -> str:
    cost, balance = venue.customs.credits.makeup_cost, venue.purse(member).balance
    if balance >= cost:
        return ""
    return venue.texts.say(POOR, cost=cost, balance=balance, lacking=cost - balance)
