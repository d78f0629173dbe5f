"""链接: links to hosts that are not welcome."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, final

from pydantic import AfterValidator

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.hosts import covering, listed_host
from bot.text.links import Link as Found
from bot.text.links import links
from bot.text.reading import Reading

Host = Annotated[str, AfterValidator(listed_host)]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Condition):
    """Fires on a link whose host is denied, or, where `allow` is set, not allowed, or that is disguised; in a QR code too.

    allow, deny: hosts; each stands for all below it: `qq.com` for docs.qq.com, never for notqq.com or qq.com.evil.top; `top`
    for everything that ends so. Where both fit, the more specific decides. A link that leads nobody knows where (淘口令) is
    never allowed. Look-alike letters make another host. Of a link that can be read in two ways both hosts must be allowed; one
    that it leads on to (`?u=https://…`) may be denied. Links into one's own network (10.x, localhost, names without a dot) never count.
    disguised: whether a link that is written to be read and not to be tapped (点, spaces, look-alikes, 淘口令) counts, if it
    is not allowed. Denied and not allowed ones always count, disguised or not.
    Not for: any link at all (see `contact`).
    """

    allow: tuple[Host, ...] = ()
    deny: tuple[Host, ...] = ()
    disguised: bool = False

    title: ClassVar = "链接"
    notes: ClassVar[Mapping[str, str]] = {
        "allow": "只允许这些网站（连同下级域名）",
        "deny": "不允许这些网站",
        "disguised": "写成 true：不允许改头换面的网址（www点某某点com、淘口令）",
    }
    sample: ClassVar[Mapping[str, Any]] = {"allow": ["qq.com", "example.com"], "deny": ["evil.qq.com", "top"]}
    fires: ClassVar = (
        Example("看这里 https://notqq.com/a"),
        Example("https://qq.com.evil.top/a"),
        Example("https://qq.com@evil.top/a"),
        Example("https://EVIL.qq.com/a"),
        Example("https://docs。qq。com。evil。net"),
        Example("www点jiaxx8点com 注册送"),
        Example("h t t p s : / / a b . c c / k8"),
        Example("https://ехample.com/a"),
        Example("https://例子.中国/a"),
        Example("先看 https://docs.qq.com/a 再看 https://jia8.net/b"),
        Example("", kind="image", seen="https://jia8.net/join"),
    )
    quiet: ClassVar = (
        Example("https://docs.qq.com/sheet/abc看看"),
        Example("HTTPS://Docs.QQ.com:443/a"),
        Example("ｈｔｔｐｓ：／／ｄｏｃｓ．ｑｑ．ｃｏｍ／ａ"),
        Example("https://docs。qq。com/a"),
        Example("https://xn--fsqu00a.example.com"),
        Example("版本 2.0.13 已经发布"),
        Example("没有链接"),
    )

    def __post_init__(self) -> None:
        if not (self.allow or self.deny or self.disguised):
            raise ValueError("allow（放行的网址）、deny（禁止的网址）和 disguised 至少要写一个：否则永远不会触发")
        both = next((host for host in self.allow if host in self.deny), "")
        if both:
            raise ValueError(f"“{both}” 同时写在 allow 和 deny 里，请删去一处")

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first link that is not welcome; one in a QR code has no place in the text."""
        told = next(self._offending(reading), None)
        if told is not None:
            link, why = told
            return Match(condition="link", why=_with_folds(why, link), span=link.span)
        if not message.seen:
            return None
        seen = next(self._offending(reading.other(message.seen)), None)
        return None if seen is None else Match(condition="link", why=f"图片里的二维码{seen[1]}")

    def _offending(self, reading: Reading) -> Iterator[tuple[Found, str]]:
        """Yield the links that are not welcome, each with the reason."""
        for link in links(reading):
            hosts = (link.host, *link.others)
            denied = next((host for host in (*hosts, *link.targets) if self._denies(host)), "")
            if denied or self._denies(link.read):
                yield link, f"含禁止的网址“{denied or link.host or link.read}”"
            elif all(covering(host, self.allow) for host in hosts):
                continue
            elif self.allow:
                yield link, f"含陌生网址“{link.host or reading.text[slice(*link.span)]}”"
            elif self.disguised and link.is_disguised:
                yield link, f"含改头换面的网址“{link.host or reading.text[slice(*link.span)]}”"

    def _denies(self, host: str) -> bool:
        denied = covering(host, self.deny)
        return bool(denied) and len(denied) > len(covering(host, self.allow))


def _with_folds(why: str, link: Found) -> str:
    return f"{why}（识别：{'、'.join(link.folds)}）" if link.folds else why
