"""An explanation reads as plain Chinese in a terminal, and is complete as JSON."""

import json

from bot.core.decide import decide
from bot.core.policy import Policy
from bot.core.texts import Texts
from bot.ruleset.explaining import explain
from bot.ruleset.telling import as_json, in_lines, outcome_in_words
from tests.ruleset.kit import rules, said

JUDGE = rules("""
- id: ads
  title: 禁止广告
  when: {all: [{words: [加微信]}, {not: {phrases: [公告]}}]}
  unless: {sender: [staff]}
  then: {points: 3, reply: "@{member} 请不要发广告"}
  tags: [ads]
- {id: long, title: 太长, when: {length: 50}, stage: shadow}
- {id: quiet, title: 夜间, when: {words: [x]}, rooms: [night]}
""")


def test_an_explanation_reads_as_one_page():
    """The text, how it was read, every rule with its tree; what cannot be seen is spelled out."""
    assert "\n".join(in_lines(explain(JUDGE, *said("请加.微\u200b信")))) == (
        """\
原文：请加.微\\u200b信
  读作：请加.微信（弱）
    第 5 字 “\\u200b” 被去掉（零宽）
  读作：请加微信（中）
    第 3 字 “.” 被去掉（分隔）
    第 5 字 “\\u200b” 被去掉（零宽）
✓ ads（禁止广告）：命中，含“加微信”（原文“加.微\\u200b信”，识别：零宽、分隔）；记 3 分；标签 ads
  ✓ when all（同时符合）
    ✓ words：“词语”（words：加微信） ← 含“加微信”（原文“加.微\\u200b信”，识别：零宽、分隔），第 2–6 字
    ✓ not（不符合）
      ✗ phrases：“短语”（phrases：公告）
  ✗ unless sender：“发送者”（role：staff）
– long（太长）：没有命中
  ✗ when length：“长度”（max：50）
– quiet（夜间）：没有看：只在群 night 里起作用"""
    )


def test_what_follows_is_told_in_one_line():
    """Points and what is done, or that nothing is."""
    outcomes = []
    for text in ("加微信", "你好"):
        message, scene = said(text)
        outcomes.append(outcome_in_words(decide(message, scene, judge=JUDGE, policy=Policy(), texts=Texts())))

    assert outcomes[0].startswith("结果：记 3 分，累计 3 分；回复“<@u> 请不要发广告\\n警告：")
    assert outcomes[1] == "结果：什么也不做"


def test_the_same_is_told_to_programs():
    """Every change of every view, every condition of every rule."""
    told = as_json(explain(JUDGE, *said("加.微信")))

    assert json.loads(json.dumps(told)) == told
    assert told["views"] == [
        {
            "strength": "normal",
            "text": "加微信",
            "changes": [{"span": [1, 2], "before": ".", "after": "", "folds": ["分隔"]}],
        }
    ]
    assert [(rule["rule"], rule["verdict"]) for rule in told["rules"]] == [
        ("ads", "hit"),
        ("long", "missed"),
        ("quiet", "elsewhere"),
    ]
    assert told["rules"][0]["when"]["parts"][0] == {
        "condition": "words",
        "holds": True,
        "why": "含“加微信”（原文“加.微信”，识别：分隔）",
        "span": [0, 4],
    }
    assert told["rules"][0]["unless"] == {"condition": "sender", "holds": False}
