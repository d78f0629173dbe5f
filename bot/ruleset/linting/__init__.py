"""Lints: what is no error in any single rule, and yet hardly what its admin meant. One file each.

A module of this package holds exactly one `Lint`; its module name is the code that problems carry. `book.py`, one floor
up, is what they all read.
"""

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from types import ModuleType
from typing import ClassVar

from bot.documents.problems import Problem
from bot.ruleset.book import Book

MOST = 20  # chosen: warnings of one kind


class Lint(ABC):
    """One thing worth a warning. title: its Chinese name."""

    title: ClassVar[str]

    @abstractmethod
    def look(self, book: Book) -> Iterator[Problem]:
        """Yield a warning for every place in `book`. Pure."""


def all_lints() -> dict[str, type[Lint]]:
    """Return every lint of this package by its code, in the order of the codes.

    Raises TypeError for a module that does not hold exactly one lint.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: lint_of(importlib.import_module(f"{__name__}.{name}")) for name in names}


def lint_of(module: ModuleType) -> type[Lint]:
    """Return the one lint that `module` defines. Raises TypeError if there is none or more than one."""
    found = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, Lint) and kind.__module__ == module.__name__
    ]
    if len(found) != 1:
        names = ", ".join(kind.__name__ for kind in found) or "none"
        raise TypeError(f"{module.__name__} must define exactly one Lint, it has: {names}")
    return found[0]


def lint(book: Book) -> tuple[Problem, ...]:
    """Return the warnings of all lints about `book`, each kind's first `MOST`."""
    return tuple(
        replace(problem, code=code) for code, kind in all_lints().items() for problem in islice(kind().look(book), MOST)
    )
