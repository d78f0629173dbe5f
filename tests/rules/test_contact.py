"""Contacts are found by kind, and the group's own are let through."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.core.findings import Example, Match
from tests.rules.kit import seen, seen_in

OWN = {"allow": ["400-800-1234", "139-1111-2222", "kefu_xiaoli", "kefu2024", "docs.example.com", "help@example.com"]}


def why(settings: dict[str, Any], text: str) -> str:
    """Return the reason for which `text` is found, empty if it is not."""
    match = seen("contact", settings, text)
    return match.why if match is not None else ""


def test_each_kind_is_called_by_its_name() -> None:
    """A group owner reads what was found, in Chinese."""
    assert why({"kinds": ["short_link"]}, "点击 t.cn/a6xyz99 领取") == "含短链接“t.cn/a6xyz99”"
    assert why({"kinds": ["mini_program"]}, "#小程序://福利社/AbC") == "含小程序“#小程序://福”"
    assert why({"kinds": ["phone"]}, "13800138000") == "含手机号“13800138000”"
    assert why({"kinds": ["email"]}, "a.b@example.com").startswith("含邮箱“")


@pytest.mark.parametrize(
    "text",
    [
        "有事打 139-1111-2222",
        "有事打 +86 13911112222",
        "有事打 １３９１１１１２２２２",
        "加微信 kefu2024",
        "加微信 kefu_xiaoli 咨询",
        "见 https://docs.example.com/a",
        "见 https://a.docs.example.com/a",
        "发到 help@example.com",
    ],
)
def test_the_groups_own_contacts_pass(text: str) -> None:
    """However they are written."""
    assert why({"kinds": ["wechat", "qq", "phone", "email", "link"], **OWN}, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "有事打 13911112223",
        "加微信 xkefu2024",
        "加微信 kefu20245",
        "加微信 abc123，不是 kefu2024",
        "见 https://docs.example.com.evil.top/a",
        "见 https://docs.example.com@evil.top/a",
        "见 https://dоcs.example.com/a",
        "加我薇",
    ],
)
def test_what_only_looks_like_the_groups_own_does_not(text: str) -> None:
    """Neither an account with more letters, nor a host below another, nor look-alike letters."""
    assert why({"kinds": ["wechat", "qq", "phone", "link"], **OWN}, text) != ""


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ("https://u.wechat.com/EAbcd", "图片里的二维码用来加好友或进群"),
        ("https://qm.qq.com/q/abc", "图片里的二维码用来加好友或进群"),
        ("weixin://contacts/profile/abc", "图片里的二维码用来加好友或进群"),
        ("https://jia8.top/join", "图片里的二维码指向“jia8.top”"),
        ("加微信 abc12366", "图片里有微信号"),
        ("https://docs.example.com/a", ""),
        ("WIFI:T:WPA;S:office;;", ""),
        ("", ""),
    ],
)
def test_a_picture_is_read_where_the_channel_reads_it(payload: str, told: str) -> None:
    """A code that leads elsewhere is a contact; the words in a picture are read like others."""
    match = seen_in("contact", {"kinds": ["qr", "wechat"], **OWN}, Example("", kind="image", seen=payload))

    assert (match.why if match else "") == told


def test_a_mini_program_is_known_by_its_message_type() -> None:
    """It needs no words."""
    example = Example("", kind="weapp")

    assert seen_in("contact", {"kinds": ["mini_program"]}, example) == Match(condition="contact", why="发了小程序")
    assert seen_in("contact", {"kinds": ["link"]}, example) is None


@pytest.mark.parametrize("settings", [{"kinds": []}, {"kinds": ["weibo"]}, {"allow": ["1"]}, {"allow": ["客服"]}])
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any]) -> None:
    """No kind at all, an unknown one, a contact too short to be one."""
    with pytest.raises(ValidationError):
        seen("contact", settings, "")


@pytest.mark.parametrize("own", ["+8613911112222", "86 139-1111-2222", "13911112222"])
@pytest.mark.parametrize("written", ["+86 13911112222", "8613911112222", "139 1111 2222"])
def test_a_country_code_changes_no_number(own: str, written: str) -> None:
    """Neither where it is allowed nor where it is posted."""
    assert seen("contact", {"kinds": ["phone"], "allow": [own]}, f"热线 {written}") is None


def test_an_own_link_hides_none_behind_it() -> None:
    """The second is a contact of its own."""
    match = seen(
        "contact", {"kinds": ["link"], "allow": ["docs.example.com"]}, "https://docs.example.com/a，https://evil.top/b"
    )

    assert match is not None
    assert "evil.top" in match.why
