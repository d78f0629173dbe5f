"""One thing wrong in a file: where, why, and how to mend it; and how all of them are printed."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from typing import Any

from bot.documents.synonyms import meant_by

SHOWN = 100  # chosen: characters of a source line shown around the place
LIKENESS = 0.55  # chosen: below it a suggestion misleads more than it helps
SURE = 0.75  # chosen: from it on the suggestion may be applied by a program
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


class Severity(StrEnum):
    """Whether a problem stops the file from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What a program may put in place of a stretch of one line. column, end_column: from 1, half-open."""

    line: int
    column: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one file. All texts are Chinese, but for what is quoted from the file.

    line, column: from 1, in characters; line 0 is the file as a whole. width: characters under the caret.
    source: the line as written (secrets masked). cause: what is wrong. mend: what to do, may be empty.
    snippet: the corrected lines, may be empty. fix: of the line as written, None unless it is sure. code: the lint that found it, empty for what no lint found.
    """

    file: str
    cause: str
    line: int = 0
    column: int = 1
    width: int = 1
    source: str = ""
    mend: str = ""
    snippet: str = ""
    severity: Severity = Severity.ERROR
    code: str = ""
    fix: Fix | None = None

    @property
    def place(self) -> str:
        """Where it is, as editors and terminals understand it: `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def render(problems: Iterable[Problem]) -> str:
    """Return all `problems` as text for a terminal, in the order of files and lines, one empty line between two."""
    return "\n\n".join(_one(problem) for problem in _ordered(problems))


def problems_to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return all `problems` JSON-ready for editors and CI, in the order of files and lines.

    column, end_column: from 1, in characters of the line as it is shown, half-open; all three are 0 for a whole file.
    fix: no two of them are for one line, so that all can be applied in any order.
    """
    fixed: set[tuple[str, int]] = set()
    told: list[dict[str, Any]] = []
    for problem in _ordered(problems):
        fix = problem.fix if problem.fix and (problem.file, problem.fix.line) not in fixed else None
        told.append(_data(problem) | {"fix": _fix_data(fix) if fix else None})
        fixed |= {(problem.file, fix.line)} if fix else set()
    return told


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.file, p.line, p.column))


def fix_of(number: int, written: str, mended: str) -> Fix | None:
    """Return the least that makes `mended` of the line `written`, the `number`-th; None if nothing does."""
    if written == mended:
        return None
    most = min(len(written), len(mended))
    start = next((at for at in range(most) if written[at] != mended[at]), most)
    end = next((at for at in range(most - start) if written[-1 - at] != mended[-1 - at]), most - start)
    text = mended[start : len(mended) - end]
    return Fix(line=number, column=start + 1, end_column=len(written) - end + 1, text=text)


def _fix_data(fix: Fix) -> dict[str, Any]:
    return {
        "line": fix.line,
        "column": fix.column,
        "end_line": fix.line,
        "end_column": fix.end_column,
        "text": fix.text,
    }


def _data(problem: Problem) -> dict[str, Any]:
    column = problem.column if problem.line else 0
    return {
        "file": problem.file,
        "line": problem.line,
        "column": column,
        "end_column": column + max(problem.width, 1) if problem.line else 0,
        "severity": problem.severity.value,
        "code": problem.code,
        "cause": problem.cause,
        "mend": problem.mend,
        "snippet": problem.snippet,
        "source": problem.source,
    }


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of `problems` is more than a warning."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return the one of `valid` that `name` was most likely meant to be, empty if none is near."""
    by_folded = {choice.casefold(): choice for choice in valid}
    meant = by_folded.get(name.casefold()) or meant_by(name, by_folded.values())
    if meant:
        return meant
    close = get_close_matches(name.casefold(), by_folded, n=1, cutoff=LIKENESS)
    return by_folded[close[0]] if close else ""


def is_sure(name: str, meant: str) -> bool:
    """Tell whether `name` can hardly be anything but a slip for `meant`, or another word for it."""
    is_known = name.casefold() == meant.casefold() or bool(meant_by(name, [meant]))
    return is_known or SequenceMatcher(None, name.casefold(), meant.casefold()).ratio() >= SURE


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """Return a sentence that leads from the wrong `name` to the `valid` ones."""
    choices = sorted(set(valid))
    close = nearest(name, choices)
    if close:
        return f"你是不是想写 “{close}”？"
    if not choices:
        return ""
    return "可以写的有：" + "、".join(choices) + "。"


def _one(problem: Problem) -> str:
    mark = "警告：" if problem.severity is Severity.WARNING else ""
    lines = [f"{problem.place}  {mark}{problem.cause}"]
    if problem.source:
        lines += _pointed(problem)
    if problem.mend:
        lines.append(f"  {problem.mend}")
    if problem.snippet:
        lines += ["  改成：", *(f"    {_cut(line)}" for line in problem.snippet.splitlines())]
    return "\n".join(lines)


def _pointed(problem: Problem) -> list[str]:
    """Return the source line and the caret line below it, aligned for a terminal that draws Chinese two columns wide."""
    at = min(max(problem.column - 1, 0), len(problem.source))
    start = max(0, at - SHOWN // 2) if len(problem.source) > SHOWN else 0
    shown = problem.source[start : start + SHOWN]
    indent = len(shown) - len(shown.lstrip(" ")) if start == 0 else 0
    indent = min(indent, at)
    before, marked = shown[indent : at - start], shown[at - start : at - start + max(problem.width, 1)]
    carets = "^" * max(_columns(_visible(marked)), 1)
    return [f"    {_visible(shown[indent:])}", "    " + " " * _columns(_visible(before)) + carets]


def _cut(line: str) -> str:
    """Return `line` as far as it helps."""
    return line if len(line) <= 2 * SHOWN else line[: 2 * SHOWN] + "…"


def _visible(text: str) -> str:
    """Return `text` with everything that would move or hide the cursor replaced by one visible character."""
    drawn = ("→" if c == "\t" else "\ufffd" if unicodedata.category(c) in INVISIBLE else c for c in text)
    return "".join(drawn)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
