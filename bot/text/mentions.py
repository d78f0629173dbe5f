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
    r"^[”\"'’」》]?(?:是|这个梗|这个词)?(?:什么|啥)(?:梗|意思)|^(?:是|叫)[^，,。！!？?；;你\n]{0,10}(?:的意思|品牌|地名|[人书歌片]名|名字|姓氏|写的|拍的|演的|小说|作品|方言|译名|术语|疾病|特产)|"
    r"^[”\"'’」》]?(?:[^，,。！!？?；;\n]{0,4}(?:诈骗|骗局|骗子|骗人|违法|犯法|犯罪|套路|陷阱|被骗|被抓|判刑|坐牢)"
    r"|(?:的|类|这种|这类)?(?:小?广告|消息|信息|电话|短信|内容|行为)?(?:又来|太多|真多|很多|真烦|好烦|被[踢删抓封禁]|怎么举报|举报)"
    r"|(?:的|类)?(?:小?广告|案件|案例|新闻|风险|危害))"
)
_DEFINED = re.compile(
    r"^[”\"'’」》]?\.?\s{0,2}(?:-{1,2}[a-z](?![a-z]{3})|(?:和|与|及|或|/)\s?[a-z]{2,6}(?![a-z])|(?:是|指|即|=|：|:|代表|表示|等于)(?!你|他|她|吧|不|啊|个|真|我|谁|[，,。！!]|$)"
    r"|(?:是|代表|表示)?(?:什么|啥)意思|是什么|是啥|怎么读|的?(?:全称|缩写|简称)"
    r"|[^，,。！!？?]{0,6}(?:项目|编号|型号|机床|协议|文件|接口|软件|系统|格式|代码|模块|单位|元素|符号|函数|变量|缩写|简称|参数|端口|芯片|公式|指标|函件|标准|项|工具|目录|脚本|矩阵|分解|论文|监听|频道|阻尼|装置|设备|传感|控制器|处理器|仪器|算法|模型|数据|合金|材料|工艺|工程|技术|电路|频段|信号|型号))"
)
_SENTENCE = 40  # characters on each side; chosen
_SPOKEN_OF = re.compile(
    r"警方|民警|公安(?!备案|认证)|派出所|法院|反诈|检察|司法|反赌|普法|警示|提醒(?:家长|业主|老人)|谨防(?!假冒|冒充)|警惕(?!假冒|冒充)|轻信|上当|受骗|杀猪盘|十赌九输"
    r"|(?<![不非无没防])(?:诈骗|骗局|骗子|骗术|违法|犯法|犯罪|涉嫌|套路|陷阱|判刑|判了|拘留|刑拘|被抓|被骗(?!过的)|害人|新闻(?:说|里|上)|案件|案例|(?<!防)冒充|诱骗|案子|别理|没一次准|一看就(?:假|是骗)|管理员?[^，,。]{0,2}(?:删|踢|处理|撤)|评论[里区]|弹窗|(?:没|不)(?:拿到|给|结|兑现)钱|钱没|非法|入刑|坐牢|旗号|谎称)(?![勿绕滚别走])"
    r"|群规|踢出?群|一律踢|被踢|被端|举报|屏蔽|拉黑|烦死|太烦|真烦|小广告|招嫖广告|(?:[又总老]|天天)?有人(?:在(?!线)|来|私聊|发|打|拉|刷)"
    r"|(?:收到|接到)[^，,。]{0,8}(?:短信|电话|邮件|消息)|贴满|(?:朋友圈|群里|评论区?|楼道里?|微博)[^，,。]{0,4}(?:全是|都是|全在)|这[种类](?:广告|消息|信息|短信)"
)
_JUDGED = re.compile(
    r"诈骗|骗局|骗子|骗术|骗人|骗钱|违法|犯法|犯罪|涉嫌|套路|陷阱|判刑|判了|拘留|刑拘|被抓|被骗|被坑|上当|害人|入刑|坐牢|非法|警方|民警|反诈|别信|别理|别上|谨防|警惕|小心|当心|谁信"
    r"|这[种类](?:广告|消息|信息|短信|人|话)|举报|拉黑|屏蔽|被[踢删封]|踢出?群|一律踢|烦死|太烦|真烦|小广告|违规|群规|(?:没|不)(?:拿到|给|结|兑现)钱|钱没|结果|管理员?[^，,。]{0,2}(?:删|踢|处理|撤)"
)
"""What a later clause says of the word before it, rather than of anything else."""
_BOASTED = re.compile(
    r"(?:不是|绝非|并非|绝不|不会|决不|不搞|不玩|[非无没零]|没有|毫无|拒绝|杜绝|远离|告别)(?:任何|什么|一切|搞)?(?:是)?(?:诈骗|骗子|骗局|骗人|骗你|骗钱|欺骗|套路|陷阱|违法|犯法|坑人|坑你)(?!吗|嘛|么|是什么|是啥)|(?<!是)不(?:违法|犯法|违规|骗人|骗你|坑人)(?!吗|嘛|么)"
    r"|举报(?:必究|有奖|死|无效|没用|者|也|狗)|(?:谨防|警惕)(?:假冒|冒充|同行)|认准|看过来|速来|快来|同行(?:勿|别|绕)|勿扰|非诚|[骗坑](?:子|人)(?:请|勿|绕|滚|别来|死|全家)"
    r"|(?:被骗|上当|受骗|踢|封|拉黑|短信|消息|电话)(?:过|到)?(?:了)?的(?:朋友|老板|亲们?|宝宝|兄弟|姐妹|人)?(?:们)?(?:看|来|进|速|快|请?滴|请?找|请?加|请?联系|别来|包赔|也)|被骗包赔|假一赔|骗.{0,3}死全家"
)
"""Warnings that praise: what is offered is said to be no fraud, or its rivals are."""
_CLAUSE_ENDS = re.compile(r"[，,。！!？?；;\n]")
_FORBIDDEN = re.compile(
    r"(?:不要|千万别|切勿|请勿|不得|别再?|不能|严禁|禁止|不准|不许|勿|远离|拒绝|打击|整治|防范)(?:再|去|在|随意|随便|相信|轻信|参与|点击?|加|给|发布?|做|搞|买|卖|散布|传播|组织|从事|利用|使用|出租)[^，,。！!？?；;\n]{0,16}$"
)
_BANNED = re.compile(
    r"(?:远离|拒绝|抵制|打击|整治|不能写|禁写)[^，,。！!？?；;\n]{0,10}$|有人$|(?:同学|朋友|亲戚|邻居|同事|[他她])[^，,。加]{0,3}(?:去|做|搞|被|参加)[^，,。加]{0,3}$|"
    r"(?:严禁|禁止|不准|不许|不得|切勿|请勿)[^，,。！!？?；;\n]{0,6}(?:参与|发布?|做|搞|买|卖|传播|组织|从事|利用|使用|出租)[^，,。！!？?；;\n]{0,16}$"
)
_INSULTING = re.compile("[吠鞋王龟兔雷乡嘴混傻煞逼残障废狗猪驴蠢垃圾贱屎弱妈娘滚死婊骚杂畜脑渣操艹肏尼泥]|^[a-z]{1,6}$")
_NOTHING_ELSE = 2  # characters
_AIMED = re.compile(
    "[你妳您@滚]|东西|玩意|[他她]们?(?:就|真|也|才|这|那|简直)?(?:是|像)|这种|真是|闭嘴|去死|全家|一个$|吧$"
)
_SWEARING = re.compile(
    r"骂人|脏话|粗口|口头禅|被骂|骂[我他她]|这[个种](?:词|话|字)|文明用语|不文明|网络用语|缩写|什么(?:意思|梗)|台词|原著|小说|名著|作者|书名|词典|字典|藏[族语文]|读音|出自|典故|歌词|方言|俗语|名场面|儿童|患儿|患者|康复|特教|确诊|遗传|一口一个|张口|粗鲁|素质|学会了?(?:说|骂)|学着?说|学坏"
)
_SWORN = re.compile("你(?:个|是|这|就|才|妈|真|他)|滚")
_AN_OFFER = re.compile(
    r"找我|联系|私我|私聊(?!我说)|滴我|滴滴|[加+➕][我微薇v❤]|咨询|有意|需要的|想要的|欢迎|秒[批到下过]|包[过教赢赔]|先到先得|日结|一手|正规|靠谱|绝不|保证|安全稳定|"
    r"[vwq]x?\s?[:：]?\s?[a-z0-9_-]{5}|\d(?:[-\s]?\d){6}|[a-z0-9]\.(?:com|cn|net|cc|top|vip)"
)
_PRICED = re.compile(
    r"\d\s?(?:元|块|百|千|万|w(?![a-z])|一[天单个]|/)|[三五六八][百千]|一[天单]\s?\d|扫码|免费|赚|稳|零风险|送|点击"
)
_QUOTED = re.compile(r"[“\"'‘「『][^”\"'’」』“]{0,8}$")
_QUOTE_ENDS = re.compile(
    r"^[^”\"'’」』]{0,8}[”\"'’」』](?:这|那|之类|的?(?:消息|信息|广告|短信|话|词|字|人|梗|意思)|是(?:什么|啥|不是|指|骂|个?[老新烂]?(?:梗|词|笑话))|什么|怎么)"
)
_NOT_THAT = re.compile(r"什么$")
_TITLE = re.compile(r"《[^《》]{0,12}$")
_TITLE_ENDS = re.compile("^[^《》]{0,12}》")
_LATIN_BEFORE = re.compile(r"([a-z]{3,20})[ .]$")
_LATIN_AFTER = re.compile(r"^[ .]([a-z]{3,20})")
_LATIN_LONGEST = 6


def is_mentioned(text: str, start: int, end: int) -> bool:
    """Tell whether [start, end) of `text` is only spoken of; see `excuse`."""
    return bool(excuse(text, start, end))


def excuse(text: str, start: int, end: int) -> str:
    """Return why [start, end) of `text` is only spoken of, in one Chinese word; empty if it is used.

    A title, a definition, a quotation, a warning, a report, something told of others, something not said to anybody.
    A warning or a complaint anywhere in the sentence counts, unless something is offered in it: an advert that warns
    of others, or swears that it is no fraud, saves nothing.
    """
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    beside = _excuse_beside(text[start:end], before, after)
    if beside:
        return beside
    if is_told(text, start, end):
        return "转述"
    if is_aimed_elsewhere(text, start, end):
        return "不针对人"
    return "告诫" if is_spoken_of(text, start, end) else ""


def _excuse_beside(piece: str, before: str, after: str) -> str:
    if _is_defined(piece, before, after):
        return "释义"
    if _TITLE.search(before) and _TITLE_ENDS.match(after):
        return "书名"
    if _QUOTED.search(before) and _QUOTE_ENDS.match(after):
        return "引用"
    if _NOT_THAT.search(before) and after.startswith("不" + piece):
        return "引用"
    is_warning = _WARNED.search(before) or _REPORTED.match(after)
    return "告诫" if is_warning and not _BOASTED.search(after) else ""


def has_company(text: str, start: int, end: int) -> bool:
    """Tell whether anything but [start, end) of `text` shows that it is meant.

    For an insult that is somebody it is said to, or that nothing else is said; else an offer: a way to ask, a price.
    """
    rest = (text[:start], text[end:])
    if _INSULTING.search(text[start:end]):
        return len(text) - (end - start) <= _NOTHING_ELSE or any(_AIMED.search(part) for part in rest)
    return any(_AN_OFFER.search(part) or _PRICED.search(part) for part in rest)


def is_spoken_of(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence around [start, end) warns, reports or complains, and nobody offers anything in it.

    What comes before the word, or stands in one clause with it, is about it; a later clause only if it judges.
    Of insults only talk about swearing is a report: who complains of fraud may swear all the same.
    """
    before, after = text[max(0, start - _SENTENCE) : start], text[end : end + _SENTENCE]
    if _INSULTING.search(text[start:end]):
        talked = _SWEARING.search(before) or _SWEARING.search(after)
        return bool(talked) and not (_SWORN.search(before) or _SWORN.search(after))
    if not (_is_reported(before, after) or _FORBIDDEN.search(before) or _BANNED.search(before)):
        return False
    return not any(sign.search(part) for sign in (_AN_OFFER, _BOASTED) for part in (before, after))


def _is_reported(before: str, after: str) -> bool:
    ends = _CLAUSE_ENDS.search(after)
    clause, later = (after[: ends.start()], after[ends.start() :]) if ends else (after, "")
    return bool(_SPOKEN_OF.search(before) or _SPOKEN_OF.search(clause) or _JUDGED.search(later))


def _is_defined(piece: str, before: str, after: str) -> bool:
    if len(piece) > _LATIN_LONGEST or not piece.isascii():
        return False
    return bool(_DEFINED.match(after)) or _is_foreign(before, after)


def _is_foreign(before: str, after: str) -> bool:
    """Tell whether a Latin word that is no Chinese in syllables stands beside."""
    beside = (_LATIN_BEFORE.search(before), _LATIN_AFTER.match(after))
    return any(match is not None and not split(match[1]) for match in beside)
