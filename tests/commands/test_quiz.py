"""Ordering a quiz: to begin, pause, go on, skip, end it; hints, disputes, rulings."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import all_commands, grammars
from bot.core.actions import Action
from bot.core.credits import Posting, posted
from bot.core.customs import Customs, Quizzing
from bot.core.effects import Say, Tell
from bot.core.model import Role, private_room
from bot.core.playbook import Playbook
from bot.core.plays import Phase
from bot.orders import Order, Person
from bot.orders.reading import read
from bot.play.quiz.rounds import Round
from bot.play.turn import Turn
from tests.activities.quiz_kit import CAPITAL, COLOUR, PACK, TERMS, Table, play, table
from tests.commands.kit import NAMES, OWNER, ZHANG, ZONE, answer, hall, preview
from tests.commands.kit import case as a_case
from tests.values import ROOM, T0, message

PLAYBOOK = Playbook(packs={PACK.id: PACK})
CUSTOMS = Customs(quiz=Quizzing(questions=3, seconds=30))
ALL = replace(TERMS, scoring="all")


def _hall(there: Table | None = None, **fields):
    kept = {} if there is None else {"plays": {60: there.play}, "state": there.state, "now": there.now}
    return hall(**{"playbook": PLAYBOOK, "customs": CUSTOMS, "number": 61, **kept, **fields})


def _by_zhang(there: Table | None = None, **fields):
    return _hall(there, by=ZHANG, role=Role.MEMBER, **fields)


def _purse(amount: int):
    given = Posting(
        id="x", account="a", room=ROOM.id, at=T0, debit="@x", credit=ZHANG, amount=amount, source="x", reason="x"
    )
    return {ZHANG: posted(hall().venue.purse(ZHANG), given, ZHANG, day=T0.date())}


def _round(found) -> Round:
    body = found.plays[0].after.body
    assert isinstance(body, Round)
    return body


def test_a_round_begins_as_it_is_wished_for() -> None:
    """Pack, questions, seconds, scoring and bonus, in any order."""
    found = answer("开始答题 2题 每题十二秒 限时 常识 速度加分 连对加分", _hall())
    body = _round(found)
    assert (len(body.items), body.terms.seconds, body.terms.scoring) == (2, 12, "all")
    assert (body.terms.speed, body.terms.streak) == (True, True)
    assert found.text == (
        "答题开始：常识，共 2 题，每题 12 秒。限时：时间内答对的人都得积分。答得越快积分越多，最少一半。连续答对有加分。\n"
        "直接在群里发答案就行。5 秒后出第 1 题。"
    )
    assert found.plays[0].after.due_at == T0 + timedelta(seconds=5)
    assert found.plays[0].after.number == 61


def test_what_is_not_said_is_as_usual_in_the_room() -> None:
    """Its customs."""
    body = _round(answer("开始答题", _hall()))
    assert (len(body.items), body.terms.seconds, body.terms.scoring) == (3, 30, "first")


def test_the_beginning_is_previewed() -> None:
    """What will happen, and how many questions are left."""
    told = preview("开始答题 10题", _hall())
    assert told == (
        "将开始答题：常识，4 题，每题 30 秒。抢答：最先答对的人得积分。\n可以出的题还有 4 道，所以这轮只有 4 题。"
    )


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("开始答题 历史", "没有找到题库“历史”。现有：常识。"),
        ("开始答题 101题", "一轮可以有 1 到 100 题。"),
        ("开始答题 0题", "一轮可以有 1 到 100 题。"),
        ("开始答题 每题2秒", "每题的时间可以是 5 到 3600 秒。"),
    ],
)
def test_what_cannot_begin_says_why_and_changes_nothing(order, said) -> None:
    """And is not previewed."""
    assert preview(order, _hall()) == ""
    found = answer(order, _hall())
    assert (found.text, found.plays) == (said, ())


def test_no_round_begins_where_the_bot_is_dumb_or_one_goes_on_or_nothing_is_there() -> None:
    """Each says what to do."""
    assert "发不了言" in answer("开始答题", _hall(speaks=False)).text
    assert "结束答题" in answer("开始答题", _hall(table(CAPITAL))).text
    assert "content/quizzes" in answer("开始答题", hall()).text


def test_a_round_ordered_in_private_is_opened_in_the_room() -> None:
    """The owner reads only that it was done."""
    there = _hall(message=message("开始答题", sender=OWNER, room=private_room(OWNER)))
    found = answer("开始答题 常识", there)
    assert found.text == "好，已在群里宣布开始答题“常识”。"
    (said,) = (one.effect for one in found.planned)
    assert isinstance(said, Say)
    assert said.text.startswith("答题开始：常识")


def test_how_questions_do_is_shown() -> None:
    """Of each pack what is left, and the weakest questions first."""
    state = {
        "item:basics/q1": {"asked": 5, "answers": 60, "right": 1},
        "item:basics/q2": {"asked": 1, "answers": 4, "right": 2},
    }
    assert answer("开始答题 统计", _hall(state=state)).text == (
        "题库统计\n常识：共 4 题，可出 3，最近问过 0，停用 1\n"
        "· 中国的首都是哪里？：问过 5 次，60 人答，答对 2%，已停用\n· 红绿灯里没有哪种颜色？：问过 1 次，4 人答，答对 50%"
    )


def test_a_pause_waits_for_the_open_question() -> None:
    """Whoever is answering is not cut off; then the round rests until it goes on."""
    there = table(CAPITAL, COLOUR)
    found = answer("暂停答题", _hall(there))
    there.play = found.plays[0].after
    assert found.text.startswith("好，这一题答完就暂停")
    there.hear("北京")
    there.tick()
    assert there.play.phase is Phase.PAUSED
    assert there.credits() == {"zhang": 10}
    goes_on = answer("继续答题", _hall(there))
    assert goes_on.text == "答题继续：5 秒后出第 2/2 题。"
    assert goes_on.plays[0].after.due_at == there.now + timedelta(seconds=5)


def test_a_pause_between_questions_is_at_once() -> None:
    """Nothing is due any more."""
    there = Table(play=play(CAPITAL))
    after = answer("暂停答题", _hall(there)).plays[0].after
    assert (after.phase, after.due_at) == (Phase.PAUSED, None)
    there.play = after
    assert "已经暂停" in answer("暂停答题", _hall(there)).text


def test_a_skipped_question_scores_nothing_and_is_told() -> None:
    """Its answer is read by everybody, the next one comes."""
    there = table(CAPITAL, COLOUR)
    there.hear("北京")
    found = answer("跳过", _hall(there))
    assert found.text.startswith("跳过第 1 题，不计分。\n第 1 题的答案：北京")
    assert found.postings == ()
    assert _round(found).place == 1
    assert answer("跳过", _hall()).text == "现在没有正在答的题。"


def test_a_round_ends_early_with_what_was_settled() -> None:
    """What is open is lost, what is over stands; that is said before."""
    there = table(CAPITAL, COLOUR)
    there.hear("北京")
    there.tick()
    there.tick()
    assert preview("结束答题", _hall(there)) == (
        "将结束答题“常识”：已答完的 1 题积分保留，正在答的第 2 题不计分，还没出的 0 题不再出。"
    )
    found = answer("结束答题", _hall(there))
    assert found.plays[0].after.phase is Phase.CLOSED
    assert "1. 张三 10" in found.text
    assert answer("结束答题", _hall()).text == "现在没有在答题。"


def test_who_asks_for_a_hint_pays_and_everybody_reads_it() -> None:
    """And the question is worth half."""
    there = table(CAPITAL, terms=ALL)
    found = answer("提示", _by_zhang(there, purses=_purse(5)))
    assert found.text == "第 1 题的提示（1/2）：在北方\n张三 花了 2 积分。这题现在最多值 5 积分。"
    assert [(one.debit, one.credit, one.amount) for one in found.postings] == [(ZHANG, "@quiz", 2)]
    there.play = found.plays[0].after
    there.hear("北京", by="li", after=3)
    there.tick()
    assert there.credits() == {"li": 5}


def test_there_are_as_many_hints_as_the_question_has() -> None:
    """Each halves what is left; then none."""
    there = table(CAPITAL)
    for left in (5, 3):
        found = answer("提示", _by_zhang(there, purses=_purse(50)))
        assert f"最多值 {left} 积分" in found.text
        there.play = found.plays[0].after
    assert answer("提示", _by_zhang(there, purses=_purse(50))).text == "第 1 题的提示都给过了。"


def test_who_runs_the_room_gives_a_hint_for_nothing() -> None:
    """They have no credits to pay with."""
    found = answer("提示", _hall(table(CAPITAL)))
    assert found.text.startswith("第 1 题的提示（1/2）：在北方\n这题现在最多值 5 积分。")
    assert (len(found.plays), found.postings) == (1, ())


def test_no_hint_without_credits_or_question() -> None:
    """What is missing is said."""
    poor = answer("提示", _by_zhang(table(CAPITAL), purses=_purse(1)))
    assert (poor.plays, poor.postings) == ((), ())
    assert poor.text == "一条提示要 2 积分，你现在有 1 积分。发“签到”可以攒积分。"
    assert answer("提示", _by_zhang()).text == "现在没有正在答的题。"
    assert answer("提示", _by_zhang(table(COLOUR), purses=_purse(9))).text == "第 1 题没有提示。"


def test_nobody_pays_for_a_hint_once_a_race_is_won() -> None:
    """Its answer is told in a moment."""
    there = table(CAPITAL)
    there.hear("北京", by="li")
    found = answer("提示", _by_zhang(there, purses=_purse(9)))
    assert (found.text, found.postings) == ("第 1 题马上公布答案，不用提示了。", ())


def _over() -> Table:
    there = table(CAPITAL, terms=ALL)
    there.hear("燕京", by=ZHANG)
    there.hear("北京", by="li")
    there.tick()
    return there


@pytest.mark.parametrize(
    "order", ["申诉 1", "申诉 1 燕京就是北京", "申诉 第1题", "申诉 第1题 燕京就是北京", "申诉 第一题 燕京"]
)
def test_a_question_is_disputed_by_its_number(order) -> None:
    """The owner is told in private how to rule."""
    found = answer(order, _by_zhang(_over()))
    assert found.text.startswith("已记下你对第 1 题的异议")
    assert [type(one.effect) for one in found.planned] == [Tell]
    assert _round(found).items[0].disputes == (ZHANG,)


def test_a_number_of_ones_own_case_is_that_case() -> None:
    """As it always was; somebody else's case does not stand in the way of a question."""
    mine = answer("申诉 1 误会", _by_zhang(_over(), cases={1: a_case(1)}))
    assert (mine.plays, len(mine.cases)) == ((), 1)
    other = answer("申诉 1 误会", _by_zhang(_over(), cases={1: a_case(1, member="li")}))
    assert (len(other.plays), other.cases) == (1, ())
    assert answer("申诉 77", _by_zhang(_over())).text.startswith("没有找到编号 77")


def test_a_ruling_is_previewed_and_carried_out() -> None:
    """Who gains is named; a ruling without a round or without words says how."""
    there = _over()
    assert preview("重判 第1题 接受 燕京", _hall(there)).endswith("1 人补记积分，0 人收回或减少积分。张三 +10")
    found = answer("重判 第1题 接受 燕京", _hall(there))
    assert [(one.credit, one.amount) for one in found.postings] == [(ZHANG, 10)]
    assert "张三 +10" in found.text
    assert answer("重判 第1题 维持", _hall(there)).text == "“常识”第 1 题维持原判，积分不变。"
    assert answer("重判 第9题 作废", _hall(there)).text == "“常识”的第 9 题还没有结果，不能重判。"
    assert answer("重判 看着办", _hall(there)).text.startswith("请这样写")
    assert answer("重判 第1题 作废", _hall()).text == "这个群还没有可以重判的答题。"


def test_the_round_before_can_be_disputed_and_ruled_though_the_next_has_begun() -> None:
    """As long as the new one has no result for that number."""
    old, new = _over(), table(CAPITAL)
    there = {"plays": {60: old.play, 61: replace(new.play, number=61)}, "state": old.state, "now": old.now}

    disputed = answer("申诉 1", _by_zhang(**there))
    ruled = answer("重判 第1题 接受 燕京", _hall(**there))

    assert [change.after.number for change in (*disputed.plays, *ruled.plays)] == [60, 60]


TALK = (
    "开始答题了", "开始答题吗", "什么时候开始答题", "快开始答题啊", "结束答题了吗", "跳过吧", "提示一下", "有提示吗", "提示：明天开会",
    "提示大家一下", "小提示", "提示音太吵了", "重判不公平", "跳过第一页", "答题好难", "申诉流程是什么", "继续答题吧大家",
)  # fmt: skip


@pytest.mark.parametrize("text", TALK)
def test_talk_about_quizzes_is_no_order(text) -> None:
    """What people say to each other is left alone."""
    people = tuple(Person(id=member, name=name) for member, name in NAMES.items())
    found = read(text, grammars=grammars(), people=people, now=T0, zone=ZONE)
    assert not isinstance(found, Order)


def test_only_who_runs_the_room_orders_the_round() -> None:
    """Hints and disputes are everybody's."""
    commands = all_commands()
    for name in ("quiz_start", "quiz_stop", "quiz_pause", "quiz_resume", "quiz_skip", "rescore"):
        assert Role.MEMBER not in commands[name].roles
        assert commands[name].roles
    assert commands["hint"].roles == frozenset()


def test_a_ruling_is_undone_with_the_credits_it_gave() -> None:
    """By its number, as any order; the round stands as it was before."""
    there = _over()
    ruled = answer("重判 第1题 接受 燕京", _hall(there))
    before = there.play
    there.take(Turn(plays=(ruled.plays[0].after,), postings=ruled.postings, states=ruled.states))
    order = Action(
        number=61,
        room=ROOM.id,
        at=there.now,
        by=OWNER,
        command="rescore",
        said="重判",
        did="重判",
        plays=ruled.plays,
        postings=ruled.postings,
        states=ruled.states,
    )
    venue_now = there.venue
    there_now = _hall(there, number=62, actions={61: order}, postings=venue_now.postings, purses=venue_now.purses)
    undone = answer("撤销 61", there_now)
    assert there.credits() == {"li": 10, "zhang": 10}
    assert [(one.debit, one.amount) for one in undone.postings] == [(ZHANG, 10)]
    assert undone.plays[0].after == before
    assert any(isinstance(one.effect, Say) and "重判已撤销" in one.effect.text for one in undone.planned)
