"""Surveys: one question after the other, honest about who can be reached, and truly anonymous where they say so."""

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from bot.activities.survey import Survey
from bot.core.coding import encoded
from bot.core.effects import Chart, Say, Tell
from bot.core.playbook import Form, Inquiry
from bot.core.plays import Phase, Play
from bot.play.survey.answering import opened
from bot.play.survey.results import charts, result, table
from bot.play.survey.sheets import survey_of
from bot.play.turn import Claim
from tests.play.survey_kit import Table, said, venue
from tests.values import ROOM, T0

FORM = Form(
    id="sat",
    title="满意度",
    inquiries=(
        Inquiry(text="满意吗？", kind="score"),
        Inquiry(text="看重什么？", kind="several", options=("通知", "交流", "活动")),
        Inquiry(text="会推荐吗？", kind="nps"),
        Inquiry(text="想说什么？", kind="text", optional=True),
    ),
)
ONE = Form(id="one", title="打分", inquiries=FORM.inquiries[:1], private=False)
DAY = timedelta(days=1)


def play_of(form: Form = FORM, *, anonymous: bool = False, private: bool = True, **fields) -> Table:
    """Return a survey of three days."""
    survey = survey_of(form, T0 + 3 * DAY, anonymous=anonymous, private=private)
    return Table(Survey(), opened(survey, venue()), **fields)


def told(one: Table, text: str, *, by: str = "zhang", seconds: float = 1) -> str:
    """Return what `by` is told who says `text` in private."""
    (tell,) = one.hear(said(text, by=by, seconds=seconds, private=True))
    assert isinstance(tell, Tell)
    assert tell.to == by
    return tell.text


def fill(one: Table, by: str, *answers: str) -> str:
    """Fill a sheet; return the last that was said."""
    for n, text in enumerate(("开始", *answers)):
        last = told(one, text, by=by, seconds=n + 1)
    return last


def test_a_sheet_is_filled_question_by_question() -> None:
    """What cannot be read is asked again, what may be left out may be skipped."""
    one = play_of()
    assert "第 1/4 题：满意吗？\n请回复 1 到 5 分" in told(one, "开始")
    assert told(one, "很好").startswith("没看懂这个回答")
    assert told(one, "跳过").startswith("这一题不能跳过。")
    assert told(one, "4分").startswith("第 2/4 题：看重什么？\nA 通知\nB 交流\nC 活动\n可以多选")
    assert told(one, "AC").startswith("第 3/4 题")
    assert "想说什么？\n请用一段话回答。不想答可以发“跳过”。" in told(one, "10")
    assert told(one, "跳过") == "填好了，谢谢！想改的话，11月23日 10:00 之前发“重填”。"
    assert one.play.body.sheets == {"zhang": ("4", "0,2", "10", "")}
    assert one.hear(said("谢谢", private=True)) is None


def test_one_may_stop_and_go_on_and_begin_again() -> None:
    """What was handed in counts until the new sheet is whole."""
    one = play_of()
    told(one, "开始")
    told(one, "5")
    assert told(one, "退出").startswith("先停在这里")
    assert one.hear(said("A", private=True)) is None
    assert "第 2/4 题" in told(one, "开始")
    for text in ("A", "9", "很好"):
        told(one, text)
    assert told(one, "开始") == "你已经填过“满意度”，想改就发“重填”。"
    assert "第 1/4 题" in told(one, "重填")
    assert one.play.body.sheets["zhang"] == ("5", "0", "9", "很好")
    for text in ("1", "B", "0", "不好"):
        told(one, text)
    assert one.play.body.sheets["zhang"] == ("1", "1", "0", "不好")


def test_an_anonymous_sheet_bears_no_name() -> None:
    """Whatever the order and whoever it was: the same is kept; and it cannot be taken back, which is said first."""
    first, second = play_of(anonymous=True), play_of(anonymous=True)
    good, bad = ("5", "A", "10", "好"), ("1", "B", "0", "差")
    for by, answers in (("zhang", good), ("li", bad)):
        last = fill(first, by, *answers)
    for by, answers in (("li", good), ("zhang", bad)):
        fill(second, by, *answers)
    assert last == "填好了，谢谢！答卷已经不带姓名地收下。"
    assert encoded(first.play.body) == encoded(second.play.body)
    assert first.play.body.sheets == first.play.body.drafts == {}
    assert told(first, "重填").startswith("你已经交卷")
    assert "这份问卷匿名" in told(first, "开始", by="wu")


def test_few_anonymous_answers_are_shown_to_nobody() -> None:
    """Two sheets would be found out; three are shown."""
    one = play_of(anonymous=True)
    for by in ("zhang", "li"):
        fill(one, by, "5", "A", "10", "跳过")
    running, over = one.venue, replace(one.venue, now=T0 + 3 * DAY)
    one.venue = over
    assert "少于 3 份不出结果" in result(one.play, one.play.body, one.venue)
    assert charts(one.play.body, one.venue) == ()
    one.venue = running
    fill(one, "zhao", "3", "B", "6", "继续努力")
    one.venue = over
    assert result(one.play, one.play.body, one.venue) == (
        "【问卷结果】满意度（编号 65）：收到 3 份。\n"
        "1. 满意吗？（3 人答）\n　平均 4.3 分；5 分：2 人，4 分：0 人，3 分：1 人，2 分：0 人，1 分：0 人\n"
        "2. 看重什么？（3 人答）\n　A 通知：2（67%）\n　B 交流：1（33%）\n　C 活动：0（0%）\n"
        "3. 会推荐吗？（3 人答）\n　NPS 33（推荐者 2、中立者 0、贬损者 1；推荐者占比减贬损者占比）\n"
        "4. 想说什么？（1 人答）\n　· 继续努力"
    )
    assert [one.title for one in charts(one.play.body, one.venue)] == [
        "满意吗？ · 平均 4.3 分",
        "看重什么？",
        "会推荐吗？ · NPS 33",
    ]


def test_an_anonymous_one_shows_nothing_before_its_end() -> None:
    """Who looked after each sheet would learn what the last one said; so nobody may, nor open it again afterwards."""
    one = play_of(anonymous=True)
    for by in ("zhang", "li", "zhao", "wu"):
        fill(one, by, "5", "A", "10", "好")
    assert result(one.play, one.play.body, one.venue) == (
        "【问卷】满意度（编号 65）：已收到 4 份。匿名问卷截止后才出结果，免得从先后看出是谁填的。11月23日 10:00 截止。"
    )
    assert charts(one.play.body, one.venue) == ()

    before = one.play
    one.tick(days=3)
    assert "不能重开" in Survey().revert(before, one.play, one.play, one.venue).refused
    named = play_of()
    before = named.play
    named.tick(days=3)
    assert Survey().revert(before, named.play, named.play, named.venue).plays[0].phase is Phase.OPEN


def test_what_is_answered_anonymously_is_kept_nowhere_else() -> None:
    """The answers themselves are not to be kept with their senders; that somebody began is no secret. Of named sheets all is."""
    for anonymous in (True, False):
        one = play_of(anonymous=anonymous)
        begun = Survey().hear(one.play, said("开始", private=True), one.venue)
        assert not begun.unseen
        one.keep(begun)
        for text in ("没想好", "5"):
            assert Survey().hear(one.play, said(text, private=True), one.venue).unseen is anonymous


def test_sheets_that_were_not_handed_in_are_forgotten_when_it_is_called_off() -> None:
    """As they are at its end."""
    one = play_of(anonymous=True)
    told(one, "开始")
    told(one, "5")
    assert Survey().cancel(one.play, one.venue).plays[0].body.drafts == {}


def test_whom_it_asked_answers_it() -> None:
    """Other plays may take numbers and letters as well; that one has handed in already is said only if no other takes it."""
    one = play_of(ONE, private=True)
    assert Survey().hear(one.play, said("开始", private=True), one.venue).claim is Claim.LIKELY
    told(one, "开始")
    assert Survey().hear(one.play, said("开始", private=True), one.venue).claim is Claim.ASKED
    assert Survey().hear(one.play, said("5", private=True), one.venue).claim is Claim.ASKED
    told(one, "5")
    assert Survey().hear(one.play, said("开始", private=True), one.venue).claim is Claim.AGAIN


def test_it_reminds_once_and_closes() -> None:
    """The group once, in private only those who have begun; the result goes to the owner with pictures."""
    one = play_of()
    fill(one, "zhang", "5", "A", "10", "跳过")
    told(one, "开始", by="li")
    assert one.play.due_at == T0 + 2 * DAY

    group, private = one.tick(days=2)
    assert group.text.startswith("【问卷】“满意度”还有1天就截止了，已有 1 人填写。")
    assert (private.to, private.text) == ("li", "你的“满意度”还差 4 题，11月23日 10:00 截止。发“开始”接着填。")
    thanks, words, *pictures = one.tick(days=3)
    assert thanks == Say(room=ROOM.id, text="【问卷】“满意度”结束了，一共收到 1 份，谢谢大家！")
    assert words.to == "owner"
    assert all(isinstance(picture, Chart) and picture.to == "owner" for picture in pictures)
    assert (one.play.phase, one.play.body.drafts) == (Phase.CLOSED, {})


def test_a_reminder_that_comes_too_late_is_left_out() -> None:
    """The bot was down over the end: it closes, and calls nobody any more."""
    one = play_of()
    assert [type(effect) for effect in one.tick(days=4)] == [Say, Tell]
    assert one.play.phase is Phase.CLOSED


def test_one_question_is_answered_in_the_group() -> None:
    """The last answer counts; talk is talk; with a quiz the answer needs its word."""
    one = play_of(ONE, private=False)
    assert one.hear(said("4", seconds=2)) == ()
    assert one.hear(said("2", seconds=1)) == ()
    assert one.hear(said("5分", by="li")) == ()
    assert one.hear(said("我打5分", by="wu")) is None
    assert one.play.body.sheets == {"zhang": ("4",), "li": ("5",)}
    quiz = Play(number=60, room=ROOM.id, kind="quiz", title="答题", opened_at=T0)
    one.venue = venue(plays={60: quiz})
    assert one.hear(said("3", by="wu")) is None
    assert one.hear(said("答3", by="wu")) == ()


def test_one_answer_after_the_other_is_no_move() -> None:
    """Else a flood of numbers in the group would be free."""
    one = play_of(ONE, private=False)
    one.hear(said("5", seconds=1))
    assert [Survey().concerns(one.play, said("4", seconds=n), one.venue) for n in (2, 11)] == [False, True]
    one = play_of()
    assert Survey().concerns(one.play, said("填问卷"), one.venue)
    one.hear(said("填问卷"))
    assert not Survey().concerns(one.play, said("填问卷", seconds=2), one.venue)
    unreached = replace(one.venue, whispers=lambda member: False)
    assert not Survey().concerns(one.play, said("填问卷", by="li"), unreached)


def test_who_cannot_be_reached_is_told_what_to_do() -> None:
    """One polite line in the group, no question in it."""
    one = play_of(whispers=lambda _: False)
    (say,) = one.hear(said("填问卷"))
    assert isinstance(say, Say)
    assert say.text == "<@zhang> 我没法主动私信你：请在企业微信“工作台”里打开“群管”应用，发“开始”就能填。"
    (tell,) = play_of().hear(said("填问卷"))
    assert tell.to == "zhang"


def test_a_table_opens_in_excel_and_runs_nothing() -> None:
    """Marked as UTF-8, no cell is a formula, names only where it is not anonymous."""
    one = play_of()
    fill(one, "zhang", "5", "AC", "10", '=HYPERLINK("http://x")')
    text = table(one.play.body, member="成员", name=lambda member: f"@{member}")
    assert text.startswith("\ufeff成员,满意吗？")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert rows[1] == ["'@zhang", "5", "通知；活动", "10", '\'=HYPERLINK("http://x")']
    hidden = play_of(anonymous=True)
    fill(hidden, "zhang", "5", "A", "10", "跳过")
    assert "zhang" not in table(hidden.play.body, member="成员", name=str)


def test_what_is_said_after_the_end_does_not_count() -> None:
    """Neither in private nor in the group."""
    one = play_of()
    assert one.hear(said("开始", seconds=3 * 86400, private=True)) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["zhang", "li"]), st.sampled_from(["开始", "5", "A", "10", "跳过", "重填", "退出", "哈"])
        )
    )
)
def test_whatever_is_said_sheets_are_whole(lines: list[tuple[str, str]]) -> None:
    """A draft is always shorter than the form, a sheet as long."""
    one = play_of()
    for n, (by, text) in enumerate(lines):
        one.hear(said(text, by=by, seconds=n, private=True))
    body = one.play.body
    assert all(len(draft) < len(FORM.inquiries) for draft in body.drafts.values())
    assert all(len(sheet) == len(FORM.inquiries) for sheet in body.sheets.values())
