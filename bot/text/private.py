"""What nobody should post in a group: numbers of ID cards, bank cards and mobile phones; and hiding them where a text is shown."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import accumulate, chain, islice

from bot.core.findings import Span
from bot.text.folding import views
from bot.text.numbers import DIGITS, in_digits, names_a_thing
from bot.text.reading import Strength
from bot.text.tables import characters, emoji


class Kind(StrEnum):
    """What a number is."""

    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number found. start, end: in the text it was looked for in. digits: it alone, an ID card's X in lower case."""

    kind: Kind
    start: int
    end: int
    digits: str


_GAP = r"[-\s·.。_]{0,2}"
_SHORTEST = 11  # digits, of a mobile phone
_LENGTHS = frozenset({_SHORTEST, 13, 16, 17, 18, 19})  # digits: with a country code; of cards
_MOST_PIECES = 8  # chosen: parts between gaps; more are single digits, which make one number
_MOST_RUNS = 200  # chosen: more are a table
_PIECE = re.compile(r"\d+[xX]?|[xX]")
_DIGITS = re.compile(rf"(?<![\da-z])(?:\+\s?)?\d(?:{_GAP}\d){{10,24}}(?:{_GAP}x)?(?![\da-z])", re.IGNORECASE)
_PLENTY = re.compile(rf"\d(?:{_GAP}\d){{10}}")
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
_CARD_WORDS = re.compile(r"卡|账[号户]|帐[号户]|开户|[转打汇收付]款|转账|visa|master|card")
_BEFORE, _AFTER = 16, 10  # characters in which a word makes 16 digits a card; chosen
_FOURS = re.compile(r"\d{4}(?:[-\s]\d{4}){3}")
_PHONE = re.compile(r"(?:86)?1[3-9]\d{9}")
_STEP, _OVERLAP = 1_000, 200  # characters folded at a time, because pages are not folded; a number is shorter than 200
_SHOWN: Mapping[Kind, tuple[int, int]] = {Kind.ID_CARD: (6, 4), Kind.BANK_CARD: (4, 4), Kind.PHONE: (3, 4)}
"""Digits that may be seen at the beginning and at the end."""


def numbers(text: str, kinds: Collection[Kind]) -> Iterator[Number]:
    """Yield the numbers of `kinds` in `text`, which has gone through the `normal` fold, in order: those among its first 200 rows of digits.

    Digits may be parted by blanks and dashes. What is said to be an order, a parcel or a meeting is no card; a card of a
    foreign scheme must be called a card or be written in fours, because order numbers look like it.
    """
    for found in islice(_DIGITS.finditer(text), _MOST_RUNS):
        pieces = [piece.span() for piece in _PIECE.finditer(text, *found.span())]
        digits = "".join(text[start:end] for start, end in pieces).lower()
        yield from (one for one in _parted(digits, pieces, text) if one.kind in kinds)


def _parted(digits: str, pieces: list[Span], text: str) -> Iterator[Number]:
    """Yield the numbers that a run of digits in `pieces` of `text` is made of: several may follow one another."""
    if len(pieces) > _MOST_PIECES:
        whole = _number(digits, text, (pieces[0][0], pieces[-1][1]))
        yield from () if whole is None else (whole,)
        return
    ends = list(accumulate(end - start for start, end in pieces))
    first = done = 0
    while first < len(pieces):
        for last in range(len(pieces) - 1, first - 1, -1):
            found = _number(digits[done : ends[last]], text, (pieces[first][0], pieces[last][1]))
            if found is not None:
                yield found
                first = last
                break
        done, first = ends[first], first + 1


def _number(digits: str, text: str, span: Span) -> Number | None:
    kind = _kind(digits, text, span) if len(digits) in _LENGTHS else None
    return None if kind is None else Number(kind=kind, start=span[0], end=span[1], digits=digits)


def _kind(digits: str, text: str, span: Span) -> Kind | None:
    if is_id_card(digits):
        return Kind.ID_CARD
    if _PHONE.fullmatch(digits):
        return Kind.PHONE
    return Kind.BANK_CARD if _is_bank_card(digits, text, span) else None


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
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _is_bank_card(digits: str, text: str, span: Span) -> bool:
    is_union = _UNION.fullmatch(digits) is not None
    if not is_union and not _ABROAD.fullmatch(digits):
        return False
    if not passes_luhn(digits):
        return False
    start, end = span
    near = text[max(0, start - _BEFORE) : start] + " " + text[end : end + _AFTER]
    if _CARD_WORDS.search(near):
        return True
    return not names_a_thing(text, start) and (is_union or _FOURS.fullmatch(text, *span) is not None)


def masked(number: Number) -> str:
    """Return the digits of `number` with those in the middle hidden."""
    head, tail = _shown(number)
    hidden = len(number.digits) - head - tail
    return number.digits[:head] + "*" * hidden + number.digits[-tail:]


def conceal(text: str) -> str:
    """Return `text` with the middle of every ID card, bank card and mobile phone number in it hidden.

    It is as long as before, so that places in it stay what they are. Numbers are found behind full width, keycaps,
    numerals in Chinese and whatever else the `normal` fold undoes.
    """
    if len(text) < _SHORTEST or (text.isascii() and not _PLENTY.search(text)) or not _has_digits_enough(text):
        return text
    hidden = bytearray(len(text))
    for start in range(0, len(text), _STEP):
        for first, last in _hidden(text[start : start + _STEP + _OVERLAP]):
            hidden[start + first : start + last] = b"\1" * (last - first)
    if not any(hidden):
        return text
    return "".join("*" if is_hidden else char for char, is_hidden in zip(text, hidden, strict=True))


def _has_digits_enough(text: str) -> bool:
    """Tell whether `text` could hold a number whatever is undone, without undoing anything: it is asked of every reason."""
    digits = _digits_behind()
    return sum(digits.get(char, 0) or char.isdecimal() for char in text) >= _SHORTEST


@cache
def _digits_behind() -> Mapping[str, int]:
    """Return how many digits each character may be read as."""
    numerals = {*"0123456789", *map(chr, DIGITS)}
    read = chain(((char, plain) for char, (_, plain) in characters().items()), emoji().items())
    counted = {char: sum(one in numerals for one in plain) for char, plain in read}
    return {char: count for char, count in counted.items() if count} | dict.fromkeys(numerals, 1)


def _hidden(text: str) -> Iterator[Span]:
    """Yield the places of digits that must not be seen in a short `text`."""
    view = views(text, Strength.NORMAL)[0]
    read = in_digits(view.text)
    if not _PLENTY.search(read):
        return
    said = numbers(read, _ALL) if read != view.text else ()
    for number in chain(numbers(view.text, _ALL), said):
        for start, end in _middle(read, number):
            yield view.original(start, end)


_ALL = frozenset(Kind)


def _shown(number: Number) -> Span:
    """Return how many digits of `number` may be seen at the beginning, its country code included, and at the end."""
    head, tail = _SHOWN[number.kind]
    has_country = number.kind is Kind.PHONE and len(number.digits) > _SHORTEST
    return head + 2 * has_country, tail


def _middle(text: str, number: Number) -> Iterator[Span]:
    """Yield the places in `text` of the digits of `number` that must not be seen."""
    head, tail = _shown(number)
    places = [at for at in range(number.start, number.end) if text[at].isdigit() or text[at] in "xX"]
    return ((at, at + 1) for at in places[head : len(places) - tail])
