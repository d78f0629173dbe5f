"""Command words mistyped: 禁盐, 警高, jinyan, mtue. Suggested, never done."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from bot.orders import Grammar, Slip
from bot.orders.finding import Call, people_at
from bot.orders.mistakes import meant, spaced
from bot.orders.naming import person_at
from bot.orders.people import is_reason
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import plain, skip

_TOKEN = re.compile(r"[a-z]{2,20}|[\u3400-\u9fff]{1,4}")
_WORDS = re.compile(
    "禁烟|进言|一处|一出|衣橱|溢出|提出|剔除|结晶|接近|捷径|车削|出力|除利|同级|同济|代办|纪律|归责|社址|执手|发言"
)
"""Words of their own that sound like those of commands; without a call they are none."""
_HAN = re.compile("[\u3400-\u9fff]")
_LONG = 3  # characters of a Chinese command word that is offered though it stands alone; chosen
_MOST_RUNS = 8  # chosen: pieces of a line in which a slip behind @ is looked for
Reads = Callable[[str], Pieces | None]


def may_slip(call: Call, grammars: Sequence[Grammar]) -> bool:
    """Tell whether a line without a command word may be a slip at all; cheap, for most are only talk."""
    at = skip(call.text, call.start)
    if "@" in call.text:
        runs = islice(_TOKEN.finditer(call.text), _MOST_RUNS)
        return any(meant(run[0], grammars, is_bold=True) for run in runs) or bool(spaced(call.text, at, grammars))
    token = _TOKEN.match(call.text, at)
    is_likely = token is not None and bool(meant(token[0], grammars, is_bold=call.is_slashed))
    return is_likely or bool(spaced(call.text, at, grammars))


def slip_of(line: Line, call: Call, grammars: Sequence[Grammar], reads: Reads) -> Slip | None:
    """Return which command `line` was probably meant to be; None if it was none.

    A line that does not call the bot must be a whole order but for its word.
    """
    at = skip(line.plain, call.start)
    named = people_at(line, at)
    at = skip(line.plain, named[-1].end) if named else at
    for length, name in _likely(line, call, at, grammars):
        end = at + length
        if not _stands_alone(line, end) or (not call.is_clear and _WORDS.fullmatch(line.plain, at, end)):
            continue
        rest = line.text[end : line.end].strip()
        whole = " ".join((name, *(f"@{one.said}" for one in named), rest)).strip()
        found = reads(whole)
        if found is not None and (_is_complete(whole, found) or (_is_long(name) and not rest and not named)):
            return Slip(meant=name, whole=whole)
        is_sure = call.is_slashed or (call.is_named and not rest and not named)
        if is_sure and (found is not None or reads(f"/{whole}") is not None):
            return Slip(meant=name, whole=whole if found is not None else f"/{whole}")
    return None


def _likely(line: Line, call: Call, at: int, grammars: Sequence[Grammar]) -> tuple[tuple[int, str], ...]:
    """Return the length of what stands at `at` for a command word, and the command; likeliest first."""
    token = _TOKEN.match(line.plain, at)
    if token is None:
        return ()
    is_bold = call.is_slashed or "@" in line.plain
    return (*spaced(line.plain, at, grammars), *meant(token[0], grammars, is_bold=is_bold))


def _is_long(name: str) -> bool:
    """Tell whether a word is too long to sound like another by chance: 黑明单."""
    return len(name) >= _LONG


def _is_complete(whole: str, found: Pieces) -> bool:
    """Tell whether somebody or something is named, and all that is said is explained."""
    if found.numbers:
        return not found.rest or whole[found.rest_at - 1] == " "
    is_why = is_reason(plain(found.rest), 0)
    return any(named.ids for named in found.people) and bool(found.spans or found.points or not found.rest or is_why)


def _stands_alone(line: Line, end: int) -> bool:
    """Tell whether what was read as a short word ends there: in 加微信 加微 does not."""
    return end >= line.end or not _HAN.match(line.plain, end) or person_at(line, end) is not None
