"""A scene becomes text and comes back the same."""

import timeit
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import (
    Calendar,
    Charge,
    Earlier,
    Echo,
    Fingerprint,
    MemberId,
    Message,
    MuteSpan,
    Profile,
    Role,
    RoomId,
    Scene,
    Standing,
)
from bot.core.scenes import REMEMBERED, scene_from_json, scene_to_json
from tests.values import ROOM, T0, message, scene

MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
MAYBE = st.none() | MOMENTS
WORDS = st.text(max_size=12)
PRINTS = st.builds(
    Fingerprint,
    whole=st.integers(0, 2**63 - 1),
    size=st.integers(0, 99),
    sketch=st.lists(st.integers(0, 2**30), max_size=4).map(tuple),
)
SAID = st.lists(st.tuples(st.text(max_size=REMEMBERED), MOMENTS, WORDS, WORDS, PRINTS), max_size=5)
ZONES = st.sampled_from(
    [UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("UTC"), timezone(timedelta(hours=8)), timezone(-timedelta(minutes=90))]
)
POINTS = st.floats(-1e6, 1e6)
NUMBERS = st.integers(0, 10**6)
STANDINGS = st.builds(
    Standing,
    charges=st.lists(st.builds(Charge, number=NUMBERS, points=POINTS, at=MOMENTS), max_size=3).map(tuple),
    mutes=st.lists(st.builds(MuteSpan, number=NUMBERS, since=MOMENTS, until=MOMENTS), max_size=2).map(tuple),
    answered_at=MAYBE,
    offences=st.integers(0, 99),
)
PROFILES = st.builds(
    Profile,
    name=WORDS,
    joined_at=MAYBE,
    first_at=MAYBE,
    messages=st.integers(0, 9999),
    tags=st.lists(WORDS, max_size=3).map(tuple),
    removed_at=MAYBE,
    removed_for=WORDS,
    invited_by=WORDS,
)
TIMES = st.lists(MOMENTS, max_size=4).map(lambda times: tuple(sorted(times)))
SCENES = st.builds(
    Scene,
    now=MOMENTS,
    room=st.just(ROOM),
    role=st.sampled_from(Role),
    name=WORDS,
    standing=STANDINGS,
    today=st.integers(0, 9999),
    zone=ZONES,
    seed=st.integers(0, 2**63),
    profile=PROFILES,
    calendar=st.sampled_from([Calendar(), Calendar(off=frozenset({T0.date()}))]),
    crowd=TIMES,
    joins=TIMES,
    print=PRINTS,
    fired=st.dictionaries(WORDS, MOMENTS, max_size=3),
    case=NUMBERS,
    reachable=st.booleans(),
    caps=st.dictionaries(WORDS, st.sampled_from(["off", "shadow", "soft"]), max_size=2),
    exempt=st.booleans(),
    absent=st.booleans(),
    removals=st.integers(0, 9),
    speaks=st.booleans(),
    points=POINTS,
)


def again(one: Scene, said: dict[int, tuple[Message, Fingerprint]]) -> Scene:
    """Return the scene as it comes back."""
    return scene_from_json(
        scene_to_json(one),
        room=one.room,
        look_up=lambda ids: {i: said[i] for i in ids if i in said},
        calendar=one.calendar,
        print=one.print,
    )


@given(one=SCENES, recent=SAID, echoes=SAID)
def test_any_scene_comes_back_the_same(one: Scene, recent: list, echoes: list) -> None:
    """Every field of it, to the microsecond; earlier messages by the ids of their deliveries."""
    told = [*recent, *echoes]
    said = {
        n: (message(text, sender=sender, room=RoomId(room), sent_at=at), found)
        for n, (text, at, sender, room, found) in enumerate(told, start=1)
    }
    whole = Scene(
        **{name: getattr(one, name) for name in Scene.__dataclass_fields__ if name not in {"recent", "echoes"}},
        recent=tuple(Earlier(sent_at=told[n - 1][1], text=told[n - 1][0], id=n) for n in range(1, len(recent) + 1)),
        echoes=tuple(
            Echo(id=n, sent_at=at, room=RoomId(room), sender=MemberId(sender), print=found)
            for n, (_, at, sender, room, found) in enumerate(told, start=1)
            if n > len(recent)
        ),
    )

    assert again(whole, said) == whole


def test_a_plain_scene_is_short() -> None:
    """What is as by default is left out; it is stored with every message."""
    plain = scene(zone=ZoneInfo("Asia/Shanghai"), seed=7, today=3)

    assert scene_to_json(plain) == '{"now":1795140000000000,"seed":7,"zone":"Asia/Shanghai","today":3}'


def test_what_is_no_longer_kept_is_missing() -> None:
    """A scene whose earlier messages were deleted comes back without them."""
    one = scene(recent=(Earlier(sent_at=T0, text="早", id=1), Earlier(sent_at=T0, text="好", id=2)))

    back = again(one, {2: (message("好"), Fingerprint())})

    assert [earlier.id for earlier in back.recent] == [2]


def test_what_is_remembered_of_a_text_is_bounded() -> None:
    """As much as rules look back on, however long the stored message is."""
    one = scene(recent=(Earlier(sent_at=T0, text="长" * REMEMBERED, id=1),))

    assert again(one, {1: (message("长" * 9999), Fingerprint())}) == one


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"now":1}', '{"now":"x","seed":1}'])
def test_what_is_no_scene_is_refused(text: str) -> None:
    """Whoever reads a scene back may say so in the words of the caller."""
    with pytest.raises((ValueError, LookupError, TypeError)):
        scene_from_json(text, room=ROOM, look_up=lambda _: {})


def test_it_costs_the_hot_path_little() -> None:
    """Some microseconds for a plain scene; a slow machine is allowed ten times as much."""
    plain = scene(zone=ZoneInfo("Asia/Shanghai"), seed=2**62, today=3)

    assert min(timeit.repeat(lambda: scene_to_json(plain), number=500, repeat=5)) / 500 < 60e-6


def test_scenes_of_the_first_versions_are_still_read() -> None:
    """One sum of points and one mute, as a list; none of the fields that came later."""
    now = 1795140000000000
    text = f'{{"now":{now},"seed":1,"standing":[6.0,2,{now},{now},{now + 60_000_000}]}}'
    clean = f'{{"now":{now},"seed":1,"standing":[0,1,null,null,null]}}'

    old, plain = (scene_from_json(one, room=ROOM, look_up=lambda _: {}) for one in (text, clean))

    assert old.standing == Standing(
        charges=(Charge(number=0, points=6.0, at=T0),),
        mutes=(MuteSpan(number=0, since=T0, until=T0 + timedelta(minutes=1)),),
        answered_at=T0,
        offences=2,
    )
    assert plain.standing == Standing(offences=1)
    assert (old.speaks, old.case) == (True, 0)
