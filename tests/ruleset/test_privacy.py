"""A number that should not have been posted leaves the decision in no form."""

import json
from dataclasses import replace

import pytest

from bot.core.decide import decide
from bot.core.effects import effect_to_json
from bot.core.model import MemberId, Role, Room, RoomId, Scene
from bot.core.policy import Act, Policy, Step
from bot.core.texts import Texts
from tests.ruleset.kit import NOW, findings, rule
from tests.values import message

ID, CARD, PHONE = "110101199003071233", "6222021234567890128", "13800138000"
ROOM = Room(id=RoomId("r1"), roles={MemberId("owner"): Role.OWNER})
MUTES = Policy(ladder=(Step(at=1, act=Act.MUTE, lasts=Policy().grace),))


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("{private: [id_card, bank_card, phone]}", f"我的身份证 {ID}"),
        ("{private: [id_card, bank_card, phone]}", f"卡号 {CARD}"),
        ("{contact: [phone]}", f"有事打 {PHONE}"),
        ("{words: [转账]}", f"转账到 {CARD}，身份证 {ID}，电话 {PHONE}"),
        ("{length: {max: 5}}", f"身份证 {ID}"),
        ("{all: [{contact: phone}, {length: {max: 5}}]}", f"有事打 {PHONE}"),
    ],
)
def test_no_effect_and_no_reason_holds_the_number(when: str, text: str) -> None:
    """Neither what the group reads, nor what the owner is shown as evidence, nor what is stored as the reason."""
    judge = rule(when, more="then: {points: 3, reply: '@{member} {why}'}")
    said = message(text, sent_at=NOW)
    decision = decide(said, Scene(now=NOW, room=ROOM), judge=judge, policy=MUTES, texts=Texts())
    told = json.dumps([effect_to_json(effect) for effect in decision.effects], ensure_ascii=False) + decision.quote
    whys = [finding.why for finding in decision.findings]

    assert decision.quote
    assert [number for number in (ID, CARD, PHONE) if number in told or any(number in why for why in whys)] == []


def test_evidence_stays_evidence() -> None:
    """Everything but the number is shown as it was said."""
    judge = rule("{words: [转账]}", more="then: {points: 3}")
    said = replace(message(f"请转账到 {CARD}"), sent_at=NOW)
    decision = decide(said, Scene(now=NOW, room=ROOM), judge=judge, policy=MUTES, texts=Texts())

    assert decision.quote == "请转账到 6222***********0128"


def test_the_place_is_where_the_number_stands() -> None:
    """Concealing moves nothing."""
    [finding] = findings(rule("{private: [id_card]}"), f"我的身份证 {ID}")

    assert (finding.span, finding.why) == ((6, 24), "含身份证号 110101********1233")
