"""First letters: believed for longer words, and beside what is written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folded import Folded
from bot.text.initials import abbreviated, letters, stands_for
from bot.text.reader import Reader
from bot.text.reading import Strength, Vocabulary


def folds(text: str, word: str) -> list[tuple[str, ...]]:
    """Return the folds of each hit of `word` in `text`."""
    reader = Reader({1: Vocabulary(words=frozenset({word}), strength=Strength.STRONG)}, frequency=lambda _: 0)
    return [hit.folds for hit in reader.read(text).hits(1)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("sm jq 领 hb", "扫码进群领红包"),
        ("领hb", "领红包"),
        ("dkfp 找我", "代开发票"),
        ("jqgn福利", "进群给你福利"),
    ],
)
def test_first_letters_are_read(text: str, word: str) -> None:
    """Letters stand for the syllables of a word, with blanks between them or not."""
    (found,) = folds(text, word)

    assert "缩写" in found


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("hb", "红包"),
        ("ps我", "片私我"),
        ("领hbx", "领红包"),
        ("看 a.hb/领hb.cn", "领红包"),
        ("淋hb", "领红包"),
        ("领h包", "领红包"),
        ("aaoe", "阿奥哦额"),
    ],
)
def test_what_could_be_anything_is_not_read(text: str, word: str) -> None:
    """Two syllables, common abbreviations, parts of longer words, addresses and single letters prove nothing."""
    assert folds(text, word) == []


def test_a_text_without_abbreviations_is_not_looked_at() -> None:
    """Nothing to do costs nothing."""
    assert abbreviated(Folded.of("今天去爬山吗")) is None
    assert abbreviated(Folded.of("a 爬山 I go")) is None


def test_letters_keep_the_length() -> None:
    """One letter for each Han character, the rest stays."""
    assert letters("领红包x1") == "lhbx1"


@given(st.text("领红包sm jq.hb1", max_size=30))
def test_any_text_is_abbreviated_and_finds_back(text: str) -> None:
    """Places never leave the text, and what stands for a word is found inside it."""
    view = abbreviated(Folded.of(text))
    if view is None:
        return
    spans = [view.original(at, at + 1) for at in range(len(view.text))]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert not any(
        stands_for(view, at, at + 3, "领红包") and view.text[at : at + 3] == "领红包"
        for at in range(len(view.text) - 2)
    )
