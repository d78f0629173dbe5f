"""Walking over what stands behind a command word, piece by piece; what no piece explains is left over."""

import re
from collections.abc import Callable

from bot.orders import Piece
from bot.orders.naming import another, either, is_another, is_only_teller, person_at, whole_name
from bot.orders.numbers import Points, case_numbers, points_at
from bot.orders.people import EVERYBODY, PRONOUN, Named
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import SEPARATORS, is_boundary, plain, skip
from bot.orders.spans import Span, span_at, vague_span_at

MOST_PEOPLE = 50  # chosen: more are not named by hand
_BECAUSE = re.compile(
    r"(?:因为|由于|原因(?:是|为)?|理由(?:是|为)?|because(?:\sof)?(?![a-z])|reason(?![a-z]))\s?[:,]?\s?"
)
_MOST_SPANS = 4  # chosen: two that differ are asked about
_MOST_FILLERS = 16  # chosen: words in a row that say nothing
_TOWARDS = re.compile(r"(?:[下给对]|[这那][个位]?)\s?")
_FILLER = re.compile(
    r"(?:一下子?|(?:还是|或者?)(?=\s?[0-9一二两三半到])|各|每人|都|一起|群聊|出群聊?|群里|本群|群|出去|去?了[吧哈]|去吧|[掉去出走吧了]|一次|[1一]条|处罚|案件|的(?=处罚|案件|禁言|记录|$|[ ,])|谢谢(?:你|您|啦|管理员?|群主)?|辛苦了?|please(?![a-z])|pls(?![a-z])|for(?![a-z]))"
)


def walk(line: Line, found: Pieces) -> None:
    """Take every piece from `found.at` on; what is left over goes to `found.rest`."""
    while True:
        at = skip(line.plain, found.at, " :,、" if found.takes(Piece.TEXT) else SEPARATORS)
        if at >= line.end:
            found.at = line.end
            found.rest_at = found.rest_at if found.because else line.end
            return
        found.at = at
        takers = (_person,) if found.is_text else _TAKERS
        if not any(take(line, found) for take in takers):
            break
    found.rest_at = found.at
    found.rest = line.text[found.at : line.end].strip()


def _because(line: Line, found: Pieces) -> bool:
    match = _BECAUSE.match(line.plain, found.at) if found.takes(Piece.REASON) else None
    if match is None or match.end() >= line.end:
        return False
    found.because = True
    found.rest_at, found.at = match.end(), line.end
    found.rest = line.text[match.end() : line.end].strip()
    return True


def _sub(line: Line, found: Pieces) -> bool:
    if found.sub or not found.grammar.subs:
        return False
    ways = [(plain(way), sub) for sub, some in found.grammar.subs.items() for way in (sub, *some)]
    for way, sub in sorted(ways, key=lambda told: -len(told[0])):
        end = found.at + len(way)
        if line.plain.startswith(way, found.at) and (is_boundary(line.plain, end) or person_at(line, end)):
            found.sub, found.at = sub, end
            return True
    return False


def _tail(line: Line, found: Pieces) -> bool:
    at = found.at + line.plain.startswith("的", found.at)
    if not found.tail or not line.plain.startswith(found.tail, at):
        return False
    end = at + len(found.tail)
    if not is_boundary(line.plain, end) and not (_FILLER.match(line.plain, end) or person_at(line, end)):
        return False
    found.at = end
    found.tail = ""
    return True


def _person(line: Line, found: Pieces) -> bool:
    if not found.takes(Piece.PEOPLE) or len(found.people) >= MOST_PEOPLE:
        return False
    at = found.at
    towards = None if found.people else _TOWARDS.match(line.plain, at)
    if towards and person_at(line, towards.end()):
        at = towards.end()
    both = either(line, found.people[-1]) if found.people else None
    if both is not None:
        found.people[-1], found.at = both, both.end
        return True
    named = person_at(line, at) or another(line, found, at)
    if named is None or (not found.people and is_only_teller(line, named)):
        return False
    if found.people and not is_another(line, found, named):
        _leave_to_reason(line, found, named)
        return False
    named = whole_name(line, found, named)
    found.people.append(named)
    found.at = named.end
    return True


def _leave_to_reason(line: Line, found: Pieces, named: Named) -> None:
    """Give all but the first back where several say something together: 警告 张三 李四 王五 都说他骂人."""
    first = found.people[0].end
    is_said = line.plain.startswith("都说", skip(line.plain, named.end))
    if is_said and not line.plain[first : named.end].count("、"):
        found.people, found.at = found.people[:1], first


def _span(line: Line, found: Pieces) -> bool:
    if not found.takes(Piece.SPAN) or len(found.spans) >= _MOST_SPANS:
        return False
    span = span_at(line.plain, found.at, now=line.now, zone=line.zone)
    if span is None and not found.spans:
        span = vague_span_at(line.plain, found.at, now=line.now, zone=line.zone)
    if span is None:
        return False
    take_span(line, found, found.at, span)
    found.at = span.end
    return True


def take_span(line: Line, found: Pieces, at: int, span: Span) -> None:
    """Add `span`, which stands at `at`."""
    found.spans.append(span)
    found.said_span = f"{found.said_span} {line.text[at : span.end].strip()}".strip()


def _points(line: Line, found: Pieces) -> bool:
    points = points_at(line.plain, found.at) if found.takes(Piece.POINTS) else None
    if points is None:
        return False
    if found.points is not None:
        return _other_points(line, found, points)
    found.points, found.said_points = points, line.text[found.at : points.end].strip()
    if found.tail == "分" and line.plain[found.at : points.end].strip().endswith("分"):
        found.tail = ""
    found.at = points.end
    return True


def _other_points(line: Line, found: Pieces, points: Points) -> bool:
    """Take points that differ from those before: then neither can be meant."""
    if found.points is None or found.points.value in {None, points.value}:
        return False
    found.said_points += " " + line.text[found.at : points.end].strip()
    found.points, found.at = Points(end=points.end, value=None), points.end
    return True


def _numbers(line: Line, found: Pieces) -> bool:
    if not found.takes(Piece.NUMBERS) or found.numbers:
        return False
    at = found.at + line.plain.startswith("#", found.at)
    end, numbers = case_numbers(line.plain, at)
    if not numbers:
        return False
    found.numbers, found.at = numbers, end
    return True


def _filler(line: Line, found: Pieces) -> bool:
    match = None if found.takes(Piece.TEXT) and not found.takes(Piece.NUMBERS) else _FILLER.match(line.plain, found.at)
    if match is None or found.fillers >= _MOST_FILLERS:
        return False
    end = match.end()
    is_guarded = bool(found.people) or not (found.takes(Piece.PEOPLE) or match[0].startswith("一下"))
    if is_guarded and not is_boundary(line.plain, end) and not line.words.stops.match(line.plain, end):
        return False
    found.fillers += 1
    found.is_past |= match[0].startswith("了")
    found.at = end
    return True


def _somebody(line: Line, found: Pieces) -> bool:
    """Take 所有人 and 他, which name nobody yet."""
    if found.early and (again := PRONOUN.match(line.plain, found.at)):
        found.at = again.end()
        return True
    if not found.takes(Piece.PEOPLE) or found.people:
        return False
    match = EVERYBODY.match(line.plain, found.at) or PRONOUN.match(line.plain, found.at)
    if match is None:
        return False
    found.people.append(Named(end=match.end(), said=line.text[found.at : match.end()]))
    found.at = match.end()
    return True


_TAKERS: tuple[Callable[[Line, Pieces], bool], ...] = (
    _because, _tail, _sub, _person, _span, _points, _numbers, _somebody, _filler,
)  # fmt: skip
