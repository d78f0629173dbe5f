"""What a control is asked to do: JSON, read strictly."""

import json
from typing import Any

from aiohttp import web

from bot.simulator.customers import COMMAS, ITEMS
from bot.simulator.people import LONGEST, ImpossibleError

Body = dict[str, Any]
LONGEST_WAIT = 86_400  # chosen: s that something may be put off


async def body_of(request: web.Request) -> Body:
    """Return the posted object, an empty one if nothing was posted. Raises ImpossibleError."""
    raw = await request.read()
    try:
        body = json.loads(raw) if raw else {}
    except (ValueError, RecursionError) as error:
        raise ImpossibleError("请求体要是 JSON") from error
    if not isinstance(body, dict):
        raise ImpossibleError("请求体要是 JSON 对象")
    return body


def word_in(body: Body, name: str, default: str | None = None) -> str:
    """Return a text that must not be empty. Raises ImpossibleError."""
    value = body.get(name, default)
    if not isinstance(value, str) or not value:
        raise ImpossibleError(f"缺少 {name}")
    return value


def objects_in(body: Body, name: str) -> list[Body]:
    """Return a list of objects that must not be empty. Raises ImpossibleError."""
    value = body.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise ImpossibleError(f"{name} 要是非空的对象列表")
    return value


def choice_in(body: Body, name: str, choices: tuple[int, ...]) -> int:
    """Return one of `choices`, the first if none is made. Raises ImpossibleError."""
    value = body.get(name, choices[0])
    if isinstance(value, bool) or value not in choices:
        raise ImpossibleError(f"{name} 只能是 {'、'.join(map(str, sorted(choices)))}")
    return int(value)


def form_in(body: Body) -> str:
    """Return how members are listed in an event. Raises ImpossibleError."""
    form = body.get("form", ITEMS)
    if form not in {ITEMS, COMMAS}:
        raise ImpossibleError(f"form 只能是 {ITEMS} 或 {COMMAS}")
    return str(form)


def text_in(body: Body) -> str:
    """Return what is to be said. Raises ImpossibleError if a client would not send it."""
    text = word_in(body, "text").encode("utf-8", "replace").decode()
    if not text.strip():
        raise ImpossibleError("不能发送空白消息")
    if len(text) > LONGEST:
        raise ImpossibleError(f"一条消息最多 {LONGEST} 字")
    return text


def count_in(body: Body, name: str) -> int:
    """Return a whole number from 0 on, 0 if there is none. Raises ImpossibleError."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ImpossibleError(f"{name} 要是不小于 0 的整数")
    return value


def seconds_in(body: Body, name: str) -> float:
    """Return a span from 0 s to a day, 0 if there is none. Raises ImpossibleError."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_WAIT:
        raise ImpossibleError(f"{name} 要是 0 到 {LONGEST_WAIT} 的秒数")
    return float(value)


def number_of(text: str) -> int:
    """Return the number that `text` writes, 0 if it writes none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
