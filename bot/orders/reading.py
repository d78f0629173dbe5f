"""Reading one line: an order, a slip of the keyboard, or only talk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType

from bot.core.model import MemberId
from bot.orders import Grammar, Order, Person, Slip
from bot.orders.finding import Call, begun, call_of
from bot.orders.leftovers import finish
from bot.orders.people import Known, known
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import plain
from bot.orders.seconds import first_of, second_at, with_second
from bot.orders.settling import order_of
from bot.orders.slips import may_slip, slip_of
from bot.orders.talk import is_order, is_order_when_called
from bot.orders.unclear import unclear_in
from bot.orders.walking import walk
from bot.orders.words import Words, words_of

NAME = "群管"
LONGEST = 4000  # characters of a line that are read; platform: a text has at most 2048 bytes, a pasted page more
_NO_PICKS: Mapping[str, str] = MappingProxyType({})


def read(  # noqa: PLR0913 # one entry for everything that may tell what is meant
    text: str,
    *,
    grammars: Sequence[Grammar],
    people: Iterable[Person],
    now: datetime,
    zone: tzinfo,
    name: str = NAME,
    picks: Mapping[str, str] = _NO_PICKS,
    quoted: MemberId | None = None,
) -> Order | Slip | None:
    """Return what `text` orders; None if it is only talk.

    now: aware. zone: of the times people write. name: of the bot, as members write it behind @. picks: what was chosen
    where an earlier reading had doubts: `people:<said>` an account, `people` accounts with blanks between, `span`,
    `points`, `numbers` as they are written, `alone` for the first of two orders; others are kept. quoted: who wrote the message that is quoted.
    """
    text = text[:LONGEST]
    seen, words = plain(text), words_of(grammars)
    call = call_of(seen, name)
    if not words.any.search(seen) and not (call.is_clear and _is_marks(seen)) and not may_slip(call, grammars):
        return None
    crowd = known(tuple(people))
    call = call_of(seen, name, _longer(crowd, plain(name))) if call.is_named else call
    line = _line(_blanked(text, seen, call), call, crowd, words, now=now, zone=zone, has_quoted=quoted is not None)
    found = _found(line, call, grammars)
    if found is not None:
        return _ordered(line, call, found, grammars, picks=picks, quoted=quoted)
    slip = slip_of(line, call, grammars, lambda whole: _reads(whole, line, grammars))
    return slip or (unclear_in(line, call.start, grammars, picks) if call.is_clear else None)


def _ordered(
    line: Line,
    call: Call,
    found: Pieces,
    grammars: Sequence[Grammar],
    *,
    picks: Mapping[str, str],
    quoted: MemberId | None,
) -> Order:
    """Return the order that was `found`; of two in one line the first, and a doubt."""
    cut = second_at(line, found, grammars)
    first = first_of(line, cut) if cut is not None else line
    alone = _found(first, call, grammars) if cut is not None else None
    if alone is None:
        return order_of(line, found, picks=picks, quoted=quoted)
    return with_second(order_of(first, alone, picks=picks, quoted=quoted), line.text[cut : line.end])


def _blanked(text: str, seen: str, call: Call) -> str:
    """Return `text` without the bot's name wherever it was called; same length."""
    if not call.is_named:
        return text
    return "".join(
        " " if left == " " != before else char for char, before, left in zip(text, seen, call.text, strict=True)
    )


def _is_marks(seen: str) -> bool:
    """Tell whether a line may hold a command word of marks alone: /?."""
    return "?" in seen


def _found(line: Line, call: Call, grammars: Sequence[Grammar]) -> Pieces | None:
    for found in begun(line, call.start, grammars):
        walk(line, found)
        finish(line, found)
        is_meant = is_order_when_called if call.is_clear else is_order
        if is_meant(line, found):
            return found
    return None


def _reads(whole: str, line: Line, grammars: Sequence[Grammar]) -> Pieces | None:
    """Return what `whole` orders as it stands, in the same company as `line`."""
    call = call_of(plain(whole), "")
    other = _line(whole, call, line.people, line.words, now=line.now, zone=line.zone, has_quoted=line.has_quoted)
    return _found(other, call, grammars)


def _line(  # noqa: PLR0913 # it gathers them
    text: str, call: Call, crowd: Known, words: Words, *, now: datetime, zone: tzinfo, has_quoted: bool
) -> Line:
    """Return the line as it is walked; what the bot's name stood at its end is cut off."""
    end = len(call.text.rstrip())
    return Line(
        text=text, plain=call.text, end=end, people=crowd, words=words, now=now, zone=zone, has_quoted=has_quoted
    )


def _longer(crowd: Known, name: str) -> tuple[str, ...]:
    """Return the names that begin with `name` and go on."""
    return tuple(other for other in crowd.by_name if other.startswith(name) and other != name)
