"""Who is let off, who shall not come back, and all lists: 豁免 黑名单 名单."""

import pytest

from bot.commands import all_commands
from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.model import MemberId, Profile
from tests.commands.kit import DAY, HOUR, LI, NAMES, OWNER, ZHANG, answer, hall, preview, read_order, standing
from tests.values import ROOM, T0


def change(key: str, after, before=None) -> StateChange:
    """Return that the room remembers something else."""
    return StateChange(room=ROOM.id, key=key, before=before, after=after)


def exempt(until=None) -> dict:
    """Return what is remembered of who is let off."""
    return {"until": encoded(until), "by": OWNER, "why": ""}


def blocked(why: str = "") -> dict:
    """Return what is remembered of who is on the blacklist."""
    return {"at": encoded(T0), "by": OWNER, "why": why}


@pytest.mark.parametrize(
    ("text", "until", "says"),
    [
        ("豁免 张三", None, "已豁免 张三，直到取消为止。"),
        ("豁免 张三 1天 合作方", T0 + DAY, "已豁免 张三，到11月21日 10:00为止。"),
        ("豁免 张三 到明天9点", T0 + 23 * HOUR, "已豁免 张三，到11月21日 09:00为止。"),
    ],
)
def test_somebody_is_let_off(text, until, says) -> None:
    """For a while or until that is taken back; who and why is remembered."""
    found = answer(text)

    (told,) = found.states
    assert (told.key, told.before, told.after["until"], told.after["by"]) == (
        "exempt:zhang",
        None,
        encoded(until),
        OWNER,
    )
    assert found.text.startswith(says)
    assert ("原因：合作方。" in found.text) is (told.after["why"] == "合作方")


def test_letting_off_is_taken_back() -> None:
    """Of those who are let off now; the others are not named."""
    there = hall(state={"exempt:zhang": exempt(), "exempt:li": exempt(T0)})

    found, none = answer("豁免 取消 张三 李四", there), answer("豁免 取消 李四", there)

    assert found.states == (change("exempt:zhang", None, exempt()),)
    assert found.text == "已取消 张三 的豁免，规则从现在起照常适用。"
    assert (none.text, none.states) == ("李四 现在没有被豁免。", ())


def test_who_is_let_off_is_listed() -> None:
    """With until when; nobody is told so."""
    there = hall(state={"exempt:zhang": exempt(), "exempt:li": exempt(T0 + HOUR), "silent": {"until": None}})

    assert answer("豁免 名单", there).text == (
        "现在被豁免的有：\n· 张三，直到取消为止\n· 李四，到11月20日 11:00\n取消请发“豁免 取消 名字”。"
    )
    assert answer("豁免 名单").text == "现在没有人被豁免。要豁免谁，请发“豁免 名字 1天 原因”。"


def weight(text: str) -> int:
    """How many people the order would punish."""
    order = read_order(text, hall())
    return all_commands()[order.command].weight(order, hall())


def test_who_shall_not_come_back_is_remembered() -> None:
    """It is shown first, counts as a penalty, and is honest about what WeCom has."""
    found = answer("黑名单 张三 李四 发广告")

    assert preview("黑名单 张三 李四 发广告") == (
        "将把 张三、李四 加入本群黑名单（发广告）：再进群或发言时，请管群的人移出。可以撤销；分数和禁言不变。"
    )
    assert weight("黑名单 张三 李四 发广告") == 2
    assert found.states == (change("blocked:zhang", blocked("发广告")), change("blocked:li", blocked("发广告")))
    assert "企业微信的群没有黑名单" in found.text
    assert answer("拉黑 张三").states == answer("黑名单 加入 张三").states == (change("blocked:zhang", blocked()),)


def test_people_in_charge_are_never_on_the_blacklist() -> None:
    """Nothing changes, no preview, no weight."""
    found = answer("黑名单 小助 张三")

    assert (found.text, found.states) == ("小助 是管群的人或工作人员，不能加入黑名单。", ())
    assert (preview("黑名单 小助 张三"), weight("黑名单 小助 张三")) == ("", 0)


def test_the_blacklist_is_taken_back_and_listed() -> None:
    """At once, for that harms nobody."""
    there = hall(state={"blocked:zhang": blocked("发广告"), "blocked:li": blocked()})

    assert answer("黑名单 取消 张三", there).states == (change("blocked:zhang", None, blocked("发广告")),)
    assert answer("黑名单 取消 张三", there).text == "已把 张三 移出黑名单。"
    assert answer("黑名单 取消 张三").text == "张三 不在本群黑名单里。"
    assert answer("黑名单", there).text == "本群黑名单：\n· 张三：发广告\n· 李四\n移出请发“黑名单 取消 名字”。"
    assert answer("黑名单 名单").text == "本群黑名单是空的。要加入，请发“黑名单 名字 原因”。"
    assert preview("黑名单 取消 张三", there) == preview("黑名单", there) == preview("黑名单 名单", there) == ""


def test_all_lists_that_are_not_empty_are_told_in_private() -> None:
    """Mutes by their end, points from the most on, who is let off, who is blocked, who is in charge."""
    there = hall(
        standings={ZHANG: standing(points=2, muted=HOUR), LI: standing(points=5)},
        state={"exempt:zhang": exempt(T0 + DAY), "exempt:li": exempt(), "blocked:li": blocked("发广告")},
    )

    found = answer("名单", there)

    assert found.private
    assert found.text == (
        "“产品交流群”的名单：\n被禁言：\n· 张三，到11月20日 11:00\n有记分：\n· 李四，5 分\n· 张三，2 分\n"
        "被豁免：\n· 张三，到11月21日 10:00\n· 李四\n在黑名单里：\n· 李四：发广告\n管群：\n· 王群主，群主\n· 小助，群助手"
    )


def test_one_list_is_enough() -> None:
    """What is empty is told so, in the group."""
    there = hall(standings={ZHANG: standing()})

    assert answer("名单 记分", there).text == "“产品交流群”的名单：\n有记分：\n· 张三，3 分"
    assert answer("名单 禁言", there).text == "“产品交流群”现在没有被禁言的人。"


def test_a_room_with_nobody_on_any_list_says_so() -> None:
    """Nobody in charge either; a room without a name is called by its account."""
    bare = type(ROOM)(id=ROOM.id)

    assert answer("名单", hall(room=bare)).text == "“r1”现在没有被禁言、有记分、被豁免或在黑名单里的人。"


def test_a_long_list_is_cut() -> None:
    """The rest is counted."""
    many = {MemberId(f"m{n}"): standing() for n in range(23)}
    profiles = {**{m: Profile(name=name) for m, name in NAMES.items()}, **{m: Profile(name=m) for m in many}}

    assert answer("名单 记分", hall(standings=many, profiles=profiles)).text.endswith("\n……还有 3 人")
