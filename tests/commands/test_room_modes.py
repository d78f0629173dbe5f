"""Commands that change how the room is kept: 静默 值守 设置."""

import pytest

from bot.core.actions import StateChange
from bot.core.coding import encoded
from bot.core.policy import Absence, Operators, Policy
from tests.commands.kit import HOUR, answer, hall
from tests.values import ROOM, T0


def change(key, after, before=None) -> StateChange:
    """Return that the room remembers something else."""
    return StateChange(room=ROOM.id, key=key, before=before, after=after)


@pytest.mark.parametrize(
    ("text", "until", "says"),
    [
        ("静默 开", None, "直到发“静默 关”为止"),
        ("静默 2小时", encoded(T0 + 2 * HOUR), "到11月20日 12:00为止"),
        ("静默模式 到明天9点", encoded(T0 + 23 * HOUR), "到11月21日 09:00为止"),
    ],
)
def test_silence_lasts_as_long_as_is_said(text, until, says) -> None:
    """Or until it is ended."""
    found = answer(text)

    assert found.states == (change("silent", {"until": until}),)
    assert says in found.text


def test_silence_ends() -> None:
    """And what was not there ends without a change."""
    there = hall(state={"silent": {"until": None}})

    assert answer("静默 关", there).states == (change("silent", None, {"until": None}),)
    assert answer("静默 关").states == ()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (None, "现在没有静默"),
        ({"until": None}, "现在是静默模式，直到发“静默 关”为止"),
        ({"until": encoded(T0 + HOUR)}, "现在是静默模式，到11月20日 11:00为止"),
        ({"until": encoded(T0)}, "现在没有静默"),
    ],
)
def test_bare_silence_tells_how_it_is(told, says) -> None:
    """It changes nothing."""
    found = answer("静默", hall(state={"silent": told}))

    assert (found.text.startswith(says), found.states) == (True, ())


@pytest.mark.parametrize(("text", "after"), [("值守 开", "on"), ("值守 关", "off"), ("值守 自动", None)])
def test_the_watch_is_kept_as_is_said(text, after) -> None:
    """On, off, or by the clock."""
    before = "off" if after != "off" else "on"

    assert answer(text, hall(state={"absence": before})).states == (change("absence", after, before),)
    assert answer(text, hall(state={"absence": after})).states == ()


def test_the_bare_watch_tells_how_it_is() -> None:
    """With what it does and when it begins by itself; a room may have no hours for it."""
    none = Policy(absence=Absence(hours=None))

    text = answer("值守", hall(state={"absence": "on"})).text

    assert text.startswith("值守现在是“开”。值守时进群不满 3天或发言不满 5 条的成员违规，记分按 2 倍算；")
    assert "每天 23:00 到 07:00、负责人 1小时没有在群里说话时自动值守" in text
    assert answer("值守", hall(policy=none)).text.startswith("值守现在是“自动”")
    assert "没有设置值守时段" in answer("值守", hall(policy=none)).text


def test_the_settings_are_listed_with_what_they_do() -> None:
    """Those that the room set itself are marked."""
    text = answer("设置", hall(state={"setting:wave": "7"})).text

    assert "· 安静时段：关（" in text
    assert "· 改正时间：5分钟（" in text
    assert "· 合并提醒：5，本群自定（" in text


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("设置 安静时段 22:30-7:00", "quiet", "22:30-07:00"),
        ("设置 免打扰 22：30到7点", "quiet", "22:30-07:00"),
        ("设置 改正时间 10分钟", "amend", "10分钟"),
        ("设置 改正时间 关", "amend", "关"),
        ("设置 私信回执 关", "private", "关"),
        ("设置 合并提醒改为8", "wave", "8"),
        ("设置 每小时上限 5", "hourly", "5"),
        ("设置 每小时 上限 5人", "hourly", "5"),
        ("设置 新人宽限：3天", "newcomer", "3天"),
    ],
)
def test_a_setting_is_set(text, key, value) -> None:
    """However it is written, it is kept in one way."""
    found = answer(text)

    assert found.states == (change(f"setting:{key}", value),)
    assert f"改为“{value}”" in found.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("设置 改正时间", "改正时间现在是“5分钟”：违规后多久之内改正可以免去记分。要改请发“设置 改正时间 5分钟”。"),
        ("设置 改正时间 5分钟", "改正时间本来就是“5分钟”。"),
        ("设置 改正时间 两个月", "改正时间不能设成“两个月”：请写时长，最长1小时，例如 5分钟；不要就写“关”。"),
        ("设置 每小时上限 50", "每小时上限在群里只能调低，现在是“10”。"),
        ("设置 安静时刻 1", "没有叫“安静时刻”的设置，是不是“安静时段”？"),
        ("设置 颜色 红", "没有叫“颜色”的设置。可以设置的有：安静时段、改正时间、"),
    ],
)
def test_what_cannot_be_set_is_explained(text, says) -> None:
    """Nothing changes."""
    found = answer(text)

    assert found.text.startswith(says)
    assert found.states == ()


def test_a_setting_goes_back_to_what_is_configured() -> None:
    """If it was set here; if not, there is nothing to change."""
    there = hall(state={"setting:hourly": "5"}, policy=Policy(operators=Operators(hourly=5)))

    assert answer("设置 每小时上限 默认", there).states == (change("setting:hourly", None, "5"),)
    assert answer("设置 每小时上限 默认").states == ()
