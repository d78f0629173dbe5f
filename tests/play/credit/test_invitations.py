"""Invitations are worth something once who was invited stayed."""

from dataclasses import replace

from bot.activities.credit import INVITATIONS, Credit
from bot.core.model import MemberId, Profile
from bot.play.turn import Firing
from bot.play.venue import Joined
from tests.commands.kit import HOUR, LI, OWNER, ZHANG
from tests.play.town import DAY, Town, with_credits

CREDIT = Credit()
NEW = MemberId("new")


def join(town: Town, inviter: str = ZHANG, member: MemberId = NEW, **fields) -> None:
    """Somebody joins now."""
    joined = Joined(member=member, at=town.now, inviter=MemberId(inviter), **fields)
    town.profiles[member] = Profile(name=f"新人{member}", joined_at=town.now)
    town.take(CREDIT.meet(joined, town.venue))


def ring(town: Town) -> int:
    """The time has come; return what Zhang has then."""
    town.take(CREDIT.ring(Firing(timer=INVITATIONS, due_at=town.now), town.venue))
    return town.balance()


def test_who_stays_a_day_counts_once() -> None:
    """Not before, and not again."""
    town = Town()
    join(town)

    town.now += 23 * HOUR
    assert ring(town) == 0
    town.now += HOUR
    assert ring(town) == 5
    town.now += DAY
    assert ring(town) == 5
    assert town.state == {}
    assert town.purses[ZHANG].lines[-1].reason == "邀请 新人new 进群"


def test_who_left_or_was_here_before_does_not() -> None:
    """Nor who was taken out."""
    for gone in ("left_at", "removed_at"):
        town = Town()
        join(town)
        town.now += HOUR
        town.profiles[NEW] = replace(town.profiles[NEW], **{gone: town.now})
        town.now += DAY
        assert (ring(town), town.state) == (0, {})
    town = Town()
    join(town, is_back=True)
    assert town.state == {}


def test_who_came_back_before_is_here() -> None:
    """A going before the joining does not count against it."""
    town = Town()
    join(town)
    town.profiles[NEW] = replace(town.profiles[NEW], left_at=town.now - DAY)
    town.now += DAY

    assert ring(town) == 5


def test_an_inviter_who_is_told_later_still_gets_it() -> None:
    """The list of members comes after the joining; after some days nobody waits any more."""
    town = Town()
    join(town, "")
    join(town, "", MemberId("other"))
    town.now += DAY + HOUR
    assert ring(town) == 0
    town.profiles[NEW] = replace(town.profiles[NEW], invited_by=ZHANG)
    assert ring(town) == 5
    town.now += 3 * DAY
    ring(town)
    assert town.state == {}


def test_staff_get_nothing_and_the_cap_holds() -> None:
    """Twenty at once are worth no more than the cap of the day."""
    town = Town(customs=with_credits(caps={"invite": 12}))
    for place in range(20):
        join(town, ZHANG, MemberId(f"n{place}"))
    join(town, OWNER, MemberId("of the owner"))
    town.now += DAY

    assert ring(town) == 12
    assert {one.credit for one in town.postings} == {ZHANG}


def test_a_room_without_credits_for_it_remembers_nothing() -> None:
    """And asks for no timer."""
    town = Town(customs=with_credits(invite=0))
    join(town, LI)

    assert (town.state, list(CREDIT.timers(town.venue))) == ({}, [])
    assert [one.id for one in CREDIT.timers(Town().venue)] == [INVITATIONS]
