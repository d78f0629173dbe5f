"""Making an order of what was found: who, how long, how much; what is missing or could be two things becomes a doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from bot.core.model import MemberId
from bot.orders import Doubt, Order, Piece
from bot.orders.moments import moment_in_words
from bot.orders.numbers import Points, case_numbers, number_in_words, points_at
from bot.orders.people import EVERYBODY, PRONOUN, Named, doubt_of, near, written
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import plain
from bot.orders.spans import OFFERED, Span, span_at, span_in_words

_POINTS = ("1分", "2分", "5分")  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is known of an order, and what is not. people: those who are sure."""

    people: tuple[MemberId, ...] = ()
    span: Span | None = None
    points: Points | None = None
    numbers: tuple[int, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def order_of(line: Line, found: Pieces, *, picks: Mapping[str, str], quoted: MemberId | None) -> Order:
    """Return the order that was `found`."""
    people, of_people = _people(line, found, picks, quoted)
    span, of_span = _span(line, found, picks)
    points, of_points = _points(found, picks)
    numbers = found.numbers or case_numbers(plain(picks.get("numbers", "")), 0)[1]
    settled = Settled(people=people, span=span, points=points, numbers=numbers)
    doubts = (*of_people, *of_span, *of_points)
    doubts += _missing(found, settled, doubts)
    until = span.until if span is not None else None
    return Order(
        command=found.grammar.id,
        word=found.word,
        sub=found.sub,
        people=people,
        span=span.span if span is not None else None,
        until=until.astimezone(UTC) if until is not None else None,
        numbers=numbers,
        points=points.value if points is not None else None,
        reason=found.reason,
        text=found.text,
        doubts=doubts,
        picks=dict(picks),
        said=_said(line, found, settled),
    )


def _people(
    line: Line, found: Pieces, picks: Mapping[str, str], quoted: MemberId | None
) -> tuple[tuple[MemberId, ...], tuple[Doubt, ...]]:
    sure: dict[MemberId, None] = {}
    doubts: dict[str, Doubt] = {}
    for named in found.people:
        picked = picks.get(f"people:{named.said}")
        one = MemberId(picked) if picked else _sure(named, quoted)
        if one is not None:
            sure[one] = None
            continue
        vague = bool(EVERYBODY.fullmatch(plain(named.said)) or PRONOUN.fullmatch(plain(named.said)))
        ids = named.ids or (() if vague else near(named.said, line.people))
        doubts[named.said] = doubt_of(named.said, ids, line.people)
    if not found.people and any(Piece.PEOPLE in some for some in found.needs) and not found.numbers:
        late = [MemberId(one) for one in picks.get("people", "").split()] or ([quoted] if quoted else [])
        sure.update(dict.fromkeys(late))
    return tuple(sure), tuple(doubts.values())


def _sure(named: Named, quoted: MemberId | None) -> MemberId | None:
    if len(named.ids) == 1:
        return named.ids[0]
    return quoted if PRONOUN.fullmatch(plain(named.said)) and not named.ids else None


def _span(line: Line, found: Pieces, picks: Mapping[str, str]) -> tuple[Span | None, tuple[Doubt, ...]]:
    picked = span_at(plain(picks.get("span", "")), 0, now=line.now, zone=line.zone) if picks.get("span") else None
    if picked is not None and picked.is_sure:
        return picked, ()
    if not found.spans:
        return None, ()
    if all(span.is_sure for span in found.spans) and len({span.span for span in found.spans}) == 1:
        return found.spans[0], ()
    unsure = next((span for span in found.spans if not span.is_sure), None)
    offers = unsure.offers if unsure else tuple(span_in_words(s.span) for s in found.spans if s.span is not None)
    return None, (_offered(Piece.SPAN, "span", found.said_span, offers),)


def _points(found: Pieces, picks: Mapping[str, str]) -> tuple[Points | None, tuple[Doubt, ...]]:
    picked = points_at(plain(picks.get("points", "")), 0)
    if picked is not None and picked.value is not None:
        return picked, ()
    if found.points is not None and found.points.value is None:
        return None, (_offered(Piece.POINTS, "points", found.said_points, _POINTS),)
    return found.points, ()


def _missing(found: Pieces, settled: Settled, doubts: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
    """Return a doubt for each piece the command cannot do without and that nobody wrote."""
    have = {
        Piece.PEOPLE: bool(settled.people or found.people),
        Piece.SPAN: settled.span is not None or bool(found.spans),
        Piece.POINTS: settled.points is not None,
        Piece.NUMBERS: bool(settled.numbers),
        Piece.REASON: bool(found.reason),
        Piece.TEXT: bool(found.text),
    }
    asked = {doubt.piece for doubt in doubts}
    lacking = [some[0] for some in found.needs if not any(have[piece] or piece in asked for piece in some)]
    if settled.people and len(settled.people) < found.grammar.least and Piece.PEOPLE not in asked:
        lacking.insert(0, Piece.PEOPLE)
    return tuple(_lack(piece) for piece in lacking)


def _lack(piece: Piece) -> Doubt:
    if piece is Piece.SPAN:
        return _offered(piece, "span", "", OFFERED)
    if piece is Piece.POINTS:
        return _offered(piece, "points", "", _POINTS)
    return Doubt(piece=piece)


def _offered(piece: Piece, key: str, said: str, offers: tuple[str, ...]) -> Doubt:
    return Doubt(piece=piece, said=said, choices=tuple((offer, {key: offer}) for offer in offers))


def _said(line: Line, found: Pieces, settled: Settled) -> str:
    """Return the order in canonical words; reading them again gives the same order."""
    pieces = [found.grammar.words[0], _sub_said(found)]
    pieces += [written(one, line.people) for one in settled.people]
    pieces += [f"@{named.said}" for named in found.people if not _is_settled(named, settled)]
    pieces.append(_span_said(line, found, settled.span))
    if settled.points is not None and settled.points.value is not None:
        pieces.append(f"{number_in_words(settled.points.value)}分")
    elif found.said_points:
        pieces.append(found.said_points)
    pieces.append("、".join(map(str, settled.numbers)))
    pieces += [f"原因：{found.reason}" if found.reason else "", found.text]
    return " ".join(piece for piece in pieces if piece)


def _sub_said(found: Pieces) -> str:
    """Return the second word as people read it: its key, or the first way to write a key that is not Chinese."""
    ways = found.grammar.subs.get(found.sub, ())
    return ways[0] if found.sub.isascii() and ways else found.sub


def _is_settled(named: Named, settled: Settled) -> bool:
    if len(named.ids) == 1 or (named.ids and set(named.ids) & set(settled.people)):
        return True
    return bool(PRONOUN.fullmatch(plain(named.said)) and settled.people)


def _span_said(line: Line, found: Pieces, span: Span | None) -> str:
    if span is None or span.span is None:
        return found.said_span
    if span.until is not None:
        return moment_in_words(span.until.astimezone(line.zone))
    return span_in_words(span.span)
