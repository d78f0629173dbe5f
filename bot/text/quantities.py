"""Quantities, dates and times of day as people write them, in a form that can be compared."""

import re
from dataclasses import dataclass
from fractions import Fraction

from bot.text.units import Unit, unit

_NUMBER = r"[0-9]{1,30}(?:\.[0-9]{1,30})?"
_QUANTITY = re.compile(
    r"(?P<about>约等于|大约是?|大概是?|约为?|差不多|将近|[≈=~])?(?P<rank>第)?(?P<money>[¥$]|人民币)?(?P<minus>公元前|西元前|前(?=[0-9]+年?$)|bc|负|-)?(?:公元|西元|\+)?"
    rf"(?:(?P<hundred>百分之|千分之)(?P<part>{_NUMBER})"
    rf"|(?P<whole>(?:{_NUMBER})又)?(?:(?P<below>{_NUMBER})分之(?P<above>{_NUMBER})|(?P<top>{_NUMBER})/(?P<bottom>{_NUMBER}))"
    rf"|(?P<plain>{_NUMBER})(?:(?:[*x]|乘以?)10(?:\^|的)?(?P<power>-?[0-9]{{1,2}})(?:次方|次幂)?|e(?P<exponent>-?[0-9]{{1,2}}))?)"
    r"(?P<tail>.*)",
    re.DOTALL,
)
_ROUGHLY = re.compile(r"(?:左右|上下|整)$")
_HALF = re.compile(rf"^({_NUMBER})(个|小时|天|年|斤|米|公里|元|块)半(.*)$")
_HALF_OF = re.compile(r"^半个?(?=\D)")
_EACH = re.compile(r"^每(秒钟?|分钟|小时|天|年)(.+)$")
_WHOLE = re.compile(r"^百分(?:之?百)$|^100%$")
_DATE = re.compile(
    r"(?:公元|西元)?(?:(?P<year>[0-9]{1,4})(?:年|[-/.](?=[0-9]{1,2}[-/.])))?"
    r"(?P<month>[0-9]{1,2})(?P<mark>月|[-/.])(?P<day>[0-9]{1,2})[日号]?$"
)
_MONTH = re.compile(r"(?P<year>[0-9]{4})(?:年|[-/.])(?P<month>[0-9]{1,2})月?$")
_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|[ap]m)?(?P<hour>[0-9]{1,2})(?:点钟?|时|:)"
    r"(?:(?P<half>半)|(?P<quarter>[13])刻|(?P<minute>[0-9]{1,2})分?)?整?(?P<latin>[ap]m)?$"
)
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "夜里", "pm"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number and what stands behind it. unit: None if `tail` names none. tail: as written, without blanks."""

    value: Fraction
    tail: str = ""
    unit: Unit | None = None

    @property
    def amount(self) -> Fraction:
        """The value in the smallest unit of what is measured."""
        return self.value * self.unit.size if self.unit else self.value


def quantity(text: str) -> Quantity | None:
    """Return the quantity that `text` is, as a whole; None if it is none. text: of `figures`, without blanks."""
    if _WHOLE.match(text):
        return _measured(Fraction(100), "%")
    text = _EACH.sub(r"\2每\1", text) if text.startswith("每") else text
    text = _HALF_OF.sub("0.5", _HALF.sub(r"\1.5\2\3", text)) if "半" in text else text
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    value = _value(match)
    if value is None:
        return None
    tail = _ROUGHLY.sub("", match["tail"])
    if match["hundred"]:
        value, tail = value / (1 if match["hundred"] == "百分之" else 10), f"%{tail}"
    elif match["minus"] and len(match["minus"]) > 1 and not tail:
        tail = "年"
    if match["money"] and not tail:
        tail = "美元" if match["money"] == "$" else "元"
    if tail.startswith(tuple("0123456789.,:/-~至到^*+")):
        return None
    return _measured(-value if match["minus"] else value, tail)


def _measured(value: Fraction, tail: str) -> Quantity:
    return Quantity(value=value, tail=tail, unit=unit(tail))


def _value(match: re.Match[str]) -> Fraction | None:
    if match["hundred"]:
        return Fraction(match["part"])
    if match["plain"]:
        power = int(match["power"] or match["exponent"] or 0)
        return Fraction(match["plain"]) * Fraction(10) ** power
    above, below = Fraction(match["above"] or match["top"]), Fraction(match["below"] or match["bottom"])
    whole = Fraction(match["whole"][:-1]) if match["whole"] else Fraction(0)
    return whole + above / below if below else None


def day_key(text: str) -> tuple[int, ...] | None:
    """Return year (0 if none is told), month and day (0 if none is told) of the date that `text` is; None if it is none."""
    match = _DATE.match(text)
    if match is not None:
        found = int(match["year"] or 0), int(match["month"]), int(match["day"])
    elif match := _MONTH.match(text):
        found = int(match["year"]), int(match["month"]), 0
    else:
        return None
    return found if 1 <= found[1] <= 12 and found[2] <= 31 else None


def is_dated(text: str) -> bool:
    """Tell whether `text` says in words that it is a date: 10月1日, 2008-08-08, but not 10.1."""
    return day_key(text) is not None and ("月" in text or len(re.findall("[0-9]+", text)) > 2)


def clock_key(text: str) -> int | None:
    """Return the minute of the day that `text` tells, None if it tells none."""
    match = _CLOCK.match(text)
    if match is None:
        return None
    hour, part = int(match["hour"]), match["part"] or match["latin"]
    minute = 30 if match["half"] else 15 * int(match["quarter"]) if match["quarter"] else int(match["minute"] or 0)
    if hour > 24 or minute > 59:
        return None
    if part in _AFTERNOON and hour < 12:
        hour += 12
    return hour * 60 + minute
