"""The traps of YAML, each with its name: what people type, why YAML does not take it, and what it should be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents.flow import KEY, Found, flow_closed_early, flow_hash, flow_special, flow_variable, quoted

MOST = 4  # chosen: traps told of one line
LONGEST = 1000  # chosen: characters; in longer lines nobody mends by hand
START = r"^(?P<lead>\s*(?:-\s+)*)"
BLOCK = re.compile(r"(?:^|[\s:-])[|>][-+0-9]*\s*(?:#.*)?$")
TAB = re.compile(r"^(?P<lead> *)(?P<at>[\t\u3000\xa0][\s\u3000]*)")
WIDE_COLON = re.compile(START + rf"(?P<key>{KEY})\s*(?P<at>：)\s*")
WIDE_COLON_AFTER = re.compile(rf"(?P<lead>[{{,]\s*)(?P<key>{KEY})\s*(?P<at>：)\s*")
TIGHT_COLON = re.compile(START + r"(?P<key>[A-Za-z_]\w*)(?P<at>:)(?=[^\s:/])")
WIDE_DASH = re.compile(r"^(?P<lead>\s*)(?P<at>[－—–•·])\s*(?=\S)")
TIGHT_DASH = re.compile(rf"^(?P<lead>\s*)(?P<at>-)(?=(?:{KEY}:\s)|[\u4e00-\u9fff])")
VALUE = re.compile(START + rf"(?P<key>{KEY}:\s+)?(?P<at>\S.*?)(?P<tail>\s*|\s+#.*)$")
SPECIAL = re.compile(r"^(?:[@`%]|[&*!](?!(?a:[\w-]+)\s*$)|[|>](?![-+0-9]*$))")
WIDE_BRACKETS = {"【": "[]", "［": "[]", "〔": "[]", "｛": "{}", "﹛": "{}"}
WIDE_ENDS = "】］〕｝﹜"
PARTED = re.compile(r"[，、,：:]")
WIDE_COMMA = re.compile(r"\s*[，、]\s*")
MIXED = re.compile(r"""^(?:["'](?P<a>[^"'“”‘’]*)[”’＂]|[“‘＂](?P<b>[^"'“”‘’]*)["'])$""")
CLOSED_EARLY = re.compile(r"""^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\{[^{}]*\}|\[[^\[\]]*\])\s*[^\s#,\]}:]""")
NESTED = re.compile(rf"^{KEY}:\s+\S")
COLON_INSIDE = re.compile(r"^[^\"'\[{&*!|>#@`%][^#]*?:(?:\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A trap in one line. line, column: from 1. mended: the line as it should be.

    beside: the number of a line that it has to be aligned with, 0 if none.
    """

    line: int
    column: int
    width: int
    cause: str
    mend: str
    mended: str
    beside: int = 0


def traps_in(lines: tuple[str, ...]) -> Iterator[Trap]:
    """Yield the traps of all lines, in order. For text that YAML cannot read: in good text it may err.

    Where a line has several, each is told with the ones before it mended.
    """
    literal_above: int | None = None
    for number, line in enumerate(lines, start=1):
        indent = len(line) - len(line.lstrip())
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if literal_above is not None and indent > literal_above:
            continue
        literal_above = indent if BLOCK.search(line) else None
        yield from traps_at(line, number)


def traps_at(line: str, number: int) -> Iterator[Trap]:
    """Yield the traps of the line that has this `number`, from 1; none of a line longer than `LONGEST`."""
    if len(line) > LONGEST:
        return
    for _ in range(MOST):
        trap = _trap_in(line, number)
        if trap is None:
            return
        yield trap
        line = trap.mended


def _trap_in(line: str, number: int) -> Trap | None:
    for find in (
        _indent,
        _wide_dash,
        _tight_dash,
        _wide_colon,
        _tight_colon,
        flow_variable,
        flow_special,
        flow_hash,
        flow_closed_early,
        _mixed,
        _wide_bracket,
        _value,
    ):
        found = find(line)
        if found is None or found[-1] == line:
            continue
        start, end, cause, mend, mended = found
        return Trap(line=number, column=start + 1, width=max(end - start, 1), cause=cause, mend=mend, mended=mended)
    return None


def _indent(line: str) -> Found | None:
    match = TAB.match(line)
    if match is None:
        return None
    start, end = match.span("at")
    name = {"\t": " Tab", "\u3000": "全角空格", "\xa0": "不换行空格"}[line[start]]
    spaces = "".join("  " if c in "\t\u3000" else " " for c in match.group("at"))
    return (
        start,
        start + 1,
        f"缩进里有{name}，YAML 只认半角空格",
        "请改用空格缩进（每层两个）。",
        line[:start] + spaces + line[end:],
    )


def _wide_dash(line: str) -> Found | None:
    match = WIDE_DASH.match(line)
    if match is None:
        return None
    start, end = match.span("at")
    cause = f"列表项开头用了 “{match.group('at')}”，YAML 只认半角的 “- ”"
    return start, end, cause, "请改成半角减号加一个空格。", f"{match.group('lead')}- {line[match.end() :]}"


def _tight_dash(line: str) -> Found | None:
    match = TIGHT_DASH.match(line)
    if match is None or line.startswith("---"):
        return None
    start, end = match.span("at")
    return (
        start,
        end,
        "“-” 后面少了一个空格",
        "列表项要写成 “- 内容”。",
        f"{match.group('lead')}- {line[match.end() :]}",
    )


def _wide_colon(line: str) -> Found | None:
    match = WIDE_COLON.match(line) or WIDE_COLON_AFTER.search(line)
    if match is None:
        return None
    start, end = match.span("at")
    mended = f"{line[: match.start('key')]}{match.group('key')}: {line[match.end() :]}".rstrip()
    return start, end, "用了全角冒号 “：”，YAML 只认半角冒号加空格 “: ”", "请改成半角冒号，后面加一个空格。", mended


def _tight_colon(line: str) -> Found | None:
    match = TIGHT_COLON.match(line)
    if match is None:
        return None
    start, end = match.span("at")
    return start, end, "冒号后面少了一个空格", "键和值之间要写成 “: ”。", f"{line[:end]} {line[end:]}"


def narrow(text: str) -> str:
    """Return a list or mapping that was typed with full-width brackets and commas as YAML wants it, as it is else."""
    pair = WIDE_BRACKETS.get(text[:1]) if text[-1:] in WIDE_ENDS and len(text) > 1 else None
    return text if pair is None else f"{pair[0]}{WIDE_COMMA.sub(', ', text[1:-1].strip()).replace('：', ': ')}{pair[1]}"


def _wide_bracket(line: str) -> Found | None:
    """A whole value in full-width brackets."""
    match = VALUE.match(line)
    if match is None or match.group("key") is None:
        return None
    value, start = match.group("at"), match.start("at")
    if not PARTED.search(value):  # a title in brackets
        return None
    mended = f"{line[:start]}{narrow(value)}{match.group('tail')}"
    cause = f"用了全角括号 “{value[0]}{value[-1]}”，YAML 只认半角的方括号和花括号"
    return start, start + len(value), cause, "请把括号、逗号和冒号都改成半角。", mended


def _mixed(line: str) -> Found | None:
    """A value with a half-width quotation mark at one end and a Chinese one at the other."""
    match = VALUE.match(line)
    found = match and MIXED.match(match.group("at"))
    if not match or not found:
        return None
    start, end = match.span("at")
    mended = line[:start] + quoted(found["a"] or found["b"] or "") + match.group("tail")
    return start, end, "两头的引号不是一对：一个是半角，一个是中文", "请都改成半角引号。", mended


def _closed_early(line: str, value: str, start: int, mended: str) -> Found:
    """What goes on behind its closing quotation mark or bracket."""
    mark, inner = value[0], value[1:-1]
    if mark in "\"'" and value[-1] == mark and len(value) > 1:
        other = "'" if mark == '"' else '"'
        mend = f"外面请改用{'单' if other == chr(39) else '双'}引号。"
        if other not in inner and "\\" not in inner:
            mended = f"{line[:start]}{other}{inner}{other}{line[start + len(value) :]}"
            return start, start + len(value), "引号里面又有同样的引号，YAML 会在那里提前结束", mend, mended
    return start, start + len(value), "这段内容在 YAML 看来提前结束了", "请给整段内容加上引号。", mended


def _value(line: str) -> Found | None:
    """A value that must stand in quotes: it starts with a sign of YAML, goes on after a bracket, or holds `: `."""
    match = VALUE.match(line)
    if match is None or (match.group("key") is None and not match.group("lead").strip()):
        return None
    value, start = match.group("at"), match.start("at")
    mended = line[:start] + quoted(value.strip()) + match.group("tail")
    if SPECIAL.match(value):
        cause = f"以 “{value[0]}” 开头的内容没有加引号，YAML 会把 “{value[0]}” 当成语法"
        return start, start + 1, cause, "请给整段内容加上引号。", mended
    if CLOSED_EARLY.match(value):
        return _closed_early(line, value, start, mended)
    inside = COLON_INSIDE.match(value)
    if match.group("key") is not None and inside:
        if NESTED.match(value):
            mended = f"{line[:start]}{{{value.strip()}}}{match.group('tail')}"
            cause = "一行里只能写一层 “键: 值”"
            return start, start + len(value), cause, "里面一层请换行再缩进两个空格，或写进花括号。", mended
        at = start + inside.end() - 1 - len(inside.group()) + len(inside.group().rstrip())
        return at, at + 1, "内容里有 “: ”，没有加引号时会被当成新的键", "请给整段内容加上引号。", mended
    return None
