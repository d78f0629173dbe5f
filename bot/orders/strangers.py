"""Whether those who are named, but whom nobody knows, could be people at all."""

import re

from bot.orders.people import EVERYBODY, PRONOUN, Named, alike, is_reason, known_at
from bot.orders.pieces import Line, Pieces
from bot.orders.shapes import is_name

_DESCRIBED = re.compile(r"[那这]个?\w{2,12}的(?:人|家伙)?")
_LONGEST = 8  # characters of a name that only stands apart; chosen
_NO_NAME = re.compile(
    r"[我你您他她是的了吗呢吧啊被都也就还很太已会能这那谁哪别不没个为在和]|什么|怎|明天|禁止|严禁|注意|今天|昨天|时间|时长|期间|功能|规则|方式|方法|一次|一下|可以|应该|最好|记得|通知|消息|各位|同学|家人|标准|名单|群|完|后|前|有用|麻烦|成功|失败|结果|问题|事|系统|权限|制度|措施"
)


def are_people(line: Line, found: Pieces) -> bool:
    """Tell whether all who are named could be people."""
    strangers = [named for named in found.people if not (named.ids or named.is_marked)]
    return all(_is_person(named, line, found) for named in strangers)


def _is_person(named: Named, line: Line, found: Pieces) -> bool:
    said = named.said.lower()
    if EVERYBODY.fullmatch(said):
        return bool(found.spans) or (said != "大家" and not found.rest)
    if PRONOUN.fullmatch(said):
        return line.has_quoted or bool(found.spans)
    return found.is_object or _is_stranger(named, line, found)


def _is_stranger(named: Named, line: Line, found: Pieces) -> bool:
    """Tell whether `named`, of whom nobody knows, is a name at all."""
    said = named.said.lower()
    if found.spans and _DESCRIBED.fullmatch(said):
        return True
    if _is_called_so(line, found) or _NO_NAME.search(said) or (line.words.any.fullmatch(said) and not found.spans):
        return False
    if named.is_longer or named is not found.people[0]:
        is_told = not found.rest or bool(found.spans or found.points) or is_reason(line.plain, found.rest_at)
        return is_told or is_name(named.said) or (not named.is_longer and bool(alike(named.said, line.people)))
    return _is_likely(said, line, found)


def _is_likely(said: str, line: Line, found: Pieces) -> bool:
    """Tell whether the first who is named by a name that nobody has is somebody."""
    if not found.unknown:
        return False
    if is_name(said) and (not found.rest or is_reason(line.plain, found.rest_at)):
        return len(found.word) > 1 or line.plain[found.word_end : found.word_end + 1] == " "
    if found.is_latin:
        return False
    if len(found.word) == 1:
        is_apart = line.plain[found.word_end : found.word_end + 1] == " "
        return is_apart and not found.rest and len(said) > 1 and bool(alike(said, line.people))
    return found.unknown > 1 or (not found.rest and len(said) <= _LONGEST)


def _is_called_so(line: Line, found: Pieces) -> bool:
    """Tell whether the command word is only the beginning of a name: 禁言小王子 你好."""
    start = found.word_end - len(found.word)
    named = known_at(line.plain, line.text, start, line.people)
    return named is not None and named.end > found.word_end
