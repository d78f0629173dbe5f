"""All rules can be judged at one strength, to see what each fold is worth."""

import pytest

from bot.ruleset.measuring import at_strength
from bot.text.reading import Strength
from tests.ruleset.kit import LISTS, findings, rules

JUDGE = rules("""
- {id: plain, title: t, when: {words: {lists: [ads], evasion: off}}}
- {id: hard, title: t, when: {any: [{not: {words: [x]}}, {words: {words: [加微信], evasion: strong}}]}, unless: {words: [x]}}
- {id: link, title: t, when: {contact: link}, overrides: [{rooms: [z], when: {words: [发广告]}}]}
""")


@pytest.mark.parametrize(
    ("strength", "expected"), [("off", []), ("weak", []), ("normal", ["plain"]), ("strong", ["plain"])]
)
def test_every_condition_that_takes_a_strength_gets_it(strength: str, expected: list[str]):
    """Also inside of any, all, not, unless and overrides; the others are as they were."""
    judge = at_strength(JUDGE, Strength(strength), lists=LISTS)

    assert [f.rule for f in findings(judge, "加.微信 x")] == expected
    assert [f.rule for f in findings(judge, "x 发.广告", room="z")] == (["link"] if expected else [])
    assert "link" in [f.rule for f in findings(judge, "http://ab.cc/k8")]


def test_the_rules_themselves_are_not_changed():
    """It is another rule set."""
    at_strength(JUDGE, Strength.STRONG, lists=LISTS)

    assert [f.rule for f in findings(JUDGE, "加.微信 x")] == []
