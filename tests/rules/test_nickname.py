"""Group names are judged, not what is said."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.core.findings import Example
from bot.core.model import JOIN
from bot.text.wordlists import WordList
from tests.rules.kit import seen, seen_in

LISTS = {
    "ads": WordList(name="ads", title="广告", words=("代开发票",)),
    "innocent": WordList(name="innocent", title="放行", words=("不代开发票",)),
}


def why(settings: dict[str, Any], name: str, **circumstances: Any) -> str:
    """Return the reason for which a name is found, empty if it is not."""
    match = seen_in("nickname", settings, Example("大家好", name=name, **circumstances), LISTS)
    return match.why if match is not None else ""


@pytest.mark.parametrize(
    ("settings", "name", "told"),
    [
        ({"contact": True}, "批发V信mm778899", "群昵称“批发V信mm778899”里有微信号"),
        ({"contact": True}, "李姐１３８００１３８０００", "群昵称“李姐１３８００１３８０００”里有手机号"),
        ({"lists": ["ads"]}, "代-開-發-票 小王", "群昵称“代-開-發-票 小王”含“代开发票”"),
        ({"words": ["加微信"], "evasion": "normal"}, "加.微.信", "群昵称“加.微.信”含“加微信”"),
        ({"patterns": ["用户????"]}, "用户8848", "群昵称“用户8848”符合“用户????”"),
        ({"pretends": ["官方"]}, "官 方 客 服", "群昵称“官 方 客 服”冒充“官方”"),
    ],
)
def test_what_is_wrong_with_a_name_is_told(settings: dict[str, Any], name: str, told: str) -> None:
    """Disguise is undone as in messages."""
    assert why(settings, name) == told


def test_an_innocent_name_passes() -> None:
    """Names without any of it, phrases that are innocent, and a name that nobody told."""
    settings = {"contact": True, "lists": ["ads"], "patterns": ["用户????"], "pretends": ["官方"]}

    assert [why(settings, name) for name in ("张三", "市场部-李四", "不代开发票", "用户", "")] == [""] * 5


def test_only_ordinary_members_pretend() -> None:
    """The owner may be called so."""
    assert [bool(why({"pretends": ["群主"]}, "群主老王", role=role)) for role in ("member", "owner", "staff")] == [
        True,
        False,
        False,
    ]


def test_what_is_said_is_not_the_name() -> None:
    """A message does not make its sender an impostor."""
    assert seen("nickname", {"pretends": ["群主"], "words": ["加微信"]}, "我是群主，加微信") is None


def test_joining_is_enough() -> None:
    """Nothing need be said."""
    assert seen_in("nickname", {"pretends": ["客服"]}, Example("", name="在线客服", kind=JOIN)) is not None


def test_settings_that_can_never_fire_are_refused() -> None:
    """Nothing to look for."""
    with pytest.raises(ValidationError, match="至少要写一项"):
        seen("nickname", {"contact": False}, "")


def test_brackets_in_patterns_are_brackets() -> None:
    """Many names have them."""
    settings = {"patterns": ["[官方]*"]}

    assert seen_in("nickname", settings, Example("好", name="[官方]小李")) is not None
    assert seen_in("nickname", settings, Example("好", name="官小李")) is None


def test_what_is_pretended_is_read_as_names_are() -> None:
    """Whatever the admin writes it with: capitals, other characters, dots."""
    for word in ("官·方", "ＡＢ客服", "客服①"):
        assert seen_in("nickname", {"pretends": [word]}, Example("好", name=f"{word}小李")) is not None, word
