"""Undoing disguise without leaving the characters: width, case, look-alikes, digits, emoji, separators, repeats.

A text is folded into views: one in which emoji are read as words, and, only where they differ, one in which they are
fillers, and each of these with repeats collapsed. What matches in any view is found.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain

from bot.text.folded import MARKS, Edit, Folded, rewrite
from bot.text.reading import Strength
from bot.text.tables import WEAK_FOLDS, characters, emoji

LONGEST = 1_000  # characters; chosen: longer messages are pasted articles
HAN = "\u3007\u3400-\u9fff"
_WRITTEN = f"{HAN}a-z0-9"
_SEPARATOR = r"(?:[^\w\s，。！？、；：,!?;:…\"“”'‘’()（）《》<>「」@#]|[_ \t])"

_ASTRAL = "\U00010000-\U0010ffff"
_KEYCAP = r"[0-9]\ufe0f?\u20e3\ufe0f?"
_SEPARATORS = re.compile(_SEPARATOR)
_WRITTEN_ONE = re.compile(f"[{_WRITTEN}]")
_NOT_WRITTEN = re.compile(f"[^{_WRITTEN}]+")
_BETWEEN = re.compile(
    rf"(?<=[{HAN}]){_SEPARATOR}{{1,6}}(?=[{HAN}]|[a-z](?![a-z0-9]))"
    rf"|(?:(?<=^[a-z])|(?<=[^a-z0-9][a-z])){_SEPARATOR}{{1,6}}(?=[{HAN}])"
)
_LETTERS = re.compile(
    rf"(?<=[{HAN}])[a-z](?:{_SEPARATOR}{{1,2}}[a-z]){{1,4}}(?![a-z0-9])"
    rf"|(?<![a-z0-9])[a-z](?:{_SEPARATOR}{{1,2}}[a-z]){{1,4}}(?=[{HAN}])"
)
_LETTER = re.compile("[a-z]")
_SPELLED = re.compile(f"(?<![{_WRITTEN}])(?:[{_WRITTEN}][^{_WRITTEN}]{{1,3}}){{2,}}[{_WRITTEN}](?![{_WRITTEN}])")
_SINGLE = re.compile(f"(?<![{_WRITTEN}])[{_WRITTEN}](?![{_WRITTEN}])")
_TWO = re.compile(f"[^{_WRITTEN}]*[{HAN}][^{_WRITTEN}]{{1,3}}[{HAN}][^{_WRITTEN}]*")
_REPEATED = re.compile(rf"(?:([{HAN}])\1+){{3,}}|([{HAN}])\2{{2,}}|([a-z])\3{{3,}}")
_WIDE = re.compile("[，！？：；（）]")
_RUN = re.compile(r"(.)\1+")
_TWICE = re.compile(r"(.)\1")


def views(text: str, strength: Strength) -> tuple[Folded, ...]:
    """Return the ways to read `text` up to `normal`, the plainest first, no two alike.

    A text of more than `LONGEST` characters is read as it stands, and folded only near its beginning and its end:
    nobody disguises a page, and no text may take long.
    """
    if strength is Strength.OFF:
        return (Folded.of(text),)
    if len(text) > LONGEST:
        return (Folded.of(text), *_views(_edges(text), strength))
    if _plain().fullmatch(text) and not _is_repeated(text):
        return (Folded.of(text),)
    if strength is not Strength.WEAK and _is_talk(text):
        return (_with_narrow_punctuation(text),)
    return _views(Folded.of(text), strength)


def _views(text: Folded, strength: Strength) -> tuple[Folded, ...]:
    if strength is Strength.WEAK:
        return (_with_characters(text, _weak_characters(), _weak_edit),)
    wanted = _normal_characters(keycaps="\u20e3" in text.text)
    base = without_separators(_with_characters(text, wanted, _edit_or_emoji))
    found = {base.text: base}
    if _emoji_words().search(text.text):
        bare = without_separators(_with_characters(text, wanted, _edit))
        found.setdefault(bare.text, bare)
    for view in tuple(found.values()):
        collapsed = without_repeats(view)
        found.setdefault(collapsed.text, collapsed)
    return tuple(found.values())


def _is_talk(text: str) -> bool:
    """Tell whether nothing but punctuation folds in `text`, and that none of it stands between single characters."""
    return bool(_punctuated().fullmatch(text)) and not _SINGLE.search(text) and not _is_repeated(text)


def _is_repeated(text: str) -> bool:
    return _TWICE.search(text) is not None and _REPEATED.search(text) is not None


def _edges(text: str) -> Folded:
    """Return the beginning and the end of `text`, a blank line between them."""
    return rewrite(Folded.of(text), [(LONGEST // 2, len(text) - LONGEST // 2, "\n\n", 0)])


def fold_word(word: str, strength: Strength) -> str:
    """Return `word` of a vocabulary as it stands in texts folded with `strength`; its own repeats are its own."""
    return views(word, strength)[0].text


def without_separators(folded: Folded) -> Folded:
    """Take out what was put between Han characters, and join what is spelled out character by character."""
    if not _NOT_WRITTEN.search(folded.text):
        return folded
    joined = rewrite(folded, _spelled(folded.text)) if _SINGLE.search(folded.text) else folded
    if not _SEPARATORS.search(joined.text):
        return joined
    mark = MARKS["分隔"]
    closed = rewrite(joined, ((*m.span(), "", mark) for m in _BETWEEN.finditer(joined.text)))
    if not _LETTER.search(closed.text):
        return closed
    return rewrite(closed, (edit for m in _LETTERS.finditer(closed.text) for edit in _closed(m)))


def without_repeats(folded: Folded) -> Folded:
    """Collapse a Han character said three times, or three in a row said twice; digits stay, for they are numbers."""
    if not _is_repeated(folded.text):
        return folded
    mark = MARKS["重复"]
    return rewrite(
        folded,
        (
            (*run.span(), run[1], mark)
            for match in _REPEATED.finditer(folded.text)
            for run in _RUN.finditer(folded.text, *match.span())
        ),
    )


def _closed(match: re.Match[str]) -> Iterator[Edit]:
    """Yield what joins single letters that touch Han: 你s-b吧."""
    return ((*gap.span(), "", MARKS["分隔"]) for gap in _NOT_WRITTEN.finditer(match.string, *match.span()))


def _spelled(text: str) -> Iterator[Edit]:
    whole = _TWO.fullmatch(text)
    for match in (whole,) if whole else _SPELLED.finditer(text):
        first, last = match.span()
        while not _WRITTEN_ONE.match(text, first):
            first += 1
        while not _WRITTEN_ONE.match(text, last - 1):
            last -= 1
        for gap in _NOT_WRITTEN.finditer(text, first, last):
            yield (*gap.span(), _dot_of(text, *gap.span()), MARKS["分隔"])


def _dot_of(text: str, start: int, end: int) -> str:
    """Return what is left of a gap: the full stop of an address where blanks, not stops, part the letters."""
    gap = text[start:end]
    is_stop = " " in gap and not {".", "。"}.isdisjoint(gap)
    return "." if is_stop and text[start - 1].isascii() and text[end].isascii() else ""


def _with_characters(folded: Folded, wanted: re.Pattern[str], edit: Callable[[re.Match[str]], Edit | None]) -> Folded:
    text = folded.text
    first = wanted.search(text)
    if first is None:
        return folded
    edits = (edit(match) for match in chain((first,), wanted.finditer(text, first.end())))
    return rewrite(folded, [made for made in edits if made is not None])


def _with_narrow_punctuation(text: str) -> Folded:
    """Return `text`, in which nothing else folds, with its full-width punctuation made narrow, as all others do."""
    places = [match.start() for match in _WIDE.finditer(text)]
    if not places:
        return Folded.of(text)
    length, plain = len(text), text
    for wide, narrow in _narrow().items():
        plain = plain.replace(wide, narrow)
    marks, mark = bytearray(length), MARKS["全角"]
    for place in places:
        marks[place] = mark
    return Folded(
        source=text, text=plain, starts=range(length), ends=range(1, length + 1), marks=marks, gaps=bytes(length)
    )


def _weak_edit(match: re.Match[str]) -> Edit | None:
    fold, plain = characters()[match[0]]
    return (*match.span(), plain, MARKS[fold])


def _edit(match: re.Match[str]) -> Edit | None:
    found = match[0]
    if len(found) > 1:
        return (*match.span(), found[0], MARKS["数字"])  # a keycap
    if found not in characters():
        return None
    fold, plain = characters()[found]
    return (*match.span(), plain, MARKS[fold])


def _edit_or_emoji(match: re.Match[str]) -> Edit | None:
    word = emoji().get(match[0])
    start, end = match.span()
    if word is None or "\u200d" in match.string[max(start - 1, 0) : end + 1]:
        return _edit(match)  # a picture joined from several is not a word
    return start, end, word, MARKS["表情"]


@cache
def _plain() -> re.Pattern[str]:
    """Return what most texts are: characters that fold to themselves, then at most some punctuation.

    The guard of all other folds: it costs a microsecond where they cost thirty.
    """
    return re.compile(f"{_unfolded()}a-z0-9]*[。!?、…~.]{{0,3}}")


@cache
def _punctuated() -> re.Pattern[str]:
    """Return what most others are: such characters with full-width punctuation between them."""
    return re.compile(f"{_unfolded()}a-z0-9。、…{''.join(_narrow())}]*")


@cache
def _narrow() -> Mapping[str, str]:
    return {char: characters()[char][1] for char in "，！？：；（）"}


@cache
def _unfolded() -> str:
    """Return the beginning of a character class: Han that folds to itself."""
    return _one_of(chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in characters())[:-1]


@cache
def _weak_characters() -> re.Pattern[str]:
    return re.compile(_one_of(c for c, (fold, _) in characters().items() if fold in WEAK_FOLDS))


@cache
def _normal_characters(*, keycaps: bool) -> re.Pattern[str]:
    # All characters beyond the basic plane: the engine tests one range faster than a table there.
    inside = _one_of(c for c in (*characters(), *emoji()) if c < _ASTRAL[0])
    return re.compile(f"{_KEYCAP}|{inside[:-1]}{_ASTRAL}]" if keycaps else f"{inside[:-1]}{_ASTRAL}]")


@cache
def _emoji_words() -> re.Pattern[str]:
    return re.compile(_one_of(c for c in emoji() if c < _ASTRAL[0])[:-1] + _ASTRAL + "]")


def _one_of(chars: Iterator[str]) -> str:
    """Return a character class of `chars`, written as ranges: one test in a table for the regex engine."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, chars)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
            continue
        ranges.append([code, code])
    return "[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges) + "]"
