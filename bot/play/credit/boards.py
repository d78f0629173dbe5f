"""排行: who has most of something, in a period; equals share a place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from bot.core.credits import Purse
from bot.core.model import MemberId
from bot.core.texts import Text
from bot.play.credit.streaks import CHECKIN
from bot.play.names import called_in_lists
from bot.play.venue import Venue

SHOWN = 10  # chosen: lines of a board; with names of at most 12 characters it stays below 1,500 bytes
HEAD = Text("board.head", "【{what}排行 · {period}】")
LINE = Text("board.line", "{place}. {name}　{amount}{unit}")
TIED = Text("board.tied", "还有 {count} 人并列第 {place} 名。")
OWN = Text("board.own", "你：第 {place} 名，{amount}{unit}")
NOT_YET = Text("board.not_yet", "你还没上榜，{how}")
STAFF = Text("board.staff", "管群的人不参加排行。")
EMPTY = Text("board.empty", "{period}还没有人上{what}榜，{how}")
TODAY, MONTH, EVER = "今天", "本月", "全部"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is ranked. sources: whose credits are added up, empty for all. how: to get on it, in Chinese."""

    what: str
    unit: str
    how: str
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place of a board."""

    place: int
    member: MemberId
    amount: int


CHECKINS = "签到"
BOARDS: Mapping[str, Board] = MappingProxyType(
    {
        "积分": Board(what="积分", unit=" 分", how="发“签到”就能得积分。"),
        "答题": Board(what="答题", unit=" 分", how="答对一题就能上榜。", sources=frozenset({"quiz"})),
        CHECKINS: Board(what=CHECKINS, unit=" 天", how="发“签到”试试。"),
        "邀请": Board(what="邀请", unit=" 分", how="请朋友进群就能上榜。", sources=frozenset({"invite"})),
        "谢谢": Board(what="谢谢", unit=" 分", how="帮到别人，别人谢你就能上榜。", sources=frozenset({"thanks"})),
    }
)
PERIODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {TODAY: ("今日", "当天", "today"), MONTH: ("这个月", "当月", "month"), EVER: ("总榜", "所有", "历史", "总", "all")}
)


def period_in(text: str) -> str:
    """Return the period that `text` names, this month if it names none."""
    words = text.casefold()
    return next((one for one, ways in PERIODS.items() if any(way in words for way in (one, *ways))), MONTH)


def rows(board: Board, period: str, venue: Venue) -> tuple[Row, ...]:
    """Return everybody who is here and has some of it, most first; who runs the room does not compete."""
    amounts = _days(period, venue) if board.what == CHECKINS else _credits(board, period, venue)
    having = ((member, amount) for member, amount in amounts.items() if amount > 0 and _competes(member, venue))
    return ranked(having)


def ranked(amounts: Iterable[tuple[MemberId, int]]) -> tuple[Row, ...]:
    """Return who has how much, most first: the place of each is one more than those who have more."""
    found: list[Row] = []
    for member, amount in sorted(amounts, key=lambda one: (-one[1], one[0])):
        is_tied = bool(found) and found[-1].amount == amount
        place = found[-1].place if is_tied else len(found) + 1
        found.append(Row(place=place, member=member, amount=amount))
    return tuple(found)


def shown(board: Board, period: str, member: MemberId, venue: Venue) -> str:
    """Return the board as text for `member`: the first ten, and their own place."""
    found, texts = rows(board, period, venue), venue.texts
    if not found:
        return texts.say(EMPTY, period=period, what=board.what, how=board.how)
    lines = [texts.say(HEAD, what=board.what, period=period)]
    lines += (_line(row, board, venue) for row in found[:SHOWN])
    tied = sum(row.place == found[SHOWN - 1].place for row in found[SHOWN:])
    if tied:
        lines.append(texts.say(TIED, count=tied, place=found[SHOWN - 1].place))
    return "\n".join((*lines, *_own(member, found, board, venue)))


def _line(row: Row, board: Board, venue: Venue) -> str:
    name = called_in_lists(row.member, venue)
    return venue.texts.say(LINE, place=row.place, name=name, amount=row.amount, unit=board.unit)


def _own(member: MemberId, found: tuple[Row, ...], board: Board, venue: Venue) -> tuple[str, ...]:
    """Return the line about `member` themselves; of those among the first, too, for names may be hidden."""
    if venue.is_staff(member):
        return (venue.texts.say(STAFF),)
    own = next((row for row in found if row.member == member), None)
    if own is None:
        return (venue.texts.say(NOT_YET, how=board.how),)
    return (venue.texts.say(OWN, place=own.place, amount=own.amount, unit=board.unit),)


def _credits(board: Board, period: str, venue: Venue) -> Mapping[MemberId, int]:
    amounts = _PERIODS[period]
    return {
        member: sum(amount for source, amount in amounts(purse, venue.today).items() if _is_of(board, source))
        for member, purse in venue.purses.items()
    }


def _competes(member: MemberId, venue: Venue) -> bool:
    return not (venue.is_staff(member) or venue.profile(member).is_gone)


def _is_of(board: Board, source: str) -> bool:
    return not board.sources or source in board.sources


def _days(period: str, venue: Venue) -> Mapping[MemberId, int]:
    """Return of each member: today the row of those who came, this month the days, ever the longest row."""
    count = _DAYS[period]
    return {
        MemberId(key.removeprefix(CHECKIN)): count(told, venue.today.isoformat())
        for key, told in venue.state.items()
        if key.startswith(CHECKIN) and told
    }


# Not by `from_json`: of thousands of members only one number each is wanted.
_DAYS: Mapping[str, Callable[[Mapping[str, Any], str], int]] = MappingProxyType(
    {
        TODAY: lambda told, today: int(told["streak"]) if told["last"] == today else 0,
        MONTH: lambda told, today: sum(day.startswith(today[:7]) for day in told["days"]),
        EVER: lambda told, _: int(told["best"]),
    }
)
_PERIODS: Mapping[str, Callable[[Purse, date], Mapping[str, int]]] = MappingProxyType(
    {TODAY: Purse.of_day, MONTH: Purse.of_month, EVER: lambda purse, _: purse.sources}
)
