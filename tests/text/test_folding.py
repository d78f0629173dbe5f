"""Folding: what disguise it undoes, and that it finds its way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folded import NAMES, Folded, names, rewrite
from bot.text.folding import fold_word, views
from bot.text.reading import Strength

CHAT = st.text(st.sampled_from("加微信Ｖ✕ v.-*，。🐎➕🔥1⃣️\u200b\u0332簽ⓧ妈妈哈\n a\u200dB８㈣"), max_size=30)


@pytest.mark.parametrize(
    ("text", "folded", "fold"),
    [
        ("ＡＢ１２，", "ab12,", "全角"),
        ("WeChat", "wechat", "大小写"),
        ("加\u200b微\u2060信", "加微信", "零宽"),
        ("加\u202e微\u202c信", "加微信", "零宽"),
        ("加\u0332微\u0336信", "加微信", "零宽"),
    ],
)
def test_weak_undoes_form(text: str, folded: str, fold: str) -> None:
    """The weak fold undoes width, case and what cannot be seen, and names each."""
    (view,) = views(text, Strength.WEAK)

    assert (view.text, view.folds(0, len(view.text))) == (folded, (fold,))


@pytest.mark.parametrize(
    ("text", "folded", "fold"),
    [
        ("代開發票", "代开发票", "繁简"),
        ("ѵх", "vx", "形近"),
        ("ᴠⓧ", "vx", "形近"),
        ("𝐕𝐗", "vx", "形近"),
        ("🅥🆇", "vx", "形近"),
        ("①❷³4️⃣5⃣", "12345", "数字"),
        ("加.微-信", "加微信", "分隔"),
        ("加🔥微🔥信", "加微信", "分隔"),
        ("代 开 发 票", "代开发票", "分隔"),
        ("加\n我\n微\n信", "加我微信", "分隔"),
        ("操。你。妈", "操你妈", "分隔"),
        ("“傻，逼”！", "“傻逼”!", "分隔"),
        ("你🐴", "你马", "表情"),
        ("加加加微微微信信信", "加微信", "重复"),
        ("代代开开发发票票", "代开发票", "重复"),
    ],
)
def test_normal_undoes_disguise(text: str, folded: str, fold: str) -> None:
    """The normal fold undoes each kind of disguise and names it."""
    found = {view.text: view.folds(0, len(view.text)) for view in views(text, Strength.NORMAL)}

    assert fold in found[folded]


@pytest.mark.parametrize(
    "text",
    ["我去了。加油", "你好，世界", "www", "13800138000", "1000000", "高兴", "妈妈", "好的，谢谢", "a b", "八八八"[:2]],
)
def test_ordinary_writing_is_left_alone(text: str) -> None:
    """Sentences, doubled words and long numbers mean what they are."""
    assert [view.text for view in views(text.replace("，", "、"), Strength.NORMAL)] == [text.replace("，", "、")]


def test_a_joined_picture_is_no_word() -> None:
    """A family is one picture, not the word for its mother."""
    (view,) = views("👩‍👧来了", Strength.NORMAL)

    assert "妈" not in view.text


def test_emoji_are_read_as_words_and_as_fillers() -> None:
    """Whether an emoji is a word or noise is tried both ways."""
    assert [view.text for view in views("加🔥微🔥信", Strength.NORMAL)] == ["加火微火信", "加微信"]


def test_off_changes_nothing() -> None:
    """With `off` the text is read as it stands."""
    assert [view.text for view in views("Ａ.B", Strength.OFF)] == ["Ａ.B"]


def test_a_word_keeps_its_own_repeats() -> None:
    """A word of a vocabulary is not collapsed: it would match everything."""
    assert fold_word("哈哈哈", Strength.NORMAL) == "哈哈哈"


def test_the_way_back_covers_what_was_taken_out() -> None:
    """The span of a found word reaches from its first to its last original character."""
    (view,) = views("看：加.微.信!", Strength.NORMAL)
    start = view.text.index("加微信")

    assert (view.original(start, start + 3), view.folds(start, start + 3)) == ((2, 7), ("分隔",))


def test_an_edit_remembers_the_folds_before_it() -> None:
    """Folds add up when what was folded is folded again."""
    once = rewrite(Folded.of("abc"), [(0, 1, "x", 1), (1, 2, "", 2)])
    twice = rewrite(once, [(0, 2, "y", 4)])

    assert (twice.text, twice.original(0, 1), twice.mask(0, 1)) == ("y", (0, 3), 7)


def test_an_empty_stretch_has_no_place() -> None:
    """Nothing came from nowhere."""
    assert Folded.of("abc").original(1, 1) == (0, 0)


def test_names_come_in_their_order() -> None:
    """Folds are always told in the same order."""
    assert names((1 << len(NAMES)) - 1) == NAMES


@given(st.text(max_size=60) | CHAT, st.sampled_from(Strength))
def test_any_text_folds_and_finds_back(text: str, strength: Strength) -> None:
    """Every character of every view came from a place inside the text, and places never run backwards."""
    for view in views(text, strength):
        spans = [view.original(i, i + 1) for i in range(len(view.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        assert len(view.marks) == len(view.gaps) == len(view.text)


@given(CHAT)
def test_an_unfolded_stretch_is_unchanged(text: str) -> None:
    """Where no fold fired, the folded text is the original."""
    for view in views(text, Strength.NORMAL):
        for place, char in enumerate(view.text):
            if not view.folds(place, place + 1):
                assert char == text[slice(*view.original(place, place + 1))]


@given(CHAT, st.sampled_from([Strength.WEAK, Strength.NORMAL]))
def test_folding_a_folded_text_loses_nothing_new(text: str, strength: Strength) -> None:
    """The weak fold of a weakly folded text is itself."""
    (once,) = views(text, Strength.WEAK)
    (twice,) = views(once.text, Strength.WEAK)

    assert twice.text == once.text
    assert views(text, strength)[0].source == text
