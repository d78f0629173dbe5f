"""Spans of time and word lists, as admins write them."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.text.spans import Span, parse_span
from bot.text.wordlists import WordList, parse


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10秒", timedelta(seconds=10)),
        ("5分钟", timedelta(minutes=5)),
        ("1天12小时", timedelta(hours=36)),
        ("2h", timedelta(hours=2)),
        (" 1.5 小时 ", timedelta(minutes=90)),
        ("2周", timedelta(days=14)),
        ("90S", timedelta(seconds=90)),
    ],
)
def test_a_span_is_read(text: str, span: timedelta) -> None:
    """Chinese and Latin units are understood, alone and together."""
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "十秒", "10", "10个", "秒", "0秒", "5分钟左右", "99999天", "-5秒"])
def test_what_is_no_span_is_refused_in_chinese(text: str) -> None:
    """The error names the text and the shape that is wanted."""
    with pytest.raises(ValueError, match="时长"):
        parse_span(text)


def test_pydantic_takes_spans_from_yaml() -> None:
    """A setting may be text or a span; a bare number is told to take a unit."""
    adapter: TypeAdapter[timedelta] = TypeAdapter(Span)

    assert adapter.validate_python("10秒") == adapter.validate_python(timedelta(seconds=10))
    with pytest.raises(ValidationError, match="没有单位"):
        adapter.validate_python(10)


@given(st.text(max_size=20))
def test_any_text_is_a_span_or_an_error(text: str) -> None:
    """Nothing but ValueError comes of a bad span, and no span is empty."""
    with suppress(ValueError):
        assert parse_span(text) > timedelta(0)


def test_a_word_list_is_read() -> None:
    """Comments and blank lines are left out, a word counts once, the title is what people call the list."""
    text = "\ufeff# 标题：广告\n# 说明\n加微信\n\n代开发票  # 常见\n加微信\nc#语言\n"

    assert parse("ads", text) == WordList(name="ads", title="广告", words=("加微信", "代开发票", "c#语言"))


def test_a_word_list_without_a_title_has_its_name() -> None:
    """The file name is the title if there is no other."""
    assert parse("mine", "词").title == "mine"
