"""Charges and mutes: what they come to, how they are entered and taken back."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ledger import (
    charged,
    counts_until,
    gone_at,
    is_muted,
    mute_end,
    muted,
    points_at,
    pruned,
    put_back,
    restored,
    unmuted,
    without,
)
from bot.core.model import Charge, MuteSpan, Standing
from bot.core.policy import Policy
from tests.values import T0

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HALVING = Policy()
EXPIRING = Policy(half_life=None, expires=30 * DAY)
STAYING = Policy(half_life=None)
CHARGES = st.lists(
    st.builds(
        Charge,
        number=st.integers(1, 4),
        points=st.sampled_from([-2.0, -0.5, 1.0, 3.0, 6.0]),
        at=st.integers(0, 9).map(lambda n: T0 + n * DAY),
    ),
    max_size=5,
)


def charge(points: float, *, number: int = 1, at: datetime = T0) -> Charge:
    """A charge of case 1 at T0."""
    return Charge(number=number, points=points, at=at)


def test_each_charge_decays_by_itself() -> None:
    """Halving, or gone at once, or never."""
    standing = Standing(charges=(charge(8), charge(4, at=T0 + 7 * DAY)))
    moments = [T0, T0 + 7 * DAY, T0 + 29 * DAY, T0 + 30 * DAY]

    assert [points_at(standing, at, HALVING) for at in moments[:2]] == [12, 8]
    assert [points_at(standing, at, EXPIRING) for at in moments] == [12, 12, 12, 4]
    assert [points_at(standing, at, STAYING) for at in moments] == [12, 12, 12, 12]


def test_when_points_are_gone_is_told() -> None:
    """Below a hundredth nothing is told; negative ones fade as well; what never fades has no end."""
    assert gone_at(charge(0.04), HALVING) == T0 + 14 * DAY
    assert gone_at(charge(-0.04), HALVING) == T0 + 14 * DAY
    assert gone_at(charge(0.01), HALVING) == T0 + 7 * DAY
    assert gone_at(charge(1), EXPIRING) == T0 + 30 * DAY
    assert gone_at(charge(1), STAYING).year == 9999
    standing = Standing(charges=(charge(1), charge(-0.5, at=T0 + DAY)))
    assert counts_until(standing, T0, EXPIRING) == T0 + 30 * DAY
    assert counts_until(standing, T0 + 30 * DAY, EXPIRING) is None


def test_points_are_never_below_none() -> None:
    """More is not taken off than there is; a charge of nothing is none, but what is gone is dropped."""
    standing = Standing(charges=(charge(2),), offences=1)

    less = charged(standing, charge(-5, number=2), now=T0, policy=HALVING)
    old = Standing(charges=(charge(2),))
    nothing = charged(old, charge(-5, number=2), now=T0 + 365 * DAY, policy=HALVING)

    assert (less.charges, less.offences) == ((charge(2), charge(-2, number=2)), 1)
    assert nothing == old
    assert pruned(nothing, T0 + 365 * DAY, HALVING) == Standing()
    assert points_at(without(less, 1), T0, HALVING) == 0


def test_a_reduction_is_worth_no_more_than_what_it_reduced() -> None:
    """Once that is taken back, or expires, nothing is left over against later points."""
    three, less = charge(3), charge(-3, number=2, at=T0 + 20 * DAY)
    later = charge(3, number=3, at=T0 + 25 * DAY)
    first = Standing(charges=(three, less, later))

    for policy in (EXPIRING, STAYING):
        assert points_at(without(first, 1), T0 + 25 * DAY, policy) == 3
        assert points_at(first, T0 + 31 * DAY, policy) == 3
    assert counts_until(Standing(charges=(three, less)), T0 + 20 * DAY, EXPIRING) is None


def test_a_reduction_takes_off_the_newest_first() -> None:
    """What is left expires the sooner."""
    standing = Standing(charges=(charge(3), charge(3, at=T0 + 9 * DAY), charge(-4, number=2, at=T0 + 10 * DAY)))

    assert [points_at(standing, T0 + n * DAY, EXPIRING) for n in (10, 29, 30)] == [2, 2, 0]
    assert counts_until(standing, T0 + 10 * DAY, EXPIRING) == T0 + 30 * DAY


def test_charges_are_kept_in_the_order_of_time() -> None:
    """Whatever the order in which they were entered; mutes that are long over are dropped."""
    over = MuteSpan(number=1, since=T0 - DAY, until=T0 - 2 * timedelta(hours=1))
    standing = Standing(charges=(charge(1, at=T0 + MINUTE),), mutes=(over,))

    after = pruned(charged(standing, charge(3, number=2), now=T0, policy=HALVING), T0, HALVING)

    assert [c.points for c in after.charges] == [3, 1]
    assert (after.mutes, after.offences) == ((), 1)


def test_a_mute_covers_from_its_start_to_before_its_end() -> None:
    """Of several the longest tells the end; ending them leaves what was, not what was to come."""
    running = MuteSpan(number=1, since=T0, until=T0 + MINUTE)
    coming = MuteSpan(number=2, since=T0 + 2 * MINUTE, until=T0 + DAY)
    standing = muted(muted(Standing(), coming), running)

    assert standing.mutes == (running, coming)
    assert [is_muted(standing, T0 + n * MINUTE / 2) for n in (-1, 0, 1, 2, 4)] == [False, True, True, False, True]
    assert [mute_end(standing, at) for at in (T0, T0 + DAY)] == [T0 + DAY, None]
    assert unmuted(standing, T0 + MINUTE / 2).mutes == (MuteSpan(number=1, since=T0, until=T0 + MINUTE / 2),)


def test_what_has_no_number_is_not_taken_back_by_one() -> None:
    """Standings of the first versions do not know their cases."""
    standing = Standing(charges=(charge(3, number=0),), offences=1)

    assert without(standing, 0) is standing


def test_a_mute_that_was_ended_before_it_began_is_not_put_back() -> None:
    """Even if the clock was set back since."""
    never = MuteSpan(number=1, since=T0, until=T0)

    assert put_back(Standing(), (), (never,), now=T0 - MINUTE, policy=HALVING) == Standing()


@given(charges=CHARGES, number=st.integers(1, 4))
def test_what_is_taken_and_put_back_is_as_it_was(charges: list[Charge], number: int) -> None:
    """Exactly, as long as nothing of it is gone."""
    standing = Standing()
    for one in charges:
        standing = charged(standing, one, now=T0, policy=STAYING)
    theirs = [one for one in standing.charges if one.number == number]

    again = put_back(without(standing, number), theirs, (), now=T0, policy=STAYING)

    assert again == standing


@given(first=CHARGES, step=CHARGES, later=CHARGES)
def test_a_step_is_taken_back_whatever_came_after(first: list[Charge], step: list[Charge], later: list[Charge]) -> None:
    """What is left is what would be there without it."""

    def entered(standing: Standing, charges: list[Charge], base: int) -> Standing:
        for n, one in enumerate(charges):
            span = MuteSpan(number=base + n, since=one.at, until=one.at + DAY)
            charge_ = Charge(number=base + n, points=abs(one.points), at=one.at)
            standing = muted(charged(standing, charge_, now=T0, policy=STAYING), span)
        return standing

    before = entered(Standing(answered_at=T0), first, 10)
    after = entered(before, step, 20)

    assert restored(entered(after, later, 30), before, after) == entered(before, later, 30)


def test_when_somebody_was_answered_is_put_back_only_if_nobody_did_since() -> None:
    """The last answer stays."""
    before, after = Standing(answered_at=T0), Standing(answered_at=T0 + MINUTE)

    assert restored(after, before, after).answered_at == T0
    assert restored(Standing(answered_at=T0 + DAY), before, after).answered_at == T0 + DAY
