"""Which command word stands at a place of a line; also split (解除张三的禁言, 加2分) and turned around (加入黑名单)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.orders import Grammar, Piece
from bot.orders.plain import plain, runs_on

_UNDOING = ("解除", "撤销", "取消", "撤回", "解开")  # ways to say the first
_SPLIT = 4  # characters of a word that may be split in two halves
_BETWEEN = 80  # characters between the halves of a split word; chosen
_SPANS = (
    r"[0-9]+(?:\.[0-9]+)?\s?(?:个|秒|分|刻|小时|时|钟|天|日|周|星期|礼拜|次|点|h|m|s|d|w|pt|$|[ ,.;:!。])"
    r"|[零一二两三四五六七八九十百半]{1,4}个?半?(?:秒|分|刻|小时|钟|天|月|周|星期|礼拜|次|点)"
    r"|[+-][0-9]|[加减扣记罚]\s?[+-]?[0-9一二两三四五六七八九十半]|被|(?:直?到|直?至)(?:[0-9今明后大下本这周月年早晚凌上中]|星期|礼拜)|永久|永远|无限期|因为|由于|原因|理由"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A command word.

    grammar: its place among the grammars. sub: the second word that is part of it. tail: its second half, which must
    follow later; empty if the word is whole. is_turned: 禁言解除 for 解除禁言, 加入黑名单 for 黑名单 加入.
    """

    word: str
    grammar: int
    sub: str = ""
    tail: str = ""
    is_turned: bool = False

    @property
    def length(self) -> int:
        """Characters it takes at its place."""
        return len(self.word) - len(self.tail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All words of all grammars, by their first character, longest first. halves: the first halves of split ones.

    nouns: what can be begun (来个抽奖), longest first, with the grammar's place. any: finds out fast that a line holds
    none. stops: what ends a name that nobody knows.
    """

    whole: Mapping[str, tuple[Word, ...]]
    halves: Mapping[str, tuple[Word, ...]]
    nouns: tuple[Word, ...]
    any: re.Pattern[str]
    stops: re.Pattern[str]


class Same:
    """Grammars that stay the same: a key for what is made of them once."""

    __slots__ = ("grammars",)

    def __init__(self, grammars: Sequence[Grammar]) -> None:
        self.grammars = grammars

    def __hash__(self) -> int:
        return id(self.grammars)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.grammars is self.grammars


def words_of(grammars: Sequence[Grammar]) -> Words:
    """Return the words of `grammars`; made once for the same grammars."""
    return _words(Same(grammars))


def word_at(text: str, at: int, words: Words) -> Word | None:
    """Return the longest word that stands whole at `at` of plain `text`."""
    for word in words.whole.get(text[at : at + 1], ()):
        if text.startswith(word.word, at) and not (word.word.isascii() and runs_on(text, at + len(word.word))):
            return word
    return None


def noun_at(text: str, at: int, words: Words) -> Word | None:
    """Return the longest noun of something that can be begun which stands at `at`."""
    return next((noun for noun in words.nouns if text.startswith(noun.word, at)), None)


def halves_at(text: str, at: int, words: Words) -> tuple[Word, ...]:
    """Return the words whose first half stands at `at`."""
    return tuple(w for w in words.halves.get(text[at : at + 1], ()) if text.startswith(w.word[: w.length], at))


@lru_cache(maxsize=8)
def _words(same: Same) -> Words:
    whole: dict[str, Word] = {}
    halves: list[Word] = []
    for place, grammar in enumerate(same.grammars):
        for word in map(plain, grammar.words):
            whole.setdefault(word, Word(word=word, grammar=place))
            halves += _halves(word, place, grammar)
    for place, grammar in enumerate(same.grammars):
        for turned in _turned(grammar, place):
            whole.setdefault(turned.word, turned)
    begun = ((plain(noun), place) for place, grammar in enumerate(same.grammars) for noun in grammar.begins)
    nouns = tuple(Word(word=noun, grammar=place) for noun, place in sorted(begun, key=lambda one: -len(one[0])))
    plainest = sorted(whole, key=len, reverse=True)
    named = "|".join(re.escape(word) for word in plainest if not word.isascii() and len(word) > 1)
    return Words(
        whole=_by_head(whole.values()),
        halves=_by_head(halves),
        nouns=nouns,
        any=_any_of((*plainest, *_besides(nouns, plainest)), halves),
        stops=re.compile(f"{_SPANS}|{named}" if named else _SPANS),
    )


def _besides(nouns: Sequence[Word], words: Sequence[str]) -> Iterator[str]:
    """Yield the nouns that hold none of `words`, nor another noun: a line with such a noun is found by that."""
    for noun in nouns:
        others = (*words, *(one.word for one in nouns if one.word != noun.word))
        if not any(other in noun.word for other in others):
            yield noun.word


def _any_of(words: Iterable[str], halves: Iterable[Word]) -> re.Pattern[str]:
    """Return what finds a word anywhere; marks like ? are none, they count only behind a call."""
    whole = (re.escape(word) for word in words if re.search(r"\w", word))
    split = (f"{re.escape(half.word[: half.length])}.{{1,{_BETWEEN}}}?{_tail(half)}" for half in halves)
    return re.compile("|".join((*whole, *split)) or r"(?!)", re.DOTALL)


def _tail(half: Word) -> str:
    return "[0-9分点]" if half.tail == "分" else re.escape(half.tail)


def _halves(word: str, place: int, grammar: Grammar) -> Iterator[Word]:
    if Piece.POINTS in grammar.takes and len(word) == 2 and word.endswith("分"):
        yield Word(word=word, grammar=place, tail="分")
    if len(word) == _SPLIT and not word.isascii():
        yield Word(word=word, grammar=place, tail=word[2:])
        if word.startswith(_UNDOING[0]):
            yield from (Word(word=way + word[2:], grammar=place, tail=word[2:]) for way in _UNDOING[1:])


def _turned(grammar: Grammar, place: int) -> Iterator[Word]:
    """Yield 加入黑名单 for 黑名单 加入, 禁言解除 for 解除禁言."""
    for word in map(plain, grammar.words):
        if word.isascii() or len(word) < 2:
            continue
        if len(word) == _SPLIT:
            yield Word(word=word[2:] + word[:2], grammar=place, is_turned=True)
        for sub, ways in grammar.subs.items():
            for way in map(plain, (sub, *ways)):
                if len(way) > 1 or way in "开关":
                    yield Word(word=way + word, grammar=place, sub=sub, is_turned=True)


def _by_head(words: Iterable[Word]) -> Mapping[str, tuple[Word, ...]]:
    found: dict[str, list[Word]] = {}
    for word in sorted(words, key=lambda w: len(w.word), reverse=True):
        found.setdefault(word.word[0], []).append(word)
    return {head: tuple(those) for head, those in found.items()}
