"""The host of a link is the one a browser would go to, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.hosts import covering, host_of, hosts_of, is_inside, listed_host


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://docs.qq.com/a", "docs.qq.com"),
        ("HTTPS://Docs.QQ.com:8080/x", "docs.qq.com"),
        ("https://qq.com@evil.top/a", "evil.top"),
        ("https://user:pw@evil.top:80/", "evil.top"),
        ("https://evil.top/@qq.com", "evil.top"),
        ("https://evil.top\\@qq.com", "evil.top"),
        ("https://evil.top?u=qq.com", "evil.top"),
        ("https://evil.top#qq.com", "evil.top"),
        ("https://qq.com.evil.top", "qq.com.evil.top"),
        ("https://docs。qq。com/a", "docs.qq.com"),
        ("https://docs．qq｡com/a", "docs.qq.com"),
        ("docs点qq点com", "docs.qq.com"),
        ("qq。com。evil。top", "qq.com.evil.top"),
        ("ｈｔｔｐｓ：／／ｑｑ．ｃｏｍ", "qq.com"),
        ("https://q\u200bq.com", "qq.com"),
        ("https://docs.qq.com看看", "docs.qq.com"),
        ("https://docs.qq.com。看看", "docs.qq.com"),
        ("https://docs.qq.com。OK", "docs.qq.com"),
        ("https://docs.qq.com 看看 evil.top", "docs.qq.com"),
        ("h t t p s : / / a b . c c / k8", "ab.cc"),
        ("www . evil . top", "www.evil.top"),
        ("https://аpple.com", "xn--pple-43d.com"),
        ("https://例子.中国/a", "xn--fsqu00a.xn--fiqs8s"),
        ("http://1.2.3.4:80/", "1.2.3.4"),
        ("https://qq.com%2eevil.top/", "qq.com.evil.top"),
        ("http://%65vil.top/a", "evil.top"),
        ("https://evil.top，@qq.com", "evil.top"),
        ("https://docs.qq.com, 看看", "docs.qq.com"),
        ("https://docs.qq.com)", "docs.qq.com"),
        ("https://docs.qq.com./a", "docs.qq.com"),
        ("https://docs.qq.com...", "docs.qq.com"),
        ("https://docs.qq.com@张三", "docs.qq.com"),
        ("http://evil dot top", "evil.top"),
        ("¥abc123DEF¥", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_one_host(link: str, host: str) -> None:
    """Scheme, user, port, path, dots of other kinds, width and words behind it are no part of the host."""
    assert host_of(link) == host


@pytest.mark.parametrize(
    "between", ["%00.", "~.", "*", "‧", "·", "⁄.", "%2f.", "%20", "%3a.", "%2565", "\x01", ";", ",", "$."]
)
def test_what_no_host_holds_makes_it_uncertain(between: str) -> None:
    """Whatever a browser makes of it, the host before it is not the one it is sure to lead to."""
    told = hosts_of(f"https://qq.com{between}evil.top/a")

    assert told[0] not in {"qq.com", "evil.top"}
    assert told[0] == "" or told[0].endswith(".top")


@pytest.mark.parametrize(
    ("link", "hosts"),
    [
        ("https://docs.qq.com/a", ("docs.qq.com",)),
        ("https://docs.qq.com。看看", ("docs.qq.com",)),
        ("https://docs.qq.com。OK", ("docs.qq.com",)),
        ("https://evil.top。qq.com", ("evil.top.qq.com", "evil.top", "qq.com")),
        ("https://evil.top点qq.com", ("evil.top.qq.com", "evil.top", "qq.com")),
        ("https://evil.top，@qq.com", ("evil.top", "qq.com")),
        ("https://qq.com·evil.top", ("", "qq.com", "evil.top")),
        ("https://qq.com看evil.top", ("qq.xn--comevil-tg2r.top", "qq.com", "evil.top")),
        ("https://evil。中国", ("",)),
    ],
)
def test_every_way_to_read_a_link_is_told(link: str, hosts: tuple[str, ...]) -> None:
    """Where one program stops another goes on."""
    assert hosts_of(link) == hosts


def test_a_network_of_one_s_own_is_known() -> None:
    """By its addresses and by names that no name server outside knows; a number alone is an address outside."""
    inside = ["10.1.1.1", "192.168.1.1", "172.16.0.9", "127.0.0.1", "localhost", "gitlab", "git.corp.internal"]
    outside = ["", "11.1.1.1", "172.32.0.1", "2130706433", "0x7f000001", "qq.com", "10.1.1.1.evil.top", "xn--fsqu00a"]

    assert [is_inside(host) for host in (*inside, *outside)] == [True] * len(inside) + [False] * len(outside)


@given(st.text(max_size=80))
def test_any_text_has_a_host_or_none(text: str) -> None:
    """Nothing raises; a host has neither blanks nor slashes."""
    host = host_of(text)

    assert not set(host) & set(" /\\@:#?")
    assert host_of(f"https://{host}/") in {host, host_of(f"https://{host}/")}


def test_the_most_specific_name_covers() -> None:
    """A listed host stands for all below it, and for nothing that merely ends like it."""
    listed = {"qq.com", "evil.qq.com", "top"}

    assert [
        covering(h, listed) for h in ("docs.qq.com", "qq.com", "a.evil.qq.com", "notqq.com", "qq.com.cn", "x.top")
    ] == [
        "qq.com",
        "qq.com",
        "evil.qq.com",
        "",
        "",
        "top",
    ]


def test_a_listed_host_is_written_as_a_host() -> None:
    """Upper case and Chinese are understood."""
    assert [listed_host(text) for text in ("QQ.com", "例子.中国", "top", "1.2.3.4")] == [
        "qq.com",
        "xn--fsqu00a.xn--fiqs8s",
        "top",
        "1.2.3.4",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://qq.com/a", "“https://qq.com/a”不是网址的主机名，请只写 qq.com"),
        ("*.qq.com", "“*.qq.com”不用写 *.：写 qq.com 就包括它下面的所有网址"),
        ("q q", "“q q”不是网址的主机名，例如 qq.com"),
        ("", "“”不是网址的主机名，例如 qq.com"),
    ],
)
def test_what_is_no_host_is_told(text: str, told: str) -> None:
    """The sentence says how to write it."""
    with pytest.raises(ValueError, match=r".") as caught:
        listed_host(text)

    assert str(caught.value) == told
