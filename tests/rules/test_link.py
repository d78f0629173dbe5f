"""Links are welcome by their hosts, and no way of writing one changes its host."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.rules.kit import seen

BOTH = {"allow": ["qq.com", "gov.cn"], "deny": ["evil.qq.com", "top"]}


@pytest.mark.parametrize(
    ("text", "why", "place"),
    [
        ("见 https://jia8.net/a", "含陌生网址“jia8.net”", "https://jia8.net/a"),
        ("见 https://docs.qq.com/a 和 http://b.jia8.top", "含禁止的网址“b.jia8.top”", "http://b.jia8.top"),
        ("https://a.evil.qq.com/x", "含禁止的网址“a.evil.qq.com”", "https://a.evil.qq.com/x"),
        ("https://qq.com@evil.net/x", "含陌生网址“evil.net”", "https://qq.com@evil.net/x"),
        ("http://ｊｉａ８．ｎｅｔ", "含陌生网址“jia8.net”（识别：全角）", "http://ｊｉａ８．ｎｅｔ"),
        ("https://jіa8.top/a", "含禁止的网址“xn--ja8-jhd.top”", "https://jіa8.top/a"),
    ],
)
def test_the_first_unwelcome_link_is_told(text: str, why: str, place: str) -> None:
    """With its host, its place, and what had to be undone."""
    match = seen("link", BOTH, text)

    assert match is not None
    assert (match.why.split("（识别：形近")[0], text[slice(*match.span)]) == (why, place)


def test_the_more_specific_name_decides() -> None:
    """Denied below what is allowed, and allowed below what is denied."""
    inner = {"allow": ["good.jia8.top", "qq.com"], "deny": ["top", "evil.qq.com"]}
    texts = [
        "https://good.jia8.top/a",
        "https://x.good.jia8.top",
        "https://jia8.top/a",
        "https://evil.qq.com",
        "https://qq.com/",
    ]

    assert [seen("link", inner, text) is not None for text in texts] == [False, False, True, True, False]


def test_what_is_only_denied_leaves_others_alone() -> None:
    """A list of bad hosts says nothing of unknown ones; a look-alike of a bad host is bad."""
    settings = {"deny": ["evil.net"]}
    texts = [
        "https://unknown.com/a",
        "https://evil.net/a",
        "https://a.EVIL.net",
        "https://еvil.net/a",
        "https://notevil.net",
    ]

    assert [seen("link", settings, text) is not None for text in texts] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "allow（放行的网址）、deny（禁止的网址）和 disguised 至少要写一个：否则永远不会触发"),
        ({"allow": ["qq.com"], "deny": ["QQ.com"]}, "“qq.com” 同时写在 allow 和 deny 里，请删去一处"),
        ({"allow": ["https://qq.com/a"]}, "“https://qq.com/a”不是网址的主机名，请只写 qq.com"),
        ({"deny": ["*.qq.com"]}, "“*.qq.com”不用写 *.：写 qq.com 就包括它下面的所有网址"),
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, list[str]], told: str) -> None:
    """The sentence says how to write it."""
    with pytest.raises(ValidationError) as caught:
        seen("link", settings, "")

    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("www点jiaxx8点com 注册送", "www.jiaxx8.com"),
        ("h t t p s : / / a b . c c / k8", "ab.cc"),
        ("网址：zzdemo8866。xyz", "zzdemo8866.xyz"),
        ("https://ехample.com/a", "xn--ample-ywe6i.com"),
        ("复制￥AbC123xyz￥打开", "￥AbC123xyz￥"),
    ],
)
def test_a_link_that_cannot_be_tapped_is_disguised(text: str, host: str) -> None:
    """Dots in words, blanks, look-alikes and code words are told by the host they hide."""
    match = seen("link", {"disguised": True}, text)

    assert match is not None
    assert f"含改头换面的网址“{host}”" in match.why


@pytest.mark.parametrize(
    "text",
    [
        "https://docs.example.com/guide",
        "看 github.com/a/b。谢谢",
        "https://例子.中国/a",
        "http://10.0.0.5:8080/a",
        "2.0.13 版",
    ],
)
def test_a_plain_link_is_not_disguised(text: str) -> None:
    """What everybody can see and tap is no disguise, whatever it leads to."""
    assert seen("link", {"disguised": True}, text) is None


def test_a_disguised_link_that_is_allowed_passes() -> None:
    """A sentence may end in a host of ours without harm."""
    assert seen("link", {"disguised": True, "allow": ["qq.com"]}, "看 https://docs。qq。com/a") is None


@pytest.mark.parametrize("settings", [{"allow": ["qq.com"]}, {"deny": ["evil.top"]}])
@pytest.mark.parametrize(
    "text",
    [
        "https://docs.qq.com/a,https://evil.top/b",
        "https://docs.qq.com/a看https://evil.top/b",
        "https://docs.qq.com/ahttps://evil.top/b",
        "https://qq.com‧evil.top",
        "https://qq.com%00.evil.top",
        "https://evil.top，@qq.com",
        "https://evil.top。qq.com",
        "https://qq.com%2eevil.top/",
        "http://%65vil.top/a",
    ],
)
def test_doubt_is_no_way_past(settings: dict[str, Any], text: str) -> None:
    """What can be read in two ways is neither allowed nor free of what is denied."""
    assert seen("link", settings, text) is not None


def test_what_a_link_leads_on_to_can_be_denied() -> None:
    """It need not be allowed: sites lead on to others when somebody signs in."""
    text = "https://open.weixin.qq.com/connect?redirect_uri=https%3a%2f%2fevil.top%2fa"

    assert seen("link", {"allow": ["qq.com"]}, text) is None
    match = seen("link", {"deny": ["evil.top"]}, text)
    assert match is not None
    assert match.why == "含禁止的网址“evil.top”"


@pytest.mark.parametrize("text", ["http://10.1.1.1/a", "http://192.168.1.1:8080/a", "http://gitlab/a"])
def test_one_s_own_network_is_no_stranger(text: str) -> None:
    """Links into it lead nowhere outside."""
    assert seen("link", {"allow": ["qq.com"]}, text) is None
    assert seen("contact", {"kinds": ["link"]}, text) is None
