"""Chinese words: the only module that knows jieba.

Not for: finding vocabulary words; jieba cuts 加微信 into 加/微信 as it likes.
"""

import importlib
import logging
import warnings
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from math import log
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

_LOADING = Lock()
_LONGEST_CUT = 1_000  # characters; measured: 4 µs each
_WELL_KNOWN = 70  # measured: below are 单日 去死吧 滚出, above 能干 变卖 补办


def load(directory: Path | None = None) -> None:
    """Read the dictionary, once; takes about 0.6 s, so call it off the event loop.

    directory: where jieba may keep its cache; without one a folder that only this user can write to, for what lies
    there is trusted when it is read again.
    """
    _tokenizer(directory)


def words(text: str) -> list[str]:
    """Return `text` cut into words; joined they give `text` again. Loads the dictionary if need be."""
    cut: list[str] = _tokenizer().lcut(text)
    return cut


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether neither end of [start, end) cuts an ordinary word; next to Latin or digits nothing is cut."""
    return _is_edge(text, start) and _is_edge(text, end)


def _is_edge(text: str, place: int) -> bool:
    around = text[max(place - 1, 0) : place + 1]
    return not around.isalpha() or any(map(str.isascii, around)) or place in edges(text)


@lru_cache(maxsize=64)
def edges(text: str) -> frozenset[int]:
    """Return the places of `text` where a word begins or ends, both ends of it included. Loads the dictionary.

    Of all ways to cut it the likeliest is taken, but only well-known words hold characters together: 日结 in 刷单日结 is
    not torn apart by 单日. After the first 1,000 characters every place is an edge.
    """
    near = text[:_LONGEST_CUT]
    size = len(near)
    ways: list[tuple[float, int]] = [(0.0, size)] * (size + 1)
    for start in range(size - 1, -1, -1):
        ways[start] = max((likelihood + ways[end][0], end) for likelihood, end in _beginning(near, start))
    found, at = set(range(size, len(text) + 1)), 0
    while at < size:
        found.add(at)
        at = ways[at][1]
    return frozenset(found)


def _beginning(text: str, start: int) -> Iterator[tuple[float, int]]:
    """Yield the words that begin at `start`, each as its likelihood and its end; the single character always."""
    counts, whole = frequencies(), _everything()
    yield log((counts.get(text[start]) or 1) / whole), start + 1
    for end in range(start + 2, len(text) + 1):
        count = counts.get(text[start:end])
        if count is None:  # the dictionary has all beginnings of its words
            return
        if count > _WELL_KNOWN:
            yield log(count / whole), end


@cache
def _everything() -> int:
    return sum(frequencies().values())


def is_word(text: str) -> bool:
    """Tell whether `text` stands in the dictionary. Loads it if need be."""
    return frequency(text) > 0


def frequency(text: str) -> int:
    """Return how often the dictionary has seen `text` as a word, 0 if never. Loads it if need be."""
    return frequencies().get(text, 0)


@cache
def frequencies() -> Mapping[str, int]:
    """Return how often the dictionary has seen each of its words; 0 for what only begins one. Loads it if need be."""
    counts: Mapping[str, int] = _tokenizer().FREQ
    return counts


def _tokenizer(directory: Path | None = None) -> Any:  # noqa: ANN401 # jieba has no types
    with _LOADING:
        tokenizer = _module().dt
        if not tokenizer.initialized:
            tokenizer.tmp_dir = str(_private(directory or Path.home() / ".cache" / "qunguan"))
        tokenizer.initialize()
        return tokenizer


def _private(directory: Path) -> Path:
    """Return `directory`, made if need be, or a new one where it cannot be."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(mkdtemp(prefix="qunguan-"))
    return directory


@cache
def _module() -> Any:  # noqa: ANN401 # jieba has no types
    """Import jieba without its noise: it warns of its own escapes and logs to stderr what it loads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jieba = importlib.import_module("jieba")
    jieba.setLogLevel(logging.WARNING)
    return jieba
