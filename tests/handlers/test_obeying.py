"""An order goes in: it is found, asked back, confirmed, limited, done and written down."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import Action, StateChange
from bot.core.effects import Receipt
from bot.core.model import Earlier, MuteSpan, Role, Standing
from bot.core.records import MemberChange
from bot.handlers.executing import taken_back
from bot.handlers.petition import Petition
from bot.handlers.ruled import Changes
from tests.activities import quiz_kit
from tests.handlers.scolding import house, scold  # noqa: F401 - a fixture
from tests.handlers.speaking import LI, OWNER, SECOND, ZHANG, kinds, said, told, with_roles
from tests.values import ROOM, T0, message

pytestmark = pytest.mark.usefixtures("scold")
MINUTE = timedelta(minutes=1)
CORPUS = Path(__file__).parent.parent / "corpus" / "orders.jsonl"
MUTED = Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + 10 * MINUTE),))


async def test_what_only_reads_is_answered_and_leaves_nothing() -> None:
    """群规 is answered to who asked; no action, no code."""
    outcome = await (await house()).says("群规", ZHANG)

    assert said(outcome).startswith("本群群规：\n1. 禁止广告")
    assert (outcome.actions, outcome.states, kinds(outcome)) == ((), (), ["reply"])


async def test_what_changes_something_is_written_down_with_its_code() -> None:
    """静默 changes the room; the answer ends with the code that takes it back, the action knows before and after."""
    outcome = await (await house()).says("静默 2小时")

    (action,) = outcome.actions
    assert said(outcome).endswith("（撤销码 1：反悔了就发“撤销 1”）")
    assert (action.number, action.by, action.command, action.said) == (1, OWNER, "silence", "静默 2小时")
    assert action.did.startswith("已进入静默模式")
    assert [(c.key, c.before) for c in action.states] == [("silent", None)]
    assert outcome.states == action.states


async def test_a_dispute_about_a_question_is_no_action() -> None:
    """The round knows who disputed it; an action would keep all answers of thousands twice, for each of them."""
    there, table = await house(), quiz_kit.table(quiz_kit.CAPITAL)
    table.hear("燕京", by=ZHANG)
    table.tick()
    await there.happen(Changes(plays=(table.play,)))
    outcome = await there.says("申诉 第1题 是同一个地方", ZHANG)

    assert [play.body.items[0].disputes for play in outcome.plays] == [(ZHANG,)]
    assert (outcome.actions, kinds(outcome)) == ((), ["reply", "receipt", "tell"])


async def test_who_may_not_is_told_who_may() -> None:
    """A member's 静默 changes nothing."""
    outcome = await (await house()).says("静默 开", ZHANG)

    assert said(outcome) == "“静默”只有群主、群助手、管理员可以用。"
    assert (outcome.states, outcome.actions) == ((), ())


async def test_roles_of_the_platform_count() -> None:
    """An admin of the group whom only WeCom knows may give orders."""
    there = await house()
    told_roles = StateChange(room=ROOM.id, key="roles", before=None, after={ZHANG: "admin"})
    await there.happen(Changes(states=(told_roles,)))

    assert "静默" in said(await there.says("静默 开", ZHANG))
    assert there.state()["silent"] == {"until": None}


async def test_talk_is_left_alone() -> None:
    """What mentions a command word is no order; nothing follows."""
    there = await house()

    assert await there.says("静默是什么意思", channel="archive") is None
    assert await there.says("今天天气不错") is None


async def test_only_what_can_be_read_is_an_order() -> None:
    """A picture with such a caption is none."""
    assert await (await house()).says("群规", kind="image") is None


BOTH, NO_AIBOT = ("app", "aibot"), ("app",)


@pytest.mark.parametrize(
    ("text", "mouths", "sender", "is_heard"),
    [
        ("/群规", NO_AIBOT, ZHANG, True),
        ("群规", NO_AIBOT, ZHANG, True),
        ("@群管 群规", NO_AIBOT, ZHANG, True),
        ("／群规", BOTH, ZHANG, True),
        ("我的记录", BOTH, ZHANG, True),
        ("@群管 群规", BOTH, ZHANG, False),  # the aibot brings it, too
        ("/群规 @群管", BOTH, ZHANG, False),
        ("待办", BOTH, OWNER, True),
        ("警告 张三 2分 刷屏", BOTH, OWNER, True),
        ("张三 禁言 10分钟", NO_AIBOT, OWNER, True),
        ("待办", BOTH, ZHANG, False),  # not theirs: talk
        ("禁言 李四 10分钟", NO_AIBOT, ZHANG, False),
        ("菜单", BOTH, ZHANG, False),
        ("help", NO_AIBOT, ZHANG, False),
        ("群规里写了不能发广告", BOTH, ZHANG, False),
        ("帮助一下新来的同学", BOTH, ZHANG, False),
        ("申诉有用吗", BOTH, ZHANG, False),
        ("我的记录是不是错了？", BOTH, ZHANG, False),
        ("禁言张三这件事大家怎么看", BOTH, OWNER, False),
        ("今天天气不错", BOTH, OWNER, False),
    ],
)
async def test_the_ear_brings_orders_too_and_each_is_obeyed_once(text, mouths, sender, is_heard) -> None:
    """With or without a slash or a call; what an aibot of the room brings as well is left to it. Talk stays talk."""
    there = await house(replace(ROOM, mouths=mouths))

    assert bool(await there.says(text, sender, channel="archive")) is is_heard


async def test_a_slip_in_a_line_that_calls_nobody_is_offered_only_to_who_is_in_charge() -> None:
    """A member who mistypes something said nothing to the bot."""
    there = await house()

    assert await there.says("警高 @张三", LI, channel="archive") is None
    assert said(await there.says("警高 @张三", channel="archive")).startswith("你是不是想说“警告 @张三")
    assert await there.says("@张三 明天的会记得带资料", channel="archive") is None


async def test_a_line_that_calls_nobody_and_comes_late_is_only_talk() -> None:
    """A backlog of the archive is not answered with one refusal after the other."""
    there = await house()
    late = there.now - 2 * timedelta(hours=1)

    assert await there.says("待办", channel="archive", sent_at=late) is None
    assert said(await there.says("/待办", channel="archive", sent_at=late)).startswith("你的“待办”过了")


async def test_a_muted_member_is_not_obeyed_but_may_ask_for_their_record() -> None:
    """Orders of a muted member are ignored in silence, except those about themselves and 帮助."""
    there = await house()
    await there.happen(Changes(standings=((ROOM.account, ZHANG, MUTED),)))
    there.forward(SECOND)

    assert kinds(await there.says("群规", ZHANG)) == []
    assert kinds(await there.says("我的记录", ZHANG)) == ["reply", "receipt"]
    assert kinds(await there.says("帮助", ZHANG)) == ["reply"]
    assert kinds(await there.says("群规", OWNER)) == ["reply"]


async def test_roles_that_are_spared_are_obeyed_though_muted() -> None:
    """A mute of somebody in charge silences no order."""
    there = await house()
    await there.happen(Changes(standings=((ROOM.account, OWNER, MUTED),)))
    there.forward(SECOND)

    assert kinds(await there.says("群规", OWNER)) == ["reply"]


async def test_what_is_missing_is_asked_for_in_words() -> None:
    """Whom? is a question that only words can answer; nothing waits."""
    there = await house()

    outcome = await there.says("训诫")

    assert said(outcome).startswith("要训诫谁？")
    assert there.state() == {}


async def test_same_names_are_asked_about_by_number() -> None:
    """Two of one name: the number picks, then the preview comes, then the yes."""
    there = await house(with_roles(ROOM, zhang2=Role.MEMBER))
    await there.happen(Changes(members=(MemberChange(room=ROOM.id, member="zhang2", name="张三"),)))

    asked = await there.says("训诫 张三")
    wrong = await there.says("7")
    vague = await there.says("好")
    shown = await there.says("2")
    done = await there.says("确认")

    assert "1. 张三（zhang）" in said(asked)
    assert "2. 张三（zhang2）" in said(asked)
    assert said(wrong) == said(vague) == "请回复序号 1 到 2，或回复“取消”。"
    assert "将训诫 张三" in said(shown)
    assert done.actions[0].members == ("zhang2",)


async def test_a_slip_is_offered_and_its_yes_is_no_yes_to_the_punishment() -> None:
    """训戒 for 训诫: 是 leads to the preview, not past it."""
    there = await house()

    asked = await there.says("/scol 张三")
    shown = await there.says("是")
    done = await there.says("是")

    assert "是不是想说" in said(asked)
    assert said(shown).startswith("将训诫 张三")
    assert done.actions[0].members == (ZHANG,)


async def test_a_quoted_message_names_whom_it_is_about() -> None:
    """An order without a name means who wrote what is quoted, also after the yes; two writers of it mean nobody."""
    there = await house()
    await there.says("群规")
    wrote(there, ZHANG, "加我微信")

    shown = await there.says("训诫", quoted="加我微信")
    done = await there.says("确认")
    wrote(there, LI, "加我微信")
    unclear = await there.says("训诫", quoted="加我微信")

    assert said(shown).startswith("将训诫 张三")
    assert done.actions[0].members == (ZHANG,)
    assert said(unclear).startswith("要训诫谁？")


def wrote(there, member, text) -> None:
    """Let somebody have written that a while ago."""
    memory = there.warm.of(ROOM.id)
    memory.recent[member] = (Earlier(sent_at=T0, text=text),)
    memory.quotes.heard(text)


async def test_an_answer_about_a_person_goes_to_private() -> None:
    """In the group it only says so; where nobody can be told in private, it is said in the group."""
    there = await house()
    open_house = await house(can=frozenset({"reply"}))

    private = await there.says("我的记录", ZHANG)
    public = await open_house.says("我的记录", ZHANG)

    assert said(private) == "涉及个人的内容，已私信回复你。"
    assert said(private, Receipt).startswith("你在本群没有违规记分")
    assert said(public).startswith("你在本群没有违规记分")


async def test_where_the_bot_cannot_speak_it_answers_in_private() -> None:
    """Once, whatever the answer is about; who cannot even be told so is not answered through somebody else."""
    there = await house(can=frozenset({"tell", "receipt"}))
    mute = await house(can=frozenset())

    assert told(await there.says("群规", ZHANG))[0][1].startswith("【产品交流群】本群群规：")
    assert kinds(await there.says("我的记录", ZHANG)) == ["tell"]
    assert kinds(await mute.says("群规", ZHANG)) == []


async def test_a_command_may_ask_back_itself() -> None:
    """Several rules of such a name: the number picks one, then the preview comes."""
    there = await house()

    asked = await there.says("规则 关 禁止")
    shown = await there.says("2")
    done = await there.says("确认")

    assert said(asked).startswith("有几条规则名称里都有“禁止”")
    assert said(shown).startswith("规则“禁止辱骂”在本群将从“执行”改为“已关闭”")
    assert there.state() == {"cap:abuse": "off"}
    assert done.actions[0].states[0].key == "cap:abuse"


async def test_what_is_taken_back_knows_by_what_down_the_chain() -> None:
    """撤销 marks an action; 撤销 of that frees it; 撤销 of that marks it again."""
    there = await house()
    await there.says("静默 开")
    seen = []

    for number in (1, 2, 3):
        await there.says(f"撤销 {number}")
        marks = {n: action.undone_by for n, action in there.warm.of(ROOM.id).actions.items()}
        seen.append(("silent" in there.state(), marks))

    assert seen == [
        (False, {1: 2, 2: 0}),
        (True, {1: 0, 2: 3, 3: 0}),
        (False, {1: 2, 2: 0, 3: 4, 4: 0}),
    ]


async def test_undoing_what_is_no_longer_known_harms_nothing() -> None:
    """A chain may begin before what is remembered: the rest of it is marked."""
    there = await house()
    old = Action(number=1, room=ROOM.id, at=T0, by=OWNER, command="silence", said="静默 开", undoes=(99,))
    await there.happen(Changes(actions=(old,)))
    petition = Petition(
        message=message(),
        by=OWNER,
        now=T0,
        talk=there.warm.of(ROOM.id),
        about=there.warm.of(ROOM.id),
        warm=there.warm,
        bench=there.bench,
    )

    assert list(taken_back(petition, replace(old, number=2, undoes=(1,)))) == [replace(old, undone_by=2)]


async def test_what_an_order_does_besides_goes_with_its_answer() -> None:
    """规则 回滚 puts an effect beside the answer; it is written down, and has no code, for nothing can be put back."""
    there = await house()
    await there.says("规则 回滚 11")

    outcome = await there.says("确认")

    assert kinds(outcome) == ["reply", "rollback"]
    assert outcome.actions[0].command == "rules"
    assert "撤销码" not in said(outcome)


async def test_what_comes_after_an_hour_is_not_done() -> None:
    """The bot was away: the order is answered, and not carried out."""
    there = await house()

    outcome = await there.says("静默 开", sent_at=T0 - timedelta(minutes=90))

    assert said(outcome) == "你的“静默”过了1小时30分钟才收到，没有执行；还需要的话请再发一次。"
    assert (outcome.states, outcome.actions) == ((), ())


@pytest.mark.parametrize("is_private", [False, True])
async def test_whatever_people_write_is_survived(is_private) -> None:
    """Every line of the corpus, a 确认 and a number after each: nothing raises, and in private nothing stays unanswered."""
    there = await house()
    told_to = there.whispers if is_private else there.says

    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        for text in (json.loads(line)["text"], "1", "确认"):
            outcome = await told_to(text)
            assert not is_private or kinds(outcome)
        there.forward(SECOND)

    numbers = list(there.warm.of(ROOM.id).actions)
    assert numbers == sorted(set(numbers))
