"""规则: seen, turned off and on, tried, looked back on, gone back to."""

from dataclasses import replace

import pytest

from bot.commands import RuleLine, all_commands
from bot.core.actions import StateChange
from bot.core.effects import Rollback
from bot.core.findings import Stage
from bot.core.model import Role
from bot.core.records import Revision
from tests.commands.kit import DAY, OWNER, answer, hall, member_hall, preview, read_order
from tests.values import AD, ROOM, T0

RULES = (
    RuleLine(id="ads", title="禁止广告", stage="enforce", written="enforce", points=3),
    RuleLine(id="soft-ads", title="提醒广告", stage="soft", written="soft"),
    RuleLine(id="flood", title="禁止刷屏", stage="shadow", written="shadow"),
    RuleLine(id="abuse", title="禁止辱骂", stage="off", written="enforce", points=6),
)
REVISIONS = (
    Revision(id=12, at=T0, who="小助", note="改了 ads.yaml\n细节", digest="b"),
    Revision(id=11, at=T0 - DAY, who="王群主", note="新增 abuse.yaml", digest="a"),
)


def change(key, after, before=None) -> StateChange:
    """Return that the room remembers something else."""
    return StateChange(room=ROOM.id, key=key, before=before, after=after)


def test_everybody_may_see_the_rules_that_are_met() -> None:
    """Members see those that do something; those in charge see all, and what they can do."""
    member = answer("规则", member_hall(rules=RULES)).text
    owner = answer("规则 列表", hall(rules=RULES)).text

    assert member == "本群的规则：\n1. 禁止广告（执行，记 3 分）\n2. 提醒广告（只提醒）"
    assert "3. 禁止刷屏（试运行）\n4. 禁止辱骂（已关闭，记 6 分）\n可以发" in owner
    assert answer("规则").text == "本群还没有规则。"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("规则", frozenset()),
        ("规则 列表", frozenset()),
        ("规则 关 禁止广告", {Role.OWNER, Role.HELPER, Role.ADMIN}),
        ("规则 回滚 11", {Role.OWNER, Role.ADMIN}),
    ],
)
def test_who_may_do_what_with_rules(text, roles) -> None:
    """Going back changes every room and is not for helpers."""
    order = read_order(text, hall())

    assert all_commands()["rules"].may(order) == roles


def test_a_rule_is_turned_off_after_a_preview() -> None:
    """The preview tells what changes and how it comes back."""
    there = hall(rules=RULES)

    assert preview("规则 关 禁止广告", there) == (
        "规则“禁止广告”在本群将从“执行”改为“已关闭”。"
        "以后它不再判定本群的消息；已有的处罚不变。随时可以发“规则 开 禁止广告”恢复。"
    )
    found = answer("规则 关 ads", there)
    assert found.states == (change("cap:ads", "off"),)
    assert found.text == "规则“禁止广告”在本群现在是“已关闭”。"


def test_a_rule_is_turned_on_again() -> None:
    """It is then as the files say."""
    there = hall(rules=RULES, state={"cap:abuse": "off"})

    assert "从“已关闭”改为“执行”" in preview("规则 开 辱骂", there)
    assert answer("规则 开 辱骂", there).states == (change("cap:abuse", None, "off"),)


def test_what_is_so_already_stays() -> None:
    """Without a preview; a rule on trial cannot be made stricter by order."""
    there = hall(rules=RULES)

    assert preview("规则 关 禁止辱骂", there) == ""
    assert answer("规则 关 禁止辱骂", there).text == "规则“禁止辱骂”在本群本来就是“已关闭”。"
    assert answer("规则 开 禁止广告", there).text == "规则“禁止广告”在本群本来就是“执行”。"
    assert "群里不能调得更严" in answer("规则 开 禁止刷屏", there).text


def test_several_rules_are_asked_about() -> None:
    """The number picks one."""
    there = hall(rules=RULES)

    asked = answer("规则 关 广告", there)

    assert preview("规则 关 广告", there) == ""
    assert "1. 禁止广告（ads）\n2. 提醒广告（soft-ads）" in asked.text
    assert asked.dialogue.choices == (("禁止广告", {"rule": "ads"}), ("提醒广告", {"rule": "soft-ads"}))
    assert answer("规则 关 广告", there, rule="soft-ads").states == (change("cap:soft-ads", "off"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("规则 关", "要关哪条规则？请写上名称，例如“规则 关 禁止广告”。"),
        ("规则 关 禁止广播", "本群没有叫“禁止广播”的规则，是不是“禁止广告”？"),
        ("规则 关 xyz", "本群没有叫“xyz”的规则。"),
    ],
)
def test_an_unknown_rule_is_told(text, says) -> None:
    """With the nearest if there is one."""
    assert answer(text, hall(rules=RULES)).text.startswith(says)


def test_a_room_without_rules_has_an_example_all_the_same() -> None:
    """So that the question can be understood."""
    assert answer("规则 开").text == "要开哪条规则？请写上名称，例如“规则 开 禁止广告”。"


def test_a_text_is_tried() -> None:
    """Rules that are off here find nothing; each hit says what it would do here."""
    abuse = replace(AD, rule="abuse", title="禁止辱骂", points=6)
    other = replace(AD, rule="other", title="别的", points=0, stage=Stage.SOFT)
    there = hall(rules=RULES, trial=lambda text: (AD, abuse, other) if "微信" in text else ())

    assert answer("规则 测试 加微信", there).text.split("\n") == [
        "会命中 2 条规则（按普通成员、此刻、单独一条来判）：",
        "· 禁止广告：含“加微信”（执行，记 3 分）",
        "· 别的：含“加微信”（只提醒）",
    ]
    assert answer("规则 测试 你好", there).text.startswith("没有规则会命中这段话")
    assert answer("规则 测试", there).text.startswith("请写上要测试的话")


def test_the_history_is_told() -> None:
    """The newest first, one line each."""
    assert answer("规则 历史", hall(revisions=REVISIONS)).text.split("\n")[1:] == [
        "· 12 · 11月20日 10:00 · 小助 · 改了 ads.yaml",
        "· 11 · 11月19日 10:00 · 王群主 · 新增 abuse.yaml",
    ]
    long = (replace(REVISIONS[0], note="改" * 50),)
    assert answer("规则 历史", hall(revisions=long)).text.endswith(f" · {'改' * 40}…")
    assert answer("规则 历史").text == "还没有规则的版本记录。"


def test_going_back_is_shown_and_then_asked_of_the_house() -> None:
    """Every room changes; the effect names the revision and who wanted it."""
    there = hall(revisions=REVISIONS)

    assert preview("规则 回滚 11", there).startswith(
        "所有群的规则文件将换回第 11 版（11月19日 10:00，王群主：新增 abuse.yaml）"
    )
    found = answer("规则 回滚 第11版", there)
    assert found.effects == (Rollback(room=ROOM.id, revision=11, by=OWNER),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("规则 回滚", "要换回哪一版？"),
        ("规则 回滚 上一版", "要换回哪一版？"),
        ("规则 回滚 7", "没有第 7 版"),
        ("规则 回滚 12", "现在用的就是第 12 版。"),
    ],
)
def test_where_there_is_nothing_to_go_back_to(text, says) -> None:
    """Nothing is shown or done."""
    there = hall(revisions=REVISIONS)

    assert preview(text, there) == ""
    assert answer(text, there).text.startswith(says)
    assert answer(text, there).effects == ()


def test_lists_have_no_preview() -> None:
    """Nothing changes."""
    assert preview("规则 历史", hall(revisions=REVISIONS)) == ""
