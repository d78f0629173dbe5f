"""Numbers as people write them: 十五, 58号, 编号 58、59, +2分."""

import re
from dataclasses import dataclass

CHINESE = "零〇一二两俩三四五六七八九十百"
_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100}
_COUNTED = (
    r"\s?(?:[箱件份盒瓶袋辆台桌栋层排桶块斤元楼栏页桩起宗倍名版%]|单(?!独|方)|笔|包(?!容|括)|只(?!是|能|有|因|为)|张(?=[ ,。!了]|$|[^ ]?[票纸图])|套(?!路)|批(?!评|准)|天(?!天)|人(?![身家])|位|家(?![里人])|手(?!机|滑)|成(?![立功])|下(?=[ ,。!吧]|$)|月|点(?=[的半钟整前后]|$)|周(?=[ ,。!了前后内]|$)|年(?=[ ,。!了前后内的]|$)"
    r"|号\s?(?:[桌楼线房位窗店门机院仓床车厅馆]|链接|下单|下午|上午|晚上|早上|中午|之?前|之?后|那天|开始|的(?!案|处|申|禁)))"
)
"""What makes a number before it a quantity or a place, no case: 3 天, 3 箱, 5 号桌."""
_CASE = re.compile(
    r"(?:编号|案件|撤销码|单号|case|no\.?|第)?\s{0,3}[:#]{0,2}\s{0,3}([0-9]{1,9})"
    rf"(?!{_COUNTED})(?:\s?[号条])?(?![0-9:.][0-9]|[0-9点分天日月周年个小秒]|\s?[个楼次]|\s?(?:小时|分钟|min|[a-z]))"
)
_NEXT = re.compile(r"\s{0,3}[,、;&和跟与及]?\s{0,3}")
_RANGE = re.compile(r"\s?(?:-|~|到|至)\s?#?([0-9]{1,9})(?:\s?[号条])?(?![0-9:.点分天日月周年个小秒])")
MOST_NUMBERS = 50  # chosen: of one range, and of one list
_POINTS = re.compile(
    rf"(?:[记扣加减罚各]\s?)?([+-]?\s?(?:[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?|[{CHINESE}]{{1,4}}|半))\s?"
    rf"(?:个?积?分(?!钟)|点(?![0-9{CHINESE}])|points?(?![a-z])|pts?(?![a-z])|(?=[ ,.;:!。、]|$))"
)
MOST_POINTS = 100.0  # chosen: nobody means more


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points as written. end: place behind them. value: None if they cannot be meant."""

    end: int
    value: float | None


def numeral(text: str) -> float | None:
    """Return the number that `text` writes in digits or in Chinese up to 999; None if it is none. 半 is a half."""
    if text == "半":
        return 0.5
    if text.isascii():
        return float(text) if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,3})?", text) else None
    if not set(text) & set(_TENS):
        return _digit_by_digit(text)
    total, last = 0, None
    for char in text:
        if char in _TENS:
            total += (1 if last is None else last) * _TENS[char]
            last = None
            continue
        if char not in _DIGITS:
            return None
        last = _DIGITS[char]
    return float(total + (last or 0))


def _digit_by_digit(text: str) -> float | None:
    if not text or any(char not in _DIGITS for char in text):
        return None
    return float("".join(str(_DIGITS[char]) for char in text))


def case_numbers(text: str, at: int) -> tuple[int, tuple[int, ...]]:
    """Return the place behind the numbers that stand at `at`, and the numbers, each once; none: `at` and ()."""
    found: dict[int, None] = {}
    end = start = at
    for _ in range(MOST_NUMBERS):
        match = _CASE.match(text, start)
        if match is None:
            break
        end, last = _last_of(text, match)
        found |= dict.fromkeys(range(int(match[1]), last + 1))
        gap = _NEXT.match(text, end)
        start = gap.end() if gap else end
        if start == end:
            break
    return end, tuple(number for number in found if number)


def _last_of(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return the place behind a number, or behind the range that it begins, and the last number."""
    first = int(match[1])
    until = _RANGE.match(text, match.end())
    if until is None or not first < int(until[1]) < first + MOST_NUMBERS:
        return match.end(), first
    return until.end(), int(until[1])


def points_at(text: str, at: int) -> Points | None:
    """Return the points that stand at `at`, None if none do."""
    match = _POINTS.match(text, at)
    if match is None:
        return None
    written = match[1].replace(" ", "")
    value = numeral(written.lstrip("+-"))
    if value is None or written.startswith("-") or not 0 < value <= MOST_POINTS:
        return Points(end=match.end(), value=None)
    return Points(end=match.end(), value=value)


def number_in_words(value: float) -> str:
    """Return `value` without needless zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
