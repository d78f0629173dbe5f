"""Credits of messages that turn out to be spam go, and come back when that was wrong."""

from hypothesis import given
from hypothesis import strategies as st

from bot.activities.credit import Credit
from bot.core.model import MessageId
from bot.play.credit.forfeits import forfeited, regained
from tests.commands.kit import LI, OWNER, ZHANG
from tests.play.town import Town

M1 = MessageId("m1")


def thanked() -> Town:
    """Return a room where Zhang thanked Li in the first message."""
    town = Town()
    town.take(Credit().attend(town.hear("谢谢 @李四"), town.venue))
    return town


@given(turns=st.lists(st.booleans(), max_size=8))
def test_it_goes_and_comes_back_as_often_as_needed(turns: list[bool]) -> None:
    """Deciding the same twice changes nothing; what was earned goes with what there is."""
    town, has = thanked(), True
    for takes in turns:
        decide = forfeited if takes else regained
        found = decide(town.venue.postings, [M1, M1], town.venue)
        assert len(found) == (takes is has)
        town.keep((), found)
        has = not takes
        assert (town.balance(LI), town.earned(LI)) == ((2, 2) if has else (0, 0))


def test_other_messages_keep_theirs() -> None:
    """Only those that are named; the reason can be read."""
    town = thanked()

    assert forfeited(town.venue.postings, [MessageId("m2")], town.venue) == ()
    (one,) = forfeited(town.venue.postings, [M1], town.venue)
    assert (one.debit, one.credit, one.reverses, one.reason) == (LI, "@thanks", "m1:thanks:li", "收回：张三 的感谢")


def test_what_is_taken_back_may_be_spent_already() -> None:
    """Then the balance is below zero until it is earned again."""
    town = thanked()
    town.order("扣积分 @李四 2 换了东西", OWNER)

    town.keep((), forfeited(town.venue.postings, [M1], town.venue))

    assert town.balance(LI) == -2


def test_an_order_that_was_forfeited_is_not_taken_back_twice() -> None:
    """Its posting is reversed already; the order's day is put back."""
    town = Town()
    town.order("签到", ZHANG)
    town.keep((), forfeited(town.venue.postings, [M1], town.venue))

    town.order("撤销 60", OWNER)

    assert (town.balance(), town.earned(), town.state) == (0, 0, {})
