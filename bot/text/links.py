"""Links in a text with the hosts they lead to; short links; mini-programs.

What leads where is read from the text as it was written: a look-alike letter makes another host.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from bot.core.findings import Span
from bot.text.contacts import Kind, contacts
from bot.text.folding import views
from bot.text.hosts import LONGEST, covering, host_of, hosts_of, is_inside
from bot.text.reading import Reading, Strength

SHORTENERS = frozenset({
    "t.cn", "dwz.cn", "url.cn", "w.url.cn", "suo.im", "suo.yt", "suo.nz", "985.so", "m6z.cn", "u.nu", "dwz.lc",
    "dwz.win", "dwz.mk", "dwz.tax", "mrw.so", "rrd.me", "sourl.cn", "t.hk", "goo.gl", "bit.ly", "t.co",
    "tinyurl.com", "is.gd", "ow.ly", "cutt.ly", "rb.gy", "t.ly", "reurl.cc", "0x3.me", "s.click.taobao.com",
    "c.tb.cn", "m.tb.cn", "u.jd.com", "3.cn", "p.pinduoduo.com", "kurl.cn", "kzurl.cn", "xsurl.cn", "lnkd.in",
    "tny.im", "x.co",
})  # fmt: skip
"""Hosts of services that hide where a link leads."""

JOINING = frozenset({"u.wechat.com", "weixin.qq.com", "work.weixin.qq.com", "qm.qq.com", "jq.qq.com", "t.me"})
"""Hosts whose links, in a QR code, join a group or add a friend."""

_MOST = 50  # chosen: links of one text that are looked at; each takes up to 200 µs
_POSSIBLE = re.compile(
    r"[a-z0-9-]\s?[.。．｡点]\s?[a-z0-9]|:\s?/|[：／]|[¥￥€$₤]\s?[a-z0-9]|\.[中公网手在集商我香]", re.IGNORECASE
)
_IDN = re.compile(
    r"(?<![\w.@-])(?:[\w-]{1,40}\.){1,4}(?:中国|公司|网络|网址|手机|在线|集团|商城|网店|商店|我爱你|香港)(?![\w.])"
    r"|https?://[^\s/]{0,60}[^\s/\x00-\x7f][^\s/]{0,60}"
)
_GOES_ON = re.compile(
    r"(?<=[\w-])(?:(?:\s?[.。．｡点]\s?|\sdot\s)[\w-]{1,60}){1,8}"
    r"(?:[:/](?:(?!https?:|[，。、；！？（）“”《》【】…]|[\u3400-\u9fff])\S){0,80})?",
    re.IGNORECASE,
)
_TARGET = re.compile(r"https?://[^\s&#]+", re.IGNORECASE)
_TAPPED = re.compile(r"(?:https?://)?(?:[\w-]+\.)+\w+(?![\w.]*[。．｡点]\s?[a-z])", re.IGNORECASE)
_MINI_PROGRAM = re.compile(r"#?\s?小程序\s?[:：]\s?/\s?/\s?\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link.

    span: in the original text. host: it leads to, empty if that cannot be told. read: the host as the fold reads it, with
    look-alikes undone. others: hosts that it leads to as well if it is read otherwise; only a link of which all are fine is
    fine. targets: hosts that it asks its own host to lead on to (`?u=https://…`). folds: Chinese names of the folds that were needed to see it. is_disguised: it is written so that
    nobody can tap it, only read it: spelled out, with another dot, with look-alikes, as a code word.
    """

    span: Span
    host: str
    read: str
    others: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    is_disguised: bool = False


def links(reading: Reading) -> Iterator[Link]:
    """Yield the links of a text, those that anybody sees first; none twice, however many views show it; 50 at most.

    Links into somebody's own network are none.
    """
    text, normal = reading.text, reading.views(Strength.NORMAL)
    if not _POSSIBLE.search(text) and not any(_POSSIBLE.search(view.text) for view in normal):
        return
    told: list[Span] = []
    for view in {view.text: view for view in (*reading.views(Strength.WEAK), *normal)}.values():
        for start, end in _places(view.text):
            first, last = view.original(start, end)
            if len(told) == _MOST:
                return
            if any(begin < last and first < over for begin, over in told):
                continue
            link = _link(text, (first, last), view.folds(start, end))
            told.append(link.span)
            if not all(map(is_inside, (link.host, *link.others))):
                yield link


def _link(text: str, span: Span, folds: tuple[str, ...]) -> Link:
    written = _whole(text, *span)
    read, host, *others = _hosts(written[:LONGEST])
    return Link(
        span=(span[0], span[0] + len(written)),
        host=host,
        read=read,
        others=tuple(others),
        targets=tuple(_targets(written)),
        folds=folds,
        is_disguised=("xn--" in host and "xn--" not in read) or not _TAPPED.match(written),
    )


@lru_cache(maxsize=512)
def _hosts(written: str) -> tuple[str, ...]:
    """Return the host that `written` is read as, then those it may lead to; several rules ask for those of one message."""
    return host_of(views(written, Strength.NORMAL)[0].text), *hosts_of(written)


def leads_inside(text: str, start: int, end: int) -> bool:
    """Tell whether the link at [start, end) of `text` stays in somebody's own network: it leads nobody away."""
    return all(map(is_inside, _hosts(_whole(text, start, end)[:LONGEST])[1:]))


def _targets(written: str) -> Iterator[str]:
    query = written.partition("?")[2]
    if query:
        yield from (host for found in _TARGET.finditer(unquote(query)) for host in hosts_of(found[0]) if host)


def _places(text: str) -> Iterator[Span]:
    yield from ((found.start, found.end) for found in contacts(text, Kind.LINK))
    if not text.isascii():
        yield from (found.span() for found in _IDN.finditer(text))


def _whole(text: str, start: int, end: int) -> str:
    """Return [start, end) of `text` with the host going on behind it: a recogniser may stop at a dot of another kind."""
    rest = _GOES_ON.match(text, end)
    return text[start : rest.end()] if rest else text[start:end]


def short_links(reading: Reading) -> Iterator[Link]:
    """Yield the links through a service that hides where they lead."""
    return (link for link in links(reading) if covering(link.host, SHORTENERS) or covering(link.read, SHORTENERS))


def mini_programs(text: str) -> Iterator[Span]:
    """Yield the mini-programs that `text`, after a fold, points at as `#小程序://…`."""
    return (found.span() for found in _MINI_PROGRAM.finditer(text))
