"""`any`, `all` and `not` mean what they say, however they are nested."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Example, Match
from bot.core.model import Message, Room, RoomId, Scene
from bot.rules import Condition
from bot.ruleset.examples import WHEN, scene_of
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not, leaves
from bot.text.reader import Reader
from bot.text.reading import Reading
from tests.ruleset.kit import findings, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Condition):
    """Sees one letter."""

    letter: str
    title: ClassVar[str] = "字母"
    fires: ClassVar[tuple[Example, ...]] = ()
    quiet: ClassVar[tuple[Example, ...]] = ()

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return where the letter is; a `?` is seen without a place."""
        at = message.text.find(self.letter)
        if at < 0:
            return None
        return Match(condition="letter", why=f"有{self.letter}", span=(0, 0) if self.letter == "?" else (at, at + 1))


def letter(text: str) -> Leaf:
    """Return the condition that sees `text`."""
    return Leaf(id="letter", condition=Letter(letter=text))


def seen(expression: Expression, text: str) -> Match | None:
    """Return what `expression` sees in `text`."""
    message, scene = scene_of(Example(text=text))
    return expression.match(message, Reader({}).read(text), scene)


EXPRESSIONS = st.recursive(
    st.sampled_from("abc").map(letter),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(parts=tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(parts=tuple(parts)))
        | inner.map(lambda part: Not(part=part))
    ),
    max_leaves=8,
)


def truth(expression: Expression, letters: frozenset[str]) -> bool:
    """Return what `expression` should say of a text of `letters`."""
    if isinstance(expression, Leaf):
        condition = expression.condition
        return isinstance(condition, Letter) and condition.letter in letters
    if isinstance(expression, Not):
        return not truth(expression.part, letters)
    combine = any if isinstance(expression, AnyOf) else all
    return combine(truth(part, letters) for part in expression.parts)


@given(EXPRESSIONS, st.frozensets(st.sampled_from("abc")))
def test_any_nesting_follows_the_truth_table(expression: Expression, letters: frozenset[str]):
    """A match is there exactly when logic says so, and its place is inside the text."""
    text = "".join(sorted(letters))
    match = seen(expression, text)

    assert (match is not None) == truth(expression, letters)
    assert match is None or 0 <= match.span[0] <= match.span[1] <= len(text)


def test_any_speaks_through_the_first_that_holds():
    """The order written is the order of speaking."""
    assert seen(AnyOf(parts=(letter("x"), letter("b"), letter("a"))), "ab") == Match(
        condition="letter", why="有b", span=(1, 2)
    )


def test_all_gives_every_reason_and_the_first_place():
    """A condition without a place does not hide the place of another."""
    assert seen(AllOf(parts=(letter("?"), letter("b"), Not(part=letter("z")))), "ab?") == Match(
        condition="letter", why="有?；有b", span=(1, 2)
    )


def test_not_has_no_place():
    """What is not there is nowhere."""
    assert seen(Not(part=letter("z")), "ab") == Match(condition="not", why="没有出现“字母”")


def test_the_conditions_of_an_expression_come_in_the_order_written():
    """However deep they are."""
    expression = AnyOf(parts=(Not(part=letter("a")), AllOf(parts=(letter("b"), letter("c")))))

    assert [leaf.condition for leaf in leaves(expression)] == [Letter(letter=x) for x in "abc"]


TABLE: Mapping[str, tuple[bool, bool, bool, bool]] = {  # texts: 甲, 乙, 甲乙, 丙
    "{words: [甲]}": (True, False, True, False),
    "{any: [{words: [甲]}, {words: [乙]}]}": (True, True, True, False),
    "{all: [{words: [甲]}, {words: [乙]}]}": (False, False, True, False),
    "{not: {words: [甲]}}": (False, True, False, True),
    "{all: [{words: [甲]}, {not: {words: [乙]}}]}": (True, False, False, False),
    "{not: {any: [{words: [甲]}, {words: [乙]}]}}": (False, False, False, True),
    "{any: [{all: [{words: [甲]}, {words: [乙]}]}, {not: {any: [{words: [甲]}, {words: [乙]}]}}]}": (
        False,
        False,
        True,
        True,
    ),
    "{not: {not: {words: [甲]}}}": (True, False, True, False),
}


@pytest.mark.parametrize(("when", "expected"), TABLE.items(), ids=list(TABLE))
def test_yaml_means_what_it_says(when: str, expected: tuple[bool, ...]):
    """From the file to the finding, nesting keeps its meaning."""
    judge = rule(when)

    assert tuple(bool(findings(judge, text)) for text in ("这是甲", "这是乙", "这是甲和乙", "这是丙")) == expected


def test_an_example_is_judged_in_its_own_scene():
    """Role, room, earlier messages and the day's count come from the example."""
    message, scene = scene_of(Example(text="x", role="owner", today=3, room=RoomId("k")))

    assert (message.text, message.sent_at, scene.room, scene.role, scene.today) == (
        "x",
        WHEN,
        Room(id=RoomId("k")),
        "owner",
        3,
    )
