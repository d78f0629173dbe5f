"""Orders about people, through the whole engine: shown, done, taken back, given again; standings stay true to it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cases import Case, Offence, Proof, Want, Wish
from bot.core.effects import Receipt, Unmute
from bot.core.model import Charge, Role, Standing
from bot.core.policy import Operators, Policy, is_muted, points_at
from bot.handlers.ruled import Changes
from tests.handlers.speaking import LI, OTHER, OWNER, SECOND, ZHANG, SpeakingHouse, kinds, said
from tests.values import ROOM, T0

MINUTE = timedelta(minutes=1)
STOOD = Standing(charges=(Charge(number=1, points=3, at=T0),), answered_at=T0, offences=1)
REMOVING = frozenset({"reply", "tell", "receipt", "ask", "remove"})


async def house(**fields) -> SpeakingHouse:
    """Return a house where Zhang has points of an advert, case 1."""
    there = await SpeakingHouse(**fields).opened()
    await there.happen(Changes(cases=(advert(1),), standings=((ROOM.account, ZHANG, STOOD),)))
    there.forward(MINUTE)
    return there


def advert(number: int, *, member=ZHANG, at=T0, **fields) -> Case:
    """Return a case about an advert."""
    charge = Charge(number=number, points=3, at=at)
    offence = Offence(room=ROOM.id, member=member, at=at, delivery=1, act="warn", charge=charge)
    values = {"rule": "ads", "title": "禁止广告", "offences": (offence,), **fields}
    return Case(number=number, account=ROOM.account, room=ROOM.id, opened_at=at, **values)


def standing(there: SpeakingHouse, member=ZHANG) -> Standing:
    """Return where somebody stands."""
    return there.warm.of(ROOM.id).standings.get(member, Standing())


async def talk(there: SpeakingHouse, *texts: str):
    """Let the owner say these one after the other; return what follows from the last."""
    outcome = None
    for text in texts:
        there.forward(SECOND)
        outcome = await there.says(text)
    return outcome


def code(outcome) -> int:
    """Return the code that takes it back."""
    text = said(outcome) or said(outcome, Receipt)
    return int(text.rpartition("撤销 ")[2].split("”")[0])


async def test_a_warning_is_taken_back_and_given_again() -> None:
    """Each time the standing is exactly what it was; undoing is done at once, punishing again is shown first."""
    there = await house()

    shown = await talk(there, "警告 张三 2分 刷屏")
    assert said(shown).startswith("将警告 张三（记 2 分），原因：刷屏。")
    assert standing(there) == STOOD
    done = await talk(there, "确认")
    warned = standing(there)
    assert (points_at(warned, there.now, there.bench.policy), warned.offences) == (5, 2)
    assert said(done).startswith("编号 2，原因：刷屏。\n张三：警告（2 分），现在共 5 分\n（撤销码 3：")

    undone = await talk(there, f"撤销 {code(done)}")
    assert standing(there) == STOOD
    assert said(undone).startswith("编号 2 已撤销（张三）")

    shown = await talk(there, f"撤销 {code(undone)}")
    assert "张三 的处罚会随之恢复" in said(shown)
    assert standing(there) == STOOD
    await talk(there, "确认")
    assert standing(there) == warned


async def test_the_number_of_a_case_takes_back_the_order_that_opened_it() -> None:
    """What the member was told as 编号 is as good as the code; the code is used up with it."""
    there = await house()
    await talk(there, "警告 张三", "确认")

    undone = await talk(there, "撤销 2")

    assert standing(there) == STOOD
    assert said(await talk(there, "撤销 3")) == f"3 已经撤销过了；要恢复，请发“撤销 {code(undone)}”。"
    assert "编号 2 已经撤销过了（王群主" in said(await talk(there, "撤销 2"))


async def test_a_mute_that_was_lifted_goes_on_once_that_is_taken_back() -> None:
    """解禁 ends it, 撤销 of that puts back the very same end; who is muted again is told."""
    there = await house()
    await talk(there, "禁言 张三、李四 10分钟 吵架", "确认")
    muted = standing(there), standing(there, LI)

    lifted = await talk(there, "解禁 张三")
    assert not is_muted(standing(there), there.now)
    assert is_muted(standing(there, LI), there.now + MINUTE)
    shown = await talk(there, f"撤销 {code(lifted)}")
    assert "涉及 1 人" in said(shown)
    again = await talk(there, "确认")

    assert (standing(there), standing(there, LI)) == muted
    assert said(again).startswith("编号 2 的禁言继续：张三。")
    assert kinds(again) == ["reply", "mute", "receipt"]


async def test_a_lifted_mute_that_would_be_over_does_not_come_back() -> None:
    """It says so; nobody is muted in the past."""
    there = await house()
    await talk(there, "禁言 张三 10分钟", "确认", "解禁 张三")
    before = standing(there)
    there.forward(20 * MINUTE)

    outcome = await talk(there, "撤销 4")

    assert said(outcome) == "编号 2 的禁言本来也已经到期，不再继续。"
    assert not is_muted(standing(there), there.now)
    assert replace(standing(there), mutes=()) == replace(before, mutes=())


async def test_points_come_and_go_with_their_order() -> None:
    """加分 and 减分 are taken back exactly; an undone 减分 is shown first, for it punishes."""
    there = await house()

    added = await talk(there, "加分 张三 2分 屡劝不听", "确认")
    assert said(added).startswith("张三：记分 +2，现在共 5 分，原因：屡劝不听")
    await talk(there, f"撤销 {code(added)}")
    assert standing(there) == STOOD

    taken = await talk(there, "减分 张三 9分")
    assert said(taken).startswith("张三：记分 −3，现在共 0 分")
    shown = await talk(there, f"撤销 {code(taken)}")
    assert "张三 的处罚会随之恢复" in said(shown)
    await talk(there, "确认")
    assert standing(there) == STOOD


async def test_all_of_a_rule_is_taken_back_and_what_cannot_be_is_said() -> None:
    """The preview counts and names; a removal that was done stays done, with an invitation to send."""
    there = await house()
    gone = Want(room=ROOM.id, member=LI, task="remove", state=Wish.DONE, proof=Proof.EVENT)
    await there.happen(
        Changes(
            cases=(
                advert(2, member=LI, at=there.now, wants=(gone,)),
                advert(3, at=there.now, rule="abuse", title="辱骂"),
            ),
            standings=((ROOM.account, LI, replace(STOOD, charges=(Charge(number=2, points=3, at=there.now),))),),
        )
    )
    there.forward(MINUTE)

    shown = said(await talk(there, "撤销 规则 广告 今天"))
    outcome = await talk(there, "确认")

    assert shown.startswith("将撤销 2 件（11月20日 00:00起），涉及 2 人：\n· ")
    assert "李四 已被移出，这一步撤不回来，可以重新邀请" in shown.replace("其中 ", "")
    assert standing(there).charges == standing(there, LI).charges == ()
    assert "李四 已被移出“产品交流群”，这一步撤不回来" in said(outcome)
    assert said(outcome).count("欢迎你随时扫码回来") == 1
    assert [case.number for case in outcome.cases] == [2, 1]
    assert set(outcome.undone) == {(1, there.now)}


async def test_all_that_somebody_ordered_is_taken_back_in_one() -> None:
    """A mute that was lifted by the same hand makes no noise: it is undone once; taking that back gives everything again."""
    there = await house()
    before = standing(there), standing(there, LI)
    await talk(there, "禁言 张三、李四 10分钟", "确认", "解禁 张三", "加分 李四 2分", "确认", "静默 开")
    after = standing(there), standing(there, LI)

    shown = said(await talk(there, "撤销 操作人 王群主 今天"))
    outcome = await talk(there, "确认")

    assert shown.startswith("将撤销 4 件")
    assert (standing(there), standing(there, LI)) == before
    assert there.state() == {}
    assert [o.effect.member for o in outcome.outgoing if isinstance(o.effect, Unmute)] == [LI]
    assert {action.number: action.undone_by for action in outcome.actions if action.undone_by} == dict.fromkeys(
        (3, 4, 5, 6), 7
    )

    await talk(there, "撤销 7", "确认")
    assert there.state() == {"silent": {"until": None}}
    assert standing(there, LI) == after[1]
    assert standing(there).answered_at == after[0].answered_at
    assert not is_muted(standing(there), there.now)


async def test_a_removal_by_a_channel_is_shown_done_and_can_only_be_invited_back_from() -> None:
    """Once it is proved, 撤销 says what cannot be undone."""
    there = await house(can=REMOVING)

    shown = said(await talk(there, "移出 张三 发广告"))
    outcome = await talk(there, "确认")

    assert "由机器人移出，之后读成员列表核实" in shown
    assert "remove" in kinds(outcome)
    assert "ask" not in kinds(outcome)
    assert "移出正在进行" in said(outcome)


async def test_what_was_answered_in_words_waits_again_once_that_is_taken_back() -> None:
    """处理 已处理 closes the task, its 撤销 opens it; 不处罚 undoes, its 撤销 asks first and asks for it again."""
    there = await house()
    await talk(there, "移出 李四 发广告", "确认")
    closed = await talk(there, "处理 2 已处理")
    assert not there.warm.of(ROOM.id).cases[2].is_open

    opened = await talk(there, f"撤销 {code(closed)}")
    assert there.warm.of(ROOM.id).cases[2].is_open
    assert kinds(opened) == ["reply", "ask"]

    pardoned = await talk(there, "处理 2 不处罚")
    assert there.warm.of(ROOM.id).cases[2].is_undone
    shown = await talk(there, f"撤销 {code(pardoned)}")
    assert "李四 的处罚会随之恢复" in said(shown)
    await talk(there, "确认")
    assert there.warm.of(ROOM.id).cases[2].is_open


async def test_who_is_named_without_a_number_is_asked_about() -> None:
    """撤销 张三 lists what can be taken back; the number picks one, and it is shown before it is done."""
    there = await house()
    await talk(there, "加分 张三 2分", "确认")

    asked = said(await talk(there, "撤销 张三"))
    shown = said(await talk(there, "2"))
    await talk(there, "确认")

    assert asked.startswith("张三 可以撤销的有好几条，要撤销哪一条？请回复序号：\n1. 2 · ")
    assert "· 1 · 11月20日 10:00 · 张三 · 禁止广告" in shown
    assert [charge.number for charge in standing(there).charges] == [2]


async def test_a_member_appeals_and_is_asked_which_case() -> None:
    """Of several cases the number picks one; the words stay with it; who reviews is asked."""
    there = await house()
    await there.happen(Changes(cases=(advert(2, at=there.now),)))
    there.forward(SECOND)

    asked = await there.says("申诉 这是群主同意的活动", ZHANG)
    outcome = await there.says("1", ZHANG)

    assert said(asked, Receipt) or said(asked).startswith("要申诉哪一件？")
    (case,) = outcome.cases
    assert (case.number, case.appeal.words, case.appeal.reviewer) == (2, "这是群主同意的活动", OWNER)
    assert "ask" in kinds(outcome)
    assert "撤销码" not in said(outcome) + said(outcome, Receipt)


async def test_people_in_charge_and_oneself_are_spared() -> None:
    """It is said who was not hit, and why; with nobody left nothing changes."""
    there = await house()

    outcome = await talk(there, "警告 小助 王群主")

    assert said(outcome).startswith("没有可以处罚的人。小助（群助手）、王群主（你自己）没有算在内")
    assert outcome.actions == ()


ORDERS = st.sampled_from(
    (
        "警告 张三 2分",
        "警告 张三、李四 2分",
        "禁言 张三、李四 10分钟",
        "禁言 张三 1小时",
        "解禁 张三",
        "解禁 张三、李四",
        "加分 李四 2分",
        "减分 张三 1分",
        "减分 张三、李四 9分",
        "移出 李四",
        "处理 3 已处理",
        "处理 5 不处罚",
        "撤销 1",
    )
)


async def confirmed(there: SpeakingHouse, text: str) -> int:
    """Give an order, confirm it if that is asked; return its code, 0 if it changed nothing."""
    outcome = await talk(there, text)
    if "回复“确认”" in said(outcome):
        outcome = await talk(there, "确认")
    return next((action.number for action in outcome.actions if action.at == there.now), 0)


def standings(there: SpeakingHouse) -> dict:
    """Where everybody stands who ever did anything."""
    return {member: one for member, one in there.warm.of(ROOM.id).standings.items() if one != Standing()}


async def all_taken_back(orders: list[str]) -> None:
    """Give the orders; take each back, the newest first, do it again and take it back again."""
    there = await house(policy=Policy(operators=Operators(hourly=1000)))
    done = []
    for text in orders:
        before = standings(there)
        number = await confirmed(there, text)
        done += [(number, before, standings(there))] if number else []
    for number, before, after in reversed(done):
        undo = await confirmed(there, f"撤销 {number}")
        assert standings(there) == before
        redo = await confirmed(there, f"撤销 {undo}")
        assert standings(there) == after
        await confirmed(there, f"撤销 {redo}")
        assert standings(there) == before
    assert standings(there) == {ZHANG: STOOD}


@settings(max_examples=25, deadline=None)
@given(st.lists(ORDERS, min_size=1, max_size=6))
def test_whatever_was_ordered_can_be_taken_back_exactly(orders) -> None:
    """Points, mutes and counts are what they were, after each step back, and forth, and back."""
    asyncio.run(all_taken_back(orders))


async def test_cases_of_a_room_that_shares_the_ledger_are_changed_by_its_own_people_alone() -> None:
    """The owner of one room reads of a case of the other, and can neither undo nor answer it; who owns both can."""
    here, there_ = replace(ROOM, ledger="all"), replace(OTHER, ledger="all", roles={LI: Role.OWNER})
    house = await SpeakingHouse(here, there_).opened()
    case = replace(advert(1), account=here.account, room=there_.id)
    wanted = Want(room=there_.id, member=ZHANG, task="remove")
    await house.happen(Changes(cases=(replace(case, wants=(wanted,)),)), there_.id)

    answers = [await house.says(text) for text in ("撤销 1", "处理 1 不处罚", "撤销 规则 广告 今天")]
    shown = await house.says("记录 1")

    assert [one.cases for one in answers] == [(), (), ()]
    assert all("没有找到编号 1" in said(one) for one in answers[:2])
    assert "【编号 1】" in said(shown, Receipt)
    both = await SpeakingHouse(here, replace(there_, roles={OWNER: Role.OWNER})).opened()
    await both.happen(Changes(cases=(case,)), there_.id)
    assert [one.is_undone for one in (await both.says("撤销 1")).cases] == [True]


async def test_a_long_reason_does_not_push_out_how_to_appeal() -> None:
    """A message has room for some 600 characters; what the member must know stands behind the reason."""
    there = await house()

    outcome = await talk(there, f"警告 @李四 原因：{'很长' * 3000}", "确认")

    receipt = next(out.effect for out in outcome.outgoing if isinstance(out.effect, Receipt))
    assert max(len(receipt.text.encode()), len(receipt.brief.encode())) < 2048


async def test_all_orders_of_somebody_are_taken_back_to_how_the_room_was() -> None:
    """Modes that were set and set again among them: the list names all, the room is as it was before the first."""
    there = await house()
    await talk(there, "值守 关")
    before = dict(there.state())
    there.forward(5 * MINUTE)
    orders = (
        "静默 2小时",
        "静默 关",
        "值守 开",
        "值守 自动",
        "静默 1小时",
        "警告 李四",
        "确认",
        "禁言 张三 10分钟",
        "确认",
    )
    await talk(there, *orders, "解禁 张三")

    shown = await talk(there, "撤销 操作人 我 4分钟")
    done = await talk(there, "确认")

    assert said(shown).startswith("将撤销 8 件")
    assert said(done).startswith("已撤销 12：解禁 @张三\n编号 10 已撤销（张三）")
    assert {key: told for key, told in there.state().items() if told is not None} == before
    assert (standing(there), standing(there, LI)) == (STOOD, Standing())


async def test_points_for_speaking_in_a_mute_come_and_go_with_it() -> None:
    """Taking the mute back takes them back, taking that back gives them again."""
    there = await house()
    await talk(there, "禁言 张三 10分钟", "确认")
    number = there.warm.next_number
    charge = Charge(number=number, points=1, at=there.now)
    spoke = advert(number, at=there.now + MINUTE, rule="", title="禁言期间发言")
    spoke = replace(spoke, offences=(replace(spoke.offences[0], delivery=0, charge=charge),))
    muted = standing(there)
    both = replace(muted, charges=(*muted.charges, charge), offences=muted.offences + 1)
    await there.happen(Changes(cases=(spoke,), standings=((ROOM.account, ZHANG, both),)))
    there.forward(2 * MINUTE)

    undone = await talk(there, "撤销 2")
    assert (standing(there).charges, standing(there).offences) == (STOOD.charges, STOOD.offences)
    assert f"编号 {number} 是在那次禁言期间发言记的分，也一并取回。" in said(undone)
    await talk(there, f"撤销 {code(undone)}", "确认")

    assert (standing(there).charges, standing(there).offences) == (both.charges, both.offences)
