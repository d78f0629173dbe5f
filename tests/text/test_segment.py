"""The dictionary of ordinary words."""

from pathlib import Path

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
