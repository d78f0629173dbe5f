"""What the bot tells itself about effects that ended."""

import json
from typing import Any

import pytest

from bot.core.effects import Effect, Inspect, Receipt, Remove, Reply, Say
from bot.core.records import Due, Outgoing, Settled
from bot.runtime.telling import told
from tests.values import ROOM, T0, ZHANG

REMOVE = Remove(room=ROOM.id, case=58, member=ZHANG, why="广告")


def due(effect: Effect) -> Due:
    """An effect with the key k1."""
    return Due(id=1, key="k1", effect=effect, cause="")


def notices(effect: Effect, **settled: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (channel, key, body) of what is told."""
    ended = told(due(effect), Settled(id=1, **settled), T0)
    return [(one.channel, one.key, json.loads(one.body)) for one in ended.deliveries]


def test_a_case_learns_that_its_removal_was_done_and_verified() -> None:
    """Everything a case needs to know of it, under a key that comes once."""
    answer = {"errcode": 0, "errmsg": "ok", "verified": True}

    assert notices(REMOVE, state="sent", channel="app", answer=answer) == [
        (
            "house",
            "settled-k1-sent",
            {
                "kind": "settled", "room": "r1", "case": 58, "effect": "remove", "key": "k1", "to": "", "member": "zhang",
                "state": "sent", "channel": "app", "errcode": 0, "errmsg": "ok", "verified": True, "instead": "",
            },
        )
    ]  # fmt: skip


def test_a_case_learns_what_took_the_place_of_a_refused_receipt() -> None:
    """So that nobody is asked to say what is being said."""
    receipt = Receipt(room=ROOM.id, case=58, to=ZHANG, text="x", brief="y")
    reply = Outgoing(key="k1-reply", effect=Reply(room=ROOM.id, case=58, to=ZHANG, text="y"), due_at=T0)

    ((_, key, body),) = notices(receipt, state="refused", answer={"errcode": 81013}, outgoing=(reply,))

    assert (key, body["to"], body["state"], body["errcode"], body["instead"], body["verified"]) == (
        "settled-k1-refused", "zhang", "refused", 81013, "reply", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"errcode": 86008, "errmsg": "not allow, hint: [1], more info at https://x"}, "86008 这个群不是本应用建的"),
        ({"errcode": 95018, "errmsg": "no such thing"}, "企业微信返回 95018"),
        ({"errcode": -1, "errmsg": "没有可用的通道"}, "没有可用的通道"),
        ({"errcode": -1, "errmsg": "ConnectionResetError()"}, "试了多次都没有成功"),
    ],
)
def test_why_an_effect_was_refused_is_told_in_chinese(answer: dict[str, Any], said: str) -> None:
    """With the platform's code where it gave one; never its English, nor a code of our own."""
    ((_, _, body),) = notices(REMOVE, state="refused", answer=answer)

    assert body["errmsg"] == said


@pytest.mark.parametrize(
    ("effect", "settled"),
    [
        (REMOVE, {"state": "waiting"}),
        (Say(room=ROOM.id, text="早"), {"state": "sent"}),
        (Inspect(room=ROOM.id), {"state": "refused"}),
        (REMOVE, {"state": "sent", "answer": {"errcode": 0, "needless": True}}),
    ],
)
def test_nothing_is_told_of_what_concerns_no_case_or_has_not_ended(effect: Effect, settled: dict[str, Any]) -> None:
    """Nor of what needed no sending."""
    assert notices(effect, **settled) == []


def test_the_room_learns_who_is_in_it() -> None:
    """The whole list is told, and only its length kept with the effect."""
    roster = {"owner": "wang", "admins": ("li",), "members": ("wang", "wmA"), "names": {"wang": "王芳"}}
    answer = {"errcode": 0, **roster, "is_customer": True}
    ended = told(due(Inspect(room=ROOM.id)), Settled(id=1, state="sent", answer=answer), T0)

    assert ended.answer == {"errcode": 0, "is_customer": True, "members": 2}
    ((channel, key, body),) = notices(Inspect(room=ROOM.id), state="sent", answer=answer)
    assert (channel, key) == ("house", "members-k1")
    assert body == {
        "kind": "members", "room": "r1", "owner": "wang", "admins": ["li"], "members": ["wang", "wmA"],
        "names": {"wang": "王芳"}, "inviters": {}, "customer": True,
    }  # fmt: skip


def test_an_inspection_of_a_case_tells_both() -> None:
    """The case that it was done, the room what was read."""
    told_of = notices(Inspect(room=ROOM.id, case=58), state="sent", answer={"errcode": 0})

    assert [key for _, key, _ in told_of] == ["settled-k1-sent", "members-k1"]
