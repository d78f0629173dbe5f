"""Lines are judged in order, with a memory for who is named, and a broken line stops nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import MemberId, Role, Room, RoomId
from bot.core.policy import Policy
from bot.core.texts import Texts
from bot.ruleset.judging import Tally, Trial, judge_lines
from tests.ruleset.kit import rules

RULES = rules("""
- id: ads
  title: 禁止广告
  when: {words: [加微信]}
  then: {points: 3}
  tags: [广告]
- id: flood
  title: 刷屏
  when: {rate: {limit: 3, window: 10秒, daily: 4}}
  then: {points: 1}
""")
NOON = 1767585600  # 2026-01-05T04:00:00Z


def trial() -> Trial:
    """Return a fresh trial with one known room."""
    room = Room(id=RoomId("known"), roles={MemberId("boss"): Role.OWNER})
    return Trial(
        judge=RULES,
        policy=Policy(),
        texts=Texts(),
        now=datetime(2026, 1, 5, tzinfo=UTC),
        rooms={room.id: room},
        zone=ZoneInfo("Asia/Shanghai"),
    )


def results(*lines: str | dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a fresh trial makes of `lines`."""
    return [
        answer.result
        for answer in judge_lines([x if isinstance(x, str) else json.dumps(x) for x in lines], trial(), Tally())
    ]


def found(*lines: str | dict[str, Any]) -> list[list[str]]:
    """Return the rules that find something, line by line."""
    return [[finding["rule"] for finding in result.get("findings", ())] for result in results(*lines)]


def test_a_line_is_answered_with_findings_points_and_effects():
    """The result is complete, JSON-ready, and has the documented keys."""
    [result] = results("请加微信吧\n")

    assert {key: result[key] for key in ("text", "findings", "points")} == {
        "text": "请加微信吧",
        "findings": [
            {"rule": "ads", "tags": ["广告"], "condition": "words", "span": [1, 4], "why": "含“加微信”"},
        ],
        "points": 3,
    }
    assert [(effect["kind"], effect["to"]) for effect in result["effects"]] == [("reply", "line-1")]
    assert json.loads(json.dumps(result)) == result


def test_every_line_is_answered_in_the_order_read():
    """Empty lines, too."""
    assert [result["text"] for result in results("b", "", "a", '{"text": "c"}')] == ["b", "", "a", "c"]


def test_lines_without_a_name_or_a_time_are_strangers():
    """Nobody is blamed for what somebody else said."""
    assert found(*["在吗"] * 5) == [[]] * 5
    assert found(*[{"text": "在吗", "sender": "u"}] * 5) == [[]] * 5
    assert found(*[{"text": "在吗", "sent_at": NOON}] * 5) == [[]] * 5


def test_who_is_named_is_remembered():
    """Messages of one member in one room add up; those of others do not."""
    lines = [{"text": "在吗", "sender": who, "sent_at": NOON + at} for at, who in enumerate("uuvuv")]

    assert found(*lines) == [[], [], [], ["flood"], []]


def test_rooms_are_kept_apart():
    """The same name in another room is another member."""
    lines = [{"text": "在吗", "sender": "u", "room": room, "sent_at": NOON} for room in ("a", "b", "a", "b", "a")]

    assert found(*lines) == [[], [], [], [], ["flood"]]


def test_points_add_up_to_graver_effects():
    """Standing is carried from line to line."""
    lines = [{"text": "加微信", "sender": "u", "sent_at": NOON + 60 * n} for n in range(3)]

    assert [[effect["kind"] for effect in result["effects"]] for result in results(*lines)] == [
        ["reply"],
        ["reply", "mute"],
        [],
    ]


def test_days_begin_in_the_zone_of_the_trial():
    """Midnight in Shanghai is 16:00 UTC."""
    sixteen = datetime(2026, 1, 5, 16, tzinfo=UTC).timestamp()
    before = [{"text": "x", "sender": "u", "sent_at": sixteen - 3600 + 60 * n} for n in range(4)]

    assert found(*before, {"text": "x", "sender": "u", "sent_at": sixteen - 1})[-1] == ["flood"]
    assert found(*before, {"text": "x", "sender": "u", "sent_at": sixteen})[-1] == []


def test_roles_are_taken_from_the_line_or_from_the_room():
    """The line is stronger; an owner gets no points."""
    lines = [
        {"text": "加微信", "sender": "boss", "room": "known"},
        {"text": "加微信", "sender": "boss", "room": "known", "role": "member"},
        {"text": "加微信", "sender": "u", "role": "staff"},
    ]

    assert [result["points"] for result in results(*lines)] == [0, 3, 0]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-05T12:00:00+08:00",
        "2026-01-05T04:00:00Z",
        "2026-01-05 12:00:00",
        NOON,
        NOON * 1000,
        str(NOON),
        f"{NOON}000",
    ],
)
def test_a_time_may_be_written_in_several_ways(moment: object):
    """All of these are the same moment; without a zone it is the trial's."""
    others = [{"text": "x", "sender": "u", "sent_at": NOON - n} for n in (2, 1)]

    assert found(*others, {"text": "x", "sender": "u", "sent_at": moment})[-1] == ["flood"]


BROKEN = [
    ('{"text": "a" "b"}', "这一行像 JSON，但读不懂：第 14 个字符处写法不对"),
    ('{"text": "b"', "这一行像 JSON，但读不懂：第 13 个字符处写法不对"),
    ('{"sender": "a"}', "缺少 “text”"),
    ('{"text": 3}', "“text” 要写成文字"),
    ('{"text": "a", "sender": 3}', "“sender” 要写成文字"),
    ('{"text": "a", "role": "boss"}', "“role” 不能是 “boss”。可以写的有：admin、helper、member、owner、staff。"),
    ('{"text": "a", "sent_at": "noon"}', "“sent_at” 不是时间：noon"),
    ('{"text": "a", "sent_at": true}', "“sent_at” 要写成"),
    ('{"text": "a", "sent_at": 1e300}', "“sent_at” 不是时间"),
    ('{"text": "a", "sent_at": "1' + "0" * 400 + '"}', "“sent_at” 不是时间"),
    ('{"text":' + '{"a":' * 100000 + "}", "这一行像 JSON，但读不懂：写法不对或嵌套太深"),
]


@pytest.mark.parametrize(("line", "error"), BROKEN, ids=[error for _, error in BROKEN])
def test_a_broken_line_is_told_and_the_rest_goes_on(line: str, error: str):
    """It is answered like one in which nothing was found, with its number and what is wrong with it besides."""
    first, broken, last = results("加微信", line + "\r\n", "加微信")

    assert broken.pop("error")[: len(error)] == error
    assert broken == {"text": line, "findings": [], "points": 0, "effects": [], "line": 2}
    assert first["points"] == last["points"] == 3


@pytest.mark.parametrize("line", ["{捂脸} 加微信", "{加微信}", '{"加微信": 1', "{", '["加微信"]', "{}加微信"])
def test_what_only_begins_like_json_is_plain_text(line: str):
    """People begin messages with a brace, too."""
    [result] = results(line)

    assert (result["text"], "error" in result) == (line, False)


def test_only_a_line_feed_ends_a_line():
    """A carriage return before it is not part of the text; any other is."""
    assert [result["text"] for result in results("a\rb\r\n", "c\r", "d\r\r\n")] == ["a\rb", "c", "d\r"]


def test_unknown_keys_are_left_out_and_told_once():
    """They are counted over all lines; the lines are judged all the same."""
    tally = Tally()
    lines = ['{"text": "加微信", "sendr": 1}', '{"text": "a", "sendr": 2, "x": 3}', '{"text": 4}']

    assert [answer.result["points"] for answer in judge_lines(lines, trial(), tally)] == [3, 0, 0]
    assert list(tally.summary()) == [
        "警告：忽略了不认识的键 “sendr”（2 行，你是不是想写 “sender”？）、“x”（1 行）。认识的有：text、sender、role、room、sent_at、kind、"
        "name、seconds、seen、joined_at、tags。",
        "有 1 行不能判断，第一处在第 3 行；原因见输出里的 error。",
    ]


def test_good_lines_leave_nothing_to_tell():
    """No news is good news."""
    tally = Tally()

    assert len(list(judge_lines(["a", '{"text": "b"}'], trial(), tally))) == 2
    assert list(tally.summary()) == []


def test_half_a_character_does_not_break_the_output():
    """JSON can hold what UTF-8 cannot; the answer can be written all the same."""
    [result] = results('{"text": "a\\ud83d 加微信"}')

    assert (result["text"].encode(), result["points"]) == ("a\ufffd 加微信".encode(), 3)


def test_a_name_may_hold_anything():
    """Braces in a name are not taken for placeholders."""
    judge = rules("- {id: r, title: t, when: {words: [x]}, then: {points: 1, reply: '@{member} {why}'}}")
    answer = next(
        judge_lines([json.dumps({"text": "x", "sender": "{0}{z}"})], replace(trial(), judge=judge), Tally())
    ).result

    assert answer["effects"][0]["text"].startswith("<@{0}{z}> ")


@given(st.lists(st.text() | st.text().map(lambda text: "{" + text), max_size=5))
def test_any_lines_are_answered_one_by_one(lines: list[str]):
    """No line stops the rest, and every answer can be written as JSON."""
    answers = results(*lines)

    assert len(answers) == len(lines)
    assert json.dumps(answers)
