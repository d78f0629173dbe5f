"""Chinese words: the only module that knows jieba.

Not for: finding vocabulary words; jieba cuts 加微信 into 加/微信 as it likes.
"""

import importlib
import logging
import warnings
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

_LOADING = Lock()


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


def is_word(text: str) -> bool:
    """Tell whether `text` stands in the dictionary. Loads it if need be."""
    return frequency(text) > 0


def frequency(text: str) -> int:
    """Return how often the dictionary has seen `text` as a word, 0 if never. Loads it if need be."""
    return _counts().get(text, 0)


@cache
def _counts() -> dict[str, int]:
    counts: dict[str, int] = _tokenizer().FREQ
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
