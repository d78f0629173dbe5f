"""对 may answer the bot, or the quiz: who is asked to confirm something plays on."""

from dataclasses import replace
from datetime import timedelta

from bot.activities import revived
from bot.core.model import RoomId
from bot.core.vouchers import VOUCHER
from tests.runtime.playground import CUSTOMS, Playground
from tests.values import T0

ROOM = RoomId("r1")
SECOND = timedelta(seconds=1)
ASKED = "地球是圆的"


async def test_a_true_or_false_answer_confirms_no_purchase() -> None:
    """Only 确认 does that while a quiz asks; 对 is heard by the quiz."""
    place = await _asking()
    await _say(place, "zhang", "兑换 钢笔")

    await _say(place, "zhang", "对")

    assert _vouchers(place) == []
    assert "zhang" in await _answered(place)

    await _say(place, "zhang", "确认")
    assert len(_vouchers(place)) == 1


async def _asking() -> Playground:
    """A place in which zhang has credits, and a question that is answered with 对 or 错 is open."""
    place = Playground(lucky=False, customs=replace(CUSTOMS, credits=replace(CUSTOMS.credits, talk=0)))
    await _say(place, "zhang", "大家好")
    for order in ("发积分 zhang 20 谢谢帮忙", "开始答题 3题"):
        await _say(place, "owner", order, channel="app")
        await _say(place, "owner", "确认", channel="app")
    for second in range(300):
        await place.until(T0 + second * SECOND)
        due = await place.store.due(place.clock.time, limit=100)
        if any(ASKED in getattr(one.effect, "text", "") for one in due):
            return place
    raise AssertionError("the question was never asked")


async def _say(place: Playground, by: str, text: str, channel: str = "archive") -> None:
    await place.hand_in(channel, said=text, by=by, room=ROOM, id=f"m{place.count}")
    await place.pump()


def _vouchers(place: Playground) -> list[str]:
    return [key for key in place.store._state_of(ROOM) if key.startswith(VOUCHER)]


async def _answered(place: Playground) -> str:
    (play,) = await place.store.all_plays(limit=5, open_only=True)
    return str(revived(play).body)
