"""生日: days that come every year, by the sun or by the moon. The year somebody was born in is never kept."""

import re
from dataclasses import dataclass
from datetime import date

from bot.play.care.lunar import LONGEST, LunarDay, lunar_of, solar_of

LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH_NAMES = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
DIGITS = "一二三四五六七八九"
_MONTHS = {"一": 1, "十一": 11, "十二": 12} | {name: at for at, name in enumerate(MONTH_NAMES, start=1)}
_LUNAR = re.compile(r"农历|阴历|旧历|古历")
_SOLAR = re.compile(r"公历|阳历|新历|国历")
_YEAR = re.compile(r"(?:[12]\d{3}|[一二三四五六七八九零〇]{4})\s*[年./-]\s*")
_DAY = re.compile(
    r"(?P<leap>闰)?(?P<month>\d{1,2}|[正一二三四五六七八九十冬腊]{1,2})\s*[月./-]\s*(?P<day>\d{1,2}|[初一二三四五六七八九十廿]{1,3})\s*[日号]?"
)
_ONLY_LUNAR = re.compile(r"闰|[正冬腊]月|初|廿")


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday:
    """A day of the year. is_lunar: month and day are those of the lunar calendar; is_leap: of a doubled month (闰)."""

    month: int
    day: int
    is_lunar: bool = False
    is_leap: bool = False

    def __post_init__(self) -> None:
        longest = LONGEST if self.is_lunar else LONGEST_MONTHS[self.month - 1] if 1 <= self.month <= 12 else 0
        if not (1 <= self.month <= 12 and 1 <= self.day <= longest) or (self.is_leap and not self.is_lunar):
            raise ValueError(f"there is no day {self.month}-{self.day}")

    def is_on(self, day: date) -> bool:
        """Tell whether it is celebrated on `day`.

        29 February on 28 February in other years; 三十 on 廿九 where the month is short; what falls in a leap month
        in the ordinary month of that number in years without it.
        """
        if self.is_lunar:
            lunar = LunarDay(year=lunar_of(day).year, month=self.month, day=self.day, is_leap=self.is_leap)
            return solar_of(lunar) == day
        return same_day(day, self.month, self.day)

    def __str__(self) -> str:
        """Return it as people say it: 8月15日, 农历八月十五."""
        if not self.is_lunar:
            return f"{self.month}月{self.day}日"
        return f"农历{'闰' if self.is_leap else ''}{MONTH_NAMES[self.month - 1]}月{lunar_day_name(self.day)}"


def same_day(day: date, month: int, of_month: int) -> bool:
    """Tell whether `day` is the one of its year that is meant; 28 February stands for the 29th in years without it."""
    if (month, of_month) != (2, 29):
        return (day.month, day.day) == (month, of_month)
    try:
        return day == date(day.year, 2, 29)
    except ValueError:
        return (day.month, day.day) == (2, 28)


def lunar_day_name(day: int) -> str:
    """Return the 1st to the 30th of a lunar month as people say it: 初一, 十五, 廿九, 三十."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return "初十廿"[day // 10] + DIGITS[day % 10 - 1]


def read_birthday(text: str) -> Birthday | None:
    """Return the day that `text` alone says (8月15日, 1990-8-15, 农历八月十五, 腊月廿三), None if it is none.

    A year in front is read over. Without 农历 a day is one of the sun, unless only the lunar calendar says it so.
    """
    said = text.strip(" \t，。,.!！~～")
    is_lunar, is_solar = _LUNAR.search(said) is not None, _SOLAR.search(said) is not None
    bare = _SOLAR.sub("", _LUNAR.sub("", said)).strip(" :：是为")
    year = _YEAR.match(bare)
    found = _DAY.fullmatch(bare[year.end() :] if year else bare)
    if found is None or (is_lunar and is_solar):
        return None
    month, day = _month(found["month"]), _day(found["day"])
    is_lunar = is_lunar or (not is_solar and _ONLY_LUNAR.search(bare) is not None)
    try:
        return Birthday(month=month, day=day, is_lunar=is_lunar, is_leap=bool(found["leap"]))
    except ValueError:
        return None


def _month(said: str) -> int:
    return int(said) if said.isdecimal() else _MONTHS.get(said, 0)


def _day(said: str) -> int:
    if said.isdecimal():
        return int(said)
    names = {lunar_day_name(day): day for day in range(1, LONGEST + 1)}
    return names.get(said) or names.get(f"初{said}") or _numeral(said)


def _numeral(said: str) -> int:
    """Return what 十五, 二十三, 三十一 count; 0 if they count nothing."""
    tens, ten, ones = said.partition("十")
    if not ten or any(part and (len(part) > 1 or part not in DIGITS) for part in (tens, ones)):
        return 0
    return (DIGITS.index(tens) + 1 if tens else 1) * 10 + (DIGITS.index(ones) + 1 if ones else 0)


def written(birthday: Birthday) -> str:
    """Return `birthday` as it is remembered: 08-15, lunar 08-15, leap 06-01."""
    calendar = "leap " if birthday.is_leap else "lunar " if birthday.is_lunar else ""
    return f"{calendar}{birthday.month:02}-{birthday.day:02}"


def remembered(told: object) -> Birthday | None:
    """Return the birthday that `written` wrote, None for anything else."""
    found = re.fullmatch(r"(?:(lunar|leap) )?(\d{2})-(\d{2})", told) if isinstance(told, str) else None
    if found is None:
        return None
    try:
        return Birthday(month=int(found[2]), day=int(found[3]), is_lunar=bool(found[1]), is_leap=found[1] == "leap")
    except ValueError:
        return None
