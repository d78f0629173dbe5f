"""Which options somebody chose, and whether somebody said true or false."""

import re
from collections.abc import Iterable

from bot.core.playbook import Question
from bot.play.answers.ready import RIGHT, Ready, ready, wording
from bot.play.answers.unwrapped import folded, is_filler, is_negated, key, parts, readings
from bot.play.answers.written import met

LETTERS = "ABCDEFGH"
TRUE, FALSE = "对", "错"
_TRUE = frozenset(
    re.split(
        " ", "对 对的 正确 正确的 是 是的 真 真的 没错 没有错 无误 属实 √ ✓ ✔ ✅ ⭕ ☑ t true y yes 判对 打钩 打勾 勾"
    )
)
_FALSE = frozenset(
    re.split(
        " ",
        "错 错的 错误 错误的 错了 不对 不对的 不是 不是的 不正确 否 假 假的 有误 不属实 * x ✗ ✘ ❌ ❎ f false n no 判错 打叉 叉 叉叉",
    )
)
_ASKED = re.compile("对吗|对么|对不对|是吗|是不是|真的吗|真的假的|对还是错|对错")
_BARE = re.compile(r"(?:选|选项|答案|第)?([a-h]+)(?:项|选项|吧|啊)?")
_ONE = re.compile(r"(?<![a-z0-9])([a-h])(?![a-z0-9])")
_NUMBERED = re.compile(r"第?([1-8])(?:个|项|号|条|选项|个选项)?")
_FIRST_CHOSEN = re.compile(
    r"(?:我?选择?|答案?[是:]?|是)([a-h])[,。，\s]*(?:因为?|由于|我|毕竟|肯定|没|绝对|不会)(?!.*(?<![a-z])[a-h](?![a-z])).*",
    re.DOTALL,
)


def said_true(said: str) -> str:
    """Return `对` or `错` as folded `said` says, empty if it says neither, or asks."""
    if _ASKED.search(said):
        return ""
    for one in readings(said):
        bare = "".join(one.split()).strip("!。.,~?！？，()")
        for way in (bare, key(one)):
            if way in _FALSE:
                return FALSE
            if way in _TRUE:
                return TRUE
    pieces = parts(said)
    found = {said_true(piece) for piece in pieces} - {""} if len(pieces) > 1 else set()
    return found.pop() if len(found) == 1 else ""


def chosen(question: Question, said: str) -> str | None:
    """Return the letters of the options that folded `said` chooses, in order; None if it chooses none.

    A letter that no option has is among them; `?` stands for something said as an answer that is none of them.
    """
    for one in readings(said):
        letters = _lettered(question, one)
        if letters:
            return letters
    return _in_parts(question, said) or _by_number(question, said) or _by_text(question, said)


def _in_parts(question: Question, said: str) -> str | None:
    """Return the letters that are named between other talk: 哈哈，选B."""
    pieces = parts(said)
    if len(pieces) < 2:
        return None
    found = [
        next((letters for one in readings(piece) if (letters := _lettered(question, one))), None) for piece in pieces
    ]
    strange = any(not letters and not is_filler(piece) for letters, piece in zip(found, pieces, strict=True))
    return None if strange else "".join(sorted({letter for letters in found if letters for letter in letters}))


def _lettered(question: Question, one: str) -> str | None:
    bare = key(one)
    match = _BARE.fullmatch(bare)
    if match:
        return "".join(sorted(set(match[1].upper())))
    first = _FIRST_CHOSEN.fullmatch(one)
    if first:
        return first[1].upper()
    both = re.fullmatch(r"([a-h])[项.、:：)）\s,]*(.+)", one)
    if both and key(both[2]):
        named = _texts(question, both[2])
        if named:
            return "".join(sorted({both[1].upper(), *named}))
    pieces = [piece for piece in re.split(r"[\s、,，/;和与跟及或|&+.]+|还是|或者", one) if piece]
    alone = [piece for piece in pieces if re.fullmatch("[a-h]+项?", piece)]
    if len(pieces) > 1 and len(alone) == len(pieces):
        return "".join(sorted({char.upper() for piece in alone for char in piece if char in "abcdefgh"}))
    return None


def _by_number(question: Question, said: str) -> str | None:
    """Return the letters of options named by their places; not where the options are numbers themselves."""
    if any(re.search("[0-9]", key(folded(option))) for option in question.options):
        return None
    for one in readings(said):
        pieces = [piece for piece in re.split(r"[\s、,，/和]+", one) if piece]
        found = [_NUMBERED.fullmatch(piece) for piece in pieces]
        if pieces and all(found):
            places = {int(match[1]) for match in found if match}
            return "".join(LETTERS[place - 1] for place in sorted(places))
        if question.kind == "several" and re.fullmatch("[1-8]{2,8}", one):
            return "".join(LETTERS[int(digit) - 1] for digit in sorted(set(one)))
    return None


def _by_text(question: Question, said: str) -> str | None:
    whole = _texts(question, said)
    if whole:
        return whole
    pieces = [
        piece
        for piece in re.split(r"[\s、,，/;。!]+|还是|或者?|和|与|跟", said)
        if key(piece) and not is_negated(piece)
    ]
    named = [_texts(question, piece) for piece in pieces]
    found = {letter for letters in named if letters for letter in letters}
    is_whole = bool(named) and all(named)
    if found and (is_whole or question.kind == "choice"):
        return "".join(sorted(found)) if is_whole else _with_talk(pieces, named)
    return None


def _with_talk(pieces: Iterable[str], named: Iterable[str]) -> str | None:
    """Return the one option that is named beside talk: 长江，老师说过."""
    found = {letters for letters in named if letters}
    strange = [piece for piece, letters in zip(pieces, named, strict=True) if not letters]
    return (
        found.pop()
        if len(found) == 1 and all(re.match("因为|我|老师|毕竟|肯定|没错", one) for one in strange)
        else None
    )


def _texts(question: Question, said: str) -> str:
    """Return the letter of the option that `said` writes out; empty if none, or several are as near."""
    options = [wording(option) for option in question.options]
    for letter, option in zip(LETTERS, options, strict=False):
        if any(key(one) == option.key for one in readings(said)):
            return letter
    found = []
    for letter, option in zip(LETTERS, options, strict=False):
        others = frozenset(other.key for other in options if other is not option)
        hit = met(said, Ready(accepted=(option,), refused=frozenset(), asked=ready(question).asked, others=others))
        if hit is not None and hit.way in RIGHT:
            found.append(letter)
    return found[0] if len(found) == 1 else ""
