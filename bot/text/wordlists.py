"""Word lists as admins keep them: one word a line, `#` starts a comment, `# 标题：…` names the list."""

import re
from dataclasses import dataclass

INNOCENT = "innocent"
"""The list whose phrases take hits of all other lists back."""

_TITLE = re.compile(r"#\s*标题\s*[:：]\s*(\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """One list. name: its file without the ending. title: what people call it. words: in the order of the file."""

    name: str
    title: str
    words: tuple[str, ...]


def parse(name: str, text: str) -> WordList:
    """Return the list written in `text`; a word written twice counts once. Without a title it is called by its name."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    title = next((found[1].strip() for line in lines if (found := _TITLE.fullmatch(line))), name)
    words = (re.split(r"\s#", line, maxsplit=1)[0].strip() for line in lines if not line.startswith("#"))
    return WordList(name=name, title=title, words=tuple(dict.fromkeys(word for word in words if word)))
