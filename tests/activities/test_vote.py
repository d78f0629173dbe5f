"""Votes: who said what last counts, whenever it arrives; an unseen vote stays unseen."""

from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.activities.vote import Vote
from bot.core.effects import Chart, Say, Tell
from bot.core.plays import Phase, Play
from bot.play.survey.ballots import Ballot, opened
from bot.play.survey.reading import written
from bot.play.turn import Claim
from tests.play.survey_kit import Table, effects, said, venue
from tests.values import ROOM, T0


def table(**fields) -> Table:
    """Return a vote of ten minutes."""
    closes_at = T0 + timedelta(minutes=10)
    ballot = Ballot(**{"title": "周五吃什么", "options": ("火锅", "烤肉"), "closes_at": closes_at, **fields})
    return Table(Vote(), opened(ballot, venue()))


def test_the_options_are_read_as_people_write_them() -> None:
    """With letters, or one after the other."""
    want = ("周五吃什么", ("火锅", "烤肉"))
    for text in (
        "周五吃什么 A 火锅 B 烤肉",
        "周五吃什么？A、火锅 B、烤肉",
        "周五吃什么\nA. 火锅\nB. 烤肉",
        "周五吃什么 A火锅 B烤肉",
    ):
        title, options = written(text)
        assert (title.rstrip("？"), options) == want
    assert written("周五吃什么 火锅 烤肉") == want
    assert written("聚餐怎么付 A AA制 B 请客") == ("聚餐怎么付", ("AA制", "请客"))
    for text in (
        "周五吃什么 1火锅 2烤肉",
        "周五吃什么 1.火锅 2.烤肉",
        "周五吃什么：1、火锅 2、烤肉",
        "周五吃什么 1 火锅 2 烤肉",
        "周五吃什么：火锅、烤肉",
        "：周五吃什么 火锅/烤肉",
    ):
        assert written(text) == want
    assert written("周五吃什么？火锅/烤肉") == ("周五吃什么？", ("火锅", "烤肉"))
    assert written("几点集合 8点 9点 10点") == ("几点集合", ("8点", "9点", "10点"))
    assert written("买几个 1个 2个") == ("买几个", ("1个", "2个"))
    assert written("选版本 1.5 2.5") == ("选版本", ("1.5", "2.5"))
    assert written("只有题目")[1] == written("题目 一样 一样")[1] == written("题目 一个")[1] == ()


def test_a_vote_goes_from_call_to_result() -> None:
    """Each counts once, the last word counts; the winner is named and the rest is a picture."""
    one = table()
    for n, (by, text) in enumerate([("zhang", "A"), ("li", "投B"), ("zhao", "烤肉"), ("zhang", "b")]):
        assert one.hear(said(text, by=by, seconds=n)) == ()
    assert one.hear(said("我觉得火锅好", by="wu")) is None

    say, chart = one.tick(minutes=10, seconds=2)

    assert say == Say(room=ROOM.id, text="【投票结束】周五吃什么\nB 烤肉，得 3 票（100%）。一共 3 人投票，谢谢大家！")
    assert isinstance(chart, Chart)
    assert chart.rows == (("A 火锅", 0.0), ("B 烤肉", 3.0))
    assert chart.text == "B 烤肉：3 票（100%）\nA 火锅：0 票（0%）"
    assert one.play.phase is Phase.CLOSED


def test_the_order_of_arrival_does_not_matter() -> None:
    """What was received last by the platform counts, in every order of arrival."""
    votes = [said("A", seconds=1), said("B", seconds=2), said("A", by="li", seconds=1), said("B", by="li", seconds=3)]
    tallies = set()
    for order in permutations(votes):
        one = table()
        for heard in order:
            one.hear(heard)
        tallies.add(one.play.body.tally)
    assert tallies == {(0, 2)}


@given(st.permutations([("zhang", 1, "A"), ("zhang", 2, "B"), ("li", 1, "B"), ("zhao", 599, "A"), ("wu", 601, "A")]))
def test_late_and_doubled_words_change_nothing(order: list[tuple[str, int, str]]) -> None:
    """Said after the end: no vote; heard twice: once."""
    one = table()
    for by, seconds, text in order * 2:
        one.hear(said(text, by=by, seconds=seconds))
    assert one.play.body.tally == (1, 2)


def test_ties_and_silence_are_told_as_they_are() -> None:
    """No winner is made up."""
    tied = table()
    tied.hear(said("A", by="li"))
    tied.hear(said("B", by="zhang"))
    assert tied.tick(minutes=11)[0].text.splitlines()[1].startswith("A 火锅、B 烤肉并列第一，各 1 票（50%）")
    assert [one.text for one in table().tick(minutes=11)] == ["【投票结束】周五吃什么\n没有人投票。"]


def test_a_letter_belongs_to_the_quiz_while_there_is_one() -> None:
    """A vote then needs its word; nothing is taken from each other."""
    quiz = Play(number=60, room=ROOM.id, kind="quiz", title="答题", opened_at=T0)
    one = table()
    one.venue = venue(plays={60: quiz})
    assert not Vote().concerns(one.play, said("A"), one.venue)
    assert one.hear(said("A")) is None
    assert Vote().concerns(one.play, said("投A"), one.venue)
    assert one.hear(said("投A")) == ()
    assert one.play.body.tally == (1, 0)


def test_an_unseen_vote_keeps_nobody_with_a_choice() -> None:
    """Only private words count, once; what is kept does not depend on who chose what."""
    first, second = table(anonymous=True), table(anonymous=True)
    assert first.hear(said("A")) is None
    (told,) = first.hear(said("A", private=True))
    assert told == Tell(
        room=ROOM.id, to="zhang", text="记下了，你在“周五吃什么”里的一票已匿名计入。10:10 截止后公布结果。"
    )
    first.hear(said("B", by="li", private=True))
    second.hear(said("B", private=True))
    second.hear(said("A", by="li", private=True))
    assert first.play.body == second.play.body
    assert first.play.body.votes == {}

    unseen = [Vote().hear(table(anonymous=True).play, said("A", private=True), first.venue), None]
    unseen[1] = Vote().hear(first.play, said("A", private=True), first.venue)
    assert [(turn.unseen, turn.claim) for turn in unseen] == [(True, Claim.LIKELY), (True, Claim.AGAIN)]
    (again,) = first.hear(said("B", private=True, seconds=9))
    assert "已经投过" in again.text
    assert first.play.body.tally == (1, 1)


def test_an_unseen_vote_is_not_opened_again() -> None:
    """Its result was told: with one vote more it would tell that vote. A named one may be."""
    for anonymous in (True, False):
        one = table(anonymous=anonymous)
        before = one.play
        one.tick(minutes=11)
        turn = Vote().revert(before, one.play, one.play, one.venue)
        assert (turn.plays == ()) is ("不能重开" in turn.refused) is anonymous


def test_whether_it_goes_on_is_told_each_time() -> None:
    """Called off, taken back, taken back again; ended, taken back, taken back again: the group reads it."""
    one = table()
    begun = one.play
    off = Vote().revert(None, begun, begun, one.venue).plays[0]
    on = Vote().revert(begun, off, off, one.venue)
    off_again = Vote().revert(off, begun, on.plays[0], one.venue)
    one.tick(minutes=11)
    reopened = Vote().revert(begun, one.play, one.play, one.venue)
    over_again = Vote().revert(one.play, reopened.plays[0], reopened.plays[0], one.venue)
    assert [[effect.text for effect in effects(turn)] for turn in (on, off_again, reopened, over_again)] == [
        ["“周五吃什么”恢复了，之前的都还算数。"],
        ["“周五吃什么”已取消。"],
        ["“周五吃什么”恢复了，之前的都还算数。"],
        ["“周五吃什么”又结束了，以之前公布的为准。"],
    ]
    assert over_again.plays[0].phase is Phase.CLOSED


def test_one_vote_after_the_other_is_no_move() -> None:
    """Else a flood of letters would be free. It counts all the same, if no rule minds it."""
    one = table()
    one.hear(said("A", seconds=1))
    assert [Vote().concerns(one.play, said("B", seconds=n), one.venue) for n in (1.5, 5, 10.9, 11)] == [False] * 3 + [
        True
    ]
    assert Vote().concerns(one.play, said("B", by="li", seconds=2), one.venue)
    one.hear(said("B", seconds=2))
    assert one.play.body.tally == (0, 1)


def test_who_is_muted_does_not_vote() -> None:
    """What they say is nothing."""
    assert table().hear(said("A", is_muted=True)) is None


def test_its_state_tells_no_choice() -> None:
    """Nobody is swayed."""
    one = table()
    one.hear(said("A"))
    assert Vote().status(one.play, one.venue) == "投票“周五吃什么”：1 人已投，10:10 截止"
