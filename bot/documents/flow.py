"""The traps of YAML in braces and brackets, and texts in quotes."""

import re

KEY = r"(?:[\"']?[A-Za-z_][\w.-]*[\"']?)"
FLOW_VARIABLE = re.compile(r"[{\[,][^\"'#]*?(?P<at>\$\{[^{}]*\})(?=\s*[,}\]])")
FLOW_SPECIAL = re.compile(
    rf"(?:[\[{{,]\s*|[{{,]\s*{KEY}:\s+)(?P<at>(?:[@`%]|[*&!](?![\w-]+\s*[,\]}}]))(?:\{{[^{{}}]*\}}|[^,\[\]{{}}\"'])*?)(?=\s*[,\]}}])"
)
FLOW_HASH = re.compile(rf"(?:[\[{{,]\s*|[{{,]\s*{KEY}:\s+)(?P<at>#[^\s#,\[\]{{}}\"'][^,\[\]{{}}\"']*?)(?=\s*[,\]}}])")
FLOW_CLOSED_EARLY = re.compile(
    rf"(?:[\[{{,]\s*|[{{,]\s*{KEY}:\s+)(?P<at>(?P<quoted>\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s*(?P<more>[^\s,\]}}:#\"'][^,\[\]{{}}\"']*?))(?=\s*[,\]}}])"
)

Found = tuple[int, int, str, str, str]


def quoted(text: str) -> str:
    """Return `text` as a YAML scalar in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def flow_variable(line: str) -> Found | None:
    """A variable in braces that is not in quotes."""
    match = FLOW_VARIABLE.search(line)
    if match is None:
        return None
    start, end = match.span("at")
    mended = line[:start] + quoted(match.group("at")) + line[end:]
    return start, end, "花括号、方括号里的 “${…}” 没有加引号，YAML 会在 “}” 处提前结束", "请给它加上引号。", mended


def flow_special(line: str) -> Found | None:
    """A value that starts with a sign of YAML."""
    match = FLOW_SPECIAL.search(line)
    if match is None or any(line[: match.start("at")].count(mark) % 2 for mark in "\"'"):
        return None
    start, end = match.span("at")
    value = match.group("at")
    cause = f"以 “{value[0]}” 开头的内容没有加引号，YAML 会把 “{value[0]}” 当成语法"
    return start, end, cause, "请给整段内容加上引号。", line[:start] + quoted(value) + line[end:]


def flow_hash(line: str) -> Found | None:
    """A value that starts like a remark."""
    match = FLOW_HASH.search(line)
    if match is None or any(line[: match.start("at")].count(mark) % 2 for mark in "\"'"):
        return None
    start, end = match.span("at")
    cause = "以 “#” 开头的内容没有加引号，YAML 会把后面的都当成注释"
    return start, start + 1, cause, "请给它加上引号。", line[:start] + quoted(match.group("at")) + line[end:]


def flow_closed_early(line: str) -> Found | None:
    """What goes on behind the closing quotation mark of a value."""
    match = FLOW_CLOSED_EARLY.search(line)
    if match is None or any(line[: match.start("at")].count(mark) % 2 for mark in "\"'"):
        return None
    (start, end), (at, last) = match.span("at"), match.span("more")
    mark = match.group("quoted")[0]
    mended = f"{mark}{match.group('quoted')[1:-1]}{line[match.end('quoted') : last]}{mark}"
    return at, last, "引号已经结束，后面还有内容", "请把整段内容都写进引号里。", line[:start] + mended + line[end:]
