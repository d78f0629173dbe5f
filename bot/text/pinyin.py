"""Sound: Han characters of one toneless syllable read alike, and Latin syllables read as Han."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from bot.text.folded import MARKS, Edit, Folded, rewrite
from bot.text.folding import HAN
from bot.text.tables import syllables

ENGLISH = frozenset(
    """a ai an ban bang base bin can change china chose code come cue dale dame dance data date deng den die due dual
    fan fang fate fen fun game gang gate gun hang hate he hen huge hug kun like liar lie long made make male man mane
    mate me men mine mode name nine nun nude pan pang pen pie pin ping pole pool quan ran rang rule run sale same sang
    she side sun sun sung tan tang take tale tang ten tie time tune use wan wen wing woman women won wu yang yen you
    yuan zen hi hong kong shanghai beijing taiwan lang ding""".split()  # noqa: SIM905 # reads better than a list
)
"""English words that happen to be made of syllables; alone they are never read as Chinese."""

_TOKEN = re.compile(r"(?<![a-z0-9])[a-z]{2,24}(?![a-z0-9])")
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[a-z]+")
_LONGEST_SYLLABLE = 6  # zhuang


@cache
def canonical() -> Mapping[int, str]:
    """Return a `str.translate` table: each Han character to the best known one of its syllable."""
    return {ord(char): chars[0] for chars in syllables().values() for char in chars}


def sounds(text: str) -> str:
    """Return `text` with each Han character replaced by the best known one of its syllable; same length."""
    return text.translate(canonical())


@cache
def _initial_letters() -> Mapping[int, str]:
    return {ord(char): syllable[0] for syllable, chars in syllables().items() for char in chars}


def initials(text: str) -> str:
    """Return `text` with the first letter of its syllable for each Han character."""
    return text.translate(_initial_letters())


@lru_cache(maxsize=4096)
def split(token: str) -> tuple[str, ...]:
    """Return the fewest syllables that lower-case `token` is made of; empty if it is not made of syllables."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(token) + 1):
        ways = [
            (*way, token[start:end])
            for start in range(max(0, end - _LONGEST_SYLLABLE), end - 1)
            if (way := best[start]) is not None and token[start:end] in syllables()
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or ()


def latin_as_han(folded: Folded) -> Folded:
    """Read Latin syllables as Han: those next to a Han character, and runs of them."""
    if not _TOKEN.search(folded.text):
        return folded
    return rewrite(folded, list(_latin_edits(folded.text)))


def is_english(surface: str) -> bool:
    """Tell whether all Latin tokens of `surface` are English words; False if it has none."""
    tokens = _LATIN.findall(surface.lower())
    return bool(tokens) and all(token in ENGLISH for token in tokens)


def _latin_edits(text: str) -> Iterator[Edit]:
    mark = MARKS["拼音"]
    before = None
    for match in re.finditer(r"(?<![a-z0-9])[a-z]{1,24}(?![a-z0-9])", text):
        start, end = match.span()
        read = split(match[0])
        if not read:
            before = None
            continue
        if before is not None and text[before:start].isspace():
            yield before, start, "", mark
        yield start, end, "".join(syllables()[s][0] for s in read), mark
        before = end
