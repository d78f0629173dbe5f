"""What was decided then is decided again, with what people had set by then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import effect_to_json
from bot.core.model import Message, MessageId
from bot.core.policy import Policy
from bot.core.records import Outcome, Stored
from bot.core.texts import Texts
from bot.handlers.replaying import Court, Difference, look_up_in, replayed
from bot.handlers.rooms import Rooms
from bot.storage.plain import finding_to_json, to_json
from tests.handlers.houses import GROUP, PRIVATE, House
from tests.values import ROOM, T0

MINUTE = timedelta(minutes=1)


def again(house: House, outcome: Outcome, **fields: object) -> tuple[Difference, ...]:
    """In what the decision differs when it is made again, with the configuration alone."""
    judged = outcome.judged
    assert judged is not None
    stored = Stored(
        id=outcome.inbox,
        message=judged.message,
        role=judged.role,
        findings=to_json([finding_to_json(f) for f in judged.findings]),
        points=judged.points,
        total=judged.total,
        note=judged.note,
        scene=judged.scene,
        decided_by=judged.decided_by,
    )
    court = Court(
        judge=house.bench.judge,
        policy=Policy(),
        texts=Texts(),
        rooms=Rooms((ROOM,), defaults=ROOM),
        calendar=house.bench.calendar,
    )
    effects = {out.key: to_json(effect_to_json(out.effect)) for out in outcome.outgoing}
    earlier: dict[int, Message] = {n: replace(judged.message, id=MessageId(f"m{n}")) for n in range(1, outcome.inbox)}
    return replayed(replace(stored, **fields), effects, court=court, look_up=look_up_in(earlier))


@pytest.mark.parametrize("can", [GROUP, PRIVATE, frozenset({"ask", "tell"}), PRIVATE - {"remove"}])
async def test_every_step_is_decided_the_same_again(can: frozenset[str]) -> None:
    """From the first warning to the removal, whatever channels could do."""
    house = House(can=can)
    for n, text in enumerate(("加微信吧", "傻", "你真傻", "傻瓜", "傻傻的", "你们都傻")):
        outcome = await house.hear(text, sent_at=T0 + n * MINUTE)
        assert again(house, outcome) == ()


@pytest.mark.parametrize(
    "state",
    [
        {"silent": {"until": None}},
        {"setting:amend": "9分钟"},
        {"setting:private": "关"},
        {"roles": {"boss": "owner"}},
    ],
)
async def test_what_people_had_set_then_is_known_again(state: dict[str, object]) -> None:
    """Also when the configuration says something else."""
    house = House(can=PRIVATE)
    await house.remember(state)

    assert again(house, await house.hear("加微信")) == ()


async def test_what_differs_is_named() -> None:
    """A total, the rule that decided, an effect that is missing and one too many."""
    house = House(can=PRIVATE)
    outcome = await house.hear("加微信")
    reply, receipt = outcome.outgoing

    told = again(house, replace(outcome, outgoing=(receipt, replace(reply, key="1-7-reply"))), total=9.0, decided_by="")

    assert [one.what for one in told] == ["累计", "依据的规则", "第 1 个处理", "多出来的处理"]
