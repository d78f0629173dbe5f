"""YAML is read with places, traps are named, and nothing in a file can do harm."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.parsing import parse, read_document
from bot.documents.problems import Severity
from bot.documents.tree import Mark

WRITTEN = """- id: ads
  when:
    words: [加微信, 'b']
"""

TRAPS = [
    ("- id：ads\n  title: x\n", 1, 5, "用了全角冒号", "- id: ads"),
    ("a: {b：1}\nc: [\n", 1, 6, "用了全角冒号", "a: {b: 1}"),
    ("- id:ads\n  title: x\n", 1, 5, "冒号后面少了一个空格", "- id: ads"),
    ("a:\n\t- b\n", 2, 1, "缩进里有 Tab", "- b"),
    ("a:\n\u3000- b\nc: @x\n", 2, 1, "缩进里有全角空格", "- b"),
    ("a: @全体成员\n", 1, 4, "以 “@” 开头的内容没有加引号", 'a: "@全体成员"'),
    ("a: *重要*\n", 1, 4, "以 “*” 开头的内容没有加引号", 'a: "*重要*"'),
    ("a: %10\n", 1, 4, "以 “%” 开头的内容没有加引号", 'a: "%10"'),
    ("a: &和 b\n", 1, 4, "以 “&” 开头的内容没有加引号", 'a: "&和 b"'),
    ("- !注意\n", 1, 3, "以 “!” 开头的内容没有加引号", '- "!注意"'),
    ("a: `x`\n", 1, 4, "以 “`” 开头的内容没有加引号", 'a: "`x`"'),
    ("a: >请看\n", 1, 4, "以 “>” 开头的内容没有加引号", 'a: ">请看"'),
    ("reply: {member} 你好\n", 1, 8, "这段内容在 YAML 看来提前结束了", 'reply: "{member} 你好"'),
    ('a: "加"微信\n', 1, 4, "这段内容在 YAML 看来提前结束了", r'a: "\"加\"微信"'),
    ("a: 注意: 别刷屏\n", 1, 6, "内容里有 “: ”", 'a: "注意: 别刷屏"'),
    ("a: {b: ${TOKEN}, c: 1}\n", 1, 8, "花括号、方括号里的 “${…}” 没有加引号", 'a: {b: "${TOKEN}", c: 1}'),
    ("- a\n-b: 1\n", 2, 1, "“-” 后面少了一个空格", "- b: 1"),
    ("x:\n  - a: 1\n  － b: 1\n", 3, 3, "列表项开头用了 “－”", "- b: 1"),
    ("a: ｛b: 1，c: 2｝\n", 1, 4, "用了全角括号 “｛｝”", "a: {b: 1, c: 2}"),
    ('a: "加微信”\nb: 1\n', 1, 4, "两头的引号不是一对", 'a: "加微信"'),
    ("a: 'x\nb: 1\n", 1, 4, "引号没有结束，从第 1 行开始", "a: 'x'"),
    ("a: [*, b]\n", 1, 5, "以 “*” 开头的内容没有加引号", 'a: ["*", b]'),
    ("a: {b: 1, c: @{d} 好}\n", 1, 14, "以 “@” 开头的内容没有加引号", 'a: {b: 1, c: "@{d} 好"}'),
    ('a: "他说"好"了"\n', 1, 4, "引号里面又有同样的引号", "a: '他说\"好\"了'"),
    ('a: ["\\d+"]\n', 1, 5, "双引号里的反斜杠写法不对", r"a: ['\d+']"),
    ("a: b: c\n", 1, 4, "一行里只能写一层 “键: 值”", "a: {b: c}"),
    ("a: [x\nb: c\n", 1, 4, "第 1 行开始的 “[” 没有正确结束", "a: [x]"),
    ("a: {x: [1, 2]\nb: c\n", 1, 4, "第 1 行开始的 “{” 没有正确结束", "a: {x: [1, 2]}"),
    ("- id: a\n  t: 1\nid: b\n  t: 2\n", 3, 1, "这里开始新的一项，前面少了 “- ”", "- id: b"),
    ("a: 1\n  b: 2\n", 2, 3, "多缩进了 2 个空格", "a: 1\nb: 2"),
]

REFUSED = [
    ("a: !!python/object/apply:os.system [x]\n", "不支持 YAML 标签 “!!python/object/apply:os.system”"),
    ("a: !!int 3\n", "不支持 YAML 标签 “!!int”"),
    ("a: 1\nb: 2\na: 3\n", "键 “a” 重复了，第 1 行已经写过"),
    ("1: a\n", "键必须是文字，“1” 不是"),
    ("true: a\n", "键必须是文字，“true” 不是"),
    ("[a]: b\n", "键必须是文字"),
    ("a: &x {b: 1}\nc: {<<: *x}\n", "不支持合并键 “<<”"),
    ("a: &x [*x]\n", "别名（*名字）指向自己"),
    ("a: 1\n--- \nb: 1\n", "一个文件里只能有一份内容"),
    ("[" * 2000, "嵌套超过 40 层"),
    ("a: \x07\n", "有不允许的字符 U+0007"),
    ("a: 'x\n", "引号没有结束，从第 1 行开始"),
    ("a: [x\nb: c\n", "第 1 行开始的 “[” 没有正确结束"),
    ("a: {x: 1\nb: 2\n", "第 1 行开始的 “{” 没有正确结束"),
    ("a: - b\n", "这里不能出现列表项 “- ”"),
    ("- a: 1\n   b: 2\n", "多缩进了 1 个空格：上一行的 “a” 已经有值"),
    ("- a\n   b: 2\n", "这里不能出现 “: ”"),
    ("- a\nb: c\n", "这里开始新的一项，前面少了 “- ”"),
    ("a: 1\n- b\n", "缩进或结构不对"),
    ("a:\n  - b\n - c\n", "这一项没有和第 2 行的那一项对齐"),
    ("x: 1\na 1\nb: 2\n", "“a” 后面缺少冒号"),
    ('a: "\\q"\n', "双引号里的反斜杠写法不对"),
    ("a: *nobody\n", "以 “*” 开头的内容没有加引号"),
]


def problems_of(text: str) -> list[str]:
    """Return the causes of all problems of `text`."""
    return [problem.cause for problem in parse(text, name="x.yaml")[1]]


def data_of(text: str) -> object:
    """Return the data of `text`, which must have no problem."""
    document, problems = parse(text, name="x.yaml")
    assert problems == ()
    assert document.root is not None
    return document.root.data


def test_every_value_and_key_knows_its_place():
    """Lines and columns count from 1, in characters."""
    document, _ = parse(WRITTEN, name="x.yaml")
    assert document.root is not None
    rule = document.root.children[0]
    words = rule.children["when"].children["words"]

    assert rule.keys["when"] == Mark(line=2, column=3, width=4)
    assert words.children[0].mark == Mark(line=3, column=13, width=3)
    assert words.children[1].mark == Mark(line=3, column=18, width=3)
    assert document.root.data == [{"id": "ads", "when": {"words": ["加微信", "b"]}}]


def test_what_looks_like_text_is_text():
    """`no`, `on`, times, dates and numbers with leading zeros are not turned into something else."""
    written = "[no, off, on, yes, y, 22:30, 2026-01-05, 0755, 1e3, .inf, 0x1F, 1_000]"

    assert data_of(written) == [
        *("no", "off", "on", "yes", "y", "22:30", "2026-01-05", "0755", "1e3", ".inf", "0x1F", "1_000")
    ]


def test_numbers_booleans_and_nothing_are_understood():
    """What is written as such is such, unless it stands in quotes."""
    assert data_of("[1, -2, 0.5, true, false, null, ~, '1', \"true\"]") == [
        *(1, -2, 0.5, True, False, None, None, "1", "true")
    ]


def test_a_number_too_long_for_a_machine_stays_text():
    """Long digits are account numbers, not quantities."""
    assert data_of(f"[{'9' * 5000}, {'9' * 18}]") == ["9" * 5000, int("9" * 18)]


@pytest.mark.parametrize(("text", "line", "column", "cause", "snippet"), TRAPS, ids=[t[3] + t[0][:6] for t in TRAPS])
def test_a_trap_is_named_and_mended(text: str, line: int, column: int, cause: str, snippet: str):
    """Each trap of YAML is told by its name, with the line as it should be."""
    _, problems = parse(text, name="x.yaml")
    first = problems[0]

    assert (first.line, first.column, first.snippet) == (line, column, snippet)
    assert first.cause.startswith(cause)


@pytest.mark.parametrize(("text", "cause"), REFUSED, ids=[cause for _, cause in REFUSED])
def test_what_cannot_be_read_is_told_in_chinese(text: str, cause: str):
    """Whatever YAML refuses, or we refuse of YAML, is explained."""
    assert any(problem.startswith(cause) for problem in problems_of(text))


def test_several_traps_are_told_at_once():
    """One trap does not hide the next, not even in the same line."""
    text = "- id：ads\n  title：禁止广告\n  then:\n\t  reply：@{member} 你好\n"

    told = [(problem.line, problem.cause[:6]) for problem in parse(text, name="x.yaml")[1]]
    assert told == [(1, "用了全角冒号"), (2, "用了全角冒号"), (4, "缩进里有 T"), (4, "用了全角冒号"), (4, "以 “@” ")]


def test_what_stands_behind_a_trap_is_read_all_the_same():
    """The rest of the file can still be checked."""
    document, problems = parse("- id：ads\n  title: x\n", name="x.yaml")

    assert len(problems) == 1
    assert document.root is not None
    assert document.root.data == [{"id": "ads", "title": "x"}]


def test_what_is_wrong_across_lines_does_not_hide_the_rest():
    """An open quote is told where it begins, and what stands behind it is read all the same."""
    document, problems = parse('- id: a\n  title: "x\n- id：b\n  title: y\n', name="x.yaml")

    assert [(p.line, p.column, p.cause[:6]) for p in problems] == [(3, 5, "用了全角冒号"), (2, 10, "引号没有结束")]
    assert document.root is not None
    assert document.root.data == [{"id": "a", "title": "x"}, {"id": "b", "title": "y"}]


def test_a_title_in_wide_brackets_is_a_title():
    """Brackets that hold one thing are taken for no list, whatever else is wrong."""
    assert [p.line for p in parse("a: 【公告】\nb: @x\n", name="x.yaml")[1]] == [2]


def test_an_alias_bomb_does_not_go_off():
    """Nine levels of nine aliases are refused before they fill the memory."""
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]

    assert problems_of("\n".join(levels)) == ["别名（*名字）指向自己，或展开后超过 50000 个值"]


def test_chinese_quotes_are_no_quotes():
    """They would become part of the text without a word."""
    _, problems = parse("a: “加微信”\nb: '“x”'\n", name="x.yaml")

    assert [(p.line, p.column, p.snippet) for p in problems] == [(1, 4, 'a: "加微信"')]


def test_text_lost_in_a_comment_is_a_warning():
    """`#` behind a blank cuts a text; a comment with a blank behind `#` is one."""
    _, problems = parse("a: 请看 #公告\nb: 请看 # 注释\nc: 8080 #端口\n", name="x.yaml")

    assert [(p.line, p.column, p.severity) for p in problems] == [(1, 7, Severity.WARNING)]


def test_a_literal_block_may_hold_anything():
    """Traps are not looked for in text that YAML takes as it is."""
    text = "a: |\n  id：x\n  @y\nb: @z\n"

    assert [p.line for p in parse(text, name="x.yaml")[1]] == [4]


def test_files_that_cannot_be_read_are_told(tmp_path: Path):
    """Missing, huge and wrongly encoded files are problems, not crashes."""
    huge, wrong = tmp_path / "huge.yaml", tmp_path / "gbk.yaml"
    huge.write_bytes(b"#" * (257 << 10))
    wrong.write_bytes(b"a: 1\nb: \xb9\xe3\n")

    assert read_document(tmp_path / "none.yaml", name="none.yaml")[1][0].cause.startswith("文件打不开")
    assert read_document(huge)[1][0].cause == "文件有 263168 字节，超过 262144 字节"
    assert [(p.line, p.cause) for p in read_document(wrong)[1]] == [
        (2, "文件不是 UTF-8 编码，像是 GBK（记事本的 “ANSI”）")
    ]


def test_a_mark_at_the_beginning_of_a_file_is_no_text(tmp_path: Path):
    """Windows editors write a byte order mark; columns do not count it."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    document, problems = read_document(path)

    assert problems == ()
    assert document.root is not None
    assert document.root.keys["a"] == Mark(line=1, column=1, width=1)


YAML_LIKE = st.text(alphabet="ab：:-# \n\t{}[]\"'“”&*!|>%@`,，${}<?\\\u3000—1", max_size=60)


@given(st.one_of(st.text(), YAML_LIKE))
def test_any_text_gives_a_value_or_a_problem(text: str):
    """No text crashes the reader, and places lie inside the text."""
    document, problems = parse(text, name="x.yaml")

    assert document.root is not None or problems or data_is_nothing(text)
    assert all(0 <= p.line <= len(document.lines) and p.column >= 1 and p.cause for p in problems)


def data_is_nothing(text: str) -> bool:
    """Tell whether YAML holds no value: nothing but blanks, comments and marks of documents."""
    lines = text.removeprefix("\ufeff").split("\n")
    return all(not line.strip() or line.lstrip().startswith(("#", "---", "...", "%")) for line in lines)
