"""`${NAME}` and `${NAME:-default}` in YAML texts, filled from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.documents.problems import Problem
from bot.documents.tree import Document, Node

VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<default>:-(?P<value>[^{}]*))?\}|(?P<broken>\$\{)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Plain data with its variables filled in."""

    data: Any
    problems: tuple[Problem, ...] = ()


def fill(document: Document, node: Node, environ: Mapping[str, str]) -> Filled:
    """Return the data of `node` with every variable filled from `environ`; a missing one is a problem at its place.

    A default stands in for a variable that is unset or empty, as in a shell. `${` always begins a variable. What is
    filled in is text, never YAML; whole numbers are understood where numbers are wanted.
    """
    if isinstance(node.data, str):
        return _text(document, node, environ)
    if not node.children:
        return Filled(data=node.data)
    filled = {key: fill(document, child, environ) for key, child in node.children.items()}
    problems = tuple(problem for part in filled.values() for problem in part.problems)
    if isinstance(node.data, dict):
        return Filled(data={key: part.data for key, part in filled.items()}, problems=problems)
    return Filled(data=[part.data for part in filled.values()], problems=problems)


def _text(document: Document, node: Node, environ: Mapping[str, str]) -> Filled:
    problems: list[Problem] = []

    def value(match: re.Match[str]) -> str:
        name = match.group("name")
        if match.group("broken"):
            mend = "要写成 ${NAME} 或 ${NAME:-默认值}，NAME 是字母、数字和下划线。"
            problems.append(document.problem(node.mark, "环境变量的写法不对", mend=mend))
            return ""
        if environ.get(name) or (name in environ and not match.group("default")):
            return environ[name]
        if match.group("default"):
            return match.group("value")
        mend = f"请在启动前设置它（export {name}=…），或写成 ${{{name}:-默认值}}。"
        problems.append(document.problem(node.mark, f"环境变量 {name} 没有设置", mend=mend))
        return ""

    return Filled(data=VARIABLE.sub(value, str(node.data)), problems=tuple(problems))
