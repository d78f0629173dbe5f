"""Rules that cannot find anything are not looked at, and what several need is asked once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition, all_conditions
from bot.ruleset.examples import scene_of
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not
from bot.ruleset.screening import Screen
from bot.text.reader import Reader
from bot.text.reading import Reading, Strength, Vocabulary
from bot.text.wordlists import WordList
from tests.ruleset.kit import said

BY_WORDS = [name for name, kind in all_conditions().items() if kind.by_words]
ASKED: Counter[str] = Counter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Condition):
    """Sees a letter, and counts how often it is asked."""

    letter: str
    title: ClassVar[str] = "字母"
    fires: ClassVar[tuple[Example, ...]] = ()
    quiet: ClassVar[tuple[Example, ...]] = ()

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return that the letter is there."""
        ASKED[self.letter] += 1
        return Match(condition="asked", why="有") if self.letter in message.text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Condition):
    """Sees one word."""

    word: str
    title: ClassVar[str] = "词"
    fires: ClassVar[tuple[Example, ...]] = ()
    quiet: ClassVar[tuple[Example, ...]] = ()
    by_words: ClassVar[bool] = True

    def vocabulary(self, lists: Mapping[str, WordList]) -> Vocabulary:
        """Return the word."""
        return Vocabulary(words=frozenset({self.word}), strength=Strength.NORMAL)

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return that the word is there."""
        return Match(condition="word", why="有") if reading.hits(self) else None


def asked(letter: str) -> Leaf:
    """Return the condition that sees `letter`."""
    return Leaf(id="asked", condition=Asked(letter=letter))


def word(text: str) -> Leaf:
    """Return the condition that sees the word `text`."""
    return Leaf(id="word", condition=Word(word=text))


def chosen(text: str, *expressions: Expression) -> list[int]:
    """Return the places of the expressions that are worth a look in `text`."""
    ASKED.clear()
    words = {leaf.condition for leaf in (word("甲"), word("乙"))}
    reader = Reader({one: one.vocabulary({}) for one in words})  # type: ignore[dict-item]
    screen = Screen.of(expressions, strength=reader.strength)
    message, scene = said(text)
    return list(screen.chosen(message, reader.read(text), scene))


def test_a_rule_whose_words_are_not_there_is_not_looked_at():
    """Wherever in the expression they are needed."""
    expressions = (
        word("甲"),
        word("乙"),
        AnyOf(parts=(word("甲"), word("乙"))),
        AllOf(parts=(asked("x"), word("乙"))),
        AnyOf(parts=(word("乙"), AllOf(parts=(word("甲"), asked("y"))))),
        Not(part=word("甲")),
    )

    assert chosen("有甲", *expressions) == [0, 2, 4, 5]
    assert chosen("没有", *expressions) == [5]
    assert ASKED == {}


def test_what_several_rules_need_is_asked_once():
    """If it does not hold none of them is looked at; what one rule alone needs is left to it."""
    expressions = (asked("x"), AllOf(parts=(asked("x"), asked("y"))), asked("z"), AllOf(parts=(asked("x"), asked("w"))))

    assert (chosen("nothing", *expressions), dict(ASKED)) == ([2], {"x": 1})
    assert (chosen("x", *expressions), dict(ASKED)) == ([0, 1, 2, 3], {"x": 1})


def test_a_condition_that_raises_leaves_its_rules_to_meet_the_error():
    """They are looked at, and named then."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Broken(Asked):
        def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
            raise RuntimeError("broken")

    broken = Leaf(id="broken", condition=Broken(letter="x"))
    assert chosen("nothing", broken, broken, word("甲")) == [0, 1]


@pytest.mark.parametrize("name", BY_WORDS)
@settings(deadline=None)  # the dictionary is loaded in one of them
@given(text=st.text(max_size=40) | st.sampled_from([e.text for k in BY_WORDS for e in all_conditions()[k].fires]))
def test_a_condition_that_promises_to_go_by_words_does(name: str, text: str):
    """It never fires where none of its words was found."""
    kind = all_conditions()[name]
    condition: Condition = TypeAdapter(kind).validate_python(dict(kind.sample))
    vocabulary = condition.vocabulary({})
    assert vocabulary is not None
    message, scene = scene_of(Example(text))
    reading = Reader({condition: vocabulary}).read(text)

    assert condition.match(message, reading, scene) is None or condition in reading.struck([vocabulary.strength])
