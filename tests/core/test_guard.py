"""When a rule falls back."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.guard import Count, Guard, Judgement, Tallies, verdict
from bot.core.model import RoomId
from tests.values import ROOM, T0

MINUTE = timedelta(minutes=1)
NONE = Count()


USUAL = Guard()


def why(guard: Guard = USUAL, **given: object) -> str:
    """The verdict with nothing but `given`."""
    return verdict(guard, **{"day": NONE, "fast": NONE, "penalised": 0, "undone": 0, **given})


def test_a_rule_that_finds_too_much_in_a_day_falls() -> None:
    """10 % of at least 200 messages, at least 20 hits."""
    assert why(day=Count(total=200, hits=20)) == ("24小时内判断的 200 条发言里它命中 20 条（10%，上限 10%）")
    assert [why(day=Count(total=t, hits=h)) for t, h in ((199, 199), (200, 19), (1000, 99))] == ["", "", ""]
    assert why(Guard(share=0.5), day=Count(total=1000, hits=499)) == ""
    assert why(Guard(share=None), day=Count(total=1000, hits=1000)) == ""


def test_a_rule_that_runs_away_falls_within_minutes() -> None:
    """30 % of at least 50 messages in ten minutes; a rule that may find much, more."""
    assert why(fast=Count(total=50, hits=15)) == "最近10分钟判断的 50 条发言里它命中 15 条（30%）"
    assert [why(fast=Count(total=t, hits=h)) for t, h in ((49, 49), (100, 29))] == ["", ""]
    assert why(Guard(share=0.2), fast=Count(total=100, hits=59)) == ""
    assert why(Guard(share=0.2), fast=Count(total=100, hits=60)) != ""


def test_a_rule_whose_penalties_are_taken_back_falls() -> None:
    """30 % and at least five."""
    assert why(penalised=10, undone=5) == "它给出的 10 次处罚里有 5 次被撤销（50%，上限 30%）"
    assert [why(penalised=p, undone=u) for p, u in ((4, 4), (17, 5))] == ["", ""]
    assert why(Guard(undone=None), penalised=9, undone=9) == ""


def judgement(number: int, *, minutes: int = 0, room: str = ROOM.id, rules: tuple[str, ...] = ()) -> Judgement:
    """A judged message so many minutes after T0."""
    return Judgement(id=number, room=RoomId(room), sent_at=T0 + minutes * MINUTE, rules=rules)


def test_only_messages_of_the_rules_own_rooms_count() -> None:
    """A rule of one room is measured there."""
    tallies = Tallies()
    tallies.add([judgement(1, rules=("a", "a")), judgement(2), judgement(3, room="other")])

    everywhere = tallies.count("a", since=T0, rooms=tallies.rooms())
    there = tallies.count("a", since=T0, rooms={ROOM.id, RoomId("silent")})
    assert (everywhere, there) == (Count(total=3, hits=1), Count(total=2, hits=1))
    assert there.share == 0.5


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(["r1", "r2"]), st.sampled_from(["", "a", "b"])), max_size=60
    ),
    st.integers(0, 40),
    st.integers(-5, 45),
)
def test_counts_are_those_of_what_is_left(sent: list[tuple[int, str, str]], cut: int, since: int) -> None:
    """Whatever came in whatever order and was forgotten, from whatever minute on and in whatever rooms is asked."""
    tallies = Tallies()
    tallies.add(judgement(n, minutes=m, room=room, rules=(r,) if r else ()) for n, (m, room, r) in enumerate(sent))
    tallies.forget(before=T0 + cut * MINUTE)
    left = [(m, room, r) for m, room, r in sent if m >= cut]
    late = [(room, r) for m, room, r in left if m >= since]

    for rooms in ({"r1", "r2"}, {"r1"}):
        count = tallies.count("a", since=T0 + since * MINUTE, rooms={RoomId(room) for room in rooms})
        expected = [r for room, r in late if room in rooms]
        assert count == Count(total=len(expected), hits=expected.count("a"))
    assert tallies.busy(1) == {r for _, _, r in left if r}
    assert tallies.rooms() == {room for _, room, _ in left}
