"""Ways to reach somebody outside the group, plain or disguised: one small recogniser per kind.

They read a text after the `normal` fold, in which width, look-alikes, digit styles, emoji and separators are undone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.core.findings import Span
from bot.text.folding import LONGEST
from bot.text.mentions import is_spoken_of
from bot.text.numbers import DIGITS, GAP, NUMERALS, in_digits, names_a_thing
from bot.text.told import is_told
from bot.text.wechat import invitations


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
_NOT_INSIDE = (
    r"(?!(?:(?:10|127)(?:\.\d{1,9}){1,3}|192\.168(?:\.\d{1,6}){1,2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,6}){1,2}"
    r"|localhost|(?:[a-z0-9-]{1,40}\.){1,4}(?:local|lan|internal|intra|localdomain))(?::\d{1,5})?(?![a-z0-9_.:@-]))"
)
"""Networks of one's own lead nowhere outside; the fold may have joined digits of an address."""
_NEXT = r"https?\s?[:：]\s?/|[,;!|()](?:[a-z0-9-]{1,40}\.){1,4}(?:com|cn|net|org|top|vip|cc|xyz)(?![a-z0-9.-])"
"""Another link, glued behind the first."""
_AUTHORITY = rf"(?:(?!{_NEXT})[^\s，。/?#]){{2,}}"
_PATH = rf"(?:(?!{_NEXT})[^\s?#\u2018-\u201d\u2026\u3000-\u9fff\uff01-\uff65])*"
_QUERY = rf"(?:=https?:|(?!{_NEXT})[^\s\u2018-\u201d\u2026\u3000-\u9fff\uff01-\uff65])*"
_LINK = re.compile(
    "|".join(
        (
            rf"h\s?t\s?t\s?p\s?s?\s?[:：]\s?/\s?/\s?{_NOT_INSIDE}{_AUTHORITY}(?:/{_PATH})?(?:[?#]{_QUERY})?",
            rf"(?<![a-z0-9@.-])www\s?[.。点]\s?{_LABEL}\s?[.。点]\s?[a-z]{{2,6}}",
            rf"(?<![a-z0-9@.-])(?=[0-9.-]*[a-z])(?:{_LABEL}\.){{1,4}}(?:{_ENDINGS})/(?=[a-z0-9][a-z0-9/_-]{{2}})[^\s\u3000-\uffff]*",
            rf"(?<![a-z0-9@.-])(?=[0-9-]*[a-z])(?:[a-z0-9-]{{1,20}}\.)?{_LABEL}\s?(?:[。点]\s?{_LABEL}\s?)?[。点]\s?(?:{_ENDINGS})(?![a-z])",
            rf"(?<![a-z0-9@.-])(?=[0-9-]*[a-z])(?:[a-z0-9-]{{1,20}}\.)?[a-z0-9-]{{4,40}}\.(?:{_SAFE_ENDINGS})(?![a-z0-9.-])",
            rf"(?<![a-z0-9@.-])(?=[0-9-]*[a-z]){_LABEL}\sdot\s(?:{_ENDINGS})(?![a-z])",
            r"[¥€$₤]\s?(?=[a-z0-9]*[a-z])[a-z0-9]{8,13}\s?[¥€$₤]",
        )
    )
)
_SPOKEN = "(?:康姆|抗姆|康母|康木|扣姆|抠姆|科姆|看姆|恩易提|西恩|西埃恩)"
_SPOKEN_LINK = re.compile(rf"(?:点|\.|。)\s?{_SPOKEN}")
_CODE = "(?:二维[码吗马]|图?码)"
_GAIN = "(?:进群|入群|加群|进q?裙|加我|加好友|关注|注册|领(?:取?(?:红包|券|福利|礼|奖|资料|现金|钱|书|课)|$)|抢|添加|入会|拉你)"
_PLACE = "(?:头像|背景图?|封面|相册|主页|签名|图片?|照片)"
_QR = re.compile(
    "|".join(
        (
            rf"(?:长按|识别|扫描?|保存)[^,。.!?\n]{{0,6}}{_CODE}[^。.!?\n]{{0,6}}{_GAIN}",
            rf"长按[^,。.!?\n]{{0,4}}(?:识别|扫码|{_CODE})|长按(?:下面|上面|下方)?(?:的)?(?:图片?|头像|名片)[^,。.!?\n]{{0,2}}(?:加|进|领|扫)",
            rf"(?:联系(?:方式)?|[vq]号?|微信号?|号)(?:都)?(?:在|看)(?:我)?(?:的)?{_PLACE}(?!怎么|[^,。!?\n]{{0,4}}改)",
            r"识别[^,。.!?\n]{0,4}二维[码吗马]",
            r"二维[吗马]",
            r"扫(?:一?下|下面|下方|图中|上面|我)的?(?:二维)?码",
            r"扫(?:一?下)?我?(?:主页|头像|相册|背景|封面)",
            rf"看(?:我)?(?:的)?{_PLACE}(?:上|里|中)?的?(?:加|扫|联系|号|微|码)",
            rf"{_PLACE}(?:上|里|中)?有(?:我)?(?:的)?(?:号(?!码)|联系方式|微信|[vq](?![a-z]))|看图[,，\s]?(?:加|联系|私|扫)我?",
            rf"{_PLACE}(?:上|里|中)(?:的|有|是)(?:我)?(?:的)?(?:联系|微|号码?(?![^,。!]{{0,4}}[错查])|v|q|二维|码)",
            r"码(?:又|总)?(?:被|给)(?:删|屏蔽|和谐|封|吞)[^。\n]{0,6}(?:私|加|找|滴|q)",
            rf"(?:{_PLACE}|评论区?)[^。\n]{{0,4}}(?:{_CODE})?[^。\n]{{0,4}}扫一?[下扫]|码在(?:评论|{_PLACE})",
            rf"点(?:我|击)?的?头像(?:加|进|私|关注)|{_PLACE}(?:上|里|中)?的?群号",
            r"名片在[^。\n]{0,6}加(?:一?下|我)",
            r"名片(?:推|发)给?(?:你|大家)?们?了?[,，]?[^。\n]{0,4}(?:加|扫)",
            r"(?:截图|保存(?:图片)?)(?:后|了|再)?(?:用)?(?:微信|v信|vx)?(?:扫|识别)",
        )
    )
)


def contacts(text: str, kind: Kind) -> Iterator[Contact]:
    """Iterate over the contacts of `kind` in `text`, which has gone through the `normal` fold.

    A text of more than `LONGEST` characters is not searched: `folding.views` brings its beginning and its end.
    """
    if kind not in likely(text):
        return iter(())
    return (Contact(kind=kind, start=start, end=end) for start, end in _RECOGNISERS[kind](text))


@lru_cache(maxsize=64)
def likely(text: str) -> frozenset[Kind]:
    """Return the kinds that `text` is worth searching for; remembered, for all kinds are asked about one text."""
    if len(text) > LONGEST + 2 or not _NEEDED_BY_ANY.search(text):
        return frozenset()
    return frozenset(kind for kind, needed in _NEEDED.items() if needed.search(text))


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
    for pattern in (_LINK, _SPOKEN_LINK):
        yield from (match.span() for match in pattern.finditer(text))


def _qr(text: str) -> Iterator[Span]:
    for match in _QR.finditer(text):
        if not is_told(text, *match.span()) and not is_spoken_of(text, *match.span()):
            yield match.span()


_RECOGNISERS: Mapping[Kind, Callable[[str], Iterator[Span]]] = {
    Kind.WECHAT: invitations,
    Kind.QQ: _qq,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.LINK: _link,
    Kind.QR: _qr,
}
_NEEDED: Mapping[Kind, re.Pattern[str]] = {  # what a text without a contact seldom has: most texts end here
    Kind.WECHAT: re.compile(
        r"[vwxj\d❤♥]|[加+私系咖伽茄佳嘉]一?下?我|[家十]我|[加+咖伽家嘉佳茄][薇溦葳巍崴徽微心威维卫]|[信号]号?同|[薇溦葳巍崴徽]信|号[是:]"
    ),
    Kind.QQ: re.compile(NUMERALS),
    Kind.PHONE: re.compile(NUMERALS),
    Kind.EMAIL: re.compile("@|艾特|at"),
    Kind.LINK: re.compile(rf"[a-z]|[点.。]\s?{_SPOKEN}"),
    Kind.QR: re.compile("[码扫识像图片]|维[吗马]|长按|封面|主页|签名|背景|相册|朋友圈"),
}
_NUMERAL = f"[{''.join(map(chr, DIGITS))}]"
_NEEDED_BY_ANY = re.compile(
    rf"[@a-z\d❤♥码扫识像图片加+私系咖伽茄佳嘉家薇溦葳巍崴徽信号维]|长按|封面|主页|签名|背景|相册|朋友圈|艾特|[点.。]\s?{_SPOKEN}|{_NUMERAL}[^\w]?{_NUMERAL}"
)
"""What one of the patterns above needs: half of all texts end here, with one search instead of six."""
