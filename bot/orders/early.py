"""Orders whose reason or length stands before their word: 刷屏 禁言 @张三, 10分钟 禁言 张三, @张三 2小时 刷屏 禁言."""

import re
from collections.abc import Iterator, Sequence

from bot.orders import Grammar, Piece
from bot.orders.naming import person_at
from bot.orders.people import Named, is_reason
from bot.orders.pieces import Line, Pieces, begun_by
from bot.orders.plain import EDGES, SEPARATORS, skip
from bot.orders.spans import Span, span_at
from bot.orders.walking import take_span
from bot.orders.words import Word, word_at

_LONGEST = 30  # characters of a reason before the word; chosen
_THREAT = re.compile(r"再|要是|如果|谁|又在|的")
_OFFENCE = re.compile(
    r"(?:又|一直|老是?|总是?|多次|屡次|反复|连续|恶意|在?群里|天天)?"
    r"(?:[刷骂辱吵]\w|发(?![现个给送出到完了一我你他她])\w|打广告|广告|引流|诈骗|骗人|造谣|挑衅|灌水|水群|带节奏|乱发|冒充|违规|人身攻击|spam)"
)
_COUNTED = re.compile(r"[加减]\s?[0-9一二两三四五六七八九十半]{1,3}\s?分")
_NO_REASON = re.compile(r"再|要是|如果|谁|的|被|会|就|才|吗|么|不|说|应该|可以|是|\?|!")


def reason_first(
    line: Line, named: list[Named], at: int, span: Span | None, grammars: Sequence[Grammar]
) -> Iterator[Pieces]:
    """Yield what begins with people and what they did: @张三 刷屏，禁言10分钟. span: what stands at `at`, behind them."""
    start = skip(line.plain, span.end if span else at)
    if not is_reason(line.plain, start) or _THREAT.match(line.plain, start) or _is_word(line, start):
        return
    for place, word in _words_behind(line, start):
        grammar = grammars[word.grammar]
        end, spans = (place, ((at, span),)) if span else _late_span(line, start, place)
        if not {Piece.PEOPLE, Piece.REASON} <= grammar.takes or (spans and Piece.SPAN not in grammar.takes):
            continue
        found = begun_by(word, place, grammars)
        found.people, found.is_people_first = named, True
        found.early = line.text[start:end].strip(EDGES)
        for where, length in spans:
            take_span(line, found, where, length)
        yield found


def before(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    """Yield what begins with a length or an offence, the word and somebody known behind it."""
    span = sure_span_at(line, at)
    start = skip(line.plain, span.end) if span else at
    offence = _OFFENCE.match(line.plain, start)
    if span and offence is None:
        word = word_at(line.plain, start, line.words)
        yield from _early(line, word, start, grammars, spans=((at, span),)) if word else ()
    if offence is None:
        return
    for place, word in _words_behind(line, start):
        end, spans = _late_span(line, start, place)
        if _NO_REASON.search(line.plain, max(start - 1, 0), end):
            return
        told = ((at, span),) if span else spans
        yield from _early(line, word, place, grammars, spans=told, early=line.text[start:end].strip(EDGES))


def _early(
    line: Line,
    word: Word,
    place: int,
    grammars: Sequence[Grammar],
    *,
    spans: tuple[tuple[int, Span], ...],
    early: str = "",
) -> Iterator[Pieces]:
    """Yield what `word` at `place` begins, if it punishes somebody known who is named at once."""
    grammar = grammars[word.grammar]
    named = person_at(line, skip(line.plain, place + word.length))
    if named is None or not named.ids or not {Piece.PEOPLE, Piece.REASON} <= grammar.takes:
        return
    if spans and Piece.SPAN not in grammar.takes:
        return
    found = begun_by(word, place, grammars)
    found.early, found.is_early = early, True
    for at, span in spans:
        take_span(line, found, at, span)
    yield found


def _words_behind(line: Line, start: int) -> Iterator[tuple[int, Word]]:
    """Yield the command words set apart behind `start`, with their places."""
    for at in range(start + 1, min(start + _LONGEST, line.end)):
        word = word_at(line.plain, at, line.words) if line.plain[at - 1] in SEPARATORS else None
        if word is not None:
            yield at, word


def _is_word(line: Line, at: int) -> bool:
    """Tell whether a command word stands at `at`, or 加2分."""
    return word_at(line.plain, at, line.words) is not None or _COUNTED.match(line.plain, at) is not None


def sure_span_at(line: Line, at: int) -> Span | None:
    """Return the length that stands at `at`, None if none does or it must be asked about."""
    span = span_at(line.plain, at, now=line.now, zone=line.zone)
    return span if span and span.is_sure else None


def _late_span(line: Line, start: int, end: int) -> tuple[int, tuple[tuple[int, Span], ...]]:
    """Return where the reason from `start` on ends, and the length that stands between it and `end`."""
    for at in range(start + 1, end):
        span = sure_span_at(line, at) if line.plain[at - 1] in SEPARATORS else None
        if span and skip(line.plain, span.end) == end:
            return at, ((at, span),)
    return end, ()
