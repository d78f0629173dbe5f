"""The dictionary of ordinary words."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.text import segment


def test_the_cache_lies_where_nobody_else_can_write(tmp_path: Path) -> None:
    """What is read from it is trusted; where the folder cannot be made, a new private one is."""
    made = segment._private(tmp_path / "a" / "b")
    blocked = tmp_path / "file"
    blocked.write_text("")
    other = segment._private(blocked / "c")

    assert (made.stat().st_mode & 0o077, other.is_dir(), other.stat().st_mode & 0o077) == (0, True, 0)


def test_the_dictionary_knows_words_and_cuts_without_loss() -> None:
    """女儿 is a word, 加薇信 is none, and the pieces give the text again."""
    cut = segment.words("我女儿今天上学")

    assert (segment.is_word("女儿"), segment.is_word("加薇信"), "".join(cut)) == (True, False, "我女儿今天上学")


def test_edges_are_where_well_known_words_end() -> None:
    """The likeliest cut decides; rare words and unknown characters hold nothing together."""
    text = "路口交通，刷单日结"

    assert segment.edges(text) == {0, 2, 4, 5, 6, 7, 8, 9}
    assert (segment.is_whole(text, 1, 3), segment.is_whole(text, 5, 7)) == (False, True)


def test_nothing_is_cut_next_to_latin() -> None:
    """Letters and digits have edges of their own kind."""
    assert segment.is_whole("加v8", 0, 2)
    assert segment.is_whole("", 0, 0)


def test_a_very_long_text_is_cut_at_its_beginning_only() -> None:
    """Beyond a thousand characters every place is an edge, so that time has a bound."""
    text = "路口交通" * 500

    assert not segment.is_whole(text, 1, 3)
    assert segment.is_whole(text, 1201, 1203)


@given(st.text("路口交通女儿ab，😀", max_size=30))
def test_edges_lie_in_the_text(text: str) -> None:
    """Both ends of the text are edges, and none lies outside."""
    found = segment.edges(text)

    assert {0, len(text)} <= found <= set(range(len(text) + 1))


def test_the_dictionary_knows_how_common_words_are() -> None:
    """What merely begins a word has no count."""
    assert (segment.frequency("女儿") > 1000, segment.frequency("女儿国国"), segment.frequencies()["女儿"] > 1000) == (
        True,
        0,
        True,
    )
