"""What is said around an answer: 我觉得应该是北京吧, 答案：北京！, 哈哈 太简单了; and what is no answer at all."""

import re
from collections.abc import Iterator

from bot.text.alike import alike
from bot.text.numerals import figures

LONGEST = 200  # characters; chosen: nobody answers with more
_MOST_READINGS = 16  # chosen: real answers have fewer
_NUMERAL = "0-9零〇一二两三四五六七八九十百千万亿"
_KEPT = re.compile(
    r"(?<=[0-9])[./:,\-~](?=[0-9])|(?<=[\w²])/(?=(?:秒|小时|时|分钟|[hs]|天|年)(?![a-z]))|[\w%‰+#°^*¥$=√✓✔✅✗✘❌❎⭕☑]|-(?=[0-9])|(?<=[0-9])-"
)
_KEPT_OF_NUMBERS = re.compile(rf"(?<=\w)/(?=\w)|{_KEPT.pattern}")  # 1克/立方厘米
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:\s[0-9]{3})+(?![0-9])")
_ROUND = re.compile(r"^([百千])(?=(?:年|天|岁|米|克|元|块|斤|万|亿)$)")  # 百年 is 100年, 百合 is a flower
_SPOKEN_ONE = re.compile(rf"幺(?=[幺{_NUMERAL}])|(?<=[幺{_NUMERAL}])幺")
_TIDIED = (
    (re.compile(r"^\.(?=[0-9])"), "0."),  # .5吨
    (re.compile(r"(?<=[0-9])月份(?!额)"), "月"),
    (re.compile(r"每个月(?=[0-9])"), "每月"),
    (re.compile(r"(?<=月)([0-9]{1,2})号"), r"\1日"),
    (re.compile(r"(?<=[0-9])比(?=[0-9])"), ":"),
    (re.compile(r"([摄华]氏)(-?[0-9]+(?:\.[0-9]+)?)度"), r"\2\1度"),
)
"""Writings of one thing that are made alike: 12月份 and 12月, 每月25号 and 每月25日, 3比1 and 3:1, 摄氏100度 and 100摄氏度."""
_APART = re.compile(rf"(?<=[{_NUMERAL}])\s+(?=[{_NUMERAL}])")
_STICKER = re.compile(
    r"\[[\u4e00-\u9fff]{1,4}\]|/(?:微笑|撇嘴|发呆|得意|流泪|害羞|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|握手|胜利|抱拳|玫瑰|鼓掌|偷笑|可爱|憨笑|疑问|奸笑|坏笑|捂脸|加油|爱心|拥抱|强|ok)(?=$|\s)"
)
_CALLED = re.compile(r"^@\S{1,20}\s+")
_EDGES = " \t\r\n,.;:!?。、…~|\"'“”‘’()[]【】《》<>「」『』·_—-^&@"
_LEADING = re.compile(
    r"(?:嗯+|哦+|噢+|啊+|额+|呃+|哎+|诶+|唉+|哈{2,}|嘿+|那个?|这个|我来|我先|抢答|报告|老师|主持人|当然|肯定|绝对|必须|一定|显然|明显|没错|知道了?|我知道了?|简单|太简单了?|容易|so easy|easy|送分题?|"
    r"(?:这|本|此|该)[一道]?[题道]|第[0-9]+[题道]|[0-9]+题|选项|选择?(?:的是)?|答案?|回答|我们?的?(?:答案|回答)|(?:正确|标准|最终|我的|最后)的?答案|the ?answer|theanswer|answer|ans|a(?=[:=])|"
    r"我?(?:还是)?(?:觉得|认为|以为|猜测?|想|感觉|记得|看|选|答|投|押|说|估计|蒙|想说|要选|想选)(?:[一1][下个])?|我算(?:出来的?|出|的)?|(?:拨打?|打|按下?)(?=[0-9]{3}|[a-z]{2,}[+ ])|个人觉得|"
    r"(?:先秦|[唐宋元明清汉晋秦隋][代朝]|[东西]汉|[南北]宋|三国|战国)(?:时期)?的?(?:[大著]?名?(?:诗人|词人|作家|文学家|书法家|画家))?|"
    r"应该|应当|因该|可能|大概|也许|或许|好像|貌似|似乎|估计|恐怕|多半|八成|8成|莫非|难道|会不会|是不是|是否|该不会|那么|"
    r"大?约?占|有|填|写|出自|在|位于|从|来自|每年|共|一共|总共|就|是|为|乃|即|叫做?|名叫|称为|等于|=|它|他|她|这|那|it'?s|its|is)[:,，。.!、 ]*"
)
_TRAILING = re.compile(
    r"(?:吧|啊|呀|呢|哦|哟|喔|噢|啦|了|嘛|吗|么|哈+|呵+|嘿+|嘻+|h{2,}|233+|6{3,}|"
    r"(?:对|是|没错)(?:吧|吗|不对|不是)|对不对|是不是|不是吗|没错|肯定的?|无疑|无误|绝对|一定|先生|女士|老师|主持人|谢谢|求加分|大概|可能|也许|估计|[写说画唱演]的|这个|这一项|选项|我猜的?|我觉得|应该是?|是也|太简单了?|送分题?|抢答|please)$"
)
_FINAL_DE = re.compile("的$")
_REMARK = re.compile(r"(?<=[\u4e00-\u9fff])\s*\((?:[a-z][a-z .'-]{2,40}|[汉晋隋唐宋元明清][代朝]?)\)$")
"""A translation or a dynasty behind a name: 堪培拉(Canberra), 曹雪芹(清)."""
_DOUBTED = re.compile("^(?:该)?不会是(.+)吧$")
_NEGATED = re.compile(
    r"^(?:[这那它]|肯定|绝对|一定|应该|我?觉得|可能)*(?:不是|不会是|不选|不可能是|并非|并不是|绝非|非(?!洲)|没有|除了|不叫|不等于|才不是|不在|排除)"
)
_TALK = re.compile(
    r"[^\w√×✓✗✔✘✅❌]*$|(?:哈|呵|嘿|嘻|嗯|哦|啊|额|呃|唉|哎|噢|喔|呀|h|6|23{2,}|\?|!|。|,|\.|~|\s)+$"
    r"|.*(?:不知道|不晓得|不清楚|不会做|不记得|忘了|想不起来|没听说|没听过|猜不(?:出|到)|答不(?:出|上)|搞不懂|看不懂|什么意思|好难|太难|真难|难啊|有点难|超纲|求提示|给个?提示|要提示|提示[一1]下|下[一1][题道个]|跳过|放弃|等等我|来晚了|谁知道|有人知道|有没有人|这[是题].{0,4}什么|什么题|怎么(?:答|算|玩)|在吗|收到|厉害|牛[逼啊]|加油|恭喜|谢谢|感谢|早上好|晚上好|大家好|你好|辛苦|好快|手慢|慢了|网卡|卡了|可惜|差[一1]点|又错|居然|这么快|开始了|准备好|秒答|好玩|有意思|好的|ok|okay|666|再来|继续|我不会|不会$|不懂|学到了|长知识|原来如此|佩服|大佬|赞$|点赞|报名|签到|红包).*"
    r"|(?:提示|过|下一题|来了|支持|围观|路过|吃瓜|什么|啥|为什么|怎么|谁|哪里|几|多少|好|行|可以|来|在|到|1|冲|顶|嗯嗯|是吗|真的吗|真的假的|不会吧|难|懵了|蒙了|晕)[?!.。~]*$"
)
_FILLER = re.compile(
    "不对|错了|[啊哦]不|因为?|由于|毕竟|我|老师|书上|百度|网上|这题|这个|你|大家|谢|记得|以前|上次|刚才|昨天|课本|小时候|别|快|先|不是|肯定|绝对|一定|没错|对$|对的$|必|确定|不会错|秒|简单|太|so|哈|嘿"
)
_PART = re.compile(r"[,，、;；/|\n。!！?？~…()\[\]【】（）]+|(?<![a-z0-9+])\s+|\s+(?![a-z0-9])")
_JOINED = re.compile(
    r"还是|或者是?|或是|或|以及|和|与|跟|及|&|\bor\b|\band\b|要不就?是?|不然就?是?|而是|但是|、|,|/|\s"
)


def folded(said: str) -> str:
    """Return `said` as answers are compared, with blanks and punctuation: alike, in figures, without call and stickers."""
    text = alike(said[: LONGEST * 2]).strip()
    text = _CALLED.sub("", text) if text.startswith("@") else text
    if "[" in text or "/" in text:
        bare = _STICKER.sub(" ", text).strip()
        text = bare or text
    text = _GROUPED.sub(lambda match: "".join(match[0].split()), text)
    text = _SPOKEN_ONE.sub("一", _ROUND.sub(r"一\1", text)) if "幺" in text or text[:1] in "百千" else text
    text = figures(_APART.sub("、", text))
    for pattern, plain in _TIDIED:
        text = pattern.sub(plain, text)
    return text


def key(text: str) -> str:
    """Return what is compared of folded `text`: no blanks, no punctuation but in numbers."""
    return "".join((_KEPT_OF_NUMBERS if text[:1].isdigit() else _KEPT).findall(text))


def readings(text: str) -> Iterator[str]:
    """Yield folded `text` as it may be meant, the plainest first: as it stands, then with less and less around it."""
    text = _REMARK.sub("", text)
    first = text.lstrip(_EDGES.replace("-", "")).rstrip(_EDGES) or text
    seen, waiting = {first}, [first]
    yield text
    if first != text:
        yield first
    while waiting and len(seen) < _MOST_READINGS:
        one = waiting.pop(0)
        for less in _less(one):
            short = less.lstrip(_EDGES.replace("-", "")).rstrip(_EDGES)
            if short and short not in seen:
                seen.add(short)
                waiting.append(short)
                yield short


def _less(text: str) -> Iterator[str]:
    if match := _LEADING.match(text):
        yield text[match.end() :]
        if match.end() > 1 and (short := re.match("(?:那|我|这|选|是|答|哈|嘿)", text)):
            yield text[short.end() :]
    if match := _TRAILING.search(text):
        yield text[: match.start()]
    if text[-1] in "吧啊呀呢嘛吗":
        yield text[:-1]
    if text.startswith(("是", "叫", "选", "应该是", "肯定是", "就是")) and _FINAL_DE.search(text):
        yield text[:-1]
    if match := _DOUBTED.match(text):
        yield match[1]


def is_negated(text: str) -> bool:
    """Tell whether folded `text` says what the answer is not."""
    return _NEGATED.match(text) is not None and _DOUBTED.match(text) is None


def is_talk(text: str) -> bool:
    """Tell whether folded `text` is no try to answer: laughter, 这题好难, 不知道."""
    return _TALK.match(text) is not None


def is_filler(part: str) -> bool:
    """Tell whether a part of a longer line, folded, names no answer: 因为…, 我记得, 不是上海."""
    if re.search("[0-9]", part):
        return False
    return not key(part) or _FILLER.match(part) is not None or is_negated(part) or is_talk(part)


def parts(text: str) -> tuple[str, ...]:
    """Return what folded `text` says one after the other, cut at punctuation and blanks."""
    return tuple(part for part in _PART.split(text) if part and part.strip())


def joined(text: str) -> tuple[str, ...]:
    """Return what folded `text` names beside each other: 北京还是上海, 鲁迅和周作人."""
    return tuple(part for part in _JOINED.split(text) if part and part.strip())
