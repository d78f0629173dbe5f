"""引流: a way to be reached outside the group."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, final

from pydantic import AfterValidator, Field

from bot.core.findings import Example, Match, Span
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.contacts import Kind, contacts, likely
from bot.text.hosts import covering, hosts_of, listed_host
from bot.text.links import JOINING, leads_inside, links, mini_programs, short_links
from bot.text.numbers import in_digits
from bot.text.reading import Reading, Strength


class Way(StrEnum):
    """What somebody is reached by."""

    WECHAT = "wechat"
    QQ = "qq"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    SHORT_LINK = "short_link"
    QR = "qr"
    MINI_PROGRAM = "mini_program"


NAMES: Mapping[Way, str] = {
    Way.WECHAT: "微信号",
    Way.QQ: "QQ 号",
    Way.PHONE: "手机号",
    Way.EMAIL: "邮箱",
    Way.LINK: "链接",
    Way.SHORT_LINK: "短链接",
    Way.QR: "扫码引导",
    Way.MINI_PROGRAM: "小程序",
}
_KINDS: Mapping[Way, Kind] = {Way(kind.value): kind for kind in Kind}
WEAPP = "weapp"
_JOIN_CODE = re.compile(r"weixin://|wxp://|tg://|mqqapi://|https?://wxwork", re.IGNORECASE)
_NOT_IN_IDS = re.compile(r"[^a-z0-9_@.]+")
_AN_ID = re.compile(r"[a-z0-9_-]{4}|\d\D?\d\D?\d\D?\d")
_PHONE = 11  # digits
_SHORTEST = 3  # characters of a group's own contact; chosen
_BEHIND = 12  # characters behind an invitation in which the account stands; chosen


def _own(text: str) -> str:
    own = _plain(text)
    if len(own) < _SHORTEST:
        raise ValueError(f"“{text}”太短：请写完整的号码、网址或账号，至少 {_SHORTEST} 个字母或数字")
    return listed_host(text) if _is_host(text) else text.strip().lower()


def _is_host(text: str) -> bool:
    return "." in text and "@" not in text and any(char.isalpha() for char in text)


def _plain(text: str) -> str:
    return _NOT_IN_IDS.sub("", text.lower())


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Condition):
    """Fires on a contact of one of `kinds`, disguised or not.

    qr is words that point at a code, and, where the channel reads codes, a code that adds a friend, joins a group or leads to
    a link. short_link hides where it leads. allow: numbers, hosts and accounts of the group's own, such as the hotline.
    Not for: offers without a contact (see `words`); telling good links from bad ones (see `link`).
    """

    kinds: Annotated[tuple[Way, ...], Field(min_length=1)] = (Way.WECHAT, Way.QQ, Way.PHONE, Way.LINK, Way.QR)
    allow: tuple[Annotated[str, AfterValidator(_own)], ...] = ()

    title: ClassVar = "联系方式"
    notes: ClassVar[Mapping[str, str]] = {
        "kinds": "哪些联系方式",
        "allow": "自己人的号码、账号和网址，不算",
    }
    shorthand: ClassVar = "kinds"
    sample: ClassVar[Mapping[str, Any]] = {
        "kinds": ["wechat", "qq", "phone", "email", "link", "short_link", "qr", "mini_program"],
        "allow": ["400-800-1234", "13911112222", "kefu_xiaoli", "kefu2024", "docs.example.com"],
    }
    fires: ClassVar = (
        Example("加我薇❤ abc123 领福利"),
        Example("＋V：abc-123"),
        Example("V信 mm778899 秒通过"),
        Example("扣🐧 5️⃣5️⃣2️⃣0️⃣1️⃣3️⃣1️⃣4️⃣"),
        Example("扣扣：壹叁伍柒玖贰肆陆"),
        Example("☎️1⃣️3⃣️8⃣️0⃣️0⃣️1⃣️3⃣️8⃣️0⃣️0⃣️0⃣️"),
        Example("h t t p s : / / a b . c c / k8"),
        Example("www点jiaxx8点com 注册送"),
        Example("点击 t.cn/A6xYz99 领取"),
        Example("资料发我 zhang.san@example.com"),
        Example("长按识别图中二维码进群"),
        Example("", kind="image", seen="https://u.wechat.com/EAbcd1234"),
        Example("", kind="image", seen="weixin://contacts/profile/abc"),
        Example("", kind="weapp"),
        Example("#小程序://福利社/AbC12345"),
        Example("加微信 kefu20245"),
        Example("https://docs.example.com.evil.top/a"),
    )
    quiet: ClassVar = (
        Example("微信支付怎么开通？"),
        Example("订单号是 202508170034"),
        Example("快递单号 7312 4589 6601 223"),
        Example("一共 13800 元，8.5 折"),
        Example("升级到 V2.0.13 了"),
        Example("明天 10:30 开会，会议号：886 552 013"),
        Example("iPhone 15 Pro 和 MT7921 网卡"),
        Example("我加了个班"),
        Example("有事打 139-1111-2222"),
        Example("加微信 kefu2024"),
        Example("https://docs.example.com/a"),
        Example("", kind="image", seen="会议室 302"),
    )

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first contact of the first kind that the text holds, else what the kind or the code tells."""
        if message.kind == WEAPP and Way.MINI_PROGRAM in self.kinds:
            return Match(condition="contact", why="发了小程序")
        found = next(self._found(reading), None)
        if found is not None:
            way, span, folds = found
            why = f"含{NAMES[way]}“{reading.text[slice(*span)]}”"
            return Match(condition="contact", why=f"{why}（识别：{'、'.join(folds)}）" if folds else why, span=span)
        return self._in_picture(reading.other(message.seen)) if message.seen else None

    def _in_picture(self, seen: Reading) -> Match | None:
        """Return what the code or the text of a picture holds."""
        if Way.QR in self.kinds and (told := next(self._coded(seen), "")):
            return Match(condition="contact", why=f"图片里的二维码{told}")
        found = next(self._found(seen), None)
        return None if found is None else Match(condition="contact", why=f"图片里有{NAMES[found[0]]}")

    def _coded(self, seen: Reading) -> Iterator[str]:
        if _JOIN_CODE.search(seen.text):
            yield "用来加好友或进群"
        for link in links(seen):
            if not covering(link.host, self.allow):
                yield "用来加好友或进群" if link.host in JOINING else f"指向“{link.host or seen.text}”"

    def _found(self, reading: Reading) -> Iterator[tuple[Way, Span, tuple[str, ...]]]:
        """Yield kind, span and folds of every contact that is not the group's own."""
        for view in reading.views(Strength.NORMAL):
            hopeful = likely(view.text)
            for way in self.kinds:
                kind = _KINDS.get(way)
                if kind is not None and kind not in hopeful:
                    continue
                for start, end in _places(view.text, way):
                    span = view.original(start, end)
                    if way is Way.LINK and leads_inside(reading.text, *span):
                        continue
                    if not self.allow or not self._is_own(reading.text[slice(*span)], view.text, start, end):
                        yield way, span, view.folds(start, end)
        if Way.SHORT_LINK in self.kinds:
            for link in short_links(reading):
                if not covering(link.host, self.allow):
                    yield Way.SHORT_LINK, link.span, link.folds

    def _is_own(self, written: str, text: str, start: int, end: int) -> bool:
        """Tell whether the contact at [start, end) of `text`, `written` so, is one of `allow` or invites to one behind it."""
        hosts = hosts_of(written)
        if hosts[0] and "@" not in written:
            return all(covering(host, self.allow) for host in hosts)
        piece = text[start:end]
        piece = piece if _AN_ID.search(piece) else text[start : end + _BEHIND]
        digits = "".join(char for char in in_digits(piece) if char.isdigit())
        return any(
            _national(digits) == _national(_plain(own)) or _holds(piece, own) for own in self.allow if not _is_host(own)
        )


def _national(digits: str) -> str:
    """Return `digits` without the country code, if they are a mobile phone's."""
    return digits[-_PHONE:] if digits[:-_PHONE] in {"86", "0086"} else digits


def _holds(piece: str, account: str) -> bool:
    at = piece.find(account)
    if at < 0:
        return False
    around = piece[at - 1 : at] + piece[at + len(account) : at + len(account) + 1]
    return not any(char.isascii() and (char.isalnum() or char in "_-") for char in around)


def _places(text: str, way: Way) -> Iterator[Span]:
    kind = _KINDS.get(way)
    if kind is not None:
        return ((found.start, found.end) for found in contacts(text, kind))
    return mini_programs(text) if way is Way.MINI_PROGRAM else iter(())
