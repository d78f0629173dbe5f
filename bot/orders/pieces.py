"""A line that is read, and what was found in it so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.orders import Grammar, Piece
from bot.orders.numbers import Points
from bot.orders.people import Known, Named
from bot.orders.spans import Span
from bot.orders.words import Word, Words

LISTING = frozenset({"名单", "列表"})
"""Second words that only show something, whatever their command needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is read. text: as written; plain: the same as it is compared. end: where the order ends."""

    text: str
    plain: str
    end: int
    people: Known
    words: Words
    now: datetime
    zone: tzinfo
    has_quoted: bool = False


@dataclass(slots=True, kw_only=True)
class Pieces:
    """What was found so far.

    at: where the walk stands. rest: place of what is left over. tail: half of a split word
    that is still to come. fillers: words that say nothing.
    is_begun: whether its noun stands behind 来个, 发起 and the like.
    early: reason that stands before the word. is_early: whether a reason or a length stands before it, and nobody.
    unknown: how likely a name that nobody has is one. because: whether a reason was announced.
    """

    at: int
    grammar: Grammar
    word: str
    word_end: int
    is_object: bool = False
    is_people_first: bool = False
    is_past: bool = False
    early: str = ""
    is_early: bool = False
    is_turned: bool = False
    is_begun: bool = False
    text: str = ""
    sub: str = ""
    tail: str = ""
    people: list[Named] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    said_span: str = ""
    points: Points | None = None
    said_points: str = ""
    numbers: tuple[int, ...] = ()
    reason: str = ""
    rest: str = ""
    rest_at: int = 0
    fillers: int = 0
    unknown: int = 0
    because: bool = False

    def takes(self, piece: Piece) -> bool:
        """Tell whether the command takes `piece`."""
        return piece in self.grammar.takes

    @property
    def is_latin(self) -> bool:
        """Whether the command word is an English one."""
        return self.word.isascii()

    @property
    def takes_anything(self) -> bool:
        """Whether anything may stand behind the word."""
        return bool(self.grammar.takes or self.grammar.subs)

    @property
    def is_text(self) -> bool:
        """Whether what follows is a text, of which at most people are read."""
        return self.takes(Piece.TEXT) and bool(self.sub)

    @property
    def needs(self) -> tuple[tuple[Piece, ...], ...]:
        """What the command cannot do without; some second words can."""
        free = not LISTING.isdisjoint((self.sub, *self.grammar.subs.get(self.sub, ()))) or self.is_text
        return () if free else self.grammar.needs

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.people or self.spans or self.points or self.numbers or self.sub or self.because)


def begun_by(word: Word, at: int, grammars: Sequence[Grammar]) -> Pieces:
    """Return what `word` at `at` begins; nothing behind it is read."""
    return Pieces(
        at=at + word.length,
        grammar=grammars[word.grammar],
        word=word.word,
        word_end=at + word.length,
        sub=word.sub,
        tail=word.tail,
        is_turned=word.is_turned,
    )
