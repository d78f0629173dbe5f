"""What ends a play is told in words that end it."""

import pytest

from bot.activities import all_activities
from bot.core.plays import Phase, Play
from bot.core.texts import Texts
from bot.play.stopping import ENDS, no_order
from tests.commands.kit import hall, read_order
from tests.values import ROOM, T0

BY_KIND = {
    "lottery": ("lottery", "取消"),
    "vote": ("vote", "结束"),
    "survey": ("survey", "结束"),
    "meetup": ("meetup", "取消"),
    "quiz": ("quiz_stop", ""),
    "topic": ("topic", "停"),
}


@pytest.mark.parametrize("kind", sorted(ENDS))
def test_the_words_are_an_order_that_ends_it(kind: str) -> None:
    """Whoever sends what was told gives the order that ends that kind of play."""
    order = read_order(ENDS[kind].format(number=12), hall())

    assert kind in all_activities()
    assert (order.command, order.sub) == BY_KIND[kind]


def test_what_is_over_cannot_be_ended() -> None:
    """A play that ended is only named."""
    play = Play(number=12, room=ROOM.id, kind="quiz", title="知识问答", opened_at=T0)
    over = Play(number=12, room=ROOM.id, kind="quiz", title="知识问答", opened_at=T0, phase=Phase.CLOSED)

    assert no_order(play, Texts()) == (
        "编号 12 是“知识问答”，不是一条指令；要停掉它，请发“结束答题”；要撤销哪条指令，请发它后面的撤销码。"
    )
    assert no_order(over, Texts()) == "编号 12 是“知识问答”，不是一条指令；要撤销哪条指令，请发它后面的撤销码。"
