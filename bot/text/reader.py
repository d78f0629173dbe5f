"""Reading a text once for all rules: one pass per strength for the words of all vocabularies."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from bot.core.findings import Span
from bot.text.folded import DISGUISES, MARKS, Folded, names
from bot.text.folding import views
from bot.text.initials import abbreviated, letters, stands_for
from bot.text.lexicon import stands_alone
from bot.text.mentions import is_mentioned
from bot.text.pinyin import blurred_sounds
from bot.text.plan import Entry, Plan
from bot.text.reading import Hit, Reading, Strength, Vocabulary
from bot.text.segment import frequency, is_whole
from bot.text.sound import heard, is_twisted, odd, sound_views

_MOST_BESIDE = 2_000  # chosen: texts besides messages that are kept read

_MOST = 100  # chosen: words found in one view; a page of talk has none
_MOST_PLACES = 400  # chosen: places of one view that are looked at; a page of talk has 50


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

    __slots__ = ("_beside", "_by_identity", "_frequency", "_last", "_plans", "_strengths")

    def __init__(
        self, vocabularies: Mapping[Hashable, Vocabulary], *, frequency: Callable[[str], int] = frequency
    ) -> None:
        self._frequency = frequency
        self._last = _Reading("", self)
        self._beside: dict[str, _Reading] = {}
        self._strengths = {key: vocabulary.strength for key, vocabulary in vocabularies.items()}
        self._by_identity = {id(key): vocabulary.strength for key, vocabulary in vocabularies.items()}
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

    def follow(self, other: "Reader") -> None:
        """Take over how `other` folded the text it read last: that is the same whatever the vocabularies."""
        last = other._last
        if self._last.text != last.text:
            self._last = _Reading(last.text, self)
        self._last._views = last._views

    def beside(self, text: str) -> Reading:
        """Return a text that is not the message, such as a name: those come again and again, so they are kept."""
        found = self._beside.get(text)
        if found is None:
            if len(self._beside) >= _MOST_BESIDE:
                self._beside.clear()
            found = self._beside[text] = _Reading(text, self)
        return found

    def strength(self, key: Hashable) -> Strength | None:
        """Return the strength of the vocabulary registered under `key`, None if there is none."""
        # Keys are conditions, whose hashes cost more than a short text; those registered live as long as this does.
        return self._by_identity.get(id(key)) or self._strengths.get(key)

    def hits(self, reading: "_Reading", strength: Strength) -> Mapping[Hashable, tuple[Hit, ...]]:
        """Return the hits of all vocabularies of `strength`, by their keys; keys without hits are left out."""
        found: dict[Hashable, list[_Found]] = defaultdict(list)
        for one in self._search(reading, strength):
            found[one.entry.key].append(one)
        return {key: hits for key, ones in found.items() if (hits := _settled(ones))}

    def _search(self, reading: "_Reading", strength: Strength) -> Iterator[_Found]:
        """Yield what is found in all views, of each the first `_MOST`: a page full of hits needs no more to be judged."""
        plan = self._plans[strength]
        written = Strength.NORMAL if strength is Strength.STRONG else strength
        for view in reading.views(written):
            if places := plan.forms.find(view.text):
                yield from islice(_believed(view, places, plan.by_form, self._as_written), _MOST)
        if strength is not Strength.STRONG:
            return
        for view in reading.views(strength):
            if places := self._odd(view, plan):
                yield from islice(_believed(view, places, plan.by_sound, self._by_sound), _MOST)
            short = abbreviated(view)
            if short is not None:
                places = plan.letters.find(letters(short.text))
                yield from islice(_believed(short, places, plan.by_letters, _by_letters), _MOST)

    def _odd(self, view: Folded, plan: Plan) -> list[tuple[int, str]]:
        places = plan.sounds.find(blurred_sounds(view.text))
        return odd(view, places, plan.exact_sounds, frequency=self._frequency) if places else places

    def _as_written(self, view: Folded, start: int, end: int, entry: Entry) -> int | None:
        if entry.disguised and isinstance(view.marks, bytes):
            return None  # nothing was folded
        if not stands_alone(view.text, start, end):
            return None
        if entry.mask and not is_twisted(view.text, start, end, entry, frequency=self._frequency):
            return None
        if entry.whole and not entry.mask and not is_whole(view.text, start, end):
            return None
        return view.mask(start, end) | entry.mask

    def _by_sound(self, view: Folded, start: int, end: int, entry: Entry) -> int | None:
        return heard(view, start, end, entry.form, frequency=self._frequency)


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

    def other(self, text: str) -> Reading:
        return self._reader.beside(text)

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
        found = self._hits[strength]
        return found.get(key, ()) if found else ()

    def struck(self, strengths: Iterable[Strength]) -> Collection[Hashable]:
        found: list[Hashable] = []
        for strength in strengths:
            if strength not in self._hits:
                self._hits[strength] = self._reader.hits(self, strength)
            if self._hits[strength]:
                found += self._hits[strength]
        return found


def _by_letters(view: Folded, start: int, end: int, entry: Entry) -> int | None:
    if not stands_for(view, start, end, entry.form):
        return None
    return view.mask(start, end) | MARKS["缩写"]


def _believed(
    view: Folded,
    places: Sequence[tuple[int, str]],
    entries: Mapping[str, tuple[Entry, ...]],
    mask_of: Callable[[Folded, int, int, Entry], int | None],
) -> Iterator[_Found]:
    """Yield the `entries` at the first `_MOST_PLACES` of `places`, where they are believed and not merely mentioned.

    mask_of: the bits of the folds an entry needed there, None if it is not believed.
    """
    for start, form in places[:_MOST_PLACES]:
        end = start + len(form)
        for entry in entries[form]:
            mask = mask_of(view, start, end, entry)
            if mask is None:
                continue
            span = view.original(start, end)
            if entry.disguised and not (mask & DISGUISES and span[1] - span[0] > 1):
                continue  # one emoji is one word, whoever writes it
            if entry.allows or not is_mentioned(view.text, start, end):
                yield _Found(entry=entry, span=span, mask=mask)


def _settled(found: Sequence[_Found]) -> tuple[Hit, ...]:
    """Return what is left after the allowed phrases took theirs: the longest where two overlap, in order."""
    if len(found) == 1:
        return () if found[0].entry.allows else (_hit(found[0]),)
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
        hits.append(_hit(one))
    return tuple(sorted(hits, key=lambda hit: hit.span))


def _hit(one: _Found) -> Hit:
    return Hit(word=one.entry.word, span=one.span, folds=names(one.mask), label=one.entry.label)
