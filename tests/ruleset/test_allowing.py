"""A rule with `allow: true` lets messages pass in silence."""

import pytest

from bot.ruleset.explain import explain_rule
from bot.ruleset.explaining import Verdict, explain
from bot.ruleset.telling import verdict_in_words
from tests.ruleset.kit import compiled, findings, hits, rules, said

RULES = """
- id: ads
  title: 广告
  when: {words: [加微信]}
- id: ours
  title: 自家客服
  when: {phrases: [客服]}
  unless: {phrases: [假客服]}
  allow: true
  priority: 1
"""


@pytest.mark.parametrize(
    ("text", "found"), [("加微信", ["ads"]), ("加微信找客服", []), ("客服", []), ("加微信找假客服", ["ads"])]
)
def test_it_finds_nothing_and_no_later_rule_looks(text: str, found: list[str]):
    """Unless its `unless` holds."""
    assert [finding.rule for finding in findings(rules(RULES), text)] == found


def test_what_was_found_before_it_stays():
    """Only later rules are kept from looking."""
    assert hits(rules(RULES.replace("priority: 1", "priority: -1")), "加微信找客服")


def test_members_are_not_told_of_it():
    """Nobody can break it."""
    assert rules(RULES).titles(said("")[0].room) == ("广告",)


def test_the_explanation_names_it():
    """Both at the rule itself and at those that it kept from looking."""
    explained = explain(rules(RULES), *said("加微信找客服"))

    assert [(one.rule.id, one.verdict, verdict_in_words(one)) for one in explained.rules] == [
        ("ours", Verdict.PASSED, "放行，含短语“客服”；后面的规则不再看"),
        ("ads", Verdict.STOPPED, "没有看：被规则 ours 放行（allow）"),
    ]
    assert explain_rule(rules(RULES).rules[1]).endswith(
        "放行：不算命中，后面的规则也不再看。优先级 1，先于没有写优先级的规则判断。"
    )


@pytest.mark.parametrize("more", ["then: {points: 1}", "stage: shadow", "cooldown: 1分钟", "guard: false", "tags: [a]"])
def test_what_follows_from_a_finding_makes_no_sense_in_it(more: str):
    """It is told at its key."""
    key = more.split(":", maxsplit=1)[0]
    text = f"- id: a\n  title: t\n  when: {{phrases: [客服]}}\n  allow: true\n  {more}\n"

    assert [(p.line, p.cause) for p in compiled(text).problems] == [
        (5, f"放行（allow: true）的规则什么也不命中，写 “{key}” 没有意义")
    ]


def test_an_override_may_let_pass_what_the_rule_finds():
    """Its own keys are checked, not those of the rule."""
    base = "- {id: a, title: t, when: {words: [加微信]}, then: {points: 1}, overrides: [{rooms: [b], allow: true%s}]}"
    judge = rules(base % "")

    assert [hits(judge, "加微信", room=room) for room in ("a", "b")] == [True, False]
    assert len(compiled(base % ", stage: soft").problems) == 1


def test_its_examples_are_those_it_lets_pass():
    """`hit` must pass, `pass` must not."""
    text = RULES + "  examples: {hit: [客服, 你好], pass: [加微信, 我是客服]}\n"

    assert [problem.cause for problem in compiled(text).problems] == [
        "规则 “ours” 应当放行 “你好”，却没有放行",
        "规则 “ours” 不应当放行 “我是客服”，却放行了",
    ]
