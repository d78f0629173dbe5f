"""Which questions are asked: not those of late, not the bad ones, in an order that luck alone decides."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.customs import Quizzing
from bot.core.playbook import Pack
from bot.play.quiz.items import Item, after_asking, is_retired, item_of, picked, stock
from bot.play.quiz.rounds import Asked
from tests.activities.quiz_kit import CAPITAL, PACK, venue
from tests.values import T0

CUSTOMS = Quizzing()
ITEMS = tuple(Asked(question=replace(CAPITAL, id=f"q{number}"), pack="p") for number in range(20))


def test_a_question_nobody_gets_right_is_retired_but_not_one_nobody_answered() -> None:
    """Silence tells nothing about a question."""
    assert is_retired(Item(asked=5, answers=60, right=1), CUSTOMS)
    assert not is_retired(Item(asked=4, answers=60, right=0), CUSTOMS)
    assert not is_retired(Item(asked=5, answers=50, right=1), CUSTOMS)
    assert not is_retired(Item(asked=9, answers=0, right=0), CUSTOMS)


def test_a_question_disputed_twice_with_success_is_retired() -> None:
    """However many got it right."""
    assert is_retired(Item(asked=2, answers=9, right=9, disputed=2), CUSTOMS)
    assert not is_retired(Item(asked=2, answers=9, right=9, disputed=1), CUSTOMS)


def test_what_was_asked_rests_until_its_time_is_over() -> None:
    """To the day."""
    told = after_asking(Item(), Asked(question=CAPITAL, pack=PACK.id), T0)
    state = {"item:basics/q1": told}
    for days, resting in ((29, 1), (30, 0)):
        there = stock((PACK,), venue(T0 + timedelta(days=days), state=state))
        assert (len(there.resting), len(there.fresh)) == (resting, 4 - resting)


def test_a_picture_without_a_picture_is_not_asked() -> None:
    """There is nothing to look at."""
    pack = Pack(id="p", title="p", questions=(replace(CAPITAL, kind="picture"), replace(CAPITAL, id="q9")))
    assert [one.question.id for one in stock((pack,), venue()).fresh] == ["q9"]


def test_a_picture_is_not_asked_where_none_can_be_posted() -> None:
    """Nobody could answer it."""
    pack = Pack(id="p", title="p", questions=(replace(CAPITAL, kind="picture", media="m"), replace(CAPITAL, id="q9")))
    blind = replace(venue(), shows=False)
    assert [len(stock((pack,), there).fresh) for there in (venue(), blind)] == [2, 1]


def test_what_cannot_be_read_is_begun_anew() -> None:
    """A value of another version stops nothing."""
    for told in (None, 3, {"asked": "x", "who": 1}):
        assert item_of({"k": told}, "k") == Item()


@given(st.integers(0, 2**63), st.integers(1, 25))
def test_picks_are_of_the_stock_each_once_and_the_same_for_the_same_luck(seed, count) -> None:
    """The order in which the stock is listed does not matter."""
    found = picked(ITEMS, count, seed=seed)
    assert len(found) == min(count, 20) == len({one.key for one in found})
    assert found == picked(tuple(reversed(ITEMS)), count, seed=seed)


def test_every_question_has_its_turn() -> None:
    """Over many rounds each is first some time."""
    assert {picked(ITEMS, 1, seed=seed)[0].key for seed in range(400)} == {one.key for one in ITEMS}
