"""Spans of time as people write them: 10秒, 5分钟, 1天12小时, 2h, 90s."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_UNITS = {
    "秒": 1, "秒钟": 1, "s": 1, "sec": 1,
    "分": 60, "分钟": 60, "m": 60, "min": 60,
    "时": 3600, "小时": 3600, "个小时": 3600, "h": 3600,
    "天": 86400, "日": 86400, "d": 86400,
    "周": 604800, "星期": 604800, "w": 604800,
}  # fmt: skip
_PIECE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+|[\u4e00-\u9fff]+)\s*", re.IGNORECASE)
_NOTHING = re.compile(r"\s*0+(?:\.0+)?\s*(?:{})?\s*".format("|".join(_UNITS)), re.IGNORECASE)
_LONGEST = timedelta(days=3660)  # chosen: ten years


def parse_span(text: str) -> timedelta:
    """Return the span that `text` names: numbers with units, added up.

    Raises ValueError, in Chinese, for anything else, and for spans of nothing or of more than ten years.
    """
    total = timedelta(0)
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None or piece[2].lower() not in _UNITS:
            raise ValueError(f"“{text}”不是时长，请写成 10秒、5分钟、2小时、1天 这样的数字加单位")
        total += timedelta(seconds=float(piece[1]) * _UNITS[piece[2].lower()])
        if total > _LONGEST:
            raise ValueError(f"“{text}”太长，时长最多十年")
        at = piece.end()
    if not total:
        raise ValueError(f"“{text}”不是时长，时长要大于零，例如 10秒")
    return total


def _span(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str):
        return parse_span(value)
    if value is None:
        raise ValueError("是空的，请写成 10秒、5分钟、2小时、1天 这样的时长")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("要写成 10秒、5分钟、2小时、1天 这样的时长")  # noqa: TRY004 # for pydantic
    if value <= 0:
        raise ValueError(f"“{value}”不是时长，时长要大于零，例如 10秒")
    raise ValueError(f"“{value}”没有单位，请写成 {value}秒 或 {value}分钟 这样的时长")


def _rest(value: object) -> timedelta:
    is_none = value is False or (isinstance(value, int | float) and value == 0)
    return timedelta(0) if is_none or (isinstance(value, str) and _NOTHING.fullmatch(value)) else _span(value)


Span = Annotated[timedelta, BeforeValidator(_span)]
"""A `timedelta` that YAML gives as text."""
SpanOrNone = Annotated[timedelta, BeforeValidator(_rest)]
"""The same, where 0, 0秒 and false stand for none at all."""
