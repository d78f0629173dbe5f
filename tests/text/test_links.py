"""Links are seen in every disguise, with the host they really lead to."""

import pytest

from bot.text.links import links, mini_programs, short_links
from bot.text.reader import Reader

READER = Reader({})


def found(text: str) -> list[tuple[str, str]]:
    """Return the text and the host of every link in `text`."""
    return [(text[slice(*link.span)], link.host) for link in links(READER.read(text))]


def test_every_link_is_told_once() -> None:
    """However many views show it, and in the order of the text."""
    assert found("先看 https://docs.qq.com/a 再看 http://jia8.top/b") == [
        ("https://docs.qq.com/a", "docs.qq.com"),
        ("http://jia8.top/b", "jia8.top"),
    ]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("www点jiaxx8点com 注册送", "www.jiaxx8.com"),
        ("点击 ｔ．ｃｎ／Ａ６ｘＹｚ９９ 领取", "t.cn"),
        ("h t t p s : / / a b . c c / k8", "ab.cc"),
        ("打开 例子.中国 看看", "xn--fsqu00a.xn--fiqs8s"),
        ("https://ехample.com/a", "xn--ample-ywe6i.com"),
    ],
)
def test_disguise_hides_no_link(text: str, host: str) -> None:
    """Look-alike letters are another host, not the one they look like."""
    assert [link.host for link in links(READER.read(text))] == [host]


@pytest.mark.parametrize(
    "between", [",", "，", "；", "、", "（", "|", "！", "看", "看看这个", "", ")", "...", "/", "?x=1&"]
)
def test_a_link_hides_none_behind_it(between: str) -> None:
    """However they are glued together."""
    hosts = [link.host for link in links(READER.read(f"https://docs.qq.com/a{between}https://evil.top/b"))]

    assert hosts == ["docs.qq.com", "evil.top"]


@pytest.mark.parametrize("between", ["，", "；", "、", "|", "看", "（"])
def test_a_link_hides_no_bare_host_behind_it(between: str) -> None:
    """Nobody needs a scheme to be understood."""
    assert [link.host for link in links(READER.read(f"https://docs.qq.com/a{between}evil.top/b"))] == [
        "docs.qq.com",
        "evil.top",
    ]


@pytest.mark.parametrize(
    "query", ["?u=https://evil.top", "?a=1&u=https%3A%2F%2Fevil.top%2Fx", "?u=//evil.top&v=http://evil.top#x"]
)
def test_what_a_link_leads_on_to_is_told(query: str) -> None:
    """It is one link, with another host in its query."""
    [link] = links(READER.read(f"https://docs.qq.com/a{query}"))

    assert (link.host, link.targets) == ("docs.qq.com", ("evil.top",))


@pytest.mark.parametrize(
    "text", ["http://10.1.1.1/a", "http://192.168.1.1/a", "http://localhost:3000/x", "http://gitlab/a"]
)
def test_links_into_one_s_own_network_are_none(text: str) -> None:
    """They lead nobody away."""
    assert found(text) == []


def test_a_link_with_odd_dots_is_one() -> None:
    """With all of its host."""
    assert found("看 https://docs。qq。com 吧") == [("https://docs。qq。com", "docs.qq.com")]


def test_what_looks_alike_is_told_as_it_is_read() -> None:
    """Rules that deny a host see it behind look-alikes, too."""
    [link] = links(READER.read("https://еvil.top/a"))

    assert (link.host == "evil.top", link.read) == (False, "evil.top")


@pytest.mark.parametrize(
    "text", ["版本 2.0.13 已发布", "下午三点开会。大家准时", "a@b.com 收", "价格：98 元", "1.2 米"]
)
def test_no_link_is_no_link(text: str) -> None:
    """Versions, sentences, addresses and prices lead nowhere."""
    assert found(text) == []


def test_short_links_are_known_by_their_service() -> None:
    """Disguised or not; a service's name inside another host is none."""
    texts = ["点击 t.cn/A6xYz99 领取", "dwz点cn/abc12", "https://bit.ly/3abcd", "https://t.cn.example.com/abc"]

    assert [any(True for _ in short_links(READER.read(text))) for text in texts] == [True, True, True, False]


def test_mini_programs_are_known_by_their_scheme() -> None:
    """Speaking of one is not sending one."""
    assert list(mini_programs("点开 #小程序://福利社/AbC 领取")) == [(3, 11)]
    assert list(mini_programs("小程序打不开怎么办")) == []
