"""A compiled rule finds what it says, where it says, and how far it may go."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from bot.core.findings import Finding, Stage
from bot.core.model import Reach, Role, RoomId
from bot.ruleset.rules import RuleSet
from tests.ruleset.kit import findings, hits, rule, rules

FULL = """
- id: ads
  title: 禁止广告
  when: {words: {lists: [ads], evasion: strong}}
  unless: {sender: [owner, staff]}
  stage: soft
  then: {points: 2.5, reply: "@{member} 请不要发广告（{why}）"}
  tags: [广告]
  for_all_roles: true
"""


def test_a_finding_carries_all_that_the_rule_says():
    """Place, reason, points, reply, stage and tags reach the policy."""
    assert findings(rules(FULL), "找我代开发票") == (
        Finding(
            rule="ads",
            title="禁止广告",
            condition="words",
            why="含词库“广告”中的“代开发票”",
            span=(2, 6),
            tags=("广告",),
            points=2.5,
            reply="@{member} 请不要发广告（{why}）",
            stage=Stage.SOFT,
            for_all_roles=True,
        ),
    )


def test_unless_cancels_the_finding():
    """An exception that holds is stronger than the rule."""
    judge = rule("{words: [加微信]}", unless="{any: [{sender: staff}, {phrases: [群公告]}]}")

    assert hits(judge, "加微信")
    assert not hits(judge, "加微信，见群公告")
    assert not hits(judge, "加微信", role=Role.STAFF)


@pytest.mark.parametrize("stage", ["shadow", "soft", "enforce"])
def test_every_stage_finds_and_says_so(stage: str):
    """The stage does not change what is seen; the policy reads it from the finding."""
    [finding] = findings(rule("{words: [加微信]}", more=f"stage: {stage}\nthen: {{points: 3}}"), "加微信")

    assert (finding.stage, finding.points) == (stage, 3)


def test_a_rule_without_a_stage_is_in_force():
    """The default is `enforce`."""
    assert findings(rule("{words: [a]}"), "a")[0].stage is Stage.ENFORCE


@pytest.mark.parametrize(
    ("rooms", "expected"),
    [("[a]", [True, False, False]), ("['b*']", [False, True, True]), ("[a, b2]", [True, False, True])],
)
def test_a_rule_may_hold_in_some_rooms_only(rooms: str, expected: list[bool]):
    """Rooms are named by id or by pattern."""
    judge = rule("{words: [加微信]}", more=f"rooms: {rooms}")

    assert [hits(judge, "加微信", room=room) for room in ("a", "b1", "b2")] == expected


def test_findings_come_in_the_order_of_the_rules():
    """The trace reads like the file."""
    judge = rules("- {id: b, title: B, when: {words: [x]}}\n- {id: a, title: A, when: {words: [x]}}\n")

    assert [finding.rule for finding in findings(judge, "x")] == ["b", "a"]


def test_rules_look_back_as_far_as_their_conditions_do():
    """The widest window and the longest memory of all rules decide."""
    judge = rules(
        "- {id: a, title: A, when: {rate: {limit: 9, window: 5秒}}}\n"
        "- {id: b, title: B, when: {words: [x]}, unless: {rate: {limit: 3, window: 1分钟}}}\n"
    )

    assert judge.reach == Reach(recent=timedelta(minutes=1), memory=8)
    assert rule("{words: [x]}").reach == Reach()


def test_no_rules_find_nothing():
    """An empty set judges, and folds normally."""
    judge = rules("[]")

    assert (findings(judge, "x"), judge.reach, judge.folded("ＡＢ")) == ((), Reach(), "ab")


def test_the_trace_shows_the_strongest_fold_in_use():
    """What the strictest rule reads is what the admin sees."""
    weak, strong = (
        rule("{words: {words: [加微信], evasion: weak}}"),
        rule("{words: {words: [加微信], evasion: strong}}"),
    )

    assert weak.folded("加.微信") == "加.微信"
    assert strong.folded("加.微信") != weak.folded("加.微信")


def test_the_titles_of_a_room_leave_out_rules_that_only_watch():
    """Members are told the rules that they can feel."""
    judge = rules(
        "- {id: a, title: 甲, when: {words: [x]}}\n"
        "- {id: b, title: 乙, when: {words: [x]}, stage: shadow}\n"
        "- {id: c, title: 丙, when: {words: [x]}, rooms: [z]}\n"
        "- {id: d, title: 甲, when: {words: [x]}}\n"
    )

    assert (judge.titles(RoomId("a")), judge.titles(RoomId("z"))) == (("甲",), ("甲", "丙"))


class _Broken:
    """A reader whose readings fail where words are looked up."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, text: str) -> Any:
        return _BrokenReading(self._inner.read(text))

    def strength(self, key: object) -> Any:
        return self._inner.strength(key)


class _BrokenReading:
    def __init__(self, inner: Any) -> None:
        self.text = inner.text

    def hits(self, key: object) -> Any:
        raise RuntimeError("broken")


def test_a_condition_that_raises_does_not_silence_the_others(caplog: pytest.LogCaptureFixture):
    """The broken rule finds nothing and is logged once, however often it breaks."""
    good = rules("- {id: broken, title: 坏, when: {words: [x]}}\n- {id: long, title: 长, when: {length: {max: 3}}}\n")
    judge = RuleSet(rules=good.rules, reader=_Broken(good.reader))  # type: ignore[arg-type]

    with caplog.at_level(logging.ERROR):
        found = [[f.rule for f in findings(judge, "xxxxx")] for _ in range(3)]
    assert found == [["long"]] * 3
    assert [record.getMessage() for record in caplog.records] == ["rule broken cannot judge and finds nothing"]
