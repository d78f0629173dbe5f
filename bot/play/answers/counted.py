"""Whether a number, a date or a time of day that somebody said is the one that is wanted, with its unit."""

import re
from collections.abc import Iterable
from fractions import Fraction

from bot.play.answers.ready import RIGHT, Met, Ready, Way, Wording
from bot.text.numerals import decimal
from bot.text.quantities import Quantity, clock_key, day_key, is_dated, quantity
from bot.text.units import COUNTERS, SHARE, are_counters_alike, asked_unit, is_named, unit

_HOW_MUCH = re.compile(
    r"几|多少|多[高长远重大久深宽厚快]|哪[一]?[年天日月]|何[年时]|[长宽高厚深温速角湿]度|距离|重量|质量|价格|面积|体积|时间|年份|比例|占|率|岁|数"
)

_DATED = re.compile(r"(?:每月)?[0-9]{1,2}[日号]$")
_DAY_ASKED = re.compile("几[号日]|哪[1一]?[天日]|何日")
_MONTHS_ASKED = re.compile("[几少]个月")
_SCORED = re.compile(r"[0-9]+:[0-9]+$")
_PER = re.compile("每(秒|分钟|小时|天|年)")


def counted(keys: Iterable[str], asked: Ready) -> Met | None:
    """Return the number that is met, or the last that is not; None if no number was said or wanted."""
    missed: Met | None = None
    keys = tuple(_as_asked(one, asked.asked) for one in keys)
    for wanted in asked.accepted:
        for one in keys:
            way = _same_day(one, wanted) if is_dated(wanted.key) else _same_amount(one, wanted, asked.asked)
            if way in RIGHT:
                return Met(wording=wanted, way=way)
            if way and (missed is None or missed.way is Way.AMOUNT):
                missed = Met(wording=wanted, way=way)
    return missed


def _as_asked(one: str, asked: str) -> str:
    """Return `one` without the rate that is asked for: 30万公里 for 每秒30万公里 and 30万公里/秒, asked 每秒多少公里."""
    per = _PER.search(asked)
    if per is None:
        return one
    bare = one.removeprefix(f"{per[1][-1]}速").removeprefix(per[0]).removesuffix(per[0]).removesuffix(f"/{per[1]}")
    return bare.removesuffix("/s") if per[1] == "秒" else bare.removesuffix("/h") if per[1] == "小时" else bare


def _same_day(one: str, wanted: Wording) -> Way | None:
    said = day_key(f"{one[:4]}-{one[4:6]}-{one[6:]}" if len(one) == 8 and one.isdigit() else one)
    return None if said is None else Way.NUMBER if said == day_key(wanted.key) else Way.AMOUNT


def _same_amount(one: str, wanted: Wording, asked: str) -> Way | None:
    at = clock_key(wanted.key)
    if at is not None and (said_at := clock_key(one)) is not None:
        return Way.NUMBER if said_at == at else Way.AMOUNT
    if _SCORED.match(wanted.key) and "比" in asked and _SCORED.match(one.replace("-", ":")):
        return Way.NUMBER if one.replace("-", ":") == wanted.key else Way.AMOUNT
    if _is_day_of_month(one, wanted.key, asked):
        same = one[:-1].removeprefix("每月") == wanted.key[:-1].removeprefix("每月")
        return Way.NUMBER if same else Way.AMOUNT
    if (
        "月" in wanted.key
        and "个" not in wanted.key
        and not _MONTHS_ASKED.search(asked)
        and re.fullmatch("[0-9]{1,2}个月", one)
    ):
        return Way.UNIT  # 12个月 is no 12月
    right = wanted.quantity
    said = quantity(f"{one}钟" if _is_minutes(one, right) else one) if right is not None else None
    if (
        right is not None
        and right.tail in {"", "年"}
        and "年" in wanted.key + asked
        and (day := day_key(one))
        and day[0]
    ):
        return Way.NUMBER if day[0] == right.value else Way.AMOUNT
    return _compared(one, said, right, asked) if said is not None and right is not None else None


def _is_day_of_month(one: str, wanted: str, asked: str) -> bool:
    """Tell whether 25日 and 25号 are both told, and are days of a month, not a number of days."""
    if not (_DATED.match(one) and _DATED.match(wanted)):
        return False
    is_told = wanted[-1] == "号" or "每月" in wanted
    return int(wanted[:-1].removeprefix("每月")) <= 31 and (is_told or _DAY_ASKED.search(asked) is not None)


def _is_minutes(one: str, right: Quantity | None) -> bool:
    """Tell whether 90分 are minutes, for a time is wanted."""
    return one.endswith("分") and right is not None and right.unit is not None and right.unit.of == "time"


def _compared(one: str, said: Quantity, right: Quantity, asked: str) -> Way | None:
    """Return how `said`, of the key `one`, compares to `right`; None if they count things that are no units."""
    if right.tail and right.unit is None and not _is_count(right.tail):
        return _same_number_of(said, right, asked)
    if said.unit and right.unit:
        return _measured(one, said, right, asked)
    wanted = None if right.tail else asked_unit(asked)
    if said.unit and wanted:
        return Way.AMOUNT if said.value != right.value else Way.NUMBER if said.unit == wanted else Way.UNIT
    if _share_of(said) == _share_of(right) is not None:
        return Way.NUMBER
    if said.value != right.value:
        return Way.AMOUNT if not said.tail or said.unit or _is_count(said.tail) else None
    return _same_value(said, right, asked)


def _same_value(said: Quantity, right: Quantity, asked: str) -> Way:
    """Return whether what stands behind two equal numbers is the same, or may be left out."""
    if said.tail == right.tail:
        return Way.NUMBER
    if not said.tail:
        return _without_unit(right, asked)
    if said.unit and not right.tail:
        return Way.NUMBER if said.tail in asked or is_named(said.unit, asked) else _strange_unit(said)
    return _same_number_of(said, right, asked) or Way.UNIT


def _share_of(given: Quantity) -> Fraction | None:
    """Return which part of a whole `given` is; None if it counts or measures something."""
    is_share = given.unit is not None and given.unit.of == SHARE
    return given.amount if is_share or not given.tail else None


def _measured(one: str, said: Quantity, right: Quantity, asked: str) -> Way:
    if said.unit and right.unit and said.unit.of == right.unit.of:
        if said.amount != right.amount:
            return Way.UNIT if said.value == right.value else Way.AMOUNT
        return Way.NUMBER if said.value == right.value or not _is_told(one, said, asked) else Way.AMOUNT
    return Way.UNIT if said.value == right.value else Way.AMOUNT


def _is_told(one: str, said: Quantity, asked: str) -> bool:
    """Tell whether `said`, of the key `one`, is what the question told: 0.5吨, 半吨, 一世纪 of 一个世纪."""
    written = (one, f"{decimal(said.value)}{said.tail}")
    return any(way in asked or way in asked.replace("个", "") for way in written)


def _strange_unit(said: Quantity) -> Way:
    return Way.NUMBER if said.tail in COUNTERS else Way.UNIT


def _without_unit(right: Quantity, asked: str) -> Way:
    is_implied = (
        right.tail in asked or (right.unit and is_named(right.unit, asked)) or not asked or _HOW_MUCH.search(asked)
    )
    return Way.UNITLESS if is_implied or _is_count(right.tail) else Way.UNIT


def _is_count(tail: str) -> bool:
    return tail[:1] in COUNTERS and len(tail) == 1


def _same_number_of(said: Quantity, right: Quantity, asked: str) -> Way | None:
    """Return how two numbers of things compare, where at least one names the things: 56个民族, 56个, 56."""
    if said.value != right.value:
        return None
    short, long = sorted((said.tail, right.tail), key=len)
    if not short and (_is_things(long, asked) or (right.tail == long and long[0] in COUNTERS)):
        return Way.UNITLESS if right.tail == long else Way.NUMBER
    is_known = short[:1] in COUNTERS or unit(short) is not None
    is_more = long.startswith(short) or long.endswith(short)
    if short and is_known and is_more and (long == right.tail or long.replace(short, "", 1) in asked):
        return Way.NUMBER
    if (
        _is_count(said.tail)
        and _is_count(right.tail)
        and (are_counters_alike(said.tail, right.tail) or said.tail in asked)
    ):
        return Way.NUMBER
    return Way.NUMBER if not right.tail and _is_count(said.tail) else None


def _is_things(tail: str, asked: str) -> bool:
    return tail in asked or (tail[:1] in COUNTERS and tail[1:] in asked)
