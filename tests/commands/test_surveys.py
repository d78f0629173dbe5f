"""投票, 问卷, 问卷结果: previewed, begun, ended; talk about them is no order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.activities.survey import Survey
from bot.commands import all_commands, grammars
from bot.core.effects import Attach, Chart, Say, Tell
from bot.core.model import Room
from bot.core.playbook import Form, Inquiry, Playbook
from bot.core.plays import Phase
from bot.orders.reading import read
from bot.play.survey.ballots import Ballot
from tests.commands.kit import T0, ZONE, answer, hall, preview
from tests.play.survey_kit import Table, said
from tests.values import ROOM

SCORE = Inquiry(text="满意吗？", kind="score")
FORMS = {
    "sat": Form(id="sat", title="满意度", inquiries=(SCORE, Inquiry(text="还有吗？", kind="text")), anonymous=True),
    "one": Form(id="one", title="打分", inquiries=(SCORE,), private=False, lasts=timedelta(hours=2)),
}


def desk(**fields):
    """Return a hall with forms."""
    return hall(playbook=Playbook(forms=FORMS), **fields)


def body_of(text: str, **fields):
    """Return what `text` begins."""
    (change,) = answer(text, desk(**fields)).plays
    assert change.before is None
    return change.after.body


@pytest.mark.parametrize(
    ("text", "options", "minutes", "many", "anonymous"),
    [
        ("投票 周五吃什么 A 火锅 B 烤肉", ("火锅", "烤肉"), 10, False, False),
        ("投票 周五吃什么？ A、火锅 B、烤肉 2小时", ("火锅", "烤肉"), 120, False, False),
        ("投票 团建地点 公园 博物馆 海边 多选 匿名 30分钟", ("公园", "博物馆", "海边"), 30, True, True),
        ("投票 周五吃什么 火锅 烤肉", ("火锅", "烤肉"), 10, False, False),
        ("投票 去哪里\nA 公园\nB 海边\n多选", ("公园", "海边"), 10, True, False),
    ],
)
def test_a_vote_is_read_as_people_write_it(
    text: str, options: tuple[str, ...], minutes: int, *, many: bool, anonymous: bool
) -> None:
    """Title, options, how long, how."""
    ballot = body_of(text)
    assert isinstance(ballot, Ballot)
    assert (ballot.options, ballot.many, ballot.anonymous) == (options, many, anonymous)
    assert ballot.closes_at - T0 == timedelta(minutes=minutes)


def test_a_vote_is_shown_before_it_begins() -> None:
    """As the group will read it; what cannot be is refused at once."""
    assert preview("投票 周五吃什么 A 火锅 B 烤肉") == (
        "将在群里发起投票：\n【投票】周五吃什么\nA 火锅\nB 烤肉\n在群里回复字母（例如“A”）就算投票，只能选一个，"
        "10:10 截止（还有10分钟）。改主意可以再投，以最后一次为准。"
    )
    assert preview("投票 只有题目") == ""
    assert answer("投票 只有题目").text.startswith("请写上题目和至少两个不同的选项")


def test_a_vote_that_one_message_cannot_hold_is_refused() -> None:
    """Cut, nobody would read how to vote."""
    options = " ".join(f"{'很长的选项' * 11}{n}" for n in range(14))
    refused = answer(f"投票 去哪里 {options}")
    assert (refused.plays, refused.text[:11]) == ((), "题目和选项加起来太长，")
    assert preview(f"投票 去哪里 {options}") == ""


def test_a_long_result_comes_in_several_messages() -> None:
    """Each whole: to who asks, to the group, and to the owner at the end; a preview shows how it begins."""
    options = tuple(f"{'选项' * 12}{n}" for n in range(18))
    form = Form(
        id="big", title="大表", inquiries=tuple(Inquiry(text="哪个？", kind="choice", options=options) for _ in "12345")
    )
    there = hall(playbook=Playbook(forms={"big": form}))
    one = Table(Survey(), type("Turn", (), {"plays": (answer("问卷 大表", there).plays[0].after,)})())
    for text in ("开始", *"AAAAA"):
        one.hear(said(text, private=True))
    there = replace(there, plays={60: one.play}, number=61)
    asked, published = answer("问卷结果", there), answer("问卷结果 公布", there)
    ended = [planned.effect for planned in answer("结束问卷", there).planned]
    for texts in (
        [asked.text, *(effect.text for effect in asked.effects if isinstance(effect, Tell))],
        [effect.text for effect in published.effects if isinstance(effect, Say)],
        [effect.text for effect in ended if isinstance(effect, Tell)],
    ):
        assert len(texts) > 1
        assert max(len(text.encode()) for text in texts) <= 1_900
        assert "\n".join(texts).count(options[17]) == 5
    assert preview("问卷结果 公布", there).endswith("……")


def test_two_things_that_take_letters_do_not_go_on_at_once() -> None:
    """The second is refused and says what to do; a survey in private disturbs nobody."""
    begun = answer("投票 吃什么 A 火锅 B 烤肉", desk()).plays[0].after
    busy = desk(plays={60: begun}, number=61)
    assert "还没结束" in answer("投票 去哪 A 东 B 西", busy).text
    assert "还没结束" in answer("问卷 打分 群里", busy).text
    assert answer("问卷 满意度", busy).plays


def test_a_vote_is_ended_early() -> None:
    """With its result in the group."""
    begun = answer("投票 吃什么 A 火锅 B 烤肉", desk()).plays[0].after
    done = answer("结束投票", desk(plays={60: begun}, number=61))
    assert done.plays[0].after.phase is Phase.CLOSED
    assert done.planned[0].effect == Say(room=ROOM.id, text="【投票结束】吃什么\n没有人投票。")
    assert answer("结束投票").text == "现在没有进行中的投票。"


@pytest.mark.parametrize(
    "talk",
    [
        "这个投票挺好",
        "投票结束了吗",
        "投票吧大家",
        "问卷填了吗",
        "问卷结果什么时候出",
        "谢谢大家",
        "投票在哪里",
        "投票怎么投",
    ],
)
def test_talk_is_no_order(talk: str) -> None:
    """Not even of the owner, who does not call the bot."""
    assert read(talk, grammars=grammars(), people=(), now=T0, zone=ZONE) is None


@pytest.mark.parametrize(
    ("line", "command", "sub"),
    [
        ("发起投票 周五吃啥 火锅 烤肉", "vote", ""),
        ("来个投票 周五吃啥 火锅 烤肉", "vote", ""),
        ("停止投票", "vote", "结束"),
        ("发个问卷 满意度", "survey", ""),
        ("关闭问卷", "survey", "结束"),
        ("搞个分享会 AI 周五20:00", "meetup", ""),
    ],
)
def test_it_is_begun_and_ended_in_the_words_people_use(line: str, command: str, sub: str) -> None:
    """Said to the bot."""
    order = read(f"/{line}", grammars=grammars(), people=(), now=T0, zone=ZONE)
    assert (order.command, order.sub) == (command, sub)


def test_forms_are_listed_and_begun_by_name() -> None:
    """With what was ordered besides."""
    assert "· 满意度（2 题，匿名，3天）\n· 打分（1 题，2小时）" in answer("问卷", desk()).text
    survey = body_of("问卷 满意度 1天")
    assert (survey.closes_at - T0, survey.anonymous, survey.private) == (timedelta(days=1), True, True)
    here = body_of("问卷 打分")
    assert (here.private, here.closes_at - T0) == (False, timedelta(hours=2))
    assert body_of("问卷 打分 匿名").private
    assert "没有叫“别的”的问卷表" in answer("问卷 别的", desk()).text
    assert "匿名问卷只能私聊填" in answer("问卷 满意度 群里", desk()).text
    customers = Room(id=ROOM.id, name="客户群", roles=ROOM.roles, is_customer=True)
    assert "客户群" in answer("问卷 满意度", desk(room=customers)).text


def table_of(**fields) -> Table:
    """Return a running survey with one sheet."""
    begun = answer("问卷 打分 私聊", desk(**fields)).plays[0].after
    one = Table(Survey(), type("Turn", (), {"plays": (begun,)})())
    for text in ("开始", "5"):
        one.hear(said(text, private=True))
    return one


def test_results_come_in_private_or_to_the_group_or_as_a_table() -> None:
    """To who asks, with pictures; published only when that is ordered, and previewed."""
    there = desk(plays={60: table_of().play}, number=61)
    asked = answer("问卷结果", there)
    assert asked.private
    assert "平均 5.0 分" in asked.text
    assert [effect.to for effect in asked.effects if isinstance(effect, Chart)] == ["owner"]
    assert preview("问卷结果 公布", there).startswith("将把这份结果发到群里")
    say, chart = answer("问卷结果 公布 60", there).effects
    assert isinstance(say, Say)
    assert chart.to == ""
    (planned,) = answer("问卷导出 60", there).planned
    assert isinstance(planned.effect, Attach)
    assert planned.effect.content.splitlines() == ["\ufeff成员,满意吗？", "张三,5"]
    assert answer("问卷结果 99", there).text.startswith("要哪一份问卷")


def test_a_survey_is_ended_early() -> None:
    """Previewed with what came in."""
    there = desk(plays={60: table_of().play}, number=61)
    assert "已收到 1 份，0 人还没填完" in preview("结束问卷", there)
    assert answer("结束问卷 60", there).plays[0].after.phase is Phase.CLOSED
    closed = replace(there, plays={60: answer("结束问卷", there).plays[0].after})
    assert answer("结束问卷", closed).text == "没有进行中的问卷。"


def test_what_is_written_down_of_an_end_has_no_half_anonymous_sheet() -> None:
    """Nor is an undo code offered: its result was told."""
    begun = answer("问卷 打分 匿名", desk()).plays[0].after
    one = Table(Survey(), type("Turn", (), {"plays": (begun,)})())
    for by, text in (("zhang", "开始"), ("li", "开始"), ("li", "5")):
        one.hear(said(text, by=by, private=True))
    done = answer("结束问卷", desk(plays={60: one.play}, number=61))
    assert (done.plays[0].before.body.drafts, done.is_final) == ({}, True)
    assert one.play.body.drafts == {"zhang": ()}
    assert not answer("结束问卷", desk(plays={60: table_of().play}, number=61)).is_final


def test_what_came_of_an_anonymous_one_is_told_after_its_end() -> None:
    """Neither shown nor published nor sent as a table before."""
    begun = answer("问卷 打分 匿名", desk()).plays[0].after
    one = Table(Survey(), type("Turn", (), {"plays": (begun,)})())
    for by in ("zhang", "li", "zhao"):
        for text in ("开始", "5"):
            one.hear(said(text, by=by, private=True))
    there = desk(plays={60: one.play}, number=61)
    assert preview("问卷结果 公布", there) == ""
    told = [answer(text, there) for text in ("问卷结果", "问卷结果 公布", "问卷导出")]
    assert all("截止后才" in one.text and not (one.effects or one.planned) for one in told)
    over = desk(plays={60: answer("结束问卷", there).plays[0].after}, number=61)
    assert "平均 5.0 分" in answer("问卷结果", over).text


def test_every_one_of_them_is_for_those_in_charge() -> None:
    """Members answer, they do not order."""
    assert all(all_commands()[name].roles for name in ("vote", "survey", "survey_result"))
