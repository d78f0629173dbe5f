"""Taking back what orders did to plays and credits: all of one order, or nothing of it.

A posting is taken back by one the other way round, that by another, and so on: its chain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.core.actions import Action
from bot.core.credits import Posting, reversal
from bot.core.effects import Planned
from bot.core.model import MessageId
from bot.core.plays import Play, PlayChange

MARK = "~"
"""Stands behind the id of a posting in that of its reversal, and so on: m1:talk, m1:talk~, m1:talk~~61."""
TOLD = "told:"
"""How keys of what a room remembers begin that only note what was said: that stays as it is, whatever is taken back."""
UNDOES = "撤销：{reason}"
Known = Mapping[MessageId, tuple[Posting, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaid:
    """What taking back the plays and postings of orders comes to. plays: as they are then, by number. states: by key.

    refused: why nothing of the order is taken back, in Chinese, empty if it is.
    """

    plays: Mapping[int, Play] = field(default_factory=dict)
    postings: tuple[Posting, ...] = ()
    states: Mapping[str, Any] = field(default_factory=dict)
    planned: tuple[Planned, ...] = ()
    refused: str = ""

    def __add__(self, other: "Repaid") -> "Repaid":
        """Return both, `other` the later."""
        return Repaid(
            plays={**self.plays, **other.plays},
            postings=(*self.postings, *other.postings),
            states={**self.states, **other.states},
            planned=(*self.planned, *other.planned),
            refused=self.refused or other.refused,
        )


NOTHING_REPAID = Repaid()


def _left_alone(change: PlayChange, sofar: Repaid) -> Repaid:
    del change, sofar
    return NOTHING_REPAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """What plays and credits are taken back with. postings: known ones, by the message they come from.

    number: of the order that takes back. replayed: takes back one change of a play, knowing what was taken back so far.
    """

    number: int = 0
    postings: Known = field(default_factory=dict)
    replayed: Callable[[PlayChange, Repaid], Repaid] = _left_alone


def repaid(action: Action, *, till: Till, at: datetime, sofar: Repaid) -> Repaid:
    """Return what taking back the plays and the postings of `action` adds to `sofar`: all of it, or why nothing."""
    found = NOTHING_REPAID
    for change in reversed(action.plays):
        found += till.replayed(change, sofar + found)
    if found.refused:
        return Repaid(refused=found.refused)
    for posting in reversed(action.postings):
        chain = chain_of(posting, _with(till.postings, (*sofar.postings, *found.postings)))
        if same_way(chain, posting):
            reason = UNDOES.format(reason=chain[0].reason) if same_way(chain, chain[0]) else chain[0].reason
            found += Repaid(postings=(turned(chain, at=at, reason=reason, action=till.number),))
    return found


def _with(known: Known, postings: Iterable[Posting]) -> Known:
    """Return `known` with `postings` behind."""
    found = dict(known)
    for one in postings:
        found[one.message] = (*found.get(one.message, ()), one)
    return found


def root_of(posting: Posting) -> str:
    """Return the id of the posting that `posting` takes back, gives again, or is."""
    return posting.id.partition(MARK)[0]


def chain_of(posting: Posting, known: Known) -> tuple[Posting, ...]:
    """Return all that turned the root of `posting` this way and that, in order, as far as it is known.

    It holds at least `posting`. known: postings by the message they come from.
    """
    root = root_of(posting)
    found = {one.id: one for one in (posting, *known.get(posting.message, ())) if root_of(one) == root}
    return tuple(sorted(found.values(), key=lambda one: len(one.id)))


def chains_of(messages: Iterable[MessageId], known: Known) -> tuple[tuple[Posting, ...], ...]:
    """Return the chains of all that `messages` brought; those of which the beginning is forgotten are left out."""
    found = (chain_of(one, known) for message in dict.fromkeys(messages) for one in known.get(message, ()))
    return tuple({chain[0].id: chain for chain in found if not chain[0].reverses}.values())


def same_way(chain: Iterable[Posting], posting: Posting) -> bool:
    """Tell whether the last turn of `chain` moved credits as `posting` did, so that this still holds."""
    return [one.debit for one in chain][-1] == posting.debit


def turned(chain: tuple[Posting, ...], *, at: datetime, reason: str, action: int = 0) -> Posting:
    """Return the posting that turns the last of `chain` around. action: number of the order that does it, if one does."""
    last = chain[-1]
    back = reversal(last, at=at, reason=reason, action=action)
    return replace(back, id=f"{last.id}{MARK}{action or ''}")
