"""How a value that is no good is spoken of, in Chinese."""

import re
from datetime import timedelta

from pydantic_core import ErrorDetails

from bot.core.model import span_in_words
from bot.documents.tree import Node

SPAN = re.compile(r"datetime\.timedelta\((.*)\)")
PART = re.compile(r"(\w+)=(\d+)")
LONGEST_SHOWN = 40  # chosen: characters of a value quoted in a sentence
WRONG_KIND: dict[str, str] = {
    "string_type": "一段文字",
    "int_type": "整数",
    "int_parsing": "整数",
    "int_parsing_size": "整数",
    "int_from_float": "整数",
    "float_type": "数字",
    "float_parsing": "数字",
    "finite_number": "数字",
    "bool_type": " true 或 false",
    "bool_parsing": " true 或 false",
    "tuple_type": "列表",
    "list_type": "列表",
    "set_type": "列表",
    "frozen_set_type": "列表",
    "dict_type": "“键: 值”",
    "mapping_type": "“键: 值”",
    "dataclass_type": "“键: 值”",
}
ITEM = "]"
EMPTY: dict[str, str] = {"too_short": "是空的，至少写一条", "string_too_short": "不能是空的"}
LIMITS: dict[str, tuple[str, str]] = {
    "greater_than": ("gt", "要大于 {}"),
    "greater_than_equal": ("ge", "不能小于 {}"),
    "less_than": ("lt", "要小于 {}"),
    "less_than_equal": ("le", "不能大于 {}"),
    "string_too_short": ("min_length", "至少要 {} 个字符"),
    "string_too_long": ("max_length", "最多 {} 个字符"),
    "too_short": ("min_length", "至少要 {} 项"),
    "too_long": ("max_length", "最多 {} 项"),
}


def named(key: str) -> str:
    """Return how a sentence about the value of `key` begins."""
    if not key.endswith(ITEM):
        return key and f"“{key}” "
    name, number = key.removesuffix(ITEM).rsplit("[", 1)
    return f"“{name}” 第 {int(number) + 1} 项"


def limit(node: Node, detail: ErrorDetails) -> str:
    """Return what bound the value at `node` breaks."""
    name, sentence = LIMITS[detail["type"]]
    bound = detail.get("ctx", {}).get(name, "")
    if node.data in ([], {}, "") and detail["type"] in EMPTY:
        return EMPTY[detail["type"]]
    return f"{sentence.format(_plain(bound))}，这里是{shown(node)}"


def _plain(bound: object) -> str:
    """Return a bound as people write it: no decimals that say nothing, spans with their units."""
    span = SPAN.fullmatch(str(bound))  # pydantic tells spans as Python writes them
    if span is not None:
        return span_in_words(timedelta(**{unit: int(count) for unit, count in PART.findall(span[1])}))
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def kind_of(node: Node, wanted: str) -> str:
    """Return what stands at `node`; a text where keys were expected is not quoted, for it may hold anything."""
    if wanted in {"dict_type", "mapping_type", "dataclass_type"} and isinstance(node.data, str):
        return "一段文字"
    return shown(node)


def shown(node: Node) -> str:
    """Return what stands at `node`, short enough for a sentence, as it is written in the file.

    A quotation begins with the blank that parts it from the Chinese before it.
    """
    if isinstance(node.data, dict):
        return "一组“键: 值”"
    if isinstance(node.data, list):
        return "一个列表" if node.data else "空的列表"
    if node.data is None:
        return "空的"
    text = node.source if len(node.source) <= LONGEST_SHOWN else node.source[: LONGEST_SHOWN - 1] + "…"
    return f" “{text}”"
