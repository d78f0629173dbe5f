"""奖品: what credits buy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, final

from pydantic import Field

from bot.core.playbook import Ware
from bot.documents.checking import check, mark_of
from bot.documents.problems import Problem
from bot.documents.tree import Document
from bot.play.writing.values import Id, Short, Shorts, Twins, elements_of, folded, id_for
from bot.playbook import Kind

MOST = 1_000_000  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWare:
    """One thing."""

    title: Short
    cost: Annotated[int, Field(ge=1, le=MOST)]
    stock: Annotated[int, Field(ge=0, le=MOST)] | None = None
    each: Annotated[int, Field(ge=1, le=MOST)] | None = None
    level: Short | None = None
    about: Annotated[str, Field(max_length=500)] = ""
    rooms: Shorts = ()
    id: Id | None = None

    notes: ClassVar[Mapping[str, str]] = {
        "title": "奖品的名字：“兑换 名字” 用它",
        "cost": "要多少积分",
        "stock": "每个群有几份；不写就不限",
        "each": "每人最多换几份；不写就不限",
        "level": "到了哪个等级才能换，写等级的名字，例如 熟客",
        "about": "说明，例如怎么领",
    }

    def ware(self) -> Ware:
        """Return it as the rest of the bot knows it."""
        return Ware(
            id=self.id or id_for(self.title),
            title=self.title,
            cost=self.cost,
            stock=self.stock,
            each=self.each,
            level=self.level or "",
            about=self.about,
            rooms=self.rooms,
        )


@final
class Wares(Kind):
    """Each file is a list of wares."""

    title: ClassVar = "积分商城"
    what: ClassVar = "积分可以换的奖品"
    holds: ClassVar = "wares"
    shape: ClassVar = WrittenWare
    sample: ClassVar = """\
- title: 咖啡券
  cost: 50
  stock: 20
  each: 2
  about: 前台领取，工作日 9:00-18:00。
- title: 和 CTO 喝下午茶
  cost: 500
  stock: 1
  level: 老友
"""

    def read(self, documents: Sequence[Document]) -> tuple[tuple[Ware, ...], tuple[Problem, ...]]:
        """Return the wares of all files, in their order, and all problems."""
        wares: list[Ware] = []
        problems: list[Problem] = []
        ids, titles = Twins("奖品的编号"), Twins("奖品")
        for document in documents:
            nodes, found = elements_of(document, what="奖品", example="- title: 咖啡券\n  cost: 50")
            problems += found
            for node in nodes:
                checked = check(document, node, WrittenWare)
                problems += checked.problems
                if checked.problems:
                    continue
                ware = checked.value.ware()
                key = "\n".join((folded(ware.title), *sorted(ware.rooms)))
                twins = tuple(titles.told(document, mark_of(node, "title"), key, ware.title))
                problems += twins or ids.told(document, mark_of(node, "id"), ware.id, ware.id)
                wares.append(ware)
        return tuple(wares), tuple(problems)
