"""What is left of a text when all that a copyist changes is taken away, and how alike two such texts are."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache, lru_cache
from sys import byteorder
from zlib import adler32, crc32

from bot.core.model import NO_PRINT, Fingerprint
from bot.text.tables import characters, syllables

NEAR = 0.6  # measured: see benchmarks/repeat.py
KEPT = 24  # chosen: of the pairs; up to so many the likeness is exact, beyond it is estimated
BITS = 20  # of the number that stands for a pair; chosen: two pairs of one text hardly ever share it
_MIX, _MIX_NEXT = (
    1867,
    1987,
)  # chosen: primes; times any code point they stay below 2³² together, so no pair spills over
_FOUND = re.compile("0{2,}")
_PLAIN = 0x3000  # code points below, and the forms below the last block, are all in the table; pictures are not


class _Skeletons(dict[int, str | None]):
    """A `str.translate` table in which a character that is not there is not written."""

    def __missing__(self, code: int) -> None:
        return None


@cache
def _skeletons() -> _Skeletons:
    sounds = {char: chars[0] for chars in syllables().values() for char in chars}
    codes = {*range(_PLAIN), *map(ord, sounds), *map(ord, characters())}
    return _Skeletons({code: _skeleton_of(chr(code), sounds) for code in codes})


def _skeleton_of(char: str, sounds: dict[str, str]) -> str | None:
    plain = characters()[char][1] if char in characters() else char
    written = (sounds.get(c) or ("0" if c.isdigit() else c.lower()) for c in plain if c.isalnum())
    return "".join(written) or None


def skeleton(text: str) -> str:
    """Return the written characters of `text`: Han by their sound, letters small, a number of any length as `0`."""
    written = text.translate(_skeletons())
    return _FOUND.sub("0", written) if "00" in written else written


def fingerprint(text: str) -> Fingerprint:
    """Return what tells `text` from others without being it; the same in every process of a machine.

    Takes 10–12 µs for 20 characters (measured) and grows with the length.
    """
    bare = skeleton(text)
    if not bare:
        return NO_PRINT
    written = bare.encode("utf-32-le", "surrogatepass")
    pairs = sorted(_pairs(written, len(bare) - 1))
    whole = (adler32(written) & 0x7FFF_FFFF) << 32 | crc32(written)
    return Fingerprint(whole=whole or 1, size=len(pairs), sketch=tuple(pairs[:KEPT]))


def _pairs(written: bytes, count: int) -> set[int]:
    """Return each two neighbouring characters, of which there are `count`, as one number in no order of theirs.

    All at once: `written` is taken for one large number with 32 bits for each character.
    """
    chars = int.from_bytes(written, "little")
    mixed = (chars * _MIX + (chars >> 32) * _MIX_NEXT) & _mask(count)
    return {*memoryview(mixed.to_bytes(4 * count, byteorder)).cast("I")}


@lru_cache(maxsize=256)
def _mask(count: int) -> int:
    return int.from_bytes(((1 << BITS) - 1).to_bytes(4, "little") * count, "little")


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Return the share of pairs that both texts have of those that either has: 0 to 1.

    Exact for texts of up to `KEPT` pairs, an estimate (± 0.1) for longer ones; 1 for equal skeletons, however short.
    """
    return likeness_to(one)(other)


def likeness_to(one: Fingerprint) -> Callable[[Fingerprint], float]:
    """Return `likeness` to `one`, for many others."""
    mine, size, whole = frozenset(one.sketch), one.size, one.whole

    def likeness(other: Fingerprint) -> float:
        if whole == other.whole:
            return 1.0 if whole else 0.0
        both = len(mine.intersection(other.sketch))
        if not both:
            return 0.0
        if size <= KEPT and other.size <= KEPT:
            return both / (size + other.size - both)
        last = min(
            p.sketch[-1] for p in (one, other) if p.size > KEPT
        )  # beyond it a sketch does not tell what is there
        return both / (bisect_right(one.sketch, last) + bisect_right(other.sketch, last) - both)

    return likeness
