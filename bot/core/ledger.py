"""What a member's charges and mutes come to, and how they are entered and taken back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import log2
from typing import TypeVar

from bot.core.measures import LEAST, Policy, Step
from bot.core.model import Charge, MuteSpan, Standing

Entered = TypeVar("Entered", Charge, MuteSpan)


def standing_of(
    points: float,
    points_at: datetime | None,
    *,
    muted_at: datetime | None = None,
    muted_until: datetime | None = None,
    offences: int = 0,
) -> Standing:
    """Return the standing that was told as one sum and one mute, as the first versions kept it; its cases are unknown."""
    return Standing(
        charges=(Charge(number=0, points=points, at=points_at),) if points and points_at is not None else (),
        mutes=(MuteSpan(number=0, since=muted_at, until=muted_until),) if muted_at and muted_until else (),
        answered_at=points_at,
        offences=offences,
    )


def points_at(standing: Standing, now: datetime, policy: Policy) -> float:
    """Return the points left of `standing` at `now`, to two decimals, never below 0."""
    if not standing.charges:
        return 0.0
    return round(sum((_left(charge, now, policy) for charge in _counting(standing.charges, policy)), 0.0), 2)


def _counting(charges: Iterable[Charge], policy: Policy) -> list[Charge]:
    """What is left to count once each reduction has taken off what came before it, the newest first.

    What it would take off beyond that is lost: nobody has points to spare.
    """
    parts: list[Charge] = []
    for charge in charges:
        parts = [*parts, charge] if charge.points > 0 else _reduced(parts, charge, policy)
    return parts


def _reduced(parts: list[Charge], reduction: Charge, policy: Policy) -> list[Charge]:
    rest, kept = -reduction.points, list[Charge]()
    for part in reversed(parts):
        value = _left(part, reduction.at, policy)
        taken = min(value, rest)
        rest -= taken
        if value > taken:
            kept.append(part if not taken else replace(part, points=part.points * (value - taken) / value))
    return kept[::-1]


def _left(charge: Charge, now: datetime, policy: Policy) -> float:
    age = max(now - charge.at, timedelta(0))
    if policy.expires is not None:
        return charge.points if age < policy.expires else 0.0
    return charge.points if policy.half_life is None else charge.points * float(0.5 ** (age / policy.half_life))


def gone_at(charge: Charge, policy: Policy) -> datetime:
    """Return when nothing is left of `charge`: when it expires, or has fallen to what is no longer told.

    One that is hardly anything has a half-life all the same. The end of time where points neither halve nor
    expire.
    """
    if policy.expires is not None:
        return charge.at + policy.expires
    if policy.half_life is None:
        return datetime.max.replace(tzinfo=charge.at.tzinfo)
    return charge.at + policy.half_life * max(log2(max(abs(charge.points), LEAST) / LEAST), 1.0)


def counts_until(standing: Standing, now: datetime, policy: Policy) -> datetime | None:
    """Return when the last of the points that count at `now` is gone, None if none does."""
    ends = (gone_at(charge, policy) for charge in _counting(standing.charges, policy))
    return max((end for end in ends if end > now), default=None)


def is_muted(standing: Standing, moment: datetime) -> bool:
    """Tell whether a mute covers `moment`. What was said before the mute was decided is not covered."""
    return any(mute.since <= moment < mute.until for mute in standing.mutes)


def mute_end(standing: Standing, now: datetime) -> datetime | None:
    """Return when the mute that is longest is over, None if none runs or is to come at `now`."""
    return max((mute.until for mute in standing.mutes if mute.until > now), default=None)


def charged(standing: Standing, charge: Charge, *, now: datetime, policy: Policy) -> Standing:
    """Return `standing` with `charge`; none can have less than 0 points."""
    points = round(max(charge.points, -points_at(standing, now, policy)), 2)
    if not points:
        return standing
    if points < 0:  # behind what it takes off, even if the clock was set back since
        charge = replace(charge, at=max((charge.at, *(one.at for one in standing.charges))))
    charges = _by_time((*standing.charges, replace(charge, points=points)))
    return replace(standing, charges=charges, offences=standing.offences + (points > 0))


def pruned(standing: Standing, now: datetime, policy: Policy) -> Standing:
    """Return `standing` without what is gone by `now`; mutes stay as long as late messages may be judged by them."""
    return replace(
        standing,
        charges=tuple(one for one in standing.charges if gone_at(one, policy) > now),
        mutes=tuple(mute for mute in standing.mutes if mute.until + policy.stale > now),
    )


def muted(standing: Standing, span: MuteSpan) -> Standing:
    """Return `standing` with the mute `span`."""
    return replace(standing, mutes=_by_start((*standing.mutes, span)))


def without(standing: Standing, number: int) -> Standing:
    """Return `standing` as if case or action `number` had given nothing. The number 0 is nobody's: it takes nothing back."""
    if not number:
        return standing
    taken = sum(charge.number == number and charge.points > 0 for charge in standing.charges)
    return replace(
        standing,
        charges=tuple(charge for charge in standing.charges if charge.number != number),
        mutes=tuple(mute for mute in standing.mutes if mute.number != number),
        offences=max(standing.offences - taken, 0),
    )


def put_back(
    standing: Standing, charges: Iterable[Charge], mutes: Iterable[MuteSpan], *, now: datetime, policy: Policy
) -> Standing:
    """Return `standing` with what was taken from it, as it was entered; what would be gone or over by `now` stays away."""
    back = tuple(charge for charge in charges if gone_at(charge, policy) > now)
    return replace(
        standing,
        charges=_by_time((*standing.charges, *back)),
        mutes=_by_start((*standing.mutes, *(mute for mute in mutes if max(mute.since, now) < mute.until))),
        offences=standing.offences + sum(charge.points > 0 for charge in back),
    )


def unmuted(standing: Standing, now: datetime) -> Standing:
    """Return `standing` with every mute over at `now`; those to come never begin."""
    cut = (replace(mute, until=min(mute.until, now)) for mute in standing.mutes)
    return replace(standing, mutes=tuple(mute for mute in cut if mute.since < mute.until))


def restored(standing: Standing, before: Standing, after: Standing) -> Standing:
    """Return `standing` with the step from `before` to `after` taken back, whatever else has changed since."""
    return Standing(
        charges=_by_time(_swapped(standing.charges, before.charges, after.charges)),
        mutes=_by_start(_swapped(standing.mutes, before.mutes, after.mutes)),
        answered_at=before.answered_at if standing.answered_at == after.answered_at else standing.answered_at,
        offences=max(standing.offences - (after.offences - before.offences), 0),
    )


def _swapped(now: tuple[Entered, ...], before: tuple[Entered, ...], after: tuple[Entered, ...]) -> Iterable[Entered]:
    """`now` without what `after` has over `before`, and with what it lacks."""
    counted = Counter(now)
    counted.subtract(Counter(after) - Counter(before))
    return (+counted + (Counter(before) - Counter(after))).elements()


def _by_time(charges: Iterable[Charge]) -> tuple[Charge, ...]:
    return tuple(sorted(charges, key=lambda charge: (charge.at, charge.number, charge.points)))


def _by_start(mutes: Iterable[MuteSpan]) -> tuple[MuteSpan, ...]:
    return tuple(sorted(mutes, key=lambda mute: (mute.since, mute.until, mute.number)))


def step_for(points: float, policy: Policy) -> Step | None:
    """Return the highest step that `points` reach."""
    return max((s for s in policy.ladder if points >= s.at), key=lambda s: s.at, default=None)


def next_step(points: float, policy: Policy) -> Step | None:
    """Return the lowest step above `points`, None at the top."""
    return min((s for s in policy.ladder if points < s.at), key=lambda s: s.at, default=None)
