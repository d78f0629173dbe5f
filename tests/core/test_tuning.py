"""What is set by order changes the policy of that room, and nothing that cannot be read does."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.core.policy import Hours, Operators, Policy
from bot.core.tuning import PREFIX, SETTINGS, policy_for, setting_named, setting_near

POLICY = Policy()
MINUTE = timedelta(minutes=1)


def after(id_: str, value: object) -> Policy:
    """Return the policy of a room that remembers this one setting."""
    return policy_for(POLICY, {PREFIX + id_: value})


@pytest.mark.parametrize(
    ("id_", "value", "wanted"),
    [
        ("quiet", "22:30-07:00", {"quiet": Hours(since=time(22, 30), until=time(7))}),
        ("quiet", "关", {"quiet": None}),
        ("amend", "10分钟", {"amend": 10 * MINUTE}),
        ("amend", "关", {"amend": 0 * MINUTE}),
        ("private", "关", {"private": False}),
        ("wave", "7", {"wave": 7}),
        ("hourly", "5", {"operators": Operators(hourly=5)}),
        ("hourly", "50", {}),
        ("newcomer", "1天2小时", {"newcomer": timedelta(days=1, hours=2)}),
    ],
)
def test_a_setting_changes_its_part_of_the_policy(id_, value, wanted) -> None:
    """And no other; the hourly limit is never raised."""
    assert after(id_, value) == replace(POLICY, **wanted)


@pytest.mark.parametrize("value", [None, 7.5, "", "??", {"a": 1}])
@pytest.mark.parametrize("id_", [s.id for s in SETTINGS])
def test_what_cannot_be_read_changes_nothing(id_, value) -> None:
    """Also what another version stored."""
    assert after(id_, value) == POLICY


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.id)
def test_what_is_shown_is_what_is_read(setting) -> None:
    """The value that a policy has reads back to itself, also after the example was set."""
    for policy in (POLICY, setting.apply(POLICY, setting.parse(setting.written))):
        shown = setting.shown(policy)
        assert setting.parse(shown) == shown
        assert setting.apply(policy, shown) == policy


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("quiet", "22点"),
        ("quiet", "25:00-7:00"),
        ("quiet", "7:00-7:00"),
        ("amend", "61分钟"),
        ("amend", "-1分钟"),
        ("amend", "5分钟左右"),
        ("private", "也许"),
        ("wave", "0"),
        ("wave", "101"),
        ("wave", "٣"),
        ("newcomer", "31天"),
    ],
)
def test_what_cannot_be_set_says_why(id_, text) -> None:
    """In Chinese, without a full stop."""
    setting = setting_named(id_)

    with pytest.raises(ValueError, match=r"[一-鿿][^。]*$"):
        setting.parse(text)


@pytest.mark.parametrize(
    ("id_", "text", "value"),
    [
        ("quiet", "２２：３０～７：００", "22:30-07:00"),
        ("quiet", "22点到7点", "22:00-07:00"),
        ("quiet", "22点30分至7点15分", "22:30-07:15"),
        ("amend", "0", "关"),
        ("amend", "1小时", "1小时"),
        ("amend", "90秒", "1分钟30秒"),
        ("private", "ON", "开"),
        ("wave", "8 个", "8"),
    ],
)
def test_a_value_is_kept_in_one_way(id_, text, value) -> None:
    """However it is written."""
    assert setting_named(id_).parse(text) == value


def test_settings_are_found_by_any_of_their_names() -> None:
    """Title, id, alias; and the nearest for a slip, if one is near."""
    assert {setting_named(name).id for name in ("安静时段", "QUIET", "免 打扰")} == {"quiet"}
    assert setting_named("颜色") is None
    assert setting_near("安静时刻").id == "quiet"
    assert setting_near("颜色") is None


def test_no_name_is_of_two_settings() -> None:
    """A name tells the setting."""
    names = [name for s in SETTINGS for name in (s.title, s.id, *s.aliases)]

    assert len(names) == len(set(names))
