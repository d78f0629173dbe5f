"""Links are welcome by their hosts, and no way of writing one changes its host."""

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
        ({}, "allow（放行的网址）和 deny（禁止的网址）至少要写一个：否则永远不会触发"),
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
