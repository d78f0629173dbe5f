r"""Regular expressions that admins write: linear in the text, bounded in size, and their faults told in Chinese.

The only module that knows re2. In a pattern `\d`, `\w` and `\b` are about ASCII, `\p{Han}` is a Chinese character,
`.` is anything but a line break, and `^` `$` are the ends of the whole text unless the pattern begins with `(?m)`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from bot.core.findings import Span

LONGEST = 1_000  # characters; chosen
_LARGEST = 2_000  # instructions, which are 250 times any character; chosen
_STEPS = 500_000  # instructions x characters; measured: 30 ns each at worst, so no text takes over 20 ms
_MEMORY = 1 << 20  # bytes for a program and what it remembers while it searches; chosen
_SHOWN = 40  # characters
_PROBES = ("", "a", " a", "中 a", "\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOK = "这里不支持前后查看。不该出现的请写在规则的 unless 里，要同时出现的请用 all 写成两个条件"
_BACK = "这里不支持反向引用，请把要重复的内容写两遍"
_GROUPS = (
    (re.compile(r"\(\?[=!]"), f"有前瞻“{{}}”：{_LOOK}"),
    (re.compile(r"\(\?<"), f"有后顾“{{}}”：{_LOOK}"),
    (re.compile(r"\(\?P"), f"有反向引用“{{}}”：{_BACK}"),
    (re.compile(r"\(\?>"), "有原子组“{}”：请写成“(?:”，这里本来就不会变慢"),
    (re.compile(r""), "有不支持的写法“{}”，请去掉；要找“(”这个字符本身，请写成“\\(”"),
)
_ESCAPES = (
    (re.compile(r"\\[1-9k]"), f"有反向引用“{{}}”：{_BACK}"),
    (re.compile(r"\\Z"), "里不认识“{}”：文字的结尾请写成“\\z”或“$”"),
    (re.compile(r"\\u"), "里不认识“{}”：请直接写那个字，或写成“\\x{4e00}”这样"),
    (re.compile(r""), "里不认识“{}”，请去掉；要找“\\”这个字符本身，请写成“\\\\”"),
)
_FAULTS = {
    "missing ]": "的方括号没有配对，少了“]”。要找“[”这个字符本身，请写成“\\[”",
    "missing )": "的圆括号没有配对，少了“)”。要找“(”这个字符本身，请写成“\\(”",
    "unexpected )": "的圆括号没有配对，多了“)”。要找“)”这个字符本身，请写成“\\)”",
    "no argument for repetition operator": "里“{}”前面没有可以重复的内容。要找这个字符本身，请写成“\\{}”",
    "bad repetition operator": "里“{}”连用了两个重复符号，请留下一个",
    "invalid repetition size": "里的重复次数“{}”不行：要从小到大，连同外层括号相乘不超过 1000",
    "invalid character class range": "里的字符范围“{}”不行：要从小到大，名字要是认识的，例如“\\p{Han}”",
    "trailing \\": "末尾多了一个“\\”。要找“\\”这个字符本身，请写成“\\\\”",
    "invalid named capture group": "里括号的名字“{}”不行：不需要名字，写成“(”就好",
    "pattern too large - compile failed": "太复杂了：请把“{0,100}”这样的重复次数改小，或拆成几条",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    r"""A pattern, ready to search; safe to share between threads.

    reach: characters of a text that are looked at, so that the worst pattern on the worst text stays within 20 ms: at
    least 250, and 10,000 up to a size of 50 instructions. A Han character takes 3, `.` takes 8, `\p{Han}` 80.
    """

    source: str
    reach: int
    program: Any


@lru_cache(maxsize=4096)
def compiled(source: str, *, exact: bool) -> Pattern:
    """Return the pattern written as `source`. exact: capital and small letters differ.

    Raises ValueError with the cause and a way to mend it, in Chinese.
    """
    if not source.strip():
        raise ValueError("正则是空的，请写要找的内容")
    if len(source) > LONGEST:
        raise ValueError(f"正则有 {len(source)} 个字符，最多 {LONGEST} 个：请拆成几条，或改用 words")
    program = _program(source, exact=exact)
    size = max(program.programsize, program.reverseprogramsize)
    if size > _LARGEST:
        raise ValueError(_fault(source, "pattern too large - compile failed"))
    if any(found.start() == found.end() for probe in _PROBES if (found := program.search(probe))):
        raise ValueError(f"正则“{shortened(source)}”什么字都不用就能命中：请把“*”改成“+”，或写上一定要有的字")
    return Pattern(source=source, reach=_STEPS // size, program=program)


def first(patterns: tuple[Pattern, ...], text: str, *, views: int = 1) -> tuple[Pattern, Span] | None:
    """Return the first of `patterns` that is in `text`, and where; None if none is. Looks as far as their `reach`.

    views: how many texts of one message are looked at; they share the reach.
    """
    data = _encoded(text)
    for pattern in patterns:
        reach = pattern.reach // views
        near = data if len(text) <= reach else _encoded(text[:reach])
        found = pattern.program.search(near)  # given text, re2 would encode it once for every pattern
        if found is not None:
            start, end = found.span()
            at = len(near[:start].decode())
            return pattern, (at, at + len(near[start:end].decode()))
    return None


def shortened(source: str) -> str:
    """Return `source`, short enough for a sentence."""
    return source if len(source) <= _SHOWN else f"{source[: _SHOWN - 1]}…"


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character, as broken JSON brings it
        return _SURROGATE.sub("\ufffd", text).encode()


def _program(source: str, *, exact: bool) -> Any:  # noqa: ANN401 # re2 has no types
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True  # places of brackets are not asked for, and would cost the faster engines
    options.log_errors = False
    options.case_sensitive = exact
    try:
        return re2.compile(_encoded(source).decode(), options)
    except re2.error as error:
        told = error.args[0]
        raise ValueError(_fault(source, told.decode() if isinstance(told, bytes) else str(told))) from None


def _fault(source: str, told: str) -> str:
    """Return what re2 told of `source` in Chinese: it names the fault and, mostly, the piece of `source` it is in."""
    name, _, piece = told.partition(": ")
    table = {"invalid perl operator": _GROUPS, "invalid escape sequence": _ESCAPES}.get(name, ())
    cause = next((cause for wanted, cause in table if wanted.match(piece)), _FAULTS.get(name, f"不对：{told}"))
    return f"正则“{shortened(source)}”{cause.replace('{}', piece)}"
