"""Units as people write them: 公里, 千米 and km are one; 1 公斤 is 2 斤."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

_TABLE = """
length 1 米 公尺 m
length 1000 千米 公里 km
length 500 里 华里 市里
length 1/10 分米 dm
length 1/100 厘米 公分 cm
length 1/1000 毫米 mm
length 1/1000000 微米 μm um
length 1/1000000000 纳米 nm
length 1609344/1000 英里 mi
length 1852 海里
length 9460730472580800 光年
length 149597870700 天文单位 au
length 254/10000 英寸
length 3048/10000 英尺
mass 1 克 g
mass 1000 千克 公斤 kg
mass 500 斤 市斤
mass 50 两 市两
mass 1000000 吨 公吨 t
mass 1/1000 毫克 mg
time 1 秒 秒钟 s sec
time 60 分钟 min
time 3600 小时 个小时 钟头 个钟头 个钟 h hr
time 86400 天 日 昼夜
time 604800 周 个星期 星期 礼拜 个礼拜
time 900 刻钟
time 1/1000 毫秒 ms
month 1 个月 月
month 3 季度 个季度
month 12 年 周年
month 1200 世纪 个世纪
age 1 岁 周岁
money 1 元 块 块钱 圆 元钱 人民币 元人民币 rmb ¥
money 1/10 角 毛 毛钱
dollar 1 美元 美金 $
heat 1 ℃ °c c 摄氏度 度 ° o
fahrenheit 1 华氏度 °f f
volume 1 升 公升 l
volume 1/1000 毫升 ml cc 立方厘米 cm^3 cm3
volume 1000 立方米 立方 m^3 m3
area 1 平方米 平米 平方 m^2 m2
area 1000000 平方公里 平方千米 km^2 km2
area 1/10000 平方厘米 cm^2 cm2
area 10000 公顷
area 2000/3 亩
share 1/100 % 百分比 个百分点
share 1/1000 ‰
share 1/10 成
power 1 瓦 瓦特 w
power 1000 千瓦 kw
voltage 1 伏 伏特 v
current 1 安 安培 a
frequency 1 赫兹 赫 hz
energy 1 焦 焦耳 j
energy 1000 千焦 kj
electricity 1 千瓦时 kwh 度电
calorie 1 卡 卡路里 cal
calorie 1000 千卡 大卡 kcal
force 1 牛 牛顿 n
pressure 1 帕 帕斯卡 pa
pressure 1000 千帕 kpa
noise 1 分贝 db
data 1 字节 b
data 1024 kb 千字节
data 1048576 mb 兆 兆字节
data 1073741824 gb
data 1099511627776 tb
pair 1 对 双
dozen 1 打
"""
_ALIKE = ("人位名口", "条只根支头匹", "次回遍届", "题道", "颗粒枚", "层楼", "首支", "种类", "座个", "张幅", "本部")
COUNTERS = frozenset(
    "个人位名口条只根支枝头匹次回遍届题道颗粒枚层楼首种类座张幅本部件块辆艘架台家所间户节章门代国句字场步页片朵组队套"
)
_GENERIC = "个"
_LONGEST = 6  # characters of a unit
_HOW_MANY = re.compile("多少|几|百分之(?=几|多少)")
SHARE = "share"


class Unit(NamedTuple):
    """What is measured, and how much of it one is: 公里 is 1000 of `length`."""

    of: str
    size: Fraction


def unit(said: str) -> Unit | None:
    """Return the unit that `said` names, also 公里/小时, 米每秒, km/h; None if it names none."""
    found = _units().get(said)
    if found is not None or not ("/" in said or "每" in said):
        return found
    if said.startswith("每"):
        said = next((f"{said[len(way) + 1 :]}每{way}" for way in _longest_first() if said.startswith(way, 1)), said)
    above, _, below = said.replace("每", "/").partition("/")
    upper, lower = _units().get(above), _units().get(below)
    return Unit(f"{upper.of}/{lower.of}", upper.size / lower.size) if upper and lower else None


def asked_unit(text: str) -> Unit | None:
    """Return the unit that a question asks for: 小时 in 一天有多少小时; None if it asks for none."""
    for match in _HOW_MANY.finditer(text):
        for length in range(_LONGEST, 0, -1):
            found = unit(text[match.end() : match.end() + length])
            if found is not None:
                return found
    return None


def is_named(wanted: Unit, text: str) -> bool:
    """Tell whether `text` names `wanted` by any of its names of more than one Latin letter."""
    names = (name for name, one in _units().items() if one == wanted and not (len(name) == 1 and name.isascii()))
    return any(name in text for name in names)


def are_counters_alike(one: str, other: str) -> bool:
    """Tell whether two words for counting things may stand for each other: 8 条 and 8 个, but not 3 人 and 3 次."""
    return one == other or _GENERIC in (one, other) or any(one in alike and other in alike for alike in _ALIKE)


@cache
def _units() -> Mapping[str, Unit]:
    rows = (line.split() for line in _TABLE.strip().splitlines())
    return {name: Unit(of, Fraction(size)) for of, size, *names in rows for name in names}


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_units(), key=len, reverse=True))
