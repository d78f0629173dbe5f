"""Problems are printed so that an admin finds the place and mends it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.documents.problems import (
    Fix,
    Problem,
    Severity,
    did_you_mean,
    fix_of,
    has_errors,
    is_sure,
    nearest,
    problems_to_json,
    render,
)

WRONG_KEY = Problem(
    file="content/rules/ads.yaml",
    line=7,
    column=5,
    width=5,
    source="    wordz: {lists: [ads]}",
    cause="未知的键 “wordz”",
    mend="你是不是想写 “words”？",
    snippet="words: {lists: [ads]}",
)


def test_a_problem_shows_place_cause_line_caret_and_mend():
    """Everything needed to mend it stands in one block."""
    assert render([WRONG_KEY]) == (
        "content/rules/ads.yaml:7:5  未知的键 “wordz”\n"
        "    wordz: {lists: [ads]}\n"
        "    ^^^^^\n"
        "  你是不是想写 “words”？\n"
        "  改成：\n"
        "    words: {lists: [ads]}"
    )


def test_the_caret_stands_under_chinese_text():
    """A Chinese character takes two columns of a terminal, and so do its carets."""
    problem = Problem(file="a.yaml", line=1, column=5, width=2, source="标题: 中文", cause="错")

    assert render([problem]).splitlines()[1:] == ["    标题: 中文", "          ^^^^"]


def test_problems_come_in_the_order_of_files_and_lines():
    """The order in which problems were found does not matter to who mends them."""
    places = [("b", 1, 1), ("a", 2, 1), ("a", 1, 9), ("a", 1, 2)]
    problems = [Problem(file=f, line=line, column=column, cause="错") for f, line, column in places]

    assert [p.split("  ")[0] for p in render(problems).split("\n\n")] == ["a:1:2", "a:1:9", "a:2:1", "b:1:1"]


def test_a_problem_of_a_whole_file_names_no_line():
    """There is no line 0."""
    assert render([Problem(file="a.yaml", cause="文件是空的")]) == "a.yaml  文件是空的"


def test_a_warning_says_that_it_is_one():
    """Warnings are told apart from errors, in print and by `has_errors`."""
    warning = Problem(file="a", cause="小事", severity=Severity.WARNING)

    assert render([warning]) == "a  警告：小事"
    assert [has_errors([]), has_errors([warning]), has_errors([warning, WRONG_KEY])] == [False, False, True]


def test_what_moves_the_cursor_is_made_visible():
    """Tabs and control characters of the file cannot disturb the terminal."""
    problem = Problem(file="a", line=1, column=2, source="\t\x1b[31m", cause="错")

    assert render([problem]).splitlines()[1:] == ["    →\ufffd[31m", "     ^"]


def test_a_long_line_is_cut_around_the_place():
    """The caret stays in sight however long the line is."""
    problem = Problem(file="a", line=1, column=5001, source="x" * 5000 + "!" + "x" * 5000, cause="错")
    shown, carets = render([problem]).splitlines()[1:]

    assert len(shown) < 120
    assert shown[carets.index("^")] == "!"


def test_problems_are_told_to_programs():
    """Columns count from 1 in characters, the last one is not included; a whole file has none."""
    whole = Problem(file="a.yaml", cause="文件是空的", severity=Severity.WARNING, code="empty")

    assert problems_to_json([replace(WRONG_KEY, fix=Fix(line=7, column=9, end_column=10, text="s")), whole]) == [
        {
            "file": "a.yaml",
            "line": 0,
            "column": 0,
            "end_column": 0,
            "severity": "warning",
            "code": "empty",
            "cause": "文件是空的",
            "mend": "",
            "snippet": "",
            "source": "",
            "fix": None,
        },
        {
            "file": "content/rules/ads.yaml",
            "line": 7,
            "column": 5,
            "end_column": 10,
            "severity": "error",
            "code": "",
            "cause": "未知的键 “wordz”",
            "mend": "你是不是想写 “words”？",
            "snippet": "words: {lists: [ads]}",
            "source": "    wordz: {lists: [ads]}",
            "fix": {"line": 7, "column": 9, "end_line": 7, "end_column": 10, "text": "s"},
        },
    ]


def test_a_word_of_another_language_leads_to_ours():
    """Who thinks in Chinese, or knows it from elsewhere, is led to the right word."""
    assert nearest("群主", ["owner", "staff"]) == "owner"
    assert nearest("OR", ["any", "words"]) == "any"
    assert nearest("微信", ["qq", "wechat"]) == "wechat"
    assert nearest("群主", ["wechat"]) == ""


def test_the_nearest_valid_word_is_offered_or_all_of_them():
    """A slip is mended; a guess that would mislead is not made."""
    assert nearest("wordz", ["words", "contact"]) == "words"
    assert nearest("WORDS", ["words"]) == "words"
    assert nearest("quux", ["words", "contact"]) == ""
    assert did_you_mean("wrods", ["words"]) == "你是不是想写 “words”？"
    assert did_you_mean("quux", ["b", "a"]) == "可以写的有：a、b。"
    assert did_you_mean("quux", []) == ""


@given(st.text(), st.integers(0, 300), st.integers(0, 300), st.text())
def test_any_problem_can_be_printed(source: str, column: int, width: int, cause: str):
    """Whatever a file holds, its problems are printed and the caret is there."""
    problem = Problem(file="a", line=1, column=column, width=width, source=source, cause=cause)

    assert ("^" in render([problem])) or not source


def test_a_line_is_fixed_once():
    """So that all fixes of one run can be applied at once."""
    fix = Fix(line=7, column=9, end_column=10, text="s")
    two = [replace(WRONG_KEY, fix=fix), replace(WRONG_KEY, column=9, fix=fix), replace(WRONG_KEY, file="b", fix=fix)]

    assert [(one["file"], one["fix"] is not None) for one in problems_to_json(two)] == [
        ("b", True),
        ("content/rules/ads.yaml", True),
        ("content/rules/ads.yaml", False),
    ]


@given(st.text(), st.text())
def test_a_fix_makes_the_one_line_of_the_other(written: str, mended: str):
    """Whatever the two are; nothing is to be done where they are the same."""
    fix = fix_of(1, written, mended)

    assert (fix is None) == (written == mended)
    assert fix is None or written[: fix.column - 1] + fix.text + written[fix.end_column - 1 :] == mended


def test_only_slips_and_other_words_are_sure():
    """What is merely the nearest is for people to decide."""
    sure = [("wordz", "words"), ("WORDS", "words"), ("群主", "owner"), ("limt", "limit")]

    assert [is_sure(name, meant) for name, meant in sure] == [True] * 4
    assert [is_sure(name, "words") for name in ("wodge", "swords in", "")] == [False] * 3
