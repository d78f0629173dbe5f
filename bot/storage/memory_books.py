"""What the store in memory keeps of plays, postings and purses: as rows, so that nobody can change what is kept."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.core.credits import Posting, Purse
from bot.core.errors import UnstorableError
from bot.core.model import MemberId, MessageId, RoomId
from bot.core.plays import Phase, Play
from bot.storage.booking import by_message, posting_from, purse_from
from bot.storage.filing import values_from
from bot.storage.memory_annals import MemoryAnnals
from bot.storage.plain import microseconds, moment, moment_or_none
from bot.storage.rows import Recording
from bot.storage.statements import PLAY, Row
from bot.storage.states import PLAYS_KEPT, POSTED_LATELY, POSTINGS_KEPT, unstorable

_AT = {name: place for place, name in enumerate(PLAY)}


class MemoryBooks(MemoryAnnals):
    """See `bot.core.ports.Docket`."""

    def __init__(self) -> None:
        super().__init__()
        self._plays: dict[int, Row] = {}
        self._postings: dict[str, Row] = {}
        self._purses: dict[tuple[str, MemberId], str] = {}

    async def plays(self, numbers: Collection[int]) -> Sequence[Play]:
        """Return the plays of these numbers, as far as there are any, by number."""
        return self._read_plays(number for number in sorted(set(numbers)) if number in self._plays)

    async def all_plays(self, *, limit: int, room: RoomId | None = None, open_only: bool = False) -> Sequence[Play]:
        """Return the newest plays, newest first."""
        newest_first = sorted(self._plays, reverse=True)
        wanted = (n for n in newest_first if room in (None, self._told(n, "room")))
        return self._read_plays([n for n in wanted if not (open_only and self._told(n, "is_over"))][:limit])

    async def due_plays(self, now: datetime, *, limit: int) -> Sequence[tuple[int, RoomId, datetime]]:
        """Return (number, room, due_at) of open plays whose time has come, the longest due first."""
        now_us = microseconds(now)
        due = [(due_at_us, number) for due_at_us, number in self._called() if due_at_us <= now_us]
        return tuple((n, self._told(n, "room"), moment(due_at_us)) for due_at_us, n in due[:limit])

    async def next_play_at(self) -> datetime | None:
        """Return when the next open play is due, None if none will be."""
        return moment_or_none(next((due_at_us for due_at_us, _ in self._called()), None))

    async def postings(self, account: str, *, limit: int, member: MemberId | None = None) -> Sequence[Posting]:
        """Return the newest postings of `account`, newest first; of `member` alone if one is named."""
        mine = [one for one in map(posting_from, self._postings.values()) if one.account == account]
        wanted = [one for one in mine if member is None or member in (one.debit, one.credit)]
        return tuple(reversed(wanted))[:limit]

    def _read_plays(self, numbers: Iterable[int]) -> Sequence[Play]:
        return tuple(values_from(Play, [(number, self._told(number, "body")) for number in numbers]))

    def _told(self, number: int, column: str) -> Any:  # noqa: ANN401 - of a row
        return self._plays[number][_AT[column]]

    def _called(self) -> Sequence[tuple[int, int]]:
        """Return (due_at_us, number) of open plays that want to be called, the longest due first."""
        open_ones = (n for n in self._plays if self._told(n, "phase") == Phase.OPEN.value)
        return sorted((at, n) for n in open_ones if (at := self._told(n, "due_at_us")) is not None)

    def _book(self, rows: Recording) -> None:
        """Keep plays, postings and purses. Raises UnstorableError, with nothing kept, if a posting is there already."""
        times = Counter(row[0] for row in rows.postings)
        twice = sorted(one for one, count in times.items() if count > 1 or one in self._postings)
        if twice:
            raise UnstorableError(unstorable("record", f"postings {', '.join(twice)} are there already"))
        self._plays |= {row[0]: row for row in rows.plays}
        self._postings |= {row[0]: row for row in rows.postings}
        self._purses |= {(account, MemberId(member)): body for account, member, body in rows.purses}

    def _plays_in(self, room: RoomId) -> dict[int, Play]:
        there = [n for n in sorted(self._plays) if self._told(n, "room") == room]
        over = [n for n in there if self._told(n, "is_over")][-PLAYS_KEPT:]
        wanted = (n for n in there if n in over or not self._told(n, "is_over"))
        return {play.number: play for play in self._read_plays(wanted)}

    def _purses_of(self, account: str) -> dict[MemberId, Purse]:
        return {member: purse_from(body) for (where, member), body in self._purses.items() if where == account}

    def _late_postings(self, account: str, now: datetime) -> dict[MessageId, tuple[Posting, ...]]:
        booked = list(enumerate(map(posting_from, self._postings.values())))
        late = [
            (n, one) for n, one in booked if one.account == account and one.message and one.at >= now - POSTED_LATELY
        ]
        newest = sorted(late, key=lambda pair: (pair[1].at, pair[0]))[-POSTINGS_KEPT:]
        return by_message(one for _, one in sorted(newest, key=lambda pair: pair[0]))

    def _prune_plays(self, before: datetime) -> int:
        """Forget plays that were over before; the newest stays."""
        ended = ((n, self._told(n, "ended_at_us")) for n in self._plays)
        before_us = microseconds(before)
        gone = [n for n, at_us in ended if at_us is not None and at_us < before_us and n < max(self._plays)]
        for number in gone:
            del self._plays[number]
        return len(gone)
