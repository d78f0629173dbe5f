"""Finding many words in one pass."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.text.lexicon import Lexicon


@given(
    words=st.lists(st.text("加微信v号", max_size=5), max_size=12),
    text=st.text("加微信v号", max_size=24),
)
def test_it_finds_what_a_search_for_each_word_finds(words: list[str], text: str) -> None:
    """Every word at every place, in order of place, then length."""
    wanted = sorted({word for word in words if word}, key=len)
    everywhere = [(at, word) for at in range(len(text)) for word in wanted if text.startswith(word, at)]

    assert Lexicon(words).find(text) == everywhere


def test_a_word_cut_off_at_the_end_is_none() -> None:
    """A beginning is not the word."""
    assert Lexicon(["加微信"]).find("请加微") == []


def test_enough_ends_the_search_of_a_long_text() -> None:
    """The first places are found in order; words across the stretches it is read in are not cut."""
    lexicon = Lexicon(["加微信", "微信"])
    text = "加微信" * 2_000

    assert lexicon.find(text) == [(at, word) for at, word in lexicon.find(text, enough=10**6)]
    assert len(lexicon.find(text)) == 4_000
    assert lexicon.find(text, enough=10) == lexicon.find(text)[: len(lexicon.find(text, enough=10))]
    assert 10 <= len(lexicon.find(text, enough=10)) < 4_000


def test_time_grows_with_the_text_not_with_the_words() -> None:
    """Ten times the characters take about ten times as long, even where a word begins at every place."""
    lexicon = Lexicon("加" * n for n in range(2, 7))

    assert _seconds(lexicon, "加" * 10_000) < 40 * _seconds(lexicon, "加" * 1_000)


def _seconds(lexicon: Lexicon, text: str) -> float:
    best = float("inf")
    for _ in range(15):
        begun = time.process_time()
        lexicon.find(text)
        best = min(best, time.process_time() - begun)
    return best
