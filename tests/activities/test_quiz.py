"""A round of questions, from the first to the last."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.effects import Say, Show
from bot.core.model import Role
from bot.core.plays import Phase
from bot.play.quiz.rounds import Round, moment, with_item
from bot.play.quiz.steps import stopped
from bot.play.turn import NOTHING, Firing, Turn
from tests.activities.quiz_kit import (
    CAPITAL,
    COLOUR,
    PACK,
    PRIMES,
    QUIZ,
    ROUND,
    SECOND,
    TERMS,
    Table,
    heard,
    play,
    table,
    venue,
)
from tests.values import ROOM, T0

ALL = replace(TERMS, scoring="all")


def test_a_question_is_asked_when_its_time_has_come() -> None:
    """Number, kind, worth, time, options and how to answer stand in one message."""
    there = Table(play=play(COLOUR))
    there.tick()
    assert there.says == [
        "第 1/1 题〔单选，10 积分，20 秒〕\n红绿灯里没有哪种颜色？\nA. 红\nB. 绿\nC. 紫\nD. 黄\n请发选项的字母，每人以第一次回答为准。"
    ]
    assert there.play.due_at == there.now + 22 * SECOND


def test_a_room_without_ears_is_told_to_call_the_bot() -> None:
    """Where only @ is heard, the question says so."""
    there = table(CAPITAL, hears_all=False)
    assert there.says[0].endswith("请直接发答案，每人最多 3 次。（要 @我）")


def test_a_picture_is_shown_with_its_question() -> None:
    """By the id under which the platform keeps it."""
    turn = QUIZ.tick(play(replace(CAPITAL, kind="picture", media="m-1")), venue(T0 + 5 * SECOND))
    (shown,) = turn.planned
    assert isinstance(shown, Show)
    assert shown.media == "m-1"
    assert shown.text.startswith("第 1/1 题〔看图，10 积分，20 秒〕")


def test_the_first_right_answer_ends_a_race() -> None:
    """Who is right first gets the credits as soon as all who said it at the same time can have been heard."""
    there = table(CAPITAL, COLOUR)
    there.hear("上海", by="li", after=1)
    there.hear("北京", by="zhang", after=3)
    assert there.play.due_at == there.asked_at + timedelta(seconds=5.3)
    there.hear("北京", by="li", after=4)
    asked = there.body
    there.tick()
    assert asked.is_asking
    assert there.credits() == {"zhang": 10}
    assert there.says[-1] == (
        "第 1 题的答案：北京\n解析：明清以来多在此建都。\n2 人作答，得积分的有 1 人：名zhang +10（3 秒）\n目前：1. 名zhang 10\n5 秒后下一题。"
    )


def test_who_is_right_at_about_the_same_time_shares_the_first_place() -> None:
    """300 ms are the network, not the people."""
    there = table(CAPITAL)
    for by, after in (("a", 3.0), ("b", 3.3), ("c", 3.301)):
        there.hear("北京", by=by, after=after)
    there.tick()
    assert there.credits() == {"a": 10, "b": 10}


def test_what_was_said_first_counts_as_first_though_it_arrives_later() -> None:
    """The platform's time decides, not the order of arrival."""
    there = table(CAPITAL)
    there.hear("北京", by="late", after=3, arrives=3)
    there.hear("北京", by="early", after=2, arrives=4)
    assert there.play.due_at == there.asked_at + timedelta(seconds=4.3)
    there.tick()
    assert there.credits() == {"early": 10}


def test_all_who_are_right_in_time_score_where_that_is_agreed() -> None:
    """Nobody's right answer ends the question for the others; what is said after its end counts no more."""
    there = table(CAPITAL, terms=ALL)
    there.hear("北京", by="a", after=3)
    there.hear("北京市", by="b", after=20)
    there.hear("北京", by="c", after=20.001)
    there.tick()
    assert there.credits() == {"a": 10, "b": 10}


def test_a_choice_is_made_once_and_a_word_may_be_tried_again() -> None:
    """The first letter counts; of words as many as `attempts`."""
    there = table(COLOUR, terms=ALL)
    there.hear("A", by="a", after=1)
    there.hear("C", by="a", after=2)
    there.tick()
    assert there.credits() == {}
    there = table(CAPITAL, terms=replace(ALL, attempts=2))
    for after, text in enumerate(("上海", "南京", "北京"), start=1):
        there.hear(text, by="a", after=after)
        there.hear(text, by="b", after=after + 10) if text != "南京" else None
    there.tick()
    assert there.credits() == {"b": 10}


def test_a_wrong_letter_that_was_said_before_the_right_one_takes_its_place() -> None:
    """A late arrival may undo the right answer that seemed first; then the question goes on to its end."""
    there = table(COLOUR)
    there.hear("C", by="a", after=3)
    there.hear("A", by="a", after=2, arrives=3.5)
    assert there.play.due_at == there.asked_at + 22 * SECOND


def test_talk_is_left_alone() -> None:
    """What is no answer is neither kept nor a move: rules of pace hold for it."""
    there = table(COLOUR)
    said = heard("哈哈这题好难啊", at=there.now + SECOND)
    assert QUIZ.hear(there.play, said, there.venue) is None
    assert not QUIZ.concerns(there.play, said, there.venue)


def test_answers_are_moves_until_none_is_left() -> None:
    """Somebody who goes on sending letters is a flood again."""
    there = table(COLOUR)
    assert QUIZ.concerns(there.play, heard("B", at=there.now), there.venue)
    there.hear("B")
    assert not QUIZ.concerns(there.play, heard("A", at=there.now), there.venue)
    assert QUIZ.concerns(there.play, heard("A", by="li", at=there.now), there.venue)


def test_staff_and_the_muted_do_not_score_and_are_told_once() -> None:
    """They are told kindly, in private."""
    there = table(COLOUR, terms=ALL)
    for after in (1, 2):
        there.hear("C", by="owner", role=Role.OWNER, after=after)
        there.hear("C", by="mo", is_muted=True, after=after)
    there.tick()
    assert there.credits() == {}
    assert [to for to, _ in there.tells] == ["owner", "mo"]


def test_who_cannot_be_told_in_private_is_told_in_the_room() -> None:
    """One polite line, and no second one."""
    there = table(COLOUR, whispers=lambda _: False)
    for after in (1, 2):
        there.hear("C", by="owner", role=Role.OWNER, after=after)
    assert there.tells == []
    assert there.says[1:] == [
        "名owner，谢谢参与！你是这个群的管理人员，答题不计分，把机会留给群友吧。（这一轮只提醒一次）"
    ]


def test_a_hint_that_was_read_cannot_be_unread() -> None:
    """Undoing it gives the credits back, by who undoes it; the question is worth what it is worth."""
    there = table(CAPITAL)
    before = there.play
    after = replace(before, body=with_item(there.body, 0, replace(there.body.current, hints=(1,))))
    assert QUIZ.revert(before, after, after, there.venue) == NOTHING


def test_what_is_said_in_private_is_no_answer() -> None:
    """A quiz is played in front of everybody."""
    there = table(COLOUR)
    there.hear("C", is_private=True)
    assert there.body.current.answers == {}


def test_the_same_message_twice_counts_once() -> None:
    """A second delivery changes nothing."""
    there = table(CAPITAL)
    there.hear("上海", id="m1")
    once = there.play
    there.hear("上海", id="m1")
    assert there.play == once


def test_the_end_tells_how_everybody_stands() -> None:
    """Places are shared; how to dispute stands below."""
    there = table(CAPITAL, ROUND, terms=ALL)
    there.hear("北京", by="a", after=2)
    there.tick()
    there.tick()
    there.hear("对", by="b", after=2)
    there.tick()
    assert there.play.phase is Phase.CLOSED
    assert there.play.due_at is None
    assert there.says[-1] == (
        "答题结束：常识\n1. 名a 10\n1. 名b 10\n共 2 人得到积分。"
        "觉得哪题判得不对，24 小时内发“申诉 第1题 理由”（换成那题的题号）。"
    )


def test_a_question_nobody_answers_is_told_so() -> None:
    """Silence is no failure of anybody."""
    there = table(PRIMES)
    there.tick()
    assert "A. 2；C. 5\n这题没有人作答。" in there.says[-2]
    assert "没有人得到积分" in there.says[-1]


def test_why_an_answer_in_other_words_was_accepted_is_shown() -> None:
    """People see that the judge was fair."""
    there = table(CAPITAL)
    there.hear("北京市", by="a")
    there.tick()
    assert "判定：“北京市”" in there.says[1]


def test_a_message_of_many_winners_is_short() -> None:
    """Ten names and a count fit into one message."""
    there = table(CAPITAL, COLOUR, terms=ALL)
    for number in range(300):
        there.hear("北京市", by=f"member-with-a-long-name-{number}", after=1 + number / 100)
    there.tick()
    assert len(there.says[-1].encode()) <= 2000
    assert "……等 300 人" in there.says[-1]
    assert len(there.credits()) == 300


def test_what_was_said_while_nobody_listened_is_waited_for() -> None:
    """After a break of the program the question stays open a little longer for what arrives late."""
    there = table(CAPITAL)
    there.tick(there.play.due_at + 60 * SECOND)
    assert there.body.is_asking
    there.hear("北京", after=4, arrives=85)
    there.tick()
    assert there.credits() == {"zhang": 10}


def test_after_a_long_break_the_round_waits_for_a_person() -> None:
    """Nobody is asked in the middle of the night because the server came back."""
    there = table(CAPITAL, COLOUR)
    there.tick(there.play.due_at + timedelta(hours=3))
    there.tick()
    assert there.play.phase is Phase.PAUSED
    assert there.play.due_at is None
    assert "继续答题" in there.says[-1]


def test_a_timer_begins_a_round_of_its_pack_unless_one_goes_on() -> None:
    """The timetable never disturbs a running round, and says nothing if nothing can begin."""
    firing = Firing(timer="x", due_at=T0, told={"pack": PACK.id})
    turn = QUIZ.ring(firing, venue())
    assert [(one.title, len(one.body.items)) for one in turn.plays] == [("常识", 4)]
    assert [type(one) for one in turn.planned] == [Say]
    again = QUIZ.ring(firing, venue(plays={60: turn.plays[0]}))
    assert (again.plays, again.planned) == ((), ())
    assert again.note


def test_a_round_that_was_paused_and_forgotten_does_not_stop_the_timetable() -> None:
    """Half a day later the next one begins, and the old one ends as if somebody had stopped it; not before."""
    there = table(CAPITAL, COLOUR)
    there.hear("北京")
    there.tick()
    paused = replace(there.play, phase=Phase.PAUSED, due_at=None)
    firing, closed_at = Firing(timer="x", due_at=T0), moment(there.body.items[0].closes_at)

    def rung(now: datetime) -> Turn:
        return QUIZ.ring(firing, venue(now, number=61, plays={60: paused}))

    assert rung(closed_at + timedelta(hours=11)).plays == ()
    turn = rung(closed_at + timedelta(hours=12))
    assert [(one.number, one.phase) for one in turn.plays] == [(60, Phase.CLOSED), (61, Phase.OPEN)]
    assert next(one.text.partition("\n")[0] for one in turn.planned) == "答题结束：常识"
    assert len(turn.planned) == 2


def test_what_was_asked_of_late_is_not_asked_again() -> None:
    """A second round has only the questions that rest no more."""
    there = table(CAPITAL)
    there.tick()
    firing = Firing(timer="x", due_at=T0)
    body = QUIZ.ring(firing, venue(state=there.state)).plays[0].body
    assert isinstance(body, Round)
    assert {one.question.id for one in body.items} == {"q2", "q3", "q4"}
    later = QUIZ.ring(firing, venue(T0 + timedelta(days=31), state=there.state)).plays[0].body
    assert len(later.items) == 4


def test_a_round_survives_being_written_down() -> None:
    """What is read back is what was written, at every step."""
    there = table(CAPITAL, COLOUR)
    there.hear("上海", by="a")
    before = there.play
    there.restart()
    assert there.play == before


def test_an_early_end_that_is_taken_back_goes_on_with_the_next_question() -> None:
    """The question whose answer was told is not asked again."""
    there = table(CAPITAL, COLOUR)
    before = there.play
    after = stopped(before, there.venue).turn.plays[0]
    assert after.phase is Phase.CLOSED
    turn = QUIZ.revert(before, after, after, there.venue)
    assert turn.plays[0].phase is Phase.OPEN
    assert turn.plays[0].body.place == 1
    assert turn.plays[0].due_at == there.now + 5 * SECOND
    assert turn.planned == (Say(room=ROOM.id, text="“常识”恢复了，之前的都还算数。"),)
    again = QUIZ.revert(after, turn.plays[0], turn.plays[0], there.venue)
    assert again.plays == (after,)
    assert again.planned == (Say(room=ROOM.id, text="“常识”又结束了，以之前公布的为准。"),)


def test_a_calling_off_is_taken_back_and_that_again() -> None:
    """The room reads each time whether the round goes on, though a question was asked since."""
    there = table(CAPITAL, COLOUR)
    off = QUIZ.revert(None, there.play, there.play, there.venue).plays[0]
    on = QUIZ.revert(there.play, off, off, there.venue)
    assert (on.plays[0].phase, len(on.planned)) == (Phase.OPEN, 1)
    there.play = on.plays[0]
    there.tick()
    again = QUIZ.revert(off, on.plays[0], there.play, there.venue)
    assert [(one.phase, one.due_at) for one in again.plays] == [(Phase.CANCELLED, None)]


def test_a_round_that_was_begun_by_mistake_is_called_off() -> None:
    """Undoing the beginning ends the round; the room is told."""
    there = table(CAPITAL)
    turn = QUIZ.revert(None, play(CAPITAL), there.play, there.venue)
    assert turn.plays[0].phase is Phase.CANCELLED
    assert turn.planned == (Say(room=ROOM.id, text="答题“常识”取消了；前面答完的题，积分都保留。"),)
