"""Whether a line that begins something has the marks of the real thing: prizes with counts, a topic and an hour, options."""

import re

from bot.orders.pieces import Line, Pieces
from bot.orders.plain import SEPARATORS

NUMBER = r"(?:[0-9]{1,4}|[一二两三四五六七八九十]{1,3})"
TIME = rf"(?:{NUMBER}\s?点(?:半|[0-9一二三四五]{{1,3}}分?)?|[0-9]{{1,2}}:[0-9]{{2}}|{NUMBER}\s?个?半?(?:分钟|小时|天)(?:以?后)?|半小时后?)"
"""A moment or a length, as plans hold it; no longer than needed to see where it ends."""
_WORD = re.compile(r"口令\W{0,2}\S+(?: \S{1,8}(?= ))?")
_DAYS = re.compile(r"明[天日早晚]|后[天日]|今[天日早晚]|截止|开奖|入群")
_CHATS = re.compile(
    r"[吗呢吧啊呀哦啦嘛咯]|了(?!解)|过(?![年节程桥冬])|(?<!有)没(?!有(?:$|[ ,]))|别(?!人)|啥|有人|已经|昨|前天|上次|刚才|刚刚|为什么|怎么|什么时候|记得|准时|迟到"
    r"|见(?:$|[ ,。!])|不见不散|加油|恭喜|感谢|谢|辛苦|哈哈|开始(?:$|[ ,。!])|改到|推迟|胜出|赢|领先|只要|只需|需要(?=[0-9一二三])|上传|录像|回放|改(?:为|成|线上|线下|时间)|居然|竟然|原来|截图|链接|在哪|多少|几点\W*$|等奖\s?[是给被归]|第\s?[0-9一二三四五六七八九十]+\s?[轮次]|\?\s*$"
)
_SOFT = re.compile(
    r"[我你您他她咱们谁?]|大家|一下|怎|什么|请|看看|可以|发(?!票)|都|报名|几个|几人|还|不(?!限)|很|太|再|帮|的人|come|me|you|the"
)

_REFUSES = re.compile(r"(?:^|(?<=[ ,/、]))[a-z0-9]?[ .、]?(?:都|全|也)?不\S{1,2}(?=$|[ ,/、])")


def is_chat(text: str) -> bool:
    """Tell whether plain `text` has a sign of talk that nothing which is ordered has."""
    return _CHATS.search(text) is not None


def is_planned(line: Line, found: Pieces) -> bool:
    """Tell whether what stands behind the word plans something, although it may hold words that are common in talk.

    The pattern of the grammar may have a group `free`, in which only the hardest signs of talk count, and `asked`, in which
    none does; behind them any sign does. A word that runs on into what follows must run on into a number.
    """
    plans = found.grammar.plans
    if plans is None or found.sub or found.tail or found.people or found.word_end >= line.end:
        return False
    behind = line.plain[found.word_end : line.end]
    if behind[0] not in SEPARATORS and not re.match(NUMBER, behind):
        return False
    match = plans.search(behind)
    if match is None:
        return False
    groups = match.re.groupindex
    asked = match.end("asked") if "asked" in groups else 0
    free = max(match.end("free"), asked) if "free" in groups else asked
    soft = _WORD.sub(" ", behind[free:])
    soft = _REFUSES.sub(" ", soft) if asked else soft
    hard = _WORD.sub(" ", behind[asked:])
    return not _CHATS.search(hard) and not _SOFT.search(_DAYS.sub(" ", soft))
