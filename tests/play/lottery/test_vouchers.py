"""A voucher is handed over once, by its code, in its time."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Say, Tell
from bot.core.vouchers import Claim
from bot.play.lottery.lapsing import ends_told
from bot.play.lottery.vouchers import (
    all_of,
    as_csv,
    by_code,
    claimed,
    issued,
    lapsed,
    remembering,
    voided,
    voucher_with,
    waiting,
)
from tests.play.lotteries_kit import ZONE, member, venue
from tests.values import T0

DAY = timedelta(days=1)


def issuing(there, number: int, **fields):
    """Return `there` with a voucher, and its code."""
    values = {"id": f"12-{number}", "member": member(number), "what": "书签", "of": "年会", "until": T0 + 3 * DAY}
    change, code = issued(there, **{**values, **fields})
    return remembering(there, change), code


@given(count=st.integers(1, 40), seed=st.integers(0, 2**63))
def test_codes_are_six_digits_and_all_different(count: int, seed: int) -> None:
    """Among those that wait in a room, whatever the luck."""
    there = venue(seed=seed)
    codes = []
    for number in range(count):
        there, code = issuing(there, number)
        codes.append(code)

    assert len(set(codes)) == count
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert [by_code(there.state, code).id for code in codes] == [f"12-{n}" for n in range(count)]


def test_it_waits_until_it_is_claimed_lapsed_or_void() -> None:
    """Then it is kept, but waits no more."""
    there, code = issuing(venue(), 1)
    one = by_code(there.state, code)

    for change, claim in (
        (claimed(there, one, member(0)), Claim.CLAIMED),
        (lapsed(there, one), Claim.LAPSED),
        (voided(there, one), Claim.VOID),
    ):
        then = remembering(there, change)
        assert waiting(then.state) == ()
        assert voucher_with(then.state, "12-1").claim is claim
    assert waiting(there.state) == (one,)


def test_taking_back_the_claim_makes_it_wait_again() -> None:
    """As any state that an order changed."""
    there, code = issuing(venue(), 1)
    change = claimed(there, by_code(there.state, code), member(0))
    assert remembering(there, replace(change, after=change.before)).state == there.state


def test_the_last_day_is_told_once_in_private() -> None:
    """And the end once, in the room, with what can be done."""
    there, code = issuing(venue(), 1)
    assert ends_told(replace(there, now=T0 + 1.9 * DAY)).planned == ()

    near = replace(there, now=T0 + 2.1 * DAY)
    turn = ends_told(near)
    (told,) = turn.planned
    assert isinstance(told, Tell)
    assert code in told.text
    near = remembering(near, *turn.states)
    assert ends_told(near).planned == ()

    over = replace(near, now=T0 + 3 * DAY)
    turn = ends_told(over)
    (said,) = turn.planned
    assert isinstance(said.effect, Say)
    assert "成员1：书签（“年会”，编号 12）" in said.effect.text
    assert code not in said.effect.text
    assert ends_told(remembering(over, *turn.states)).planned == ()


def test_who_cannot_be_reached_is_reminded_through_the_owner() -> None:
    """Without the code."""
    there, code = issuing(venue(whispers=lambda _: False), 1)
    (told,) = ends_told(replace(there, now=T0 + 2.5 * DAY)).planned

    assert told.to == "owner"
    assert "成员1：书签" in told.text
    assert code not in told.text


def test_what_has_no_end_never_lapses() -> None:
    """Nor is anybody reminded of it."""
    there, _ = issuing(venue(), 1, until=None)
    assert ends_told(replace(there, now=T0 + 1000 * DAY)).states == ()


def test_the_table_begins_no_formula_and_tells_no_code() -> None:
    """Names are what members call themselves."""
    there, code = issuing(venue(), 1)
    table = as_csv(all_of(there.state), {member(1): "=HYPERLINK(1)"}, ZONE)

    assert table.startswith("\ufeff编号,来自,奖品,姓名")
    assert "12-1,年会,书签,'=HYPERLINK(1),m1,待领取,2026-11-20 10:00,2026-11-23 10:00,," in table
    assert code not in table


def test_what_is_no_voucher_is_none() -> None:
    """Whatever stands under the key."""
    assert all_of({"voucher:1": {"no": 1}, "voucher:2": 5, "other": {}, "voucher:3": None}) == ()
