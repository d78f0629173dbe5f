"""Regular expressions: what they find, what they refuse, and how long they may take."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.patterns import Pattern, compiled, first

NASTY = (
    r"(a+)+b",
    r"(a|aa)+$",
    r"(x+x+)+y",
    r"[ab]*a[ab]{40}c",
    r"[ab]*a[ab]{900}c",
    r"(.?){200}z",
    r".{248}z",
    r"加.{0,50}信x",
    r"(?:.*加){20}z",
    r"\p{Han}{1,24}z",
    r"(?:(?:a?){10}){10}c",
)


def found(pattern: str, text: str, *, exact: bool = False) -> tuple[int, int] | None:
    """Return where `pattern` is in `text`."""
    seen = first((compiled(pattern, exact=exact),), text)
    return seen[1] if seen else None


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        (r"微信\d+", "加微信12吧", (1, 5)),
        (r"微信\d+", "😀😀加微信12😀", (3, 7)),
        (r"😀+", "一😀😀二", (1, 3)),
        (r"^加", "不加", None),
        (r"vx", "加VX", (1, 3)),
        (r"\p{Han}{2}", "a加b微信", (3, 5)),
        (r"加.信", "加\n信", None),
        (r"(?s)加.信", "加\n信", (0, 3)),
        (r"微信", "\ud800加微信", (2, 4)),
        (r"微信", "加微\ud800", None),
    ],
)
def test_places_are_counted_in_characters(pattern: str, text: str, span: tuple[int, int] | None) -> None:
    """Emoji and halves of them count as one character, like everywhere."""
    assert found(pattern, text) == span


def test_capital_letters_differ_only_if_asked() -> None:
    """An exact pattern keeps to its letters."""
    assert (found("Vx", "加vX"), found("Vx", "加vX", exact=True), found("Vx", "Vx", exact=True)) == (
        (1, 3),
        None,
        (0, 2),
    )


def test_the_first_pattern_that_is_found_is_named() -> None:
    """The order is that of the rule, not of the text."""
    patterns = tuple(compiled(source, exact=False) for source in ("没有", "二", "一"))

    assert first(patterns, "一二") == (patterns[1], (1, 2))


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("", "正则是空的，请写要找的内容"),
        (" ", "正则是空的，请写要找的内容"),
        ("[a", "正则“[a”的方括号没有配对，少了“]”。要找“[”这个字符本身，请写成“\\[”"),
        ("(a", "正则“(a”的圆括号没有配对，少了“)”。要找“(”这个字符本身，请写成“\\(”"),
        ("a)", "正则“a)”的圆括号没有配对，多了“)”。要找“)”这个字符本身，请写成“\\)”"),
        ("*a", "正则“*a”里“*”前面没有可以重复的内容。要找这个字符本身，请写成“\\*”"),
        ("a++", "正则“a++”里“++”连用了两个重复符号，请留下一个"),
        ("a{1001}", "正则“a{1001}”里的重复次数“{1001}”不行：要从小到大，连同外层括号相乘不超过 1000"),
        ("[z-a]", "正则“[z-a]”里的字符范围“z-a”不行：要从小到大，名字要是认识的，例如“\\p{Han}”"),
        (r"\p{Foo}", "正则“\\p{Foo}”里的字符范围“\\p{Foo}”不行：要从小到大，名字要是认识的，例如“\\p{Han}”"),
        ("a\\", "正则“a\\”末尾多了一个“\\”。要找“\\”这个字符本身，请写成“\\\\”"),
        ("(?P<>a)", "正则“(?P<>a)”里括号的名字“(?P<>”不行：不需要名字，写成“(”就好"),
        ("(?>a)", "正则“(?>a)”有原子组“(?>”：请写成“(?:”，这里本来就不会变慢"),
        ("(?#说明)a", "正则“(?#说明)a”有不支持的写法“(?#”，请去掉；要找“(”这个字符本身，请写成“\\(”"),
        (r"a\Z", "正则“a\\Z”里不认识“\\Z”：文字的结尾请写成“\\z”或“$”"),
        (r"\u4e00", "正则“\\u4e00”里不认识“\\u”：请直接写那个字，或写成“\\x{4e00}”这样"),
        (r"\y", "正则“\\y”里不认识“\\y”，请去掉；要找“\\”这个字符本身，请写成“\\\\”"),
        (".{500}", "正则“.{500}”太复杂了：请把“{0,100}”这样的重复次数改小，或拆成几条"),
        (r"\p{Han}{900}", "正则“\\p{Han}{900}”太复杂了：请把“{0,100}”这样的重复次数改小，或拆成几条"),
        ("字" * 1001, "正则有 1001 个字符，最多 1000 个：请拆成几条，或改用 words"),
    ],
)
def test_what_is_wrong_is_told_in_chinese(pattern: str, cause: str) -> None:
    """The cause names the piece, and how to write it instead."""
    with pytest.raises(ValueError, match=f"^{re.escape(cause)}$"):
        compiled(pattern, exact=False)


@pytest.mark.parametrize("pattern", ["(?=a)b", "a(?!b)", "(?<=a)b", "(?<!a)b"])
def test_looking_around_is_refused_with_another_way(pattern: str) -> None:
    """Whoever knows other engines is told what to do here."""
    with pytest.raises(ValueError, match=r"有(前瞻|后顾).*这里不支持前后查看。不该出现的请写在规则的 unless 里"):
        compiled(pattern, exact=False)


@pytest.mark.parametrize("pattern", [r"(a)\1", r"(?P<n>a)(?P=n)", r"(?P<n>a)\k<n>"])
def test_backreferences_are_refused_with_another_way(pattern: str) -> None:
    """A linear engine cannot have them."""
    with pytest.raises(ValueError, match=r"有反向引用.*请把要重复的内容写两遍"):
        compiled(pattern, exact=False)


@pytest.mark.parametrize("pattern", ["a*", "()", "^", "$", r"\b", r"\B", "a?|b", "(?m)^$", r"\s*"])
def test_a_pattern_of_nothing_is_refused(pattern: str) -> None:
    """What is found without any character would be found in every message."""
    with pytest.raises(ValueError, match="什么字都不用就能命中"):
        compiled(pattern, exact=False)


@given(pattern=st.text("ab加(){}[]*+?|\\^$.d,-1:=!<P", max_size=12), text=st.text(max_size=30))
def test_any_pattern_works_or_is_refused(pattern: str, text: str) -> None:
    """Nothing but ValueError comes of a bad pattern, and places are inside the text and not empty."""
    with suppress(ValueError):
        span = found(pattern, text)
        assert span is None or 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize("pattern", NASTY)
@settings(deadline=None, max_examples=20)
@given(piece=st.text("ab加微x😀é", min_size=1, max_size=9))
def test_no_pattern_is_slow(pattern: str, piece: str) -> None:
    """Ten thousand characters take at most 20 ms, whatever the pattern; on a busy machine the best of many tries."""
    text = (piece * 10_000)[:10_000]
    patterns = (compiled(pattern, exact=False),)

    assert any(_seconds(patterns, text) < 0.02 for _ in range(50))


def _seconds(patterns: tuple[Pattern, ...], text: str) -> float:
    begun = time.process_time()
    first(patterns, text)
    return time.process_time() - begun
