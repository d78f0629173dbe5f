"""Sound and parts: the tables hold together, the dictionary is asked properly."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from bot.text import segment
from bot.text.folded import Folded
from bot.text.pinyin import blurred, blurred_sounds, is_english, latin_as_han, sounds, split
from bot.text.sound import sound_views, without_splits
from bot.text.tables import characters, emoji, parts, syllables


@pytest.mark.parametrize(
    ("token", "read"),
    [("jianzhi", ("jian", "zhi")), ("xian", ("xian",)), ("fangan", ("fang", "an")), ("http", ()), ("hello", ())],
)
def test_a_token_splits_into_the_fewest_syllables(token: str, read: tuple[str, ...]) -> None:
    """What is not made of syllables is not split."""
    found = split(token)

    assert (len(found), "".join(found)) == (len(read), "".join(read))


def test_homophones_sound_alike() -> None:
    """Characters of one syllable become the same Han character; Latin stays Latin."""
    assert sounds("加薇信v") == sounds("家微心v")
    assert all("\u3400" <= char <= "\u9fff" for char in sounds("加薇信家微心"))


def test_latin_syllables_are_read_as_han() -> None:
    """A run of syllables is read together, and each character knows its token."""
    read = latin_as_han(Folded.of("jia wei x2"))

    assert sounds(read.text) == sounds("加微 x2")
    assert (read.original(0, 1), read.original(1, 2)) == ((0, 3), (4, 7))


def test_a_text_without_latin_is_the_same_object() -> None:
    """Nothing to do costs nothing."""
    plain = Folded.of("加微信")

    assert latin_as_han(plain) is plain
    assert without_splits(plain) is plain


def test_split_characters_are_put_together() -> None:
    """The longest way of writing wins, and the parts are the place."""
    whole = without_splits(Folded.of("亻言息"))

    assert (whole.text, whole.original(0, 1), whole.folds(0, 1)) == ("信息", (0, 2), ("拆字",))


def test_parts_are_used_once() -> None:
    """What belongs to one character cannot belong to the next."""
    assert without_splits(Folded.of("亻言舌")).text == "信舌"


def test_parts_may_be_written_in_full() -> None:
    """言 stands for 讠 as a part."""
    assert without_splits(Folded.of("言舌")).text == "话"


def test_views_are_not_repeated() -> None:
    """A text without parts and Latin has one view."""
    assert len(sound_views([Folded.of("加微信")])) == 1


@pytest.mark.parametrize(("surface", "english"), [("he can run", True), ("jia wei", False), ("加微信", False)])
def test_english_is_known(surface: str, english: bool) -> None:
    """English words made of syllables stay English."""
    assert is_english(surface) is english


def test_tables_fold_to_what_does_not_fold_again() -> None:
    """One look at the table is enough: what a character becomes is already plain."""
    table = characters()
    again = {char: plain for char, (_, plain) in table.items() if any(c in table for c in plain)}

    assert again == {}


def test_every_character_sounds_one_way() -> None:
    """No Han character stands under two syllables."""
    chars = "".join(syllables().values())

    assert len(chars) == len(set(chars))


def test_own_tables_are_plain() -> None:
    """Words of emoji and characters of parts are simplified Han."""
    assert all("\u4e00" <= char <= "\u9fff" for word in (*emoji().values(), *parts().values()) for char in word)
    assert all(len(way) >= 2 for way in parts())


def test_the_dictionary_knows_words(tmp_path: Path) -> None:
    """Loading twice is fine, no warning escapes, and words joined are the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        segment.load(tmp_path / "cache")
        segment.load()

    assert "".join(segment.words("我们去北京天安门")) == "我们去北京天安门"
    assert segment.is_word("女儿")
    assert not segment.is_word("薇信")


def test_the_cache_of_the_dictionary_goes_where_it_is_told(tmp_path: Path) -> None:
    """Nothing is written to the temporary folder that everybody shares."""
    folder = tmp_path / "cache"
    program = f"from pathlib import Path; from bot.text import segment; segment.load(Path({str(folder)!r}))"

    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True
    )

    assert (done.stdout, done.stderr) == (b"", b"")
    assert [path.name for path in folder.iterdir()] == ["jieba.cache"]


def test_what_is_already_whole_is_not_read_again() -> None:
    """Parts and syllables that make the same text are one view."""
    texts = [view.text for view in sound_views([Folded.of("力口wei")])]

    assert len(texts) == len(set(texts)) == 4


@pytest.mark.parametrize(
    ("syllable", "plain"),
    [("zhuang", "zuan"), ("niang", "lian"), ("hua", "fa"), ("hun", "fen"), ("ling", "lin"), ("yu", "yu")],
)
def test_what_is_easily_confused_is_blurred(syllable: str, plain: str) -> None:
    """Retroflex and flat, n and l, h and f, back and front endings are one."""
    assert blurred(syllable) == plain


def test_blurred_sounds_keep_the_length_and_join_the_confused() -> None:
    """花 and 发 are one, 发 and 开 are two."""
    assert blurred_sounds("花票x") == blurred_sounds("发票x")
    assert blurred_sounds("发") != blurred_sounds("开")


def test_single_letters_stay_among_syllables() -> None:
    """V stands for 微信 between syllables, and the blanks around it go."""
    assert sounds(latin_as_han(Folded.of("jiawo v liao")).text) == sounds("加我v聊")


def test_addresses_are_not_read_aloud() -> None:
    """Weixin in an address is no 微信."""
    assert latin_as_han(Folded.of("weixin.qq.com")).text == "weixin.qq.com"


def test_parts_of_two_characters_are_put_together_twice() -> None:
    """月凶 could be 脑 or 胸."""
    assert [view.text for view in sound_views([Folded.of("月凶大")])] == ["月凶大", "脑大", "胸大"]


def test_a_page_has_no_view_by_sound() -> None:
    """What is longer than folds look at is left out."""
    assert sound_views([Folded.of("加" * 2000)]) == []
