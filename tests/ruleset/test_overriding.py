"""A rule may be otherwise in some rooms: what an override says is put in the place of what the rule says there."""

from datetime import timedelta

import pytest

from bot.core.findings import Stage
from bot.core.model import RoomId
from bot.ruleset.rules import RuleSet
from tests.ruleset.kit import compiled, findings, hits, rules

RULE = """
- id: r
  title: 规则
  when: {words: [加微信]}
  unless: {sender: [staff]}
  then: {points: 3, reply: 请不要这样}
  overrides:
%s
"""


def overridden(*overrides: str) -> RuleSet:
    """Return the rule with `overrides`, each YAML on one line."""
    return rules(RULE % "\n".join(f"    - {override}" for override in overrides))


def test_an_override_changes_what_it_names_and_keeps_the_rest():
    """Points are other in the room, the reply is not; elsewhere nothing is."""
    judge = overridden("{rooms: [vip], stage: soft, then: {points: 1}}")
    [there], [elsewhere] = findings(judge, "加微信", room="vip"), findings(judge, "加微信", room="a")

    assert (there.stage, there.points, there.reply) == (Stage.SOFT, 1, "请不要这样")
    assert (elsewhere.stage, elsewhere.points, elsewhere.reply) == (Stage.ENFORCE, 3, "请不要这样")


def test_the_last_override_that_fits_wins():
    """Overrides are not added up."""
    judge = overridden("{rooms: ['v*'], then: {points: 1}}", "{rooms: [vip], title: 贵宾}")

    assert [(f.points, f.title) for f in findings(judge, "加微信", room="vip")] == [(3, "贵宾")]
    assert [(f.points, f.title) for f in findings(judge, "加微信", room="v2")] == [(1, "规则")]


def test_settings_of_a_condition_are_merged():
    """The bare form stands for the setting that it is short for."""
    judge = overridden("{rooms: [vip], when: {words: {evasion: off}}}")

    assert hits(judge, "加.微.信", room="a")
    assert not hits(judge, "加.微.信", room="vip")
    assert hits(judge, "加微信", room="vip")


def test_a_list_is_replaced():
    """The words of the override are the only ones there."""
    judge = overridden("{rooms: [vip], when: {words: [发广告]}}")

    assert (hits(judge, "加微信", room="vip"), hits(judge, "发广告", room="vip")) == (False, True)
    assert (hits(judge, "加微信", room="a"), hits(judge, "发广告", room="a")) == (True, False)


@pytest.mark.parametrize("when", ["{length: 2}", "{any: [{length: 2}, {words: [x]}]}", "{not: {words: [x]}}"])
def test_another_condition_takes_the_place_of_the_first(when: str):
    """They are not mixed."""
    assert hits(overridden(f"{{rooms: [vip], when: {when}}}"), "三个字", room="vip")


def test_an_exception_can_be_taken_back():
    """`unless: null` excuses nobody."""
    judge = overridden("{rooms: [vip], unless: null}")

    assert [hits(judge, "加微信", role="staff", room=room) for room in ("a", "vip")] == [False, True]  # type: ignore[arg-type]


def test_a_rule_can_be_switched_off_or_on_in_a_room():
    """A rule that is off everywhere else costs nothing there."""
    off = overridden("{rooms: [quiet], enabled: false}")
    on = rules("- {id: r, title: t, when: {words: [x]}, enabled: false, overrides: [{rooms: [loud], enabled: true}]}")

    assert [hits(off, "加微信", room=room) for room in ("a", "quiet")] == [True, False]
    assert [hits(on, "x", room=room) for room in ("a", "loud")] == [False, True]
    assert off.rules_in(RoomId("quiet")) == ()


def test_order_and_rest_can_be_overridden():
    """Any field but id, rooms, examples and guard."""
    judge = overridden("{rooms: [vip], priority: 5, stop: true, cooldown: 1小时, tags: [x]}")
    [there] = judge.rules_in(RoomId("vip"))

    assert (there.priority, there.stop, there.cooldown, there.tags) == (5, True, timedelta(hours=1), ("x",))


def test_a_guard_of_some_rooms_alone_is_refused():
    """It counts for the rule as a whole, so it would be passed over without a word."""
    [problem] = compiled(RULE % "    - {rooms: [vip], guard: false}").problems

    assert (problem.cause, problem.mend) == (
        "未知的键 “guard”",
        "护栏按整条规则计算，要写在规则里；某些群要不同的护栏，就为它们另写一条规则。",
    )


def test_examples_are_tried_in_the_room_they_name():
    """An example without a room is one of the rule as it is elsewhere."""
    text = """
- id: r
  title: t
  when: {words: [加微信]}
  examples:
    hit: [加微信, {text: 发广告, room: vip}]
    pass: [发广告, {text: 加微信, room: vip}, {text: 加微信, room: quiet}]
  overrides:
    - {rooms: [vip], when: {words: [发广告]}}
    - {rooms: [quiet], enabled: false}
"""
    assert compiled(text).problems == ()
    assert [p.line for p in compiled(text.replace("发广告, room: vip", "加微信, room: vip")).problems] == [6]


ERRORS = [
    ("{rooms: [a], then: {pionts: 1}}", "pionts", "未知的键 “pionts”"),
    ("{rooms: [a], when: {wordz: [x]}}", "wordz", "未知的条件 “wordz”"),
    ("{rooms: [a], when: {words: {evasion: hard}}}", "hard", "“evasion” 不能是 “hard”"),
    ("{rooms: [a], when: {words: {lists: [none]}}}", "none", "没有词库 “none”"),
    ("{rooms: [a], id: b}", "id", "未知的键 “id”"),
    ("{rooms: [a], stage: soff}", "soff", "“stage” 不能是 “soff”"),
    ("{stage: soft}", "{stage", "缺少必填的键 “rooms”"),
    ("{rooms: [a], then: {reply: '{nobody}'}}", "{nobody", "未知的占位符 “{nobody}”"),
]


@pytest.mark.parametrize(("override", "place", "cause"), ERRORS, ids=[cause for *_, cause in ERRORS])
def test_what_is_wrong_in_an_override_is_told_there(override: str, place: str, cause: str):
    """Once, at its own place, and the rule itself is not blamed."""
    line = f"    - {override}"
    problems = compiled(RULE % line).problems

    assert [(p.line, p.column, p.cause) for p in problems] == [(8, line.index(place) + 1, cause)]


def test_what_is_wrong_in_the_rule_is_not_told_again_for_each_override():
    """One mistake, one line."""
    text = (
        RULE.replace("points: 3", "points: many") % "    - {rooms: [a], stage: soft}\n    - {rooms: [b], stage: soft}"
    )

    assert [(p.line, p.cause) for p in compiled(text).problems] == [(6, "“points” 要写成数字，这里是 “many”")]


NESTED = """
- id: r
  title: 规则
  when: {all: [{contact: [phone, qq]}, {not: {phrases: [客服]}}, {any: [{length: 20}, {length: {min: 3}}, {sender: member}]}]}
  overrides:
    - {rooms: [vip], when: %s}
"""


def test_the_one_condition_of_that_name_is_changed_and_the_exceptions_beside_it_stay():
    """Whoever names one condition does not mean to drop the others."""
    judge = rules(NESTED % "{contact: [phone]}")

    assert [hits(judge, text, room="vip") for text in ("13911112222", "客服 13911112222", "QQ 77451234")] == [
        True,
        False,
        False,
    ]
    assert hits(judge, "QQ 77451234", room="a")


def test_an_exception_is_changed_by_its_not():
    """`not` and all that it denies is named."""
    judge = rules(NESTED % "{not: {phrases: [官方]}}")

    assert [hits(judge, text, room="vip") for text in ("客服 13911112222", "官方 13911112222")] == [True, False]


@pytest.mark.parametrize("when", ["{length: 5}", "{phrases: [官方]}"])
def test_what_cannot_be_told_apart_is_refused(when: str):
    """There are two, or it only stands below a `not`: the whole of `when` has to be written."""
    [problem] = compiled(NESTED % when).problems

    assert (problem.line, problem.mend) == (6, "请在这里写出整个 when，把要保留的条件也写上。")


@pytest.mark.parametrize("none", ["0", "0秒", "false", "0.0"])
def test_a_rest_can_be_taken_back(none: str):
    """Nothing, however it is written, is no rest."""
    [there] = rules(
        f"- {{id: r, title: t, when: {{words: [x]}}, cooldown: 1天, overrides: [{{rooms: [vip], cooldown: {none}}}]}}"
    ).rules_in(RoomId("vip"))

    assert there.cooldown == timedelta(0)


@pytest.mark.parametrize(
    ("cooldown", "cause", "snippet"),
    [
        ("null", "“cooldown” 是空的，请写成 10秒、5分钟、2小时、1天 这样的时长", ""),
        ("true", "“cooldown” 要写成 10秒、5分钟、2小时、1天 这样的时长", ""),
        ("[1]", "“cooldown” 要写成 10秒、5分钟、2小时、1天 这样的时长", ""),
        ("-1", "“cooldown” 的 “-1”不是时长，时长要大于零，例如 10秒", ""),
        ("30", "“cooldown” 的 “30”没有单位，请写成 30秒 或 30分钟 这样的时长", "cooldown: 30秒"),
    ],
)
def test_only_numbers_are_told_of_units(cooldown: str, cause: str, snippet: str):
    """What is no number has none, and no snippet is proposed that would be refused."""
    [problem] = compiled(RULE % f"    - {{rooms: [vip], cooldown: {cooldown}}}").problems

    assert (problem.cause, problem.snippet) == (cause, snippet)
