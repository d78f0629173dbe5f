"""Reading how a lottery is ordered: prizes, levels, word, conditions and end, in any sane order."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.customs import Drawing
from bot.core.words import plain
from bot.play.lottery.drawing import Prize
from bot.play.lottery.opening import UNTITLED, Setup
from bot.play.lottery.terms import MOST_TICKETS, WORD, Conditions, folded

Moments = Callable[[str], datetime | None]
MOST_PRIZES = 200  # chosen: single prizes
MOST_KINDS = 20  # chosen
LONGEST_WORD = 20  # characters; chosen
LONGEST_NAME = 40  # characters of a title or a prize; chosen
_APART = re.compile(r"[\s,，;；、。]+")
_RANKS = {"特": 0, "头": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_LAST = 50
_LEVEL = re.compile(
    r"(?P<level>[特一二三四五六七八]等奖|头奖|大奖|幸运奖|参与奖|安慰奖|纪念奖|阳光普照奖|优秀奖|鼓励奖)[:：]?(?P<rest>.*)"
)
_UNITS = "个份名本件张套台瓶盒位支双只束杯块枚袋箱部把"
_NUMBER = r"[0-9]{1,4}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_COUNT = re.compile(rf"[x×*]?(?P<count>{_NUMBER})[{_UNITS}]?")
_GLUED = re.compile(rf"(?P<what>.+?)(?:[x×*](?P<times>[0-9]{{1,4}})|(?P<count>{_NUMBER})[{_UNITS}])")
_BEFORE = re.compile(rf"(?P<count>{_NUMBER})[{_UNITS}](?P<what>.+)")
_LABEL = re.compile(r"(?:奖品|奖项|时间|截止时间|截止|开奖时间|开奖|条件|要求|规则)[:：]")
_TITLED = re.compile(r"(?:标题|主题|名称)[:：](?P<title>.*)")
_HOUR = r"(?:[0-9]{1,2}|[零一二两三四五六七八九十]{1,3})(?:[点时](?:钟|半|[一三]刻|[0-9]{1,2}分?)?|[:：][0-9]{2})"
_PART = r"(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|早|晚)"
_A_DAY = (
    r"(?:(?:大?[昨前后]|今|明)[天日晚早]|(?:20[0-9]{2}[-/.年])?[0-9]{1,2}[/月][0-9]{1,2}[日号]?|20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[上下本这]*个?(?:周|星期|礼拜)[一二三四五六日天末]|[0-9]{1,2}[日号])"
)
_TIMELIKE = re.compile(
    rf"(?:{_A_DAY}{_PART}?(?:{_HOUR})?|{_PART}?{_HOUR}|[0-9]{{1,6}}(?:天|个?小时|分钟|秒钟?|个?月|周))(?:以?后)?(?:截止|开奖|结束|前|之前)?"
)
_WORD = re.compile(r"(?:报名)?口令[:：是]?[“\"「]?(?P<word>.*?)[”\"」]?")
_NAMED = re.compile(r"(?:指数|公开值)[:：]?(?P<named>.*)")
_HAN = dict(zip("一二两三四五六七八九", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_N = r"(?:满|≥|>=|大于|至少|够)?([0-9]{1,6})"
_DAYS = re.compile(rf"(?:要求)?入群{_N}天(?:以上)?")
_CREDITS = re.compile(rf"(?:要求)?积分{_N}分?(?:以上)?")
_QUIZ = re.compile(rf"(?:要求)?答题{_N}分?(?:以上)?")
_TOP = re.compile(r"(?:上一?轮)?答题前([0-9]{1,3})名?")
_INVITED = re.compile(rf"(?:要求)?邀请{_N}个?人?(?:以上)?")
_LEAST: tuple[tuple[re.Pattern[str], Callable[[Conditions, int], Conditions]], ...] = (
    (_DAYS, lambda asked, least: replace(asked, days=least)),
    (_CREDITS, lambda asked, least: replace(asked, credits=least)),
    (_QUIZ, lambda asked, least: replace(asked, quiz=least)),
    (_TOP, lambda asked, least: replace(asked, top=least)),
    (_INVITED, lambda asked, least: replace(asked, invited=least)),
)
_NOT_WON = re.compile(r"([0-9]{1,3})天内?(?:未|没有?)(?:中过?奖|得过?奖)")
_TICKETS = re.compile(r"(?:积分)?(?:加权|加签)([0-9]{1,3})?张?")
_CHECKED_IN = frozenset({"签到", "今天签到", "已签到", "签到过", "要签到", "今天签到过"})
_ANYBODY = frozenset({"不限中奖", "中过奖也行", "不限"})


@dataclass(slots=True)
class _Walk:
    """What was read so far. level: of the prize that is being read, None outside of one. loose: words that wait for a number."""

    conditions: Conditions
    level: str | None = None
    loose: list[str] = field(default_factory=list)
    title: str = ""
    word: str = ""
    prizes: list[Prize] = field(default_factory=list)
    closes_at: datetime | None = None
    source: str = ""
    named: str = ""
    unread: str = ""


def read_setup(text: str, customs: Drawing, moment: Moments) -> Setup:
    """Return the lottery that `text` orders; without prizes if it names none. moment: a time as written, None if it is none."""
    days = Conditions(days=customs.days, credits=customs.credits, not_won=customs.not_won)
    walk = _Walk(conditions=days)
    written = "".join(char for char in plain(text) if char.isprintable() or char.isspace())
    tokens = [one for one in (_LABEL.sub("", token, count=1) for token in _APART.split(written)) if one]
    while tokens:
        tokens = tokens[_taken(walk, tokens, moment) :]
    _finish(walk)
    prizes = tuple(sorted(walk.prizes, key=lambda prize: _rank(prize.level)))[:MOST_KINDS]
    return Setup(
        prizes=prizes,
        title=walk.title[:LONGEST_NAME] or UNTITLED,
        word=walk.word[:LONGEST_WORD] if folded(walk.word) else WORD,
        closes_at=walk.closes_at,
        conditions=walk.conditions,
        source=walk.source or customs.source,
        named=walk.named,
        unread=walk.unread,
    )


def _taken(walk: _Walk, tokens: list[str], moment: Moments) -> int:
    """Return how many tokens the first piece takes, at least 1."""
    first, second = tokens[0], tokens[1] if len(tokens) > 1 else ""
    at = moment(f"{first} {second}") if second else None
    if at is not None:
        walk.closes_at = at
        return 2
    at = moment(first)
    if at is not None:
        walk.closes_at = at
        return 1
    if _TIMELIKE.fullmatch(first):
        walk.unread = walk.unread or first
        return 1
    if (match := _WORD.fullmatch(first)) or (match := _NAMED.fullmatch(first)) or (match := _TITLED.fullmatch(first)):
        return _labelled(walk, match, second)
    if not (_condition(walk, first) or _source(walk, first)):
        _prize_word(walk, first, second)
    return 1


def _labelled(walk: _Walk, match: re.Match[str], second: str) -> int:
    """Take what follows 口令, 指数 or 标题, glued to it or behind a blank."""
    label, said = next(iter(match.groupdict().items()))
    value = said or second.strip('“”"「」')
    if label == "word":
        walk.word = value
    elif label == "title":
        walk.title = value
    elif value:
        walk.source, walk.named = "index", value[:LONGEST_NAME]
    return 1 if said else 2


def _source(walk: _Walk, token: str) -> bool:
    sources = {"drand": "drand", "公共随机数": "drand", "加盐": "salts"}
    source = sources.get(token.casefold())
    walk.source = source or walk.source
    return source is not None


def _condition(walk: _Walk, token: str) -> bool:
    asked = walk.conditions
    if token in _CHECKED_IN:
        walk.conditions = replace(asked, checked_in=True)
    elif token in _ANYBODY:
        walk.conditions = replace(asked, not_won=timedelta(0))
    elif match := _NOT_WON.fullmatch(token):
        walk.conditions = replace(asked, not_won=timedelta(days=int(match[1])))
    elif match := _TICKETS.fullmatch(token):
        walk.conditions = replace(asked, tickets=min(int(match[1] or MOST_TICKETS), MOST_TICKETS))
    else:
        return _least(walk, token)
    return True


def _least(walk: _Walk, token: str) -> bool:
    """Take 入群满3天 and the like."""
    for pattern, changed in _LEAST:
        match = pattern.fullmatch(token)
        if match is not None:
            walk.conditions = changed(walk.conditions, int(match[1]))
            return True
    return False


def _prize_word(walk: _Walk, token: str, following: str) -> None:
    """Take a level, a count, or a word of a title or of a prize. following: the token behind it."""
    if match := _LEVEL.fullmatch(token):
        _entitle(walk)
        _finish(walk)
        walk.level = match["level"]
        token = match["rest"]
    if not token:
        return
    if (match := _COUNT.fullmatch(token)) and walk.loose:
        _add(walk, _number(match["count"]))
    elif (match := _BEFORE.fullmatch(token)) and not _COUNT.fullmatch(following):
        walk.loose.append(match["what"])
        _add(walk, _number(match["count"]))
    elif match := _GLUED.fullmatch(token):
        walk.loose.append(match["what"])
        _add(walk, _number(match["times"] or match["count"]))
    else:
        walk.loose.append(token)


def _add(walk: _Walk, count: int) -> None:
    """Make a prize of the words that waited; before the first one without a level they may begin with the title."""
    words = walk.loose
    if walk.level is None and len(words) > 1 and not walk.title and not walk.prizes:
        walk.title, words = words[0], words[1:]
    room = MOST_PRIZES - sum(prize.count for prize in walk.prizes)
    if room > 0:
        what = " ".join(words)[:LONGEST_NAME]
        walk.prizes.append(Prize(what=what, count=max(1, min(count, room)), level=walk.level or ""))
    walk.loose, walk.level = [], None


def _entitle(walk: _Walk) -> None:
    """Settle words that stand before a level: before all prizes the title, else a prize."""
    if walk.level is None and walk.loose and not walk.prizes and not walk.title:
        walk.title, walk.loose = " ".join(walk.loose), []


def _finish(walk: _Walk) -> None:
    """Settle words without a number: one prize. A level alone is its own prize."""
    if walk.level is not None and not walk.loose:
        walk.loose, walk.level = [walk.level], ""
    if walk.loose:
        _add(walk, 1)


def _number(said: str) -> int:
    """Return the number from 1 to 99 or in digits that `said` writes."""
    if "十" not in said:
        return _HAN.get(said) or int(said)
    tens, _, ones = said.partition("十")
    return _HAN.get(tens, 1) * 10 + _HAN.get(ones, 0)


def _rank(level: str) -> int:
    if not level:
        return _LAST // 2
    return (
        _RANKS.get(level[0], _LAST) if level.endswith("等奖") or level == "头奖" else _LAST - (level == "大奖") * _LAST
    )
