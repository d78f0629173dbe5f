"""What every condition promises, whichever there are."""

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.core.findings import Example, Match
from bot.core.model import Message, Profile, Scene
from bot.core.reach import Reach
from bot.core.walking import class_in
from bot.rules import Condition, all_conditions
from bot.ruleset.examples import scene_of
from bot.text import segment
from bot.text.reader import Reader

CONDITIONS = all_conditions()
EXAMPLES = [
    (name, wanted, example)
    for name, kind in CONDITIONS.items()
    for wanted, examples in ((True, kind.fires), (False, kind.quiet))
    for example in examples
]


@pytest.fixture(scope="module", autouse=True)
def dictionary() -> None:
    """Load the dictionary before any example is timed."""
    segment.load()


def made(name: str) -> Condition:
    """Return the condition with the settings of its sample, as YAML would give them."""
    condition: Condition = TypeAdapter(CONDITIONS[name]).validate_python(dict(CONDITIONS[name].sample))
    return condition


def matched(condition: Condition, example: Example) -> Match | None:
    """Return what `condition` sees in `example`."""
    return seen_by(condition, *scene_of(example))


def seen_by(condition: Condition, message: Message, scene: Scene) -> Match | None:
    """Return what `condition` sees in `message`."""
    vocabulary = condition.vocabulary({})
    reader = Reader({condition: vocabulary} if vocabulary else {})
    return condition.match(message, reader.read(message.text), scene)


def within(reach: Reach, scene: Scene) -> Scene:
    """Return `scene` with no more of the past than `reach` asks for."""
    recent = [e for e in scene.recent if e.sent_at >= scene.now - reach.recent]
    crowd = [at for at in scene.crowd if at >= scene.now - reach.crowd]
    return replace(
        scene,
        recent=tuple(recent[len(recent) - reach.memory :]) if reach.memory < len(recent) else tuple(recent),
        crowd=tuple(crowd[len(crowd) - reach.crowd_memory :]) if reach.crowd_memory < len(crowd) else tuple(crowd),
        joins=tuple(at for at in scene.joins if at >= scene.now - reach.joins),
        echoes=tuple(e for e in scene.echoes if e.sent_at >= scene.now - reach.echoes),
        profile=scene.profile if reach.profile else Profile(),
    )


@pytest.mark.parametrize("name", CONDITIONS)
def test_it_is_described(name: str) -> None:
    """It has a doc, a title, and examples both ways; its shorthand is one of its settings."""
    kind = CONDITIONS[name]

    assert kind.__doc__
    assert kind.title
    assert kind.fires
    assert kind.quiet
    assert not kind.shorthand or kind.shorthand in kind.__dataclass_fields__  # type: ignore[attr-defined]
    assert kind.__name__.lower() == name.replace("_", "")


@pytest.mark.parametrize(("name", "wanted", "example"), EXAMPLES)
def test_its_examples_hold(name: str, wanted: bool, example: Example) -> None:
    """With the settings of its sample it fires on `fires` and is quiet on `quiet`."""
    assert (matched(made(name), example) is not None) is wanted


@pytest.mark.parametrize("name", CONDITIONS)
def test_it_looks_back_no_further_than_it_says(name: str) -> None:
    """Its examples fire within what `reach` asks for, whatever else the scene holds."""
    condition = made(name)

    for example in condition.fires:
        message, scene = scene_of(example)
        assert seen_by(condition, message, within(condition.reach, scene)) == seen_by(condition, message, scene)


@pytest.mark.parametrize("name", CONDITIONS)
def test_unknown_settings_of_wrong_type_are_refused(name: str) -> None:
    """A setting that cannot be what it should be is an error, not a guess."""
    field = next(iter(CONDITIONS[name].__dataclass_fields__))  # type: ignore[attr-defined]

    with pytest.raises(ValidationError):
        TypeAdapter(CONDITIONS[name]).validate_python({**CONDITIONS[name].sample, field: {"a": object()}})


@pytest.mark.parametrize("name", CONDITIONS)
@given(text=st.text(max_size=60))
def test_it_survives_any_text(name: str, text: str) -> None:
    """Any text gives the same answer twice, with a reason and a place inside the text."""
    condition = made(name)
    first = matched(condition, Example(text))

    assert matched(condition, Example(text)) == first
    if first is not None:
        start, end = first.span
        assert 0 <= start <= end <= len(text)
        assert first.why
        assert first.condition == name


def test_a_module_holds_exactly_one_condition() -> None:
    """A module without a condition, or with two, is refused by name."""
    empty: Any = ModuleType("bot.rules.empty")

    with pytest.raises(TypeError, match=r"bot\.rules\.empty must define exactly one Condition, it has: none"):
        class_in(empty, Condition)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("words", {"allow": ["加微信群"]}),
        ("contact", {"kinds": []}),
        ("phrases", {"phrases": []}),
        ("sender", {"role": []}),
        ("rate", {"limit": 0}),
        ("length", {}),
        ("rate", {"window": "很久"}),
        ("words", {"words": ["词"], "evasion": "hard"}),
    ],
)
def test_settings_that_can_never_fire_are_refused(name: str, settings: dict[str, Any]) -> None:
    """A condition that looks for nothing is a mistake, and is told when the rule is loaded."""
    with pytest.raises(ValidationError):
        TypeAdapter(CONDITIONS[name]).validate_python(settings)


def test_a_bare_off_is_a_strength() -> None:
    """YAML reads `off` as false; the rule means the word."""
    condition = TypeAdapter(CONDITIONS["words"]).validate_python({"words": ["词"], "evasion": False})

    assert condition.vocabulary({}).strength == "off"
