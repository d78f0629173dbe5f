"""节日: days that are greeted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, final

from pydantic import AfterValidator

from bot.core.playbook import Festival
from bot.documents.checking import check, mark_of
from bot.documents.placeholders import faults_in
from bot.documents.problems import Problem, did_you_mean
from bot.documents.shapes import fields_of
from bot.documents.tree import Document, Node
from bot.play.writing.values import TERMS, LunarDay, MonthDay, Short, Shorts, Template, Twins, elements_of
from bot.playbook import Kind

PLACEHOLDERS = ("days", "festival", "room")
DATES = ("date", "lunar", "term")


def _term(text: str) -> str:
    if text not in TERMS:
        raise ValueError(f"要写二十四节气之一，这里是 “{text}”。{did_you_mean(text, TERMS)}".rstrip("。"))
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFestival:
    """One festival."""

    name: Short
    text: Template
    date: MonthDay | None = None
    lunar: LunarDay | None = None
    term: Annotated[str, AfterValidator(_term)] | None = None
    before: Template | None = None
    rooms: Shorts = ()

    notes: ClassVar[Mapping[str, str]] = {
        "name": "节日的名字",
        "text": "当天说的话：可用 {festival} 节日、{room} 群名、{days} 放假几天",
        "date": "公历月日，例如 03-08；date、lunar、term 写一个",
        "lunar": "农历月日，例如 08-15；12-30 是除夕，不论那年腊月有几天",
        "term": "二十四节气之一，例如 冬至",
        "before": "放假前一个工作日说的话，可用的占位符同上；不写就不说",
    }

    def festival(self) -> Festival:
        """Return it as the rest of the bot knows it."""
        return Festival(
            name=self.name,
            text=self.text,
            date=self.date or "",
            lunar=self.lunar or "",
            term=self.term or "",
            before=self.before or "",
            rooms=self.rooms,
        )


@final
class Festivals(Kind):
    """Each file is a list of festivals."""

    title: ClassVar = "节日"
    what: ClassVar = "机器人祝贺的日子"
    holds: ClassVar = "festivals"
    shape: ClassVar = WrittenFestival
    sample: ClassVar = """\
- name: 妇女节
  date: 03-08
  text: 祝{room}的各位女同事{festival}快乐！
- name: 中秋节
  lunar: 08-15
  text: 中秋快乐，愿大家都能和想念的人一起看月亮。
  before: 明天起放假 {days} 天，提前祝大家{festival}快乐，路上平安。
- name: 冬至
  term: 冬至
  text: 今天{festival}，记得吃饺子或汤圆。
"""

    def read(self, documents: Sequence[Document]) -> tuple[tuple[Festival, ...], tuple[Problem, ...]]:
        """Return the festivals of all files, in their order, and all problems."""
        festivals: list[Festival] = []
        problems: list[Problem] = []
        names = Twins("节日")
        for document in documents:
            nodes, found = elements_of(document, what="节日", example="- name: 中秋节\n  lunar: 08-15\n  text: …")
            problems += found
            for node in nodes:
                checked = check(document, node, WrittenFestival)
                faults = (*checked.problems, *_beside(document, node))
                problems += faults
                if faults:
                    continue
                festival = checked.value.festival()
                key = "\n".join((festival.name, *sorted(festival.rooms)))
                problems += names.told(document, mark_of(node, "name"), key, festival.name)
                festivals.append(festival)
        return tuple(festivals), tuple(problems)


def _beside(document: Document, node: Node) -> Iterator[Problem]:
    """Yield what is wrong with keys that may each be right."""
    if not isinstance(node.data, dict):
        return
    told = [key for key in DATES if key in node.keys]
    if not told and node.keys.keys() <= fields_of(WrittenFestival).keys():
        cause = "没有写是哪一天"
        mend = "请补上 date（公历，03-08）、lunar（农历，08-15）或 term（节气，冬至）中的一个。"
        yield document.problem(node.mark, cause, mend=mend)
    for key in told[1:]:
        cause = f"已经写了 {told[0]}，又写了 {key}"
        yield document.problem(node.keys[key], cause, mend="date、lunar、term 只能写一个。")
    for key in ("text", "before"):
        inner = node.children.get(key)
        if inner is None or not isinstance(inner.data, str):
            continue
        for piece, cause, mend in faults_in(inner.data, PLACEHOLDERS):
            yield document.problem(document.within(inner, piece), cause, mend=mend)
