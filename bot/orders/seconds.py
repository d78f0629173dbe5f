"""A second order in the same line: 禁言张三10分钟，警告李四. One line is one order; which, is asked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice

from bot.orders import Doubt, Grammar, Order, Piece
from bot.orders.naming import person_at
from bot.orders.numbers import case_numbers
from bot.orders.people import PRONOUN
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import EDGES, is_boundary, skip
from bot.orders.spans import span_at
from bot.orders.words import Word, halves_at, word_at

ALONE = "alone"
"""The pick that lets the first order of a line go without the second."""
_MOST_LOOKS = 64  # chosen: places of a long line at which a second order is looked for
_LINK = r"[ ,;:。、!(]{0,8}(?P<link>并且?|然后|同时|顺便|另外|接着|还有|以及|或者?|还是|再|也|和)?\s?(?P<object>[把将给对])?\s?"
_HERE = re.compile(_LINK)
_BREAK = re.compile(rf"(?=[ ,;:。、!并然同顺另接还以或再也和(]){_LINK}")
_ENDS = re.compile(r"[吧了 ,。!]{0,8}$")
_COUNT = re.compile(r"\s?[+-]?[0-9一二两三四五六七八九十半]{1,3}\s?分(?!钟)")


def second_at(line: Line, found: Pieces, grammars: Sequence[Grammar]) -> int | None:
    """Return where in what was left over another order begins, its link included; None if none does.

    What is announced as 原因： is all reason.
    """
    if found.is_text or not (found.people or (found.numbers and found.needs)):
        return None
    if found.because and line.plain[: found.rest_at].rstrip().endswith(":"):
        return None
    glued = [_HERE.match(line.plain, at) for at in (found.rest_at, *(named.end for named in found.people[-1:]))]
    breaks = _BREAK.finditer(line.plain, max(found.rest_at - 1, found.word_end), line.end)
    looks = chain(filter(None, glued), islice(breaks, _MOST_LOOKS))
    seen = (match.start() for match in looks if match.end() >= found.rest_at and _is_order(line, match, grammars))
    return next(seen, None)


def first_of(line: Line, cut: int) -> Line:
    """Return `line` without what begins at `cut`."""
    text = line.text[:cut].rstrip()
    return replace(line, text=text, plain=line.plain[: len(text)], end=len(text))


def with_second(order: Order, said: str) -> Order:
    """Return `order`, which is done alone only if that was picked; said: what was ordered behind it."""
    if ALONE in order.picks:
        return order
    doubt = Doubt(piece=Piece.TEXT, said=said.strip(EDGES), choices=((f"只办“{order.said}”", {ALONE: "1"}),))
    return replace(order, doubts=(doubt, *order.doubts))


def _is_order(line: Line, match: re.Match[str], grammars: Sequence[Grammar]) -> bool:
    """Tell whether what stands behind `match` names a punishment and whom, or how long."""
    at = match.end()
    named = person_at(line, at)
    if named is not None and not named.ids:
        return False
    place = skip(line.plain, named.end) if named else at
    word = _word_at(line, place, grammars)
    if word is None:
        return named is None and _is_numbered(line, place, grammars)
    end = place + word.length
    if named is not None:
        return bool(word.tail) or _is_closed(line, end)
    return bool(word.tail) or _is_about(line, end, is_linked=match["link"] is not None)


def _word_at(line: Line, at: int, grammars: Sequence[Grammar]) -> Word | None:
    """Return the word of a punishment at `at`; 加2分 with its number."""
    word = word_at(line.plain, at, line.words)
    if word is not None and {Piece.PEOPLE, Piece.REASON} <= grammars[word.grammar].takes:
        return word
    halves = (half for half in halves_at(line.plain, at, line.words) if half.tail == "分")
    return next((half for half in halves if _COUNT.match(line.plain, at + half.length)), None)


def _is_numbered(line: Line, at: int, grammars: Sequence[Grammar]) -> bool:
    """Tell whether a word that takes numbers stands at `at`, with some: 撤销 58."""
    word = word_at(line.plain, at, line.words)
    if word is None or Piece.NUMBERS not in grammars[word.grammar].takes:
        return False
    end, numbers = case_numbers(line.plain, skip(line.plain, at + word.length))
    return bool(numbers) and is_boundary(line.plain, end)


def _is_about(line: Line, at: int, *, is_linked: bool) -> bool:
    """Tell whether somebody known or a length stands at `at` behind a word; behind a link the word alone will do."""
    place = skip(line.plain, at)
    named = person_at(line, place)
    again = PRONOUN.match(line.plain, place)
    if (named is not None and named.ids) or (again is not None and is_boundary(line.plain, again.end())):
        return True
    return _is_counted(line, place) or (is_linked and _ENDS.match(line.plain, at) is not None)


def _is_closed(line: Line, at: int) -> bool:
    """Tell whether a word ends the order at `at`, or a length does."""
    return is_boundary(line.plain, at) or _is_counted(line, at)


def _is_counted(line: Line, at: int) -> bool:
    span = span_at(line.plain, at, now=line.now, zone=line.zone)
    return span is not None and span.is_sure and is_boundary(line.plain, span.end)
