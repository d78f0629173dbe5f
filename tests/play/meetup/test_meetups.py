"""A meet-up never has more guests than seats, and who asked first waits least, whatever the order of things."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.coding import decoded, encoded
from bot.play.meetup.meetups import Meetup, attended, moved_up, rated, signed_off, signed_up
from tests.values import T0

MEMBERS = tuple("abcdefgh")
STEPS = st.lists(st.tuples(st.sampled_from(("up", "off")), st.sampled_from(MEMBERS), st.integers(0, 50)), max_size=40)
SEATS = st.integers(0, 4)


def meetup(**fields) -> Meetup:
    """Return a meet-up of an hour."""
    return Meetup(**{"topic": "AI", "begins": T0, "ends": T0 + timedelta(hours=1), **fields})


def taken(given_meetup: Meetup, step: tuple[str, str, int]) -> Meetup:
    """Return `given_meetup` after `step`."""
    what, member, second = step
    if what == "off":
        return signed_off(given_meetup, member)
    return signed_up(given_meetup, member, T0 + timedelta(seconds=second))


@given(SEATS, STEPS)
def test_seats_are_never_oversold_and_never_empty_while_somebody_waits(seats: int, steps: list):
    """After every step: no seat too many, none free while one waits, nobody twice, waiting in order of time."""
    now = meetup(seats=seats)
    for step in steps:
        before, now = now, taken(now, step)
        assert not seats or len(now.going) <= seats
        assert not (now.waiting and (not seats or len(now.going) < seats))
        both = now.going + now.waiting
        assert len(set(both)) == len(both)
        assert list(now.waiting_since) == sorted(now.waiting_since)
        assert len(now.waiting) == len(now.waiting_since)
        assert set(before.going) - set(now.going) <= {step[1]}, "somebody lost a seat who did not give it back"


@given(SEATS, STEPS)
def test_the_first_of_those_who_wait_moves_up(seats: int, steps: list):
    """A seat that is given back goes to who waited longest."""
    now = meetup(seats=seats)
    for step in steps:
        before, now = now, taken(now, step)
        up = moved_up(before, now)
        assert up == before.waiting[: len(up)]


@given(SEATS, STEPS)
def test_saying_it_twice_changes_nothing(seats: int, steps: list):
    """A message that comes twice has the effect of one."""
    once = twice = meetup(seats=seats)
    for step in steps:
        once = taken(once, step)
        twice = taken(taken(twice, step), step)
    assert once == twice


@given(SEATS, STEPS)
def test_it_survives_being_stored(seats: int, steps: list):
    """What is read back from JSON goes on as what was stored."""
    kept = through = meetup(seats=seats)
    for step in steps:
        kept = taken(kept, step)
        through = taken(decoded(Meetup, encoded(through)), step)
    assert through == kept


def test_who_waits_is_sorted_by_when_they_asked():
    """A wish that arrives late but was sent early waits in front; it takes no seat from anybody."""
    full = signed_up(meetup(seats=1), "a", T0 + timedelta(seconds=5))
    waiting = signed_up(signed_up(full, "b", T0 + timedelta(seconds=9)), "c", T0 + timedelta(seconds=1))
    assert (waiting.going, waiting.waiting) == (("a",), ("c", "b"))
    assert signed_off(waiting, "a").going == ("c",)


def test_the_last_rating_counts():
    """Who changes their mind is counted once."""
    found = rated(rated(rated(meetup(), "a", 3), "b", 5), "a", 4)
    assert (found.rated, found.stars) == (("a", "b"), (4, 5))
    assert attended(attended(meetup(), "a"), "a").came == ("a",)
