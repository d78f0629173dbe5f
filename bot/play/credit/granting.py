"""发积分 and 扣积分: credits that a person gives or takes, with a reason that the member can read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.credits import Posting
from bot.core.model import MemberId, MessageId
from bot.play.venue import Entry, Venue

GRANT = "grant"
MOST = 10_000  # chosen: credits of one order for one member
_AMOUNT = re.compile(
    r"(?:^|(?<=[\s,，、]))各?(?:每人)?[+＋]?\s?(\d{1,6})\s?(?:个?积?分)?(?=$|[\s,，、。;；:：])[\s,，、。;；:：]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """How many credits, and why. amount: 0 if none is named, or more than anybody means."""

    amount: int
    reason: str


def grant_in(text: str) -> Grant:
    """Return what `text` says: the first number in it that stands apart, and the rest as the reason."""
    match = _AMOUNT.search(text)
    if match is None or not 0 < int(match[1]) <= MOST:
        return Grant(amount=0, reason=text.strip())
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return Grant(amount=int(match[1]), reason=" ".join(rest.split()))


def given(members: Iterable[MemberId], grant: Grant, message: MessageId, venue: Venue) -> tuple[Posting, ...]:
    """Return the postings that give each of `members` the credits."""
    return tuple(one for to in members for one in venue.award(to, grant.amount, _entry(to, grant, message)))


def taken(members: Iterable[MemberId], grant: Grant, message: MessageId, venue: Venue) -> tuple[Posting, ...]:
    """Return the postings that take the credits from each of `members`, but never more than they have."""
    return tuple(
        one
        for of in members
        for one in venue.spend(of, min(grant.amount, venue.purse(of).balance), _entry(of, grant, message))
    )


def _entry(member: MemberId, grant: Grant, message: MessageId) -> Entry:
    return Entry(id=f"{message}:{GRANT}:{member}", source=GRANT, reason=grant.reason, message=message)
