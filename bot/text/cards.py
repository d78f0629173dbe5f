"""Numbers of ID cards, bank cards and mobile phones, told by their digits alone: form, birthday, check."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

_PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83]
)  # GB/T 2260, the first two digits
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10x98765432"
_OLDEST, _YOUNGEST = 1900, 2050  # years of birth; chosen
_UNION = re.compile(r"62\d{14,17}|9558\d{12,15}")
_ABROAD = re.compile(
    r"4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
)
_DOUBLED = str.maketrans("0123456789", "0246813579")  # and the digits of what is more than 9 added up
_PHONE = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}")
_ANY = re.compile(
    r"(?:(?:00)?86)?1[3-9]\d{9}|62\d{14}|9558\d{12}|[1-8]\d{5}(?:19|20)\d{9}|4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|35\d{14}"
)
LENGTHS = (19, 18, 17, 16, 15, 13, 11)
"""How many digits, and an x, such numbers have, with a country code or without; the longest first."""


def may_begin(digits: str, at: int) -> bool:
    """Tell whether any of these numbers could begin at `at` of `digits`, without checking any."""
    return _ANY.match(digits, at) is not None


def is_phone(digits: str) -> bool:
    """Tell whether `digits` are a mobile phone's of the mainland, with +86, 0086 or without."""
    return _PHONE.fullmatch(digits) is not None


def is_id_card(digits: str) -> bool:
    """Tell whether `digits` (17 and a last one, maybe `x`) have the region, the birthday and the check of an ID card."""
    if len(digits) != 18 or not digits[:17].isdigit() or int(digits[:2]) not in _PROVINCES:
        return False
    year, month, day = int(digits[6:10]), int(digits[10:12]), int(digits[12:14])
    if not _OLDEST <= year < _YOUNGEST or not _is_date(year, month, day):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return _CHECKS[total % 11] == digits[17]


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def passes_luhn(digits: str) -> bool:
    """Tell whether the last of `digits` checks the others as on bank cards. Source: ISO/IEC 7812-1."""
    return (sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))) % 10 == 0


def is_union_card(digits: str) -> bool:
    """Tell whether `digits` are a card's of 银联."""
    return _UNION.fullmatch(digits) is not None and passes_luhn(digits)


def is_foreign_card(digits: str) -> bool:
    """Tell whether `digits` could be a card's of another scheme; order numbers look like it."""
    return _ABROAD.fullmatch(digits) is not None and passes_luhn(digits)


@lru_cache(maxsize=256)
def glued(digits: str) -> Sequence[int]:
    """Return the lengths of the numbers that `digits` are made of from end to end, empty if they are not.

    digits: a row without a gap; two phones written one behind the other are none as a whole.
    """
    for length in LENGTHS:
        head, rest = digits[:length], digits[length:]
        if len(head) < length or not (is_phone(head) or is_id_card(head) or is_union_card(head)):
            continue
        lengths = glued(rest) if rest else ()
        if lengths or not rest:
            return (length, *lengths)
    return ()
