"""Rules and findings can be read aloud."""

from bot.ruleset.explain import explain_finding, explain_rule
from tests.ruleset.kit import findings, rules

TEXT = """
- id: ads
  title: 禁止广告
  when: {any: [{words: {lists: [ads], evasion: strong}}, {all: [{contact: [link]}, {not: {phrases: [公告]}}]}]}
  unless: {sender: [owner, staff]}
  then: {points: 3, reply: "@{member} 请不要发广告"}
- {id: flood, title: 刷屏, when: {rate: {limit: 3, window: 90秒}}, stage: soft, then: {reply: 慢一点}, rooms: [a, b]}
- {id: watch, title: 观察, when: {length: 500}, stage: shadow}
- {id: all, title: 人人, when: {words: [x]}, then: {points: 0.5}, for_all_roles: true}
"""


def test_a_rule_is_explained_in_one_sentence():
    """Conditions, exceptions, where and what follows."""
    assert [explain_rule(rule) for rule in rules(TEXT).rules] == [
        "禁止广告：当消息符合“词语”（lists：ads；evasion：strong），或者（符合“联系方式”（kinds：link），并且不符合“短语”"
        "（phrases：公告）），除非符合“发送者”（role：owner、staff），记 3 分，并回复“@{member} 请不要发广告”。",
        "刷屏：在群 a、b 里，当消息符合“刷屏”（limit：3；window：1分钟30秒），只提醒，不计分，并回复“慢一点”。",
        "观察：当消息符合“长度”（max：500），只记录，不处理。",
        "人人：当消息符合“词语”（words：x），对所有人（包括群主和工作人员）记 0.5 分。",
    ]


def test_a_finding_is_explained_with_its_place():
    """What was seen, where, why, and what it counts."""
    judge = rules(TEXT)
    [advert] = findings(judge, "请加微信吧")
    [long] = findings(judge, "长" * 501)

    assert (
        explain_finding(advert, "请加微信吧") == "禁止广告（规则 ads）：“加微信”处，含词库“广告”中的“加微信”；记 3 分。"
    )
    assert explain_finding(long, "长" * 501) == "观察（规则 watch）：整条消息，501 个字，最多 500 个；只记录，不处理。"


MORE = """
title: 夜间
rooms: ['night-*']
rules:
  - id: a
    title: 甲
    when: {words: [x]}
    rooms: [night-1, night-2]
    priority: -5
    stop: true
    cooldown: 90秒
    guard: {share: 5%}
    then: {points: 1}
    overrides:
      - {rooms: [night-1], stage: shadow}
      - {rooms: [night-2], enabled: false}
  - {id: b, title: 乙, when: {words: [y]}, enabled: false, priority: 3, guard: false, then: {points: 2}}
"""


def test_order_rest_rooms_and_guards_are_told_after_the_sentence():
    """Only where they are not as usual."""
    assert [explain_rule(rule) for rule in rules(MORE).rules] == [
        "甲：在群 night-* 中的 night-1、night-2 里，当消息符合“词语”（words：x），记 1 分。属于规则集“夜间”。"
        "优先级 -5，后于没有写优先级的规则判断。命中后不再看后面的规则。对同一个人命中后，1分钟30秒内不再命中。"
        "命中超过 5% 的消息，或 30% 的处理被撤销，就自动降一级。"
        "在群 night-1 里不同：甲：当消息符合“词语”（words：x），只记录，不处理。"
        "在群 night-2 里不同：停用。",
        "乙：在群 night-* 里，当消息符合“词语”（words：y），记 2 分。已停用。属于规则集“夜间”。"
        "优先级 3，先于没有写优先级的规则判断。没有护栏：命中再多也不会自动降级。",
    ]


def test_a_finding_is_told_with_its_tags():
    """So that reports can be sorted."""
    [finding] = findings(rules("- {id: r, title: t, when: {words: [x]}, tags: [ads, spam]}"), "x")

    assert explain_finding(finding, "x").endswith("；标签 ads、spam。")
