"""Whatever is ordered and taken back, the books are in order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.credits import balances
from bot.core.playbook import Playbook, Ware
from bot.play.credit.auditing import differences, loose_ends, recomputed
from tests.commands.kit import LI, OWNER, ZHANG
from tests.play.town import Town

SHOP = Playbook(wares=(Ware(id="mug", title="马克杯", cost=10, stock=3, each=2), Ware(id="card", title="书签", cost=3)))
MEMBERS = st.sampled_from([ZHANG, LI])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["签到", "补签", "兑换 马克杯", "兑换 书签 2", "积分", "排行"]), MEMBERS),
        st.tuples(
            st.sampled_from(["发积分 @张三 20 好", "发积分 @张三 @李四 7", "扣积分 @张三 9 错", "扣积分 @李四 400"]),
            st.just(OWNER),
        ),
        st.tuples(st.integers(min_value=1, max_value=12), st.just(OWNER)),
        st.tuples(st.sampled_from([1, 9, 30]).map(lambda hours: timedelta(hours=hours)), st.just(OWNER)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_the_ledger_balances_after_every_step(steps: list) -> None:
    """The sum is zero, purses are what the postings come to, nobody overdraws but by what is taken back, stock holds.

    Undoing anything, an undoing among it, in any order, moves each posting back at most once.
    """
    town = Town(playbook=SHOP)
    for step, by in steps:
        before = {member: town.balance(member) for member in (ZHANG, LI)}
        if isinstance(step, timedelta):
            town.now += step
            continue
        if isinstance(step, int):
            number = town.number - step
            if number not in town.actions:
                continue
            town.order(f"撤销 {number}", by)
        else:
            town.order(step, by)
        sums = balances(town.postings)
        assert sum(sums.values()) == 0
        assert all(sums.get(member, 0) == town.balance(member) for member in (ZHANG, LI))
        kept = {(town.room.account, member): purse for member, purse in town.purses.items()}
        assert list(differences(recomputed(town.postings, lambda _: town.zone), kept)) == []
        assert list(loose_ends(town.postings)) == []
        if isinstance(step, str):
            assert all(town.balance(member) >= min(0, before[member]) for member in before)
        sold = [told for key, told in town.state.items() if key.startswith("sold:mug:")]
        assert sum(one["count"] for one in sold) <= 3
        vouchers = [key for key in town.state if key.startswith("voucher:")]
        assert len(vouchers) == sum(key.startswith("sold:") for key in town.state)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS.map(lambda steps: [one for one in steps if isinstance(one[0], str | timedelta)]))
def test_taking_everything_back_leaves_nothing(steps: list) -> None:
    """The newest first: balances, what was earned, stock and days are as if nothing ever happened."""
    town = Town(playbook=SHOP)
    for step, by in steps:
        if isinstance(step, timedelta):
            town.now += step
        else:
            town.order(step, by)
    for number in sorted(town.actions, reverse=True):
        town.order(f"撤销 {number}", OWNER)

    assert {purse.balance for purse in town.purses.values()} <= {0}
    assert {purse.earned for purse in town.purses.values()} <= {0}
    assert {key for key in town.state if not key.startswith("told:")} == set()
