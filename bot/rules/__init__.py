"""Conditions: one thing a rule can look for, one Python file each.

A module of this package holds exactly one `Condition`; its module name is the id that rules use in YAML. Its frozen
dataclass fields are its settings, checked by pydantic; tests and reference docs are made from the class itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.core.reach import Reach
from bot.core.walking import classes_in
from bot.text.reading import Reading, Vocabulary
from bot.text.wordlists import WordList

NOTHING = Reach()


class Need(StrEnum):
    """What a condition must be told and not every room tells. The value is how it is said in Chinese."""

    EVERY_MESSAGE = "听到所有发言"
    NAMES = "知道成员的群昵称"
    JOINS = "知道谁进群、谁退群"
    MEDIA = "看到图片、语音等消息的类型"


class Condition(ABC):
    """One thing a rule can look for.

    title: its Chinese name. notes: what editors say, in Chinese, of each setting. fires, quiet: texts it must and must not find with the settings of `sample`.
    sample: settings for which `fires` and `quiet` hold, as YAML would give them.
    shorthand: the field that a bare list or number in YAML is meant for, empty if none.
    needs: what a room must be able to tell, else it is useless there.
    at_join: it may fire when somebody joins; a rule without such a condition in `when` does not judge joinings.
    by_words: it promises to fire only where `reading.hits(self)` holds something, so it need not be asked otherwise.
    """

    title: ClassVar[str]
    notes: ClassVar[Mapping[str, str]] = {}
    fires: ClassVar[tuple[Example, ...]]
    quiet: ClassVar[tuple[Example, ...]]
    sample: ClassVar[Mapping[str, Any]] = {}
    shorthand: ClassVar[str] = ""
    needs: ClassVar[frozenset[Need]] = frozenset()
    at_join: ClassVar[bool] = False
    by_words: ClassVar[bool] = False

    @property
    def reach(self) -> Reach:
        """How much of the past it needs in the scene."""
        return NOTHING

    def vocabulary(self, lists: Mapping[str, WordList]) -> Vocabulary | None:
        """Return the words it wants found, to be matched in one pass with those of all rules; None if none.

        They are registered in the `Reader` under the condition itself, so `reading.hits(self)` are its hits.
        lists: word lists by name. Raises KeyError with the name of a list that is not there.
        """
        del lists
        return None

    @abstractmethod
    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return what it sees in `message`, None if nothing. Pure."""


def all_conditions() -> dict[str, type[Condition]]:
    """Return every condition of this package by its id, in the order of the ids.

    Raises TypeError for a module that does not hold exactly one condition.
    """
    return classes_in(__name__, Condition)  # type: ignore[type-abstract] # it is only asked what it is
