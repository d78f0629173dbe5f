"""A question as it is written in YAML, and what kind of question it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.play.writing.values import LETTERS, Id, OneOrMore, Short, Shorts, Words, folded

TRUE, FALSE = "对", "错"
JUDGED: Mapping[str, str] = {
    **dict.fromkeys(("对", "正确", "true", "是", "√", "✓"), TRUE),
    **dict.fromkeys(("错", "错误", "false", "否", "不对", "×", "✗"), FALSE),
}
GUESSED = frozenset(JUDGED) - {"是", "否", "不对"}
"""Answers that make a question one of true or false without saying so."""
WITH_OPTIONS = ("choice", "several")
NAMES: Mapping[str, str] = {"choice": "单选", "several": "多选", "judge": "判断", "text": "填空", "picture": "看图"}
LETTERED = re.compile(r"\s*([A-Ha-hＡ-Ｈ])\s*[.．、:：)）]\s*(.+)", re.DOTALL)
SEVERAL = re.compile(r"[A-Ha-hＡ-Ｈａ-ｈ](?:[\s、,，]*[A-Ha-hＡ-Ｈａ-ｈ])*")
MOST_OPTIONS = len(LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenQuestion:
    """One question. type: guessed if None. answer: letters or texts of options, 对 or 错, or accepted wordings."""

    ask: Words
    answer: Annotated[OneOrMore, Field(min_length=1)]
    type: Literal["choice", "several", "judge", "text", "picture"] | None = None
    options: tuple[Words, ...] = ()
    also: OneOrMore = ()
    refused: Annotated[OneOrMore, Field(alias="not")] = ()
    clues: Annotated[OneOrMore, Field(alias="hints")] = ()
    explain: str = ""
    points: Annotated[int, Field(ge=1, le=1000)] = 10
    seconds: Annotated[int, Field(ge=5, le=3600)] | None = None
    tags: Shorts = ()
    media: Short | None = None
    id: Id | None = None

    notes: ClassVar[Mapping[str, str]] = {
        "ask": "题目",
        "answer": "答案：选项的字母或内容（多选写几个）；对 或 错；填空题写可以接受的答案，第一个会公布",
        "type": "choice 单选、several 多选、judge 判断、text 填空、picture 看图；不写就按答案和选项判断",
        "options": "选项，最多 8 个；不用写 A、B、C",
        "also": "也算对的说法，只用于填空和看图",
        "not": "很像但不算对的说法，只用于填空和看图",
        "hints": "提示，一条一条给，要用积分换",
        "explain": "公布答案时的解释",
        "points": "答对得几分，默认 10",
        "seconds": "这一题给几秒；不写就按活动的设置",
        "media": "看图题的图片：上传到企业微信以后的 media_id",
    }
    hints: ClassVar[Mapping[str, str]] = {
        "options": "请写成 options: [甲, 乙, 丙]，不用写 A、B、C。",
        "answer": "请写选项的字母（多选写 [A, C]）、对、错，或填空题的答案。",
    }


def kind_of(written: WrittenQuestion) -> str:
    """Return what kind of question it is by what is written of it."""
    if written.options:
        letters = [letter for told in written.answer for letter in (folded(told) if SEVERAL.fullmatch(told) else "x")]
        is_bare = len(written.answer) == 1 and written.answer[0] not in written.options
        return "several" if len(written.answer) > 1 or (is_bare and len(letters) > 1) else "choice"
    if len(written.answer) == 1 and written.answer[0].casefold() in GUESSED and not written.also:
        return "judge"
    return "picture" if written.media is not None else "text"


def unlettered(options: tuple[str, ...]) -> tuple[str, ...]:
    """Return `options` without the letters that the author wrote before each of them."""
    found = [LETTERED.fullmatch(option) for option in options]
    told = [
        one[2].strip()
        for n, one in enumerate(found)
        if one is not None and folded(one[1]).upper() == LETTERS[n : n + 1]
    ]
    return tuple(told) if options and len(told) == len(options) else options


def alike(ask: str, options: Iterable[str], media: str) -> str:
    """Return what two questions have in common that ask the same: the words, whatever their order of options."""
    return "\n".join((folded(ask) or ask, *sorted(folded(option) or option for option in options), media))
