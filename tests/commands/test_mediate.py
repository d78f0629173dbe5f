"""调解 speaks to both, asks the room for a rest, and makes a room of their own where it can."""

import pytest

from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.effects import Gather, Say, Tell
from tests.commands.kit import LI, MINUTE, OWNER, ZHANG, answer, hall, preview
from tests.values import ROOM, T0


def test_both_are_told_and_the_room_rests() -> None:
    """Each hears of the other; the room remembers for ten minutes; nobody is punished; the answer is private."""
    found = answer("调解 张三 李四 争座位")

    one, other, room = found.effects
    assert isinstance(one, Tell)
    assert (one.to, other.to) == (ZHANG, LI)
    assert one.text.startswith("张三，你好。群里刚才和 李四 的话说得有点重，王群主想请两位都先歇一歇（起因：争座位）。")
    assert isinstance(room, Say)
    assert "10分钟后再说" in room.text
    told = {"until": encoded(T0 + 10 * MINUTE), "members": [ZHANG, LI]}
    assert found.states == (StateChange(room=ROOM.id, key="cooling", before=None, after=told),)
    assert (found.standings, found.cases, found.private) == ((), (), True)
    assert "移出是最后一步" in found.text


def test_it_is_shown_first() -> None:
    """What will be said to whom, and that it cannot be taken back."""
    assert preview("调解 张三 李四") == (
        "将为 张三、李四 调解：分别私信两位；请群里先换个话题 10分钟。不记分、不处罚；发出去的话收不回。"
    )


def test_where_groups_can_be_made_there_is_one_for_the_three() -> None:
    """The preview says so; its name fits; no reason leaves none."""
    there = hall(gathers=True)

    found = answer("调解 张三 李四", there)

    gather = found.effects[-1]
    assert isinstance(gather, Gather)
    assert (gather.members, gather.name) == ((OWNER, ZHANG, LI), "张三和李四的沟通")
    assert "起因" not in found.effects[0].text
    assert "再建一个你和两位的小群" in preview("调解 张三 李四", there)
    assert "小群正在建。" in found.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("调解 张三 李四 小助", "调解请写两个人，例如：调解 @甲 @乙 起因。"),
        ("调解 张三 王群主", "你是其中一位，调解要请另一位管群的人来发起。"),
    ],
)
def test_it_is_between_two_others(text, says) -> None:
    """Nothing happens otherwise."""
    found = answer(text)

    assert (found.text, found.effects, found.states) == (says, (), ())
    assert preview(text) == ""
