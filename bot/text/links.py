"""Links in a text with the hosts they lead to; short links; mini-programs.

What leads where is read from the text as it was written: a look-alike letter makes another host.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.findings import Span
from bot.text.contacts import Kind, contacts
from bot.text.folding import views
from bot.text.hosts import covering, host_of
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
_GOES_ON = re.compile(r"(?<=[\w-])(?:\s?[.。．｡点]\s?[\w-]{1,60}){1,8}(?:[:/]\S{0,80})?")
_MINI_PROGRAM = re.compile(r"#?\s?小程序\s?[:：]\s?/\s?/\s?\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link.

    span: in the original text. host: it leads to, empty if that cannot be told. read: the host as the fold reads it, with
    look-alikes undone. folds: Chinese names of the folds that were needed to see it.
    """

    span: Span
    host: str
    read: str
    folds: tuple[str, ...] = ()


def links(reading: Reading) -> Iterator[Link]:
    """Yield the links of a text, those that anybody sees first; none twice, however many views show it; 50 at most."""
    text, normal = reading.text, reading.views(Strength.NORMAL)
    if not _POSSIBLE.search(text) and not any(_POSSIBLE.search(view.text) for view in normal):
        return
    told: list[Span] = []
    for view in {view.text: view for view in (*reading.views(Strength.WEAK), *normal)}.values():
        for start, end in _places(view.text):
            span = view.original(start, end)
            if len(told) == _MOST:
                return
            if any(first < span[1] and span[0] < last for first, last in told):
                continue
            told.append(span)
            written = _whole(text, *span)
            read = host_of(views(written, Strength.NORMAL)[0].text)
            yield Link(span=span, host=host_of(written), read=read, folds=view.folds(start, end))


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
