"""Files for activities as hurried admins write them, each with all that `qunguan check` prints about it.

They lie in a folder named like their kind, with a number before their name.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.documents.problems import Problem, render
from bot.settings import check_files
from bot.texts import all_texts

FOLDER = Path(__file__).parent
CONFIG = Path("config.yaml")


def cases() -> list[str]:
    """Return the names of all cases with their folder, in order."""
    return sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/[0-9]*.yaml"))


def problems_of(name: str) -> tuple[Problem, ...]:
    """Return what is wrong with the case `name`, checked alone beside `config.yaml` of this folder."""
    with _inside():
        return check_files([Path(f"{name}.yaml")], CONFIG, {}, known_texts=all_texts())


def printed(name: str) -> str:
    """Return what is printed about the case `name`."""
    return render(problems_of(name)) + "\n"


def expected(name: str) -> str:
    """Return what should be printed about the case `name`."""
    path = FOLDER / f"{name}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


@contextmanager
def _inside() -> Iterator[None]:
    before = Path.cwd()
    os.chdir(FOLDER)
    try:
        yield
    finally:
        os.chdir(before)
