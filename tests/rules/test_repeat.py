"""The same again and again, by one, by many, here and elsewhere; and what everybody says all the time."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.findings import Example, Match, OtherMessage
from bot.core.model import NO_PRINT
from bot.rules.repeat import Repeat
from bot.ruleset.examples import scene_of
from bot.text.reader import Reader

MINUTE = timedelta(minutes=1)
AD = "全网最低价代办各类证件，加微信 {n} 联系我"
COPIES = tuple(AD.format(n=f"abc{n}") for n in range(9))


def repeat(**settings: Any) -> Repeat:
    """The condition as YAML would give it."""
    return TypeAdapter(Repeat).validate_python(settings)


def match(condition: Repeat, example: Example) -> Match | None:
    """What it sees."""
    message, scene = scene_of(example)
    return condition.match(message, Reader({}).read(message.text), scene)


def why(condition: Repeat, example: Example) -> str:
    """Why it fires, empty if it does not."""
    found = match(condition, example)
    return "" if found is None else found.why


def said(text: str, *, minutes: float, sender: str = "li", room: str = "") -> OtherMessage:
    """What somebody else said before."""
    return OtherMessage(ago=minutes * MINUTE, text=text, sender=sender, room=room)


def test_one_member_s_copies_are_a_burst() -> None:
    """The third within the window fires, and goes on being one offence."""
    before = ((2 * MINUTE, COPIES[0]), (MINUTE, COPIES[1]))

    found = match(repeat(times=3), Example(COPIES[2], before=before))

    assert found == Match(condition="repeat", why="10分钟内第 3 次发几乎相同的消息", of_burst=True)
    assert why(repeat(times=3), Example(COPIES[2], before=before[1:])) == ""
    assert why(repeat(times=3, window="2分钟"), Example(COPIES[2], before=before)) == ""


def test_without_members_and_rooms_others_do_not_count() -> None:
    """Nor does what the same member said in another room."""
    others = (said(COPIES[0], minutes=1), said(COPIES[1], minutes=2, sender="example", room="r2"))

    assert why(repeat(times=3), Example(COPIES[2], others=others)) == ""


def test_members_are_counted_once_each() -> None:
    """Three people, however often each of them; in this room only."""
    twice = (said(COPIES[0], minutes=3), said(COPIES[1], minutes=2))
    another = said(COPIES[3], minutes=1, sender="wang")

    assert why(repeat(members=3), Example(COPIES[4], others=twice)) == ""
    assert why(repeat(members=3), Example(COPIES[4], others=(*twice, another))) == (
        "10分钟内 3 个人发几乎相同的消息（第 4 次）"
    )
    elsewhere = said(COPIES[3], minutes=1, sender="wang", room="r2")
    assert why(repeat(members=3), Example(COPIES[4], others=(*twice, elsewhere))) == ""


def test_over_several_rooms_it_is_a_campaign() -> None:
    """Whoever sends it; each of the senders did wrong."""
    others = (said(COPIES[0], minutes=3, room="r2"), said(COPIES[1], minutes=2, room="r2", sender="wang"))
    more = (*others, said(COPIES[2], minutes=1, room="r3", sender="example"))

    found = match(repeat(rooms=3), Example(COPIES[4], others=more))

    assert found == Match(condition="repeat", why="10分钟内 3 个群里出现几乎相同的消息（第 4 次）")
    assert why(repeat(rooms=3), Example(COPIES[4], others=others)) == ""


def test_brief_texts_are_remembered_only_where_they_may_be_found() -> None:
    """A member's own, and those of rules that say so."""
    asked = (Repeat(times=3), Repeat(members=3), Repeat(rooms=2, min_length=5))

    assert [one.reach.brief_echoes for one in asked] == [True, False, True]


def test_all_that_is_given_must_be_reached() -> None:
    """So many times, by so many people, in so many rooms."""
    others = (said(COPIES[0], minutes=3, room="r2"), said(COPIES[1], minutes=2, room="r2", sender="wang"))

    assert why(repeat(times=3, members=3, rooms=2), Example(COPIES[4], others=others)) != ""
    assert why(repeat(times=4, members=3, rooms=2), Example(COPIES[4], others=others)) == ""
    assert why(repeat(times=3, members=4, rooms=2), Example(COPIES[4], others=others)) == ""
    assert why(repeat(times=3, members=3, rooms=3), Example(COPIES[4], others=others)) == ""


def test_the_same_may_be_asked_for() -> None:
    """`same` passes over what has other words, and still folds digits and disguise."""
    before = ((2 * MINUTE, COPIES[0]), (MINUTE, COPIES[1]))
    changed = COPIES[2].replace("各类", "各种") + "哦"

    assert why(repeat(times=3, alike="same"), Example(COPIES[2], before=before)) == "10分钟内第 3 次发相同的消息"
    assert why(repeat(times=3, alike="same"), Example(changed, before=before)) == ""
    assert why(repeat(times=3), Example(changed, before=before)) != ""


def test_short_texts_must_be_the_same() -> None:
    """进群看看 is not 进来看看; one member's own short text may be found, though, if it is not what all people say."""
    before = ((2 * MINUTE, "进群看看"), (MINUTE, "进群看看！"))

    assert why(repeat(times=3), Example("进群看看", before=before)) != ""
    assert why(repeat(times=3), Example("进来看看", before=before)) == ""


NORMAL = (
    "收到", "收到，谢谢老师", "好的", "好的好的", "1", "+1", "111", "666", "OK", "ok 收到", "哈哈哈哈", "嗯嗯", "早", "早上好", "大家早上好！",
    "各位老师晚上好", "新年快乐🎉", "祝大家新年快乐", "生日快乐！", "欢迎新人", "欢迎新朋友加入", "谢谢", "辛苦了", "恭喜恭喜", "在吗", "👍👍👍",
    "没问题，谢谢", "知道了，谢谢老师", "节日快乐，大家辛苦了", "已读", "？？？",
)  # fmt: skip


@pytest.mark.parametrize("text", NORMAL)
@pytest.mark.parametrize("settings", [{"members": 2}, {"rooms": 2}, {"times": 3}, {"members": 2, "alike": "same"}])
def test_what_everybody_says_is_never_found(text: str, settings: dict[str, Any]) -> None:
    """收到, greetings, laughter, votes: by many, in many rooms, or by one several times."""
    others = tuple(said(text, minutes=m, sender=f"m{m}", room="r2" if m % 2 else "") for m in range(1, 9))
    before = ((2 * MINUTE, text), (MINUTE, text))

    assert why(repeat(**settings), Example(text, others=others, before=before)) == ""


CHAINS = (
    "#接龙\n1. 张三\n2. 李四\n3. 王五",
    "周六团建报名接龙：\n1、张三 2人\n2、李四 1人\n3、王五",
    "接龙报数：张三，李四，王五，赵六，孙七",
    "【打卡】第 12 天，今天跑步五公里",
    "打卡：读书 30 分钟，背单词 50 个",
    "第12天打卡：跑步五公里，坚持就是胜利",
    "签到 产品部 张三",
    "报名 周六羽毛球活动 2人",
)


@pytest.mark.parametrize("text", CHAINS)
@pytest.mark.parametrize("settings", [{"members": 2}, {"rooms": 2}])
def test_what_people_are_meant_to_copy_is_never_found(text: str, settings: dict[str, Any]) -> None:
    """接龙, 打卡 and 签到 are copied by everybody, with a line or a number changed."""
    others = tuple(said(text, minutes=m, sender=f"m{m}", room="r2" if m % 2 else "") for m in range(1, 9))

    assert why(repeat(**settings), Example(text, others=others)) == ""


def test_a_time_or_an_amount_is_no_copy() -> None:
    """Texts that are little more than numbers are alike by accident."""
    others = tuple(said(f"电话是010-6138209{m}", minutes=m, sender=f"m{m}") for m in range(1, 5))

    assert why(repeat(members=3), Example("电话是010-82356699", others=others)) == ""


def test_what_is_not_written_is_never_found() -> None:
    """Pictures have no print; without one nothing is alike."""
    _, scene = scene_of(Example("😂😂😂", before=((MINUTE, "😂😂😂"),)))

    assert scene.print == NO_PRINT
    assert why(repeat(times=2), Example("😂😂😂", before=((MINUTE, "😂😂😂"),))) == ""


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"times": 1}, "times 至少要写 2"), ({"rooms": 1}, "rooms 至少要写 2"), ({"window": "8天"}, "window 要在")],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any], told: str) -> None:
    """Once is no repetition, and nobody remembers for ever."""
    with pytest.raises(ValidationError, match=told):
        repeat(**settings)
