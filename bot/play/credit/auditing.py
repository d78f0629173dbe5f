"""Checking the books: what all postings come to, and where what is kept says otherwise."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from bot.core.credits import EMPTY, HOUSE, Posting, Purse, posted
from bot.core.model import MemberId, RoomId

Holder = tuple[str, MemberId]
"""An account and a member of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is kept otherwise than the postings say. what: in Chinese."""

    account: str
    member: MemberId
    what: str
    booked: str
    kept: str


def recomputed(postings: Iterable[Posting], zone_in: Callable[[RoomId], tzinfo]) -> Mapping[Holder, Purse]:
    """Return what `postings`, in the order of booking, come to. zone_in: in which the days of a room begin."""
    purses: dict[Holder, Purse] = {}
    for one in postings:
        day = one.at.astimezone(zone_in(one.room)).date()
        for member in one.members:
            holder = (one.account, member)
            purses[holder] = posted(purses.get(holder, EMPTY), one, member, day=day)
    return purses


def differences(booked: Mapping[Holder, Purse], kept: Mapping[Holder, Purse]) -> Iterator[Difference]:
    """Yield where `kept` is not as it is `booked`, by account and member."""
    for holder in sorted({*booked, *kept}):
        ours, theirs = booked.get(holder, EMPTY), kept.get(holder, EMPTY)
        for what, told in _PARTS.items():
            if told(ours) != told(theirs):
                yield Difference(account=holder[0], member=holder[1], what=what, booked=told(ours), kept=told(theirs))


def loose_ends(postings: Iterable[Posting]) -> Iterator[Difference]:
    """Yield reversals that are no mirror of what they reverse, and what was reversed more than once."""
    seen: dict[str, Posting] = {}
    reversed_by: dict[str, str] = {}
    for one in postings:
        seen[one.id] = one
        of = seen.get(one.reverses)
        if of is None:
            continue
        before = reversed_by.setdefault(of.id, one.id)
        is_mirror = (one.debit, one.credit, one.amount) == (of.credit, of.debit, of.amount)
        if before != one.id or not is_mirror:
            mirror = f"{_named(of.credit)}→{_named(of.debit)} {of.amount}，一次"
            told = f"{_moved(one)}{'' if before == one.id else '，又一次'}"
            yield Difference(account=one.account, member=MemberId(""), what=f"冲正 {one.id} ", booked=mirror, kept=told)


def _moved(one: Posting) -> str:
    return f"{_named(one.debit)}→{_named(one.credit)} {one.amount}"


def _named(account: str) -> str:
    return account.removeprefix(HOUSE)


def _amounts(amounts: Mapping[str, int]) -> str:
    return "、".join(f"{source} {amount}" for source, amount in sorted(amounts.items()) if amount) or "无"


_PARTS: Mapping[str, Callable[[Purse], str]] = {
    "积分": lambda purse: str(purse.balance),
    "累计": lambda purse: str(purse.earned),
    "各来源": lambda purse: _amounts(purse.sources),
    "当月": lambda purse: f"{purse.month} {_amounts(purse.in_month)}",
    "当天": lambda purse: f"{purse.day} {_amounts(purse.in_day)}",
    "最近明细": lambda purse: "、".join(f"{line.amount:+d}" for line in purse.lines) or "无",
}
