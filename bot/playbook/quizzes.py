"""题库: packs of questions, one in each file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, ClassVar, final

from pydantic import Field

from bot.core.playbook import Pack, Question
from bot.documents.checking import check, mark_of
from bot.documents.hints import trap_behind
from bot.documents.phrasing import shown
from bot.documents.problems import Problem
from bot.documents.schema import Schema
from bot.documents.tree import Document, Node
from bot.play.writing.questions import question_of
from bot.play.writing.shape import WrittenQuestion, alike
from bot.play.writing.values import Short, Twins
from bot.playbook import Kind

MOST = 2000  # chosen: questions of a pack


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPack:
    """One file."""

    title: Short
    questions: Annotated[tuple[WrittenQuestion, ...], Field(max_length=MOST)] = ()
    author: str = ""
    rooms: tuple[Short, ...] = ()

    notes: ClassVar[Mapping[str, str]] = {
        "title": "题库的名字：“开始答题 名字” 用它",
        "author": "谁出的题",
        "questions": "题目的列表",
    }


@final
class Quizzes(Kind):
    """Each file is a pack; its name without the ending is the id of the pack."""

    title: ClassVar = "题库"
    what: ClassVar = "有奖问答的题目，一个文件是一个题库"
    holds: ClassVar = "packs"
    shape: ClassVar = WrittenPack
    sample: ClassVar = """\
title: 公司常识
author: 王芳
questions:
  - ask: 公司总部在哪个城市？
    options: [北京, 上海, 深圳, 杭州]
    answer: C
    explain: 2016 年从杭州搬到深圳。
  - ask: 下面哪些是我们的产品？
    options: [云盘, 日历, 打印机, 会议]
    answer: [A, B, D]
  - ask: 试用期员工也有年假。
    answer: 对
  - ask: 报销单最晚几号交？
    answer: 25号
    also: [每月25日, 二十五号]
    not: [15号]
    hints: [在下旬]
    points: 20
    seconds: 45
    tags: [财务]
"""

    def read(self, documents: Sequence[Document]) -> tuple[Mapping[str, Pack], tuple[Problem, ...]]:
        """Return the packs by id, and all problems."""
        packs: dict[str, Pack] = {}
        problems: list[Problem] = []
        ids, titles, asked = Twins("题库"), Twins("题库的名字"), _Asked()
        for document in documents:
            pack, found = _pack(document, asked)
            problems += found
            root = document.root
            if pack is None or root is None:
                continue
            problems += ids.told(document, root.mark, pack.id, pack.id)
            problems += titles.told(document, mark_of(root, "title"), pack.title, pack.title)
            packs[pack.id] = pack
        return packs, tuple(problems)

    def schema(self) -> Schema:
        """Return the JSON Schema of a file."""
        return {**self.drawing().mapping(WrittenPack), "required": ["title", "questions"]}

    def shapes(self) -> tuple[type, ...]:
        """Return the shape of a file, and that of a question."""
        return (WrittenPack, WrittenQuestion)


def _pack(document: Document, asked: "_Asked") -> tuple[Pack | None, tuple[Problem, ...]]:
    root = document.root
    if root is None:
        return None, (
            Problem(file=document.name, cause="题库是空的", mend="请写上 title 和 questions，或删掉这个文件。"),
        )
    if not isinstance(root.data, dict):
        return None, (_no_pack(document, root),)
    checked = check(document, root, WrittenPack, data={**root.data, "questions": []})
    problems = list(checked.problems)
    questions, found = _questions(document, root, asked)
    problems += found
    if checked.value is None:
        return None, tuple(problems)
    written: WrittenPack = checked.value
    stem = PurePath(document.name).stem
    pack = Pack(id=stem, title=written.title, questions=questions, rooms=written.rooms, author=written.author)
    return pack, tuple(problems)


def _no_pack(document: Document, root: Node) -> Problem:
    cause = f"题库要写成 “title: …” 和 “questions: …”，这里是{shown(root)}"
    mend, snippet = trap_behind(document, root)
    usual = "请在最前面写 title，题目的列表写在 questions 下面。"
    return document.problem(
        root.mark, cause, mend=mend or usual, snippet=snippet or "title: 公司常识\nquestions:\n  - ask: …"
    )


def _questions(document: Document, root: Node, asked: "_Asked") -> tuple[tuple[Question, ...], list[Problem]]:
    node = root.children.get("questions")
    if node is None or node.data in ([], None):
        mark = root.keys.get("questions", root.mark)
        return (), [
            document.problem(mark, "题库里没有题目", mend="请在 questions: 下面写题目，每题以 “- ask: …” 开头。")
        ]
    if not isinstance(node.data, list):
        cause = f"“questions” 要写成题目的列表，这里是{shown(node)}"
        return (), [document.problem(node.mark, cause, mend="每题以 “- ask: …” 开头。")]
    problems: list[Problem] = []
    made: list[Question] = []
    ids = Twins("题目的编号")
    for element in node.elements():
        question, found = question_of(document, element)
        problems += found
        if question is None:
            continue
        alike_already = list(asked.told(document, element, question))
        problems += alike_already
        if not alike_already or "id" in element.keys:
            problems += ids.told(document, mark_of(element, "id"), question.id, question.id)
        made.append(question)
    return tuple(made), problems


class _Asked:
    """Notices questions that were asked before: wrong in one pack, worth a word in two."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int, int]] = {}

    def told(self, document: Document, node: Node, question: Question) -> Iterator[Problem]:
        mark = mark_of(node, "ask")
        key = alike(question.text, question.options, question.media)
        here = (document.name, mark.line, mark.column)
        there = self._first.setdefault(key, here)
        if there == here:
            return
        file, line, _ = there
        mend = "请删去一题，或改得不一样。"
        if file == document.name:
            yield document.problem(mark, f"和第 {line} 行的题目一样", mend=mend)
            return
        yield document.warning(mark, f"和 {file}:{line} 的题目一样，会被问两次", mend=mend)
