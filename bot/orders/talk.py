"""Whether a line with a command word at its beginning is an order, or only talk about one."""

import re

from bot.orders import Piece
from bot.orders.people import is_reason, known_at
from bot.orders.pieces import Line, Pieces
from bot.orders.plain import SEPARATORS
from bot.orders.planned import is_chat, is_planned
from bot.orders.strangers import are_people
from bot.orders.things import is_doubtful, is_why

_ASKS = re.compile(
    r"吗|么[ ?。]*$|嘛[ ?。]*$|什么|啥|怎[么样]|如何|干嘛|为何|凭什么|多久|多少|哪[里个些]|有没有|是不是|能不能|可不可以|行不行|好不好|呢[ ?。]*$|谁|[了过]没有?[ ?。!]*$|\?\s*$"
)
_NEVER_MIND = re.compile(
    r"\s*(?:取消|解除|撤销|撤回|功能|结束|到期|期间|时间|时长|的?意思|这|那|是|已经?|过|中(?!午)|完|后|前|信|函|不(?!要|准|许|得|能)|没)"
)
_TAKEN_BACK = re.compile(r"\s*(?:取消|解除|撤销|撤回|结束)")
_TALKS = re.compile(
    r"[我你您他她咱们吗呢吧了啊呀哦谁?!]|大家|一下|怎|什么|为|请|有人|看看|可以|谢|发|已|都|里|报名|几个|几人|明[天日]|后天|还|不|很|太|再|帮|的人|完|有|没|come|me|you|the"
)
_WORDY = re.compile(r"\w")
_OPTIONS = re.compile(r"(?:^|[ ?,:;])a[ .:)]*[^a-z .:)].*[ ,:;]b[ .:)]*[^a-z .:)]", re.IGNORECASE)
_PERIOD = re.compile(r"今[天日]|昨[天日]|[本这上]周|[本这上]个?月|[0-9]{1,3}天")
_ASKS_LAST = re.compile(r"(?:吗|么|嘛|呢|[了过]没有?|\?)[ ?。!]*$")
_BACK = re.compile(
    r"算了|不用了|开玩笑|先别|等一下|等等|不对|哦不|说错|打错|^取消|取消$|搞错|^\W*(?:错了|[啊哎噢唉]不)|^\W*先?(?:不要|别|不)了?\W*$"
)
_COMMENTS = re.compile(
    r"\?|不够|太短|太长|太轻|太狠|太重|搞笑|哈哈|不公平|反对|不同意|没必要|舍不得|主意|是不是|就是这么|这种话|早就想|没错|真好笑|过分了吧|合适吗|lol(?![a-z])"
)
_SHOUTS = re.compile(r"[!?~…]")
_OF_ONESELF = re.compile(r"\s*(?:我|误判|误会|冤|不服|判错|错判|没有|不是|刚才|那是|这是|因)")
_FREE = "测试"  # the second word behind which anything may stand
_RUNS_ON = re.compile(
    r"^(?:[了于门心过会始头掉火车键店业张口放户通奖]|不|个|我|悠久)|发我|(?:吗|没|没有|啥|什么|多少|谁|呢|怎么\w{0,2}|\?)[ ?。!]*$"
)
_COUNTS = re.compile(r"[0-9一二两三四五六七八九十]\s?[箱斤份盒包件瓶袋单只]|\+1")
_ABOUT = re.compile(r"(?:^|\s)的|步骤|\w得\w|教程|在哪|入口|链接|截图|文档|wiki")
_NO_PLEA = re.compile(
    r"[0-9一二两三四五六七八九十几]+\s?[天次周个年月]|说白|说到底|说起来|(?:其实)?就是|指的|流程|渠道|入口|材料|一般|通常|需要|成功|失败|通过|被驳|有用|没用|无效|麻烦|[太好很真]?难|找(?:老师|客服|谁|物业|班主任|老板)|的"
)
_STATES = re.compile(r"(?:结束|开始)$")
_ENDS = frozenset({"取消", "结束"})
_EMPTY_OR_COUNTED = re.compile(r"$|\D{0,12}[0-9]")
LONGEST_TEXT = 40  # characters; chosen: who orders a thing by its name is brief


def is_order(line: Line, found: Pieces) -> bool:
    """Tell whether what was found is an order although nobody called the bot."""
    return is_planned(line, found) or (not _is_announced(found) and _is_plain_order(line, found))


def _is_announced(found: Pieces) -> bool:
    """Tell whether it is only said that something begins or ended: 搞个抽奖, 答题结束."""
    return found.is_begun or (found.is_turned and _STATES.search(found.word) is not None)


def _is_plain_order(line: Line, found: Pieces) -> bool:
    if found.tail or _asks(line, found) or not _WORDY.search(found.word) or _is_comment(line, found):
        return False
    if found.fillers and found.is_empty and not found.rest:
        return False
    if found.is_past and not found.is_object:
        return False
    if found.takes(Piece.TEXT) and not found.takes(Piece.NUMBERS):
        return _has_options(line, found) or _is_topic(line, found)
    if is_doubtful(line, found) or not are_people(line, found):
        return False
    return _is_explained(line, found)


def is_order_when_called(line: Line, found: Pieces) -> bool:
    """Tell whether what was found is an order to a bot that was called: all but questions about it."""
    if is_planned(line, found):
        return True
    is_quote = found.grammar.is_quote and not found.tail and not _glued(line, found)
    return is_quote or _is_called_for(line, found)


def _is_called_for(line: Line, found: Pieces) -> bool:
    if found.tail or is_contradictory(found) or _is_to_somebody(line, found) or is_doubtful(line, found):
        return False
    if (found.is_early or (found.is_people_first and not found.is_object)) and _ASKS_LAST.search(found.rest):
        return False
    strangers = [named.said for named in found.people if not (named.ids or named.is_marked)]
    said = " ".join(strangers) or found.rest or found.text
    is_vague = found.is_empty or (bool(strangers) and len(strangers) == len(found.people))
    if not (is_vague and said) or not found.takes_anything or _has_options(line, found) or _is_listing(line, found):
        return True
    if found.fillers and found.unknown < 2:
        return False
    if found.text and not found.sub and _glued(line, found) and _TALKS.search(found.text):
        return False
    return not (_ASKS.search(said) or (_glued(line, found) and _NEVER_MIND.match(said)))


def _has_options(line: Line, found: Pieces) -> bool:
    """Tell whether a text offers a choice, A … B …: what is asked then is asked of the group."""
    if not found.takes(Piece.TEXT) or found.takes(Piece.NUMBERS) or _glued(line, found):
        return False
    return _OPTIONS.search(line.plain, found.word_end, line.end) is not None


def _is_listing(line: Line, found: Pieces) -> bool:
    """Tell whether a text for a bot that was called lists several things, and asks nothing at its end."""
    if not found.takes(Piece.TEXT) or found.takes(Piece.NUMBERS) or _glued(line, found):
        return False
    return len(found.text.split()) > 2 and not _ASKS_LAST.search(found.text)


def _is_comment(line: Line, found: Pieces) -> bool:
    """Tell whether the line speaks about an order, or takes it back."""
    if found.is_text:
        return False
    is_quoted = line.plain.lstrip().startswith(">")
    is_said = not found.because and bool(found.people) and _COMMENTS.search(line.plain, found.word_end) is not None
    return is_quoted or is_said or is_contradictory(found) or _is_to_somebody(line, found)


def _is_to_somebody(line: Line, found: Pieces) -> bool:
    """Tell whether the word is said to whoever is threatened: 警告你 @张三."""
    return found.takes(Piece.PEOPLE) and line.plain.startswith(("你", "您"), found.word_end)


def is_contradictory(found: Pieces) -> bool:
    """Tell whether a line takes back what it orders, or names people on both sides of the word."""
    return _is_taken_back(found) or _is_on_both_sides(found)


def is_question(text: str) -> bool:
    """Tell whether plain `text` asks something."""
    return _ASKS.search(text) is not None


def _is_taken_back(found: Pieces) -> bool:
    return bool(found.people) and not found.because and _BACK.search(found.rest) is not None


def _is_on_both_sides(found: Pieces) -> bool:
    """Tell whether people are named before and behind the word: 李四 警告 张三 tells who does it to whom."""
    if not found.is_people_first or found.is_object:
        return False
    return any(named.end > found.word_end for named in found.people)


def _asks(line: Line, found: Pieces) -> bool:
    behind = line.plain[found.word_end : line.end]
    if found.takes(Piece.TEXT) and found.sub and not (found.is_turned and _glued(line, found)):
        return False
    if found.takes(Piece.REASON) and not found.takes(Piece.PEOPLE):
        return bool(_ASKS.search(behind[:LONGEST_TEXT])) and _glued(line, found)
    if not found.takes_anything or _has_options(line, found):
        return False
    is_whole = any(named.ids for named in found.people) and bool(found.spans or found.points)
    asks = _ASKS_LAST if is_whole else _ASKS
    return bool(asks.search(behind[: 3 * LONGEST_TEXT])) and not found.because


def _glued(line: Line, found: Pieces) -> bool:
    """Tell whether the word runs on into what stands behind it."""
    return found.word_end < line.end and line.plain[found.word_end] not in SEPARATORS


def _is_topic(line: Line, found: Pieces) -> bool:
    if found.sub or not found.text:
        is_glued = bool(found.is_turned and found.text and _glued(line, found))
        is_glued |= found.sub in _ENDS and not _EMPTY_OR_COUNTED.match(found.text)
        return not is_glued and (found.sub == _FREE or not _RUNS_ON.search(found.text))
    if line.words.any.fullmatch(found.text.lower()) or _PERIOD.fullmatch(found.text):
        return True
    if _is_list(line, found) or _ABOUT.search(found.text) or is_chat(found.text):
        return False
    if _glued(line, found) or len(found.text) > LONGEST_TEXT or _TALKS.search(found.text.lower()):
        return False
    return not found.is_latin or not found.text.isascii() or any(char.isdigit() for char in found.text)


def _is_list(line: Line, found: Pieces) -> bool:
    """Tell whether a text counts things or lists people: 统计：老周2箱, 设置 老周 置顶."""
    if line.plain[found.word_end : found.word_end + 1] == ":" or _COUNTS.search(found.text):
        return True
    first = known_at(line.plain, line.text, found.rest_at, line.people)
    if first is None or first.end >= line.end:
        return False
    return _PERIOD.fullmatch(line.text[first.end : line.end].strip()) is None


def _is_explained(line: Line, found: Pieces) -> bool:
    if found.is_empty:
        return _is_bare_order(line, found) if not found.rest else _is_why(line, found)
    if found.is_early or found.early:
        return _is_explained_early(found)
    if not found.rest:
        return True
    if not found.takes(Piece.REASON):
        return False
    if found.takes(Piece.PEOPLE) and not found.people:
        return line.has_quoted and not _glued(line, found)
    return bool(found.spans or found.points) or not _is_about_it(line, found)


def _is_explained_early(found: Pieces) -> bool:
    """Tell whether an order whose reason or length stands before its word is whole."""
    if found.is_early:
        return not found.rest and all(named.ids for named in found.people)
    return bool(found.spans or found.points) or (found.people[0].is_marked and not found.takes(Piece.SPAN))


def _is_about_it(line: Line, found: Pieces) -> bool:
    """Tell whether what is left speaks of the thing instead of saying why: @张三 禁言期间…, @张三 警告信已发."""
    is_apart = line.plain[found.rest_at - 1 : found.rest_at] in SEPARATORS
    if found.is_people_first and not found.is_object and not is_why(line, found):
        return True
    if found.is_people_first and _glued(line, found) and not (is_apart and found.fillers):
        return True
    return bool((_TAKEN_BACK if is_apart else _NEVER_MIND).match(found.rest))


def _is_bare_order(line: Line, found: Pieces) -> bool:
    """Tell whether a word alone is an order: not if it is shouted, or one character that needs more."""
    behind = line.plain[found.word_end : line.end]
    return not (found.needs and (_SHOUTS.search(behind) or len(found.word) == 1))


def _is_why(line: Line, found: Pieces) -> bool:
    """Tell whether a word and a reason alone are an order: about a quoted message, or a plea."""
    if line.has_quoted and found.takes(Piece.PEOPLE) and not _glued(line, found):
        return is_reason(line.plain, found.rest_at)
    return _is_plea(line, found)


def _is_plea(line: Line, found: Pieces) -> bool:
    """Tell whether what stands behind a word that takes a reason alone is one: 申诉 我没有发广告."""
    if not found.takes(Piece.REASON) or found.takes(Piece.PEOPLE) or found.needs or found.is_latin:
        return False
    if _NO_PLEA.match(found.rest):
        return False
    return not _glued(line, found) or bool(_OF_ONESELF.match(found.rest))
