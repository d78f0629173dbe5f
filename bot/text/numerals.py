"""Numerals inside Chinese text, written in figures: 三十二 as 32, 1.5万 as 15000, 一九四九 as 1949."""

import re
from dataclasses import dataclass
from fractions import Fraction

_LONGEST = 40  # characters of one number; chosen
_DIGITS = {
    char: place
    for place, chars in enumerate(("零〇○", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")
_HAN = "零〇○一二三四五六七八九"
_SCALE = "[十百万亿]|千(?![米克瓦帕焦卡])"  # 3千米 is 3 of a unit
_RUN = re.compile(
    rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+|[{_HAN}]|{_SCALE}|(?<![0-9{_HAN}十百千万亿])两)"
    rf"(?:[{_HAN}]|{_SCALE}|(?<=[百千万亿])两(?=[百千万亿])|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+|\.[0-9]+"
    rf"|点[{_HAN}](?![十百千分])[{_HAN}]*)*"
)
_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{_HAN}]+(?:点[{_HAN}]+)?|两|[十百千万亿]")
_ASCII = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def figures(text: str) -> str:
    """Return `text`, as `alike` made it, with every number in figures, without thousands marks.

    What is no number one could say (百分, 二三十) stays as it is written. 两 behind a number stays: it is a weight.
    """
    return _RUN.sub(
        _figure, text.translate(_CAPITALS).replace("零下", "负").replace("廿", "二十").replace("卅", "三十")
    )


def _figure(match: re.Match[str]) -> str:
    said = match[0]
    if len(said) > _LONGEST:
        return said
    plain = said.replace(",", "")
    if _ASCII.fullmatch(plain):
        return plain
    if all(char in _DIGITS for char in plain):
        return "".join(str(_DIGITS[char]) for char in plain)
    value = _value(plain)
    return said if value is None else decimal(value)


def decimal(value: Fraction) -> str:
    """Return `value`, which has an end, in figures: 3.14."""
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    while (value * 10**places).denominator != 1 and places < _LONGEST:
        places += 1
    digits = str(int(abs(value) * 10**places)).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _value(said: str) -> Fraction | None:
    """Return what `said` counts, None if it is no number."""
    tokens = _TOKEN.findall(said)
    if "".join(tokens) != said:
        return None
    count = _Count()
    return count.total if all(count.takes(token) for token in tokens) else None


@dataclass(slots=True, kw_only=True)
class _Count:
    """A number that is read from left to right.

    whole, section: above and below the last 万 or 亿. waiting: digits that no 十 or 万 has come for yet; padded if a zero
    stands before them, spelled if they are several. scale: what the last 十 or 万 stood for; least: smaller than it is the
    next 十, 百, 千; least_large: the same of 万, 亿.
    """

    whole: Fraction = Fraction(0)
    section: Fraction = Fraction(0)
    waiting: Fraction | None = None
    is_padded: bool = False
    is_spelled: bool = False
    scale: int = 0
    least: int = 10**5
    least_large: int = 10**13

    def takes(self, token: str) -> bool:
        """Read `token`; False if no number goes on so."""
        if token in _SMALL:
            return self._small(_SMALL[token])
        return self._large(_LARGE[token]) if token in _LARGE else self._written(token)

    @property
    def total(self) -> Fraction:
        """What was read: 一万五 is 15,000, 一百零五 is 105."""
        rest = self.waiting or Fraction(0)
        is_short = self.scale > 10 and not self.is_padded and rest < 10 and rest.denominator == 1
        return self.whole + self.section + (rest * (self.scale // 10) if is_short else rest)

    def _small(self, size: int) -> bool:
        if self.is_spelled or (self.waiting is None and size > 10) or size >= self.least:
            return False
        self.section += (1 if self.waiting is None else self.waiting) * size
        self.least = self.scale = size
        self.waiting, self.is_padded = None, False
        return True

    def _large(self, size: int) -> bool:
        section = self.section + (self.waiting or 0)
        is_greatest = size == max(_LARGE.values())
        if not section or (size >= self.least_large and not is_greatest):
            return False
        self.whole = (self.whole + section) * size if is_greatest else self.whole + section * size
        self.section, self.waiting, self.is_padded = Fraction(0), None, False
        self.least, self.least_large, self.scale = 10**5, size, size
        return True

    def _written(self, token: str) -> bool:
        spelled = token.partition("点")[0].lstrip("零〇○") if token[0] in _HAN else ""
        if self.waiting is not None or (self.scale and len(spelled) > 1):
            return False
        self.waiting, self.is_padded, self.is_spelled = _digits(token), token[0] in "零〇○0", len(spelled) > 1
        return True


def _digits(written: str) -> Fraction:
    if written[0].isascii():
        return Fraction(written)
    figures_of = "".join("." if char == "点" else str(_DIGITS[char]) for char in written)
    return Fraction(figures_of)
