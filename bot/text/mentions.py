"""Talk about a word instead of its use: a warning, a report, a definition."""

import re

from bot.text.aims import is_aimed_elsewhere
from bot.text.pinyin import split
from bot.text.told import is_told

_BEFORE = 12  # characters; chosen
_AFTER = 14
_WARNED = re.compile(
    r"(?:谨防|防范|防止|预防|警惕|小心|当心|提防|抵制|打击|举报|严禁|禁止|严打|不许|不准|不要|别再|别信|不信|拒绝|远离|所谓|什么是|什么叫|识破|揭秘|曝光|别说|别骂|被骂|骂人|骂他|骂她|骂我"
    r"|(?:有人|是谁|老是|总|天天|又)(?:在|来)?(?:群里|这里)?(?:发|搞))"
    r"(?:网络|电信|虚假|各种|各类|各位|大家|那些|这种|这类|在|群里|在群里|发|搞|做|参与|相信|点击|任何|任何人|的|以|了|[“\"'‘「《]){0,3}$"
)
_REPORTED = re.compile(
    r"^[”\"'’」》]?(?:是|这个梗|这个词)?(?:什么|啥)(?:梗|意思)|^是[^，,。！!？?；;\n]{0,8}(?:的意思|品牌|地名)|"
    r"^[”\"'’」》]?(?:[^，,。！!？?；;\n]{0,4}(?:诈骗|骗局|骗子|骗人|违法|犯法|犯罪|套路|陷阱|被骗|被抓|判刑|坐牢)"
    r"|(?:的|类|这种|这类)?(?:小?广告|消息|信息|电话|短信|内容|行为)?(?:又来|太多|真多|很多|真烦|好烦|被[踢删抓封禁]|怎么举报|举报)"
    r"|(?:的|类)?(?:小?广告|案件|案例|新闻|风险|危害))"
)
_DEFINED = re.compile(
    r"^[”\"'’」》]?\.?\s{0,2}(?:(?:和|与|及|或|/)\s?[a-z]{2,6}(?![a-z])|(?:是|指|即|=|：|:|代表|表示|等于)(?!你|他|她|吧|不|啊|个|真|我|谁|[，,。！!]|$)"
    r"|(?:是|代表|表示)?(?:什么|啥)意思|是什么|是啥|怎么读|的?(?:全称|缩写|简称)"
    r"|[^，,。！!？?]{0,6}(?:项目|编号|型号|机床|协议|文件|接口|软件|系统|格式|代码|模块|单位|元素|符号|函数|变量|缩写|简称|参数|端口|芯片|公式|指标|函件|标准|项|阻尼|装置|设备|传感|控制器|处理器|仪器|算法|模型|数据|合金|材料|工艺|工程|技术|电路|频段|信号|型号))"
)
_SENTENCE = 40  # characters on each side; chosen
_SPOKEN_OF = re.compile(
    r"警方|民警|公安|派出所|法院|反诈|检察|司法|反赌|普法|警示|提醒(?:大家|各位|您|家长|业主|一下|老人)|谨防|警惕|轻信|上当|受骗|杀猪盘|十赌九输"
    r"|(?:不要|千万别|切勿|请勿|不得|别再?|不能|严禁|禁止|不准|不许|勿|远离|拒绝|打击|整治|防范)(?:再|去|在|随意|随便|相信|轻信|参与|点击?|加|给|发布?|做|搞|买|卖|散布|传播|组织|从事|利用|使用)"
    r"|(?<![不非无没防])(?:诈骗|骗局|骗子(?![勿绕滚别走])|骗术|违法|犯法|犯罪|涉嫌|套路|陷阱|判刑|判了|拘留|刑拘|被抓|被骗|害人|新闻(?:说|里|上)|案件|案例)"
    r"|群规|踢出?群|一律踢|被踢|被端|举报|屏蔽|拉黑|烦死|太烦|真烦|小广告|招嫖广告|又有人|天天有人|老有人|总有人|有人(?:在|私聊|发|打)|是不是骗|收到[^，,。]{0,6}(?:短信|电话|邮件|消息)"
    r"|接到[^，,。]{0,6}电话|贴满|这种(?:广告|消息|信息|话|短信)|这类(?:广告|消息|信息)"
)
_AN_OFFER = re.compile(
    r"找我|联系|私我|私聊(?!我说)|滴我|滴滴|[加+➕][我微薇v❤]|咨询|有意|需要的|想要的|欢迎|秒[批到下过]|包[过教赢赔]|先到先得|日结|一手|正规|靠谱|绝不|保证|安全稳定|"
    r"[vwq]x?\s?[:：]?\s?[a-z0-9_-]{5}|\d(?:[-\s]?\d){6}|[a-z0-9]\.(?:com|cn|net|cc|top|vip)"
)
_QUOTED = re.compile(r"[“\"'‘「『][^”\"'’」』“]{0,8}$")
_QUOTE_ENDS = re.compile(
    r"^[^”\"'’」』]{0,8}[”\"'’」』](?:这|那|之类|的?(?:消息|信息|广告|短信|话|词|字|人|梗|意思)|是(?:什么|啥|不是|指|骂)|什么|怎么)"
)
_NOT_THAT = re.compile(r"什么$")
_TITLE = re.compile(r"《[^《》]{0,12}$")
_TITLE_ENDS = re.compile("^[^《》]{0,12}》")
_LATIN_BEFORE = re.compile(r"([a-z]{3,20})[ .]$")
_LATIN_AFTER = re.compile(r"^[ .]([a-z]{3,20})")
_LATIN_LONGEST = 6


def is_mentioned(text: str, start: int, end: int) -> bool:
    """Tell whether [start, end) of `text` is only spoken of: a title, warned against, reported, quoted, told, explained.

    A warning or a complaint anywhere in the sentence counts, unless something is offered in it: an advert that warns
    of others saves nothing.
    """
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if (
        end - start <= _LATIN_LONGEST
        and text[start:end].isascii()
        and (_DEFINED.match(after) or _is_foreign(before, after))
    ):
        return True
    if _TITLE.search(before) and _TITLE_ENDS.match(after):
        return True
    if _WARNED.search(before) or _REPORTED.match(after) or (_QUOTED.search(before) and _QUOTE_ENDS.match(after)):
        return True
    if _NOT_THAT.search(before) and after.startswith("不" + text[start:end]):
        return True
    return is_told(text, start, end) or is_aimed_elsewhere(text, start, end) or _is_spoken_of(text, start, end)


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence around [start, end) warns, reports or complains, and nobody offers anything in it."""
    before, after = text[max(0, start - _SENTENCE) : start], text[end : end + _SENTENCE]
    if not (_SPOKEN_OF.search(before) or _SPOKEN_OF.search(after)):
        return False
    return not (_AN_OFFER.search(before) or _AN_OFFER.search(after))


def _is_foreign(before: str, after: str) -> bool:
    """Tell whether a Latin word that is no Chinese in syllables stands beside."""
    beside = (_LATIN_BEFORE.search(before), _LATIN_AFTER.match(after))
    return any(match is not None and not split(match[1]) for match in beside)
