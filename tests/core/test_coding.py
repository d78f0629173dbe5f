"""Values as JSON and back."""

import json
import types
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, NewType, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import Action, CaseChange, Dialogue, StandingChange
from bot.core.cases import Case, Want
from bot.core.coding import decoded, encoded
from bot.core.effects import Ask, Card, Effect, Gather, Recard, effect_from_json, effect_to_json
from bot.core.model import Calendar, Standing
from tests.core.justice.kit import DAY, OWNER, ROOM, ZHANG, court, punished

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
TEXTS = st.text(max_size=5)


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type hint."""
    plain = {int: st.integers(0, 99), float: st.floats(-99, 99), bool: st.booleans(), str: TEXTS, datetime: MOMENTS}
    if hint in plain or isinstance(hint, NewType):
        return plain.get(hint, TEXTS)
    if isinstance(hint, types.UnionType):
        return st.none() | anything(get_args(hint)[0])
    if get_origin(hint) is tuple:
        first, *rest = get_args(hint)
        if rest == [Ellipsis]:
            return st.lists(anything(first), max_size=2).map(tuple)
        return st.tuples(*map(anything, get_args(hint)))
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return st.builds(hint, **{name: anything(one) for name, one in get_type_hints(hint).items()})


@given(case=anything(Case))
def test_any_case_comes_back_the_same(case: Case) -> None:
    """Through JSON, to the microsecond."""
    assert decoded(Case, json.loads(json.dumps(encoded(case)))) == case


def test_what_is_as_by_default_is_left_out() -> None:
    """A case is stored often."""
    assert encoded(Standing()) == {}
    assert encoded(Want(room=ROOM.id, member=ZHANG, task="say")) == {"room": "r1", "member": "zhang", "task": "say"}


def test_orders_and_dialogues_come_back_too() -> None:
    """Cases inside of changes, mappings inside of tuples, spans."""
    ruling = punished()
    ((account, member, standing),) = ruling.standings
    action = Action(
        number=59,
        room=ROOM.id,
        at=court().now,
        by=OWNER,
        command="remove",
        said="移出 小张",
        cases=(CaseChange(before=None, after=ruling.case),),
        standings=(StandingChange(account=account, member=member, before=Standing(), after=standing),),
    )
    dialogue = Dialogue(
        kind="choose",
        order="警告 小张",
        by=OWNER,
        room=ROOM.id,
        until=court(DAY).now,
        choices=(("小张", {"p": "1"}),),
    )

    assert action.members == (ZHANG,)
    for value in (action, dialogue):
        assert decoded(type(value), json.loads(json.dumps(encoded(value)))) == value
    assert decoded(timedelta, encoded(DAY)) == DAY
    assert decoded(frozenset[str], encoded(frozenset({"b", "a"}))) == {"a", "b"}
    assert decoded(dict[str, tuple[int, ...]], encoded({"a": (1, 2)})) == {"a": (1, 2)}
    assert decoded(float, 3) == 3.0


def test_what_has_no_json_form_is_refused() -> None:
    """And so is what was made of something else."""
    with pytest.raises(TypeError, match="object has no JSON form"):
        encoded(object())
    with pytest.raises(TypeError):
        encoded(Calendar)
    for told in ({"nonsense": 1}, {"number": 1}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            decoded(Case, told)


@pytest.mark.parametrize(
    "effect",
    [
        Ask(room=ROOM.id, case=58, to=OWNER, task="remove", member=ZHANG, text="请移出", card=Card(id="c", title="t")),
        Ask(room=ROOM.id, to=OWNER, task="remove", member=ZHANG, text="请移出"),
        Recard(room=ROOM.id, to=OWNER, of="k", card=Card(id="c", title="t", rows=(("a", "b"),)), done="好"),
        Gather(room=ROOM.id, name="调解", members=(OWNER, ZHANG), text="你好"),
    ],
)
def test_effects_with_cards_and_members_come_back(effect: Effect) -> None:
    """As the outbox keeps them."""
    assert effect_from_json(json.loads(json.dumps(effect_to_json(effect)))) == effect
