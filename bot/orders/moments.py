"""Until when: 到明天9点, 到今晚十点半, 到周五, 到12月1日, 到月底. Days end nothing: 到周五 is its first moment."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.orders.numbers import CHINESE, numeral

_N = rf"[0-9]{{1,2}}|[{CHINESE}]{{1,3}}"
_DAYS = {"today": 0, "tomorrow": 1, "今": 0, "当": 0, "明": 1, "次": 1, "第二": 1, "后": 2, "大后": 3}
_WEEKDAYS = "一二三四五六日"
_DAY = (
    r"(?P<english>today|tomorrow)|(?P<near>大后|第二|[今当明次后])(?:[天日]|(?=[早晚夜]))"
    r"|(?P<week>下下?个?|本|这个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末]|[1-7](?![0-9]))"
    rf"|(?:(?P<year>20[0-9]{{2}})\s?[-/.年]\s?)?(?P<month>{_N})\s?[-/.月]\s?(?P<day>{_N})(?:[日号]|(?![0-9:点时]))"
    rf"|(?P<only>{_N})[日号]"
    r"|(?P<last>本月底|这个月底|月底|月末|年底|下周|下个?月|下个?星期)"
)
_TIME = (
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|正午|午夜|半夜|下午|傍晚|晚上|夜里|夜间|夜晚|早|晚|夜)?\s?(?:"
    rf"(?P<hour>{_N})\s?(?:(?:点钟?|时|(?=[ap]m))(?:(?P<half>半)|(?P<quarter>[一三13])刻|(?P<minute>{_N})分?)?"
    r"|:(?P<exact>[0-9]{2})(?::[0-9]{2})?)\s?(?P<clock>[ap]m)?)?"
)
_UNTIL = re.compile(
    rf"(?:直到|直至|到|至|until\s|till\s)\s?(?:{_DAY})?\s?{_TIME}(?:\s?(?:为止|之前|以前|前|止))?(?P<event>\s?(?:下班|上班|放学|开会|散会|会议|活动|比赛))?"
)
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "夜里", "夜间", "夜晚", "晚", "夜", "pm"})
_VAGUE = {"早": (7, 8, 9), "晚": (20, 22, 24)}
_FIXED = {"中午": 12, "正午": 12, "午夜": 24, "半夜": 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment as written. end: place behind it. at: aware; None if it is one of `offers` or none at all."""

    end: int
    at: datetime | None = None
    offers: tuple[str, ...] = ()


def until_at(text: str, at: int, *, now: datetime) -> Moment | None:
    """Return the moment that stands at `at`, None if none does. now: local."""
    match = _UNTIL.match(text, at)
    if match is None or not any(
        match[group] for group in ("english", "near", "weekday", "day", "only", "last", "hour", "part")
    ):
        return None
    end = match.end()
    if match["event"]:
        return Moment(end=end)
    try:
        day = _day(match, now)
        if match["hour"]:
            return _with_hour(match, day, now)
        if match["part"]:
            return _with_part(match, day or now.date(), now)
        return _whole_day(match, day or now.date(), now)
    except (ValueError, OverflowError):
        return Moment(end=end)


def moment_in_words(at: datetime) -> str:
    """Return local `at` as `until_at` reads it back, to the minute."""
    return f"到{at:%Y-%m-%d %H:%M}"


def _day(match: re.Match[str], now: datetime) -> date | None:
    """Return the day that is named, None if only a time is. Raises ValueError for days that are in no calendar."""
    today = now.date()
    if near := match["english"] or match["near"]:
        return today + timedelta(days=_DAYS[near])
    if match["weekday"]:
        return _weekday(match, now)
    if match["day"]:
        return _date(match, today)
    if match["only"]:
        return _day_of_month(_whole(match["only"]), today)
    return _last(match["last"], today) if match["last"] else None


def _date(match: re.Match[str], today: date) -> date:
    month, number = _whole(match["month"]), _whole(match["day"])
    if match["year"]:
        return date(int(match["year"]), month, number)
    this = date(today.year, month, number)
    return this if this >= today else date(today.year + 1, month, number)


def _weekday(match: re.Match[str], now: datetime) -> date:
    named = match["weekday"]
    number = (
        5 if named == "末" else 6 if named in "天7" else int(named) - 1 if named.isascii() else _WEEKDAYS.index(named)
    )
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    weeks = (match["week"] or "").count("下")
    if match["week"]:
        return monday + timedelta(weeks=weeks, days=number)
    day = monday + timedelta(days=number)
    is_over = day < today or (day == today and not match["hour"] and not match["part"])
    if day == today and match["hour"]:
        moment = _hours_of(match)
        is_over = _at(day, *moment, now) <= now
    return day + timedelta(weeks=1) if is_over else day


def _day_of_month(number: int, today: date) -> date:
    if number >= today.day:
        return today.replace(day=number)
    first = _next_month(today)
    return first.replace(day=number)


def _last(named: str, today: date) -> date:
    if named == "年底":
        return date(today.year + 1, 1, 1)
    if named.startswith("下") and ("周" in named or "星期" in named):
        return today + timedelta(days=7 - today.weekday())
    return _next_month(today)


def _next_month(today: date) -> date:
    return today.replace(day=1) + timedelta(days=monthrange(today.year, today.month)[1])


def _whole(written: str) -> int:
    return int(numeral(written) or 0)


def _hours_of(match: re.Match[str]) -> tuple[int, int]:
    """Return hour and minute as meant: 下午3点 is 15. Raises ValueError for what no clock shows."""
    hour = _whole(match["hour"])
    part = match["clock"] or match["part"]
    if part in _AFTERNOON and 0 < hour <= 12:
        hour = 24 if hour == 12 and part not in {"下午", "pm"} else hour % 12 + 12
    if part in {"中午", "正午"} and hour <= 2:
        hour += 12
    if part in {"凌晨", "am", "午夜", "半夜"} and hour == 12:
        hour = 0
    minute = _minute(match)
    if hour > 24 or minute > 59 or (hour == 24 and minute and not part):
        raise ValueError(match[0])
    return hour, minute


def _minute(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 * _whole(match["quarter"])
    return _whole(match["minute"] or match["exact"] or "0")


def _at(day: date, hour: int, minute: int, now: datetime) -> datetime:
    start = datetime.combine(day, time(0), tzinfo=now.tzinfo)
    return start + timedelta(hours=hour, minutes=minute)


def _with_hour(match: re.Match[str], day: date | None, now: datetime) -> Moment:
    hour, minute = _hours_of(match)
    end = match.end()
    at = _at(day or now.date(), hour, minute, now)
    if at > now:
        return Moment(end=end, at=at)
    later = at + timedelta(hours=12)
    is_open = hour <= 12 and not match["part"] and not match["clock"] and later > now
    tomorrow = at + timedelta(days=1)
    if day is not None:
        return Moment(end=end, offers=tuple(moment_in_words(m) for m in ((later,) if is_open else ()) + (tomorrow,)))
    if is_open and not match["exact"]:
        return Moment(end=end, offers=(moment_in_words(later), moment_in_words(tomorrow)))
    return Moment(end=end, at=tomorrow)


def _with_part(match: re.Match[str], day: date, now: datetime) -> Moment:
    """Return the hours that may be meant by 到今晚; those of tomorrow if they have passed."""
    moments = [_at(day, hour, 0, now) for hour in _hours_of_part(match["part"])]
    if len(moments) == 1 and moments[0] > now:
        return Moment(end=match.end(), at=moments[0])
    ahead = [at for at in moments if at > now] or [at + timedelta(days=1) for at in moments]
    return Moment(end=match.end(), offers=tuple(moment_in_words(at) for at in ahead))


def _hours_of_part(part: str) -> tuple[int, ...]:
    if part in _FIXED:
        return (_FIXED[part],)
    if part in {"下午", "傍晚"}:
        return 14, 16, 18
    return _VAGUE["晚" if part in _AFTERNOON else "早"]


def _whole_day(match: re.Match[str], day: date, now: datetime) -> Moment:
    """Return the first moment of `day`; of today, which has begun, the last."""
    day = day + timedelta(days=1) if day == now.date() else day
    return Moment(end=match.end(), at=_at(day, 0, 0, now))
