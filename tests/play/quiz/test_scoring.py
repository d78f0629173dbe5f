"""Points: what an answer is worth."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import MemberId, MessageId
from bot.core.playbook import Question
from bot.play.quiz.rounds import Asked, Said, Terms, with_answer
from bot.play.quiz.scoring import awards, places, totals, with_speed, with_streak, worth

ALL = Terms(scoring="all")
SECOND = 1_000_000
ITEM = Asked(
    question=Question(id="q", kind="text", text="?", answers=("对",), points=10),
    pack="p",
    asked_at=0,
    closes_at=20 * SECOND,
)


def _answered(*said: tuple[str, float, bool]) -> Asked:
    item = ITEM
    for number, (by, seconds, right) in enumerate(said):
        one = Said(at=int(seconds * SECOND), id=MessageId(f"m{number}"), text="x", right=right)
        item = with_answer(item, by, one, most=3) or item
    return item


def test_speed_is_worth_all_at_once_and_half_at_the_end() -> None:
    """In a line between; never less than half."""
    assert [with_speed(10, ITEM, at * SECOND) for at in (0, 4, 10, 20)] == [10, 9, 8, 5]


@given(st.integers(1, 1000), st.integers(-5, 40), st.integers(-5, 40))
def test_who_is_faster_never_gets_less(points, one, other) -> None:
    """And nobody less than half, or more than all."""
    fast, slow = (with_speed(points, ITEM, at * SECOND) for at in sorted((one, other)))
    assert points >= fast >= slow >= points / 2


def test_right_answers_in_a_row_bring_a_tenth_more_each_up_to_a_half() -> None:
    """The first brings nothing more."""
    assert [with_streak(10, row) for row in (1, 2, 3, 6, 7, 99)] == [10, 11, 12, 15, 15, 15]
    assert with_streak(5, 2) == 6


def test_each_hint_halves_what_is_said_after_it() -> None:
    """What was said before is worth as much as it was."""
    item = replace(ITEM, hints=(5 * SECOND, 10 * SECOND))
    assert [worth(item, at * SECOND) for at in (4, 5, 9, 10)] == [10, 5, 5, 3]


def test_a_row_is_broken_by_a_question_that_was_missed_but_not_by_one_that_is_void() -> None:
    """Rows run over what counts."""
    terms = replace(ALL, streak=True)
    first = replace(_answered(("a", 1, True), ("b", 1, True)), given={"a": (10, 10, 0), "b": (10, 10, 0)})
    void = replace(ITEM, is_void=True)
    third = _answered(("a", 1, True), ("b", 2, True))
    assert [award.points for award in awards(third, terms, (first, void))] == [11, 11]
    missed = replace(_answered(("b", 1, True)), given={"b": (11, 11, 0)})
    assert {a.member: a.points for a in awards(third, terms, (first, missed))} == {"a": 10, "b": 12}


def test_a_void_question_brings_nothing() -> None:
    """However right the answers were."""
    assert awards(replace(_answered(("a", 1, True)), is_void=True), ALL, ()) == ()


def test_answers_of_the_same_moment_are_ordered_by_their_message() -> None:
    """So that it does not depend on which arrived first."""
    item = _answered(("a", 1, True), ("b", 1, True))
    turned = replace(item, answers=dict(reversed(item.answers.items())))
    assert awards(item, ALL, ()) == awards(turned, ALL, ())


def test_equal_points_share_a_place() -> None:
    """And the place behind is left out."""
    points = {MemberId("a"): 10, MemberId("b"): 20, MemberId("c"): 10, MemberId("d"): 5}
    assert places(points) == ((1, "b", 20), (2, "a", 10), (2, "c", 10), (4, "d", 5))


def test_who_had_as_many_earlier_stands_first() -> None:
    """The sums decide, then the order in which they were reached."""
    one = replace(ITEM, given={"a": (10, 10, 0), "b": (10, 10, 0)})
    two = replace(ITEM, given={"b": (5, 5, 0), "a": (5, 5, 0), "c": (20, 20, 0)})
    assert list(totals((one, two)).items()) == [("c", 20), ("b", 15), ("a", 15)]


@given(st.permutations([("a", 1.0, False), ("a", 2.0, True), ("a", 3.0, False), ("b", 2.5, True), ("b", 0.5, False)]))
def test_the_order_of_arrival_does_not_matter(order) -> None:
    """The earliest answers are kept, and the first right one is known."""
    numbered = {("a", 1.0): "m1", ("a", 2.0): "m2", ("a", 3.0): "m3", ("b", 2.5): "m4", ("b", 0.5): "m5"}
    item = ITEM
    for by, seconds, right in order:
        said = Said(at=int(seconds * SECOND), id=MessageId(numbered[by, seconds]), text="x", right=right)
        item = with_answer(item, by, said, most=1) or item
    assert {by: item.said_by(by)[0].id for by in item.answers} == {"a": "m1", "b": "m5"}
    assert item.first == 0
