"""The vocabularies of one strength, made ready to be found together."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self

from bot.text.folded import MARKS
from bot.text.folding import HAN, fold_word
from bot.text.initials import SHORTEST, letters
from bot.text.lexicon import Lexicon
from bot.text.pinyin import blurred_sounds, sounds
from bot.text.reading import Strength, Vocabulary
from bot.text.tables import twins

_SHORTEST_BY_SOUND = 2  # one syllable sounds like everything
_SHORTEST_TWISTED, _LONGEST_TWISTED = 3, 8  # characters; chosen
_BOTH_WAYS = frozenset("我你他她它的了不一有在是就都也人能可以上下出来去")  # they stand in either order all the time
_ONLY_DISGUISED = "?？"
_HAN = re.compile(f"[{HAN}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A word of one vocabulary.

    key: of the vocabulary. word: as written there, without its mark. form: folded. allows: it takes hits back instead
    of being one. disguised: it counts only where somebody disguised it; plain, it is an ordinary word. weak: plain, it counts
    only with something else that offers, or another such word. whole: it must
    not cut an ordinary word. spares: where it is only spoken of it is no hit. mask: bits of the folds that `form` itself
    undoes.
    """

    key: Hashable
    word: str
    form: str
    label: str = ""
    allows: bool = False
    disguised: bool = False
    weak: bool = False
    whole: bool = False
    spares: bool = False
    mask: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to look for in texts folded with one strength: by form and, if it is `strong`, by sound and first letters."""

    forms: Lexicon
    by_form: Mapping[str, tuple[Entry, ...]]
    sounds: Lexicon
    by_sound: Mapping[str, tuple[Entry, ...]]
    exact_sounds: frozenset[str]
    letters: Lexicon
    by_letters: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, vocabularies: Mapping[Hashable, Vocabulary], strength: Strength) -> Self:
        """Return the plan of `vocabularies`, all of `strength`. Raises ValueError for a word that folds to nothing."""
        entries = tuple(_entries(vocabularies, strength))
        strong = {key for key, vocabulary in vocabularies.items() if vocabulary.strength is Strength.STRONG}
        hidden = tuple(entry for entry in entries if entry.key in strong and not entry.allows)
        by_form = _grouped(
            (entry.form, entry) for entry in (*entries, *chain.from_iterable(map(_written_otherwise, hidden)))
        )
        by_sound = _grouped((blurred_sounds(entry.form), entry) for entry in hidden if _has_sound(entry.form))
        by_letters = _grouped(
            (letters(entry.form), entry)
            for entry in hidden
            if len(entry.form) >= SHORTEST and _HAN.fullmatch(entry.form)
        )
        return cls(
            forms=Lexicon(by_form),
            by_form=by_form,
            sounds=Lexicon(by_sound),
            by_sound=by_sound,
            exact_sounds=frozenset(sounds(entry.form) for entry in hidden if _has_sound(entry.form)),
            letters=Lexicon(by_letters),
            by_letters=by_letters,
        )


def _entries(vocabularies: Mapping[Hashable, Vocabulary], strength: Strength) -> Iterator[Entry]:
    for key, vocabulary in vocabularies.items():
        for word in sorted(vocabulary.words):
            plain = word.rstrip(_ONLY_DISGUISED) or word
            yield Entry(
                key=key,
                word=plain,
                form=_form(plain, strength),
                label=vocabulary.labels.get(word, ""),
                disguised=len(word) == len(plain) + 1,
                weak=len(word) > len(plain) + 1,
                whole=vocabulary.whole_words,
                spares=vocabulary.spares,
            )
        for word in sorted(vocabulary.allow):
            yield Entry(key=key, word=word, form=_form(word, strength), allows=True)


def _twisted(entry: Entry) -> Iterator[Entry]:
    """Yield a Han word backwards, and with pairs of its characters swapped."""
    form = entry.form
    if not _SHORTEST_TWISTED <= len(form) <= _LONGEST_TWISTED or not _HAN.fullmatch(form):
        return
    last = len(form) - 2
    ways = {form[::-1], _swapped(form, (0,)), _swapped(form, (last,)), _swapped(form, range(0, last + 1, 2))}
    for way in sorted(ways - {form}):
        yield replace(entry, form=way, mask=MARKS["倒序"])


def _written_otherwise(entry: Entry) -> Iterator[Entry]:
    """Yield what a Han word is written as: in another order, or with a common character that looks like one of its own."""
    yield from _twisted(entry)
    form = entry.form
    if entry.disguised or not _SHORTEST_TWISTED <= len(form) <= _LONGEST_TWISTED:
        return
    for at, char in enumerate(form):
        for twin in twins().get(char, ""):
            yield replace(entry, form=form[:at] + twin + form[at + 1 :], mask=MARKS["形近"])


def _swapped(form: str, places: Iterable[int]) -> str:
    """Return `form` with the two characters at each of `places` swapped, unless they go in either order anyway."""
    for at in places:
        if not _BOTH_WAYS & {*form[at : at + 2]}:
            form = form[:at] + form[at + 1] + form[at] + form[at + 2 :]
    return form


def _form(word: str, strength: Strength) -> str:
    form = fold_word(word, strength)
    if not form:
        raise ValueError(f"词“{word}”折叠后什么也不剩，请删去它")
    return form


def _has_sound(form: str) -> bool:
    return len(form) >= _SHORTEST_BY_SOUND and sum(not char.isascii() for char in form) >= _SHORTEST_BY_SOUND


def _grouped(pairs: Iterator[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    groups: dict[str, list[Entry]] = {}
    for form, entry in pairs:
        groups.setdefault(form, []).append(entry)
    return {form: tuple(entries) for form, entries in groups.items()}
