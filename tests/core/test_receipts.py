"""What a member is told where nothing follows."""

from bot.core.penalty import Verdict
from bot.core.policy import Policy
from bot.core.receipts import Told, receipt, sentence
from bot.core.texts import Texts
from tests.values import ROOM, message, scene


def test_what_has_no_consequence_has_no_words_for_it() -> None:
    """Neither a step nor points: only what was wrong is told."""
    around = scene(room=ROOM, case=58)
    verdict = Verdict(gravest=None, step=None, points=0.0, standing=around.standing)
    told = Told(shown=message(), scene=around, verdict=verdict, policy=Policy(), texts=Texts())

    assert sentence(told) == ""
    assert receipt(told).split("\n")[:2] == [
        "【群规通知】编号 58",
        "你在“产品交流群”里的一条消息触发了群规：禁言期间发言。",
    ]
