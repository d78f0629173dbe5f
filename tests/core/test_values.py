"""Effects as JSON, spans in words, fitting to what a room can do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import (
    Ask,
    Mute,
    Remove,
    Reply,
    Say,
    Tell,
    Unmute,
    effect_from_json,
    effect_to_json,
    is_done_by_recording,
)
from bot.core.fit import fit
from bot.core.model import MemberId, Role, RoomId, span_in_words
from bot.core.texts import Texts
from tests.values import ROOM, T0, ZHANG

EVERY_EFFECT = (
    Say(room=ROOM.id, text="早"),
    Reply(room=ROOM.id, to=ZHANG, text="好", answer_url="http://x"),
    Tell(room=ROOM.id, to=ZHANG, text="嗨"),
    Mute(room=ROOM.id, member=ZHANG, until=T0, why="刷屏"),
    Unmute(room=ROOM.id, member=ZHANG),
    Remove(room=ROOM.id, member=ZHANG, why="广告"),
    Ask(room=ROOM.id, to=MemberId("owner"), task="remove", member=ZHANG, text="请移出"),
)


@pytest.mark.parametrize("effect", EVERY_EFFECT, ids=lambda e: e.kind)
def test_every_effect_survives_storage(effect) -> None:
    """What is read back is what was stored."""
    assert effect_from_json(effect_to_json(effect)) == effect


def test_only_mutes_are_done_by_recording() -> None:
    """Everything else needs a channel."""
    assert [e.kind for e in EVERY_EFFECT if is_done_by_recording(e)] == ["mute", "unmute"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0秒"), (45, "45秒"), (600, "10分钟"), (93_600, "1天2小时"), (86_461, "1天1分钟1秒")]
)
def test_spans_are_said_as_people_say_them(seconds: int, words: str) -> None:
    """No zero parts, and nothing lost."""
    assert span_in_words(timedelta(seconds=seconds)) == words


@given(st.integers(min_value=0, max_value=10**9))
def test_every_span_can_be_said(seconds: int) -> None:
    """Any span has words."""
    assert span_in_words(timedelta(seconds=seconds))


def test_owners_come_before_helpers_before_admins() -> None:
    """Members are not asked."""
    roles = {"a": Role.ADMIN, "h": Role.HELPER, "m": Role.MEMBER, "o": Role.OWNER}

    assert replace(ROOM, roles={MemberId(k): v for k, v in roles.items()}).owners() == ("o", "h", "a")


def test_a_chat_without_an_own_id_has_the_room_s() -> None:
    """Channels that share the id need not be named."""
    room = replace(ROOM, chats={"archive": "wr1"})

    assert (room.chat("archive"), room.chat("app")) == ("wr1", "r1")


@pytest.mark.parametrize("effect", EVERY_EFFECT, ids=lambda e: e.kind)
def test_what_is_possible_stays_as_it_is(effect) -> None:
    """Fitting changes nothing that can be done."""
    assert fit(effect, ROOM, possible=True, texts=Texts()) == effect


def test_what_is_not_possible_becomes_a_task_for_the_owner() -> None:
    """Removal and speech are asked for; what only the bot does, or is private already, stays."""
    fitted = {e.kind: fit(e, ROOM, possible=False, texts=Texts()) for e in EVERY_EFFECT}

    asks = {kind: (e.to, e.task, e.member) for kind, e in fitted.items() if isinstance(e, Ask)}
    assert asks == {
        "say": ("owner", "say", "owner"),
        "reply": ("owner", "reply", "zhang"),
        "remove": ("owner", "remove", "zhang"),
        "ask": ("owner", "remove", "zhang"),
    }
    assert "请把 zhang 移出“产品交流群”（原因：广告）" in fitted["remove"].text
    assert fitted["say"].text.endswith("早")


def test_the_owner_reads_names_and_not_mark_up() -> None:
    """What is to be posted by hand is written as people write it."""
    said = fit(Say(room=ROOM.id, text="<@zhang> 请看群规"), ROOM, possible=False, texts=Texts())

    assert said.text.endswith("\n@zhang 请看群规")


def test_with_nobody_to_ask_nothing_is_hidden() -> None:
    """The effect itself comes back, to be refused in the open."""
    room = replace(ROOM, id=RoomId("r2"), roles={})

    assert fit(EVERY_EFFECT[5], room, possible=False, texts=Texts()) == EVERY_EFFECT[5]
