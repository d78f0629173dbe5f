"""What of a file may be printed: nothing secret, whatever the file turns out to be."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from bot.documents.composing import LINE_BREAK
from bot.documents.masking import Mask, masked
from bot.documents.problems import Problem
from bot.documents.secrets import Secret
from bot.documents.shapes import fields_of, keys_of, leaves_of
from bot.playbook import all_kinds
from bot.ruleset.written import WrittenRule
from bot.settings.written import Written

SECRET_KEYS = frozenset(name for name, kind in leaves_of(Written) if kind is Secret)
OPEN_KEYS = frozenset(name for name, _ in leaves_of(Written)) - SECRET_KEYS
OF_CONFIGURATION = Mask(
    hides=lambda key: key not in OPEN_KEYS,
    known=frozenset(keys_of(Written)),
    phrases=("sqlite:///路径", "postgresql://用户:密码@主机/库名", "NAME:-默认值}"),
)
OF_CONTENT = Mask(hides=lambda key: key in SECRET_KEYS, known=SECRET_KEYS, shows_bare=True)
TELLTALE = SECRET_KEYS | {"wecom", "corp_id", "agent_id", "api_base", "console", "storage", "server"}
KEYS = re.compile(r"(?:^\s*(?:-\s+)*|[{,]\s*)[\"']?([\w.-]+)[\"']?\s*[:：]")
RULE = re.compile(r"\s*[-－—–•·]\s*\{?\s*\w+\s*[:：]")  # where a configuration has a pattern of file names
CONTENT_KEYS = frozenset(fields_of(WrittenRule)).union(
    *(fields_of(shape) for kind in all_kinds().values() for shape in kind.shapes())
)


def guarded(problems: Iterable[Problem], base: Path) -> tuple[Problem, ...]:
    """Return `problems` fit to be printed. base: the folder that the names of their files are relative to."""
    by_file = groupby(sorted(problems, key=lambda problem: problem.file), key=lambda problem: problem.file)
    return tuple(problem for file, found in by_file for problem in guarded_in(tuple(found), lines_of(base / file)))


def guarded_in(problems: Iterable[Problem], lines: Sequence[str]) -> tuple[Problem, ...]:
    """Return `problems` of the file that has these `lines`, fit to be printed."""
    problems = tuple(problems)
    if not any(problem.line for problem in problems):
        return problems
    seen = lines or [problem.source for problem in problems]
    return masked(problems, lines, OF_CONTENT if is_content(seen) else OF_CONFIGURATION)


def lines_of(path: Path) -> tuple[str, ...]:
    """Return the lines of the file `path`, none if it cannot be read."""
    try:
        return tuple(LINE_BREAK.split(path.read_bytes().decode("utf-8-sig", "replace")))
    except OSError:
        return ()


def names_keys(lines: Iterable[str]) -> bool:
    """Tell whether any of `lines` begins with a key of a configuration, however badly it is written."""
    topmost = fields_of(Written)
    return any(key in topmost for line in lines for key in KEYS.findall(line)[:1])


def is_content(lines: Iterable[str]) -> bool:
    """Tell whether a file is clearly one of rules or texts; in doubt it is a configuration, which holds secrets."""
    told = [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "---"))]
    if not told or any(key in TELLTALE for line in told for key in KEYS.findall(line)):
        return False
    first = re.match(r"(?P<dash>[-－—–•·])|[\"']?(?P<key>[\w.-]+)[\"']?\s*[:：]", told[0])
    if first is None:
        return False
    if first["key"] == "rules" and len(told) > 1 and RULE.match(told[1]):
        return True
    return bool(first["dash"]) or first["key"] in CONTENT_KEYS or "." in first["key"]
