"""Kinds of single values in what admins write for activities, and what is said of those that are no good."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.documents.hints import trap_behind
from bot.documents.phrasing import shown
from bot.documents.problems import Problem
from bot.documents.tree import Document, Mark, Node
from bot.text.cron import LONGEST, cron_of
from bot.text.spans import Span

LETTERS = "ABCDEFGH"
"""Of the options of a question, in order; there are no more than letters."""
TERMS = (
    "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
)  # fmt: skip
LUNAR_LONGEST = 30
ID = re.compile(r"[\w.-]{1,64}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH_DAY = re.compile(r"\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*[日号]?\s*", re.ASCII)
SENSELESS = re.compile(r"[\W_]+")


def _text(value: object) -> object:
    """Return a boolean as people say it: YAML takes a bare true for one."""
    return "对" if value is True else "错" if value is False else value


def listed(value: object) -> object:
    """Return a single value as the list it stands for, for pydantic."""
    return [value] if isinstance(value, str | int | float) else value


def _id(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError("要写 1–64 个文字、字母、数字、“-”“_” 或 “.”，例如 q1")
    return text


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("要写成 2026-10-01 这样的日期")  # for pydantic
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"要写成 2026-10-01 这样的日期，{value} 这一天不存在") from None


def _month_day(text: str) -> str:
    found = MONTH_DAY.fullmatch(text)
    month, day = (int(number) for number in found.groups()) if found is not None else (0, 0)
    if not (1 <= month <= len(LONGEST) and 1 <= day <= LONGEST[month - 1]):
        raise ValueError("要写成 03-08 这样的公历月日，不写年份")
    return f"{month:02}-{day:02}"


def _lunar(text: str) -> str:
    found = MONTH_DAY.fullmatch(text)
    month, day = (int(number) for number in found.groups()) if found is not None else (0, 0)
    if not (1 <= month <= len(LONGEST) and 1 <= day <= LUNAR_LONGEST):
        raise ValueError("要写成 08-15 这样的农历月日；12-30 是除夕，不论那年腊月有几天")
    return f"{month:02}-{day:02}"


Words = Annotated[str, Field(min_length=1, max_length=500), BeforeValidator(_text)]
Short = Annotated[str, Field(min_length=1, max_length=60), BeforeValidator(_text)]
Template = Annotated[str, Field(min_length=1, max_length=1000)]
OneOrMore = Annotated[tuple[Words, ...], BeforeValidator(listed)]
Shorts = Annotated[tuple[Short, ...], BeforeValidator(listed)]
Seasons = Annotated[tuple[Literal["春", "夏", "秋", "冬"], ...], BeforeValidator(listed)]
Id = Annotated[str, AfterValidator(_id)]
AnyDay = Annotated[date, BeforeValidator(_day)]
MonthDay = Annotated[str, AfterValidator(_month_day)]
LunarDay = Annotated[str, AfterValidator(_lunar)]
When = Annotated[str, AfterValidator(cron_of)]
"""Cron, days of the week by name; written as cron or as people say it."""
Lasting = Annotated[Span, Field(gt=timedelta(0), le=timedelta(days=90))]
OF_ALL: Mapping[str, str] = {
    "id": "编号：不写就按内容自动编一个，改了内容会变",
    "rooms": "只在哪些群里用：群的 id，可用 * 通配；不写就是所有群",
    "tags": "标签",
    "title": "名字，群成员会看到",
}
"""What editors say of keys that mean the same wherever they stand."""


def folded(text: str) -> str:
    """Return `text` with nothing left that two texts people call the same may differ in: width, case, punctuation."""
    return SENSELESS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def id_for(*texts: str) -> str:
    """Return a short id that stays as long as `texts` say the same."""
    said = "\n".join(folded(text) or text for text in texts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def notes_of(shape: type, name: str) -> str:
    """Return what editors say of the key `name` of the class `shape`: its own `notes`, else those of all."""
    notes: Mapping[str, str] = getattr(shape, "notes", {})
    return notes.get(name, OF_ALL.get(name, ""))


def elements_of(document: Document, what: str, example: str) -> tuple[tuple[Node, ...], tuple[Problem, ...]]:
    """Return the elements of the list that `document` should be, none if it is empty.

    what: it lists, in Chinese. example: how one begins.
    """
    root = document.root
    if root is None or root.data is None:
        return (), ()
    if isinstance(root.data, list):
        return tuple(root.elements()), ()
    cause = f"这个文件要写成{what}的列表，这里是{shown(root)}"
    mend, snippet = trap_behind(document, root)
    return (), (document.problem(root.mark, cause, mend=mend or "每一项以 “- ” 开头。", snippet=snippet or example),)


class Twins:
    """Notices what has been there before. what: in Chinese, such as 编号."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._first: dict[str, tuple[str, int, int]] = {}

    def told(self, document: Document, mark: Mark, key: str, called: str) -> Iterator[Problem]:
        """Yield the problem that `key`, which is `called` so and stands at `mark`, was there before, if it was."""
        here = (document.name, mark.line, mark.column)
        there = self._first.setdefault(key, here)
        if there != here:
            first = f"{there[0]}:{there[1]}"
            yield document.problem(
                mark, f"{self._what} “{called}” 重复了，{first} 已经用过", mend="请换一个，或删去一处。"
            )
