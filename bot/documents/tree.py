"""YAML values that know where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.documents.problems import Problem, Severity, fix_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of one line. line, column: from 1. width: characters, those of its first line if it has several."""

    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One YAML value with its place.

    data: plain data (dict, list, str, int, float, bool, None), the children included. source: a scalar as written.
    children: by key or index. keys: where each key of a mapping stands. is_plain: a scalar without quotes.
    """

    mark: Mark
    data: Any = None
    source: str = ""
    is_plain: bool = False
    children: Mapping[str | int, "Node"] = field(default_factory=dict)
    keys: Mapping[str, Mark] = field(default_factory=dict)

    def items(self) -> Iterable[tuple[str, "Node"]]:
        """Return the keys and values of a mapping, in order; nothing for anything else."""
        return [(str(key), self.children[key]) for key in self.keys]

    def elements(self) -> Iterable["Node"]:
        """Return the elements of a list, in order; nothing for anything else."""
        return [] if self.keys else list(self.children.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML file. name: as problems should call it. root: None if there is none.

    lines: as written. mended: as read, with the traps taken out.
    """

    name: str
    lines: tuple[str, ...]
    root: Node | None
    mended: tuple[str, ...] = ()

    def line(self, mark: Mark) -> str:
        """Return the line of `mark`, as written."""
        return self.lines[mark.line - 1] if 0 < mark.line <= len(self.lines) else ""

    def place(self, mark: Mark) -> Mark:
        """Return where in the file as written `mark` is; it may have moved when traps were mended."""
        line = self.line(mark)
        read = self.mended[mark.line - 1] if 0 < mark.line <= len(self.mended) else line
        if read == line:
            return mark
        start = mark.column - 1
        found = line.find(read[start : start + mark.width])
        return replace(mark, column=max(found, 0) + 1)

    def problem(self, mark: Mark, cause: str, *, mend: str = "", snippet: str = "", mended: str = "") -> Problem:
        """Return the problem `cause` at `mark`. mended: its whole line as it surely should be, empty if nobody knows."""
        place = self.place(mark)
        return Problem(
            file=self.name,
            line=place.line,
            column=place.column,
            width=place.width,
            source=self.line(place),
            cause=cause,
            mend=mend,
            snippet=snippet,
            fix=fix_of(place.line, self.line(place), mended) if mended else None,
        )

    def warning(self, mark: Mark, cause: str, *, mend: str = "", snippet: str = "") -> Problem:
        """Return the warning `cause` at `mark`."""
        return replace(self.problem(mark, cause, mend=mend, snippet=snippet), severity=Severity.WARNING)

    def within(self, node: Node, piece: str) -> Mark:
        """Return where `piece` stands in the scalar `node`, or where the scalar does if that cannot be told."""
        start = node.mark.column - 1
        read = self.mended[node.mark.line - 1] if 0 < node.mark.line <= len(self.mended) else self.line(node.mark)
        found = read.find(piece, start, start + node.mark.width) if piece else -1
        return node.mark if found < 0 else replace(node.mark, column=found + 1, width=len(piece))
