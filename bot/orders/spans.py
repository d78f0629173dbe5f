"""How long: 10分钟, 一个半小时, 1天2小时, 到明天9点, 永久."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.orders.moments import Moment, moment_in_words, until_at
from bot.orders.numbers import CHINESE, number_in_words, numeral
from bot.orders.plain import is_boundary

LONGEST = timedelta(days=30)  # platform of ours: nothing is eternal by accident
OFFERED = ("10分钟", "1小时", "1天")
TOO_LONG = ("1天", "7天", "30天")
_SECONDS = {
    "秒": 1, "秒钟": 1, "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "分": 60, "分钟": 60, "分种": 60, "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "刻": 900, "刻钟": 900,
    "时": 3600, "小时": 3600, "小時": 3600, "钟头": 3600, "钟": 3600, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600,
    "天": 86400, "日": 86400, "d": 86400, "day": 86400, "days": 86400,
    "周": 604800, "星期": 604800, "礼拜": 604800, "w": 604800, "week": 604800, "weeks": 604800,
    "月": 2592000, "年": 31536000, "year": 31536000, "years": 31536000,
}  # fmt: skip
_HAN = "|".join(sorted((u for u in _SECONDS if not u.isascii()), key=len, reverse=True))
_LATIN = "|".join(sorted((u for u in _SECONDS if u.isascii()), key=len, reverse=True))
_PIECE = re.compile(
    rf"(?P<count>[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?|[{CHINESE}]{{1,5}}|半)\s?(?P<of>个)?(?P<half>半)?\s?"
    rf"(?:(?P<han>{_HAN})|(?P<latin>{_LATIN})(?![a-z]))"
    rf"(?P<tail>半(?!个|小时|分|天|钟))?"
)
_LONG = re.compile(r"(?:直?到|至)?(?:永久|永远|无限期?|终身|一辈子|forever|permanent(?:ly)?|perm)(?![a-z])")
_FEW = re.compile(r"(?:十?几|十来|数|若干|多少)个?(?:分钟|小时|钟头|天|周|星期|礼拜|月)")
_DATED = re.compile(
    r"[今明后][天日早晚]|大后|下?(?:周|星期|礼拜)[一二三四五六日天末]|[0-9]{1,2}(?:月|[号点:][0-9]?)|月底"
)
_LONGEST_MOMENT = 40  # characters
_ABOUT = re.compile(rf"[一二两三四五六七八九]{{2}}十?个?半?(?:{_HAN})")
_BARE = re.compile(rf"([0-9]{{1,5}}|[{CHINESE}]{{1,4}})(?=[ ,.;:!。、]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length as written.

    end: place behind it. until: where an end was written. offers: what could be meant instead; then neither `span` nor `until` is known.
    """

    end: int
    span: timedelta | None = None
    until: datetime | None = None
    offers: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether nothing has to be asked."""
        return self.span is not None


def span_at(text: str, at: int, *, now: datetime, zone: tzinfo) -> Span | None:
    """Return the span that stands at `at`, None if none does. A span that cannot be has offers."""
    if match := _LONG.match(text, at):
        return Span(end=match.end(), offers=TOO_LONG)
    if match := _ABOUT.match(text, at):
        return Span(end=match.end(), offers=OFFERED)
    end, length = _length(text, at)
    if end > at:
        return _of_length(text, end, length)
    moment = until_at(text, at, now=now.astimezone(zone))
    return _until(moment, now) if moment is not None else None


def _of_length(text: str, end: int, length: timedelta) -> Span | None:
    """Return the length that ends before `end`; 10分钟内 is part of a reason, 10分钟后 is asked about."""
    if text.startswith(("内", "里", "之内", "以内"), end):
        return None
    if text.startswith(("后", "之后", "以后"), end):
        return Span(end=end + 1, offers=OFFERED)
    return _bounded(end, length)


def _until(moment: Moment, now: datetime) -> Span:
    if moment.at is None or moment.at <= now:
        return Span(end=moment.end, offers=moment.offers or OFFERED)
    if moment.at - now > LONGEST:
        return Span(end=moment.end, offers=TOO_LONG)
    return Span(end=moment.end, span=moment.at - now, until=moment.at.astimezone(UTC))


def vague_span_at(text: str, at: int, *, now: datetime, zone: tzinfo) -> Span | None:
    """Return what could be a length at `at` but does not say which: 10, 几分钟, 明天9点 without its 到."""
    if match := _FEW.match(text, at):
        return Span(end=match.end(), offers=OFFERED)
    if _DATED.match(text, at):
        return _moment_alone(text, at, now=now.astimezone(zone))
    match = _BARE.match(text, at)
    if match is None:
        return None
    count = numeral(match[1])
    if not count:
        return Span(end=match.end(), offers=OFFERED)
    written = number_in_words(count)
    offers = tuple(f"{written}{unit}" for unit in ("分钟", "小时", "天"))
    return Span(end=match.end(), offers=offers if count <= LONGEST.days else offers[:2])


def _moment_alone(text: str, at: int, *, now: datetime) -> Span | None:
    moment = until_at("到" + text[at : at + _LONGEST_MOMENT], 0, now=now)
    if moment is None or not is_boundary(text, at + moment.end - 1):
        return None
    offers = (moment_in_words(moment.at),) if moment.at is not None and moment.at > now else moment.offers
    return Span(end=at + moment.end - 1, offers=offers or OFFERED)


def span_in_words(span: timedelta) -> str:
    """Return `span` in units that `span_at` reads back as the same, whole seconds."""
    left = round(span.total_seconds())
    told = ""
    for unit, seconds in (("天", 86400), ("小时", 3600), ("分钟", 60), ("秒", 1)):
        count, left = divmod(left, seconds)
        told += f"{count}{unit}" if count else ""
    return told or "0秒"


def _bounded(end: int, length: timedelta) -> Span:
    if length > LONGEST:
        return Span(end=end, offers=TOO_LONG)
    if length <= timedelta(0):
        return Span(end=end, offers=OFFERED)
    return Span(end=end, span=length)


def _continues(text: str, end: int, match: re.Match[str], at: int) -> bool:
    """Tell whether a further piece belongs to the length: 1天 2小时, but not 1天 3小时内刷屏."""
    return end == at or text[end : end + 1] != " " or is_boundary(text, match.end())


def _length(text: str, at: int) -> tuple[int, timedelta]:
    """Return the place behind the length written at `at`, and the length; `at` itself if none is."""
    seconds, end, last = 0.0, at, math.inf
    while match := _PIECE.match(text, end + (end > at and text[end : end + 1] == " ")):
        count = numeral(match["count"])
        unit = match["han"] or match["latin"]
        if (
            count is None
            or (unit == "月" and not match["of"])
            or _SECONDS[unit] >= last
            or not _continues(text, end, match, at)
        ):
            break
        count += 0.5 * bool(match["half"] or match["tail"])
        seconds += count * _SECONDS[unit]
        end, last = match.end(), _SECONDS[unit]
    return end, timedelta(seconds=min(seconds, 1e9))
