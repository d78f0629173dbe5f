"""Reading what hurried people order: which command, whom, how long, why; what is missing or could be two things.

Pure. What commands there are comes as grammars; who is there as people; nothing here knows what a command does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.model import MemberId


class Piece(StrEnum):
    """What may stand behind a command word."""

    PEOPLE = "people"  # one or several members, by @, name, account
    SPAN = "span"  # 10分钟, 2小时, 到明天9点
    NUMBERS = "numbers"  # of cases or actions
    POINTS = "points"  # 2分, +3
    REASON = "reason"  # whatever else stands there
    TEXT = "text"  # all that stands there, as written; nothing else is read out of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How one command is written. id: module name. words: the first is its name; English ones in lower case.

    subs: second words it may have (规则 开 …), each with the ways to write it; empty if it has none. needs: pieces it
    cannot do without; `PEOPLE | NUMBERS` alternatives are a tuple of which one is enough. least: people it must be about.
    is_quote: what stands behind its word is meant for others, and may be a question to them. begins: nouns of what it
    begins (来个…, 发起…). plans: finds the marks of the real thing behind its word, see `bot.orders.planned`.
    """

    id: str
    words: tuple[str, ...]
    takes: frozenset[Piece] = frozenset()
    needs: tuple[tuple[Piece, ...], ...] = ()
    subs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: int = 0
    is_quote: bool = False
    begins: tuple[str, ...] = ()
    plans: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may be meant. name: as the group sees it, may be empty. aliases: other names."""

    id: MemberId
    name: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that could be several things, or is missing. said: as written, empty if it is missing.

    choices: label, and the pick (see `read`) that settles it. Without choices it can only be asked for in words. A TEXT
    that was said is a second order in the line, or with no choices a line that cannot be understood.
    """

    piece: Piece
    said: str = ""
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command as somebody gave it.

    command: module name. word: as written. sub: key of `Grammar.subs`, empty if none. until: as written (到明天9点), with
    `span` from now on; span alone where a length was written. reason, text: trimmed. doubts: what must be asked first.
    picks: what was chosen in a dialogue, `yes` among it once it was confirmed. said: the order in canonical words;
    with a slash before them they read as the same order.
    """

    command: str
    word: str
    sub: str = ""
    people: tuple[MemberId, ...] = ()
    span: timedelta | None = None
    until: datetime | None = None
    numbers: tuple[int, ...] = ()
    points: float | None = None
    reason: str = ""
    text: str = ""
    doubts: tuple[Doubt, ...] = ()
    picks: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What looks like a command that was mistyped. meant: the canonical word; whole: the order as it may have been meant."""

    meant: str
    whole: str
