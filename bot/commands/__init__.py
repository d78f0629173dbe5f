"""What owners and members can order the bot to do: one Python file per command word.

A module of this package holds exactly one `Command`; its module name is the command's id. Commands are pure: they get
an order and what may be known of the room, and return an answer with what should change.
"""

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from bot.core.effects import Effect
from bot.core.errors import QunguanError
from bot.core.model import MemberId, Message, Role, Room, Standing, is_private
from bot.core.policy import Policy
from bot.core.texts import Text, Texts

NOT_YOURS = Text("command.not_yours", "“{word}”只有{roles}可以用。")
IN_GROUP = Text("command.in_group", "规则和分数按群分别算，请在群里 @我 发“{word}”。")
UNKNOWN = Text("command.unknown", "没看懂。发“帮助”看看我能做什么。")
ROLE_NAMES = MappingProxyType(
    {
        Role.MEMBER: "群成员",
        Role.OWNER: "群主",
        Role.HELPER: "群助手",
        Role.STAFF: "工作人员",
        Role.ADMIN: "管理员",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command as somebody gave it. word: as written; rest: what stands behind it, trimmed."""

    word: str
    rest: str
    message: Message
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What a command may know of the room it is given in. house_rules: one line each, in Chinese."""

    room: Room
    now: datetime
    zone: tzinfo
    standings: Mapping[MemberId, Standing]
    policy: Policy
    house_rules: tuple[str, ...]
    texts: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command says and changes. standing: somebody's new standing, None if nobody's changes.

    undone: whose mute it takes back, None if nobody's.
    """

    text: str
    effects: tuple[Effect, ...] = ()
    standing: tuple[MemberId, Standing] | None = None
    undone: MemberId | None = None


class Command(ABC):
    """One command word.

    words: ways to write it, the first is its name. roles: who may use it, empty for everybody. usage: one line.
    works_in_private: it needs no room.
    """

    title: ClassVar[str]
    words: ClassVar[tuple[str, ...]]
    usage: ClassVar[str]
    roles: ClassVar[frozenset[Role]] = frozenset()
    works_in_private: ClassVar[bool] = False

    @abstractmethod
    def run(self, order: Order, hall: Hall) -> Answer:
        """Return what the command says and changes. Pure."""


@cache
def all_commands() -> Mapping[str, Command]:
    """Return every command by its module name. Raises QunguanError if a module does not hold exactly one."""
    found: dict[str, Command] = {}
    for module_name in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{module_name}")
        classes = [
            c
            for _, c in inspect.getmembers(module, inspect.isclass)
            if issubclass(c, Command) and c.__module__ == module.__name__
        ]
        if len(classes) != 1:
            raise QunguanError(f"{module.__name__} holds {len(classes)} commands; a command file holds exactly one")
        found[module_name] = classes[0]()
    return MappingProxyType(found)


@cache
def _by_word() -> tuple[tuple[str, Command], ...]:
    """All command words, the longest first, so that 我的记录 is not read as 我."""
    pairs = [(word, command) for command in all_commands().values() for word in command.words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


_BEHIND_A_WORD = " \t\u3000@:：，,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A command found in a text. word: as the command names it; rest: what stands behind it, trimmed."""

    command: Command
    word: str
    rest: str


def find_command(text: str) -> Found | None:
    """Return the command that `text` orders, None if it is no order.

    The word may have a `/` (of either width) before it and must end there, or be followed by a space, `@` or colon.
    """
    said = text.strip().removeprefix("/").removeprefix("／").strip()
    if said[:1].casefold() not in _first_characters():
        return None
    for word, command in _by_word():
        rest = said[len(word) :]
        if said[: len(word)].casefold() == word and (not rest or rest[0] in _BEHIND_A_WORD):
            return Found(command=command, word=word, rest=rest.strip(_BEHIND_A_WORD.replace("@", "")))
    return None


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(word[0] for word, _ in _by_word())


def obey(found: Found, *, message: Message, hall: Hall) -> Answer:
    """Run the command that was found."""
    command, role = found.command, hall.room.role(message.sender)
    if is_private(hall.room.id) and not command.works_in_private:
        return Answer(text=hall.texts.say(IN_GROUP, word=command.words[0]))
    if command.roles and role not in command.roles:
        allowed = "、".join(name for r, name in ROLE_NAMES.items() if r in command.roles)
        return Answer(text=hall.texts.say(NOT_YOURS, word=command.words[0], roles=allowed))
    return command.run(Order(word=found.word, rest=found.rest, message=message, role=role), hall)
