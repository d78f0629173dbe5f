"""Messages are known by their type, and by their length where a channel tells it."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.core.findings import Example
from bot.rules.media import NAMES, Medium
from bot.wecom.archive_json import _READERS as READERS
from tests.rules.kit import seen, seen_in


def why(settings: dict[str, Any], kind: str, seconds: int = 0) -> str:
    """Return the reason for which a message is found, empty if it is not."""
    match = seen_in("media", settings, Example("", kind=kind, seconds=seconds))
    return match.why if match is not None else ""


def test_every_medium_has_a_chinese_name() -> None:
    """A group owner reads it."""
    assert set(NAMES) == set(Medium)


def test_every_type_of_the_archive_is_a_medium() -> None:
    """But plain text: a rule can name whatever the archive can bring."""
    every = {"kinds": [medium.value for medium in Medium]}

    assert [kind for kind in READERS if not why(every, kind)] == ["text"]


def test_two_types_of_one_thing_are_one_medium() -> None:
    """A red packet is one from within the company or from outside."""
    assert why({"kinds": ["redpacket"]}, "external_redpacket") == "发了红包"
    assert why({"kinds": ["file"]}, "qydiskfile") == "发了文件"


def test_the_length_is_told() -> None:
    """Together with what is fine; without kinds, of voice messages and videos."""
    settings = {"longer_than": "1分30秒"}

    assert why(settings, "voice", 91) == "语音长 1分钟31秒，最长 1分钟30秒"
    assert why(settings, "video", 91) == "视频长 1分钟31秒，最长 1分钟30秒"
    assert [why(settings, "voice", 90), why(settings, "image", 91), why(settings, "voice")] == ["", "", ""]
    assert why({**settings, "kinds": ["voice"]}, "video", 91) == ""


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "至少要写一个"),
        ({"kinds": ["image", "voice"], "longer_than": "60秒"}, "longer_than 只用于语音和视频，图片没有时长"),
        ({"kinds": ["text"]}, "Input should be"),
        ({"longer_than": "0秒"}, "时长要大于零"),
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any], told: str) -> None:
    """The sentence says what is wrong."""
    with pytest.raises(ValidationError) as caught:
        seen("media", settings, "")

    assert told in str(caught.value)
