"""Data is checked against a shape, and every error is told at its place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from bot.documents.checking import Checked, check
from bot.documents.parsing import parse
from bot.documents.problems import render
from bot.text.spans import Span


class Colour(StrEnum):
    """Something to choose from."""

    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part with a bound."""

    size: Annotated[int, Field(ge=1, le=9)]
    lasts: Annotated[float, Field(alias="for")] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A shape with everything in it."""

    name: Annotated[str, Field(min_length=1)]
    colour: Colour = Colour.RED
    hues: tuple[Colour, ...] = ()
    words: Annotated[tuple[str, ...], Field(min_length=1)] = ("a",)
    share: Annotated[float, Field(ge=0.0)] = 0.0
    lasts: Annotated[Span, Field(ge=timedelta(seconds=5))] = timedelta(seconds=9)
    parts: tuple[Part, ...] = ()
    by_key: Mapping[Literal["left", "right"], Part] = field(default_factory=dict)
    is_on: bool = False
    part: Part | None = None

    misplaced: ClassVar[Mapping[str, str]] = {"gone": "请写到别处。"}


def checked(text: str) -> Checked:
    """Return what came of checking the YAML `text` against `Whole`."""
    document, problems = parse(text, name="x.yaml")
    assert document.root is not None
    found = check(document, document.root, Whole)
    return Checked(value=found.value, problems=(*problems, *found.problems))


def told(text: str) -> list[tuple[int, int, str, str, str]]:
    """Return line, column, cause, mend and snippet of every problem of `text`."""
    return [(p.line, p.column, p.cause, p.mend, p.snippet) for p in checked(text).problems]


def test_good_data_becomes_a_value():
    """Lists become tuples, words become choices, numbers where text is wanted become text, and aliases are known."""
    text = "name: 12\ncolour: green\nwords: [666, a]\nparts: [{size: 3, for: 2}]\nis_on: yes\nby_key: {left: {size: 1}}"

    assert checked(text).value == Whole(
        name="12",
        colour=Colour.GREEN,
        words=("666", "a"),
        parts=(Part(size=3, lasts=2.0),),
        is_on=True,
        by_key={"left": Part(size=1)},
    )


CASES = [
    ("nam: x", (1, 1, "未知的键 “nam”", "你是不是想写 “name”？", "name: x")),
    ("colour: red", (1, 1, "缺少必填的键 “name”", "请补上 “name: …”。", "")),
    ("name: [a]", (1, 7, "“name” 要写成一段文字，这里是一个列表", "", "")),
    (
        "name: true",
        (1, 7, "“name” 要写成一段文字，这里是 “true”", "没有引号的 true、false 是布尔值，请加上引号。", '"true"'),
    ),
    (
        "name: #公告",
        (
            1,
            6,
            "“name” 要写成一段文字，这里是空的",
            "“ #” 后面是注释，所以这里是空的；请给内容加上引号。",
            'name: "#公告"',
        ),
    ),
    ("name: x\ncolour: grean", (2, 9, "“colour” 不能是 “grean”", "你是不是想写 “green”？", "colour: green")),
    ("name: x\ncolour: 蓝", (2, 9, "“colour” 不能是 “蓝”", "可以写的有：green、red。", "")),
    (
        "name: x\nwords: abc",
        (2, 8, "“words” 要写成列表，这里是 “abc”", "列表写在半角方括号里，用半角逗号隔开。", "words: [abc]"),
    ),
    ("name: x\nwords: [a, {b: 1}]", (2, 12, "“words” 第 2 项要写成一段文字，这里是一组“键: 值”", "", "")),
    ("name: x\nparts: [{size: 0}]", (2, 16, "“size” 不能小于 1，这里是 “0”", "", "")),
    ("name: x\nparts: [{size: 10}]", (2, 16, "“size” 不能大于 9，这里是 “10”", "", "")),
    (
        "name: x\nparts: [{size: many}]",
        (2, 16, "“size” 要写成整数，这里是 “many”", "请写阿拉伯数字，不带单位和引号。", ""),
    ),
    (
        "name: x\nparts: [{size: 1, fro: 2}]",
        (2, 19, "未知的键 “fro”", "你是不是想写 “for”？", "parts: [{size: 1, for: 2}]"),
    ),
    (
        "name: x\nby_key: {lefd: {size: 1}}",
        (2, 10, "未知的键 “lefd”", "你是不是想写 “left”？", "by_key: {left: {size: 1}}"),
    ),
    ("name: x\nis_on: 是", (2, 8, "“is_on” 要写成 true 或 false，这里是 “是”", "", "is_on: true")),
    (
        "name: x\nhues: red，green",
        (
            2,
            7,
            "“hues” 要写成列表，这里是 “red，green”",
            "列表写在半角方括号里，用半角逗号隔开。",
            "hues: [red, green]",
        ),
    ),
    (
        "name: x\nhues: [red，grean]",
        (
            2,
            8,
            "“hues” 第 1 项不能是 “red，grean”",
            "几项之间要用半角逗号隔开，写在半角方括号里。",
            "hues: [red, green]",
        ),
    ),
    (
        "name: x\nlasts: 9",
        (2, 8, "“lasts” 的 “9”没有单位，请写成 9秒 或 9分钟 这样的时长", "", "lasts: 9秒"),
    ),
    (
        "name: x\nby_key:\nleft: {size: 3}",
        (
            2,
            8,
            "“by_key” 要写成“键: 值”，这里是空的",
            "下面的 “left” 少了缩进，要再往里两个空格（它下面的各行也是）。",
            "by_key:\n  left: {size: 3}",
        ),
    ),
    (
        "name: x\npart: 3",
        (2, 7, "“part” 要写成“键: 值”，这里是 “3”", "里面要写 “键: 值”，可以写的键有：for、size。", ""),
    ),
    ("name: x\nis_on: maybe", (2, 8, "“is_on” 要写成 true 或 false，这里是 “maybe”", "", "")),
    ("name: x\nwords: []", (2, 8, "“words” 是空的，至少写一条", "", "")),
    ("name: ''", (1, 7, "“name” 不能是空的", "", "")),
    ("name: x\nshare: -1", (2, 8, "“share” 不能小于 0，这里是 “-1”", "", "")),
    ("name: x\nlasts: 1秒", (2, 8, "“lasts” 不能小于 5秒，这里是 “1秒”", "", "")),
    ("name: x\nhues: [red, blu]", (2, 13, "“hues” 第 2 项不能是 “blu”", "可以写的有：green、red。", "")),
    ("name: x\ngone: 1", (2, 1, "未知的键 “gone”", "请写到别处。", "")),
    (
        "name: x\npart:\n  size：3",
        (
            3,
            3,
            "“part” 要写成“键: 值”，这里是一段文字",
            "用了全角冒号 “：”，YAML 只认半角冒号加空格 “: ”。请改成半角冒号，后面加一个空格。",
            "size: 3",
        ),
    ),
]


@pytest.mark.parametrize(("text", "problem"), CASES, ids=[text for text, _ in CASES])
def test_each_error_says_where_what_and_how_to_mend_it(text: str, problem: tuple[int, int, str, str, str]):
    """Place, cause, mend and the corrected line are those an admin needs."""
    assert told(text) == [problem]


def test_all_errors_are_told_at_once():
    """No error hides another."""
    text = "nmae: x\ncolour: blu\nparts:\n  - {size: 0}\n  - {size: 3, x: 1}\n"

    assert sorted(line for line, *_ in told(text)) == [1, 2, 4, 5]


def test_errors_in_print():
    """The whole report reads as one text."""
    assert render(checked("name: x\nparts:\n  - {sise: 3}\n").problems) == (
        "x.yaml:3:6  未知的键 “sise”\n    - {sise: 3}\n       ^^^^\n  你是不是想写 “size”？\n  改成：\n    - {size: 3}"
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "size", "parts", "x"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["name", "colour", "words", "parts", "by_key", "part", "y"]), VALUES))
def test_any_data_gives_a_value_or_problems_with_places(data: dict[str, object]):
    """Whatever the file says, it is either taken or explained."""
    document, problems = parse(json.dumps(data), name="x.yaml")
    if document.root is None or problems:
        return
    found = check(document, document.root, Whole)

    assert (found.value is None) == bool(found.problems)
    assert all(p.line >= 1 and p.column >= 1 and p.cause for p in found.problems)
