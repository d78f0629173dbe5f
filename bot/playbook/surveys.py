"""问卷: forms that can be begun by their name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Annotated, ClassVar, Literal, final

from pydantic import Field

from bot.core.playbook import Form, Inquiry
from bot.documents.checking import check, mark_of
from bot.documents.problems import Problem
from bot.documents.schema import Schema
from bot.documents.tree import Document, Node
from bot.play.writing.shape import unlettered
from bot.play.writing.values import Id, Lasting, Short, Shorts, Twins, Words, elements_of, folded, id_for
from bot.playbook import Kind

MOST_OPTIONS = 20  # chosen: nobody reads more on a phone
MOST = 30  # chosen: questions
LARGEST = 1_500  # chosen: bytes of a question with its options; 2048 with what the bot says around them
WITH_OPTIONS = ("choice", "several")
NAMES: Mapping[str, str] = {"choice": "单选", "several": "多选", "score": "打分", "nps": "推荐度", "text": "填空"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenInquiry:
    """One question. type: guessed if None."""

    ask: Words
    type: Literal["choice", "several", "score", "nps", "text"] | None = None
    options: Annotated[tuple[Short, ...], Field(max_length=MOST_OPTIONS)] = ()
    optional: bool = False

    notes: ClassVar[Mapping[str, str]] = {
        "ask": "问题",
        "type": "choice 单选、several 多选、score 打 1–5 分、nps 推荐度 0–10、text 填空；不写时有选项是单选，没有是填空",
        "options": "选项，用于单选和多选",
        "optional": "true：可以跳过不答",
    }

    @property
    def kind(self) -> str:
        """What kind of question it is, guessed where nobody wrote it."""
        return self.type or ("choice" if self.options else "text")

    def inquiry(self) -> Inquiry:
        """Return it as the rest of the bot knows it."""
        return Inquiry(text=self.ask, kind=self.kind, options=unlettered(self.options), optional=self.optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenForm:
    """One survey."""

    title: Short
    questions: Annotated[tuple[WrittenInquiry, ...], Field(min_length=1, max_length=MOST)]
    id: Id | None = None
    anonymous: bool = False
    private: bool = True
    lasts: Lasting = timedelta(days=3)
    rooms: Shorts = ()

    notes: ClassVar[Mapping[str, str]] = {
        "title": "问卷的名字：“问卷 名字” 用它",
        "questions": "问题的列表",
        "id": "编号：不写就用文件名，一个文件里有几份时按名字自动编",
        "anonymous": "true：谁答了什么，群主也看不到",
        "private": "true 私信里一题一题地答（默认）；false 在群里答",
        "lasts": "多久截止，例如 3天",
    }


@final
class Surveys(Kind):
    """Each file is one form, or a list of them."""

    title: ClassVar = "问卷"
    what: ClassVar = "可以按名字开始的问卷"
    holds: ClassVar = "forms"
    shape: ClassVar = WrittenForm
    sample: ClassVar = """\
title: 月度满意度
anonymous: true
lasts: 2天
questions:
  - ask: 你对群里的答疑满意吗？
    type: score
  - ask: 你会把这个群推荐给朋友吗？
    type: nps
  - ask: 希望多一些什么？
    type: several
    options: [答题, 分享会, 抽奖]
  - ask: 还有什么想说的？
    optional: true
"""

    def read(self, documents: Sequence[Document]) -> tuple[Mapping[str, Form], tuple[Problem, ...]]:
        """Return the forms by id, and all problems."""
        forms: dict[str, Form] = {}
        problems: list[Problem] = []
        ids, titles = Twins("问卷的编号"), Twins("问卷的名字")
        for document in documents:
            nodes, found = _forms_in(document)
            problems += found
            for node in nodes:
                form, faults = _form(document, node, is_alone=node is document.root)
                problems += faults
                if form is None:
                    continue
                twins = tuple(titles.told(document, mark_of(node, "title"), folded(form.title), form.title))
                problems += twins or ids.told(document, mark_of(node, "id"), form.id, form.id)
                forms[form.id] = form
        return forms, tuple(problems)

    def schema(self) -> Schema:
        """Return the JSON Schema of a file."""
        form = self.drawing().mapping(WrittenForm)
        return {"anyOf": [form, {"type": ["array", "null"], "items": form}]}

    def shapes(self) -> tuple[type, ...]:
        """Return the shape of a form, and that of a question."""
        return (WrittenForm, WrittenInquiry)


def _forms_in(document: Document) -> tuple[tuple[Node, ...], tuple[Problem, ...]]:
    root = document.root
    if root is not None and isinstance(root.data, dict):
        return (root,), ()
    return elements_of(document, what="问卷", example="- title: …\n  questions:\n    - ask: …")


def _form(document: Document, node: Node, *, is_alone: bool) -> tuple[Form | None, tuple[Problem, ...]]:
    checked = check(document, node, WrittenForm)
    problems = (*checked.problems, *_inner_faults(document, node))
    if problems:
        return None, problems
    written: WrittenForm = checked.value
    usual = PurePath(document.name).stem if is_alone else id_for(written.title)
    form = Form(
        id=written.id or usual,
        title=written.title,
        inquiries=tuple(question.inquiry() for question in written.questions),
        anonymous=written.anonymous,
        private=written.private,
        lasts=written.lasts,
        rooms=written.rooms,
    )
    return form, ()


def _inner_faults(document: Document, node: Node) -> Iterator[Problem]:
    questions = node.children.get("questions")
    for element in questions.elements() if questions is not None else ():
        checked = check(document, element, WrittenInquiry)
        if not checked.problems:
            yield from _faults(document, element, checked.value)


def _faults(document: Document, node: Node, written: WrittenInquiry) -> Iterator[Problem]:
    """Yield what is wrong with the options of a question whose keys are each right, or with all it says together."""
    size = len("".join((written.ask, *written.options)).encode())
    if size > LARGEST:
        cause = f"问题和选项加起来太长（{size} 字节，最多 {LARGEST}），企业微信一条消息放不下，后面的会被截掉"
        yield document.problem(mark_of(node, "ask"), cause, mend="请写短一些，或拆成两题。")
    if written.kind not in WITH_OPTIONS:
        if written.options:
            cause = f"“options” 只用于单选、多选题，这里是{NAMES[written.kind]}题"
            yield document.problem(node.keys["options"], cause, mend="请去掉 options，或改正 type。")
        return
    if len(written.options) < 2:
        cause = f"{NAMES[written.kind]}题至少要有两个选项，这里有 {len(written.options)} 个"
        yield document.problem(mark_of(node, "options"), cause, mend="请写成 options: [甲, 乙, 丙]。")
    first: dict[str, int] = {}
    for number, option in enumerate(written.options):
        earlier = first.setdefault(folded(option) or option, number)
        if earlier != number:
            mark = node.children["options"].children[number].mark
            cause = f"第 {number + 1} 个选项和第 {earlier + 1} 个一样：“{option}”"
            yield document.problem(mark, cause, mend="请改掉或删去一个。")
