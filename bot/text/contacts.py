"""Ways to reach somebody outside the group, plain or disguised: one small recogniser per kind.

They read a text after the `normal` fold, in which width, look-alikes, digit styles, emoji and separators are undone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.findings import Span
from bot.text.numbers import GAP, NUMERALS, in_digits, names_a_thing


class Kind(StrEnum):
    """What somebody is reached by."""

    WECHAT = "wechat"
    QQ = "qq"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    QR = "qr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact found. start, end: in the text it was looked for in."""

    kind: Kind
    start: int
    end: int


_WEI = "[微薇溦葳巍崴威维徽卫]"
_XIN = "[信心芯言❤♥]"
_RARE_WEI = "[薇溦葳巍崴]"
_JOIN = "[加+十咖伽佳家嘉茄]"
_ALIAS = (
    rf"(?:{_WEI}{_XIN}号?|信微|卫星号?|微号|(?<![a-z])(?:v\s?x(?:in)?|w\s?x|wei\s?xin|wechat)号?|(?<![a-z])[vw]{_XIN}号?"
    rf"|{_WEI}\s?(?:x|xin)(?![a-z])|(?<![a-z])wei信)"
)
_FILL = r"[号是为:\s,;❤♥👉→=~+加搜我的码\-]{0,6}"
_NOT_AN_ID = r"(?!(?:ios|iphone|ipad|win|android|mac|api|sdk|pc|http|https|www|version|ver|v)[\d.]*(?![a-z0-9]))"
_MIXED_ID = rf"{_NOT_AN_ID}(?=[a-z0-9_-]*\d)(?=[a-z0-9_-]*[a-z])[a-z0-9_-]{{4,20}}(?![a-z0-9])"
_SPLIT_ID = r"[a-z]{2,10}[\s-]\d{3,10}(?!\d)"
_NUMBER_ID = rf"\d(?:{GAP}\d){{5,11}}(?![\d.年月日元块%])"
_ID = f"(?:{_MIXED_ID}|{_SPLIT_ID}|{_NUMBER_ID})"
_LONG_ID = rf"{_NOT_AN_ID}[a-z][a-z0-9_-]{{5,19}}(?![a-z0-9])"

_WECHAT = re.compile(
    "|".join(
        (
            rf"{_ALIAS}{_FILL}{_ID}",
            rf"{_ALIAS}(?:号|是|搜|为|号是)?\s?[:=]\s?{_LONG_ID}",
            rf"(?:(?<![a-z0-9./])v|{_WEI}|{_JOIN}v)(?:手机|号|{_XIN})?[:\s,❤♥~]{{1,3}}{_ID}",
            rf"{_JOIN}v{_ID}",
            rf"(?:加|\+|联系|私)一?下?我的?个?(?:{_ALIAS}|v|{_RARE_WEI}|[微卫威])(?![a-z0-9])(?:{_FILL}{_ID})?",
            r"(?<![a-z0-9增])(?:加|\+)(?:v|vx|wx)(?![a-z0-9.]|认证|了)",
            rf"(?<![增添更])(?:加|\+){_RARE_WEI}",
            r"(?<![增添更])[加+咖伽家嘉](?:[薇溦葳巍崴徽]信|v信)",
            rf"(?:{_ALIAS}|(?<![a-z0-9])v)号?同(?:手机|电话|号|步)",
        )
    )
)
_QQ = re.compile(
    r"(?:(?<![a-z])q\s?q|扣扣|抠抠|蔻蔻|秋秋|企鹅|球球|(?<![a-z])q群?|扣群?|裙|群|(?:联系|找|加)我?|加入)"
    rf"[号是为:\s加我搜,群裙]{{0,4}}(?P<number>[1-9](?:{GAP}\d){{4,10}})(?![\d.年月日元块%人万个])"
)
_GROUP_WORDS = ("群", "裙", "加", "联", "找", "扣群")
_SHORT_QQ, _LONG_QQ = 5, 8  # digits: after a name of QQ; after a word that could mean anything
_PHONE = re.compile(rf"(?<![\d$¥€])(?<!\d[-\s.])(?:\+?86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?![-\s.]?\d)")
_EMAIL = re.compile(
    r"(?<![a-z0-9._+-])[a-z0-9._+-]{2,64}\s?(?:@|艾特|\(at\)|\[at\]|#at#)\s?[a-z0-9-]{1,63}(?:\s?(?:\.|。|点|dot)\s?[a-z]{2,10}){1,3}"
)
_ENDINGS = "com|cn|net|org|vip|top|cc|xyz|club|shop|site|online|tv|icu|fun|me|io|co|app|info|live|link|ltd|work|win|bid|pw|ru|hk|im"
_SAFE_ENDINGS = "com|cn|net|org|vip|top|cc|xyz|club|shop|site|online|tv|icu|fun"
_LABEL = "[a-z0-9][a-z0-9-]{0,40}"
_LINK = re.compile(
    "|".join(
        (
            r"h\s?t\s?t\s?p\s?s?\s?[:：]\s?/\s?/\s?[^\s，。]{2,}",
            rf"(?<![a-z0-9@.-])www\s?[.。点]\s?{_LABEL}\s?[.。点]\s?[a-z]{{2,6}}",
            rf"(?<![a-z0-9@.-])(?=[0-9.-]*[a-z])(?:{_LABEL}\.){{1,4}}(?:{_ENDINGS})/[a-z0-9]{{3}}[^\s\u3000-\uffff]*",
            rf"(?<![a-z0-9@.-])(?=[0-9-]*[a-z]){_LABEL}\s?(?:[。点]\s?{_LABEL}\s?)?[。点]\s?(?:{_ENDINGS})(?![a-z])",
            rf"(?<![a-z0-9@.-])(?=[0-9-]*[a-z])(?:[a-z0-9-]{{1,20}}\.)?[a-z0-9-]{{4,40}}\.(?:{_SAFE_ENDINGS})(?![a-z0-9.-])",
            r"[¥€$₤]\s?(?=[a-z0-9]*[a-z])[a-z0-9]{8,13}\s?[¥€$₤]",
        )
    )
)
_CODE = "(?:二维[码吗马]|图?码)"
_GAIN = "(?:进群|入群|加群|进q?裙|加我|加好友|关注|注册|领|抢|添加|入会|拉你)"
_QR = re.compile(
    "|".join(
        (
            rf"(?:长按|识别|扫描?|保存)[^,。.!?\n]{{0,6}}{_CODE}[^。.!?\n]{{0,6}}{_GAIN}",
            rf"长按[^,。.!?\n]{{0,4}}(?:识别|扫码|{_CODE})",
            r"识别[^,。.!?\n]{0,4}二维[码吗马]",
            r"二维[吗马]",
            r"扫(?:一?下|下面|下方|图中|上面|我)的?(?:二维)?码",
            r"扫(?:一?下)?我?(?:主页|头像|相册)",
        )
    )
)


def contacts(text: str, kind: Kind) -> Iterator[Contact]:
    """Yield the contacts of `kind` in `text`, which has gone through the `normal` fold."""
    if not _NEEDED[kind].search(text):
        return
    for start, end in _RECOGNISERS[kind](text):
        yield Contact(kind=kind, start=start, end=end)


def _wechat(text: str) -> Iterator[Span]:
    for match in _WECHAT.finditer(in_digits(text)):
        if not names_a_thing(text, match.start()):
            yield match.span()


def _qq(text: str) -> Iterator[Span]:
    for match in _QQ.finditer(in_digits(text)):
        length = sum(char.isdigit() for char in match["number"])
        least = _LONG_QQ if match[0].startswith(_GROUP_WORDS) else _SHORT_QQ
        if length >= least and not names_a_thing(text, match.start("number")):
            yield match.span()


def _phone(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(in_digits(text)):
        if not names_a_thing(text, match.start()):
            yield match.span()


def _email(text: str) -> Iterator[Span]:
    return (match.span() for match in _EMAIL.finditer(text))


def _link(text: str) -> Iterator[Span]:
    return (match.span() for match in _LINK.finditer(text))


def _qr(text: str) -> Iterator[Span]:
    return (match.span() for match in _QR.finditer(text))


_RECOGNISERS: Mapping[Kind, Callable[[str], Iterator[Span]]] = {
    Kind.WECHAT: _wechat,
    Kind.QQ: _qq,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.LINK: _link,
    Kind.QR: _qr,
}
_NEEDED: Mapping[Kind, re.Pattern[str]] = {  # what a text without a contact seldom has: most texts end here
    Kind.WECHAT: re.compile(r"[vwx\d]|[加+私系]一?下?我|[加+咖伽家嘉][薇溦葳巍崴徽]|[信号]号?同"),
    Kind.QQ: re.compile(NUMERALS),
    Kind.PHONE: re.compile(NUMERALS),
    Kind.EMAIL: re.compile("@|艾特|at"),
    Kind.LINK: re.compile("[a-z]"),
    Kind.QR: re.compile("[码吗马扫识]"),
}
