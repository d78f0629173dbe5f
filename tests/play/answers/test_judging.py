"""Answers are judged as a fair quiz master would: what is meant counts, not how it is typed; and guessing does not pay."""

import json
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.playbook import Question
from bot.play.answers.foreign import question_of
from bot.play.answers.judging import NONE, RIGHT, WRONG, Verdict, is_candidate, judge

CORPUS = Path(__file__).parents[2] / "corpus" / "answers.jsonl"
CAPITAL = Question(id="1", kind="text", text="中国的首都是哪里？", answers=("北京",))
CHOICE = Question(id="2", kind="choice", text="首都是？", answers=("B",), options=("上海", "北京", "广州"))
SEVERAL = Question(id="3", kind="several", text="哪些是水果？", answers=("A", "C"), options=("苹果", "白菜", "梨"))
TRUTH = Question(id="4", kind="judge", text="地球是圆的。", answers=("对",))
NUMBER = Question(id="5", kind="text", text="一天几小时？", answers=("24小时",))
ALL = (CAPITAL, CHOICE, SEVERAL, TRUTH, NUMBER)
BEFORE = ("", "答案是", "答案：", "我觉得是", "应该是", "选", "是", "我猜是", "肯定是", "哈哈，", "正确答案是", " ")
BEHIND = ("", "吧", "！", "。", "啊", "吧？", "~", "哈哈", "，对吧", "👍", "  ")


def corpus() -> list[dict]:
    """Return the pairs."""
    return [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]


def test_corpus_is_judged_as_people_judged_it():
    """Every pair of the corpus gets the verdict that stands beside it."""
    wrong = [
        (told["question"], told["answer"], found.verdict, found.why)
        for told in corpus()
        if (found := _judged(told)).verdict != told["verdict"]
    ]
    assert wrong == []


def test_corpus_is_large_and_refuses_as_well_as_it_accepts():
    """The corpus has more than 200 pairs, of all three verdicts."""
    verdicts = [told["verdict"] for told in corpus()]
    assert {one: verdicts.count(one) >= 30 for one in (RIGHT, WRONG, NONE)} == {RIGHT: True, WRONG: True, NONE: True}
    assert len(verdicts) >= 200


@given(st.sampled_from(BEFORE), st.sampled_from(BEHIND), st.sampled_from(("北京", "24小时", "B", "A、C", "对")))
def test_what_stands_around_an_answer_does_not_matter(before: str, behind: str, answer: str):
    """An answer is right with any usual words before and behind it."""
    asked = {"北京": CAPITAL, "24小时": NUMBER, "B": CHOICE, "A、C": SEVERAL, "对": TRUTH}[answer]
    if asked is TRUTH and behind == "，对吧":
        return
    assert judge(asked, before + answer + behind).verdict == RIGHT


@given(st.integers(0, 10**9))
def test_numbers_are_equal_in_every_writing(number: int):
    """A number is right in figures, full-width figures and with thousands marks; its neighbour is wrong."""
    asked = Question(id="n", kind="text", text="多少？", answers=(str(number),))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    for said in (str(number), wide, f"{number:,}", f"{number}.0", f"等于{number}"):
        assert (said, judge(asked, said).verdict) == (said, RIGHT)
    assert judge(asked, str(number + 1)).verdict == WRONG


@settings(max_examples=200)
@given(st.text(max_size=300), st.sampled_from(ALL))
@example("是" * 150, CAPITAL)
@example("我觉得" * 60, CHOICE)
@example("1" * 199, NUMBER)
@example("[" * 100, CAPITAL)
def test_any_text_has_a_verdict(said: str, asked: Question):
    """Whatever is said, there is a verdict with a reason, and no answer is given where none was meant."""
    found = judge(asked, said)
    assert found.verdict in {RIGHT, WRONG, NONE}
    assert found.why
    assert found.verdict != NONE or found.given == ""


@given(
    st.lists(st.sampled_from(("上海", "北京", "广州", "深圳", "南京")), min_size=2, max_size=5, unique=True),
    st.sampled_from(("，", " ", "、", "或", "还是", "/")),
)
def test_guessing_several_is_never_right(cities: list[str], between: str):
    """Who names several answers at once has not answered."""
    assert judge(CAPITAL, between.join(cities)).verdict == WRONG


@pytest.mark.parametrize("asked", ALL)
@pytest.mark.parametrize("said", ["北京" * 5000, "a" * 10_000, "是" * 10_000, "1,2" * 3333, " " * 10_000])
def test_long_texts_are_judged_at_once(asked: Question, said: str):
    """10,000 characters are no answer, and are found to be none within 2 ms."""
    judge(asked, said[:100])
    since = perf_counter()
    found = judge(asked, said)
    assert perf_counter() - since < 0.002
    assert found.verdict == NONE


def test_reasons_tell_how_it_was_recognised():
    """Who is right reads why; who is wrong does not read the answer."""
    assert judge(CAPITAL, "北京") == Verdict(verdict=RIGHT, why="和答案一致", given="北京")
    assert judge(NUMBER, "二十四") == Verdict(verdict=RIGHT, why="和“24小时”数值相同，不写单位也算", given="24小时")
    assert judge(CHOICE, "选b") == Verdict(verdict=RIGHT, why="选的是 B", given="B")
    wrong = [
        judge(asked, said).why for asked, said in ((CAPITAL, "上海"), (NUMBER, "24天"), (CHOICE, "A"), (SEVERAL, "A"))
    ]
    assert wrong == ["和答案不一样", "数字和单位合起来不对，请看清单位", "选的是 A", "选的是 A，要全部选对、不多不少"]


def test_all_who_answer_the_same_are_given_the_same():
    """`given` is one for all writings of one answer."""
    assert {judge(CAPITAL, said).given for said in ("北京", "答案是北京", "北京市", "北京！")} == {"北京"}
    assert {judge(SEVERAL, said).given for said in ("AC", "c、a", "苹果 梨")} == {"AC"}
    assert {judge(TRUTH, said).given for said in ("错", "×", "不对", "F")} == {"错"}


def test_what_is_refused_beats_tolerance():
    """A near miss that is listed as wrong stays wrong."""
    asked = Question(id="r", kind="text", text="?", answers=("珠穆朗玛峰",), refused=("珠穆朗玛蜂",))
    assert (judge(asked, "珠穆朗玛锋").verdict, judge(asked, "珠穆朗玛蜂").verdict) == (WRONG, WRONG)
    assert judge(Question(id="r", kind="text", text="?", answers=("珠穆朗玛峰",)), "珠穆朗玛锋").verdict == RIGHT


def test_candidates_are_short():
    """Everything that is right may be an answer; a page of text may not."""
    said = [told for told in corpus() if told["verdict"] == RIGHT]
    assert [one["answer"] for one in said if not is_candidate(_asked(one), one["answer"])] == []
    assert not is_candidate(
        CAPITAL, "今天下午我们在三楼会议室讨论下个季度的计划，请大家带上自己的材料，准时参加，谢谢配合。"
    )


def _asked(told: dict) -> Question:
    more = {name: told.get(name, ()) for name in ("options", "refused")}
    return question_of(told["question"], told["accepted"], kind=told.get("type", ""), **more)


def _judged(told: dict) -> Verdict:
    return judge(_asked(told), told["answer"])
