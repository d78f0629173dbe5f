"""One text, read once for all conditions: its folds and the words found in it."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.core.findings import Span


class Strength(StrEnum):
    """How hard the fold looks through disguise; each includes the ones before it."""

    OFF = "off"
    WEAK = "weak"
    NORMAL = "normal"
    STRONG = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words to look for together. allow: phrases that, where they cover a hit, take it back.

    labels: the title of the list that a word is from, by word, for those that have one. whole_words: where a word
    stands as it is written, it must not cut an ordinary word at either end; the allowed phrases may. spares: a word that
    is only spoken of (warned of, quoted, defined, part of an idiom) is no hit; else it counts wherever it stands.
    """

    words: frozenset[str]
    allow: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    strength: Strength = Strength.NORMAL
    whole_words: bool = False
    spares: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A word found. span: in the original text. folds: Chinese names of the folds that were needed, may be empty.

    word: as the vocabulary has it. label: what the vocabulary calls the list it is from, may be empty.
    """

    word: str
    span: Span
    folds: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excused:
    """A word that stands at `span` of the original text and does not count. why: one Chinese word, such as 告诫."""

    word: str
    span: Span
    why: str


class Reading(Protocol):
    """One text as the conditions see it; everything in it is computed at most once."""

    @property
    def text(self) -> str:
        """The original text."""

    def other(self, text: str) -> "Reading":
        """Return another text (a name, what a picture says) read for the same vocabularies; those that recur are kept."""

    def folded(self, strength: Strength) -> "FoldedText":
        """Return the text folded with `strength`, as the furthest of its views."""

    def views(self, strength: Strength) -> "tuple[FoldedText, ...]":
        """Return the ways to read the text with `strength`, the plainest first; one unless something is disguised."""

    def hits(self, key: Hashable) -> tuple[Hit, ...]:
        """Return the hits of the vocabulary registered under `key`, in order, the longest where two overlap."""

    def excused(self, key: Hashable) -> tuple[Excused, ...]:
        """Return the words of the vocabulary registered under `key` that are only spoken of, in order."""

    def struck(self, strengths: Iterable[Strength]) -> Collection[Hashable]:
        """Return the keys of all vocabularies of these strengths that have any hit."""


class FoldedText(Protocol):
    """A folded text with its way back."""

    @property
    def text(self) -> str:
        """What is left after folding."""

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original text that [start, end) of the folded text came from."""

    def folds(self, start: int, end: int) -> tuple[str, ...]:
        """Return the Chinese names of the folds that changed anything in [start, end), in a fixed order."""
