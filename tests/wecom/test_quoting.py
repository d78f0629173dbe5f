"""Quote-replies as the archive writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.quoting import parted
from tests.wecom.samples import patient

DASHES = "- - - - - - - - - - - - - - -"


@pytest.mark.parametrize(
    ("text", "new", "quoted"),
    [
        ('这是一条引用/回复消息：\n"张三：\n原话"\n------\n回答', "回答", "原话"),
        ('This is a quote/reply:\n"Zhang San:\nwas said"\n------\nanswer', "answer", "was said"),
        ('这是一条引用/回复消息：\n"张三：\n第一行\n第二行"\n------\n回答\n两行', "回答\n两行", "第一行\n第二行"),
        (f"「张三：原话」\n{DASHES}\n回答", "回答", "原话"),
        (f"「张三：第一行\n第二行」\n{DASHES}\n回答", "回答", "第一行\n第二行"),
        (f"「张三：甲」\n{DASHES}\n乙」\n{DASHES}\n丙", f"乙」\n{DASHES}\n丙", "甲"),
        ("「张三：原话」回答", "「张三：原话」回答", ""),
        (f"看：「张三：原话」\n{DASHES}\n回答", f"看：「张三：原话」\n{DASHES}\n回答", ""),
        (
            '这是一条引用/回复消息：\n"张三：\n原话"\n---\n回答',
            '这是一条引用/回复消息：\n"张三：\n原话"\n---\n回答',
            "",
        ),
        ("普通的话", "普通的话", ""),
        ("", "", ""),
    ],
)
def test_a_quotation_is_parted_from_the_answer(text: str, new: str, quoted: str) -> None:
    """Both documented forms are known; as little as possible counts as quoted; all else is new."""
    assert parted(text) == (new, quoted)


@patient
@given(quoted=st.text(), new=st.text(), name=st.text(st.characters(categories=["Lo", "Nd"]), max_size=8))
def test_no_word_is_lost(quoted: str, new: str, name: str) -> None:
    """Whatever is quoted and answered, both come out, in one part or the other."""
    said, heard = parted(f'这是一条引用/回复消息：\n"{name}：\n{quoted}"\n------\n{new}')

    assert said.endswith(new)
    assert heard in quoted or quoted in heard


@patient
@given(text=st.text())
def test_any_text_is_parted(text: str) -> None:
    """A text of no known form is new from beginning to end."""
    assert parted("x" + text) == ("x" + text, "")
