"""An example of a rule is judged with the circumstances that it tells."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.findings import Example
from bot.core.model import JOIN, Calendar, Earlier, Profile, RoomId
from bot.documents.checking import check
from bot.documents.parsing import parse
from bot.ruleset.compiling import compile_rules
from bot.ruleset.examples import WHEN, Days, scene_of
from bot.ruleset.written_examples import WrittenExamples
from tests.ruleset.kit import compiled

FULL = """
text: 加我
role: staff
name: 小李
at: "2026-01-05 23:30"
joined: 2天
removed: 3天
messages: 4
points: 2.5
tags: [vip]
today: 7
kind: voice
seconds: 80
seen: http://x.cn
room: r9
joins: [1分钟, 2分钟]
before: [{ago: 1秒, text: a}, {ago: 5秒, text: b}]
others: [{ago: 1秒, text: c}, {ago: 9秒, text: d, sender: v, room: r2}]
"""


def written(text: str) -> Example:
    """Return the one example that must hit in `text`."""
    document, problems = parse(f"hit:\n  - {text.strip().replace(chr(10), chr(10) + '    ')}\n", name="x.yaml")
    assert document.root is not None
    checked = check(document, document.root, WrittenExamples)
    assert (problems, checked.problems) == ((), ())
    examples: WrittenExamples = checked.value
    return examples.hit[0].example()


def test_all_circumstances_reach_the_scene():
    """Times are on the wall clock of the scene, what came before is oldest first."""
    message, scene = scene_of(written(FULL))
    when = datetime(2026, 1, 5, 15, 30, tzinfo=UTC)

    assert (message.sent_at, f"{scene.now.astimezone(scene.zone):%H:%M}") == (when, "23:30")
    assert (message.kind, message.seconds, message.seen, message.room) == ("voice", 80, "http://x.cn", RoomId("r9"))
    assert (scene.role, scene.name, scene.today, scene.points) == ("staff", "小李", 7, 2.5)
    assert scene.profile == Profile(
        name="小李",
        joined_at=when - timedelta(days=2),
        messages=4,
        tags=("vip",),
        removed_at=when - timedelta(days=3),
        first_at=scene.profile.first_at,
    )
    assert [(e.sent_at, e.text) for e in scene.recent] == [
        (when - timedelta(seconds=5), "b"),
        (when - timedelta(seconds=1), "a"),
    ]
    assert scene.joins == (when - timedelta(minutes=2), when - timedelta(minutes=1))
    assert isinstance(scene.recent[0], Earlier)


def test_a_bare_text_is_said_on_a_quiet_morning():
    """By a member of whom nothing is known."""
    message, scene = scene_of(written("加我"))

    assert (message.text, message.sent_at, scene.recent, scene.profile) == ("加我", WHEN, (), Profile())
    assert f"{scene.now.astimezone(scene.zone):%H:%M %A}" == "10:00 Monday"


def test_a_joining_needs_no_text():
    """Nobody said anything."""
    assert scene_of(written("{kind: join, name: 张}"))[0].kind == JOIN


def test_a_rule_may_be_tried_at_night_and_by_newcomers():
    """What a rule says of time and sender can be shown by its examples, and is refused if it is not so."""
    text = """
- id: r
  title: t
  when: {all: [{words: [加我]}, {sender: {joined_within: 3天}}]}
  examples:
    hit: [{text: 加我, joined: 2天}]
    pass: [加我, {text: 加我, joined: 4天}]
"""
    assert compiled(text).problems == ()
    assert [p.line for p in compiled(text.replace("joined: 2天", "joined: 5天")).problems] == [6]


def test_an_example_at_no_time_is_refused_with_how_to_write_one():
    """A zone has no place in it."""
    for at in ("noon", "2026-13-01 10:00", "2026-01-05T10:00:00Z", "5"):
        text = f"- {{id: r, title: t, when: {{words: [x]}}, examples: {{hit: [{{text: x, at: '{at}'}}]}}}}"
        [problem] = compiled(text).problems
        assert problem.cause == f"“at” 要写成 2026-01-05 23:30 这样的当地时间，这里是 “{at}”"


HOLIDAY = """
- id: r
  title: 规则
  when: {hours: {within: ["00:00-24:00"], days: [%s]}}
  examples: {%s: [{text: 在吗, at: 2026-10-01 10:00}]}
"""


@pytest.mark.parametrize(
    "rule", [HOLIDAY % ("节假日", "hit"), HOLIDAY % ("工作日", "pass")], ids=["holiday", "workday"]
)
def test_examples_are_said_on_the_days_of_the_calendar(rule: str):
    """Without one a Thursday is worked, whatever is celebrated."""
    document, _ = parse(rule, name="x.yaml")
    days = Days(calendar=Calendar(off=frozenset({date(2026, 10, 1)})))

    assert compile_rules([document], lists={}, days=days).problems == ()
    assert len(compile_rules([document], lists={}).problems) == 1


def test_times_are_those_of_the_zone():
    """On its wall clock, a Monday at ten where none is told."""
    days = Days(zone=ZoneInfo("America/New_York"))

    assert scene_of(written("加我"), days)[0].sent_at == datetime(2026, 1, 5, 15, tzinfo=UTC)
    told = written("{text: 加我, at: 2026-07-01 7:00}")
    assert scene_of(told, days)[0].sent_at == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_a_day_alone_stands_for_ten_in_the_morning():
    """When somebody is at work on a day that is worked."""
    assert str(written("{text: 加我, at: 2026-10-01}").at) == "2026-10-01 10:00:00"


def test_who_joins_has_joined_just_now():
    """Unless the example says otherwise; in a group it is the same."""
    assert scene_of(written("{kind: join}"))[1].profile.joined_at == WHEN
    assert scene_of(written("{kind: join, joined: 1天}"))[1].profile.joined_at == WHEN - timedelta(days=1)
