"""What admins write for activities, read from YAML: one kind of file in each module here.

A kind is the only subclass of `Kind` in its module; its module's name is the key of the configuration that names its files.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.core.walking import classes_in
from bot.documents.parsing import parse
from bot.documents.problems import Problem
from bot.documents.schema import DRAFT, Drawing, Schema
from bot.documents.tree import Document
from bot.play.writing.values import notes_of


class Kind(ABC):
    """One kind of files.

    title: in Chinese. what: what one of them holds. holds: the field of `Playbook` that it makes. shape: one element of
    the list that a file is. sample: a file without any problem, shown in the reference.
    """

    title: ClassVar[str]
    what: ClassVar[str]
    holds: ClassVar[str]
    shape: ClassVar[type]
    sample: ClassVar[str]

    @abstractmethod
    def read(self, documents: Sequence[Document]) -> tuple[Any, tuple[Problem, ...]]:
        """Return what `documents` say, as far as they are good, and what is wrong with them, warnings among it."""

    def schema(self) -> Schema:
        """Return the JSON Schema of a file."""
        return {"type": ["array", "null"], "items": self.drawing().mapping(self.shape)}

    def shapes(self) -> tuple[type, ...]:
        """Return the shapes that the reference tells of, the outermost first."""
        return (self.shape,)

    @staticmethod
    def drawing() -> Drawing:
        """Return how schemas are drawn."""
        return Drawing(notes=notes_of)


@cache
def all_kinds() -> Mapping[str, Kind]:
    """Return every kind by its key, in the order of the keys."""
    return {key: kind() for key, kind in classes_in("bot.playbook", Kind).items()}  # type: ignore[type-abstract]


def usual_glob(key: str) -> str:
    """Return where files of the kind `key` lie unless the configuration says otherwise."""
    return f"content/{key}/*.yaml"


def schema_of(key: str) -> Schema:
    """Return the whole JSON Schema of files of the kind `key`."""
    kind = all_kinds()[key]
    return {"$schema": DRAFT, "title": f"群管{kind.title}", **kind.schema()}


def read_playbook(files: Mapping[str, Mapping[str, str]]) -> tuple[Playbook, tuple[Problem, ...]]:
    """Return what `files` (by kind, text by file name) say, as far as they are good, and all problems.

    Kinds that are none of ours are left alone.
    """
    made: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, kind in all_kinds().items():
        texts = files.get(key, {})
        if not texts:
            continue
        parsed = [parse(text, name=name) for name, text in texts.items()]
        problems += [problem for _, found in parsed for problem in found]
        made[kind.holds], found = kind.read([document for document, _ in parsed])
        problems += found
    return replace(NO_PLAYBOOK, **made), tuple(problems)
