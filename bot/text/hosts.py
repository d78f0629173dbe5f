"""The host that a link leads to, however it is written, and lists of hosts."""

import re
from collections.abc import Collection, Iterator
from unicodedata import normalize
from urllib.parse import unquote

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SCHEME = re.compile(r"\s*[a-z](?:\s?[a-z]){1,9}\s?:\s?[/\\]\s?[/\\]\s*")
_SPELLED = re.compile(r"\S(?:\s\S){3,}")
_AROUND_MARKS = re.compile(r"\s?([.。点:/\\@])\s?|(?<=\w)\sdot\s(?=\w)")
_CLOSING = re.compile("[，！；？（）、“”‘’《》〈〉「」『』【】〔〕…]")
_AUTHORITY = re.compile(r"[^\s/\\?#]*")
_NEVER_INSIDE = re.compile(r"[\"<>\[\]{}^`|]")
_OVER = re.compile(r"[!-$&-/;-?\[-`{-~。、]*(?:$|[\u3400-\u9fff])")
"""What ends a host without a doubt; anything else may be a part of a name that one program sees and another does not."""
_A_NAME = re.compile(r"[\u3400-\u9fff][^.。点]*")  # somebody called right behind a link
_DOTTED = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+")
_INSIDE = re.compile(
    r"(?:10|127)(?:\.\d{1,3}){3}|(?:192\.168|169\.254)(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}"
    r"|(?!\d+$|0x|xn--)[a-z0-9_-]+|.+\.(?:local|lan|internal|intra|localdomain|localhost)"
)
_SAID_DOT = re.compile(r"(?<=[\w-])[。点](?=[a-z0-9])")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_ASCII_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_ENDINGS = frozenset({  # chosen: those seen in links in Chinese groups; only used to tell a host from what follows it
    "com", "cn", "net", "org", "gov", "edu", "vip", "top", "cc", "xyz", "club", "shop", "site", "online", "tv",
    "icu", "fun", "me", "io", "co", "app", "info", "live", "link", "ltd", "work", "win", "bid", "pw", "ru", "hk",
    "im", "tw", "jp", "us", "uk", "eu", "biz", "pro", "wang", "group", "cloud", "store", "tech", "art", "website",
    "space", "press", "host", "ink", "mobi", "asia", "ai", "dev", "中国", "公司", "网络", "网址", "手机", "在线", "集团", "商城",
    "网店", "商店", "我爱你", "香港",
})  # fmt: skip
LONGEST = 300
"""Characters of a link that are read; a host has 253 at most."""


def host_of(link: str) -> str:
    """Return the host that `link` leads to, in lower-case ASCII (`xn--…` for others); empty if that is not certain.

    link: as somebody wrote it: with or without scheme, user, port and path; spelled out, with 点 or 。 for the dot, in full
    width, percent-encoded; what follows it may be words. Look-alike letters are letters of their own.
    """
    return hosts_of(link)[0]


def hosts_of(link: str) -> tuple[str, ...]:
    """Return the hosts that `link` may lead to: first that of `host_of`, then those of other ways to read it.

    Programs differ in where a link ends and in what is a dot: `evil.top。qq.com`, `qq.com·evil.top`, `evil.top，@qq.com`.
    """
    written = _INVISIBLE.sub("", link[:LONGEST])
    run, has_scheme = _authority(written)
    sure, _ = _authority(_CLOSING.split(written, maxsplit=1)[0])
    user, _, name = _NEVER_INSIDE.split(sure, maxsplit=1)[0].rpartition("@")
    name = (user if user and _A_NAME.fullmatch(name) else name).rpartition("@")[2].partition(":")[0]
    host = _host(_decoded(name), has_scheme=has_scheme)
    return (host, *dict.fromkeys(other for other in _dotted(_decoded(run)) if other != host))


def _authority(text: str) -> tuple[str, bool]:
    """Return what names the host in `text`, with user and port, and whether a scheme stands before it."""
    plain = normalize("NFKC", text).lower()
    plain = _SPELLED.sub(lambda found: "".join(found[0].split()), plain, count=1)
    plain = _AROUND_MARKS.sub(lambda found: found[1] or ".", plain)
    scheme = _SCHEME.match(plain)
    found = _AUTHORITY.match(plain, scheme.end() if scheme else 0)
    return found[0] if found else "", scheme is not None


def _decoded(name: str) -> str:
    return normalize("NFKC", unquote(name)).lower() if "%" in name else name


def _host(name: str, *, has_scheme: bool) -> str:
    said = _said(name)
    found = _HOST.match(said)
    if found is None or not (has_scheme or "." in found[0]):
        return ""
    host, rest = _without_words(found[0]), said[found.end() :]
    if not _OVER.match(rest) or ("." not in host and rest.startswith((".", "。"))):
        return ""
    return in_ascii(host)


def _dotted(run: str) -> Iterator[str]:
    """Yield what looks like a host in `run`; what it begins with may be half of one."""
    return (found[0] for found in _DOTTED.finditer(run) if found.start() or _has_ending(found[0]))


def is_inside(host: str) -> bool:
    """Tell whether `host` is one of somebody's own network: a private address, localhost, a name without a dot."""
    return _INSIDE.fullmatch(host) is not None


def _said(name: str) -> str:
    """Return `name` with its spoken dots written; those behind a whole host end a sentence."""
    head = re.split("[。点]", name, maxsplit=1)[0]
    whole = _SAID_DOT.sub(".", name)
    return head if _has_ending(head) and not _has_ending(whole) else whole


def _without_words(host: str) -> str:
    """Return `host` without the Chinese words that follow a whole one unparted."""
    ascii_part = _ASCII_HOST.match(host)
    if ascii_part is None or ascii_part[0] == host or _has_ending(host):
        return host
    return ascii_part[0] if _has_ending(ascii_part[0]) else host


def _has_ending(host: str) -> bool:
    label = host.rpartition(".")[2]
    return "." in host and (label in _ENDINGS or label.startswith("xn--"))


def in_ascii(host: str) -> str:
    """Return `host` as name servers know it, or as it is if they cannot."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def covering(host: str, listed: Collection[str]) -> str:
    """Return the most specific of `listed` that is `host` or a domain above it, empty if none is."""
    labels = host.split(".")
    above = (".".join(labels[first:]) for first in range(len(labels)))
    return next((name for name in above if name in listed), "")


def listed_host(text: str) -> str:
    """Return `text`, a host as an admin lists it, as `host_of` would return it.

    Raises ValueError, in Chinese, for what is no host: an address with a path, a wildcard.
    """
    name = normalize("NFKC", text).strip().lower().removesuffix(".")
    if name.startswith("*."):
        raise ValueError(f"“{text}”不用写 *.：写 {name[2:]} 就包括它下面的所有网址")
    if not _HOST.fullmatch(name):
        host = host_of(text)
        raise ValueError(f"“{text}”不是网址的主机名" + (f"，请只写 {host}" if host else "，例如 qq.com"))
    return in_ascii(name)
