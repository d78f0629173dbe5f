"""When something comes again and again: cron with its five fields, read strictly, and the times it names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As `date.weekday` counts them."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEARS = 9  # a 29 February may be that far away, as around 2100
_PIECE = re.compile(r"(?P<first>\*|[a-z]+|\d{1,3})(?:-(?P<last>[a-z]+|\d{1,3}))?(?:/(?P<step>\d{1,3}))?")
EXAMPLE = "例如 0 10 * * mon-fri（工作日 10:00）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the five fields. names: what may stand for a number, the first for `least`."""

    title: str
    least: int
    most: int
    names: tuple[str, ...] = ()


WEEK = Part(title="星期", least=0, most=7, names=("sun", *DAYS))
PARTS = (
    Part(title="分钟", least=0, most=59),
    Part(title="小时", least=0, most=23),
    Part(title="日", least=1, most=31),
    Part(title="月", least=1, most=12, names=MONTHS),
    WEEK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """The numbers that each field names, in order. weekdays: as `date.weekday` counts, 0 is Monday."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]

    def falls_on(self, day: date) -> bool:
        """Tell whether there are times on `day`."""
        return day.day in self.days and day.month in self.months and day.weekday() in self.weekdays


@cache
def parse_cron(text: str) -> Cron:
    """Return what the five fields of `text` name: minute, hour, day, month, day of the week (0 and 7 are Sunday).

    Raises ValueError, in Chinese, for what is no cron, for one that never comes, and for one that limits both the day of
    the month and that of the week: programs differ in whether both must fit.
    """
    fields = text.lower().split()
    if len(fields) != len(PARTS):
        raise ValueError(f"“{text}”不是 cron：要写五段（分钟 小时 日 月 星期），{EXAMPLE}")
    told = [_numbers(field, part) for field, part in zip(fields, PARTS, strict=True)]
    minutes, hours, days, months, weekdays = (tuple(sorted(numbers)) for numbers in told)
    if len(days) < PARTS[2].most and len({number % 7 for number in weekdays}) < len(DAYS):
        raise ValueError(f"“{text}”同时限定了日和星期，说不清要不要都符合：请把其中一段写成 *")
    if all(days[0] > LONGEST[month - 1] for month in months):
        raise ValueError(f"“{text}”永远不会到：{'、'.join(map(str, months))} 月没有 {days[0]} 日")
    weekdays = tuple(sorted({(number - 1) % 7 for number in weekdays}))
    return Cron(minutes=minutes, hours=hours, days=days, months=months, weekdays=weekdays)


def _numbers(field: str, part: Part) -> frozenset[int]:
    return frozenset(number for piece in field.split(",") for number in _stretch(piece, part))


def _stretch(piece: str, part: Part) -> range:
    found = _PIECE.fullmatch(piece)
    if found is None or (found["first"] == "*" and found["last"]):
        raise ValueError(f"{part.title}里的“{piece}”看不懂：可以写 *、数字、1-5、*/5，几个之间用半角逗号，{EXAMPLE}")
    if found["step"] and found["first"] != "*" and not found["last"]:
        raise ValueError(
            f"{part.title}里的“{piece}”要写明到哪里为止，例如 {found['first']}-{part.most}/{found['step']}"
        )
    step = int(found["step"] or 1)
    if not 0 < step <= part.most - part.least:
        raise ValueError(f"{part.title}里的“{piece}”间隔要在 1–{part.most - part.least} 之间")
    if found["first"] == "*":
        return range(part.least, part.most + (part is not WEEK), step)  # Sunday has two numbers
    first = _number(found["first"], part)
    last = _number(found["last"], part) if found["last"] else first
    if part is WEEK and found["last"] == "sun" and first:
        last = part.most  # fri-sun: the week ends with it
    if last < first:
        raise ValueError(f"{part.title}里的“{piece}”前面比后面大：请从小到大写，跨过去的分成两段")
    return range(first, last + 1, step)


def _number(told: str, part: Part) -> int:
    if told in part.names:
        return part.least + part.names.index(told)
    if not told.isdecimal():
        names = f"或 {part.names[0]}–{part.names[-1]}" if part.names else ""
        raise ValueError(f"{part.title}里的“{told}”看不懂：要写 {part.least}–{part.most} 的数字{names}")
    if not part.least <= int(told) <= part.most:
        raise ValueError(f"{part.title}里的“{told}”超出了范围：要在 {part.least}–{part.most} 之间")
    return int(told)


def normal(text: str) -> str:
    """Return `text` with days of the week by name, so that nobody who counts them otherwise takes it otherwise.

    Raises ValueError like `parse_cron`.
    """
    weekdays = parse_cron(text).weekdays
    *others, _ = text.lower().split()
    return " ".join((*others, _named(weekdays)))


def _named(weekdays: tuple[int, ...]) -> str:
    """Return e.g. `mon-fri` or `tue,sat`; `*` for all."""
    if len(weekdays) == len(DAYS):
        return "*"
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = ((DAYS[run[0]], DAYS[run[-1]]) for run in runs)
    return ",".join(first if first == last else f"{first}-{last}" for first, last in named)


def next_times(cron: str, after: datetime, zone: tzinfo, until: datetime | None = None) -> Iterator[datetime]:
    """Yield the times, in UTC, that `cron` names in `zone`: later than `after`, not later than `until` if given.

    A time that the clocks of the zone skip comes as much later as they are put forward; one that they show twice comes
    the first time only. Ends where nothing comes for nine years.
    """
    told = parse_cron(cron)
    day = after.astimezone(zone).date() - timedelta(days=1)
    last, idle = after, 0
    while idle < YEARS * 366:
        found = sorted({_moment(day, hour, minute, zone) for hour, minute in _clock(told, day)})
        for moment in found:
            if until is not None and moment > until:
                return
            if moment > last:
                last = moment
                yield moment
        idle = 0 if found else idle + 1
        if until is not None and day > until.astimezone(zone).date() + timedelta(days=1):
            return
        if day == date.max:
            return
        day += timedelta(days=1)


def _clock(told: Cron, day: date) -> Iterator[tuple[int, int]]:
    if told.falls_on(day):
        yield from ((hour, minute) for hour in told.hours for minute in told.minutes)


def _moment(day: date, hour: int, minute: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def next_time(cron: str, after: datetime, zone: tzinfo) -> datetime | None:
    """Return the first of `next_times`, None if there is none."""
    return next(next_times(cron, after, zone), None)


SPOKEN_DAYS: Mapping[str, int] = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
_WEEKDAYS = re.compile(r"(?:每?(?:周|星期)?([一二三四五六日天])(?:[至到~—–-](?:周|星期)?([一二三四五六日天]))?)")
_MONTHLY = re.compile(r"每月\s*(\d{1,2})\s*[日号]")
_BETWEEN = re.compile(r"[\s、，,和]+")


def cron_of(text: str) -> str:
    """Return as cron, days by name, what `text` says: cron itself, or `每天 20:00`, `工作日 10:00`, `周一 周三 15:30`, `每月1日 9:00`.

    工作日 is Monday to Friday, 周末 is Saturday and Sunday: cron knows no holidays. Raises ValueError, in Chinese.
    """
    times = _TIME.findall(text)
    if not times:
        if re.search("[一-鿿]", text):
            raise ValueError(f"“{text}”没有写几点，请写成 每天 20:00、工作日 10:00、周一 周三 15:30，或者 cron")
        return normal(text)
    day, weekdays = _days_in(_TIME.sub(" ", text).strip(" 　、，,和"), text)
    if any(int(hour) > 23 or int(minute) > 59 for hour, minute in times):
        raise ValueError(f"“{text}”里的时间不对，请写 0:00–23:59")
    if len({minute for _, minute in times}) > 1:
        raise ValueError(f"“{text}”里几个时间的分钟不一样，一条写不下：请分成几条")
    hours = ",".join(str(hour) for hour in sorted({int(hour) for hour, _ in times}))
    return normal(f"{int(times[0][1])} {hours} {day} * {weekdays}")


def _days_in(said: str, text: str) -> tuple[str, str]:
    """Return the fields for days and weekdays of `said`, what `text` says without the times."""
    whole = {
        "": "*",
        "每天": "*",
        "每日": "*",
        "天天": "*",
        "工作日": "mon-fri",
        "每个工作日": "mon-fri",
        "周末": "sat,sun",
    }
    if said in whole:
        return "*", whole[said]
    monthly = _MONTHLY.fullmatch(said)
    if monthly is not None:
        return monthly[1], "*"
    named: set[int] = set()
    for piece in filter(None, _BETWEEN.split(said)):
        found = _WEEKDAYS.fullmatch(piece)
        if found is None:
            raise ValueError(
                f"“{text}”里的“{piece}”看不懂，请写成 每天 20:00、工作日 10:00、周一 周三 15:30，或者 cron"
            )
        first, last = SPOKEN_DAYS[found[1]], SPOKEN_DAYS[found[2] or found[1]]
        named |= set(range(first, last + 1)) if first <= last else {*range(first, 7), *range(last + 1)}
    return "*", _named(tuple(sorted(named)))
