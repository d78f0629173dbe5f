"""Numbers as they are hidden: in Chinese numerals, capital numerals, radio numerals."""

import re

DIGITS = str.maketrans(
    {
        numeral: str(digit)
        for digit, numerals in enumerate(
            ("零〇○洞", "一壹幺", "二贰两貳", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖勾")
        )
        for numeral in numerals
    }
)

NUMERALS = rf"(?:[\d{''.join(map(chr, DIGITS))}][-\s·.。_*]?){{5}}"
"""Five numerals in a row: without them there is no number to reach anybody by."""

GAP = r"[-\s·.。_*]?"
"""What may stand between two digits of one number."""

_COUNTING = re.compile("[一二两三四五六七八九](?=[样个起下点些次天年月块位种家人])")  # 一样, 三个: no digits

_NOT_REACHED_BY = ("单号", "订单", "快递", "运单", "物流", "编号", "会议", "验证码", "学号", "工号", "身份证", "流水")
_NEAR = 8  # characters; chosen


def in_digits(text: str) -> str:
    """Return `text` with every numeral as a digit; same length. Only for looking for numbers where they are expected."""
    return _COUNTING.sub("_", text).translate(DIGITS)


def names_a_thing(text: str, start: int) -> bool:
    """Tell whether the number at `start` is said to be an order, a parcel, a meeting: nothing to reach anybody by."""
    before = text[max(0, start - _NEAR) : start]
    return any(word in before for word in _NOT_REACHED_BY)
