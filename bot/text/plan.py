"""The vocabularies of one strength, made ready to be found together."""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from bot.text.folded import MARKS
from bot.text.folding import HAN, fold_word
from bot.text.lexicon import Lexicon
from bot.text.pinyin import initials, sounds
from bot.text.reading import Strength, Vocabulary

_SHORTEST_BY_SOUND = 2  # one syllable sounds like everything
_SHORTEST_TWISTED = 4  # characters; measured: shorter ones stand backwards in innocent chat
_SHORTEST_LETTERS = 4  # letters; three are somebody's abbreviation for something else
_VOWELS = frozenset("aeo")  # letters that begin syllables and make English words
_HAN = re.compile(f"[{HAN}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A word of one vocabulary.

    key: of the vocabulary. word: as written there. form: folded. allows: it takes hits back instead of being one.
    mask: bits of the folds that `form` itself undoes.
    """

    key: Hashable
    word: str
    form: str
    label: str = ""
    allows: bool = False
    mask: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to look for in texts folded with one strength, by form and, if it is `strong`, by sound."""

    forms: Lexicon
    by_form: Mapping[str, tuple[Entry, ...]]
    sounds: Lexicon
    by_sound: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, vocabularies: Mapping[Hashable, Vocabulary], strength: Strength) -> Self:
        """Return the plan of `vocabularies`, all of `strength`. Raises ValueError for a word that folds to nothing."""
        entries = tuple(_entries(vocabularies, strength))
        twisted = (form for entry in entries for form in _twisted(entry)) if strength is Strength.STRONG else ()
        by_form = _grouped((entry.form, entry) for entry in (*entries, *twisted))
        by_sound = _grouped(
            (sounds(entry.form), entry)
            for entry in entries
            if strength is Strength.STRONG and not entry.allows and _has_sound(entry.form)
        )
        return cls(forms=Lexicon(by_form), by_form=by_form, sounds=Lexicon(by_sound), by_sound=by_sound)


def _entries(vocabularies: Mapping[Hashable, Vocabulary], strength: Strength) -> Iterator[Entry]:
    for key, vocabulary in vocabularies.items():
        for word in sorted(vocabulary.words):
            yield Entry(key=key, word=word, form=_form(word, strength), label=vocabulary.labels.get(word, ""))
        for word in sorted(vocabulary.allow):
            yield Entry(key=key, word=word, form=_form(word, strength), allows=True)


def _twisted(entry: Entry) -> Iterator[Entry]:
    """Yield the other ways to write a longer Han word: backwards, and as the first letters of its syllables."""
    form = entry.form
    if entry.allows or len(form) < _SHORTEST_TWISTED or form.isascii() or not _HAN.fullmatch(form):
        return
    backwards = form[::-1]
    if backwards != form:
        yield replace(entry, form=backwards, mask=MARKS["倒序"])
    letters = initials(form)
    if len(letters) >= _SHORTEST_LETTERS and letters.isascii() and not set(letters) & _VOWELS:
        yield replace(entry, form=letters, mask=MARKS["缩写"])


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
