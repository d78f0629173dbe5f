"""WeChat ids and invitations, in all the ways in which they are written around."""

import re
from collections.abc import Iterator

from bot.core.findings import Span
from bot.text.numbers import GAP, in_digits, names_a_thing
from bot.text.told import is_told

_WEI = "[微薇溦葳巍崴威维徽卫]"
_XIN = "[信心芯言❤♥]"
_RARE_WEI = "[薇溦葳巍崴]"
_JOIN = "[加+十咖伽佳家嘉茄]"
_ODD_JOIN = "[+咖伽茄]"
_BLANK = r"\s{0,2}"
_ALIAS = (
    rf"(?:{_WEI}{_XIN}号?|[❤♥]信号?|信微|卫星{{1,2}}号?|微号"
    rf"|(?<![a-z])(?:j\s?)?(?:v[\s.]{{0,2}}x(?:in|h)?|w[\s.]{{0,2}}xh?|wei{_BLANK}xin|wechat)号?|(?<![a-z])[vw]{_BLANK}{_XIN}号?"
    rf"|{_WEI}\s?(?:x|xin)(?![a-z])|(?<![a-z])wei信)"
)
_ODD_ALIAS = rf"(?:[薇溦葳巍崴徽]{_XIN}|(?<![a-z])(?:v{_BLANK}x|w{_BLANK}x|v{_BLANK}{_XIN}))"
_FILL = r"[号是为:\s,;❤♥👉→=~+加搜索我的码联系—\-]{0,6}"
_NOT_AN_ID = r"(?!(?:ios|iphone|ipad|win|android|mac|api|sdk|pc|http|https|www|version|ver|v)[\d.]{0,9}(?![a-z0-9]))"
_MIXED_ID = rf"{_NOT_AN_ID}(?=[a-z_-]{{0,19}}\d)(?=[0-9_-]{{0,19}}[a-z])[a-z0-9_-]{{4,20}}(?![a-z0-9])"
_SPLIT_ID = r"[a-z]{2,10}[\s-]\d{3,10}(?!\d)"
_NUMBER_ID = rf"\d(?:{GAP}\d){{5,11}}(?![\d.年月日元块%])"
_ID = f"(?:{_MIXED_ID}|{_SPLIT_ID}|{_NUMBER_ID})"
_LONG_ID = rf"{_NOT_AN_ID}[a-z][a-z0-9_-]{{5,19}}(?![a-z0-9])"
_ASK = "[聊看领找问拉进学了咨详拿免送,。!]|$"
_FOR = "(?:了解|咨询|详|私聊|免费|获取|索取|[看领聊送拿])"
_OFFER = (
    "(?:有货|好货|现货|货源|项目|名额|机会|日结|佣金|兼职|副业|福利|内部|渠道|贷|下款|额度|教你|教程|赚|返现|带你|资源|视频|"
    "片|红包|领|优惠|低价|回收|出售|先到先得|不踩坑|当天|秒到|稳定|直播)"
)
_LURE = "(?:手把手|免费带|带你(?:做|赚|飞|玩|入|学|上|回|了解)|(?:发|送|给)你(?:渠道|教程|方法|货|图册|资源|项目|福利|体验|红包|优惠|好处)|领(?!导|取件|东西|快递))"
_FIRST = "(?=[❤♥微薇溦葳巍崴威维徽卫信vwjf我加+十咖伽佳家嘉茄联私有好现货项名机日佣兼副福内渠贷下额教赚返带资视片红领优低回出先不当秒稳直])"
"""What every invitation begins with: most places of a text are passed over at that."""

_INVITATION = re.compile(
    _FIRST
    + "(?:"
    + "|".join(
        (
            rf"{_ALIAS}{_FILL}{_ID}",
            rf"{_ALIAS}(?:号|是|搜|为|号是)?\s?[:=]\s?{_LONG_ID}",
            rf"(?:(?<![a-z0-9./])v|{_WEI}|{_JOIN}v)(?:手机|号|{_XIN})?[:\s,❤♥~]{{1,3}}{_ID}",
            rf"{_JOIN}v{_ID}",
            rf"(?:加|\+|联系|私)一?下?我的?个?(?:{_ALIAS}|v|{_RARE_WEI}|[微卫威])(?![a-z0-9])(?:{_FILL}{_ID})?",
            r"(?<![a-z0-9增])(?:加|\+)(?:v|vx|wx)(?![a-z0-9.]|认证|了|带|型|形|字|轴|槽|标|盘|口|前|后)",
            rf"(?<![a-z0-9])v我[:\s]{{0,2}}{_ID}",
            rf"(?<![增添更大全回人你我他国自专厂商卖买店])[咖伽茄佳家嘉]v(?={_BLANK}(?:[看聊领拿发拉进学送]|免费|了解|详|咨))",
            rf"[咖伽茄]{_WEI}{_XIN}|(?<![增添更参])[加+][微卫威](?={_FOR})",
            rf"(?<![增添更])(?:加|\+){_RARE_WEI}",
            rf"(?<![增添更多])[加+咖伽家嘉](?:[❤♥]|心(?={_ASK}))",
            r"(?<![增添更])[加+咖伽家嘉](?:[薇溦葳巍崴徽]信|v信)",
            r"(?<![增添更大全回人你我他国自专厂商卖买店])[咖伽家嘉佳茄](?:微信?|威信)(?=[领号看聊拉进,。v]|$)",
            rf"(?:{_ALIAS}|(?<![a-z0-9])v)号?同(?:手机|电话|号|步)",
            rf"{_ALIAS}号?(?:是|为|:)?\s?\d{{2,11}}(?:后面|再)(?:接|加)",
            rf"{_ODD_ALIAS}[:\s号是]{{0,3}}(?:\d{GAP}){{3,11}}\d(?![\d.年月日元块%人])",
            rf"{_ODD_ALIAS}h?[号]?\s?(?:在|看|见)\s?(?:简介|主页|头像|资料|朋友圈|图|签名)",
            rf"(?<![a-z])f?jia{_BLANK}(?:我{_BLANK})?(?:v|vx|wx|w)(?![a-z0-9])",
            rf"(?<![a-z])j(?:v|vx|wx){_BLANK}(?=[看聊领找私进])",
            rf"(?<![a-z])f?jia{_BLANK}(?:我|wo(?![a-z])|一下|微|薇)",
            r"我加v\s?(?=聊|看|领)",
            rf"{_ODD_JOIN}我(?![们的是也要会不_\d])|(?<![大国人你我他全回在一专])家我(?=v|微|薇)|[佳嘉]我(?=v|微|薇|好友|[,，]?(?:带你|教你|拉你|领|进群))",
            rf"{_JOIN}我[,，]?{_LURE}",
            rf"\+我(?=不踩|不会)|{_OFFER}[^。\n]{{0,12}}(?:加|\+)我(?={_ASK})|(?:加|\+)我[,，](?:{_OFFER}|免费)",
        )
    )
    + ")"
)
_BACKWARDS = re.compile(r"(?:[a-z]{1,10}\d{2,10}|\d{2,10}[a-z]{1,10}|\d{6,11})\s?v\s?加")


def invitations(text: str) -> Iterator[Span]:
    """Yield the spans of `text` that lead to somebody on WeChat: an id, or the request to ask for one."""
    for pattern in (_INVITATION, _BACKWARDS) if "加" in text else (_INVITATION,):
        for match in pattern.finditer(in_digits(text)):
            if not names_a_thing(text, match.start()) and not is_told(text, *match.span()):
                yield match.span()
