"""Spans of time and word lists, as admins write them."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.text.spans import Span, parse_span
from bot.text.wordlists import WordList, Written, named, names, parse


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


GROUPED = """\
# 标题：广告
扫码
# 组：引流
加微信  # 常见
\t看我主页
# 说明
# 组: 代办
代开发票
加微信
# 组：引流
进群领
"""


def test_a_list_has_groups() -> None:
    """A group lasts until the next one, may be taken up again, and shares words with others."""
    found = parse("ads", GROUPED)

    assert found.words == ("扫码", "加微信", "看我主页", "代开发票", "进群领")
    assert found.groups == {"引流": ("加微信", "看我主页", "进群领"), "代办": ("代开发票", "加微信")}


def test_every_word_knows_its_place() -> None:
    """Lines and columns count from one, as editors show them; words written again are there again."""
    found = parse("ads", "\ufeff" + GROUPED.replace("\n", "\r\n"))

    assert found.lines == {"扫码": 2, "加微信": 4, "看我主页": 5, "代开发票": 8, "进群领": 11}
    assert found.written[2:5] == (
        Written(word="看我主页", line=5, column=2, group="引流"),
        Written(word="代开发票", line=8, column=1, group="代办"),
        Written(word="加微信", line=9, column=1, group="代办"),
    )


def test_a_form_feed_ends_no_line() -> None:
    """Line numbers are those of an editor, whatever odd characters a line holds."""
    assert parse("odd", "一\x0c\n二\u2028三\n四").lines == {"一": 1, "二\u2028三": 2, "四": 3}


@pytest.mark.parametrize(("text", "allows"), [("# 允许单字\n赌", True), ("赌", False), ("赌 # 允许单字", False)])
def test_a_list_may_mean_single_characters(text: str, allows: bool) -> None:
    """It says so in a comment of its own."""
    assert parse("one", text).allows_singles is allows


def test_a_group_is_a_list_by_its_path() -> None:
    """`ads/引流` is found in `ads`, with a title that says so; a file of that very name would come first."""
    lists = {"ads": parse("ads", GROUPED)}

    assert named(lists, "ads") is lists["ads"]
    assert named(lists, "ads/代办") == WordList(name="ads/代办", title="广告·代办", words=("代开发票", "加微信"))
    assert names(lists) == ("ads", "ads/引流", "ads/代办")
    whole = WordList(name="ads/代办", title="整份", words=("词",))
    assert named({**lists, "ads/代办": whole}, "ads/代办") is whole


@pytest.mark.parametrize("name", ["", "/", "no", "no/引流", "ads/", "ads/没有", "引流"])
def test_what_is_no_list_is_named(name: str) -> None:
    """The error holds the whole name as the rule has it."""
    with pytest.raises(KeyError) as caught:
        named({"ads": parse("ads", GROUPED)}, name)

    assert caught.value.args == (name,)


@given(st.text(max_size=60))
def test_any_text_is_a_word_list(text: str) -> None:
    """Every word is trimmed, not empty, and stands where its place says."""
    found = parse("any", text)
    lines = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))

    assert all(word == word.strip() != "" for word in found.words)
    assert all(lines[one.line - 1][one.column - 1 :].startswith(one.word) for one in found.written)
    assert set(found.lines) == set(found.words)
