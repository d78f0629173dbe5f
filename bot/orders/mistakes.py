"""Every way to write a command word with one mistake in it, looked up instead of tried."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.orders import Grammar
from bot.orders.people import spells
from bot.orders.plain import plain
from bot.orders.words import Same
from bot.text.pinyin import blurred_sounds

_LONGEST = 4  # characters of a Chinese command word that is looked for
_LONG_ENOUGH = 4  # letters of an English word in which one may be wrong
_ANY = "*"
_LIKE = str.maketrans(
    {
        "撒": "撤",
        "辙": "撤",
        "澈": "撤",
        "述": "诉",
        "拆": "诉",
        "吿": "告",
        "岀": "出",
        "襟": "禁",
        "明": "名",
        "盲": "言",
    }
)
"""Characters that are taken for others of command words, by their looks or by habit."""
_SPACED = re.compile(r"[\u3400-\u9fff](?: {1,3}[\u3400-\u9fff]){1,3}")
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """Names of commands by what may be written for one of their words.

    alike: by its sound; wrong: with a character left open; short: with one missing, or two swapped; whole: as it is, for those who wrote one too many. chinese, names: the Chinese words as they are; begins: and their first halves.
    """

    alike: Names
    wrong: Names
    short: Names
    whole: Names
    chinese: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    begins: frozenset[str]


def meant(token: str, grammars: Sequence[Grammar], *, is_bold: bool) -> tuple[tuple[int, str], ...]:
    """Return the length of a mistyped word at the beginning of plain `token`, and the command it may be; likeliest first.

    is_bold: whether a wrong character will do that does not even sound right.
    """
    return _meant(token, Same(grammars), is_bold=is_bold)


def spaced(text: str, at: int, grammars: Sequence[Grammar]) -> tuple[tuple[int, str], ...]:
    """Return the length of a word written with blanks in it at `at` of plain `text`, and its command: 禁 言."""
    match = _SPACED.match(text, at)
    if match is None:
        return ()
    said = match[0]
    places = [place for place, char in enumerate(said, start=1) if char != " "]
    names = _mistakes(Same(grammars)).names
    read = ((place, said[:place].replace(" ", "")) for place in reversed(places))
    return tuple((place, names[word]) for place, word in read if word in names)


@lru_cache(maxsize=2048)
def _meant(token: str, same: Same, *, is_bold: bool) -> tuple[tuple[int, str], ...]:
    table = _mistakes(same)
    if token.isascii():
        typed = [name for name in _looked_up(token, table) if len(token) >= _LONG_ENOUGH - 1]
        spelled = [name for word, name in table.chinese if spells(token, word)]
        return tuple(dict.fromkeys((len(token), name) for name in (*spelled, *typed)))
    pieces = [
        token[:length] for length in range(min(_LONGEST, len(token)), 1, -1) if token[:length] not in table.begins
    ]
    found = [(len(piece), name) for piece in pieces for name in table.alike.get(blurred_sounds(piece), ())]
    names = table.names
    found += [(len(piece), names[like]) for piece in pieces if (like := piece.translate(_LIKE)) in names]
    if is_bold:
        found += [(len(piece), name) for piece in pieces for name in _looked_up(piece, table)]
    return tuple(dict.fromkeys(found))


def _looked_up(said: str, table: Mistakes) -> Iterator[str]:
    for form in _wrong(said):
        yield from table.wrong.get(form, ())
    yield from table.short.get(said, ())
    for form in _missing(said):
        yield from table.whole.get(form, ())


@lru_cache(maxsize=8)
def _mistakes(same: Same) -> Mistakes:
    words = [(plain(word), grammar.words[0]) for grammar in same.grammars for word in grammar.words]
    chinese = tuple((word, name) for word, name in words if not word.isascii() and len(word) > 1)
    exact = tuple((word, name) for word, name in words if word.isascii() and len(word) >= _LONG_ENOUGH)
    longer = tuple((word, name) for word, name in (*chinese, *exact) if len(word) > 2)
    return Mistakes(
        alike=_table((blurred_sounds(word), name) for word, name in chinese),
        wrong=_table((form, name) for word, name in (*chinese, *exact) for form in _wrong(word)),
        short=_table((form, name) for word, name in longer for form in (*_missing(word), *_swapped(word))),
        whole=_table(longer),
        chinese=chinese,
        names=dict(chinese),
        begins=frozenset(
            part for word, _ in chinese for part in (word, word[:2])
        ),  # 解除 begins 解除禁言: it is no 移除
    )


def _wrong(word: str) -> Iterator[str]:
    """Yield `word` with one place open; of an English one never the first."""
    first = 1 if word.isascii() else 0
    return (word[:at] + _ANY + word[at + 1 :] for at in range(first, len(word)))


def _missing(word: str) -> Iterator[str]:
    first = 1 if word.isascii() else 0
    return (word[:at] + word[at + 1 :] for at in range(first, len(word)))


def _swapped(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _table(told: Iterable[tuple[str, str]]) -> Names:
    found: dict[str, dict[str, None]] = {}
    for form, name in told:
        found.setdefault(form, {})[name] = None
    return {form: tuple(names) for form, names in found.items()}
