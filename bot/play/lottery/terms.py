"""What a lottery keeps: its terms, who entered, the salts, what was drawn again. Values, and what is read off them."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.model import MemberId, MessageId
from bot.core.plays import Play
from bot.play.lottery.drawing import Lot, Terms, beacon_of, ranked, seated, token_of

WORD = "参加抽奖"
WON = "lottery-won:"
"""Key in what a room remembers of when a member last won; the account follows."""
LATE = timedelta(seconds=10)  # chosen: how long what was said in time may take to arrive
LAG = timedelta(seconds=5)  # chosen: a call that comes later than this means that nobody listened meanwhile
CATCHING_UP = timedelta(seconds=10)  # chosen: what was said meanwhile may take so long to arrive
SALTING = timedelta(minutes=3)  # chosen
SALT = "加盐"
LONGEST_SALT = 32  # characters; chosen
NUMBER = "我的抽奖号"
MOST_TICKETS = 100  # chosen: bought by one member
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MARKS = " 　!！.。,，~～?？“”\"'‘’「」#"


class Stage(StrEnum):
    """How far a lottery is."""

    ENTERING = "entering"
    FROZEN = "frozen"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Who may enter. days: in the group. credits: earned, ever. not_won: not within this time. checked_in: today.

    quiz: credits of quizzes this month. top: among the first so many of the last round. invited: people invited. tickets: that one member may buy, one credit each; 0 for none.
    """

    days: int = 0
    credits: int = 0
    not_won: timedelta = timedelta(0)
    checked_in: bool = False
    quiz: int = 0
    top: int = 0
    invited: int = 0
    tickets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One who takes part. at: of the first message that entered them; tickets: the free one and those bought."""

    member: MemberId
    at: datetime
    message: MessageId
    tickets: int = 1

    def written(self) -> str:
        """Return it as it is kept: `entry_of` reads it back."""
        return f"{(self.at - _EPOCH) // _MICROSECOND} {self.tickets} {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """A prize that was drawn again. out, into: ranks, from 1."""

    out: int
    into: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raffle:
    """The body of the play. secret: 64 hex digits, told to nobody before the draw.

    entries, salts: by member, as `Entry.written` writes it, a salt behind it. paid: what buying cost: `<credits> <member>
    <message>`. refusals: what a member was told who may not enter; unread: those of them who are still to be told in the
    room. told: entries that were announced. announced_at: when that was; announce_at: when it is due. frozen_at: when the
    list was closed and its hash published. salts_until: when salts end. waits_until: what was said while nobody listened is
    waited for, None if somebody listened. value: the public value as who may draw brought it;
    seen: values that members brought, the account before each.
    """

    terms: Terms
    secret: str
    closes_at: datetime
    word: str = WORD
    conditions: Conditions = Conditions()
    claim: timedelta = timedelta(days=3)
    stage: Stage = Stage.ENTERING
    entries: Mapping[str, str] = field(default_factory=dict)
    paid: tuple[str, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    told: int = 0
    announced_at: datetime | None = None
    announce_at: datetime | None = None
    frozen_at: datetime | None = None
    list_hash: str = ""
    salts: Mapping[str, str] = field(default_factory=dict)
    salts_until: datetime | None = None
    waits_until: datetime | None = None
    value: str = ""
    seen: tuple[str, ...] = ()
    drawn_at: datetime | None = None
    redrawn: tuple[Redrawn, ...] = ()

    @property
    def due_at(self) -> datetime:
        """When it wants to be called while people enter."""
        return self.closes_until if self.announce_at is None else min(self.closes_until, self.announce_at)

    @property
    def closes_until(self) -> datetime:
        """When the list is closed: what was said in time has arrived by then."""
        return self.arrived_by(self.closes_at)

    def arrived_by(self, end: datetime) -> datetime:
        """Return when all that was said before `end` has arrived."""
        return max(end + LATE, self.waits_until or end)


def body_of(play: Play) -> Raffle:
    """Return the body of `play`. Raises TypeError if it is not that of a lottery that was revived."""
    if not isinstance(play.body, Raffle):
        raise TypeError(f"play {play.number} of kind {play.kind!r} has no lottery in it")
    return play.body


def lotteries(plays: Mapping[int, Play]) -> Iterator[Play]:
    """Yield the lotteries among `plays`, the newest first."""
    found = (play for play in plays.values() if isinstance(play.body, Raffle))
    yield from sorted(found, key=lambda play: -play.number)


def entry_of(member: str, written: str) -> Entry:
    """Return the entry that `Entry.written` wrote."""
    at, tickets, message = written.split(" ", 2)
    moment = _EPOCH + int(at) * _MICROSECOND
    return Entry(member=MemberId(member), at=moment, message=MessageId(message), tickets=int(tickets))


def entries_of(body: Raffle) -> tuple[Entry, ...]:
    """Return who takes part, in the order in which the platform received it; ties by message id."""
    found = (entry_of(member, written) for member, written in body.entries.items())
    return tuple(sorted(found, key=lambda one: (one.at, one.message)))


def lots_of(body: Raffle) -> tuple[Lot, ...]:
    """Return the list as it is published."""
    return tuple(
        Lot(index=index, token=token_of(one.member, body.secret), tickets=one.tickets)
        for index, one in enumerate(entries_of(body), start=1)
    )


def salts_of(body: Raffle) -> tuple[tuple[str, str], ...]:
    """Return (token, salt) in the order in which the platform received them; ties by message id."""
    split = ((member, *written.split(" ", 2)) for member, written in body.salts.items())
    told = sorted((int(at), *rest.partition("\t")[::2], member) for member, at, _, rest in split)
    return tuple((token_of(MemberId(member), body.secret), salt) for _, _, salt, member in told)


def salt_written(at: datetime, message: MessageId, salt: str) -> str:
    """Return a salt as it is kept."""
    return f"{(at - _EPOCH) // _MICROSECOND} 1 {message}\t{salt}"


def beacon(body: Raffle) -> str:
    """Return the public value."""
    return beacon_of(body.terms.source, body.value, body.list_hash, salts_of(body))


def order_of(body: Raffle) -> tuple[int, ...]:
    """Return the indexes of all entries in the order in which they win."""
    return ranked(lots_of(body), secret=body.secret, beacon=beacon(body), number=body.terms.number)


def seats_of(body: Raffle) -> Mapping[int, int]:
    """Return the rank that holds each prize, both from 1."""
    return seated(len(body.terms.slots), len(body.entries), pairs_of(body))


def pairs_of(body: Raffle) -> tuple[tuple[int, int], ...]:
    """Return the redraws as (rank that lost it, rank that got it)."""
    return tuple((one.out, one.into) for one in body.redrawn)


def index_of(member: MemberId, body: Raffle) -> int:
    """Return the index of `member` in the list, 0 if they are not in it."""
    return next((place for place, one in enumerate(entries_of(body), start=1) if one.member == member), 0)


def folded(text: str) -> str:
    """Return `text` as words are compared: width, case, blanks and marks at the ends do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_MARKS)


def voucher_id(number: int, rank: int) -> str:
    """Return the id of the voucher of who stands at `rank`."""
    return f"{number}-{rank}"
