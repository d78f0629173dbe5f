"""积分 that nobody orders: whatever is said, whoever comes, limits hold and nothing is given twice."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.activities.credit import INVITATIONS, Credit
from bot.core.model import MemberId, Profile
from bot.play.turn import Firing
from bot.play.venue import Joined
from tests.commands.kit import LI, ZHANG
from tests.play.town import Town, with_credits

CREDIT = Credit()
CAPS = {"talk": 7, "thanks": 5, "invite": 8}
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("say"),
            st.sampled_from([ZHANG, LI]),
            st.sampled_from(["谢谢 @李四", "谢谢 @张三", "我觉得可以试试"]),
        ),
        st.tuples(st.just("join"), st.sampled_from([ZHANG, LI]), st.integers(min_value=0, max_value=5)),
        st.tuples(st.just("ring"), st.just(ZHANG), st.just("")),
        st.tuples(st.just("wait"), st.just(ZHANG), st.sampled_from([1, 20, 700])),
    ),
    max_size=40,
)


@settings(max_examples=80, deadline=None)
@given(steps=STEPS)
def test_caps_and_pauses_hold_whatever_happens(steps: list) -> None:
    """A day brings nobody more than the caps, a pair thanks once in the pause, who joins counts once."""
    town = Town(customs=with_credits(talk=2, caps=CAPS))
    for kind, who, what in steps:
        if kind == "say":
            town.take(CREDIT.attend(town.hear(what, who), town.venue))
        elif kind == "join":
            member = MemberId(f"n{what}")
            joined = Joined(member=member, at=town.now, inviter=who, is_back=member in town.profiles)
            town.profiles.setdefault(member, Profile(name=f"新人{what}", joined_at=town.now))
            town.take(CREDIT.meet(joined, town.venue))
        elif kind == "ring":
            town.take(CREDIT.ring(Firing(timer=INVITATIONS, due_at=town.now), town.venue))
        else:
            town.now += timedelta(minutes=what)

    days = Counter[tuple]()
    for one in town.postings:
        days[one.at.astimezone(town.zone).date(), one.credit, one.source] += one.amount
    assert all(amount <= CAPS[source] for (_, _, source), amount in days.items())
    thanked = [(one.credit, one.at) for one in town.postings if one.source == "thanks"]
    assert all(
        abs(at - other) >= timedelta(days=1)
        for place, (member, at) in enumerate(thanked)
        for who, other in thanked[place + 1 :]
        if who == member
    )
    reasons = [one.reason for one in town.postings if one.source == "invite"]
    assert len(reasons) == len(set(reasons))
