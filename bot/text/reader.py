"""Reading a text once for all rules: one pass per strength for the words of all vocabularies."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.text.context import Context
from bot.text.folded import DISGUISES, MARKS, Folded
from bot.text.folding import views
from bot.text.initials import abbreviated, letters, stands_for
from bot.text.lexicon import stands_alone
from bot.text.pinyin import blurred_sounds
from bot.text.plan import Entry, Plan
from bot.text.reading import Excused, Hit, Reading, Strength, Vocabulary
from bot.text.segment import frequency, is_whole
from bot.text.settling import Found, settled
from bot.text.sound import heard, is_in_idiom, is_twisted, odd, sound_views

_SHORT = 8  # chosen: characters of a message that is kept read
_MOST_KEPT = 2_000  # chosen: short messages, and texts besides messages, that are kept read

_MOST = 40  # chosen: words found in one view; a page of talk has none
_MOST_PLACES = 80  # chosen: places of one view that are looked at; a page of talk has 50


_WRITTEN = {strength: Strength.NORMAL if strength is Strength.STRONG else strength for strength in Strength}
"""The strength of the views in which words of a strength are looked for as they are written: one pass serves both."""

_NOTHING: Mapping[Hashable, tuple[Hit, ...]] = {}


class Reader:
    """Knows all vocabularies; safe to share between threads.

    frequency: how often a text is an ordinary word, asked only about words that merely sound like one looked for.
    Raises ValueError for a word of which no character is left after folding.
    """

    __slots__ = ("_beside", "_by_identity", "_frequency", "_last", "_plans", "_short", "_strengths")

    def __init__(
        self, vocabularies: Mapping[Hashable, Vocabulary], *, frequency: Callable[[str], int] = frequency
    ) -> None:
        self._frequency = frequency
        self._last = _Reading("", self)
        self._beside: dict[str, _Reading] = {}
        self._short: dict[str, _Reading] = {}
        self._strengths = {key: vocabulary.strength for key, vocabulary in vocabularies.items()}
        self._by_identity = {id(key): vocabulary.strength for key, vocabulary in vocabularies.items()}
        self._plans: dict[Strength, Plan] = {
            written: Plan.of({k: v for k, v in vocabularies.items() if _WRITTEN[v.strength] is written}, written)
            for written in sorted({_WRITTEN[strength] for strength in self._strengths.values()})
        }

    def read(self, text: str) -> Reading:
        """Return `text` as conditions see it; nothing is computed before it is asked for, or twice in a row.

        What is as short as 收到 or an answer in a quiz is said again and again, so it is kept.
        """
        last = self._last
        if last.text != text:
            self._last = last = self._kept(text, self._short) if len(text) <= _SHORT else _Reading(text, self)
        return last

    def follow(self, other: "Reader") -> None:
        """Take over how `other` folded the text it read last: that is the same whatever the vocabularies."""
        last = other._last  # noqa: SLF001 — one of its own kind
        if self._last.text != last.text:
            self._last = _Reading(last.text, self)
        self._last.take_views_of(last)

    def beside(self, text: str) -> Reading:
        """Return a text that is not the message, such as a name: those come again and again, so they are kept."""
        return self._kept(text, self._beside)

    def _kept(self, text: str, kept: "dict[str, _Reading]") -> "_Reading":
        found = kept.get(text)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[text] = _Reading(text, self)
        return found

    def strength(self, key: Hashable) -> Strength | None:
        """Return the strength of the vocabulary registered under `key`, None if there is none."""
        # Keys are conditions, whose hashes cost more than a short text; those registered live as long as this does.
        return self._by_identity.get(id(key)) or self._strengths.get(key)

    def hits(self, reading: "_Reading", strength: Strength) -> Mapping[Hashable, tuple[Hit, ...]]:
        """Return the hits of all vocabularies of `strength`, by their keys; keys without hits are left out."""
        ones = self._found(reading, strength)
        if not ones:
            return _NOTHING
        found: dict[Hashable, list[Found]] = defaultdict(list)
        for one in ones:
            if self.strength(one.entry.key) is strength:
                found[one.entry.key].append(one)
        return {key: hits for key, ones in found.items() if (hits := settled(ones))}

    def excused(self, reading: "_Reading", key: Hashable) -> tuple[Excused, ...]:
        """Return what of the vocabulary registered under `key` is only spoken of; slow, made for explanations."""
        strength = self.strength(key)
        if strength is None:
            return ()
        ones = (one for one in self._found(reading, strength) if one.excuse and one.entry.key == key)
        whys = {(one.span, one.entry.word): one.excuse for one in ones}
        return tuple(Excused(word=word, span=span, why=why) for (span, word), why in sorted(whys.items()))

    def _found(self, reading: "_Reading", strength: Strength) -> list[Found]:
        ones = reading.written(_WRITTEN[strength])
        return [*ones, *self._heard(reading)] if strength is Strength.STRONG else ones

    def written(self, reading: "_Reading", strength: Strength) -> list[Found]:
        """Return what stands in the views of `strength`, of each the first `_MOST`: a page full of hits needs no more."""
        plan = self._plans[strength]
        found: list[Found] = []
        for view in reading.views(strength):
            if places := plan.forms.find(view.text, enough=_MOST_PLACES):
                found += islice(_believed(view, places, plan.by_form, self._as_written), _MOST)
        return found

    def _heard(self, reading: "_Reading") -> list[Found]:
        """Return what the views of a text only sound like, or abbreviate."""
        plan = self._plans[Strength.NORMAL]
        found: list[Found] = []
        for view in reading.views(Strength.STRONG):
            if places := self._odd(view, plan):
                found += islice(_believed(view, places, plan.by_sound, self._by_sound), _MOST)
            short = abbreviated(view)
            if short is not None:
                places = plan.letters.find(letters(short.text))
                found += islice(_believed(short, places, plan.by_letters, _by_letters), _MOST)
        return found

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
        if entry.spares and is_in_idiom(view.text, start, end, frequency=self._frequency):
            return None
        return view.mask(start, end) | entry.mask

    def _by_sound(self, view: Folded, start: int, end: int, entry: Entry) -> int | None:
        return heard(view, start, end, entry.form, frequency=self._frequency)


class _Reading:
    """One text; see `bot.text.reading.Reading`."""

    __slots__ = ("_hits", "_reader", "_text", "_views", "_written")

    def __init__(self, text: str, reader: Reader) -> None:
        self._text = text
        self._reader = reader
        self._views: dict[Strength, tuple[Folded, ...]] = {}
        self._hits: dict[Strength, Mapping[Hashable, tuple[Hit, ...]]] = {}
        self._written: dict[Strength, list[Found]] = {}

    @property
    def text(self) -> str:
        return self._text

    def other(self, text: str) -> Reading:
        return self._reader.beside(text)

    def folded(self, strength: Strength) -> Folded:
        return self.views(strength)[-1]

    def views(self, strength: Strength) -> tuple[Folded, ...]:
        found = self._views.get(strength)
        if found is None:
            normal = strength is not Strength.STRONG
            found = views(self._text, strength) if normal else tuple(sound_views(self.views(Strength.NORMAL)))
            self._views[strength] = found
        return found

    def written(self, strength: Strength) -> list[Found]:
        found = self._written.get(strength)
        if found is None:
            found = self._written[strength] = self._reader.written(self, strength)
        return found

    def take_views_of(self, other: "_Reading") -> None:
        self._views = other._views  # noqa: SLF001 — one of its own kind

    def hits(self, key: Hashable) -> tuple[Hit, ...]:
        strength = self._reader.strength(key)
        if strength is None:
            return ()
        found = self._all(strength)
        return found.get(key, ()) if found else ()

    def excused(self, key: Hashable) -> tuple[Excused, ...]:
        return self._reader.excused(self, key)

    def struck(self, strengths: Iterable[Strength]) -> Collection[Hashable]:
        found: list[Hashable] = []
        for strength in strengths:
            found += self._all(strength)
        return found

    def _all(self, strength: Strength) -> Mapping[Hashable, tuple[Hit, ...]]:
        found = self._hits.get(strength)
        if found is None:
            found = self._hits[strength] = self._reader.hits(self, strength)
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
) -> Iterator[Found]:
    """Yield the `entries` at the first `_MOST_PLACES` of `places`, where they are believed, with their excuses.

    mask_of: the bits of the folds an entry needed there, None if it is not believed.
    """
    context = Context(view.text)
    for start, form in places[:_MOST_PLACES]:
        end = start + len(form)
        for entry in entries[form]:
            mask = mask_of(view, start, end, entry)
            if mask is None:
                continue
            span = view.original(start, end)
            if entry.disguised and not (mask & DISGUISES and span[1] - span[0] > 1):
                continue  # one emoji is one word, whoever writes it
            yield Found(
                entry=entry,
                span=span,
                mask=mask,
                weak=entry.weak and not mask & DISGUISES and not context.accompanies(start, end),
                excuse=context.excuse(start, end) if entry.spares else "",
            )
