"""Owners run meet-ups from one line; members sign up with one word, and their talk is left alone."""

from datetime import timedelta

import pytest

from bot.commands import grammars
from bot.core.model import Role
from bot.core.plays import Play
from bot.orders import Order, Person
from bot.orders.reading import read
from bot.play.meetup.meetups import Meetup
from tests.commands.kit import LI, NAMES, ZHANG, ZONE, answer, hall, member_hall, preview
from tests.values import ROOM, T0, message

LINE = "分享会 AI画图入门 周五20:00 人数 30 地点 3楼会议室 主讲 李四"


def play(number: int = 12, **fields) -> Play:
    """Return an open play of a meet-up with these fields."""
    begins = T0 + timedelta(days=1)
    body = Meetup(**{"topic": f"第{number}场", "begins": begins, "ends": begins + timedelta(hours=1), **fields})
    return Play(number=number, room=ROOM.id, kind="meetup", title=body.topic, opened_at=T0, body=body)


def plays(*them: Play) -> dict[int, Play]:
    """Return them by number."""
    return {one.number: one for one in them}


def body(found) -> Meetup:
    """Return the meet-up that an answer changes."""
    return found.plays[0].after.body


def test_a_line_announces_a_meetup():
    """Topic, time, seats, place and speaker are read; the room gets all of it, after it was shown to the owner."""
    found = answer(LINE)
    said = found.planned[0].effect.text
    assert said == (
        "📣 分享会“AI画图入门”（编号 60）\n时间：11月20日 20:00（约1小时）\n地点：3楼会议室\n主讲：李四\n"
        "名额：30 人，报满后可以排候补\n发“报名”参加，去不了了发“取消报名”。"
    )
    assert said in preview(LINE)
    assert found.text == "分享会已发布（编号 60）。看报名发“分享会 名单”。"
    assert (found.plays[0].before, body(found).begins) == (None, T0 + timedelta(hours=10))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "分享会 AI画图",
            "没看懂是什么时候。请写清日期和几点，例如“分享会 AI 画图入门 周五20:00 人数 30 地点 3楼会议室”。",
        ),
        ("分享会 AI 8点", "“8点”可能是：2026-11-20 20:00，2026-11-21 08:00。请写清上午还是下午，例如“周五20:00”。"),
        ("分享会 明天20:00", "还差主题。例如“分享会 AI 画图入门 周五20:00”。"),
        ("分享会 AI 明天20:00 人数 99999999", "名额要在 1 到 10000 之间；不限人数就不用写“人数”。"),
        ("分享会 AI 明天20:00 人数0", "名额要在 1 到 10000 之间；不限人数就不用写“人数”。"),
        ("分享会 AI 昨天20:00", "昨天20:00 已经过去了，请写一个还没到的时间。"),
        ("分享会", "现在没有分享会。发起一场：“分享会 主题 时间”，例如“分享会 AI 画图入门 周五20:00 人数 30”。"),
        ("分享会 取消", "现在没有分享会。发起一场：“分享会 主题 时间”，例如“分享会 AI 画图入门 周五20:00 人数 30”。"),
    ],
)
def test_what_is_missing_is_told_and_nothing_happens(line: str, said: str):
    """A line that cannot be done says how to write it, at once."""
    found = answer(line)
    assert (found.text, found.plays, preview(line)) == (said, (), "")


@pytest.mark.parametrize(
    ("line", "topic", "seats"),
    [
        ("分享会 AI画图 明晚8点 30人", "AI画图", 30),
        ("分享会 AI画图 明晚8点 限30人", "AI画图", 30),
        ("分享会 AI画图 5位 明晚8点", "AI画图", 5),
        ("分享会 3人行读书会 明晚8点", "3人行读书会", 0),
        ("分享会 上周五的复盘 明晚8点", "上周五的复盘", 0),
    ],
)
def test_how_many_may_come_is_read_as_people_write_it(line: str, topic: str, seats: int):
    """With the word or only the number of people; a number within a topic is none."""
    found = body(answer(line))
    assert (found.topic, found.seats) == (topic, seats)


def test_moving_and_calling_off_are_shown_first():
    """Both say whom they tell before they are done."""
    there = hall(plays=plays(play(going=(ZHANG,), waiting=(LI,), waiting_since=(1,), seats=1)))
    assert preview("分享会 取消", there) == "“第12场”（11月21日 10:00）会取消，并通知群里和已报名的 2 人。"
    assert (
        preview("分享会 改期 周日20:00", there)
        == "“第12场”会从 11月21日 10:00 改到 11月22日 20:00，并通知群里和已报名的 2 人。"
    )
    moved = answer("分享会 改期 周日20:00", there)
    assert (moved.text, body(moved).going, len(moved.planned)) == ("“第12场”已改到 11月22日 20:00。", (ZHANG,), 3)
    assert answer("分享会 取消", there).plays[0].after.is_over


def test_of_several_one_is_asked_for():
    """With several open, the number says which; without one all are listed."""
    there = hall(plays=plays(play(12), play(13)))
    assert answer("分享会 取消", there).text == (
        "现在有几场：\n· 12 分享会“第12场”：11月21日 10:00，报名 0 人\n· 13 分享会“第13场”：11月21日 10:00，报名 0 人\n"
        "请写编号，例如“分享会 取消 12”。"
    )
    assert answer("分享会 取消 13", there).plays[0].after.number == 13
    asked = member_hall(plays=there.plays)
    assert answer("报名", asked).text == (
        "现在有几场活动可以选：\n· 12 “第12场”（11月21日 10:00）\n· 13 “第13场”（11月21日 10:00）\n请带上编号，例如“报名 12”。"
    )
    assert body(answer("报名 13", asked)).going == (ZHANG,)


def test_members_sign_up_wait_and_move_up():
    """Seats go in order; who waits is told, and is told again when they move up."""
    there = member_hall(plays=plays(play(seats=1)))
    first = answer("报名", there)
    assert first.text == "已报名“第12场”（11月21日 10:00），你是第 1 位，名额刚好报满。去不了了发“取消报名”。"
    full = plays(first.plays[0].after)
    second = answer("报名", member_hall(by=LI, plays=full, message=message("报名", sender=LI)))
    assert second.text == "“第12场”的名额满了，你排在候补第 1 位；有人退出会按顺序转为正式报名，到时通知你。"
    off = answer("取消报名", member_hall(plays=plays(second.plays[0].after)))
    assert (off.text, body(off).going) == ("已取消你在“第12场”的报名，谢谢告知。", (LI,))
    assert [one.effect.text.split("\n")[0] for one in off.planned] == [
        "李四 从候补转为正式报名“第12场”，到时见！",
        "好消息：“第12场”（“产品交流群”）空出名额，你已经从候补转为正式报名。",
    ]


def test_saying_it_again_changes_nothing():
    """Twice signed up, or off without being in, is told and changes nothing."""
    there = member_hall(plays=plays(play(going=(ZHANG,))))
    assert (answer("报名", there).plays, answer("报名", there).text) == (
        (),
        "你已经报过“第12场”了（11月21日 10:00），到时见。",
    )
    assert answer("取消报名", member_hall(plays=plays(play()))).text == "你没有报名“第12场”，不用取消。"
    assert answer("报名", member_hall()).text == "现在没有可以报名的活动。"


def test_the_list_is_for_who_runs_the_room():
    """名单 names who comes, waits and was there, privately."""
    there = hall(plays=plays(play(seats=1, going=(ZHANG,), waiting=(LI,), waiting_since=(1,))))
    found = answer("分享会 名单", there)
    assert (found.private, found.text) == (
        True,
        "分享会“第12场”：11月21日 10:00，报名 1 人，候补 1 人\n报名：张三\n候补：李四",
    )


@pytest.mark.parametrize(
    "talk",
    ["报名了吗", "怎么报名", "报名链接在哪", "报名费多少", "我要报名驾校", "报名的人多吗", "报名截止了", "大家快报名", "报名 张三 3箱", "分享会挺好的", "分享会几点开始",
     "分享会的录像有吗", "昨天的分享会真不错", "取消报名了吗", "怎么取消报名", "报名成功", "报名表发我一下"],
)  # fmt: skip
def test_talk_is_no_order(talk: str):
    """Lines that only speak of it are left alone, when nobody called the bot."""
    people = tuple(Person(id=member, name=name) for member, name in NAMES.items())
    assert not isinstance(read(talk, grammars=grammars(), people=people, now=T0, zone=ZONE), Order)


@pytest.mark.parametrize("line", ["报名", "报名！", "报名 12", "取消报名", "报名。"])
def test_a_bare_word_is_an_order(line: str):
    """Members need not call the bot."""
    found = read(line, grammars=grammars(), people=(), now=T0, zone=ZONE)
    assert isinstance(found, Order)
    assert found.command in {"sign_up", "sign_off"}


def test_only_those_in_charge_run_meetups():
    """Members can sign up, not announce."""
    from bot.commands import all_commands  # noqa: PLC0415

    assert Role.MEMBER not in all_commands()["meetup"].roles
    assert all_commands()["sign_up"].roles == frozenset()
