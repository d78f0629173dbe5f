"""Sound: Han characters of one toneless syllable read alike, and Latin syllables read as Han."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from bot.text.addresses import addresses, is_inside
from bot.text.folded import MARKS, Edit, Folded, rewrite
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
_ANY_TOKEN = re.compile(r"(?<![a-z0-9])[a-z]{1,24}(?![a-z0-9])")
_LETTERS = frozenset("vq")  # they stand for 微信 and QQ among syllables
_TO_HAN = re.compile(r"[ \t]{1,3}(?=[\u3007\u3400-\u9fff])")
_LATIN = re.compile("[a-z]+")
_LONGEST_SYLLABLE = 6  # zhuang
_CONFUSED = (  # what half of the country does not tell apart, and misspells on purpose
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n(?=[aeiou])"), "l"),
    (re.compile("^hu(?=a)"), "f"),  # 花 for 发
    (re.compile("^hu(?=n?$)"), "fu"),
    (re.compile("^fun$"), "fen"),
    (re.compile("([aei]n)g$"), r"\1"),
)


@cache
def canonical() -> Mapping[int, str]:
    """Return a `str.translate` table: each Han character to the best known one of its syllable."""
    return {ord(char): chars[0] for chars in syllables().values() for char in chars}


@cache
def _confused() -> Mapping[int, str]:
    """Return the same table for syllables that are easily confused: one character for all of them."""
    groups: dict[str, str] = {}
    for syllable, chars in syllables().items():
        groups.setdefault(blurred(syllable), chars[0])
    return {ord(char): groups[blurred(syllable)] for syllable, chars in syllables().items() for char in chars}


def blurred(syllable: str) -> str:
    """Return `syllable` without what is easily confused: zh and z, n and l, ang and an."""
    for pattern, plain in _CONFUSED:
        syllable = pattern.sub(plain, syllable)
    return syllable


def sounds(text: str) -> str:
    """Return `text` with each Han character replaced by the best known one of its syllable; same length."""
    return text.translate(canonical())


def blurred_sounds(text: str) -> str:
    """Return `text` with one Han character for all whose syllables are easily confused; same length."""
    return text.translate(_confused())


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
    """Read Latin syllables as Han: those next to a Han character, and runs of them; addresses stay as they are."""
    if not _TOKEN.search(folded.text):
        return folded
    return rewrite(folded, list(_latin_edits(folded.text)))


def has_latin(text: str) -> bool:
    """Tell whether `text` has a Latin letter."""
    return _LATIN.search(text) is not None


def is_english(surface: str) -> bool:
    """Tell whether all Latin tokens of `surface` are English words; False if it has none."""
    tokens = _LATIN.findall(surface.lower())
    return bool(tokens) and all(token in ENGLISH for token in tokens)


def _latin_edits(text: str) -> Iterator[Edit]:
    mark = MARKS["拼音"]
    skipped = addresses(text)
    before = None
    for match in _ANY_TOKEN.finditer(text):
        start, end = match.span()
        token = match[0]
        read = () if skipped and is_inside(skipped, start, end) else split(token)
        if not read and token not in _LETTERS:
            before = None
            continue
        if before is not None and text[before:start].isspace():
            yield before, start, "", mark
        if read:
            yield start, end, "".join(syllables()[s][0] for s in read), mark
        before = end
        gap = _TO_HAN.match(text, end)
        if gap and len(read) > 1:
            yield *gap.span(), "", mark
