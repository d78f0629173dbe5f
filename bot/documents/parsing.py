"""From the text of a YAML file to a document and everything that is wrong with its writing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from bot.documents.composing import LINE_BREAK, Composed, Fault, compose
from bot.documents.flow import quoted
from bot.documents.problems import Problem
from bot.documents.repairs import repair
from bot.documents.traps import traps_in
from bot.documents.tree import Document, Mark, Node
from bot.documents.trouble import reason_of
from bot.documents.wording import words_for

MAX_BYTES = 256 << 10  # chosen: of one file
REPAIRS = 8  # chosen: rounds of mending traps in order to see what is wrong behind them
COMMENT_TRAP = re.compile(r"\S (#[^\s#])")
CHINESE_QUOTES = (("“", "”"), ("‘", "’"), ("「", "」"), ("＂", "＂"))


def read_document(path: Path, *, name: str = "") -> tuple[Document, tuple[Problem, ...]]:
    """Return the document in the file `path`. name: what problems call it, the path if empty."""
    name = name or str(path)
    text, problems = read_text(path, name=name, most=MAX_BYTES)
    if problems:
        return Document(name=name, lines=(), root=None), problems
    return parse(text, name=name)


def read_text(path: Path, *, name: str, most: int) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of the file `path`, and what keeps it from being read. most: bytes."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        cause = f"文件打不开：{reason_of(error)}"
        return "", (Problem(file=name, cause=cause, mend="请检查路径是否正确、文件是否可读。"),)
    if len(raw) > most:
        cause = f"文件有 {len(raw)} 字节，超过 {most} 字节"
        return "", (Problem(file=name, cause=cause, mend="请拆成几个文件。"),)
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        cause, mend = f"文件不是 UTF-8 编码{_encoding(raw)}", "请用编辑器把文件另存为 UTF-8（记事本：另存为 → 编码）。"
        return "", (Problem(file=name, line=line, cause=cause, mend=mend),)


def _encoding(raw: bytes) -> str:
    """Return what the bytes of a file seem to be, ready to stand behind what they are not."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "，像是 UTF-16（记事本的 “Unicode”）"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "，像是 GBK（记事本的 “ANSI”）"


def parse(text: str, *, name: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return the document `text` and what is wrong with its writing.

    Traps are reported and, for this reading only, mended, so that what stands behind them is checked as well: with any
    problem the document is good for finding more problems and for nothing else.
    """
    text = text.removeprefix("\ufeff")
    lines = tuple(LINE_BREAK.split(text))
    blank = Document(name=name, lines=lines, root=None)
    composed, mended, problems = _composed(blank)
    document = replace(blank, root=composed.root, mended=mended)
    problems += _refused(document, composed.faults)
    if composed.root is not None:
        problems += _silent_traps(document, composed.root)
    return document, tuple(problems)


def _composed(document: Document) -> tuple[Composed, tuple[str, ...], list[Problem]]:
    """Return what can be made of `document` once its traps are mended, its lines then, and the problems of its grammar."""
    lines = list(document.lines)
    problems: list[Problem] = []
    composed = compose("\n".join(lines))
    for _ in range(REPAIRS):
        if not composed.unreadable:
            break
        traps = list(traps_in(tuple(lines))) or list(filter(None, [repair(lines, composed.faults[0])]))
        if not traps:
            break
        for trap in traps:
            lines[trap.line - 1] = trap.mended
            mark = Mark(line=trap.line, column=trap.column, width=trap.width)
            shown = [lines[trap.beside - 1], trap.mended] if trap.beside else [trap.mended]
            snippet = dedent("\n".join(shown)).strip()
            problems.append(document.problem(mark, trap.cause, mend=trap.mend, snippet=snippet, mended=trap.mended))
        composed = compose("\n".join(lines))
    return composed, tuple(lines), problems


def _refused(document: Document, faults: tuple[Fault, ...]) -> list[Problem]:
    told = ((fault.mark, *words_for(fault)) for fault in faults)
    return [document.problem(mark, cause, mend=mend) for mark, cause, mend in told]


def _silent_traps(document: Document, node: Node) -> list[Problem]:
    """What YAML takes without a word but hardly anybody means."""
    found: list[Problem] = []
    for leaf in _leaves(node):
        if not leaf.is_plain or not isinstance(leaf.data, str):
            continue
        if any(leaf.source.startswith(a) and leaf.source.endswith(b) for a, b in CHINESE_QUOTES):
            found.append(_in_chinese_quotes(document, leaf))
        found += _cut_by_comment(document, leaf.mark)
    return found


def _leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children.values():
        yield from _leaves(child)


def _in_chinese_quotes(document: Document, leaf: Node) -> Problem:
    mend = "YAML 的引号是半角的；若真要这对中文引号，请在外面再加一对半角引号。"
    place, line = document.place(leaf.mark), document.line(leaf.mark)
    start, end = place.column - 1, place.column - 1 + place.width
    snippet = f"{line[:start]}{quoted(leaf.source[1:-1])}{line[end:]}".strip()
    return document.problem(leaf.mark, "用了中文引号，YAML 会把它当成内容的一部分", mend=mend, snippet=snippet)


def _cut_by_comment(document: Document, mark: Mark) -> list[Problem]:
    line = document.line(mark)
    end = mark.column - 1 + mark.width
    match = COMMENT_TRAP.match(line, max(end - 1, 0))
    if match is None:
        return []
    place = Mark(line=mark.line, column=match.start(1) + 1, width=len(line) - match.start(1))
    mend = "若是内容，请给整段内容加上引号；若是注释，请在 “#” 后面空一格。"
    snippet = f"{line[: mark.column - 1]}{quoted(line[mark.column - 1 :].rstrip())}".strip()
    return [document.warning(place, "“ #” 后面的内容被当成注释丢掉了", mend=mend, snippet=snippet)]
