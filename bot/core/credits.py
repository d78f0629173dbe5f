"""积分: what members earn and spend. Every change is a posting from one account to another; nothing else moves credits.

Not to be mixed up with the penalty points of a standing (`bot.core.model.Charge`): those are given for offences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from bot.core.model import MemberId, MessageId, RoomId

HOUSE = "@"
"""How accounts begin that are no member's: `@checkin`, `@quiz`, `@shop`, … No account of WeCom begins so."""
LISTED = 20  # chosen: latest entries kept in a purse
_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """`amount` credits from the account `debit` to the account `credit`: the sum over all accounts stays zero.

    id: unique for ever, and the same when the same thing is decided again. account: of the room, see `Room.account`.
    amount: at least 1. source: what it is for, one word (`checkin`, `quiz`, …); caps count by it. reason: in Chinese.
    earns: it is for something done, and counts for levels and boards, as does taking that back; what is spent, and what of
    that is given back, does not. message, play, action: what it comes from, as far as there is one. reverses: id of the posting that it takes back.
    """

    id: str
    account: str
    room: RoomId
    at: datetime
    debit: str
    credit: str
    amount: int
    source: str
    reason: str
    earns: bool = False
    message: MessageId = MessageId("")
    play: int = 0
    action: int = 0
    reverses: str = ""

    def __post_init__(self) -> None:
        if self.amount < 1 or self.debit == self.credit:
            raise ValueError(f"posting {self.id!r} moves {self.amount} from {self.debit!r} to {self.credit!r}")

    @property
    def members(self) -> tuple[MemberId, ...]:
        """The members whose purses it changes, at most two."""
        return tuple(MemberId(one) for one in (self.debit, self.credit) if not one.startswith(HOUSE))


@dataclass(frozen=True, slots=True, kw_only=True)
class PurseLine:
    """One entry as a member reads it. amount: negative if it was spent."""

    at: datetime
    amount: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What the postings of one member come to: nothing stands here that they do not say.

    balance: may be negative if something was taken back that was spent. earned: ever got, less what was taken back; what
    is spent does not count; levels go by it. sources: the same by source. month, in_month: the same for the month of
    `month` (2026-11); day, in_day: for the day of `day`. lines: the latest, oldest first.
    """

    balance: int = 0
    earned: int = 0
    sources: Mapping[str, int] = field(default_factory=dict)
    month: str = ""
    in_month: Mapping[str, int] = field(default_factory=dict)
    day: str = ""
    in_day: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[PurseLine, ...] = ()

    def of_month(self, day: date) -> Mapping[str, int]:
        """Return what was earned in the month of `day`, by source."""
        return self.in_month if self.month == _month(day) else _NONE

    def of_day(self, day: date) -> Mapping[str, int]:
        """Return what was earned on `day`, by source."""
        return self.in_day if self.day == day.isoformat() else _NONE


EMPTY = Purse()


def posted(purse: Purse, posting: Posting, member: MemberId, *, day: date) -> Purse:
    """Return `purse` of `member` after `posting`. day: of the posting, local to the room.

    What is taken back is earned no more; on the day and in the month of the taking back, too, for no other is kept.
    """
    gets = member == posting.credit
    change = posting.amount if gets else -posting.amount
    line = PurseLine(at=posting.at, amount=change, reason=posting.reason)
    purse = replace(purse, balance=purse.balance + change, lines=(*purse.lines, line)[-LISTED:])
    if not posting.earns:
        return purse
    source, today, month = posting.source, day.isoformat(), _month(day)
    return replace(
        purse,
        earned=purse.earned + change,
        sources=_more(purse.sources, source, change),
        month=month,
        in_month=_more(purse.of_month(day), source, change),
        day=today,
        in_day=_more(purse.of_day(day), source, change),
    )


def reversal(posting: Posting, *, at: datetime, reason: str, action: int = 0) -> Posting:
    """Return the posting that takes `posting` back; the same one however often that is decided."""
    return replace(
        posting,
        id=f"{posting.id}~",
        at=at,
        debit=posting.credit,
        credit=posting.debit,
        reason=reason,
        action=action or posting.action,
        reverses=posting.id,
    )


def allowed(purse: Purse, source: str, amount: int, *, day: date, caps: Mapping[str, int]) -> int:
    """Return how much of `amount` a member may still get from `source` on `day`, 0 or more. caps: a day, by source."""
    cap = caps.get(source)
    return amount if cap is None else max(0, min(amount, cap - max(purse.of_day(day).get(source, 0), 0)))


def balances(postings: Iterable[Posting]) -> Mapping[str, int]:
    """Return the balance of every account that `postings` touch, houses among them. They sum to zero."""
    result: dict[str, int] = {}
    for one in postings:
        result[one.debit] = result.get(one.debit, 0) - one.amount
        result[one.credit] = result.get(one.credit, 0) + one.amount
    return result


def _more(amounts: Mapping[str, int], source: str, change: int) -> Mapping[str, int]:
    return {**amounts, source: amounts.get(source, 0) + change}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
