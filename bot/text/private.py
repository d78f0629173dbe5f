"""What nobody should post in a group: numbers of ID cards, bank cards and mobile phones; and hiding them where a text is shown."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import accumulate, chain, islice, repeat

from bot.core.findings import Span
from bot.text.cards import LENGTHS, glued, is_foreign_card, is_id_card, is_phone, is_union_card, may_begin
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


_SHORTEST = 11  # digits, of a mobile phone
_MOST_PIECES = 8  # chosen: parts between gaps; more are single digits, which make one number
_MOST_RUNS = 100  # chosen: more are a table
_GLUED = 22  # digits without a gap that may be two numbers
_PIECE = re.compile(r"\d+|[xX]")
_GAP = r"[-\s·.。_]{0,2}"
_WIDE_GAP = r"[-\s·.。_*/,，、–—\u200b\ufe0f\u20e3]{0,3}"
_RUN, _WIDE_RUN = (
    re.compile(rf"(?<!\d)(?:\+\s?)?\d(?:{gap}\d){{10,43}}(?:{gap}x)?(?!\d)", re.IGNORECASE) for gap in (_GAP, _WIDE_GAP)
)
"""Digits that may make numbers: as people write them, and whatever may be read as if they had."""
_PLENTY = re.compile(rf"\d(?:{_WIDE_GAP}\d){{10}}")
_PLENTY_WRITTEN = re.compile(r"\d(?:[^\da-zA-Z]{0,6}\d){10}")
_CARD_WORDS = re.compile(r"卡|账[号户]|帐[号户]|开户|[转打汇收付]款|转账|visa|master|card", re.IGNORECASE)
_BEFORE, _AFTER = 16, 10  # characters in which a word makes 16 digits a card; chosen
_FOURS = re.compile(r"\d{4}(?:[-\s]\d{4}){3}")
_STEP, _OVERLAP = 1_000, 200  # characters folded at a time, because pages are not folded; a number is shorter than 200
_FOLDED = 2_000  # chosen: characters of which disguise is undone; what follows is read as it stands
_SHOWN: Mapping[Kind, tuple[int, int]] = {Kind.ID_CARD: (6, 4), Kind.BANK_CARD: (4, 4), Kind.PHONE: (3, 4)}
"""Digits that may be seen at the beginning and at the end."""


def numbers(text: str, kinds: Collection[Kind]) -> Iterator[Number]:
    """Yield the numbers of `kinds` in `text`, which has gone through the `normal` fold, in order: those among its first 100 rows of digits.

    Digits may be parted by blanks and dashes. What is said to be an order, a parcel or a meeting is no card; a card of a
    foreign scheme must be called a card or be written in fours, because order numbers look like it.
    """
    for found in islice(_RUN.finditer(text), _MOST_RUNS):
        yield from (one for one in _in_run(text, found.span(), most=_MOST_PIECES) if one.kind in kinds)


def _in_run(text: str, span: Span, *, most: int) -> Iterator[Number]:
    """Yield the numbers that the digits in `span` of `text` are made of: several may follow one another.

    most: pieces between which a number may begin; of more the whole may be one.
    """
    pieces = list(_pieces(text, span))
    digits = "".join(text[start:end] for start, end in pieces).lower()
    first_at = {
        start: place for place, start in enumerate(accumulate((end - start for start, end in pieces), initial=0))
    }
    starts = list(first_at) if len(pieces) <= most else [0]
    over = 0
    for done in starts:
        for length in LENGTHS if done >= over and may_begin(digits, done) else ():
            last = first_at.get(done + length, 0) - 1
            if last < 0 or (len(pieces) > most and digits[done + length :] not in {"", "x"}):
                continue
            found = _number(digits[done : done + length], text, (pieces[first_at[done]][0], pieces[last][1]))
            if found is not None:
                yield found
                over = done + length
                break


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Yield the places of digits in `span` of `text`, apart where a gap is between them or where one number ends."""
    for piece in _PIECE.finditer(text, *span):
        start, end = piece.span()
        for length in glued(piece[0]) if end - start >= _GLUED else ():
            yield start, start + length
            start += length
        if start < end:
            yield start, end


def _number(digits: str, text: str, span: Span) -> Number | None:
    kind = _kind(digits, text, span)
    return None if kind is None else Number(kind=kind, start=span[0], end=span[1], digits=digits)


def _kind(digits: str, text: str, span: Span) -> Kind | None:
    if is_id_card(digits):
        return Kind.ID_CARD
    if is_phone(digits):
        return Kind.PHONE
    return Kind.BANK_CARD if _is_bank_card(digits, text, span) else None


def _is_bank_card(digits: str, text: str, span: Span) -> bool:
    is_union = is_union_card(digits)
    if not is_union and not is_foreign_card(digits):
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
    numerals in Chinese and whatever else the `normal` fold undoes, that in the first 2,000 characters; and with gaps of more
    kinds between their digits than where they are judged: to hide one too many does no harm.
    """
    if len(text) < _SHORTEST or (text.isascii() and not _PLENTY_WRITTEN.search(text)) or not _has_digits_enough(text):
        return text
    hidden = bytearray(len(text))
    for start in range(0, min(len(text), _FOLDED), _STEP):
        for first, last in _hidden(text[start : start + _STEP + _OVERLAP]):
            hidden[start + first : start + last] = b"\1" * (last - first)
    for at in _middles(text[_FOLDED:].translate(_as_digits())) if len(text) > _FOLDED else ():
        hidden[_FOLDED + at] = 1
    if not any(hidden):
        return text
    return "".join("*" if is_hidden else char for char, is_hidden in zip(text, hidden, strict=True))


def _has_digits_enough(text: str) -> bool:
    """Tell whether `text` could hold a number whatever is undone, without undoing anything: it is asked of every reason."""
    return sum(map(str.isdecimal, text)) + sum(map(_digits_behind().get, text, repeat(0))) >= _SHORTEST


@cache
def _digits_behind() -> Mapping[str, int]:
    """Return how many digits each character that is none itself may be read as."""
    numerals = {*"0123456789", *map(chr, DIGITS)}
    read = chain(((char, plain) for char, (_, plain) in characters().items()), emoji().items())
    counted = {char: sum(one in numerals for one in plain) for char, plain in read}
    known = dict.fromkeys(map(chr, DIGITS), 1)
    return {char: count for char, count in (counted | known).items() if count and not char.isdecimal()}


@cache
def _as_digits() -> Mapping[int, str]:
    """Return the digit of each character that may be read as a single one."""
    single = {ord(char): plain for char, (_, plain) in characters().items() if len(plain) == 1 and plain.isdecimal()}
    wide = {ord("０") + digit: str(digit) for digit in range(10)}
    return single | wide | DIGITS


def _hidden(text: str) -> Iterator[Span]:
    """Yield the places of digits that must not be seen in a short `text`."""
    view = views(text, Strength.NORMAL)[0]
    read = in_digits(view.text)
    for one in {view.text, read}:
        yield from (view.original(at, at + 1) for at in _middles(one))


def _middles(text: str) -> Iterator[int]:
    """Yield the places in `text` of the digits of numbers that must not be seen."""
    if not _PLENTY.search(text):
        return
    for run in _WIDE_RUN.finditer(text):
        for number in _in_run(text, run.span(), most=len(text)):
            yield from _middle(text, number)


def _shown(number: Number) -> Span:
    """Return how many digits of `number` may be seen at the beginning, its country code included, and at the end."""
    head, tail = _SHOWN[number.kind]
    return head + (len(number.digits) - _SHORTEST if number.kind is Kind.PHONE else 0), tail


def _middle(text: str, number: Number) -> Sequence[int]:
    head, tail = _shown(number)
    places = [at for at in range(number.start, number.end) if text[at].isdigit() or text[at] in "xX"]
    return places[head : len(places) - tail]
