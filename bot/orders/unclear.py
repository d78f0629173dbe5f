"""A line that calls the bot and orders something, but contradicts itself or cannot be read: it is asked about, never done."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from bot.orders import Doubt, Grammar, Order, Piece
from bot.orders.finding import begun
from bot.orders.leftovers import finish
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import EDGES, skip
from bot.orders.spans import span_at
from bot.orders.talk import is_contradictory, is_question
from bot.orders.things import is_doubtful, is_tagged
from bot.orders.walking import walk
from bot.orders.words import word_at

_LONGEST = 40  # characters of the line that are shown; chosen
_MOST_STARTS = 12  # chosen: places at which an order is looked for
_TELLS = re.compile(r"[别没未早昨刚曾]|不[要用该会]|要是|如果|已经|去年|上[周次]|以后|以前")
_LETS = re.compile(r"可以|麻烦|请|帮|快|[你您]")
_OBJECT = re.compile(r"\W*(?:可以|麻烦|请|帮我?|快|赶紧|先|直接|[你您])*\W*[把将](?![我你您]|自己)[^把将]{1,12}")
_THREATENS = re.compile(r"再|下次|谁|敢")
_ENDS = re.compile(r"[了掉去出吧! 。~]{0,4}")
_DESCRIBES = re.compile(r"的(?:那个|那位|人|家伙)?$")
_LONGEST_LOOK = 200  # characters of a line in which such a word is looked for; chosen
_STARTS = re.compile(r"[ ,.;:!。、…]+|(?=[把将给])")


def unclear_in(line: Line, start: int, grammars: Sequence[Grammar], picks: Mapping[str, str]) -> Order | None:
    """Return an order that only asks for clear words; None if the line, read from `start` on, is mere talk."""
    is_asked = is_question(line.plain)
    seen = (
        (at, one) for at, one in _seen(line, start, grammars) if not is_asked or (at == start and _is_for_consent(one))
    )
    found = next((one for at, one in seen if _is_whole(line, one) and _is_wish(line.plain[start:at], one)), None)
    if found is None:
        return None if is_asked else _about_nobody(line, start, grammars, picks)
    said = line.text[start : line.end].strip(EDGES)[:_LONGEST]
    return Order(
        command=found.grammar.id,
        word=found.word,
        doubts=(Doubt(piece=Piece.TEXT, said=said),),
        picks=dict(picks),
        said=found.grammar.words[0],
    )


def _about_nobody(line: Line, start: int, grammars: Sequence[Grammar], picks: Mapping[str, str]) -> Order | None:
    """Return an order that asks whom it is about: 把那个发广告的踢了, 刷屏的都禁言10分钟."""
    for at in range(start, min(line.end, start + _LONGEST_LOOK)):
        word = word_at(line.plain, at, line.words)
        grammar = grammars[word.grammar] if word else None
        if word is None or grammar is None or not {Piece.PEOPLE, Piece.REASON} <= grammar.takes:
            continue
        if _is_told_of(line, start, at, at + word.length):
            doubts = (Doubt(piece=Piece.PEOPLE),)
            return Order(command=grammar.id, word=word.word, doubts=doubts, picks=dict(picks), said=grammar.words[0])
    return None


def _is_told_of(line: Line, start: int, at: int, end: int) -> bool:
    """Tell whether the word between `at` and `end` is to be done to somebody who is only described."""
    before, behind = line.plain[start:at], line.plain[end : line.end]
    if _TELLS.search(before) or _THREATENS.search(before) or before.endswith("被"):
        return False
    if _OBJECT.fullmatch(before):
        return _ENDS.fullmatch(behind) is not None
    span = span_at(line.plain, skip(line.plain, end), now=line.now, zone=line.zone)
    is_timed = span is not None and span.is_sure and _ENDS.fullmatch(line.plain[span.end : line.end]) is not None
    return is_timed or (not before.strip() and _DESCRIBES.search(behind) is not None)


def _seen(line: Line, start: int, grammars: Sequence[Grammar]) -> Iterator[tuple[int, Pieces]]:
    """Yield what could be ordered at the beginning and behind each mark, with its place."""
    behind = (match.end() for match in _STARTS.finditer(line.plain, start, line.end))
    for at in (start, *islice(behind, _MOST_STARTS)):
        for found in begun(line, at, grammars):
            walk(line, found)
            finish(line, found)
            yield at, found


def _is_for_consent(found: Pieces) -> bool:
    """Tell whether a question is an order that asks at its end whether it may be: 禁言 张三 10分钟 好不好."""
    is_plain = not (found.is_early or (found.is_people_first and not found.is_object))
    return is_plain and is_tagged(found) and any(named.ids for named in found.people)


def _is_wish(before: str, found: Pieces) -> bool:
    """Tell whether what stands `before` lets an order follow, and no tale of what was done or shall not be."""
    return not _TELLS.search(before) and (not found.is_past or _LETS.search(before) is not None)


def _is_whole(line: Line, found: Pieces) -> bool:
    """Tell whether somebody known, or a number, is named, and there is more to it than talk."""
    if found.tail or found.is_text:
        return False
    if found.people and is_doubtful(line, found):
        return True
    if any(named.ids for named in found.people):
        return bool(found.spans or found.points) or is_contradictory(found) or not found.rest
    return bool(found.numbers) and not found.rest
