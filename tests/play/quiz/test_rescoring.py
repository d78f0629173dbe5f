"""Disputes, and judging a question anew for everybody."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.credits import balances, reversal
from bot.core.effects import Planned, Tell
from bot.core.justice.paying_back import chain_of, turned
from bot.core.model import MemberId, Role
from bot.play.quiz.disputes import disputed, tally
from bot.play.quiz.items import item_of
from bot.play.quiz.rescoring import Decision, decision_in, preview, rescored
from bot.play.quiz.rounds import Ruling, round_of
from bot.play.quiz.steps import skipped
from tests.activities.quiz_kit import CAPITAL, COLOUR, QUIZ, TERMS, Table, table
from tests.values import T0

ALL = replace(TERMS, scoring="all")
ZHANG, LI = MemberId("zhang"), MemberId("li")


def _played(**terms) -> Table:
    """Return a round of two questions that is over: zhang said 北京 and C, li said 燕京 and C, wu said 上海."""
    there = table(CAPITAL, COLOUR, terms=replace(ALL, **terms))
    there.hear("燕京", by="li", after=2)
    there.hear("北京", by="zhang", after=4)
    there.hear("上海", by="wu", after=5)
    there.tick()
    there.tick()
    there.hear("C", by="li", after=3)
    there.hear("C", by="zhang", after=4)
    there.tick()
    assert there.play.is_over
    return there


def _ruled(there: Table, ruling: Ruling, answer: str = "", *, number: int = 61) -> Table:
    there.fields["number"] = number
    there.take(rescored(there.play, Decision(number=1, ruling=ruling, answer=answer), there.venue).turn)
    return there


def test_how_a_ruling_is_written() -> None:
    """In the words people use; what cannot be told is nothing."""
    assert decision_in("第3题 接受 北京市") == Decision(number=3, ruling=Ruling.ACCEPT, answer="北京市")
    assert decision_in("第三题接受“北京市”") == Decision(number=3, ruling=Ruling.ACCEPT, answer="北京市")
    assert decision_in("3 作废") == Decision(number=3, ruling=Ruling.VOID)
    assert decision_in("第12题 维持原判") == Decision(number=12, ruling=Ruling.KEEP)
    for text in ("", "第3题", "第3题 接受", "接受 北京", "第3题 作废 吧", "谢谢"):
        assert decision_in(text) is None


def test_an_accepted_answer_counts_for_everybody_who_gave_it() -> None:
    """Who was refused gets the credits, who was right keeps theirs."""
    there = _played()
    assert there.credits() == {"zhang": 20, "li": 10}
    _ruled(there, Ruling.ACCEPT, "燕京")
    assert there.credits() == {"zhang": 20, "li": 20}
    assert sum(balances(there.postings.values()).values()) == 0


def test_what_a_ruling_gives_is_earned_and_what_it_takes_no_more() -> None:
    """Levels and boards go by it, as by what the settlement gave."""
    there = _ruled(_played(scoring="first"), Ruling.ACCEPT, "燕京")
    assert {member: purse.earned for member, purse in there.purses.items()} == {"zhang": 0, "li": 20}
    assert there.purses[LI].of_month(T0.date()) == {"quiz": 20}


def test_there_is_no_question_before_the_first() -> None:
    """Whoever disputes one changes nothing, least of all the last question."""
    there = _played()
    step = disputed(there.play, 0, LI, "", there.venue)
    assert (step.turn.plays, step.turn.refused) == ((), "“常识”这一轮没有第 0 题，一共答了 2 题。")


def test_in_a_race_another_may_turn_out_to_have_been_first() -> None:
    """The round is what it would have been had the answer been accepted; what was got is taken back."""
    there = _played(scoring="first")
    assert there.credits() == {"zhang": 10, "li": 10}
    step = rescored(there.play, Decision(number=1, ruling=Ruling.ACCEPT, answer="燕京"), there.venue)
    there.take(step.turn)
    assert there.credits() == {"li": 20}
    assert (
        step.text
        == "“常识”第 1 题重判：也接受“燕京”。\n这一轮已为所有人重算：名li +10、名zhang -10。\n目前：1. 名li 20"
    )


def test_a_void_question_takes_everything_back() -> None:
    """Whatever it brought, and rows are counted as if it had not been asked."""
    there = _ruled(_played(streak=True), Ruling.VOID)
    assert there.credits() == {"zhang": 10, "li": 10}


def test_a_row_that_grows_by_a_ruling_counts_in_later_questions() -> None:
    """The whole round is counted again."""
    there = _played(streak=True)
    assert there.credits() == {"zhang": 21, "li": 10}
    _ruled(there, Ruling.ACCEPT, "燕京")
    assert there.credits() == {"zhang": 21, "li": 21}


def test_what_is_kept_changes_nobodys_credits() -> None:
    """And later disputes of it are told so."""
    there = _played()
    before = dict(there.postings)
    _ruled(there, Ruling.KEEP)
    assert there.postings == before
    assert "裁定过（维持）" in disputed(there.play, 1, LI, "", there.venue).turn.refused


def test_a_ruling_that_changes_nothing_is_refused() -> None:
    """Nobody said so."""
    there = _played()
    step = rescored(there.play, Decision(number=1, ruling=Ruling.ACCEPT, answer="南京"), there.venue)
    assert "没有人答过“南京”" in step.turn.refused
    assert preview(there.play, Decision(number=1, ruling=Ruling.ACCEPT, answer="南京"), there.venue) == ""


def test_the_same_ruling_again_is_told_so() -> None:
    """Somebody said it, and it counts already."""
    for ruling, answer in ((Ruling.ACCEPT, "燕京"), (Ruling.VOID, "")):
        there = _ruled(_played(), ruling, answer)
        step = rescored(there.play, Decision(number=1, ruling=ruling, answer=answer), there.venue)
        assert step.turn.refused == "第 1 题已经这样判过了，积分不用再改。"


def test_the_preview_counts_and_names_who_gains_and_who_loses() -> None:
    """Before anything happens."""
    there = _played(scoring="first")
    told = preview(there.play, Decision(number=1, ruling=Ruling.ACCEPT, answer="燕京"), there.venue)
    assert told == "将重判“常识”第 1 题（接受“燕京”）：1 人补记积分，1 人收回或减少积分。名li +10、名zhang -10"


def test_the_preview_says_when_nobody_gains_or_loses() -> None:
    """The first right answer stays the first."""
    there = _played(scoring="first")
    told = preview(there.play, Decision(number=1, ruling=Ruling.ACCEPT, answer="上海"), there.venue)
    assert told == "将重判“常识”第 1 题（接受“上海”）：没有人的积分因此改变。"


def test_a_ruling_is_taken_back_whole() -> None:
    """The round and, by who takes it back, the credits are as before; the same may be ruled again."""
    there = _played(scoring="first")
    before, credits_before = there.play, there.credits()
    old = set(there.postings)
    _ruled(there, Ruling.ACCEPT, "燕京")
    after = there.play
    turn = QUIZ.revert(before, after, there.play, there.venue)
    there.take(turn)
    for one in [one for id_, one in there.postings.items() if id_ not in old]:
        back = turned(chain_of(one, there.venue.postings), at=there.now, reason="撤销", action=64)
        there.postings[back.id] = back
    assert there.play == before
    assert there.credits() == credits_before
    assert there.says[-1] == "“常识”的那次重判已撤销，这一轮恢复原来的判定和积分。"
    _ruled(there, Ruling.ACCEPT, "燕京", number=65)
    assert there.credits() == {"li": 20}


def test_a_ruling_that_was_taken_back_may_hold_again() -> None:
    """Taking back the taking back; the room reads which of both it is."""
    there = _played()
    before = there.play
    _ruled(there, Ruling.ACCEPT, "燕京")
    ruled = there.play
    there.take(QUIZ.revert(before, ruled, ruled, there.venue))
    there.take(QUIZ.revert(ruled, there.play, there.play, there.venue))
    assert there.play == ruled
    assert there.says[-1] == "“常识”的那次重判重新生效，这一轮按它算积分。"


def test_a_ruling_behind_another_is_taken_back_first() -> None:
    """Else the round would be counted of halves."""
    there = _played()
    before = there.play
    _ruled(there, Ruling.ACCEPT, "燕京")
    after = there.play
    _ruled(there, Ruling.VOID, number=62)
    assert "撤销不了" in QUIZ.revert(before, after, there.play, there.venue).refused


def test_credits_that_were_taken_back_as_spam_are_not_taken_twice() -> None:
    """A posting is reversed once."""
    there = _played(scoring="first")
    first = next(iter(there.postings.values()))
    back = reversal(first, at=there.now, reason="判为广告")
    there.postings[back.id] = back
    _ruled(there, Ruling.VOID)
    assert there.credits() == {"li": 10}


def test_who_runs_the_room_is_told_once_a_question() -> None:
    """With what was refused and how often, and how to rule."""
    there = _played()
    step = disputed(there.play, 1, LI, "燕京就是北京", there.venue)
    (told,) = step.turn.planned
    assert isinstance(told, Planned)
    assert isinstance(told.effect, Tell)
    assert told.effect.to == "owner"
    assert "没算对的回答：“上海”1 次、“燕京”1 次" in told.effect.text
    assert "燕京就是北京" in told.effect.text
    there.take(step.turn)
    assert disputed(there.play, 1, MemberId("wu"), "", there.venue).turn.planned == ()
    assert "已经记下了" in disputed(there.play, 1, LI, "", there.venue).turn.refused


def test_who_may_dispute_and_until_when() -> None:
    """Who played, within a day, what was settled."""
    there = _played()
    assert "参加过" in disputed(there.play, 1, MemberId("stranger"), "", there.venue).turn.refused
    assert "没有第 3 题" in disputed(there.play, 3, LI, "", there.venue).turn.refused
    there.now += timedelta(hours=24)
    assert not disputed(there.play, 1, LI, "", there.venue).turn.refused
    there.now += timedelta(seconds=1)
    assert "24 小时" in disputed(there.play, 1, LI, "", there.venue).turn.refused
    going_on = table(CAPITAL, COLOUR)
    going_on.hear("燕京", by="li")
    assert "公布后再申诉" in disputed(going_on.play, 1, LI, "", going_on.venue).turn.refused


def test_a_skipped_question_is_neither_disputed_nor_judged_anew() -> None:
    """It scored nothing for anybody; a void one may be accepted after all."""
    there = table(CAPITAL, COLOUR, terms=ALL)
    there.hear("燕京", by="li")
    there.take(skipped(there.play, there.venue).turn)
    assert "跳过" in disputed(there.play, 1, LI, "", there.venue).turn.refused
    decision = Decision(number=1, ruling=Ruling.ACCEPT, answer="燕京")
    assert "跳过" in rescored(there.play, decision, there.venue).turn.refused
    void = _ruled(_played(), Ruling.VOID)
    _ruled(void, Ruling.ACCEPT, "燕京", number=62)
    assert void.credits() == {"zhang": 20, "li": 20}


def test_a_dispute_with_success_is_counted() -> None:
    """Bad questions are found by it."""
    there = _ruled(_played(), Ruling.ACCEPT, "燕京")
    item = item_of(there.state, "item:basics/q1")
    assert (item.asked, item.answers, item.right, item.disputed) == (1, 3, 2, 1)


@given(
    answers=st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(("北京", "燕京", "上海", "京")), st.integers(1, 200)),
        max_size=12,
    ),
    rulings=st.lists(st.sampled_from(("燕京", "上海", "京", "")), max_size=4),
    scoring=st.sampled_from(("first", "all")),
)
@settings(max_examples=80, deadline=None)
def test_after_any_rulings_credits_are_what_the_round_says(answers, rulings, scoring) -> None:
    """The ledger sums to zero, and what everybody has of it is what stands in the round."""
    there = table(CAPITAL, terms=replace(ALL, scoring=scoring))
    for number, (by, text, at) in enumerate(answers):
        there.hear(text, by=by, after=at / 10, id=f"m{number}", role=Role.MEMBER)
    there.tick()
    for number, answer in enumerate(rulings, start=70):
        there.fields["number"] = number
        decision = Decision(number=1, ruling=Ruling.ACCEPT if answer else Ruling.VOID, answer=answer)
        step = rescored(there.play, decision, there.venue)
        if not step.turn.refused:
            there.take(step.turn)
    given_now = {member: amount for member, (_, amount, _) in round_of(there.play).items[0].given.items()}
    assert there.credits() == given_now
    assert sum(balances(there.postings.values()).values()) == 0


def test_refused_answers_are_counted_the_most_frequent_first() -> None:
    """As the owner reads them."""
    there = table(CAPITAL, terms=ALL)
    for by, text in (("a", "上海"), ("b", "燕京"), ("c", "燕京"), ("d", "北京")):
        there.hear(text, by=by)
    assert tally(there.body.current) == (("燕京", 2), ("上海", 1))
