"""Rule files are compiled together, and everything wrong with them is told at once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.parsing import parse
from bot.documents.problems import render
from bot.rules.length import Length
from bot.ruleset.compiling import compile_rules
from tests.ruleset.kit import LISTS, compiled, findings, rule


def told(*texts: str) -> list[tuple[str, int, int, str, str]]:
    """Return file, line, column, cause and mend of every problem."""
    found = sorted(compiled(*texts).problems, key=lambda p: (p.file, p.line, p.column))
    return [(p.file, p.line, p.column, p.cause, p.mend) for p in found]


def causes(when: str) -> list[tuple[str, str]]:
    """Return cause and mend of every problem of one rule with this `when`."""
    return [(cause, mend) for *_, cause, mend in told(f"- id: r\n  title: t\n  when: {when}\n")]


def test_the_report_of_a_file_reads_as_one_text():
    """Every error with its place, line, caret, cause and mend, in the order of the lines."""
    text = """\
- id: contact-ads
  title: 禁止广告
  when:
    any:
      - wordz: {lists: [ads]}
      - words: {lists: [adz]}
      - contact: [wechat, qqq]
  than: {points: 3}
- id: contact-ads
  title: 重名
  when: {words: {lsts: [ads]}}
  then: {points: many, reply: "{membr} 你好"}
"""
    assert render(compiled(text).problems) == (
        """\
1.yaml:5:9  未知的条件 “wordz”
    - wordz: {lists: [ads]}
      ^^^^^
  你是不是想写 “words”？
  改成：
    - words: {lists: [ads]}

1.yaml:6:25  没有词库 “adz”
    - words: {lists: [adz]}
                      ^^^
  你是不是想写 “ads”？

1.yaml:7:27  “contact” 第 2 项不能是 “qqq”
    - contact: [wechat, qqq]
                        ^^^
  你是不是想写 “qq”？
  改成：
    - contact: [wechat, qq]

1.yaml:8:3  未知的键 “than”
    than: {points: 3}
    ^^^^
  你是不是想写 “then”？
  改成：
    then: {points: 3}

1.yaml:9:7  规则 id “contact-ads” 重复了，1.yaml:1 已经用过
    - id: contact-ads
          ^^^^^^^^^^^
  请换一个 id。

1.yaml:11:18  未知的键 “lsts”
    when: {words: {lsts: [ads]}}
                   ^^^^
  你是不是想写 “lists”？
  改成：
    when: {words: {lists: [ads]}}

1.yaml:12:18  “points” 要写成数字，这里是 “many”
    then: {points: many, reply: "{membr} 你好"}
                   ^^^^
  请写阿拉伯数字，不带单位和引号。

1.yaml:12:32  未知的占位符 “{membr}”
    then: {points: many, reply: "{membr} 你好"}
                                 ^^^^^^^
  你是不是想写 “member”？"""
    )


def test_errors_of_all_files_are_told_at_once():
    """Ids are unique over all files; one broken file does not hide another."""
    good, twin = "- {id: a, title: t, when: {words: [x]}}\n", "- {id: a, title: t, when: {words: [y]}}\n"

    assert [(file, line, cause) for file, line, _, cause, _ in told(good, twin, "id：a\n", "a: {\n")] == [
        ("2.yaml", 1, "规则 id “a” 重复了，1.yaml:1 已经用过"),
        ("3.yaml", 1, "规则文件要写成规则的列表，这里是 “id：a”"),
        ("4.yaml", 2, "这里缺少内容，或上面有括号、引号没有结束"),
    ]


EXPRESSIONS = [
    ("{any: []}", "“any” 是空的，至少写一条", "每个条件一行，以 “- ” 开头。"),
    ("{all: {words: [a]}}", "“all” 下面要写条件的列表，这里是一组“键: 值”", "每个条件一行，以 “- ” 开头。"),
    (
        "{words: [a], length: 3}",
        "一处只能写一个条件，这里又写了 “length”",
        "要任意一个满足，用 any；要同时满足，用 all。",
    ),
    ("{any: [words]}", "这里要写 “条件: 设置”，现在是 “words”", "没有设置的条件也要写冒号。"),
    ("{any: [{'words：a': 1}]}", "未知的条件 “words：a”", "冒号要用半角，后面加一个空格：“键: 值”。"),
    ("{anny: [{words: [a]}]}", "未知的条件 “anny”", "你是不是想写 “any”？"),
    ("{rate: {window: 5}}", "“window” ", ""),
    ("{length: {max: -1}}", "“max” 不能小于 0，这里是 “-1”", ""),
    ("{length: {min: 9, max: 2}}", "min（9）不能比 max（2）大：否则每条消息都会触发", ""),
    ("{length: {max: a}}", "“max” 要写成整数，这里是 “a”", "请写阿拉伯数字，不带单位和引号。"),
    ("{words: {words: [a], evasion: strongest}}", "“evasion” 不能是 “strongest”", "你是不是想写 “strong”？"),
    ("{words: {lists: ads}}", "“lists” 要写成列表，这里是 “ads”", "列表写在半角方括号里，用半角逗号隔开。"),
    ("{phrases: {}}", "缺少必填的键 “phrases”", "请补上 “phrases: …”。"),
    (
        "words",
        "“when” 要写成“键: 值”，这里是一段文字",
        "下面写一个条件，例如 contact: wechat；几个条件写在 any:（任意一个）或 all:（同时）下面，每个以 “- ” 开头。",
    ),
]


@pytest.mark.parametrize(("when", "cause", "mend"), EXPRESSIONS, ids=[when for when, *_ in EXPRESSIONS])
def test_a_wrong_expression_is_explained(when: str, cause: str, mend: str):
    """Shape, names and settings of conditions are checked where they stand."""
    found = causes(when)

    assert [(found_cause[: len(cause)], found_mend) for found_cause, found_mend in found] == [(cause, mend)]


def test_every_unknown_list_of_a_condition_is_told():
    """Not only the first."""
    assert [
        (column, cause)
        for _, _, column, cause, _ in told("- {id: r, title: t, when: {words: {lists: [x1, ads, x2]}}}\n")
    ] == [(44, "没有词库 “x1”"), (53, "没有词库 “x2”")]


def test_a_word_that_is_nothing_but_disguise_is_refused():
    """It could never be found."""
    [(cause, _)] = causes("{words: ['\u200b']}")

    assert cause.startswith("这里的词不能用：")


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("{words: [加微信]}", "加微信"),
        ("{words: 加微信}", "加微信"),
        ("{words: {words: [加微信]}}", "加微信"),
        ("{contact: link}", "看 http://ab.cc/k8"),
        ("{length: 3}", "四个字了"),
        ("{sender: member}", "随便"),
    ],
)
def test_a_bare_value_fills_the_setting_it_is_meant_for(when: str, text: str):
    """Short forms mean the same as long ones."""
    assert len(findings(rule(when), text)) == 1


def test_a_bare_value_is_checked_at_its_own_place():
    """Though its key is not written."""
    assert [
        (line, column, cause) for _, line, column, cause, _ in told("- id: r\n  title: t\n  when: {contact: wechatt}\n")
    ] == [(3, 19, "“contact” 不能是 “wechatt”")]


REPLIES = [
    ("{member} {why} {title} {rule} {points} {total} {{x}}", []),
    ("{nobody}", ["未知的占位符 “{nobody}”"]),
    ("{member.name}", ["未知的占位符 “{member.name}”"]),
    ("{}", ["未知的占位符 “{}”"]),
    ("{points:.2f} {why!r}", ["占位符 “{points}” 后面不能再写格式", "占位符 “{why}” 后面不能再写格式"]),
    ("{member", ["花括号没有配对"]),
]


@pytest.mark.parametrize(("reply", "expected"), REPLIES, ids=[reply for reply, _ in REPLIES])
def test_a_reply_may_only_use_what_is_known_when_the_bot_speaks(reply: str, expected: list[str]):
    """A reply that could not be filled in is refused before it is needed."""
    text = f"- {{id: r, title: t, when: {{words: [a]}}, then: {{reply: '{reply}'}}}}\n"

    assert [cause for *_, cause, _ in told(text)] == expected


EXAMPLES = """\
- id: flood
  title: 刷屏
  when: {rate: {limit: 3, window: 10秒}}
  unless: {sender: [owner]}
  examples:
    hit:
      - 在吗
      - {text: 在吗, before: [{ago: 1秒, text: a}, {ago: 2秒, text: b}]}
      - {text: 在吗, role: owner, before: [{ago: 1秒, text: a}, {ago: 2秒, text: b}]}
    pass:
      - 在吗
      - {text: 在吗, before: [{ago: 1秒, text: a}, {ago: 2秒, text: b}]}
      - {text: 在吗, before: [{ago: 1秒, text: a}, {ago: 10秒, text: b}]}
- id: words
  title: 广告
  when: {words: [加微信]}
  examples:
    hit: [加 ｗｘ]
    pass: [请加微信吧]
"""


def test_a_rule_that_fails_its_examples_is_refused():
    """Each failing example is told with what happened to it; the good ones are not."""
    assert [(line, column, cause, mend) for _, line, column, cause, mend in told(EXAMPLES)] == [
        (
            7,
            9,
            "规则 “flood” 应当命中 “在吗”，却没有命中",
            "when 的判断：rate 没有命中。请检查 when 里的条件，或从 hit 里去掉这个例子。",
        ),
        (
            9,
            9,
            "规则 “flood” 应当命中 “在吗”，却没有命中",
            "when 符合，但 unless 放过了它：发送者是群主。",
        ),
        (
            12,
            9,
            "规则 “flood” 不应当命中 “在吗”，却命中了",
            "原因：10秒内 3 条消息。unless 的判断：sender 没有命中。请收紧 when，或在 unless 里放过它。",
        ),
        (
            18,
            11,
            "规则 “words” 应当命中 “加 ｗｘ”，却没有命中",
            "归一化后是 “加 wx”。when 的判断：words 没有命中。请检查 when 里的条件，或从 hit 里去掉这个例子。",
        ),
        (
            19,
            12,
            "规则 “words” 不应当命中 “请加微信吧”，却命中了",
            "原因：含“加微信”（“加微信”）。请收紧 when，或在 unless 里放过它。",
        ),
    ]
    assert compiled(EXAMPLES).ruleset is None


def test_examples_are_run_though_other_rules_are_broken():
    """A broken rule does not hide that another fails its examples."""
    text = "- {id: a, title: t, when: {nothing: 1}}\n- {id: b, title: t, when: {words: [x]}, examples: {hit: [y]}}\n"

    assert [line for _, line, *_ in told(text)] == [1, 2]


def test_a_condition_that_breaks_on_an_example_is_told(monkeypatch: pytest.MonkeyPatch):
    """The rule is refused with the error, and nothing crashes."""

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Length, "match", broken)
    text = "- {id: r, title: t, when: {length: 3}, examples: {hit: [abcd], pass: [a]}}\n"

    assert [cause for *_, cause, _ in told(text)] == [
        "规则 “r” 判断 “abcd” 时出错：RuntimeError: broken",
        "规则 “r” 判断 “a” 时出错：RuntimeError: broken",
    ]


def test_a_rule_id_is_fit_for_commands_and_reports():
    """Small letters, digits and dashes."""
    assert [cause for *_, cause, _ in told("- {id: 广告, title: t, when: {words: [x]}}\n")] == [
        "“id” 要写 1–64 个小写字母、数字、“-” 或 “_”，例如 contact-ads"
    ]


def test_a_condition_without_settings_has_its_defaults():
    """A colon with nothing behind it is enough; a bare value where none is meant is refused."""
    assert len(rule("{rate: }").rules) == 1
    assert [c for c, _ in causes("{length: {max: {a: 1}}}")] == ["“max” 要写成整数，这里是一组“键: 值”"]


def test_an_empty_file_holds_no_rules():
    """That is no error."""
    found = compiled("", "# nothing yet\n")

    assert found.problems == ()
    assert found.ruleset is not None
    assert found.ruleset.rules == ()


RULE_LIKE = st.recursive(
    st.sampled_from(["words", "a", "加微信", "5秒", 3, None, True]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "id",
                        "title",
                        "when",
                        "unless",
                        "any",
                        "all",
                        "not",
                        "words",
                        "rate",
                        "then",
                        "examples",
                        "guard",
                    ),
                    *("rules", "overrides", "rooms", "cooldown", "hit", "before", "at", "enabled", "priority"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(RULE_LIKE)
def test_any_document_gives_rules_or_problems_with_places(data: object):
    """No shape of data crashes the compiler."""
    document, problems = parse(json.dumps(data, ensure_ascii=False), name="x.yaml")
    found = compile_rules([document], lists=LISTS)

    assert (found.ruleset is None) == bool(found.problems) or problems
    assert all(p.line >= 1 and p.cause for p in found.problems)


def test_the_trace_of_a_failing_example_names_every_condition():
    """Which held, which did not, and why, in one line."""
    text = """
- id: r
  title: t
  when: {all: [{words: [加微信]}, {not: {phrases: [公告]}}, {any: [{length: 5}, {contact: link}]}]}
  examples: {hit: [加微信]}
"""
    [(*_, mend)] = told(text)

    assert mend == (
        "when 的判断：all（words 命中：含“加微信”，not（phrases 没有命中），any（length 没有命中，contact 没有命中））。"
        "请检查 when 里的条件，或从 hit 里去掉这个例子。"
    )
