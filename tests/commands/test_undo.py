"""撤销 names what it takes back: by number, by person, by rule, by who ordered it."""

from dataclasses import replace

import pytest

from bot.commands import RuleLine
from bot.core.actions import Action, CaseChange, StandingChange, StateChange
from bot.core.cases import Want, Wish
from bot.core.model import Standing
from tests.commands.kit import DAY, HELPER, HOUR, LI, OWNER, ZHANG, answer, case, hall, preview, standing
from tests.values import ROOM, T0


def action(number: int, **fields) -> Action:
    """Return an order of the owner that made the room silent."""
    silent = StateChange(room=ROOM.id, key="silent", before=None, after={"until": None})
    values = {"room": ROOM.id, "at": T0, "by": OWNER, "command": "silence", "said": "静默 开", "states": (silent,)}
    return Action(number=number, **{**values, **fields})


def points(number: int, member=ZHANG, **fields) -> Action:
    """Return an order that gave points."""
    change = StandingChange(
        account=ROOM.account, member=member, before=Standing(), after=standing(points=2, number=number)
    )
    return action(number, **{"states": (), "standings": (change,), "said": f"加分 @{member} 2分", **fields})


def of(*things, **fields):
    """Return a hall where these cases and actions are known."""
    return hall(
        cases={one.number: one for one in things if not isinstance(one, Action)},
        actions={one.number: one for one in things if isinstance(one, Action)},
        **fields,
    )


def test_a_case_is_taken_back_at_once() -> None:
    """Undoing one thing harms nobody: no preview."""
    there = of(case(58), standings={ZHANG: standing()})

    found = answer("撤销 58", there)

    assert preview("撤销 58", there) == ""
    assert found.text == "编号 58 已撤销（张三）：这件事的处罚已收回，不再算数。"
    assert [one.after.charges for one in found.standings] == [()]
    assert [(one.before, one.after.is_undone) for one in found.cases] == [(case(58), True)]
    assert found.undoes == ()


def test_an_unknown_number_takes_nothing_back() -> None:
    """Not even what else was named."""
    there = of(case(58))

    found = answer("撤销 58 99", there)

    assert found.text.startswith("没有找到编号 99：它不在本群")
    assert (found.cases, preview("撤销 58 99", there)) == ((), "")


def test_what_was_undone_is_told_so() -> None:
    """By whom and when; nothing changes, so no code is given for it."""
    (offence,) = case().offences
    there = of(replace(case(), offences=(replace(offence, is_undone=True),)), replace(action(61), undone_by=62))

    assert "编号 58" in answer("撤销 58", there).text
    assert answer("撤销 61", there).text == "61 已经撤销过了；要恢复，请发“撤销 62”。"
    assert answer("撤销 61", there).undoes == ()


def test_several_are_shown_first() -> None:
    """Counted, named, one line each; the number of a case and of its order are one thing."""
    opened = CaseChange(before=None, after=case(58))
    there = of(case(58), case(59, member=LI), action(61, cases=(opened,), states=(), said="警告 @张三"))

    shown = preview("撤销 58 59 61", there)

    assert shown == (
        "将撤销 2 件，涉及 2 人：\n· 61 · 11月20日 10:00 · 王群主 · 警告 @张三\n"
        "· 59 · 11月20日 10:00 · 李四 · 禁止广告 · 警告 3 分 · 已结"
    )
    assert answer("撤销 58 59 61", there).undoes == (61,)


def test_what_a_room_remembers_is_put_back() -> None:
    """The state as it was before."""
    there = of(action(61), state={"silent": {"until": None}})

    found = answer("撤销 61", there)

    assert found.text == "已撤销 61：静默 开"
    assert found.states == (StateChange(room=ROOM.id, key="silent", before={"until": None}, after=None),)
    assert found.undoes == (61,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("撤销 规则 广告", "要撤销从什么时候起的？在后面写 今天、昨天、3小时 或 14:00 起，例如：撤销 规则 广告 今天"),
        ("撤销 规则", "要撤销从什么时候起的？在后面写 今天、昨天、3小时 或 14:00 起，例如：撤销 规则 … 今天"),
        (
            "撤销 操作人 张三",
            "要撤销从什么时候起的？在后面写 今天、昨天、3小时 或 14:00 起，例如：撤销 操作人 张三 今天",
        ),
        ("撤销 规则 红包 今天", "要撤销哪条规则的案件？没有找到“红包”。有过案件的规则：禁止广告。"),
        ("撤销 规则 今天", "要撤销哪条规则的案件？有过案件的规则：禁止广告。"),
        ("撤销 规则 广告 9:59起", None),
        ("撤销 规则 ADS 1小时", None),
        ("撤销 规则 刷屏 今天", "11月20日 00:00起没有可以撤销的。"),
        ("撤销 操作人 李四 今天", "11月20日 00:00起没有可以撤销的。"),
        ("撤销 操作人 今天", "要撤销谁下的指令？可以撤销的指令来自：王群主。"),
    ],
)
def test_what_is_missing_is_said(text, says) -> None:
    """Since when, which rule, whose orders; None: it is found."""
    rules = (RuleLine(id="flood", title="禁止刷屏", stage="enforce", written="enforce"),)
    by_hand = case(57, rule="", title="红包", by=OWNER)
    there = of(by_hand, case(58), action(61), rules=rules, state={"silent": {"until": None}})

    found = answer(text, there)

    assert found.text == says if says else found.cases
    assert bool(preview(text, there)) is (says is None)


def test_where_nothing_ever_was_it_says_so() -> None:
    """No rules with cases, no orders."""
    assert answer("撤销 规则 广告 今天").text == "要撤销哪条规则的案件？没有找到“广告”。有过案件的规则：暂无。"
    assert answer("撤销 操作人 今天").text.endswith("可以撤销的指令来自：暂无。")


def test_several_rules_of_such_a_name_are_asked_about() -> None:
    """By number; a full title needs no question, nor a rule without cases since then."""
    other = case(59, rule="links", title="禁止广告链接")
    there = of(case(58), other)

    asked = answer("撤销 规则 广告 今天", there)

    assert asked.dialogue is not None
    assert asked.text.startswith("名称里有“广告”的规则有好几条，要撤销哪一条？请回复序号：\n1. 禁止广告（ads）")
    picked = answer("撤销 规则 广告 今天", there, **asked.dialogue.choices[1][1])
    assert [one.after.number for one in picked.cases] == [59]
    assert [one.after.number for one in answer("撤销 规则 禁止广告 今天", there).cases] == [58]
    late = of(case(58, opened_at=T0 - 2 * DAY), other)
    assert [one.after.number for one in answer("撤销 规则 广告 今天", late).cases] == [59]


def test_a_rule_named_like_a_member_is_found() -> None:
    """The name is read as a person, and is still the rule's."""
    there = of(case(58, rule="zhang", title="张三"))

    assert [one.after.number for one in answer("撤销 规则 张三 今天", there).cases] == [58]


def test_only_what_still_holds_of_the_orders_is_taken_back() -> None:
    """Not what was undone, what undid, what waited and is over, nor answers; of who is named, since then."""
    undone_case = replace(case(58), offences=tuple(replace(one, is_undone=True) for one in case(58).offences))
    there = of(
        undone_case,
        case(70),
        action(59, cases=(CaseChange(before=None, after=case(58)),), states=()),
        points(61),
        points(62, at=T0 - DAY),
        points(63, by=HELPER),
        points(64, undone_by=65),
        points(65, undoes=(64,)),
        action(66),
        action(67, states=()),
        action(71, cases=(CaseChange(before=None, after=case(70)),), states=()),
        action(73, cases=(CaseChange(before=None, after=case(72)),), states=()),
        standings={ZHANG: standing(points=2, number=61)},
    )

    for text in ("撤销 操作人 王群主 今天", "撤销 操作人 我 今天"):
        assert answer(text, there).undoes == (73, 71, 61)
    mixed = of(points(63, by=HELPER), points(64), standings={ZHANG: standing(points=2, number=63)})
    assert answer("撤销 操作人 小助 1小时", mixed).undoes == (63,)


def test_many_are_told_in_one_line() -> None:
    """Eight are listed, of the rest the number; who was removed is named, with what to send."""
    gone = Want(room=ROOM.id, member=LI, task="remove", state=Wish.DONE)
    cases = [case(n) for n in range(10, 20)] + [case(20, member=LI, wants=(gone,))]
    there = of(*cases)

    shown, done = preview("撤销 规则 广告 今天", there), answer("撤销 规则 广告 今天", there)

    assert shown.startswith("将撤销 11 件（11月20日 00:00起），涉及 2 人：")
    assert "\n……还有 3 件\n其中 李四 已被移出，这一步撤不回来，可以重新邀请。" in shown
    assert done.text.startswith("已撤销 11 件，涉及 2 人：编号 10、11、")
    assert "李四 已被移出“产品交流群”" in done.text


def test_who_is_named_is_looked_up() -> None:
    """One thing is shown first; none is said; several are asked about, newest first, five at most."""
    one = of(points(61), standings={ZHANG: standing(points=2, number=61)})
    many = of(*(points(n) for n in range(61, 68)), case(58, member=LI))

    assert preview("撤销 张三", one).startswith("将撤销 1 件，涉及 1 人：\n· 61 · ")
    assert answer("撤销 张三", one).undoes == (61,)
    assert answer("撤销 李四", one).text == "李四 没有可以撤销的处罚或记分。"
    asked = answer("撤销 张三", many)
    assert [picks["numbers"] for _, picks in asked.dialogue.choices] == ["67", "66", "65", "64", "63"]
    assert preview("撤销 张三", many) == ""
    assert answer("撤销 李四", many).cases[0].after.number == 58


def test_punishing_again_is_shown_first() -> None:
    """An undone 减分 gives the points back: whose is said."""
    after = replace(standing(), charges=())
    less = StandingChange(account=ROOM.account, member=ZHANG, before=standing(), after=after)
    there = of(points(61, standings=(less,)), standings={ZHANG: after}, now=T0 + HOUR)

    assert preview("撤销 61", there).endswith("\n张三 的处罚会随之恢复。")


def test_all_that_somebody_ordered_is_taken_back_to_how_the_room_was() -> None:
    """Newest first, each change of the room's memory over the other; where nobody is hit nobody is counted."""
    silent = {"until": 7}

    def of_state(number: int, key: str, before: object, after: object, **fields):
        change = StateChange(room=ROOM.id, key=key, before=before, after=after)
        return action(number, states=(change,), said=f"指令{number}", **fields)

    there = of(
        of_state(16, "silent", None, silent),
        of_state(17, "silent", silent, None),
        of_state(18, "absence", None, "on"),
        of_state(19, "absence", "on", None),
    )

    shown, done = preview("撤销 操作人 我 今天", there), answer("撤销 操作人 我 今天", there)

    assert shown.startswith("将撤销 4 件（11月20日 00:00起）：\n· 19 · ")
    assert done.undoes == (19, 18, 17, 16)
    assert {one.key: one.after for one in done.states} == {"silent": None, "absence": None}
    was_so = replace(there, actions={n: one for n, one in there.actions.items() if n != 16})
    assert {one.key: one.after for one in answer("撤销 操作人 我 今天", was_so).states}["silent"] == silent


def test_what_they_took_back_of_others_holds_again() -> None:
    """All of what they ordered is taken back, an undoing too, and it is shown whom that punishes again."""
    before, free = standing(points=2, number=61), Standing()
    given = points(61, by=HELPER, undone_by=62)
    undoing = points(
        62,
        said="撤销 61",
        undoes=(61,),
        standings=(StandingChange(account=ROOM.account, member=ZHANG, before=before, after=free),),
    )
    there = of(given, undoing, standings={ZHANG: free})

    assert preview("撤销 操作人 我 今天", there).endswith("\n张三 的处罚会随之恢复。")
    done = answer("撤销 操作人 我 今天", there)
    assert (done.undoes, [one.after.charges for one in done.standings]) == ((62,), [before.charges])
