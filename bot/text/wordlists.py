"""Word lists as admins keep them: one word a line, `#` starts a comment.

`# 标题：广告` names the list. `# 组：引流` starts a group, up to the next one; rules can pick it as `ads/引流`.
`# 允许单字` says that words of one character are meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

INNOCENT = "innocent"
"""The list whose phrases take hits of all other lists back."""

_TITLE = re.compile(r"#\s*标题\s*[:：]\s*(\S.*)")
_GROUP = re.compile(r"#\s*组\s*[:：]\s*(\S.*)")
_SINGLES = re.compile(r"#\s*允许单字\s*[。.]?")
_LINE_END = re.compile(r"\r\n?|\n")
_COMMENT = re.compile(r"\s#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A word where it stands. line, column: from 1. group: empty before the first one."""

    word: str
    line: int
    column: int
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """One list. name: its file without the ending. title: what people call it. words: in the order of the file.

    groups: words by group. written: every line that holds a word, those written again included; empty for a list
    that was not read from a text. allows_singles: words of one character are meant.
    """

    name: str
    title: str
    words: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    written: tuple[Written, ...] = field(default=(), compare=False, repr=False)
    allows_singles: bool = False

    @property
    def lines(self) -> Mapping[str, int]:
        """The line of each word, from 1; the first if it is written again."""
        return {one.word: one.line for one in reversed(self.written)}


def parse(name: str, text: str) -> WordList:
    """Return the list written in `text`; a word written twice counts once. Without a title it is called by its name."""
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    comments = [line.strip() for line in lines if line.lstrip().startswith("#")]
    titles = (found[1].strip() for line in comments if (found := _TITLE.fullmatch(line)))
    written = tuple(_written(lines))
    groups = dict.fromkeys(one.group for one in written if one.group)
    return WordList(
        name=name,
        title=next(titles, name),
        words=tuple(dict.fromkeys(one.word for one in written)),
        groups={group: tuple(dict.fromkeys(one.word for one in written if one.group == group)) for group in groups},
        written=written,
        allows_singles=any(_SINGLES.fullmatch(line) for line in comments),
    )


def named(lists: Mapping[str, WordList], name: str) -> WordList:
    """Return the list called `name`, or for `list/group` that group as a list. Raises KeyError with `name`."""
    if name in lists:
        return lists[name]
    whole, _, group = name.partition("/")
    if whole not in lists or group not in lists[whole].groups:
        raise KeyError(name)
    found = lists[whole]
    return replace(found, name=name, title=f"{found.title}·{group}", words=found.groups[group], groups={})


def names(lists: Mapping[str, WordList]) -> tuple[str, ...]:
    """Return all that `named` knows: the lists, and their groups."""
    return (*lists, *(f"{name}/{group}" for name, found in lists.items() for group in found.groups))


def _written(lines: list[str]) -> Iterator[Written]:
    group = ""
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.startswith("#"):
            found = _GROUP.fullmatch(stripped)
            group = found[1].strip() if found else group
            continue
        word = _COMMENT.split(stripped, maxsplit=1)[0].strip()
        if word:
            yield Written(word=word, line=number, column=line.index(word) + 1, group=group)
