"""Every text that the bot says, found where it stands, without importing what stands around it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.core.texts import Text

ROOT = Path(__file__).parent
SPEAKS = "from bot.core.texts import"


@cache
def all_texts() -> tuple[Text, ...]:
    """Return every `Text` of the program, sorted by id."""
    found = {text.id: text for path in ROOT.rglob("*.py") for text in _texts_in(path.read_text(encoding="utf-8"))}
    return tuple(found[name] for name in sorted(found))


def _texts_in(source: str) -> Iterator[Text]:
    """Yield the texts that a module holds: `NAME = Text("id", "default")`, both literals."""
    if SPEAKS not in source:
        return
    for node in ast.parse(source).body:
        made = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == Text.__name__:
            id_, default = (ast.literal_eval(argument) for argument in made.args)
            yield Text(id_, default)
