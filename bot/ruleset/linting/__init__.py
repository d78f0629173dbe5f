"""Lints: what is no error in any single rule, and yet hardly what its admin meant. One file each.

A module of this package holds exactly one `Lint`; its module name is the code that problems carry. `book.py`, one floor
up, is what they all read.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import ClassVar

from bot.core.walking import classes_in
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
    return classes_in(__name__, Lint)  # type: ignore[type-abstract] # it is only asked what it is


def lint(book: Book) -> tuple[Problem, ...]:
    """Return the warnings of all lints about `book`, each kind's first `MOST`."""
    return tuple(
        replace(problem, code=code) for code, kind in all_lints().items() for problem in islice(kind().look(book), MOST)
    )
