"""The host that a link leads to, however it is written, and lists of hosts."""

import re
from collections.abc import Collection
from unicodedata import normalize

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SCHEME = re.compile(r"\s*[a-z](?:\s?[a-z]){1,9}\s?:\s?[/\\]\s?[/\\]\s*")
_SPELLED = re.compile(r"\S(?:\s\S){3,}")
_AROUND_MARKS = re.compile(r"\s?([.。点:/\\@])\s?")
_AUTHORITY = re.compile(r"[^\s/\\?#，、！？；“”‘’（）()<>《》\"'\[\]]*")
_PORT = re.compile(r":\d*$")
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
_LONGEST = 300  # characters of a link that are read; a host has 253 at most


def host_of(link: str) -> str:
    """Return the host that `link` leads to, in lower-case ASCII (`xn--…` for others); empty if it names none.

    link: as somebody wrote it: with or without scheme, user, port and path; spelled out, with 点 or 。 for the dot, in full
    width; what follows it may be words. Look-alike letters are letters of their own.
    """
    text = normalize("NFKC", _INVISIBLE.sub("", link[:_LONGEST])).lower()
    text = _AROUND_MARKS.sub(r"\1", _SPELLED.sub(lambda found: "".join(found[0].split()), text, count=1))
    scheme = _SCHEME.match(text)
    authority = _AUTHORITY.match(text, scheme.end() if scheme else 0)
    name = authority[0].rpartition("@")[2] if authority else ""
    found = _HOST.match(_said(_PORT.sub("", name)))
    return in_ascii(_without_words(found[0])) if found and (scheme or "." in found[0]) else ""


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
