"""Reading a text once for all rules: one pass per strength for the words of all vocabularies."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from bot.core.findings import Span
from bot.text.folded import Folded, names
from bot.text.folding import views
from bot.text.lexicon import stands_alone
from bot.text.pinyin import sounds
from bot.text.plan import Entry, Plan
from bot.text.reading import Hit, Reading, Strength, Vocabulary
from bot.text.segment import frequency
from bot.text.sound import heard, sound_views


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An entry found somewhere. mask: bits of the folds that were needed."""

    entry: Entry
    span: Span
    mask: int


class Reader:
    """Knows all vocabularies; safe to share between threads.

    frequency: how often a text is an ordinary word, asked only about words that merely sound like one looked for.
    Raises ValueError for a word of which no character is left after folding.
    """

    __slots__ = ("_frequency", "_last", "_plans", "_strengths")

    def __init__(
        self, vocabularies: Mapping[Hashable, Vocabulary], *, frequency: Callable[[str], int] = frequency
    ) -> None:
        self._frequency = frequency
        self._last = _Reading("", self)
        self._strengths = {key: vocabulary.strength for key, vocabulary in vocabularies.items()}
        self._plans = {
            strength: Plan.of({k: v for k, v in vocabularies.items() if v.strength is strength}, strength)
            for strength in sorted(set(self._strengths.values()))
        }

    def read(self, text: str) -> Reading:
        """Return `text` as conditions see it; nothing is computed before it is asked for, or twice in a row."""
        last = self._last
        if last.text != text:
            self._last = last = _Reading(text, self)
        return last

    def strength(self, key: Hashable) -> Strength | None:
        """Return the strength of the vocabulary registered under `key`, None if there is none."""
        return self._strengths.get(key)

    def hits(self, reading: "_Reading", strength: Strength) -> Mapping[Hashable, tuple[Hit, ...]]:
        """Return the hits of all vocabularies of `strength`, by their keys; keys without hits are left out."""
        found: dict[Hashable, list[_Found]] = defaultdict(list)
        for one in self._search(reading, strength):
            found[one.entry.key].append(one)
        return {key: hits for key, ones in found.items() if (hits := _settled(ones))}

    def _search(self, reading: "_Reading", strength: Strength) -> Iterator[_Found]:
        plan = self._plans[strength]
        written = Strength.NORMAL if strength is Strength.STRONG else strength
        for view in reading.views(written):
            yield from _as_written(view, plan)
        if strength is Strength.STRONG:
            for view in reading.views(strength):
                yield from self._by_sound(view, plan)

    def _by_sound(self, view: Folded, plan: Plan) -> Iterator[_Found]:
        for start, sound in plan.sounds.find(sounds(view.text)):
            end = start + len(sound)
            for entry in plan.by_sound[sound]:
                mask = heard(view, start, end, entry.form, frequency=self._frequency)
                if mask is not None:
                    yield _Found(entry=entry, span=view.original(start, end), mask=mask)


class _Reading:
    """One text; see `bot.text.reading.Reading`."""

    __slots__ = ("_hits", "_reader", "_text", "_views")

    def __init__(self, text: str, reader: Reader) -> None:
        self._text = text
        self._reader = reader
        self._views: dict[Strength, tuple[Folded, ...]] = {}
        self._hits: dict[Strength, Mapping[Hashable, tuple[Hit, ...]]] = {}

    @property
    def text(self) -> str:
        return self._text

    def folded(self, strength: Strength) -> Folded:
        return self.views(strength)[-1]

    def views(self, strength: Strength) -> tuple[Folded, ...]:
        if strength not in self._views:
            normal = strength is not Strength.STRONG
            self._views[strength] = (
                views(self._text, strength) if normal else tuple(sound_views(self.views(Strength.NORMAL)))
            )
        return self._views[strength]

    def hits(self, key: Hashable) -> tuple[Hit, ...]:
        strength = self._reader.strength(key)
        if strength is None:
            return ()
        if strength not in self._hits:
            self._hits[strength] = self._reader.hits(self, strength)
        return self._hits[strength].get(key, ())


def _as_written(view: Folded, plan: Plan) -> Iterator[_Found]:
    for start, form in plan.forms.find(view.text):
        end = start + len(form)
        if stands_alone(view.text, start, end):
            mask = view.mask(start, end)
            for entry in plan.by_form[form]:
                yield _Found(entry=entry, span=view.original(start, end), mask=mask | entry.mask)


def _settled(found: Iterable[_Found]) -> tuple[Hit, ...]:
    """Return what is left after the allowed phrases took theirs: the longest where two overlap, in order."""
    ones = sorted(found, key=lambda one: (one.span[0] - one.span[1], one.span[0], one.mask))
    allowed = sorted(one.span for one in ones if one.entry.allows)
    firsts = [first for first, _ in allowed]
    reaches = list(accumulate((last for _, last in allowed), max))
    taken = bytearray(max((one.span[1] for one in ones), default=0))
    hits: list[Hit] = []
    for one in ones:
        start, end = one.span
        before = bisect_right(firsts, start)
        if one.entry.allows or (before and reaches[before - 1] >= end) or any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        hits.append(Hit(word=one.entry.word, span=one.span, folds=names(one.mask), label=one.entry.label))
    return tuple(sorted(hits, key=lambda hit: hit.span))
