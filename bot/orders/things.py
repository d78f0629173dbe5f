"""What stands behind an order and makes it none: a thing (踢 老周 一脚), something past, a question, somebody left out."""

import re

from bot.orders import Piece
from bot.orders.people import Named, is_reason, known_at
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import SEPARATORS, plain

_LEFT_OUT = re.compile(
    r"(?:除[了去开却非]?|不是|不包括|不含|不算|而?非|别|不要|不能|except(?:\sfor)?|but|not)[ :,@]{0,3}$"
)
_LEFT_OUT_BEHIND = re.compile(r"\s?(?:他们)?(?:以外|之外|除外|不算)")
_LEAVES_OUT = re.compile(r"除|不是|不包括|不含|非(?=[\u3400-\u9fff]{2})|except|not(?![a-z])")
_LOOK = 12  # characters before a name in which is looked for what leaves it out; chosen
_LONGEST = 60  # characters of what is left that are looked at; chosen
_PAST = re.compile(r"过(?![分度激火头来])")
_TALE = re.compile(
    r"(?:那|都|也|已经|还)?是(?:昨[天日晚]|前[天日晚]|上[周次]|刚才|去年|之前|以前)的?(?:事|了$)|是.{0,12}(?:的事|时候)|的时候|那[次天回]|(?:之|以)后|期间"
)
_TAG = re.compile(
    r"(?:([\u3400-\u9fff])不\1[\u3400-\u9fff]{0,2}|(?:可以|行|好|对|够|要得?|合适|成|ok)[吗么嘛不]|对吧|咋样|怎么样|如何|^[吗么嘛])[ ?。!~]*$"
)
_COMMENT = re.compile(
    r"(?:(?:我们?)?[也都]?(?:同意|支持|赞成|举双手)|也(?:行|好|可以)|没意见|\+1|真的假的|笑死|是(?:对的|误会|好事)|这个?事|就(?:够|行|好)了?|(?:已经?|都)?(?:执行|处理|办|完成|完毕|成功|失败|无效|没用|生效|搞定))[了啊的吧哦 。!]*$"
    r"|后(?:解除|再)|前先|之前|我就"
)
_KIN = re.compile(
    r"(?:[他她]们?)?(?:家(?:的|里|门)|老婆|老公|儿子|女儿|爱人|媳妇|对象|[男女]朋?友|爸|妈(?!的)|[哥姐弟妹](?!们)|同事|朋友(?!圈)|公司|店(?:铺|里|的|$))"
)
_OF = re.compile(r"的(?!确|原因|理由|[ ,。]|$)")
_QUARREL = re.compile(r"的(?:事情?|矛盾|纠纷|争执|争吵|问题|冲突)[ 。!吧了]*$")
_MEASURES = "箱份单件盒包本张只台辆批袋瓶页行列栏款笔桶双套篇段盘棵盆扇块碗杯"
_COUNTED = re.compile(
    rf"[今明后]天的|[那这][一两二三几些]?(?:[{_MEASURES}]|[条把](?!心))|[0-9一两二三四五六七八九十几半]{{1,3}}[{_MEASURES}]"
)
_THREATENS = re.compile(r"[你您](?:再|要是|敢|小心)|一下")
_TO_ME = re.compile(r"(?:我|我们|咱们?)(?:[了吧啦]|$)|(?:让|叫|请|问)我")
_DEED = re.compile(r"[发刷卖骂传乱偷占堆扔丢抢推晒贴倒盗拉搬砸拆坏霸]")
_PLACED = re.compile(
    r"(?:里面?|上面?|中|下面?|旁边?|门口|楼道|内|外面?)的(?!人|骗子|广告|托|老赖|小号|家伙|号|败类|毒瘤|内鬼|黑粉|害群)\w"
)
_OBJECT = re.compile(
    r"(?:链接|文件夹?|文档|图片|相册|商品|货物?|订单|购物车|快递|包裹|行李|鞋柜|杂物|收藏夹?|置顶|标签|分组|缓存|插件|依赖|分支|代码|备注|昵称|东西|物品|电动车|自行车"
    r"|家具|纸箱|花盆|垃圾桶|权限|好友|号码|邮件|备份|表格|日程|会议|收藏|鞋子?|伞|(?:项目|邮件|工作|学习|讨论|班)组|部门|团购?|订阅|branch|file|files|link|links|folder)[了吧啊 。!]*$"
)
_ENGLISH = re.compile(
    r"(?:the|an?|my|your|his|her|our|its|their)\s(?!spam|scam|troll|bot)|off(?!\s(?:the\s)?(?:group|chat|topic))(?![a-z])"
    r"|from\s(?!(?:(?:the|this|our)\s)?(?:group|chat|room|here))"
)
_KICKED = r"[一两二三四几半0-9][脚腿]|屁|脚|腿|膝|头(?!像)|肚|足?球|皮球|毽|馆|飞|翻|场|板|下线|出局|下水|下台|一顿|起床|醒|正步|门|椅|桌|凳|被子|水(?!群|军)|石头|墙|沙包|ball|.{0,8}(?:球|毽子?)[了吧 。!]*$"
_MOVED = r"购物车|冰箱|收藏|相册|桌面|列表|清单|日程|抽屉|管理(?:员|权限?)?$"
_BARRED = r"也|已|在(?:里面?|内|不|吗|$)|里|有|还在|没"
_GOES_ON = {
    "踢": _KICKED,
    "kick": _KICKED,
    "警告": r"信(?![口用任誓])|牌|标|灯|短信|线|函|书(?!面)|通知|邮件|弹?窗|框|别忘|记得|小心(?!眼)|带伞",
    "豁免": r"运费|邮费|.{0,6}(?:费|税|押金|定金|罚款|罚金|尾款|违约金|作业|考试|值日|体检|检查|责任)[了吧 。!]*$",
    "拉黑": _BARRED,
    "黑名单": _BARRED,
    "解禁": r"出来|了没|快乐",
} | dict.fromkeys(("移出", "移除", "remove"), _MOVED)
_RUNS_ON = {word: re.compile(what) for word, what in _GOES_ON.items()}
_IS_AGAINST = re.compile(r"移|踢|警|拉|黑|禁|减|remove|kick|warn|mute|black|take")
_TAKES_AWAY = re.compile(r"移|踢|remove|kick")
_OFFENDS = re.compile(
    r"迟到|旷|早退|缺[勤席课]|潜水|不活跃|离职|骚扰|营销|微商|代购|私加|拉人|挖人|互|辱|阴阳|攻击|歧视|泄露|抄袭|作弊|打架|喷|怼|杠|喧哗|无故|多次|屡|违|已退|退群|小号|马甲"
    r"|僵尸|骗|假货|假冒|同行|竞品|灌水|恶|态度|不文明|脏|垃圾|敏感|赌|黄|诈|外人|不是本|太|广告|刷屏|[0-9一二两三四五六七八九十]次$"
    r"|spam|scam|abus|flood|rude|advert|ads?(?![a-z])|offensive|insult|troll|late(?![a-z])|off-?topic"
)
_NAMES_A_THING = re.compile(
    r"员(?![工外])|者|器|仪|键|牌|灯|室|局|厅|期|权|率|机(?![器构])|品(?!牌)|书(?!记|面)|信(?![息徒])|函|片|表(?![哥姐弟妹达])|学(?![生员姐长妹弟习])|帖|所(?!有)"
)


def is_noun(text: str, end: int) -> bool:
    """Tell whether a command word that ends before `end` of plain `text` is only part of a noun: 调解员, 处理器."""
    return _NAMES_A_THING.match(text, end) is not None


def is_doubtful(line: Line, found: Pieces) -> bool:
    """Tell whether what was found cannot be meant as it was read, though all its pieces are there."""
    if found.is_text or not found.takes(Piece.REASON):
        return False
    if any(_is_left_out(line, found, named) for named in found.people):
        return True
    if found.because:
        return False
    return (
        _is_compound(line, found) or is_past(line, found) or is_tagged(found) or _is_remark(found) or _is_thing(found)
    )


def is_tagged(found: Pieces) -> bool:
    """Tell whether an order ends in a question: 好不好, 可以吗."""
    return not found.because and _TAG.search(plain(found.rest[-_LONGEST:])) is not None


def _is_compound(line: Line, found: Pieces) -> bool:
    """Tell whether one character makes a noun of the word, and people only follow: 豁免券 张三."""
    at = found.word_end
    if found.rest_at != at or not found.people or _start(found.people[0]) <= at + 1:
        return False
    is_one = line.plain[at] not in SEPARATORS and line.plain[at + 1] in SEPARATORS
    return is_one and not is_why(line, found)


def _is_remark(found: Pieces) -> bool:
    """Tell whether what is left says what somebody thinks of it, or names others who belong to who is named: 他老婆."""
    said = plain(found.rest[:_LONGEST])
    if not found.people or not said or not _IS_AGAINST.match(found.word):
        return False
    return _COMMENT.match(said) is not None or (_KIN.match(said) is not None and _OFFENDS.search(said) is None)


def is_past(line: Line, found: Pieces) -> bool:
    """Tell whether an order tells what was: 禁言过 老周, … 是昨天的事."""
    if _PAST.match(line.plain, found.word_end) and not any(_start(named) <= found.word_end for named in found.people):
        return True
    return _TALE.match(plain(found.rest[:_LONGEST])) is not None


def is_why(line: Line, found: Pieces) -> bool:
    """Tell whether what is left surely says why, and is no thing or deed of somebody who is only spoken to."""
    if _THREATENS.match(line.plain, found.rest_at):
        return False
    return is_reason(line.plain, found.rest_at) or _OFFENDS.search(plain(found.rest[:_LONGEST])) is not None


def _start(named: Named) -> int:
    return named.end - len(named.said) - named.is_marked


def _is_left_out(line: Line, found: Pieces, named: Named) -> bool:
    """Tell whether `named` is who is not meant: 除了 王总, 不是 Jason, 王总 以外的人, 王总的 权限."""
    start = _start(named)
    before = line.plain[max(found.word_end, start - _LOOK) : max(start, found.word_end)]
    if _LEFT_OUT.search(before) or _LEFT_OUT_BEHIND.match(line.plain, named.end):
        return True
    said = plain(named.said)
    if not named.ids and named.is_longer and _is_of_theirs(line, named):
        return True
    return not named.ids and (_LEAVES_OUT.match(said) or _LEFT_OUT_BEHIND.search(said)) is not None


def _is_of_theirs(line: Line, named: Named) -> bool:
    """Tell whether `named` is what belongs to somebody known: 老周的权限."""
    start = named.end - len(named.said)
    owner = known_at(line.plain, line.text, start, line.people)
    return owner is not None and line.plain.startswith("的", owner.end)


def _is_thing(found: Pieces) -> bool:
    """Tell whether what is left names a thing, or goes on with what the word means otherwise."""
    said = plain(found.rest[:_LONGEST])
    if _OF.match(said):
        return not (found.grammar.least and _QUARREL.match(said))
    if not said or not found.people or found.spans or found.points:
        return False
    goes_on = _RUNS_ON.get(found.word)
    is_other = (goes_on is not None and goes_on.match(said)) or _is_counted(said) or _TO_ME.match(said)
    return bool(is_other) or (_TAKES_AWAY.match(found.word) is not None and _is_taken_away(said))


def _is_counted(said: str) -> bool:
    """Tell whether `said` counts things, and says no offence: 那一箱."""
    return _COUNTED.match(said) is not None and _OFFENDS.search(said) is None


def _is_taken_away(said: str) -> bool:
    """Tell whether `said` names what can be taken away or kicked, and nothing that was done with it."""
    if _ENGLISH.match(said):
        return True
    return not _DEED.search(said) and (_PLACED.search(said) or _OBJECT.search(said)) is not None
