"""Above the hourly limit another person in charge must agree."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import Action, CaseChange, StandingChange
from bot.core.cases import Case, Offence
from bot.core.model import Charge, Role, Standing
from bot.core.policy import Operators, Policy
from bot.handlers.limiting import punished_by
from tests.handlers.scolding import house, scold  # noqa: F401 - a fixture
from tests.handlers.speaking import HELPER, LI, OWNER, ZHANG, said, told
from tests.values import ROOM, T0

pytestmark = pytest.mark.usefixtures("scold")
MINUTE = timedelta(minutes=1)

LOW = Policy(operators=Operators(hourly=1))


async def test_above_the_hourly_limit_a_second_person_must_agree() -> None:
    """The second punishment within the hour waits for another in charge, who is told in private; then it is done."""
    there = await house(policy=LOW)
    await there.says("训诫 张三")
    await there.says("确认")
    await there.says("训诫 李四")

    asked = await there.says("确认")
    own = await there.says("确认 2")
    member = await there.says("确认 2", ZHANG)
    done = await there.says("确认 2", HELPER)
    again = await there.says("确认 2", HELPER)

    assert "需要另一位负责人同意" in said(asked)
    assert (asked.standings, asked.actions[0].did) == ((), "等另一位负责人确认")
    assert [to for to, _ in told(asked)] == [HELPER]
    assert "王群主 想在“产品交流群”执行：训诫 @李四" in told(asked)[0][1]
    assert said(own) == "编号 2 是你自己发的，要由另一位负责人确认。"
    assert said(member) == "“确认 2”只有另一位负责人可以用。"
    action = done.actions[0]
    assert (action.by, action.members, action.said, action.number) == (OWNER, (LI,), "训诫 @李四（小助同意）", 3)
    assert told(done) == [(OWNER, f"小助同意了你的指令（编号 2）。{said(done)}")]
    assert said(again).startswith("没有编号 2 的指令在等确认")


async def test_the_second_person_may_agree_in_private() -> None:
    """确认 with the number is found in any room where one is in charge."""
    there = await house(policy=LOW)
    await there.says("训诫 张三、李四")
    await there.says("确认")
    there.restart()

    done = await there.whispers("确认 1", HELPER)

    assert done.actions[0].members == (ZHANG, LI)
    assert said(done).startswith("【产品交流群】已训诫 张三、李四")


async def test_a_second_yes_after_half_an_hour_is_too_late() -> None:
    """It is told so, and forgotten."""
    there = await house(policy=LOW)
    await there.says("训诫 张三、李四")
    await there.says("确认")
    there.forward(30 * MINUTE)

    late = await there.says("确认 1", HELPER)

    assert said(late).startswith("没有编号 1 的指令在等确认")
    assert (late.actions, there.state()) == ((), {})


async def test_where_nobody_else_is_in_charge_the_limit_stands() -> None:
    """It says so, and that waiting helps."""
    alone = replace(ROOM, roles={OWNER: Role.OWNER})
    there = await house(alone, policy=LOW)
    await there.says("训诫 张三、李四")

    outcome = await there.says("确认")

    assert "本群只有你一位负责人" in said(outcome)
    assert (outcome.actions, outcome.standings) == ((), ())


async def test_the_limit_counts_people_of_the_last_hour_that_were_not_let_off() -> None:
    """An hour later, or when it was taken back, one may punish again."""
    there = await house(policy=LOW)
    await there.says("训诫 张三")
    await there.says("确认")
    there.forward(timedelta(hours=1))
    await there.says("训诫 李四")

    assert (await there.says("确认")).actions[0].members == (LI,)


def a_case(member) -> Case:
    """Return a case about `member`."""
    offence = Offence(room=ROOM.id, member=member, at=T0, act="warn")
    return Case(number=4, account=ROOM.account, room=ROOM.id, opened_at=T0, offences=(offence,))


def test_who_was_punished_is_told_by_what_was_given() -> None:
    """New cases and new points or mutes count; taking off, undoing and what was undone do not."""
    charge = Charge(number=5, points=1, at=T0)
    given = StandingChange(account="r1", member=ZHANG, before=Standing(), after=Standing(charges=(charge,)))
    taken = replace(given, member=LI, before=given.after, after=given.before)
    action = Action(number=5, room=ROOM.id, at=T0, by=OWNER, command="x", said="x", standings=(given, taken))
    known = CaseChange(before=a_case(ZHANG), after=a_case(ZHANG))
    opened = replace(action, standings=(), cases=(known, CaseChange(before=None, after=a_case(LI))))
    others = (
        replace(action, by=HELPER),
        replace(action, undone_by=7),
        replace(action, undoes=(4,)),
        replace(action, at=T0 - timedelta(hours=1)),
    )

    assert punished_by(OWNER, (action, *others), T0) == {ZHANG}
    assert punished_by(OWNER, (opened,), T0) == {LI}
    assert punished_by(OWNER, others, T0) == frozenset()


async def test_who_gave_the_order_can_take_it_back_while_it_waits() -> None:
    """撤销 with its number: then nobody can agree to it any more."""
    there = await house(policy=LOW)
    await there.says("训诫 张三、李四")
    await there.says("确认")

    taken = await there.says("撤销 1")
    late = await there.says("确认 1", HELPER)

    assert said(taken).startswith("已撤销 1")
    assert said(late).startswith("没有编号 1 的指令在等确认")
    assert there.warm.of(ROOM.id).standings == {}


async def test_agreeing_needs_no_call() -> None:
    """The ear hears it; a 确认 with another number, or none, is talk there."""
    there = await house(policy=LOW)
    await there.says("训诫 张三、李四")
    await there.says("确认")

    assert await there.says("确认 7", HELPER, channel="archive") is None
    assert await there.says("我确认一下 1", HELPER, channel="archive") is None
    assert (await there.says("同意 #1", HELPER, channel="archive")).actions[0].members == (ZHANG, LI)
