"""The bot asks back, and waits for the answer of the one it asked."""

from datetime import timedelta

import pytest

from bot.core.actions import Dialogue, StateChange
from bot.core.coding import decoded, encoded
from bot.core.records import MemberChange
from bot.handlers.ruled import Changes
from tests.handlers.scolding import house, scold  # noqa: F401 - a fixture
from tests.handlers.speaking import CAN, HELPER, LI, OWNER, SECOND, ZHANG, said, told
from tests.values import JUDGE, ROOM, T0, message

pytestmark = pytest.mark.usefixtures("scold")
MINUTE = timedelta(minutes=1)


async def test_what_punishes_is_shown_first_and_done_on_a_yes() -> None:
    """Nothing changes before 确认; then it is done once, and a second yes finds nothing."""
    there = await house()

    shown = await there.says("训诫 张三、李四 刷屏")
    done = await there.says("确认", channel="archive")

    assert said(shown) == "将训诫 张三、李四\n60 秒内回复“确认”执行，回复“取消”作罢。"
    assert (shown.standings, shown.actions) == ((), ())
    assert [member for _, member, _ in done.standings] == [ZHANG, LI]
    assert done.actions[0].said == "训诫 @张三 @李四 原因：刷屏"
    assert await there.says("确认", channel="archive") is None


@pytest.mark.parametrize("word", ["确认", "是", "好", "OK", "ｙ", "@群管 确认。", "/好的"])
async def test_there_are_many_ways_to_say_yes(word) -> None:
    """Wide, short and English ones too."""
    there = await house()
    await there.says("训诫 张三")

    assert (await there.says(word)).actions


async def test_what_is_long_is_no_answer() -> None:
    """A yes is a word, whatever else begins with one."""
    there = await house()
    await there.says("训诫 张三")

    assert await there.says("好的" + "，我再想想" * 20, channel="archive") is None


@pytest.mark.parametrize("word", ["取消", "不", "算了", "no"])
async def test_a_no_ends_it(word) -> None:
    """And says that nothing was changed."""
    there = await house()
    await there.says("训诫 张三")

    outcome = await there.says(word)

    assert (said(outcome), outcome.actions) == ("好，已取消，什么都没有改。", ())
    assert there.state() == {}


async def test_other_talk_leaves_it_waiting() -> None:
    """Between the question and its answer people say other things, and give other orders."""
    there = await house()
    await there.says("训诫 张三")

    assert await there.says("我看看他说了什么", channel="archive") is None
    assert await there.says("1", channel="archive") is None
    assert said(await there.says("待办"))
    assert (await there.says("确认")).actions


async def test_a_late_yes_does_nothing_and_is_told_so_once() -> None:
    """After 60 seconds the question is over."""
    there = await house()
    await there.says("训诫 张三")
    there.forward(MINUTE)

    late = await there.says("确认", channel="archive")

    assert said(late) == "刚才那条已经过了 60 秒，没有执行；还需要的话请再发一次指令。"
    assert late.actions == ()
    assert await there.says("确认", channel="archive") is None


async def test_long_after_nobody_remembers() -> None:
    """A 好 half an hour later is talk."""
    there = await house()
    await there.says("训诫 张三")
    there.forward(30 * MINUTE)

    assert await there.says("好", channel="archive") is None


async def test_what_was_said_before_the_question_does_not_answer_it() -> None:
    """The archive brings a 好 late that was said before."""
    there = await house()
    await there.says("训诫 张三")

    assert await there.says("好", channel="archive", sent_at=T0 - 10 * SECOND) is None
    assert (await there.says("好", channel="archive")).actions


async def test_nobody_else_can_answer() -> None:
    """Another's yes is theirs alone: told so if said to the bot, else talk."""
    there = await house()
    await there.says("训诫 张三")

    outcome = await there.says("确认", HELPER)

    assert (said(outcome), outcome.actions) == ("这一步在等 王群主 本人回答，别人的回复不算数。", ())
    assert await there.says("好", HELPER, channel="archive") is None
    assert (await there.says("确认")).actions


async def test_a_restart_between_question_and_yes_loses_nothing() -> None:
    """What is asked is stored."""
    there = await house()
    await there.says("训诫 张三")
    there.restart()

    assert (await there.says("确认")).actions[0].members == (ZHANG,)


async def test_a_second_order_takes_the_place_of_the_first() -> None:
    """A yes means what was asked last."""
    there = await house()
    await there.says("训诫 张三")
    await there.says("训诫 李四")

    assert (await there.says("确认")).actions[0].members == (LI,)


async def test_a_copy_of_an_answer_answers_nothing_more() -> None:
    """The archive brings what the aibot brought: a 是 to a slip is not also the 是 to the punishment."""
    there = await house()
    await there.says("/scol 张三")
    await there.says("是")

    assert await there.says("@群管 是", channel="archive") is None
    assert (await there.says("是", channel="archive")).actions


async def test_a_question_of_another_version_is_forgotten() -> None:
    """What cannot be read any more is as if it was never asked."""
    there = await house()
    key = f"dialogue:{OWNER}"
    await there.happen(Changes(states=(StateChange(room=ROOM.id, key=key, before=None, after=[1]),)))

    assert await there.says("确认", channel="archive") is None


async def test_an_order_that_is_none_any_more_is_told_so() -> None:
    """What was asked about may no longer be readable when the yes comes."""
    there = await house()
    waiting = Dialogue(kind="confirm", order="天气不错", by=OWNER, room=ROOM.id, until=T0 + MINUTE)
    key = f"dialogue:{OWNER}"
    await there.happen(Changes(states=(StateChange(room=ROOM.id, key=key, before=None, after=encoded(waiting)),)))

    assert said(await there.says("确认")) == "那条指令现在看不懂了，没有执行；请再发一次。"


async def test_a_dialogue_of_a_room_that_is_gone_is_told_so() -> None:
    """The room it was about may not be known any more."""
    there = await house()
    waiting = Dialogue(kind="confirm", order="待办", by=OWNER, room="gone", until=T0 + MINUTE)
    change = StateChange(room=ROOM.id, key=f"dialogue:{OWNER}", before=None, after=encoded(waiting))
    await there.happen(Changes(states=(change,)))

    assert said(await there.says("确认")) == "那条指令现在看不懂了，没有执行；请再发一次。"


async def test_a_stored_question_knows_what_was_chosen() -> None:
    """The state holds the dialogue as it can be read back."""
    there = await house()
    await there.says("训诫 张三")

    waiting = decoded(Dialogue, there.state()[f"dialogue:{OWNER}"])

    assert (waiting.kind, waiting.by, waiting.room, waiting.until) == ("confirm", OWNER, ROOM.id, T0 + MINUTE)


NAMESAKES = (MemberChange(room=ROOM.id, member="zhang2", name="张三"),)


@pytest.mark.parametrize(
    ("text", "span"),
    [("25分钟", 25), ("2小时。", 120), ("@群管 半小时", 30), ("到10点10分", 10), ("1小时", 60), ("１小时", 60)],
)
async def test_a_length_is_an_answer_to_how_long(text, span) -> None:
    """One that was not offered as well as one that was; it is previewed with it."""
    there = await house()
    assert "请回复序号" in said(await there.says("禁言 张三"))

    await there.says(text)
    done = await there.says("确认")

    (case,) = done.cases
    assert case.offences[0].mute.until - T0 == span * MINUTE


async def test_points_are_an_answer_to_how_many() -> None:
    """2.5分, though 1, 2 and 5 were offered."""
    there = await house()
    assert "几分" in said(await there.says("加分 张三"))

    shown = await there.says("2.5分")

    assert "2.5" in said(shown)


@pytest.mark.parametrize("text", ["zhang2", "张三（zhang2）", "@张三（zhang2）"])
async def test_of_two_of_one_name_one_is_chosen_by_the_account(text) -> None:
    """As it stands in the choice, or alone; the name that both bear chooses none."""
    there = await house()
    await there.happen(Changes(members=NAMESAKES))
    await there.says("训诫 张三")

    assert await there.says("张三", channel="archive") is None
    shown = await there.says(text)

    assert said(shown).startswith("将训诫 张三（zhang2）")


async def test_somebody_else_than_was_offered_is_an_answer_by_name() -> None:
    """Asked whether 张四 is 张三, the owner says 李四."""
    there = await house()
    assert "没有找到“张山”" in said(await there.says("/训诫 @张山"))

    assert said(await there.says("李四")).startswith("将训诫 李四")


async def test_what_answers_nothing_is_only_talk() -> None:
    """Half an answer, another thing, and an answer that comes late in words."""
    there = await house()
    await there.says("禁言 张三")

    for text in ("2小时够不够", "今天", "张三", "@李四"):
        assert await there.says(text, channel="archive") is None
    there.forward(61 * SECOND)
    assert await there.says("2小时", channel="archive") is None


async def test_a_yes_is_no_thing() -> None:
    """Where a yes or no is asked for, a length answers nothing."""
    there = await house()
    await there.says("训诫 张三")

    assert await there.says("2小时", channel="archive") is None


async def test_whom_is_asked_with_those_who_spoke_last() -> None:
    """The last one first, nobody in charge; a number, one of their names or somebody else's answers."""
    there = await house()
    for name, second in ((OWNER, 3), (ZHANG, 1), (LI, 2)):
        there.warm.of(ROOM.id).heard(
            message("在吗", sender=name, sent_at=T0 + second * SECOND), inbox=0, reach=JUDGE.reach
        )

    asked = await there.says("训诫")
    shown = await there.says("2")

    assert said(asked).startswith("要训诫谁？刚才说过话的有：\n1. 李四\n2. 张三\n请回复序号或名字")
    assert said(shown).startswith("将训诫 张三")
    await there.says("取消")
    await there.says("训诫")
    assert said(await there.says("小助")).startswith("将训诫 小助")


async def test_what_was_asked_in_private_about_a_group_is_answered_there() -> None:
    """Where the bot may not speak in the group, the preview comes in private, and so may the yes."""
    there = await house(can=frozenset({"tell", "receipt"}))
    assert told(await there.says("训诫 张三"))[0][1].startswith("【产品交流群】将训诫 张三")

    done = await there.whispers("确认")

    assert done.actions[0].members == (ZHANG,)
    assert there.state() == {}


async def test_names_that_are_still_being_read_are_waited_for() -> None:
    """In a room that is read for the first time; not once it was read, or could not be within a minute."""
    there = await house(can=CAN | {"inspect"})

    first = said(await there.says("/训诫 @赵磊"))
    asked = StateChange(room=ROOM.id, key="inspect_asked_at", before=None, after=encoded(there.now))
    await there.happen(Changes(states=(asked,)))
    second = said(await there.says("/训诫 @赵磊"))
    there.forward(61 * SECOND)
    late = said(await there.says("/训诫 @赵磊"))
    read = StateChange(room=ROOM.id, key="inspected_at", before=None, after=encoded(there.now))
    await there.happen(Changes(states=(read,)))

    assert first == second != late
    assert first.startswith("还不认识“赵磊”：这个群的成员名单正在读取，请过几秒再发一次")
    assert late == said(await there.says("/训诫 @赵磊"))
    assert late.startswith("没有找到“赵磊”")


async def test_a_yes_to_the_bot_that_nothing_waits_for_is_told_so() -> None:
    """Long after the question, to who is in charge and says it to the bot; a member, and talk, are left alone."""
    there = await house()

    assert said(await there.says("@群管 确认")).startswith("现在没有等你回答的事")
    assert await there.says("确认", channel="archive") is None
    assert await there.says("@群管 确认", ZHANG) is None
