"""Who calls the bot with the word of a command, and is not understood, is told how it is written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Reply
from bot.core.model import MuteSpan, Standing
from bot.core.records import Outcome
from tests.handlers.houses import House
from tests.values import ROOM, T0, ZHANG, message

SECOND = timedelta(seconds=1)
NO_AIBOT = replace(ROOM, mouths=("app",))
VOTE = "没看懂这一句。“投票”可以这样写：\n投票 周五吃什么 A 火锅 B 烤肉 10分钟\n更多写法发“帮助 投票”。"
SIGN_UP = "没看懂这一句。“报名”可以这样写：\n报名\n更多写法发“帮助 报名”。"
GENERAL = "没看懂这一句。发“帮助”看看我能做什么；对处罚有疑问，可以发“申诉 原因”。"


def replies(outcome: Outcome) -> list[str]:
    """What is answered."""
    return [one.effect.text for one in outcome.outgoing if isinstance(one.effect, Reply)]


@pytest.mark.parametrize(
    ("text", "channel", "sender", "answer"),
    [
        ("@群管 投票 周五吃啥", "archive", "owner", VOTE),
        ("@群管 大家怎么看投票这件事", "archive", "owner", VOTE),
        ("投票 周五吃啥", "aibot", "owner", VOTE),
        ("/投票 周五吃啥", "archive", "owner", VOTE),
        ("@群管 报名成功了吗", "archive", ZHANG, SIGN_UP),
        ("@群管 他为什么被禁言了", "archive", ZHANG, GENERAL),
    ],
)
async def test_the_nearest_example_is_shown(text: str, channel: str, sender: str, answer: str) -> None:
    """Owners and members get one line with what they may use, in whichever way they called the bot."""
    outcome = await House(NO_AIBOT).hear(text, channel=channel, sender=sender)

    assert replies(outcome) == [answer]
    assert (outcome.actions, outcome.cases) == ((), ())


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("投票 周五吃啥", "owner"),  # nobody was called
        ("大家怎么看投票这件事", "owner"),
        ("@群管 今天辛苦你了", "owner"),  # no command
        ("@群管 你好", ZHANG),
    ],
)
async def test_mere_talk_gets_no_hint(text: str, sender: str) -> None:
    """Without a call, or without the word of a command, the bot keeps silent."""
    assert replies(await House(NO_AIBOT).hear(text, channel="archive", sender=sender)) == []


async def test_an_order_gets_its_answer_and_no_hint() -> None:
    """What is understood is answered once."""
    (answer,) = replies(await House(NO_AIBOT).hear("@群管 群规", channel="archive"))

    assert "没看懂" not in answer


async def test_a_member_is_told_once_a_minute_and_an_owner_each_time() -> None:
    """Members who go on talking to the bot are left alone for a minute; an owner who tries again is helped again."""
    house, later = House(NO_AIBOT), []
    for seconds in (0, 30, 59, 60):
        said = await house.hear("@群管 报名成功了吗", channel="archive", sent_at=T0 + seconds * SECOND)
        later.append(len(replies(said)))
    trying = [replies(await house.hear("@群管 投票 周五吃啥", channel="archive", sender="owner")) for _ in range(2)]

    assert later == [1, 0, 0, 1]
    assert trying == [[VOTE], [VOTE]]


async def test_a_move_made_twice_is_no_unread_order() -> None:
    """While the room plays, a member who says 参加抽奖 again hears nothing of how to begin a lottery; of 报名 they do."""
    house = House(NO_AIBOT)
    for order in ("@群管 抽奖 书签 3 10分钟", "@群管 确认"):
        await house.hear(order, channel="archive", sender="owner")
    assert [play.kind for play in house.warm.of(ROOM.id).plays.values()] == ["lottery"]

    twice = [replies(await house.hear("@群管 参加抽奖", channel="archive")) for _ in range(2)]

    assert twice == [[], []]
    assert replies(await house.hear("@群管 抽奖好玩吗", channel="archive")) == []
    assert replies(await house.hear("@群管 报名成功了吗", channel="archive")) == [SIGN_UP]


async def test_the_minute_survives_a_restart() -> None:
    """When a member was told is kept with the room."""
    house = House(NO_AIBOT)
    await house.hear("@群管 报名成功了吗", channel="archive")
    house.restart()

    again = await house.hear("@群管 报名成功了吗", channel="archive", sent_at=T0 + 5 * SECOND)

    assert replies(again) == []


async def test_what_the_ear_heard_of_a_call_is_left_to_the_aibot() -> None:
    """Two channels that bring the same line answer it once."""
    house = House(replace(ROOM, mouths=("app", "aibot")))

    heard = await house.hear("@群管 投票 周五吃啥", channel="archive", sender="owner")
    called = await house.hear("投票 周五吃啥", channel="aibot", sender="owner")

    assert (replies(heard), replies(called)) == ([], [VOTE])


async def test_the_muted_and_the_late_get_no_hint() -> None:
    """Who talks while muted is told of that and not helped; what arrives a day late is not answered."""
    house = House(NO_AIBOT)
    old = message("@群管 投票 周五吃啥", sender="owner", channel="archive", sent_at=T0 - timedelta(days=1))

    assert replies(await house.handle(old, now=T0)) == []
    muted = Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + 600 * SECOND),))
    house.warm.of(ROOM.id).standings[ZHANG] = muted
    said = await house.hear("@群管 报名成功了吗", channel="archive", sent_at=T0 + SECOND)
    assert SIGN_UP not in replies(said)
