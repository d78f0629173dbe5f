"""What follows from decisions, gathered first and remembered last: what fails half way leaves nothing behind."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from bot.core.actions import Action, StateChange
from bot.core.cases import Case
from bot.core.credits import Posting
from bot.core.effects import Effect, Planned
from bot.core.justice import Ruling
from bot.core.model import MemberId, Standing
from bot.core.plays import Play
from bot.core.records import MemberChange, Outcome
from bot.handlers.bench import Bench
from bot.storage.warm import Warm


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Parts of an outcome, in order; `planned` is still to be fitted to the room (see `Bench.outgoing`)."""

    cases: tuple[Case, ...] = ()
    standings: tuple[tuple[str, MemberId, Standing], ...] = ()
    states: tuple[StateChange, ...] = ()
    members: tuple[MemberChange, ...] = ()
    actions: tuple[Action, ...] = ()
    undone: tuple[tuple[int, datetime | None], ...] = ()
    plays: tuple[Play, ...] = ()
    postings: tuple[Posting, ...] = ()
    planned: tuple[Planned | Effect, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all cases, plays and actions that change."""
        if not (self.cases or self.plays or self.actions):
            return ()
        cases, plays = (case.number for case in self.cases), (play.number for play in self.plays)
        return (*cases, *plays, *(action.number for action in self.actions))

    def __add__(self, other: "Changes") -> "Changes":
        """Return both, those of `other` last; the one alone if the other is `NO_CHANGES`, as for nearly every message."""
        if self is NO_CHANGES or other is NO_CHANGES:
            return other if self is NO_CHANGES else self
        return Changes(**{f.name: (*getattr(self, f.name), *getattr(other, f.name)) for f in fields(Changes)})


NO_CHANGES = Changes()


def applied(*rulings: Ruling) -> Changes:
    """Return what `rulings` change; of a refused one only what is planned all the same: a card that is brought up to date."""
    given = [ruling for ruling in rulings if not ruling.refused]
    return Changes(
        cases=tuple(ruling.case for ruling in given),
        standings=tuple(one for ruling in given for one in ruling.standings),
        undone=tuple(one for ruling in given for one in ruling.undone),
        planned=tuple(one for ruling in rulings for one in ruling.planned),
    )


def plans(planned: Iterable[Planned | Effect]) -> tuple[Planned, ...]:
    """Return what is `planned`, effects at once."""
    return tuple(one if isinstance(one, Planned) else Planned(effect=one) for one in planned)


def all_of(changes: Iterable[Changes]) -> Changes:
    """Return all of `changes` in order."""
    return sum(changes, NO_CHANGES)


def remembered(changes: Changes, *, inbox: int, warm: Warm, bench: Bench) -> Outcome:
    """Return `changes`, without what is planned, as the outcome of the delivery `inbox`; `warm` then knows them.

    To be done last: it cannot be undone.
    """
    purses = warm.purses_after(changes.postings, zone_in=bench.zone_in) if changes.postings else ()
    _remember(changes, warm=warm)
    if changes.postings:
        warm.pay(changes.postings, purses)
    return Outcome(
        inbox=inbox,
        standings=changes.standings,
        members=changes.members,
        cases=changes.cases,
        actions=changes.actions,
        states=changes.states,
        undone=changes.undone,
        plays=changes.plays,
        postings=changes.postings,
        purses=purses,
    )


def _remember(changes: Changes, *, warm: Warm) -> None:
    for case in changes.cases:
        warm.file(case)
    for account, member, standing in changes.standings:
        warm.stand(account, member, standing)
    for action in changes.actions:
        warm.act(action)
    for state in changes.states:
        warm.note(state)
    for member_change in changes.members:
        warm.learn(member_change)
    for play in changes.plays:
        warm.put_play(play)
