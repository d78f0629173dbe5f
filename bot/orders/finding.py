"""Where in a line the order begins: behind a slash or the bot's name, behind a please, behind the people it is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.orders import Grammar, Piece
from bot.orders.early import before, reason_first, sure_span_at
from bot.orders.launching import launched
from bot.orders.mistakes import meant
from bot.orders.naming import either, person_at
from bot.orders.people import EVERYBODY, JOINER, Named, alike, unknown_at
from bot.orders.pieces import Line, Pieces, begun_by
from bot.orders.plain import plain, skip
from bot.orders.shapes import is_name
from bot.orders.spans import span_at
from bot.orders.things import is_noun
from bot.orders.walking import MOST_PEOPLE, take_span
from bot.orders.words import Word, halves_at, word_at

_LEAD = re.compile(
    r"(?:请|给我(?=[把将])|麻烦(?:[你您]|管理员?)?|帮忙|帮我|帮|劳驾|辛苦(?:[你您]|管理员?|群主)?(?!了)|快点?|赶紧|赶快|马上|立即|立刻|现在|先|再|那就|直接|我要|please(?![a-z])|pls(?![a-z])"
    r"|嗯+|好的?|ok(?![a-z])|来人|(?:查|看)(?:一?[查看])?(?:一?下)?|从(?:群里)?|(?:管理员?|群主|机器人|小助手)(?=[,:!]))[ ,:!。]*"
)
_LEADS = 3  # chosen: words of courtesy in a row
_OBJECT = re.compile(r"(?:把|将|给(?!我[把将])|对|让)\s?")
_ALL = re.compile(r"\s?(?:全?都|一起|全部?|也|给(?!我)|各|每人)")
_FIRST = re.compile(r"\s?(?:就|那)?先(?:给|来)?\s?")
_SURE = 2  # as sure as `Pieces.unknown` can be
_COUNT = re.compile(r"\s?[+-]?[0-9一二两三四五六七八九十半]")
_LONGEST_UNKNOWN = 12  # characters of a name nobody has, between 把 and the command word; chosen
_KIND = re.compile(r"(?:处罚|违规|历史)(?=记录)")
_ONE = re.compile(r"(?:来?一?[个次]|给我)\s?(?=\w)")
_SLASH = re.compile(r"\s*[/、\\]+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Whether the bot was spoken to. text: the line, with the bot's name blanked out; same length."""

    text: str
    start: int = 0
    is_named: bool = False
    is_slashed: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it was spoken to at all."""
        return self.is_named or self.is_slashed


def call_of(text: str, name: str, longer: Sequence[str] = ()) -> Call:
    """Return how plain `text` speaks to the bot called `name`. longer: names of people that begin with the bot's."""
    before = text
    if name in text or plain(name) in text:
        text = _called(name, tuple(longer)).sub(_blank, text)
    slash = _SLASH.match(text)
    start_at = slash.end() if slash else 0
    return Call(text=text, start=start_at, is_named=text != before, is_slashed=slash is not None)


@lru_cache(maxsize=64)
def _called(name: str, longer: tuple[str, ...]) -> re.Pattern[str]:
    """Return what calls the bot: @ and its name anywhere, its name alone at the beginning with a mark behind it."""
    told = re.escape(plain(name.strip()))
    besides = "".join(f"(?!{re.escape(other)})" for other in longer)
    alone = rf"|^\s*{besides}{told}(?=[ ,:!。])" if not name.isascii() else ""
    return re.compile(rf"@{besides}{told}(?![a-z0-9]){alone}" if told else r"(?!)")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def begun(line: Line, start: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    """Yield every way in which an order may begin at `start`, the likeliest first; nothing behind the word is read."""
    at = skip(line.plain, start)
    for _ in range(_LEADS + 1):
        yield from _people_first(line, at, grammars)
        yield from launched(line, at, grammars)
        yield from _word_first(line, at, grammars)
        yield from before(line, at, grammars)
        yield from _span_first(line, at, grammars)
        lead = _LEAD.match(line.plain, at)
        if lead is None:
            return
        at = skip(line.plain, lead.end())


def _word_first(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    for half in halves_at(line.plain, at, line.words):
        end = at + half.length
        is_counted = half.tail == "分" and _COUNT.match(line.plain, end)
        whole = end + len(half.tail) * line.plain.startswith(half.tail, end)
        place = skip(line.plain, whole, " ")
        place += line.plain.startswith("对", place)
        if is_counted or EVERYBODY.match(line.plain, place) or person_at(line, place):
            yield begun_by(half, at, grammars)
    word = word_at(line.plain, at, line.words)
    if word is not None and not _is_mistyped(line, at, word, grammars) and not _is_noun(line, at + word.length):
        yield begun_by(word, at, grammars)


def _is_noun(line: Line, end: int) -> bool:
    """Tell whether a word that ends before `end` is part of a noun, with nobody named behind it: 调解员."""
    return is_noun(line.plain, end) and person_at(line, end) is None


def _is_mistyped(line: Line, at: int, word: Word, grammars: Sequence[Grammar]) -> bool:
    """Tell whether a word of one character is only the beginning of a mistyped one: 踢处 for 踢出."""
    token = line.plain[at : at + 2]
    if word.length > 1 or len(token) < 2 or token.isascii() or word_at(token, 1, line.words):
        return False
    return person_at(line, at + 1) is None and any(length == 2 for length, _ in meant(token, grammars, is_bold=False))


def _span_first(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    """Yield what begins with a length and the people: 10分钟 @张三 禁言."""
    span = sure_span_at(line, at)
    if span is None:
        return
    for found in _people_first(line, skip(line.plain, span.end), grammars):
        if found.takes(Piece.SPAN) and not found.spans:
            found.is_early = True
            take_span(line, found, at, span)
            yield found


def _people_first(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    preposition = _OBJECT.match(line.plain, at)
    start = preposition.end() if preposition else at
    named = people_at(line, start) or _everybody_at(line, start)
    if not named and preposition:
        unknown = unknown_at(line.plain, line.text, start, line.words.stops)
        named = [unknown] if unknown and len(unknown.said) <= _LONGEST_UNKNOWN else []
    if not named:
        yield from _stranger_first(line, start, grammars)
    is_hearsay = not preposition and any(one.is_longer and not one.is_marked for one in named)
    if not named or is_hearsay or line.plain.startswith(":", named[-1].end):
        return
    end = skip(line.plain, _all_of_them(line, named[-1].end))
    end = _behind_first(line, end)
    span = span_at(line.plain, end, now=line.now, zone=line.zone)
    place = skip(line.plain, span.end if span else end)
    is_of = line.plain.startswith("的", place)
    place = skip(line.plain, place + is_of)
    if is_of and (kind := _KIND.match(line.plain, place)):
        place = kind.end()
    if preposition and (one := _ONE.match(line.plain, place)):
        place = one.end()
    yield from reason_first(line, named, end, span, grammars)
    for found in _behind(line, place, grammars):
        if not found.takes(Piece.PEOPLE) or (is_of and not found.is_turned and found.takes(Piece.REASON)):
            continue
        found.people, found.is_people_first, found.is_object = named, True, preposition is not None
        if span and found.takes(Piece.SPAN):
            take_span(line, found, end, span)
        yield found


def _behind_first(line: Line, at: int) -> int:
    """Return the place behind 先 at `at`, where a word and a length follow: 老周先禁言半小时."""
    first = _FIRST.match(line.plain, at)
    word = word_at(line.plain, first.end(), line.words) if first else None
    if first is None or word is None or sure_span_at(line, skip(line.plain, first.end() + word.length)) is None:
        return at
    return first.end()


def _stranger_first(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    """Yield what begins with somebody nobody knows, a word and a length, if it is a name: 老刘禁言半小时."""
    stranger = unknown_at(line.plain, line.text, at, line.words.stops)
    if stranger is None:
        return
    said = stranger.said.removesuffix("先")
    if not 1 < len(said) <= _LONGEST_UNKNOWN:
        return
    for found in _behind(line, skip(line.plain, stranger.end), grammars):
        is_timed = found.takes(Piece.SPAN) and sure_span_at(line, skip(line.plain, found.at)) is not None
        if is_timed and (is_name(said) or alike(said, line.people)):
            found.people, found.is_people_first, found.unknown = [Named(end=at + len(said), said=said)], True, _SURE
            yield found


def _everybody_at(line: Line, at: int) -> list[Named]:
    """Return 全体 where a command word follows at once."""
    match = EVERYBODY.match(line.plain, at)
    if match is None or word_at(line.plain, skip(line.plain, match.end()), line.words) is None:
        return []
    return [Named(end=match.end(), said=line.text[at : match.end()])]


def _all_of_them(line: Line, at: int) -> int:
    """Return the place behind 都 and the like at `at`."""
    match = _ALL.match(line.plain, at)
    return match.end() if match else at


def people_at(line: Line, at: int) -> list[Named]:
    """Return everybody who is named from `at` on, one behind the other."""
    found: list[Named] = []
    place = skip(line.plain, at, " ")
    while len(found) < MOST_PEOPLE:
        named = person_at(line, place)
        if named is None:
            break
        named = either(line, named) or named
        found.append(named)
        joined = JOINER.match(line.plain, named.end)
        place = joined.end() if joined else skip(line.plain, named.end, " ")
        if joined and person_at(line, place) is None:
            break
    return found


def _behind(line: Line, at: int, grammars: Sequence[Grammar]) -> Iterator[Pieces]:
    """Yield the words that may follow people; 禁言解除 before 禁言."""
    word = word_at(line.plain, at, line.words)
    if word is not None and not _is_noun(line, at + word.length):
        yield begun_by(word, at, grammars)
    for half in halves_at(line.plain, at, line.words):
        if half.tail == "分":
            yield begun_by(half, at, grammars)
