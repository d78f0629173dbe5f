"""Who is named at a place of an order, and whether one more name is one more person or somebody a reason speaks of."""

import re
from dataclasses import replace

from bot.orders import Piece
from bot.orders.numbers import points_at
from bot.orders.people import JOINER, OR, Named, alike, goes_on, is_reason, known_at, unknown_at
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import is_boundary, plain, skip
from bot.orders.shapes import is_name, is_surnamed
from bot.orders.spans import span_at

_SAYS = re.compile(
    r"[说被的是让叫也他她骂]|刚|举报|投诉|要求|担保|告诉|反映|建议|同意|觉得|认为|弄错|看到|截图|提供|发现|作证|证明|已经|都说|says?(?![a-z])|told(?![a-z])"
)
_EACH = re.compile(r"各|每人|都|一起")
_FURTHER = re.compile(r"[0-9]+(?=$|[ ,.;:!])|(?<=[a-zA-Z]) (?:[A-Z][a-z]*|[b-z])\.?(?![a-zA-Z])")
_FURTHER_TWIN = re.compile(
    r"(?<=[a-zA-Z]) (?!(?:spam\w*|scam\w*|ads?|rude|for|from|out|off|because|in|on|at|to|an?|the|is|was|has|who|by|and|or|with|please|pls|again|now|until|till)(?![a-z]))[a-zA-Z]+\.?(?![a-zA-Z-])"
)
_THEIR_QUARREL = re.compile(r"的(?:事|矛盾|纠纷|争执|争吵|问题|冲突)")
_OF_THEIRS = re.compile(
    r"(?:说|讲|举报|投诉|提到|推荐|介绍|邀请|拉来|拉进来|带来)[过了]?的(?:[那这人]|\w{0,2}(?:$|[ ,.]))"
)
_LISTED = re.compile(r"[、&/和跟与及]|还有|and")
_AND = re.compile(r"和|跟|与|及|以及|还有|and")
_SHORT_NAME = 5  # characters; chosen: of names in a list that nobody has


def person_at(line: Line, at: int) -> Named | None:
    """Return who is named at `at`: anybody behind @, only those who are known without."""
    is_marked = line.plain[at : at + 1] == "@"
    start = skip(line.plain, at + 1, " ") if is_marked else at
    named = known_at(line.plain, line.text, start, line.people)
    if named is not None and not goes_on(line.plain, named.end, line.people, line.words.stops):
        return replace(named, is_marked=is_marked)
    if named is None and not is_marked:
        return None
    unknown = unknown_at(line.plain, line.text, start, line.words.stops)
    return replace(unknown, is_marked=is_marked, is_longer=named is not None) if unknown else None


def is_only_teller(line: Line, named: Named) -> bool:
    """Tell whether `named`, the first of a line, only says who is meant: 移出 李四说的那个."""
    return _OF_THEIRS.match(line.plain, named.end) is not None


def either(line: Line, last: Named) -> Named | None:
    """Return `last` and somebody named behind an or, one of whom is meant: 张三或李四; None if there is no or."""
    match = OR.match(line.plain, last.end)
    other = person_at(line, match.end()) if match else None
    if other is None:
        return None
    said = line.text[last.end - len(last.said) : other.end]
    return Named(end=other.end, said=said, ids=tuple(dict.fromkeys((*last.ids, *other.ids))))


def whole_name(line: Line, found: Pieces, named: Named) -> Named:
    """Return `named`, or somebody unknown whose name goes on: 小虎2, Lily Chen."""
    if named.is_longer and named.said.endswith("的") and Piece.NUMBERS in found.grammar.takes:
        known = line.people.by_name.get(plain(named.said[:-1]), ())
        return replace(named, end=named.end - 1, said=named.said[:-1], ids=known, is_longer=False) if known else named
    is_twin = any(other.startswith(f"{plain(named.said)} ") for other in line.people.by_name)
    further = _FURTHER.match(line.text, named.end) or (is_twin and _FURTHER_TWIN.match(line.text, named.end))
    is_count = found.takes(Piece.POINTS) or found.takes(Piece.SPAN) or found.takes(Piece.NUMBERS)
    if not further or not named.ids or (is_count and further[0].isdigit()):
        return named
    if person_at(line, skip(line.plain, named.end)) is not None:
        return named
    said = line.text[named.end - len(named.said) : further.end()]
    return Named(end=further.end(), said=said, is_marked=named.is_marked, is_longer=True)


def is_another(line: Line, found: Pieces, named: Named) -> bool:
    """Tell whether one more name is one more person, not somebody the reason speaks of: 移出 张三 李四说他骂人."""
    if found.tail and line.plain.startswith((f"的{found.tail}", found.tail), named.end):
        return True
    between = line.plain[found.people[-1].end : max(found.people[-1].end, named.end - len(named.said))]
    end = skip(line.plain, named.end)
    is_about_them = found.grammar.least > 1 and _THEIR_QUARREL.match(line.plain, end)
    if ":" in between or (_SAYS.match(line.plain, end) and not is_about_them) or _is_teller(line, named, between):
        return False
    is_closed = (
        is_boundary(line.plain, named.end) or _EACH.match(line.plain, named.end) or JOINER.match(line.plain, named.end)
    )
    if not (is_closed or line.words.stops.match(line.plain, named.end) or person_at(line, named.end)):
        return False
    if found.is_early or not (found.spans or found.points):
        return True
    return _is_counted(line, end)


def _is_counted(line: Line, at: int) -> bool:
    """Tell whether a length or points of its own stand at `at`."""
    return span_at(line.plain, at, now=line.now, zone=line.zone) is not None or points_at(line.plain, at) is not None


def _is_teller(line: Line, named: Named, between: str) -> bool:
    """Tell whether `named` is a known name with what they said or did: 移出 张三 李四举报的."""
    if not named.is_longer or named.is_marked or _LISTED.search(between):
        return False
    known = known_at(line.plain, line.text, named.end - len(named.said), line.people)
    return known is not None and (named.said.endswith("的") or _SAYS.match(line.plain, known.end) is not None)


def another(line: Line, found: Pieces, at: int) -> Named | None:
    """Return who is named at `at` behind others, though no name begins there: behind 和, or somebody nobody knows."""
    if not found.people:
        return None
    last = found.people[-1].end
    joined = JOINER.match(line.plain, last)
    if joined is None or joined.end() < at:
        return _stranger(line, at, "") if skip(line.plain, last) == at > last else None
    return person_at(line, joined.end()) or _stranger(line, joined.end(), joined[0].strip())


def _stranger(line: Line, at: int, joint: str) -> Named | None:
    """Return who is named at `at` by a name that nobody has: behind 、 whoever it is, else who is like somebody."""
    unknown = unknown_at(line.plain, line.text, at, line.words.stops)
    if unknown is None or len(unknown.said) > _SHORT_NAME or is_reason(line.plain, at):
        return None
    if line.words.stops.match(line.plain, at):
        return None
    if joint == "、":
        return unknown
    if len(unknown.said) == 1 or unknown.said[0].isdigit() or _is_counted(line, at):
        return None
    behind = skip(line.plain, unknown.end)
    is_counted, is_named = _is_counted(line, behind), is_surnamed(unknown.said)
    if _AND.fullmatch(joint):
        is_listed = is_counted or (is_named and behind >= line.end) or is_name(unknown.said)
    else:
        is_listed = (is_counted and is_named and len(unknown.said) > 2) or is_name(unknown.said)
    return unknown if is_listed or alike(unknown.said, line.people) else None
