"""A compiled rule finds what it says, where it says, and how far it may go."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.findings import Example, Finding, Match, Stage
from bot.core.guard import Guard
from bot.core.model import JOIN, Message, Role, RoomId, Scene
from bot.core.reach import Reach
from bot.rules import Condition
from bot.ruleset.expressions import AnyOf, Leaf
from bot.ruleset.rule import Rule
from bot.ruleset.rules import RuleSet
from bot.text.reader import Reader
from bot.text.reading import Reading
from tests.ruleset.kit import NOW, compiled, findings, hits, rule, rules, said

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


def test_a_rule_that_fell_back_is_no_longer_told_to_members():
    """What was told before it fell back does not stay."""
    judge = rules("- {id: a, title: 甲, when: {words: [x]}}\n- {id: b, title: 乙, when: {words: [x]}}\n")
    assert judge.titles(RoomId("a")) == ("甲", "乙")
    assert judge.with_lowered({"b": Stage.SHADOW}).titles(RoomId("a")) == ("甲",)


def test_what_only_looks_who_joins_is_no_rule_for_members():
    """Nobody who is in the room can keep it."""
    judge = rules(
        "- {id: a, title: 很多人进群, when: {join: {flood: 20}}}\n"
        "- {id: b, title: 甲, when: {any: [{join: {flood: 20}}, {words: [x]}]}}\n"
    )

    assert judge.titles(RoomId("a")) == ("甲",)


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


ORDER = """
- {id: late, title: t, when: {words: [x]}, priority: -1}
- {id: first, title: t, when: {words: [x]}, priority: 9, stop: true, unless: {phrases: [go on]}%s}
- {id: plain, title: t, when: {words: [x]}}
- {id: second, title: t, when: {words: [x]}}
"""


def test_the_highest_priority_is_judged_first():
    """Rules of the same priority keep the order of the file."""
    judge = rules(ORDER % "")

    assert [f.rule for f in findings(judge, "x, go on")] == ["plain", "second", "late"]
    assert [r.id for r in judge.rules_in(RoomId("a"))] == ["first", "plain", "second", "late"]
    assert [r.id for r in judge.rules] == ["late", "first", "plain", "second"]


def test_a_rule_that_stops_is_the_last_to_find_anything():
    """Only where it found something itself; in shadow it has no effect, this one neither."""
    assert [f.rule for f in findings(rules(ORDER % ""), "x")] == ["first"]
    assert [f.rule for f in findings(rules(ORDER % ", stage: soft"), "x")] == ["first"]
    assert len(findings(rules(ORDER % ", stage: shadow"), "x")) == 4


@pytest.mark.parametrize(("ago", "expected"), [(None, True), (59, False), (60, True), (-5, True)])
def test_a_rule_rests_after_it_found_something_for_a_member(ago: int | None, expected: bool):
    """The rest begins with what was found and is over when it has lasted; what was said before and comes late is judged."""
    judge = rules("- {id: r, title: t, when: {words: [x]}, cooldown: 1分钟}\n- {id: s, title: t, when: {words: [x]}}")
    fired = {} if ago is None else {"r": NOW - timedelta(seconds=ago), "s": NOW}
    message, scene = said("x", fired=fired)

    assert [f.rule for f in judge.findings(message, scene)] == ["r", "s"][0 if expected else 1 :]
    assert judge.reach == Reach(cooldown=timedelta(minutes=1))


def test_a_disabled_rule_finds_nothing_and_looks_back_on_nothing():
    """It stays in the set, so that it can be told of."""
    judge = rules("- {id: r, title: t, when: {rate: {limit: 3}}, enabled: false}")

    assert (judge.rules_in(RoomId("a")), judge.reach, len(judge.rules)) == ((), Reach(), 1)


def test_stages_can_be_lowered_and_never_raised():
    """A variant goes no further than its rule; the reader is shared, and other rules are as they were."""
    judge = rules(
        "- {id: a, title: t, when: {words: [x]}, overrides: [{rooms: [z], stage: shadow}, {rooms: [y], title: u}]}\n"
        "- {id: b, title: t, when: {words: [x]}, stage: shadow}\n- {id: c, title: t, when: {words: [x]}}\n"
    )
    findings(judge, "x")  # what is remembered of a room must not outlive the stages
    lowered = judge.with_lowered({"a": Stage.SOFT, "b": Stage.ENFORCE, "gone": Stage.SHADOW})

    assert [f.stage for f in findings(lowered, "x")] == ["soft", "shadow", "enforce"]
    assert [findings(lowered, "x", room=room)[0].stage for room in "zy"] == ["shadow", "soft"]
    assert [f.stage for f in findings(judge, "x")] == ["enforce", "shadow", "enforce"]
    assert lowered.reader is judge.reader
    assert lowered.lowered["a"] is Stage.SOFT


def test_a_revision_is_put_on_rules_as_they_are():
    """Nothing else changes, and the rules are equal."""
    judge = rules(FULL)

    assert (replace(judge, revision=7).revision, replace(judge, revision=7) == judge) == (7, True)


def test_a_rule_written_otherwise_has_another_digest():
    """Comments, blanks and the order of keys do not count; anything that is said does."""
    plain = rules("- {id: r, title: t, when: {words: [x]}}").rules[0].digest
    same = rules("# hello\n- title: t\n  id: r\n  when:\n    words: ['x']\n").rules[0].digest
    others = {
        rules(text).rules[0].digest
        for text in (
            "- {id: r, title: t, when: {words: [y]}}",
            "- {id: r, title: t, when: {words: [x]}, stage: soft}",
            "- {id: r, title: t, when: {words: [x]}, overrides: [{rooms: [a], stage: soft}]}",
            "tags: [x]\nrules:\n  - {id: r, title: t, when: {words: [x]}}",
        )
    }

    assert plain == same
    assert len(plain) == 16
    assert len(others - {plain}) == 4


GUARDS = [
    ("", Guard()),
    ("guard: {share: 5%}", Guard(share=0.05)),
    ("guard: {share: 0.2, undone: '50％'}", Guard(share=0.2, undone=0.5)),
    ("guard: true", Guard()),
    ("guard: false", None),
]


@pytest.mark.parametrize(("more", "expected"), GUARDS)
def test_guards_are_shares_or_nothing(more: str, expected: Guard | None):
    """As percent or as fraction; what is not written is as usual."""
    assert rule("{words: [x]}", more=more).rules[0].guard == expected


@pytest.mark.parametrize("guard", ["{share: 5}", "{share: 0%}", "{share: 140%}", "{share: lots}", "{undone: true}", ""])
def test_a_guard_that_is_no_share_is_refused(guard: str):
    """With what it should be."""
    [problem] = compiled(f"- {{id: r, title: t, when: {{words: [x]}}, guard: {guard} }}").problems

    assert "5%" in problem.cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Condition):
    """Sees that somebody joins."""

    title: ClassVar[str] = "进群"
    fires: ClassVar[tuple[Example, ...]] = ()
    quiet: ClassVar[tuple[Example, ...]] = ()
    at_join: ClassVar[bool] = True

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return that somebody joins."""
        return Match(condition="arrival", why="进群") if message.kind == JOIN else None


def test_a_joining_is_judged_by_rules_that_look_for_one():
    """A rule that excuses nobody, or looks for what is missing, does not greet people with points."""
    arrival, silence = Leaf(id="arrival", condition=Arrival()), rule("{not: {words: [x]}}").rules[0].when
    judge = RuleSet(
        rules=(Rule(id="a", title="t", when=AnyOf(parts=(silence, arrival))), Rule(id="b", title="t", when=silence)),
        reader=Reader({}),
    )

    joined, scene = said("", kind=JOIN)
    spoken, _ = said("hello")
    assert [f.rule for f in judge.findings(joined, scene)] == ["a"]
    assert [f.rule for f in judge.findings(spoken, scene)] == ["a", "b"]


LEAVES = st.sampled_from(
    [
        "words: [甲]",
        "words: [乙]",
        "words: {words: [丙], evasion: strong}",
        "phrases: [甲乙]",
        "length: 3",
        "length: {min: 2}",
        "contact: link",
    ]
)
WHENS = st.recursive(
    LEAVES.map(lambda leaf: f"{{{leaf}}}"),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{any: [{', '.join(parts)}]}}")
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{all: [{', '.join(parts)}]}}")
        | inner.map(lambda part: f"{{not: {part}}}")
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WHENS, min_size=1, max_size=6), st.lists(st.text("甲乙丙丁一", max_size=5), min_size=1, max_size=4))
def test_leaving_rules_out_changes_nothing_that_is_found(whens: list[str], texts: list[str]):
    """Whatever the rules are made of, the screen lets through all that would find something, in their order."""
    judge = rules("\n".join(f"- {{id: r{n}, title: t, when: {when}}}" for n, when in enumerate(whens)))

    for text in texts:
        message, scene = said(text)
        reading = judge.reader.read(text)
        asked = [one.finding(message, reading, scene) for one in judge.rules]
        assert judge.findings(message, scene) == tuple(finding for finding in asked if finding is not None)


def test_rooms_with_the_same_rules_share_what_is_made_of_them():
    """However many rooms there are, the rules are screened once for each way in which they hold."""
    judge = rules("- {id: r, title: t, when: {words: [x]}}\n- {id: s, title: t, when: {words: [y]}, rooms: ['v*']}")

    assert judge.rules_in(RoomId("a")) is judge.rules_in(RoomId("b"))
    assert [len(judge.rules_in(RoomId(room))) for room in ("a", "v1")] == [1, 2]
    assert judge.rules_in(RoomId("v1")) is judge.rules_in(RoomId("v2"))
