"""A file may be a set of rules: what is said of the set holds for each of them."""

from bot.documents.parsing import parse
from bot.ruleset.drafting import is_rule_set
from bot.settings.guarding import is_content
from tests.ruleset.kit import compiled, findings, hits, rules

SET = """
title: 夜间
rooms: ['night-*']
tags: [night]
rules:
  - {id: a, title: 甲, when: {words: [x]}, tags: [own]}
  - {id: b, title: 乙, when: {words: [y]}, rooms: [night-1]}
"""


def test_rooms_of_the_set_and_of_the_rule_both_count():
    """A set is switched on by room."""
    judge = rules(SET)

    assert [hits(judge, "x", room=room) for room in ("night-1", "night-2", "day")] == [True, True, False]
    assert [hits(judge, "y", room=room) for room in ("night-1", "night-2", "day")] == [True, False, False]


def test_tags_of_the_set_come_before_those_of_the_rule():
    """Both are printed with findings."""
    assert findings(rules(SET), "x", room="night-1")[0].tags == ("night", "own")


def test_a_set_can_be_switched_off_as_a_whole():
    """No rule of it can switch itself on; its examples are run all the same."""
    text = SET.replace("title: 夜间", "title: 夜间\nenabled: false").replace("title: 甲,", "title: 甲, enabled: true,")

    assert not hits(rules(text), "x", room="night-1")
    broken = text.replace("tags: [own]", "tags: [own], examples: {hit: [y]}")
    assert [p.cause for p in compiled(broken).problems] == ["规则 “a” 应当命中 “y”，却没有命中"]


def test_what_is_wrong_with_a_set_is_told_at_its_place():
    """Beside what is wrong with its rules."""
    text = "titel: x\nenabled: 5\nwhen: {}\nrules:\n  - {id: a, title: t, when: {wrods: [x]}}\n"

    assert [(p.line, p.cause) for p in sorted(compiled(text).problems, key=lambda p: p.line)] == [
        (1, "未知的键 “titel”"),
        (2, "“enabled” 要写成 true 或 false，这里是 “5”"),
        (3, "未知的键 “when”"),
        (5, "未知的条件 “wrods”"),
    ]
    assert [p.cause for p in compiled("rules: {id: a}\n").problems] == ["“rules” 要写成规则的列表，这里是一组“键: 值”"]


def test_a_configuration_is_no_set_of_rules():
    """Its `rules` are names of files."""
    texts = (SET, "rules: content/*.yaml\n", "rules: [a.yaml]\nrooms: []\n", "- {id: a}\n", "")

    assert [is_rule_set(parse(text, name="x")[0]) for text in texts] == [True, False, False, False, False]


def test_a_file_that_begins_with_its_rules_is_shown_as_content():
    """Only what may be a configuration, which holds secrets, is masked."""
    files = ("rules:\n- id: a", "rules:\n  - {id: a}", "title: x\nrules: []", "rules:\n  - content/*.yaml", "rules: a")

    assert [is_content(text.splitlines()) for text in files] == [True, True, True, False, False]
