"""The books are checked against what can really go wrong."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.credits import reversal
from bot.play.credit.auditing import differences, loose_ends, recomputed
from tests.commands.kit import LI, ZHANG
from tests.play.town import DAY, Town
from tests.values import ROOM


def books() -> Town:
    """Return a room with some postings over two days."""
    town = Town()
    town.pay(ZHANG, 20)
    town.order("签到")
    town.now += DAY
    town.order("签到", LI)
    return town


def found(town: Town) -> list[tuple[str, str, str, str]]:
    """Return what the audit finds."""
    kept = {(ROOM.account, member): purse for member, purse in town.purses.items()}
    booked = recomputed(town.postings, lambda _: town.zone)
    return [(one.member, one.what, one.booked, one.kept) for one in differences(booked, kept)]


def test_books_in_order_are_found_so() -> None:
    """Nothing is told."""
    assert found(books()) == []


@given(change=st.integers(min_value=-50, max_value=50).filter(bool))
def test_a_purse_that_differs_is_found(change: int) -> None:
    """However little, with what it should be."""
    town = books()
    purse = town.purses[ZHANG]
    town.purses[ZHANG] = replace(purse, balance=purse.balance + change)

    assert found(town) == [(ZHANG, "积分", "25", str(25 + change))]


def test_a_posting_that_was_left_out_or_made_up_is_found() -> None:
    """In each part of the purse that it changes."""
    town = books()
    gone = town.postings.pop()
    assert {what for _, what, _, _ in found(town)} == {"积分", "累计", "各来源", "当月", "当天", "最近明细"}

    town.postings.append(gone)
    town.purses.pop(LI)
    assert (LI, "积分", "5", "0") in found(town)


def test_a_reversal_must_be_a_mirror_and_the_only_one() -> None:
    """Of what it reverses."""
    one = books().postings[0]
    back = reversal(one, at=one.at, reason="错")

    assert list(loose_ends([one, back])) == []
    (crooked,) = loose_ends([one, replace(back, amount=back.amount + 1)])
    assert (crooked.booked, crooked.kept) == ("zhang→grant 20，一次", "zhang→grant 21")
    (twice,) = loose_ends([one, back, replace(back, id="other")])
    assert twice.kept.endswith("，又一次")
