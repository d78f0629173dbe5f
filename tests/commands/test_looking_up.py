"""Commands that only tell: 帮助 群规 我的记录 记录 统计 待办."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.house_rules import HouseRules
from bot.core.actions import Action, StandingChange
from bot.core.cases import Appeal, Deed, Entry, Wish
from bot.core.coding import encoded
from bot.core.model import Standing
from bot.core.policy import Policy
from tests.commands.kit import (
    DAY,
    HELPER,
    HOUR,
    LI,
    MINUTE,
    OWNER,
    ZHANG,
    answer,
    case,
    hall,
    member_hall,
    standing,
    want,
)
from tests.values import ROOM, T0

APPEAL = Appeal(member=ZHANG, at=T0, until=T0 + DAY, reviewer=OWNER, words="那是群主让我发的")


def test_help_lists_what_the_asker_may_use() -> None:
    """A member sees what is for everybody, those in charge see the rest as well."""
    member, owner = answer("帮助", member_hall()).text, answer("帮助").text

    assert "· 我的记录" in member
    assert "静默" not in member
    assert "负责人还可以用：" in owner
    assert "、静默、" in owner
    assert len(owner.encode()) < 2048


def test_help_explains_one_command() -> None:
    """Its words, examples, and who may."""
    text = answer("帮助 静默").text

    assert text.startswith("静默 2小时：")
    assert "可以写成：静默、静默模式、silence" in text
    assert "例如：\n· 静默 2小时" in text
    assert text.endswith("群主、群助手、管理员可以用。")


def test_help_of_what_has_no_limits_says_nobody() -> None:
    """What everybody may use is not for anybody."""
    assert "可以用。" not in answer("帮助 群规").text


def test_help_without_examples_is_shorter(monkeypatch) -> None:
    """A command need not have any."""
    monkeypatch.setattr(HouseRules, "examples", ())

    assert "例如" not in answer("帮助 群规").text


@pytest.mark.parametrize(
    ("word", "says"),
    [("静黙", "没有叫“静黙”的指令"), ("我的纪录", "是不是想看“帮助 我的记录”？"), ("摸鱼", "没有叫“摸鱼”的指令。")],
)
def test_help_of_an_unknown_word_offers_the_nearest(word, says) -> None:
    """A slip is met with the word that may have been meant."""
    assert says in answer(f"帮助 {word}").text


def test_the_house_rules_tell_rules_ladder_and_appeal() -> None:
    """In the order of the rules, with how points go and how to object."""
    text = answer("群规", hall(house_rules=("禁止广告", "禁止辱骂"))).text

    assert text.startswith("本群群规：\n1. 禁止广告\n2. 禁止辱骂\n违规会记分，分数每7天减半：满 1 分被提醒")
    assert text.endswith("觉得判错了，7天内回复“申诉 编号 理由”，会由人来看，1天内没有答复就算申诉成立。")


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (Policy(half_life=None, expires=timedelta(days=30)), "每笔30天后清零"),
        (Policy(half_life=None), "分数不会自己减少"),
    ],
)
def test_the_house_rules_tell_how_points_go(policy, says) -> None:
    """All at once, or never."""
    assert says in answer("群规", hall(house_rules=("禁止广告",), policy=policy)).text


def test_a_room_without_rules_says_so() -> None:
    """No ladder without a rule."""
    assert answer("群规").text == "本群还没有设置群规。"


def test_a_clean_member_is_thanked() -> None:
    """In private, where that can be done."""
    found = answer("我的记录", member_hall())

    assert (found.text, found.private) == ("你在本群没有违规记分，感谢你的发言。", True)


def test_my_record_tells_points_cases_and_appeals() -> None:
    """Points and until when, what comes next, each case with number, date and rule, and the appeals that are left."""
    mine, other = case(58), case(59, member=LI)
    there = member_hall(standings={ZHANG: standing()}, cases={58: mine, 59: other})

    lines = answer("我的记录", there).text.split("\n")

    assert lines[0].startswith("你在本群现在共 3 分，到")
    assert lines[1:] == [
        "最近的记录（共 1 条）：",
        "编号 58 · 11月20日 10:00 · 禁止广告 · 警告 3 分 · 已结",
        "觉得判错了可以发“申诉 编号 理由”，30 天内还可以申诉 3 次。",
    ]


def test_my_record_tells_a_mute_and_used_up_appeals() -> None:
    """Three appeals in thirty days are all; those of longer ago and of others do not count."""

    def appealed_at(number: int, at=T0, by=ZHANG):
        entry = Entry(at=at, what=Deed.APPEALED, by=by)
        return case(number, appeal=replace(APPEAL, at=at, member=by), history=(entry,))

    appealed = {n: appealed_at(n) for n in (51, 52, 53)}
    there = member_hall(standings={ZHANG: standing(muted=HOUR)}, cases=appealed)
    fewer = member_hall(cases={51: appealed_at(51), 52: appealed_at(52, T0 - 31 * DAY), 53: appealed_at(53, by=LI)})

    assert "禁言到11月20日 11:00为止" in answer("我的记录", there).text
    assert answer("我的记录", there).text.endswith("这 30 天的 3 次申诉已经用完；有急事请直接联系群主。")
    assert answer("我的记录", fewer).text.endswith("30 天内还可以申诉 2 次。")


def test_the_record_of_a_member_is_one_page() -> None:
    """Standing, cases and what people did about them, the newest first; for those in charge, in private."""
    change = StandingChange(account=ROOM.account, member=ZHANG, before=Standing(), after=standing())
    action = Action(
        number=59, room=ROOM.id, at=T0, by=HELPER, command="warn", said="警告 @张三", standings=(change,), undone_by=60
    )
    there = hall(standings={ZHANG: standing()}, cases={58: case(58)}, actions={59: action})

    found = answer("记录 张三", there)

    assert found.private
    assert found.text.startswith("张三（zhang，群成员）：现在共 3 分")
    assert "案件（共 1 件，最近在前）：\n· 58 · 11月20日 10:00 · 张三 · 禁止广告 · 警告 3 分 · 已结" in found.text
    assert found.text.endswith("· 59 · 11月20日 10:00 · 小助 · 警告 @张三（已由 60 撤销）")


def test_a_long_record_fits_into_one_message() -> None:
    """2,048 bytes are the least that a channel takes."""
    cases = {n: case(n, title="禁止发布引流广告信息") for n in range(100, 150)}
    change = StandingChange(account=ROOM.account, member=ZHANG, before=Standing(), after=standing())
    action = Action(
        number=1, room=ROOM.id, at=T0, by=HELPER, command="warn", said="警告 @张三 原因：发广告", standings=(change,)
    )
    there = hall(cases=cases, actions={n: replace(action, number=n) for n in range(150, 180)})

    assert len(answer("记录 张三", there).text.encode()) < 2048


def test_the_record_of_who_did_nothing_is_short() -> None:
    """No cases, no actions."""
    assert answer("记录 李四").text.endswith("没有案件。")


def test_the_record_of_a_number_is_its_page() -> None:
    """A case with everything that happened, an action with what was answered, and what nobody knows."""
    action = Action(number=59, room=ROOM.id, at=T0, by=HELPER, command="warn", said="警告 @张三", did="已警告 张三")
    there = hall(cases={58: case(58)}, actions={59: action})

    pages = answer("记录 58、59、60", there).text.split("\n\n")

    assert pages[0].startswith("【编号 58】禁止广告（已结）")
    assert pages[1] == "【编号 59】11月20日 10:00 小助 警告 @张三\n答复：已警告 张三"
    assert pages[2] == "没有找到编号 60：它不在本群，或是很久以前的。"


def test_nothing_to_do_is_said() -> None:
    """Closed cases are none."""
    assert answer("待办", hall(cases={58: case(58)})).text == "没有等人处理的事。"


def test_what_is_to_do_is_listed_with_how_to_do_it() -> None:
    """The oldest first: a wanted removal with its age, an appeal with its deadline, an order that waits for a second."""
    there = hall(
        now=T0 + 90 * MINUTE,
        cases={
            59: case(59, appeal=APPEAL),
            58: case(58, wants=(want(), want(member=LI, state=Wish.DONE))),
        },
        state={
            "second:60": {"by": HELPER, "until": encoded(T0 + 2 * HOUR)},
            "second:62": {"by": HELPER, "until": encoded(T0 + HOUR)},
            "second:61": None,
            "silent": None,
        },
    )

    found = answer("待办", there)

    assert found.private
    assert found.text.split("\n") == [
        "等人处理的有 3 件（最久的在前）：",
        "· 58 · 移出群聊 张三 · 禁止广告 · 已等 1小时30分钟：办完发“处理 58 已处理”，不罚发“处理 58 不处罚”",
        "· 59 · 张三 申诉“禁止广告”，11月21日 10:00前要答复：发“处理 59 维持”或“处理 59 撤销处罚”",
        "· 60 · 小助 的指令等另一位负责人同意：发“确认 60”",
    ]


def test_a_long_list_is_cut_and_says_so() -> None:
    """Eight are shown."""
    there = hall(cases={n: case(n, wants=(want(),)) for n in range(1, 13)})

    lines = answer("待办", there).text.split("\n")

    assert (len(lines), lines[-1]) == (10, "还有 4 件没有列出。")


def test_the_statistics_of_today() -> None:
    """Messages and people of today; cases since midnight."""
    there = hall(
        today={ZHANG: 3, LI: 2, OWNER: 0},
        cases={
            57: case(57, opened_at=T0 - DAY),
            58: case(58, wants=(want(),)),
            59: case(59, by=HELPER, title="人工警告"),
        },
    )

    lines = answer("统计", there).text.split("\n")

    assert lines == [
        "今天（11月20日 00:00起）：消息 5 条，发言 2 人。",
        "案件 2 件，涉及 1 人，其中由人处理 1 件。",
        "按规则：禁止广告 1、人工警告 1。",
        "撤销 0 件（0%）；申诉 0 次，成立 0 次，0 次待答复。",
        "还有 1 件等人处理，发“待办”查看。",
    ]


def test_the_statistics_of_the_week() -> None:
    """Seven days, with what was taken back and what came of appeals."""
    undone = case(57, opened_at=T0 - DAY)
    undone = replace(undone, offences=tuple(replace(o, is_undone=True) for o in undone.offences))
    upheld = replace(APPEAL, state=Wish.DONE)
    there = hall(
        cases={
            50: case(50, opened_at=T0 - 8 * DAY),
            57: replace(undone, appeal=upheld, history=(Entry(at=T0, what=Deed.UPHELD),)),
            58: case(58, appeal=APPEAL),
        }
    )

    text = answer("统计 本周", there).text

    assert text.startswith("最近 7 天（11月13日 10:00起）：\n案件 2 件")
    assert "撤销 1 件（50%）；申诉 2 次，成立 1 次，1 次待答复。" in text


def test_statistics_of_a_quiet_day() -> None:
    """No cases is a good day."""
    assert answer("统计").text == "今天（11月20日 00:00起）：消息 0 条，发言 0 人。\n没有案件。"


def test_what_members_mended_is_not_counted_as_undone() -> None:
    """It shows that the rule was right."""
    mended = tuple(replace(one, is_undone=True) for one in case().offences)
    there = hall(cases={58: case(offences=mended, history=(Entry(at=T0, what=Deed.AMENDED, by=ZHANG),))})

    assert "撤销 0 件（0%）" in answer("统计", there).text
