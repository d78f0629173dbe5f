"""Purses of the accounts that have warm rooms, and the latest postings that messages brought."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from typing import final

from bot.core.credits import EMPTY, Posting, Purse, posted
from bot.core.model import MemberId, MessageId, RoomId

MESSAGES_KEPT = 4_000  # chosen: messages of an account whose postings are at hand, should they turn out to be spam

Paid = tuple[tuple[str, MemberId, Purse], ...]
"""(account, member, what they have now), each member once."""


@final
class Purses:
    """What members of accounts have, as far as a room of the account is warm."""

    def __init__(self) -> None:
        self._purses: dict[str, dict[MemberId, Purse]] = {}
        self._postings: dict[str, dict[MessageId, tuple[Posting, ...]]] = {}

    def open(
        self, account: str, purses: Mapping[MemberId, Purse], postings: Mapping[MessageId, tuple[Posting, ...]]
    ) -> tuple[dict[MemberId, Purse], dict[MessageId, tuple[Posting, ...]]]:
        """Return purses and postings of `account`, which go on being filled; at first those that are given."""
        return (
            self._purses.setdefault(account, dict(purses)),
            self._postings.setdefault(account, dict(postings)),
        )

    def close(self, account: str) -> None:
        """Forget what members of `account` have."""
        self._purses.pop(account, None)
        self._postings.pop(account, None)

    def after(self, postings: Iterable[Posting], zone_in: Callable[[RoomId], tzinfo]) -> Paid:
        """Return the purses that `postings` change as they are after all of them; remember nothing.

        zone_in: in which zone days begin in a room. Raises LookupError for an account of which no room is warm: what its members have is
        not known then, and must not be made up.
        """
        changed: dict[tuple[str, MemberId], Purse] = {}
        for one in postings:
            purses = self._of(one.account)
            day = one.at.astimezone(zone_in(one.room)).date()
            for member in one.members:
                before = changed.get((one.account, member)) or purses.get(member, EMPTY)
                changed[one.account, member] = posted(before, one, member, day=day)
        return tuple((account, member, purse) for (account, member), purse in changed.items())

    def pay(self, postings: Iterable[Posting], paid: Paid) -> None:
        """Remember `postings`, and the purses after them."""
        for account, member, purse in paid:
            self._of(account)[member] = purse
        for one in postings:
            if one.message:
                self._file(self._postings[one.account], one)

    def _of(self, account: str) -> dict[MemberId, Purse]:
        if account not in self._purses:
            raise LookupError(f"what members of {account} have is not known: none of its rooms is warm")
        return self._purses[account]

    @staticmethod
    def _file(brought: dict[MessageId, tuple[Posting, ...]], posting: Posting) -> None:
        brought[posting.message] = (*brought.get(posting.message, ()), posting)
        if len(brought) > MESSAGES_KEPT:
            del brought[next(iter(brought))]
