"""Expressions in YAML → expressions over conditions, with every error at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.documents.checking import check, rename
from bot.documents.phrasing import shown
from bot.documents.problems import Problem, did_you_mean
from bot.documents.shapes import Loc, shape_at, wants_list
from bot.documents.tree import Document, Mark, Node
from bot.rules import Condition
from bot.ruleset.expressions import AllOf, AnyOf, Expression, Leaf, Not

COMBINERS = ("any", "all", "not")


@dataclass(slots=True, kw_only=True)
class ExpressionReader:
    """Reads the expressions of one document. problems: collects what is wrong with them.

    places: where each condition's settings stand. known: conditions met so far; an equal one becomes the same object.
    """

    document: Document
    conditions: Mapping[str, type[Condition]]
    known: dict[Condition, Condition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    places: dict[Condition, Node] = field(default_factory=dict)

    def read(self, node: Node) -> Expression | None:
        """Return the expression at `node`, None if anything in it is wrong."""
        if not isinstance(node.data, dict) or len(node.keys) != 1:
            self._refuse_shape(node)
            return None
        [(key, inner)] = node.items()
        if key == "not":
            part = self._denied(inner)
            return None if part is None else Not(part=part)
        if key in COMBINERS:
            return self._combined(key, inner)
        return self._leaf(key, node.keys[key], inner)

    def _denied(self, node: Node) -> Expression | None:
        """Return what stands under `not`: one expression and no list of them."""
        elements = list(node.elements())
        if not isinstance(node.data, list) or not elements:
            return self.read(node)
        cause = f"“not” 下面只能写一个条件，这里是{shown(node)}"
        mend = (
            "请去掉方括号或 “- ”。"
            if len(elements) == 1
            else "要都不成立，写在 not 下面的 any: 里；要不同时成立，用 all:。"
        )
        self.problems.append(
            self.document.problem(node.mark, cause, mend=mend, snippet=self._one_denied(node, elements))
        )
        for element in elements:
            self.read(element)
        return None

    def _one_denied(self, node: Node, elements: Sequence[Node]) -> str:
        """Return how the list at `node` is written under `not`."""
        start = node.mark.column - 1
        written = self.document.line(node.mark)[start : start + node.mark.width]
        if written.startswith("[") and written.endswith("]"):
            return f"not: {written[1:-1].strip()}" if len(elements) == 1 else f"not: {{any: {written}}}"
        names = [name for element in elements for name in element.keys] or ["words"]
        if len(elements) == 1:
            return "\n".join(("not:", *(f"  {name}: …" for name in names)))
        return "\n".join(("not:", "  any:", *(f"    - {name}: …" for name in names)))

    def _combined(self, key: str, node: Node) -> Expression | None:
        elements = list(node.elements())
        if not isinstance(node.data, list) or not elements:
            what = "是空的，至少写一条" if node.data == [] else f"下面要写条件的列表，这里是{shown(node)}"
            names = list(node.keys) or ["words"]
            snippet = "\n".join((f"{key}:", *(f"  - {name}: …" for name in names)))
            mend = "每个条件一行，以 “- ” 开头。"
            self.problems.append(self.document.problem(node.mark, f"“{key}” {what}", mend=mend, snippet=snippet))
            return None
        parts = [self.read(element) for element in elements]
        sound = tuple(part for part in parts if part is not None)
        if len(sound) < len(parts):
            return None
        return AnyOf(parts=sound) if key == "any" else AllOf(parts=sound)

    def _leaf(self, id_: str, mark: Mark, node: Node) -> Leaf | None:
        kind = self.conditions.get(id_)
        if kind is None:
            self._refuse_name(id_, mark)
            return None
        data, at = spelt_out(node, kind)
        checked = check(self.document, node, kind, data=data, at=at, name=id_)
        self.problems += checked.problems
        if checked.problems:
            return None
        condition = self.known.setdefault(checked.value, checked.value)
        self.places.setdefault(condition, node)
        return Leaf(id=id_, condition=condition)

    def _refuse_name(self, name: str, mark: Mark) -> None:
        mend, snippet, mended = rename(self.document, mark, name, (*self.conditions, *COMBINERS))
        cause = f"未知的条件 “{name}”"
        self.problems.append(self.document.problem(mark, cause, mend=mend, snippet=snippet, mended=mended))

    def _refuse_shape(self, node: Node) -> None:
        if isinstance(node.data, dict) and len(node.keys) > 1:
            second = list(node.keys)[1]
            cause = f"一处只能写一个条件，这里又写了 “{second}”"
            snippet = "any:\n" + "\n".join(f"  - {key}: …" for key in node.keys)
            mend = "要任意一个满足，用 any；要同时满足，用 all。"
            self.problems.append(self.document.problem(node.keys[second], cause, mend=mend, snippet=snippet))
            return
        cause = f"这里要写 “条件: 设置”，现在是{shown(node)}"
        if isinstance(node.data, list):
            names = [name for element in node.elements() for name in element.keys] or ["words"]
            snippet = "\n".join(("any:", *(f"  - {name}: …" for name in names)))
            mend = "几个条件要写在 any:（任意一个）或 all:（同时）下面。"
            self.problems.append(self.document.problem(node.mark, cause, mend=mend, snippet=snippet))
            return
        name = node.source if node.source in self.conditions else ""
        mend = "没有设置的条件也要写冒号。" if name else did_you_mean(node.source, (*self.conditions, *COMBINERS))
        self.problems.append(self.document.problem(node.mark, cause, mend=mend, snippet=name and f"{name}:"))


def spelt_out(node: Node, kind: type[Condition]) -> tuple[Any, Loc]:
    """Return the settings that `node` gives to `kind` with its shorthand spelled out, and where the node's data is."""
    if isinstance(node.data, dict):
        return node.data, ()
    if node.data is None:
        return {}, ()
    if not kind.shorthand:
        return node.data, ()
    wants_many = wants_list(shape_at(kind, (kind.shorthand,)))
    if wants_many and not isinstance(node.data, list):
        return {kind.shorthand: [node.data]}, (kind.shorthand, 0)
    return {kind.shorthand: node.data}, (kind.shorthand,)
