"""What is left over behind the pieces: the reason, a text, a length or a person named late, a name nobody has."""

import re

from bot.orders import Piece
from bot.orders.naming import person_at
from bot.orders.numbers import points_at
from bot.orders.people import JOINER, Named, alike, is_reason, known_at, near, unknown_at
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import EDGES, SEPARATORS, is_boundary, skip
from bot.orders.shapes import is_name, is_surnamed
from bot.orders.spans import OFFERED, Span, span_at
from bot.orders.walking import take_span, walk

MOST_LOOKS = 64  # chosen: places of a long line that are looked at for a late piece
_BEFORE_NAMES = SEPARATORS + "的"
_WORDY = re.compile(r"\w")
_SPAN_STARTS = re.compile(
    r"(?<![0-9.])[0-9]{1,6}(?:\.[0-9]{1,3})?\s?(?:个|秒|分|刻|小时|天|周|星期|礼拜|h|m|d|s)"
    r"|[一二两三四五六七八九十百半]{1,4}个?半?(?:秒|分钟|刻|小时|天|周|星期|礼拜|个月)"
    r"|到(?=[0-9今明后大下本周月])|永久|永远"
)
_LAST_POINTS = re.compile(r"[ ,;。]([+]?[0-9一二两三四五六七八九十.]{1,5}\s?分)[ 。!]*$")


def finish(line: Line, found: Pieces) -> None:
    """Sort what `walk` left over into `found`."""
    if found.takes(Piece.TEXT) and (found.sub or not found.takes(Piece.NUMBERS)):
        found.text = found.rest if found.sub or _WORDY.search(found.rest) else ""
        found.rest = ""
        return
    is_open = bool(found.rest) and not found.because and not found.numbers
    if is_open and found.takes(Piece.PEOPLE) and not found.people:
        beside = _beside(line, found)
        _unknown(line, found, beside) or _late_people(line, found) or _first_unknown(line, found)
    if found.rest and found.takes(Piece.SPAN) and not found.spans:
        _late_span(line, found)
    if found.rest and found.takes(Piece.POINTS) and found.points is None:
        _late_points(line, found)
    if found.takes(Piece.REASON):
        found.reason = found.rest if found.because else _trimmed(found.rest)
        found.rest = "" if found.because else found.rest
    if found.early:
        found.reason = " ".join(why for why in (found.early, found.reason) if why)


def _beside(line: Line, found: Pieces) -> Named | None:
    """Return who cannot be told, but stands right before somebody known: 移出 张磊 Jason, 移出 张磊和Jason."""
    at = found.rest_at
    named = unknown_at(line.plain, line.text, at, line.words.stops)
    if named is None or is_reason(line.plain, at) or known_at(line.plain, line.text, at, line.people):
        return None
    joint = JOINER.search(line.plain, at + 1, named.end) or JOINER.match(line.plain, named.end)
    end = min(named.end, joint.start()) if joint else named.end
    said = line.text[at:end]
    if person_at(line, joint.end() if joint else skip(line.plain, end)) is None:
        return None
    return Named(end=end, said=said) if is_name(said) or alike(said, line.people) else None


def _late_people(line: Line, found: Pieces) -> bool:
    """Take those who are named behind the reason: 禁言 刷屏 @张三."""
    start = found.rest_at
    for at in _starts(line, start):
        named = person_at(line, at)
        if named is None or (line.plain[at] != "@" and not is_boundary(line.plain, named.end)):
            continue
        if line.plain[at - 1] == "的" and not (named.ids and _describes(line, start, at - 1)):
            continue
        late = Pieces(
            at=at,
            grammar=found.grammar,
            word=found.word,
            word_end=found.word_end,
            spans=found.spans,
            said_span=found.said_span,
        )
        late.points, late.said_points = found.points, found.said_points
        walk(line, late)
        found.people, found.spans, found.said_span = late.people, late.spans, late.said_span
        found.points, found.said_points = late.points, late.said_points
        pieces = (line.text[start:at].removesuffix("的"), late.rest)
        found.rest = " ".join(_trimmed(piece) for piece in pieces if piece.strip(EDGES))
        return True
    return False


def _trimmed(text: str) -> str:
    """Return `text` without what stands at its edges; a minus before a number belongs to it: 发积分 张三 -5."""
    kept = text.strip(EDGES)
    is_negative = kept[:1].isdigit() and text.partition(kept)[0].endswith("-")
    return f"-{kept}" if is_negative else kept


def _describes(line: Line, start: int, end: int) -> bool:
    """Tell whether what stands between tells what one person did: 刷屏 in 刷屏的张三."""
    return is_reason(line.plain, start) and "的" not in line.plain[start:end]


def _starts(line: Line, start: int) -> list[int]:
    """Return the places behind `start` at which a person could be named."""
    places = (at for at in range(start + 1, line.end) if line.plain[at] == "@" or line.plain[at - 1] in _BEFORE_NAMES)
    return [at for _, at in zip(range(MOST_LOOKS), places, strict=False)]


def _first_unknown(line: Line, found: Pieces) -> bool:
    """Take the first piece of what is left as the name of somebody nobody knows, if it can be one."""
    named = unknown_at(line.plain, line.text, found.rest_at, line.words.stops)
    if named is None or (is_reason(line.plain, found.rest_at) and not near(named.said, line.people)):
        return False
    is_told = bool(line.has_quoted and (found.spans or found.points))
    if is_told and not (is_name(named.said) or alike(named.said, line.people)):
        return False
    return _unknown(line, found, named)


def _unknown(line: Line, found: Pieces, named: Named | None) -> bool:
    """Take `named`, whom nobody knows, for who is meant, and read on behind; nothing if it is None."""
    if named is None:
        return False
    found.unknown = _evidence(line, found, named)
    late = Pieces(
        at=named.end,
        grammar=found.grammar,
        word=found.word,
        word_end=found.word_end,
        spans=found.spans,
        said_span=found.said_span,
    )
    late.points, late.said_points, late.people = found.points, found.said_points, [named]
    walk(line, late)
    found.people, found.spans, found.said_span, found.because = late.people, late.spans, late.said_span, late.because
    found.points, found.said_points, found.rest, found.rest_at = late.points, late.said_points, late.rest, late.rest_at
    return True


def _evidence(line: Line, found: Pieces, named: Named) -> int:
    """Return how likely `named` is a name: 2 next to a length or points or like a known name, 1 set apart, 0 neither."""
    at = found.rest_at
    behind = skip(line.plain, named.end)
    counted = span_at(line.plain, behind, now=line.now, zone=line.zone) if found.takes(Piece.SPAN) else None
    said = named.said
    if counted or found.spans or near(said, line.people):
        return 2
    if is_surnamed(said) and behind >= line.end:
        return 2
    return 1 if at > 0 and line.plain[at - 1] == " " else 0


def _late_points(line: Line, found: Pieces) -> None:
    """Take points that stand alone at the end: 警告 张三 吵架 2分."""
    match = _LAST_POINTS.search(line.plain, found.rest_at, line.end)
    if match is None:
        return
    found.points, found.said_points = points_at(line.plain, match.start(1)), match[1]
    found.rest = line.text[found.rest_at : match.start()].strip(EDGES)


def _late_span(line: Line, found: Pieces) -> None:
    """Take a length named behind the reason; one that is glued to it may be part of it and is asked about."""
    matches = list(zip(range(MOST_LOOKS), _SPAN_STARTS.finditer(line.plain, found.rest_at, line.end), strict=False))
    for _, match in reversed(matches):
        span = span_at(line.plain, match.start(), now=line.now, zone=line.zone)
        if span is None or skip(line.plain, span.end) < line.end:
            continue
        at = match.start()
        if line.plain[at - 1] in SEPARATORS:
            take_span(line, found, at, span)
        else:
            said = line.text[at : span.end]
            offers = span.offers or tuple(dict.fromkeys((said, *OFFERED)))
            found.spans.append(Span(end=span.end, offers=offers))
        found.rest = line.text[found.rest_at : at].strip(EDGES)
        return
