"""What is wrong across lines: told at the place where it began, not where YAML noticed, and mended to read on."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.documents.composing import Fault
from bot.documents.traps import Trap

LINE = re.compile(
    r"^(?P<indent> *)(?P<dashes>(?:-\s+)*)(?P<key>[\"']?[A-Za-z_][\w.-]*[\"']?):(?:\s+(?P<value>\S.*))?\s*$"
)
NO_COLON = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z_]\w*)\s+(?P<rest>\S.*)$")
DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
CLOSING = {"[": "]", "{": "}"}
QUOTES = "\"'"


def repair(lines: Sequence[str], fault: Fault) -> Trap | None:
    """Return what is really wrong where YAML found `fault`, None if that cannot be told."""
    found = None
    if fault.kind == "found unexpected end of stream":
        found = _open_quote(lines, fault)
    elif fault.kind.startswith("expected ',' or"):
        found = _open_bracket(lines, fault)
    elif fault.kind.startswith("could not find expected ':'"):
        found = _no_colon(lines, fault)
    elif fault.kind.startswith("expected <block end>"):
        found = _no_dash(lines, fault) or _crooked(lines, fault)
    elif fault.kind.startswith("found unknown escape character"):
        found = _backslash(lines, fault)
    elif fault.kind.startswith("mapping values are not allowed"):
        found = _too_deep(lines, fault)
    return found if found is not None and found.mended != lines[found.line - 1] else None


def _open_quote(lines: Sequence[str], fault: Fault) -> Trap | None:
    if fault.start is None:
        return None
    line, at = lines[fault.start.line - 1], fault.start.column - 1
    quote = line[at : at + 1]
    if not quote or quote not in QUOTES:
        return None
    width = len(line.rstrip()) - at
    return _trap(
        fault.start.line,
        at,
        width,
        f"引号没有结束，从第 {fault.start.line} 行开始",
        "请补上缺少的引号。",
        line.rstrip() + quote,
    )


def _backslash(lines: Sequence[str], fault: Fault) -> Trap | None:
    if fault.start is None:
        return None
    line, at = lines[fault.start.line - 1], fault.start.column - 1
    match = DOUBLE_QUOTED.match(line, at)
    if match is None or "'" in match[0]:
        return None
    mended = f"{line[:at]}'{match[0][1:-1]}'{line[match.end() :]}"
    cause = "双引号里的反斜杠写法不对"
    return _trap(fault.start.line, at, len(match[0]), cause, "请改用单引号，里面的 “\\” 就是它自己。", mended)


def _open_bracket(lines: Sequence[str], fault: Fault) -> Trap | None:
    if fault.start is None:
        return None
    line, at = lines[fault.start.line - 1], fault.start.column - 1
    missing, mended, opened = _closed(line.rstrip())
    if not missing or line[at] not in CLOSING:
        return None
    cause = f"第 {fault.start.line} 行开始的 “{line[opened]}” 没有正确结束"
    return _trap(fault.start.line, opened, 1, cause, f"请补上 “{missing}”。", mended)


def _closed(line: str) -> tuple[str, str, int]:
    """Return (the brackets that `line` does not close, `line` with them, where the first of these was opened).

    One that is missing before another is put in before it; what is left open is closed at the end.
    """
    waiting: list[int] = []
    missing: list[tuple[str, int]] = []
    pieces: list[str] = []
    quote = ""
    for place, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in QUOTES:
            quote = char
        elif char in CLOSING:
            waiting.append(place)
        elif any(char == CLOSING[line[at]] for at in waiting):
            while CLOSING[line[waiting[-1]]] != char:
                missing.append((CLOSING[line[waiting[-1]]], waiting.pop()))
                pieces.append(missing[-1][0])
            waiting.pop()
        pieces.append(char)
    missing += [(CLOSING[line[at]], at) for at in reversed(waiting)]
    pieces += [CLOSING[line[at]] for at in reversed(waiting)]
    return "".join(bracket for bracket, _ in missing), "".join(pieces), min((at for _, at in missing), default=0)


def _no_colon(lines: Sequence[str], fault: Fault) -> Trap | None:
    if fault.start is None:
        return None
    line = lines[fault.start.line - 1]
    match = NO_COLON.match(line)
    if match is None:
        return None
    mended = f"{match['lead']}{match['key']}: {match['rest']}"
    cause = f"“{match['key']}” 后面缺少冒号"
    return _trap(fault.start.line, match.start("key"), len(match["key"]), cause, "键和值之间要写成 “: ”。", mended)


def _no_dash(lines: Sequence[str], fault: Fault) -> Trap | None:
    """A key that stands where the next element of a list should."""
    line = lines[fault.mark.line - 1]
    match = LINE.match(line)
    if match is None or match["dashes"]:
        return None
    indent = match["indent"]
    above = (one for one in lines[: fault.mark.line - 1] if one.startswith(f"{indent}- "))
    if next(above, None) is None:
        return None
    cause = "这里开始新的一项，前面少了 “- ”"
    mend = "列表里的每一项都以 “- ” 开头。"
    return _trap(fault.mark.line, len(indent), len(match["key"]), cause, mend, f"{indent}- {line.strip()}")


def _crooked(lines: Sequence[str], fault: Fault) -> Trap | None:
    """An element of a list that stands a little beside the others."""
    number = fault.mark.line
    line = lines[number - 1]
    indent = len(line) - len(line.lstrip(" "))
    if not line.lstrip().startswith("- "):
        return None
    for above in range(number - 1, 0, -1):
        other = lines[above - 1]
        beside = len(other) - len(other.lstrip(" "))
        if other.lstrip().startswith("- ") and 0 < abs(beside - indent) <= 1:
            mended = " " * beside + line.lstrip()
            trap = _trap(
                number, indent, 1, f"这一项没有和第 {above} 行的那一项对齐", "同一个列表的 “- ” 要左对齐。", mended
            )
            return replace(trap, beside=above)
    return None


def _too_deep(lines: Sequence[str], fault: Fault) -> Trap | None:
    """A key that is indented below one that has its value already."""
    number = fault.mark.line
    line = lines[number - 1]
    above = next(
        (n for n in range(number - 1, 0, -1) if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#")), 0
    )
    here, other = LINE.match(line), LINE.match(lines[above - 1]) if above else None
    if here is None or other is None or not other["value"]:
        return None
    wanted = len(other["indent"]) + len(other["dashes"])
    indent = len(here["indent"])
    if indent <= wanted:
        return None
    cause = f"多缩进了 {indent - wanted} 个空格：上一行的 “{other['key']}” 已经有值，下面不能再有内容"
    mend = "请和上一行的键左对齐。"
    return replace(_trap(number, indent, len(here["key"]), cause, mend, " " * wanted + line.lstrip()), beside=above)


def _trap(line: int, at: int, width: int, cause: str, mend: str, mended: str) -> Trap:
    return Trap(line=line, column=at + 1, width=max(width, 1), cause=cause, mend=mend, mended=mended)
